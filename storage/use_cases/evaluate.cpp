// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/evaluate.h"

#include "engine/base/progress.h"
#include "engine/data/folds.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/leaks.h"
#include "engine/evaluation/runs.h"
#include "engine/evaluation/segments.h"
#include "engine/evaluation/slices.h"
#include "engine/registry/registry.h"
#include "storage/experiments/specification.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/project/project.h"
#include "storage/project/search_store.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/evaluation_files.h"
#include "storage/use_cases/evaluation_lists.h"
#include "storage/use_cases/rules/ruled_lists.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace tastescope {
namespace {

/// What was made elsewhere, read once before anything is trained.
struct Elsewhere {
    std::vector<ListFile> lists;
    std::vector<NumberFile> numbers;
};

Result<Elsewhere> readElsewhere(const EvaluateRequest& request, const ListCopies& copies,
                                const ExecutionContext& context) {
    Elsewhere elsewhere;
    for (const std::filesystem::path& file : request.listFiles) {
        const auto kept = std::ranges::find(copies, file, &ListFile::path);
        if (kept != copies.end()) {
            elsewhere.lists.push_back(*kept);
            continue;
        }
        TRY_ASSIGN(auto read, readLists({file}, request.fileMap, context));
        elsewhere.lists.push_back(std::move(read.front()));
    }
    TRY_ASSIGN(elsewhere.numbers,
               readNumbers(request.scoreFiles, NumberKind::Scores, request.fileMap, context));
    TRY_ASSIGN(auto predictions,
               readNumbers(request.predictionFiles, NumberKind::Predictions, request.fileMap, context));
    std::move(predictions.begin(), predictions.end(), std::back_inserter(elsewhere.numbers));
    return elsewhere;
}

Result<void> checkRequest(const EvaluateRequest& request) {
    const auto refuse = [](const char* what, const char* remedy) {
        return Error{ErrorCode::InvalidArgument, what, remedy, ""};
    };
    const bool files = !request.trainFile.empty();
    if (files != !request.testFile.empty()) {
        return refuse("A train file needs a test file, and the other way round",
                      "Name both, or neither to split the project's events");
    }
    const bool folds = request.folds > 0 || !request.foldsFile.empty();
    if (files && (folds || !filterText(request.filter).empty())) {
        return refuse("Folds and filters are for the project's events, not for a train and a test file",
                      "Leave them out, or leave the files out");
    }
    return request.repeats > 0 ? Result<void>() : refuse("It cannot be repeated 0 times", "Give 1 or more");
}

/// Where the parts of every run come from.
class PartsSource {
public:
    /// `request` and `elsewhere` must outlive it.
    static Result<PartsSource> open(const Dataset& dataset, const EvaluateRequest& request,
                                    const Elsewhere& elsewhere, const ExecutionContext& context) {
        PartsSource source(request);
        if (!request.trainFile.empty()) {
            TRY_ASSIGN(auto parts, readEvaluationFiles(dataset, request, elsewhere.lists, context));
            source.m_read = std::make_shared<const ReadParts>(std::move(parts));
            return source;
        }
        TRY_ASSIGN(auto filtered, filterEvents(dataset, request.filter, context));
        Dataset::Parts parts = filtered.dataset->parts();
        parts.items = withListed(parts.items, elsewhere.lists);
        countByValues(parts, request.values);
        source.m_counted = std::make_shared<const Dataset>(std::move(parts), context);
        source.m_filters = std::move(filtered.effects);
        if (context.stopRequested()) {
            return cancelledError();
        }
        if (!request.foldsFile.empty()) {
            TRY_ASSIGN(auto folds, readFolds(request.foldsFile, request.fileMap, *source.m_counted, context));
            source.m_folds = std::move(folds.folds);
            source.m_foldCounts = std::move(folds.counts);
        }
        return source;
    }

    const std::vector<FilterEffect>& filters() const { return m_filters; }

    /// One for each fold of each seed.
    std::vector<EvaluationRun> runs(std::uint64_t seed) const {
        const std::size_t folds = m_request.foldsFile.empty() ? m_request.folds : m_folds.count;
        std::vector<EvaluationRun> runs;
        for (std::size_t repeat = 0; repeat < m_request.repeats; ++repeat) {
            for (std::size_t fold = folds > 0 ? 1 : 0; fold <= folds; ++fold) {
                runs.push_back({seed + repeat, fold});
            }
        }
        return runs;
    }

