// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/ranker/train_ranker.h"

#include "engine/models/params/param_table.h"
#include "engine/pipeline/ranker/ranked_recommender.h"
#include "storage/project/project.h"
#include "storage/project/store_names.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/loss_collector.h"
#include "storage/use_cases/train.h"

#include <limits>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

constexpr const char* byItself = "auto";

struct RankerSettings {
    RankerOptions options;
    std::string loss = byItself;
    std::string cut = byItself;
};

const ParamTable<RankerSettings>& table() {
    using S = RankerSettings;
    using O = RankerOptions;
    using B = BoostingOptions;
    const auto boosting = [](auto member) { return nested(nested(&S::options, &O::boosting), member); };
    const auto examples = [](auto member) { return nested(nested(&S::options, &O::examples), member); };
    static const ParamTable<RankerSettings> all{
        {"trees", "Trees", boosting(&B::trees), 10, 2'000,
         "The most that are grown; how many are kept is judged on people held back.", rounds()},
        {"depth", "Depth", boosting(&B::depth), 1, 12, "Questions that a tree asks one after the other."},
        {"learning_rate", "Learning rate", boosting(&B::learningRate), 0.005, 1,
         "How much of its answer a tree adds."},
        {"regularization", "Regularisation", boosting(&B::regularization), 0, 1'000,
         "Pulls what few examples say towards nothing.", linear()},
        {"least_child", "Least weight of a leaf", boosting(&B::leastChild), 0, 1'000,
         "Leaves of fewer examples are not grown.", linear() | advanced()},
        {"row_share", "Share of examples", boosting(&B::rowShare), 0.1, 1, "That a tree sees.", advanced()},
        {"column_share", "Share of features", boosting(&B::columnShare), 0.1, 1, "That a tree sees.",
         advanced()},
        {"loss", "Loss", &S::loss, words({byItself, "logistic", "pairwise", "ndcg"}),
         "Candidates by themselves, or pairs of them; auto takes what is better on people held back.",
         notSearched()},
        {"cut", "Cut", &S::cut, words({byItself, "time", "per-user", "random"}),
         "How the data is cut to learn from; auto cuts by time where events have times.", notSearched()},
        {"windows", "Cuts", nested(&S::options, &O::windows), 1, 8,
         "The newest judges, the earlier ones teach; the sources are trained for each.", notSearched()},
        {"test", "Share behind a cut", nested(&S::options, &O::test), 0.02, 0.5, "What is to be foreseen.",
         notSearched()},
        {"candidates", "Candidates of a source", examples(&ExampleOptions::depth), 10, 1'000,
         "That each source brings for a person.", notSearched()},
        {"passed_over", "Passed over", examples(&ExampleOptions::passedOver), 5, 10'000,
         "Candidates a person that were not taken, drawn, to learn from.", notSearched() | advanced()},
        {"people", "People of a cut", examples(&ExampleOptions::people), 10, 100'000, "Drawn.",
         notSearched() | advanced()}};
    return all;
}

RankerOptions optionsOf(const RankerRequest& request) {
    RankerSettings settings = table().optionsOf(request.params);
    for (const BoostingLoss loss : {BoostingLoss::Logistic, BoostingLoss::Pairwise, BoostingLoss::Ndcg}) {
        if (settings.loss == lossName(loss)) {
            settings.options.losses = {loss};
        }
    }
    if (settings.cut != byItself) {
        settings.options.cut = parseProtocol(settings.cut).value();
    }
    return settings.options;
}

std::string paramsText(const RankerRequest& request, const LearnedRanker& ranker) {
    std::string text = "sources=";
    for (const RankerSource& source : ranker.features().sources()) {
        text += (text.back() == '=' ? "" : "+") + source.algorithm;
    }
    const std::string others = request.params.textOfChanges(rankerParams());
    return others.empty() ? text : text + "," + others;
}
} // namespace

std::span<const ParamSpec> rankerParams() {
    static const std::vector<ParamSpec> all = table().specs();
    return all;
}

Result<RankerRequest> rankerRequest(std::span<const NameValue> changes) {
    RankerRequest request;
    request.params = ParamSet(rankerParams());
    for (const auto& [name, value] : changes) {
        if (name == "sources") {
            TRY(sourcesNamed(value));
            request.sources = value;
        } else {
            TRY(request.params.set(rankerParams(), name, value));
        }
    }
    return request;
}

Result<TrainedRanker> fitRanker(const Dataset& dataset, const RankerRequest& request,
                                const ExecutionContext& context) {
    TRY(checkModelName(request.name));
    LossCollector losses(context.progress);
    ExecutionContext inner = context;
    inner.progress = &losses;
    inner.seed = request.seed;
    const Stopwatch watch;
    auto data = std::make_shared<const Dataset>(*weighed(dataset, request.weighing, inner));
    RankerOptions options = optionsOf(request);
    TRY_ASSIGN(options.sources,
               sourcesNamed(request.sources.empty() ? standardSources(*data) : request.sources));
    TRY_ASSIGN(auto ranker, trainRanker(std::move(data), options, inner));
    StoredModel stored;
    stored.name = request.name.empty() ? "Ranker" : request.name;
    stored.algorithm = rankerId;
    stored.params = paramsText(request, *ranker);
    stored.seed = request.seed;
    stored.weighing = weighingName(request.weighing);
    stored.fitSeconds = watch.seconds();
    stored.losses = losses.take();
    stored.loss =
        ranker->report().people > 0 ? 1 - ranker->report().ranker : std::numeric_limits<double>::quiet_NaN();
    return TrainedRanker{std::move(stored), std::move(ranker)};
}

Result<StoredModel> storeRanker(Project& project, const Dataset& dataset, const TrainedRanker& fitted,
                                const std::stop_token& stop) {
    return storeFitted(project, dataset, *rankedRecommender(fitted.ranker), fitted.stored, stop);
}

Result<TrainedRanker> trainAndStoreRanker(Project& project, const Dataset& dataset,
                                          const RankerRequest& request, const ExecutionContext& context) {
    TRY_ASSIGN(auto trained, fitRanker(dataset, request, context));
    context.report(1, "Saving");
    TRY_ASSIGN(trained.stored, storeRanker(project, dataset, trained, context.stop));
    return trained;
}

} // namespace tastescope
