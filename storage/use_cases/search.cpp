// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/search.h"

#include "engine/base/fingerprint.h"
#include "engine/base/name_values.h"
#include "engine/base/random.h"
#include "engine/registry/registry.h"
#include "storage/import/planning/plan_files.h"
#include "storage/import/sources/byte_source.h"
#include "storage/project/project.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/evaluation_files.h"
#include "storage/use_cases/loss_collector.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>

namespace tastescope {
namespace {

// Of a stored search that is believed.
constexpr std::uint64_t mostTrials = 100'000;

// The validation part is not drawn by the numbers that drew the test part.
constexpr std::uint64_t validationStream = 0x76616C6964ULL;

constexpr std::string_view place = "stored search"; ///< named by errors in what was stored

Result<void> addFile(Fingerprint& print, const std::filesystem::path& file, const ExecutionContext& context) {
    const KeepArchivesOpen keep;
    TRY_ASSIGN(const auto sources, listSources({file}, context.stop));
    std::vector<char> block(1 << 20);
    for (const SourceFile& source : sources) {
        TRY_ASSIGN(const auto bytes, openByteSource(source.path, source.member, {}, context.stop));
        for (std::size_t got = 1; got > 0;) {
            TRY_ASSIGN(got, bytes->read(block));
            print.add(std::as_bytes(std::span(block).first(got)));
        }
    }
    return {};
}

/// Of the data and of all that a trial's measurement depends on; not of the number of trials.
Result<std::string> fingerprintOf(const Dataset& dataset, const SearchRequest& request,
                                  const ExecutionContext& context) {
    Fingerprint print;
    print.add(dataset.fingerprint());
    if (!request.trainFile.empty()) {
        TRY(addFile(print, request.trainFile, context));
        print.add(joinNameValues(request.fileMap, '\n'));
    }
    print.add(request.options.algorithm);
    print.add(joinNameValues(request.options.fixed, ','));
    print.add(strategyName(request.options.strategy));
    print.add(request.options.metric.key());
    print.add(request.options.seed);
    print.add(protocolName(request.protocol));
    print.add(std::bit_cast<std::uint64_t>(request.trainFile.empty() ? request.test : 0.0));
    print.add(std::bit_cast<std::uint64_t>(request.validation));
    print.add(static_cast<std::uint64_t>(request.values));
    return print.text();
}

Result<std::shared_ptr<const Dataset>> searchedData(const Dataset& dataset, const SearchRequest& request,
                                                    const ExecutionContext& context) {
    TRY_ASSIGN(auto parts, request.trainFile.empty()
                               ? Result(dataset.parts())
                               : readTrainFile(dataset, request.trainFile, request.fileMap, context));
    countByValues(parts, request.values);
    auto counted = std::make_shared<const Dataset>(std::move(parts), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (!request.trainFile.empty() || request.test == 0) {
        return std::shared_ptr<const Dataset>(std::move(counted));
    }
    const Result<Split> outer =
        splitDataset(*counted, {request.protocol, request.test, request.options.seed}, context);
    return outer ? Result(outer->train) : Result<std::shared_ptr<const Dataset>>(outer.error());
}

Result<std::vector<StoredSearch>> searchesLike(const Project& project, const std::string& fingerprint) {
    Result<std::vector<StoredSearch>> all = project.searches().all();
    if (all) {
        std::erase_if(*all, [&](const StoredSearch& search) { return search.fingerprint != fingerprint; });
    }
    return all;
}

StoredSearch describe(const SearchRequest& request, std::string fingerprint) {
    StoredSearch stored;
    stored.fingerprint = std::move(fingerprint);
    stored.algorithm = request.options.algorithm;
    stored.fixed = joinNameValues(request.options.fixed, ',');
    stored.strategy = strategyName(request.options.strategy);
    stored.metric = request.options.metric.key();
    stored.trials = request.options.trials;
    stored.seed = request.options.seed;
    stored.protocol = protocolName(request.protocol);
    stored.test = request.trainFile.empty() ? request.test : 0;
    stored.validation = request.validation;
    stored.values = request.values;
    std::error_code ignored;
    stored.trainFile =
        request.trainFile.empty() ? "" : std::filesystem::absolute(request.trainFile, ignored).string();
    stored.fileMap = joinNameValues(request.fileMap, '\n');
    stored.made = wallClockNow();
    return stored;
}

} // namespace

Result<StoredSearch> beginSearch(Project& project, const Dataset& dataset, const SearchRequest& request,
                                 const ExecutionContext& context) {
    TRY_ASSIGN(auto fingerprint, fingerprintOf(dataset, request, context));
    StoredSearch stored = describe(request, std::move(fingerprint));
    if (request.resume) {
        const Result<std::vector<StoredSearch>> alike = searchesLike(project, stored.fingerprint);
        if (!alike) {
            return alike.error();
        }
        if (!alike->empty()) {
            stored = alike->back();
            stored.trials = request.options.trials;
            stored.complete = false;
            const Result<void> updated = project.searches().update(stored.id, stored.trials, false);
            return updated ? Result(stored) : Result<StoredSearch>(updated.error());
        }
    }
    TRY_ASSIGN(const auto added, project.searches().add(stored));
    stored.id = added;
    return stored;
}

Result<std::vector<TrialMeasurement>> knownTrials(const Project& project, const StoredSearch& stored) {
    TRY_ASSIGN(const auto request, requestOf(stored));
    const AlgorithmInfo* algorithm = findAlgorithm(stored.algorithm);
    TRY_ASSIGN(const auto rows, project.searches().trials(stored.id));
    std::vector<TrialMeasurement> known;
    for (const StoredTrial& row : rows) {
        if (algorithm && row.trial > 0 && ParamSet::parse(algorithm->params, row.params)) {
            known.push_back({row.trial, row.share, row.value, row.low, row.high, row.users, row.seconds,
                             row.problem, row.params});
        }
    }
    return known;
}

Result<SearchResult> runSearch(const Dataset& dataset, const SearchRequest& request,
                               std::span<const TrialMeasurement> known, const SearchObserver& observer,
                               const ExecutionContext& context) {
    if (!(request.test >= 0 && request.test < 1)) {
        return Error{ErrorCode::InvalidArgument, "The test share must lie between 0 and 1",
                     "Choose for example 0.2, or 0 to cut nothing away", "search"};
    }
    TRY_ASSIGN(const auto searched, searchedData(dataset, request, context));
    const std::uint64_t seed = Random(request.options.seed, validationStream).next64();
    TRY_ASSIGN(const auto parts,
               splitDataset(*searched, {request.protocol, request.validation, seed}, context));
    return searchParameters(parts, request.options, known, observer, context);
}

Result<void> storeTrial(Project& project, const StoredSearch& stored, const TrialMeasurement& measurement) {
    return project.searches().addTrial(stored.id,
                                       {measurement.trial, measurement.share, measurement.params,
                                        measurement.value, measurement.low, measurement.high,
                                        measurement.users, measurement.seconds, measurement.problem});
}

Result<void> endSearch(Project& project, const StoredSearch& stored, const SearchResult& result) {
    return project.searches().update(stored.id, stored.trials, result.complete);
}

Result<SearchResult> searchParameters(Project& project, const Dataset& dataset, const SearchRequest& asked,
                                      const ExecutionContext& context,
                                      const std::function<void(const SearchTrial&)>& trial) {
    SearchRequest request = asked;
    if (!asked.trainFile.empty()) { // read twice, which a pipe cannot be
        TRY_ASSIGN(request.trainFile, settledPath(asked.trainFile, context.stop));
    }
    TRY_ASSIGN(const auto stored, beginSearch(project, dataset, request, context));
    TRY_ASSIGN(const auto known, knownTrials(project, stored));
    const SearchObserver observer{
        trial, [&](const TrialMeasurement& measurement) { return storeTrial(project, stored, measurement); }};
    Result<SearchResult> result = runSearch(dataset, request, known, observer, context);
    if (!result) {
        const Result<std::vector<StoredTrial>> rows = project.searches().trials(stored.id);
        if (rows && rows->empty()) {
            // Nothing was learned: not worth a place in the project.
            static_cast<void>(project.searches().remove(stored.id).hasValue());
        }
        return result;
    }
    TRY(endSearch(project, stored, *result));
    return result;
}

Result<SearchRequest> requestOf(const StoredSearch& stored) {
    const Result<SearchStrategy> strategy = parseStrategy(stored.strategy);
    const Result<SearchMetric> metric = parseSearchMetric(stored.metric);
    const Result<Protocol> protocol = parseProtocol(stored.protocol);
    if (!strategy || !metric || !protocol) {
        return !strategy ? strategy.error() : !metric ? metric.error() : protocol.error();
    }
    if (stored.trials == 0 || stored.trials > mostTrials) {
        return Error{ErrorCode::Corrupt, "The stored search is damaged", "Remove it and begin a new one", ""};
    }
    TRY_ASSIGN(auto fixed, parseNameValues(stored.fixed, ',', place));
    TRY_ASSIGN(auto map, parseNameValues(stored.fileMap, '\n', place));
    SearchRequest request;
    request.options = {stored.algorithm, std::move(fixed), stored.trials, *strategy, *metric, stored.seed};
    request.protocol = *protocol;
    request.test = stored.test;
    request.validation = stored.validation;
    request.values = stored.values;
    request.trainFile = stored.trainFile;
    request.fileMap = std::move(map);
    request.resume = true;
    return request;
}

Result<SearchResult> storedResult(const Project& project, const StoredSearch& stored) {
    TRY_ASSIGN(const auto request, requestOf(stored));
    const Result<std::vector<TrialMeasurement>> known = knownTrials(project, stored);
    return known ? searchSoFar(request.options, *known) : Result<SearchResult>(known.error());
}

Result<TrainRequest> winnerOf(const SearchOptions& options, const SearchResult& result,
                              const std::string& name, bool values) {
    if (!result.best) {
        return Error{ErrorCode::InvalidArgument, "The search has no best trial yet", "Go on with it first",
                     "search"};
    }
    return TrainRequest{options.algorithm, result.trials[*result.best].params, name, options.seed,
                        values ? Weighing::Values : Weighing::Once};
}

std::string validationLabel(const SearchRequest& request) {
    const std::string cut =
        request.protocol == Protocol::LeaveLastOut
            ? std::string(protocolName(request.protocol))
            : fmt::format("{}, {:g} % validation", protocolName(request.protocol), 100 * request.validation);
    if (!request.trainFile.empty()) {
        return fmt::format("{} of {}", cut, request.trainFile.filename().string());
    }
    return request.test == 0 ? cut
           : request.protocol == Protocol::LeaveLastOut
               ? cut + " twice, the last untouched"
               : fmt::format("{}, {:g} % test untouched", cut, 100 * request.test);
}

} // namespace tastescope