    /// `later` counts the seed from that of the first run.
    Result<ReadParts> partsOf(const EvaluationRun& run, std::uint64_t later,
                              const ExecutionContext& context) {
        if (m_read) {
            return *m_read;
        }
        TRY_ASSIGN(auto split, cut(run, later, context));
        std::vector<FileCounts> files;
        if (m_foldCounts) {
            files.push_back(*m_foldCounts);
        }
        files.push_back({"test", "", {}});
        return tastescope::partsOf(std::move(split), m_request, std::move(files), context);
    }

private:
    explicit PartsSource(const EvaluateRequest& request) : m_request(request) {}

    Result<Split> cut(const EvaluationRun& run, std::uint64_t later, const ExecutionContext& context) {
        SplitOptions options = m_request.split;
        options.seed += later;
        if (run.fold == 0) {
            return splitDataset(*m_counted, options, context);
        }
        if (run.fold == 1 && m_request.foldsFile.empty()) {
            TRY_ASSIGN(m_folds, drawFolds(*m_counted, options.protocol, m_request.folds, options.seed));
        }
        return splitFold(*m_counted, m_folds, run.fold - 1, context);
    }

    const EvaluateRequest& m_request;
    std::shared_ptr<const ReadParts> m_read; ///< from files: the same for every run
    std::shared_ptr<const Dataset> m_counted;
    std::vector<FilterEffect> m_filters;
    Folds m_folds; ///< of the file, or as drawn for the seed that is run
    std::optional<FileCounts> m_foldCounts;
};

/// No two contestants have one label: pairs name them by it.
void tellApart(std::vector<Contestant>& contestants) {
    std::set<std::string> taken;
    for (Contestant& contestant : contestants) {
        const std::string label = contestant.label;
        for (int number = 2; !taken.insert(contestant.label).second; ++number) {
            contestant.label = fmt::format("{} {}", label, number);
        }
    }
}

Result<std::vector<Contestant>> contestantsOf(const EvaluateRequest& request, const Elsewhere& elsewhere,
                                              const Dataset& dataset, ReadParts& parts) {
    std::vector<Contestant> contestants = request.contestants;
    for (Contestant& contestant : contestants) {
        const AlgorithmInfo* algorithm = findAlgorithm(contestant.algorithm);
        if (algorithm && contestant.params.values().empty()) {
            contestant.params = ParamSet(algorithm->params);
        }
        if (contestant.rules) {
            TRY_ASSIGN(auto rules, ruleSetOf(*contestant.rules));
            contestant.rules->maker = ruledLists(std::move(rules));
        }
    }
    const auto add = [&](JudgedLists judged) {
        contestants.push_back(std::move(judged.contestant));
        parts.files.push_back(std::move(judged.counts));
    };
    for (const ListFile& file : elsewhere.lists) {
        TRY_ASSIGN(auto judged, contestantOf(file, parts.input, dataset.items()));
        add(std::move(judged));
    }
    for (const NumberFile& file : elsewhere.numbers) {
        TRY_ASSIGN(auto judged, contestantOf(file, parts.input));
        add(std::move(judged));
    }
    tellApart(contestants);
    return contestants;
}

Result<std::vector<Segmentation>> segmentationsOf(const EvaluateRequest& request, ReadParts& parts,
                                                  const ExecutionContext& context) {
    if (request.by.empty()) {
        return std::vector<Segmentation>();
    }
    if (request.by == "users") {
        return userSegmentations(*parts.input.train);
    }
    TRY_ASSIGN(auto groups, readSegmentation(request.by, *parts.input.train, context));
    parts.files.push_back(std::move(groups.counts));
    return std::vector{std::move(groups.segmentation)};
}

/// Slices are of everything that is known about people, whatever the groups are by. A file that is called as
/// something that is known stands in its place.
std::vector<Segmentation> slicingsOf(const EvaluateRequest& request, const ReadParts& parts,
                                     const std::vector<Segmentation>& segmentations) {
    if (request.by == "users") {
        return segmentations;
    }
    std::vector<Segmentation> all = segmentations;
    for (Segmentation& known : userSegmentations(*parts.input.train)) {
        if (std::ranges::find(segmentations, known.by, &Segmentation::by) == segmentations.end()) {
            all.push_back(std::move(known));
        }
    }
    return all;
}

/// Leaks of the parts of one run.
Result<std::vector<Leak>> leaksOf(const Dataset& dataset, const EvaluateRequest& request,
                                  const ReadParts& parts, const ExecutionContext& context) {
    std::vector<TunedOn> tuned;
    if (!request.validationFile.empty()) {
        TRY_ASSIGN(auto events,
                   readEventsOf(*parts.input.train, request.validationFile, request.fileMap, context));
        tuned.push_back({"the file " + request.validationFile.filename().string(), std::move(events)});
    }
    // Rows of files of their own numbering are not those that a search knew.
    const bool sameRows = &parts.input.train->users() == &dataset.users();
    for (const TunedCut& cut : request.tuned) {
        const bool untouched = request.trainFile.empty() && request.folds == 0 && request.foldsFile.empty() &&
                               filterText(request.filter).empty() &&
                               cut.split.protocol == request.split.protocol &&
                               cut.split.test == request.split.test && cut.split.seed == request.split.seed;
        if (sameRows && !untouched) {
            TRY_ASSIGN(const auto split, splitDataset(dataset, cut.split, context));
            tuned.push_back({cut.by, std::make_shared<const Interactions>(split.train->events())});
        }
    }
    return lintParts(parts.split, tuned, request.options.sampledCandidates, context);
}

/// What all runs share, as the first of them finds it.
struct Measures {
    EvaluationOptions options;
    std::vector<Segmentation> segmentations;
    std::vector<Segmentation> slicings;
    std::vector<FileCounts> files;
    UnseenCounts unseen;
    std::optional<std::vector<Leak>> leaks;
};

/// One run whole: parts, training, measuring. The first one fills `measures`.
Result<EvaluationResult> measureRun(PartsSource& source, const EvaluationRun& run, const Dataset& dataset,
                                    const EvaluateRequest& request, const Elsewhere& elsewhere,
                                    std::optional<Measures>& measures, const ExecutionContext& context) {
    PartProgress preparing(context, 0, 0.1);
    const ExecutionContext before = preparing.context();
    const std::uint64_t later = run.seed - context.seed;
    TRY_ASSIGN(auto parts, source.partsOf(run, later, before));
    EvaluationOptions options = measures ? measures->options : request.options;
    FileCounts& test = parts.files.back();
    std::optional<FileCounts> counts;
    if (!request.candidatesFile.empty() && !measures) {
        TRY_ASSIGN(auto candidates,
                   readCandidates(request.candidatesFile, *parts.input.train, dataset, before));
        options.candidates = std::move(candidates.items);
        counts = std::move(candidates.counts);
    }
    countTest(parts.input, options.candidates, test);
    if (counts) {
        parts.files.push_back(std::move(*counts));
    }
    TRY_ASSIGN(const auto contestants, contestantsOf(request, elsewhere, dataset, parts));
    if (!measures) {
        TRY_ASSIGN(auto segmentations, segmentationsOf(request, parts, before));
        std::vector<Segmentation> slicings;
        if (request.slices) {
            slicings = slicingsOf(request, parts, segmentations);
        }
        measures = Measures{
            options, std::move(segmentations), std::move(slicings), std::move(parts.files), parts.unseen, {}};
        if (request.leaks) {
            TRY_ASSIGN(measures->leaks, leaksOf(dataset, request, parts, before));
        }
    }
    PartProgress measuring(context, 0.1, 1);
    ExecutionContext inner = measuring.context();
    inner.seed = run.seed;
    return evaluate(parts.input, contestants, options, inner);
}

} // namespace

