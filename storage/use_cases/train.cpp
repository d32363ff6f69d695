// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/train.h"

#include "engine/base/fingerprint.h"
#include "engine/models/data_defaults.h"
#include "engine/models/hybrid/hybrid.h"
#include "engine/models/signal_remarks.h"
#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/registry/registry.h"
#include "storage/project/project.h"
#include "storage/project/store_names.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/loss_collector.h"
#include "storage/use_cases/newcomers/fallback_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace tastescope {
namespace {

// Beside what the algorithm saves: which ids its rows stood for.
constexpr const char* usersKey = "project.users";
constexpr const char* itemsKey = "project.items";
constexpr const char* idsKey = "project.ids";

/// Of the first ids of each kind: appending to the data does not change it.
std::string fingerprintOfIds(const Dataset& dataset, std::size_t users, std::size_t items) {
    Fingerprint print;
    for (std::uint32_t row = 0; row < users; ++row) {
        print.add(dataset.users().at(row));
    }
    print.add(static_cast<std::uint64_t>(users));
    for (std::uint32_t row = 0; row < items; ++row) {
        print.add(dataset.items().at(row));
    }
    return print.text();
}

/// Whether the rows of a model still mean the ids that they were trained for. Models of older versions do not
/// say.
bool fitsIds(const ModelArchive& archive, const Dataset& dataset) {
    const Result<double> users = archive.number(usersKey);
    const Result<double> items = archive.number(itemsKey);
    const Result<std::string> ids = archive.text(idsKey);
    if (!users || !items || !ids) {
        return true;
    }
    return *users >= 0 && *users <= static_cast<double>(dataset.userCount()) && *items >= 0 &&
           *items <= static_cast<double>(dataset.itemCount()) &&
           *ids ==
               fingerprintOfIds(dataset, static_cast<std::size_t>(*users), static_cast<std::size_t>(*items));
}

Error otherIds(const Project& project, const StoredModel& stored) {
    return {ErrorCode::Conflict,
            fmt::format("The model \"{}\" was trained on data that has been replaced since", stored.name),
            "Train it again", project.path().filename().string()};
}

/// Title and size: "ALS-64", "Item-kNN-100", "Popularity".
std::string defaultName(const AlgorithmInfo& algorithm, const ParamSet& params) {
    for (const ParamSpec& spec : algorithm.params) {
        if (const std::int64_t size = spec.inName ? params.integer(spec.name) : 0; size > 0) {
            return fmt::format("{}-{}", algorithm.title, size);
        }
    }
    return algorithm.title;
}

Result<std::shared_ptr<const Recommender>> loadRanker(const ModelArchive& archive, const Dataset& data) {
    TRY_ASSIGN(auto ranker, LearnedRanker::load(archive, std::make_shared<const Dataset>(data)));
    return rankedRecommender(std::move(ranker));
}

} // namespace

ParamSet paramsOf(const StoredModel& model) {
    const AlgorithmInfo* algorithm = findAlgorithm(model.algorithm);
    if (!algorithm) {
        return {};
    }
    ParamSet params(algorithm->params);
    for (const std::string_view part : cutAt(model.params, ',')) {
        if (const Result<NameValue> pair = parseNameValue(part, "")) {
            // A setting of an older version that is not known any more stays at its default.
            static_cast<void>(params.set(algorithm->params, pair->first, pair->second).hasValue());
        }
    }
    return params;
}

