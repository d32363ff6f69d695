// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_item/ease.h"

#include "engine/base/memory.h"
#include "engine/base/progress.h"
#include "engine/models/attributes/content_features.h"
#include "engine/models/data_defaults.h"
#include "engine/models/item_item/ease_model.h"
#include "engine/models/item_item/ease_solver.h"
#include "engine/models/item_item/ridge_rule.h"
#include "engine/models/learning/preference_param.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr double panelColumns = 2 * 128; ///< of the inverse, beside the matrix
constexpr double readingShare = 0.05;    ///< of the progress

struct EaseSettings : EaseOptions {
    PreferenceScale weights = PreferenceScale::Alike;
};

const ParamTable<EaseSettings>& table() {
    static const ParamTable<EaseSettings> all{
        {"lambda", "Regularisation λ", &EaseSettings::lambda, 0.1, 100000,
         "Holds the weights between items small; more of it trusts rare coincidences less. Unless it is set: "
         "four times the events an item, fewer or more by the length of histories, and many times that where "
         "they are short.",
         byData()},
        {"attributes", "Item attributes", &EaseSettings::attributes, 0, 10000,
         "How much shared tags, categories and creators count, as if so many people had said it; 0 leaves "
         "them out. With it, new items are scored.",
         searchedIn(5, 500)},
        preferenceParam(&EaseSettings::weights)};
    return all;
}

std::vector<DataDefault> defaultsFor(const Dataset& dataset, const ParamSet&) {
    const DataShape shape = shapeOf(dataset.matrix());
    return {{"lambda", ridgeFor(shape), ridgeReason(shape)}};
}

EaseSettings settingsFor(const Dataset& dataset, const ParamSet& params) {
    return table().optionsOf(fittedParams(easeInfo(), dataset, params));
}

/// Additions of the Gram matrix: half the square of each person's list.
double pairWork(const InteractionMatrix& matrix) {
    double work = 0;
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        const auto count = static_cast<double>(matrix.countOf(UserIndex(user)));
        work += count * count / 2;
    }
    return work;
}

Forecast forecast(const Dataset& dataset, const ParamSet&, int threads) {
    const auto items = static_cast<double>(dataset.itemCount());
    // Measured: seconds a float moved, an entry read.
    const double seconds = secondsAPair * pairWork(dataset.matrix()) + secondsAnInversion(items) +
                           2e-9 * items * items + 2e-8 * static_cast<double>(dataset.matrix().entryCount());
    return {1e-4 + seconds / std::max(threads, 1),
            easeModelBytes({dataset.userCount(), dataset.itemCount()})};
}

Result<void> requireItemsSquared(const Dataset& dataset, const ParamSet& params) {
    const auto items = static_cast<double>(dataset.itemCount());
    const auto extra = static_cast<std::size_t>(items * panelColumns * sizeof(float));
    Result<void> fits =
        requireMemory(forecast(dataset, params, 1).bytes + extra + preferenceBytes(dataset.matrix()), "EASE");
    if (fits) {
        return fits;
    }
    Error error = fits.error();
    error.remedy = "Its memory grows with the square of the items: use slim or als, or leave out rare items";
    return error;
}

/// Words that say what an item is; a title's words and numbers liken too loosely to stand for people.
Result<EaseAttributes> attributesOf(const Dataset& dataset, const ExecutionContext& context) {
    const ContentWeights weights{.title = 0, .tags = 1, .categories = 1, .creator = 1, .numbers = 0};
    TRY_ASSIGN(auto features,
               contentFeatures(dataset.itemAttributes(), dataset.itemCount(), weights, context));
    return EaseAttributes{std::move(features.vectors), features.terms};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    TRY(requireItemsSquared(dataset, params));
    const EaseSettings options = settingsFor(dataset, params);
    EaseAttributes attributes;
    if (options.attributes > 0) {
        PartProgress reading(context, 0, readingShare);
        TRY_ASSIGN(auto read, attributesOf(dataset, reading.context()));
        attributes = std::move(read);
    }
    const ImplicitMatrix data =
        implicitMatrixOf(dataset.matrix(), dataset.itemCount(), options.weights, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    PartProgress solving(context, options.attributes > 0 ? readingShare : 0, 1);
    TRY_ASSIGN(auto inverse, easeInverse(data, attributes, options, solving.context()));
    return makeEaseModel(dataset, {dataset.userCount(), dataset.itemCount()}, data.rule, std::move(inverse));
}

} // namespace

const AlgorithmInfo& easeInfo() {
    static const AlgorithmInfo info{
        .id = std::string(easeId),
        .title = "EASE",
        .family = "item_item",
        .tagline = "Each item from all others",
        .about = "Predicts every item from all others by one regression, solved exactly. Often the most "
                 "accurate where the catalogue is small enough: its memory is the square of the items.",
        .source = "Steck 2019; Jeunen, Van Balen, Goethals 2020",
        .effort = 2,
        .personal = true,
        .scoresNewItems = true,
        .hybridPlace = 10,
        .params = table().specs(),
        .fit = fit,
        .load = loadEaseModel,
        .forecast = forecast,
        .defaults = defaultsFor};
    return info;
}

} // namespace tastescope