Result<EvaluationResult> measureModels(const Dataset& dataset, const EvaluateRequest& request,
                                       const ExecutionContext& context) {
    return measureWithCopies(dataset, request, {}, context);
}

Result<EvaluationResult> measureWithCopies(const Dataset& dataset, const EvaluateRequest& request,
                                           const ListCopies& copies, const ExecutionContext& context) {
    const Stopwatch clock;
    TRY(checkRequest(request));
    // Whatever is read is read before the first model is trained.
    TRY_ASSIGN(const auto elsewhere, readElsewhere(request, copies, context));
    TRY_ASSIGN(auto source, PartsSource::open(dataset, request, elsewhere, context));
    const std::vector<EvaluationRun> runs = source.runs(context.seed);
    std::optional<Measures> measures;
    std::vector<EvaluationResult> results;
    for (std::size_t at = 0; at < runs.size(); ++at) {
        const auto parts = static_cast<double>(runs.size());
        PartProgress progress(context, static_cast<double>(at) / parts, static_cast<double>(at + 1) / parts);
        TRY_ASSIGN(auto one,
                   measureRun(source, runs[at], dataset, request, elsewhere, measures, progress.context()));
        results.push_back(std::move(one));
    }
    TRY_ASSIGN(auto result, mergeRuns(std::move(results), runs, request.options.resamples, context));
    TRY_ASSIGN(result.segments,
               segmentResults(result, measures->segmentations, request.options.resamples, context));
    TRY_ASSIGN(result.gaps, groupGaps(result, measures->segmentations, request.options.resamples, context));
    if (request.slices) {
        TRY_ASSIGN(result.slices, findAllSlices(result, measures->slicings, {}, context));
    }
    result.files = std::move(measures->files);
    result.unseen = measures->unseen;
    result.leaks = std::move(measures->leaks);
    result.filters = source.filters();
    EvaluateRequest asked = request;
    asked.keptLists.clear();
    for (const ListFile& copy : copies) {
        asked.keptLists.push_back(copy.path);
    }
    result.specification = specificationOf(asked, context.seed);
    result.dataFingerprint = dataset.fingerprint();
    result.seconds = clock.seconds();
    return result;
}