Result<FittedModel> fitModel(const Dataset& dataset, const TrainRequest& request,
                             const ExecutionContext& context) {
    TRY(checkModelName(request.name));
    TRY_ASSIGN(const auto algorithm, requireAlgorithm(request.algorithm));
    LossCollector losses(context.progress);
    ExecutionContext inner = context;
    inner.progress = &losses;
    inner.seed = request.seed;
    const Stopwatch watch;
    const ParamSet params = fittedParams(*algorithm, dataset, request.params);
    const auto data = weighed(dataset, request.weighing, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(auto model, algorithm->fit(*data, params, inner));
    const double seconds = watch.seconds();
    // Who stands in for it where histories are short; what cannot be measured is left to those who ask.
    if (const auto order = fallbackOrderOf(dataset, context);
        !order && order.error().code == ErrorCode::Cancelled) {
        return order.error();
    }
    std::vector<std::string> remarks = signalRemarks(*model, *data, context);
    std::vector<DataDefault> chosen = dataDefaults(*algorithm, dataset, request.params);
    for (DataDefault& proven : provenWeights(*model, params)) {
        chosen.push_back(std::move(proven));
    }
    return FittedModel{std::move(model), seconds, losses.take(), std::move(chosen), std::move(remarks)};
}

Result<StoredModel> storeModel(Project& project, const Dataset& dataset, const TrainRequest& request,
                               const FittedModel& fitted, const std::stop_token& stop) {
    TRY_ASSIGN(const auto algorithm, requireAlgorithm(request.algorithm));
    ParamSet params = fittedParams(*algorithm, dataset, request.params);
    for (const DataDefault& one : fitted.chosen) { // what is measured later is this model, not its kind
        params.setDefault(one.name, one.value);
    }
    StoredModel stored;
    stored.name = request.name.empty() ? defaultName(*algorithm, params) : request.name;
    stored.algorithm = request.algorithm;
    stored.params = params.text();
    stored.seed = request.seed;
    stored.weighing = weighingName(request.weighing);
    stored.fitSeconds = fitted.seconds;
    stored.loss =
        fitted.losses.empty() ? std::numeric_limits<double>::quiet_NaN() : fitted.losses.back().training;
    stored.losses = fitted.losses;
    return storeFitted(project, dataset, *fitted.model, std::move(stored), stop);
}

Result<StoredModel> storeFitted(Project& project, const Dataset& dataset, const Recommender& model,
                                StoredModel stored, const std::stop_token& stop) {
    stored.dataFingerprint = dataset.fingerprint();
    stored.trained = wallClockNow();
    stored.dataCounts = {dataset.userCount(), dataset.itemCount(), dataset.events().size()};
    ModelArchive archive;
    archive.stopWith(stop);
    model.save(archive);
    archive.putNumber(usersKey, static_cast<double>(dataset.userCount()));
    archive.putNumber(itemsKey, static_cast<double>(dataset.itemCount()));
    archive.putText(idsKey, fingerprintOfIds(dataset, dataset.userCount(), dataset.itemCount()));
    TRY_ASSIGN(auto added, project.models().add(std::move(stored), archive));
    // Of the lists that come of it. Where it cannot be kept it is measured again.
    [[maybe_unused]] const Result<void> kept = keepFallbackOrder(project, dataset);
    return added;
}

Result<TrainedModel> trainModel(Project& project, const Dataset& dataset, const TrainRequest& request,
                                const ExecutionContext& context) {
    TRY_ASSIGN(auto fitted, fitModel(dataset, request, context));
    context.report(1, "Saving");
    TRY_ASSIGN(auto stored, storeModel(project, dataset, request, fitted, context.stop));
    return TrainedModel{std::move(stored), std::move(fitted.model), std::move(fitted.chosen),
                        std::move(fitted.remarks)};
}

bool fitsData(const Project& project, const StoredModel& stored, const Dataset& dataset) {
    const Result<ModelArchive> archive = project.models().archive(stored.id);
    return archive && fitsIds(*archive, dataset);
}

Result<std::shared_ptr<const Recommender>> loadModel(const Project& project, const StoredModel& stored,
                                                     const Dataset& dataset,
                                                     const ExecutionContext& context) {
    const AlgorithmInfo* algorithm = findAlgorithm(stored.algorithm);
    if (!algorithm && stored.algorithm != rankerId) {
        return Error{
            ErrorCode::Unsupported,
            fmt::format("The model \"{}\" needs the algorithm \"{}\", which this version does not have",
                        stored.name, stored.algorithm),
            "Use a newer version, or train another model", project.path().filename().string()};
    }
    TRY_ASSIGN(const auto archive, project.models().archive(stored.id));
    if (!fitsIds(archive, dataset)) {
        return otherIds(project, stored);
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    const auto data = weighed(dataset, parseWeighing(stored.weighing));
    Result<std::shared_ptr<const Recommender>> model =
        algorithm ? algorithm->load(archive, *data) : loadRanker(archive, *data);
    if (!model && model.error().code != ErrorCode::OutOfMemory) {
        // Whatever the algorithm found wrong with it, the way out is the same.
        return Error{
            ErrorCode::Corrupt,
            fmt::format("The stored model \"{}\" cannot be used: {}", stored.name, model.error().message),
            "Train it again; the data is not affected", project.path().filename().string()};
    }
    if (model &&
        ((*model)->userCount() > dataset.userCount() || (*model)->itemCount() > dataset.itemCount())) {
        return otherIds(project, stored);
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    return model;
}

} // namespace tastescope
