// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/refit.h"

#include "engine/data/demo/demo_world.h"
#include "engine/ranking/recommend.h"
#include "engine/registry/registry.h"
#include "engine/simulation/grown.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

using Model = std::shared_ptr<const Recommender>;

std::shared_ptr<const Dataset> smallService() {
    DemoOptions options;
    options.users = 150;
    options.items = 300;
    options.artists = 30;
    options.events = 9'000;
    return makeDemoWorld(options)->dataset;
}

/// Everybody has taken three more items; items that nobody had had among them.
std::shared_ptr<const Dataset> grown(const Dataset& data) {
    std::vector<Choice> choices;
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        for (std::size_t turn = 0; turn < 3; ++turn) {
            choices.push_back({UserIndex(user), ItemIndex((user * 7 + turn * 31) % data.itemCount()), turn});
        }
    }
    return grownBy(data, choiceEventOf(data), choices, {});
}

ParamSet paramsOf(const AlgorithmInfo& algorithm, const char* name = nullptr, const char* value = nullptr) {
    ParamSet params(algorithm.params);
    EXPECT_TRUE(!name || params.set(algorithm.params, name, value));
    return params;
}

std::vector<RankedList> listsOf(const Recommender& model, const Dataset& data) {
    std::vector<Asker> askers;
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        askers.emplace_back(UserRow{&data, UserIndex(user)});
    }
    return *recommendAll(model, askers, {});
}

double shared(const std::vector<RankedList>& one, const std::vector<RankedList>& other) {
    double both = 0;
    double all = 0;
    for (std::size_t user = 0; user < one.size(); ++user) {
        all += static_cast<double>(one[user].size());
        for (const ScoredItem& item : one[user]) {
            both += std::ranges::find(other[user], item.item, &ScoredItem::item) != other[user].end() ? 1 : 0;
        }
    }
    return both / all;
}

TEST(Refit, OfAlsIsAsGoodAsTrainingMuchLonger) {
    const auto known = smallService();
    const auto more = grown(*known);
    const AlgorithmInfo& als = *findAlgorithm("als");
    for (const char* solver : {"cg", "cholesky", "block"}) {
        const ParamSet params = paramsOf(als, "solver", solver);
        const Model before = *als.fit(*known, params, {});
        const auto after = refit(als, *before, *known, *more, params, {});
        ASSERT_TRUE(after);
        ParamSet longer = params;
        ASSERT_TRUE(longer.set(als.params, "iterations", "60"));
        const auto anew = listsOf(**als.fit(*more, params, {}), *more);
        const auto best = listsOf(**als.fit(*more, longer, {}), *more);
        const auto lists = listsOf(**after, *more);
        EXPECT_LT(shared(lists, listsOf(*before, *more)), 0.95) << "it has learned something";
        EXPECT_GT(shared(lists, best), shared(anew, best) - 0.05)
            << solver << ": as near to the end as training from the beginning";
    }
}

TEST(Refit, IsTheSameOnAnyNumberOfThreads) {
    const auto known = smallService();
    const auto more = grown(*known);
    const AlgorithmInfo& als = *findAlgorithm("als");
    const ParamSet params = paramsOf(als);
    const Model before = *als.fit(*known, params, {});
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext four;
    four.threads = 4;
    EXPECT_EQ(listsOf(**refit(als, *before, *known, *more, params, one), *more),
              listsOf(**refit(als, *before, *known, *more, params, four), *more));
}

TEST(Refit, OfWhatCannotGoOnIsTrainingAnew) {
    const auto known = smallService();
    const auto more = grown(*known);
    for (const char* id : {"item_knn", "popularity", "ease"}) {
        const AlgorithmInfo& algorithm = *findAlgorithm(id);
        const ParamSet params = paramsOf(algorithm);
        const Model before = *algorithm.fit(*known, params, {});
        EXPECT_EQ(listsOf(**refit(algorithm, *before, *known, *more, params, {}), *more),
                  listsOf(**algorithm.fit(*more, params, {}), *more))
            << id;
    }
    const AlgorithmInfo& als = *findAlgorithm("als"); // nor does one of another size
    const Model before = *als.fit(*known, paramsOf(als, "factors", "8"), {});
    const ParamSet params = paramsOf(als, "factors", "16");
    EXPECT_EQ(listsOf(**refit(als, *before, *known, *more, params, {}), *more),
              listsOf(**als.fit(*more, params, {}), *more));
}

} // namespace
} // namespace tastescope