Result<void> storeEvaluation(Project& project, const EvaluationResult& result,
                             const ExecutionContext& context) {
    const Result<std::int64_t> stored = keepEvaluation(project, result, context);
    return stored ? Result<void>() : stored.error();
}

Result<std::vector<TunedCut>> tunedCuts(const Project& project, const std::vector<Contestant>& contestants) {
    std::vector<TunedCut> cuts;
    TRY_ASSIGN(const auto searches, project.searches().all());
    for (const StoredSearch& search : searches) {
        TRY_ASSIGN(const auto trials, project.searches().trials(search.id));
        const AlgorithmInfo* algorithm = findAlgorithm(search.algorithm);
        const bool tried =
            algorithm && std::ranges::any_of(contestants, [&](const Contestant& contestant) {
                return contestant.algorithm == search.algorithm && !contestant.params.values().empty() &&
                       std::ranges::any_of(trials, [&](const StoredTrial& trial) {
                           const auto params = ParamSet::parse(algorithm->params, trial.params);
                           return params && *params == contestant.params;
                       });
            });
        const Result<Protocol> protocol = parseProtocol(search.protocol);
        if (tried && protocol && search.trainFile.empty() && search.test > 0) {
            cuts.push_back({fmt::format("search {}", search.id), {*protocol, search.test, search.seed}});
        }
    }
    return cuts;
}

Result<std::vector<EvaluationResult>> measureSideBySide(const Dataset& dataset, EvaluateRequest request,
                                                        const ExecutionContext& context) {
    return sideBySideWithCopies(dataset, std::move(request), {}, context);
}

Result<std::vector<EvaluationResult>> sideBySideWithCopies(const Dataset& dataset, EvaluateRequest request,
                                                           const ListCopies& copies,
                                                           const ExecutionContext& context) {
    request.folds = 0;
    request.foldsFile.clear();
    request.leaks = false;
    std::vector<Protocol> protocols{Protocol::Random, Protocol::PerUser};
    if (dataset.events().hasTimes()) {
        protocols.insert(protocols.end(), {Protocol::LeaveLastOut, Protocol::Time});
    }
    std::vector<EvaluationResult> results;
    for (std::size_t at = 0; at < protocols.size(); ++at) {
        request.split.protocol = protocols[at];
        const auto parts = static_cast<double>(protocols.size());
        PartProgress progress(context, static_cast<double>(at) / parts, static_cast<double>(at + 1) / parts);
        TRY_ASSIGN(auto one, measureWithCopies(dataset, request, copies, progress.context()));
        results.push_back(std::move(one));
    }
    return results;
}

Result<EvaluationResult> evaluateModels(Project& project, const Dataset& dataset,
                                        const EvaluateRequest& request, const ExecutionContext& context) {
    return evaluateWithCopies(project, dataset, request, {}, context);
}

Result<EvaluationResult> evaluateWithCopies(Project& project, const Dataset& dataset,
                                            const EvaluateRequest& given, const ListCopies& copies,
                                            const ExecutionContext& context) {
    EvaluateRequest request = given;
    if (request.leaks) {
        TRY_ASSIGN(request.tuned, tunedCuts(project, request.contestants));
    }
    Result<EvaluationResult> result = measureWithCopies(dataset, request, copies, context);
    if (result && request.store) {
        TRY(storeEvaluation(project, *result, context));
    }
    return result;
}

namespace {

/// Its parts come from the project's events, and can be cut again.
bool cutsTheProject(const EvaluateRequest& request) {
    return request.trainFile.empty();
}

Error noSuchGroup(const std::vector<SliceCondition>& conditions) {
    std::string text;
    for (const SliceCondition& condition : conditions) {
        text += fmt::format("{}{}, {}", text.empty() ? "" : " and ", condition.by, condition.segment);
    }
    return {ErrorCode::NotFound, "The evaluation has no such group of people",
            "Run it again on the data as it is now", std::move(text)};
}

/// Values per user, of the data's users.
bool hasValuesOf(const Dataset& dataset, const EvaluateRequest& request, const EvaluationResult& result) {
    return cutsTheProject(request) && result.userIds && result.userIds->size() == dataset.userCount();
}

/// What a request measured people by, made again: groups are by the train part of the first run, and who
/// has test items in any run was judged.
struct PeopleAgain {
    std::vector<Segmentation> segmentations;
    std::vector<Segmentation> slicings;
    std::vector<bool> judged; ///< by user index
};

Result<PeopleAgain> peopleAgain(const Dataset& dataset, const EvaluateRequest& request,
                                const ExecutionContext& context) {
    const Elsewhere nothing;
    TRY_ASSIGN(auto source, PartsSource::open(dataset, request, nothing, context));
    PeopleAgain people;
    const std::uint64_t seed = request.split.seed;
    for (const EvaluationRun& run : source.runs(seed)) {
        TRY_ASSIGN(auto parts, source.partsOf(run, run.seed - seed, context));
        if (people.judged.empty()) {
            TRY_ASSIGN(people.segmentations, segmentationsOf(request, parts, context));
            people.slicings = slicingsOf(request, parts, people.segmentations);
            people.judged.resize(parts.input.train->userCount(), false);
        }
        for (std::size_t user = 0; user < people.judged.size(); ++user) {
            people.judged[user] = people.judged[user] || parts.input.test.relevantCount(UserIndex(user)) > 0;
        }
        if (context.stopRequested()) {
            return cancelledError();
        }
    }
    return people;
}

} // namespace

Result<std::vector<UserIndex>> usersOfSlice(const Dataset& dataset, const EvaluateRequest& request,
                                            const std::vector<SliceCondition>& conditions,
                                            const ExecutionContext& context) {
    if (!cutsTheProject(request)) {
        return noSuchGroup(conditions);
    }
    EvaluateRequest asked = request;
    const std::string own = std::filesystem::path(request.by).stem().string();
    if (hasOwnGroups(request) &&
        std::ranges::find(conditions, own, &SliceCondition::by) == conditions.end()) {
        asked.by = "users"; // whose people are found though the file is gone
    }
    TRY_ASSIGN(const auto people, peopleAgain(dataset, asked, context));
    for (const SliceCondition& condition : conditions) {
        const auto of = std::ranges::find(people.slicings, condition.by, &Segmentation::by);
        if (of == people.slicings.end() ||
            std::ranges::find(of->names, condition.segment) == of->names.end()) {
            return noSuchGroup(conditions);
        }
    }
    const std::vector<bool> members = membersOf(people.slicings, conditions);
    std::vector<UserIndex> users;
    for (std::size_t user = 0; user < people.judged.size() && user < members.size(); ++user) {
        if (members[user] && people.judged[user]) {
            users.emplace_back(user);
        }
    }
    return users;
}

Result<SliceSearch> slicesOf(const Dataset& dataset, const EvaluateRequest& request,
                             const EvaluationResult& result, const SliceQuestion& question,
                             const ExecutionContext& context) {
    if (!hasValuesOf(dataset, request, result)) {
        return Error{ErrorCode::Unsupported, "This run kept no values for each person of the data",
                     "Run it again", ""};
    }
    auto people = peopleAgain(dataset, request, context);
    if (!people && hasOwnGroups(request) && people.error().code != ErrorCode::Cancelled) {
        EvaluateRequest byUsers = request; // the file is gone: what is known of people is still there
        byUsers.by = "users";
        people = peopleAgain(dataset, byUsers, context);
    }
    if (!people) {
        return people.error();
    }
    return findSlices(result, people->slicings, question.a, question.b, question.metric, {}, context);
}

Result<void> addGroups(const Dataset& dataset, const EvaluateRequest& request, EvaluationResult& result,
                       const ExecutionContext& context) {
    if (!hasValuesOf(dataset, request, result)) {
        return {};
    }
    EvaluateRequest byUsers = request;
    byUsers.by = "users";
    TRY_ASSIGN(auto people, peopleAgain(dataset, byUsers, context));
    std::erase_if(people.segmentations, [&](const Segmentation& known) {
        return std::ranges::find(result.segments, known.by, &SegmentResult::by) != result.segments.end();
    });
    ExecutionContext seeded = context;
    seeded.seed = request.split.seed;
    const std::size_t resamples = request.options.resamples;
    TRY_ASSIGN(auto segments, segmentResults(result, people.segmentations, resamples, seeded));
    TRY_ASSIGN(auto gaps, groupGaps(result, people.segmentations, resamples, seeded));
    std::ranges::move(segments, std::back_inserter(result.segments));
    std::ranges::move(gaps, std::back_inserter(result.gaps));
    return {};
}

} // namespace tastescope
