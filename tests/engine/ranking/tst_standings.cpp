// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/standings.h"

#include "engine/base/random.h"
#include "engine/data/dataset.h"
#include "engine/ranking/recommend.h"
#include "engine/registry/registry.h"
#include "tests/engine/evaluation/evaluation_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

/// Item i is known by as many people as stand there.
std::shared_ptr<const Dataset> known(const std::vector<std::size_t>& people) {
    std::vector<Event> events;
    const std::size_t users = *std::ranges::max_element(people) + 1;
    for (std::size_t item = 0; item < people.size(); ++item) {
        for (std::size_t user = 0; user < people[item]; ++user) {
            events.push_back({UserIndex(user), ItemIndex(item)});
        }
    }
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", users);
    parts.items = test::numberedIds("i", people.size());
    parts.signals = {defaultSignal("listen")};
    parts.events = std::make_shared<Interactions>(std::move(events), users);
    return std::make_shared<Dataset>(std::move(parts));
}

TEST(Standings, AreSharesOfTheOtherCandidates) {
    const auto data = known({5, 1, 3, 3, 0}); // by popularity 0, 2, 3, 1, 4
    const Standings standings(data->matrix());
    const std::vector<ScoredItem> list{{ItemIndex(4), 9}, {ItemIndex(2), 8}, {ItemIndex(3), 8}};
    const auto all = standings.of({}, list);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].percentile, 1);
    EXPECT_EQ(all[0].popularity, 0);
    EXPECT_EQ(all[0].againstPopularity(), 1);
    EXPECT_EQ(all[1].percentile, 0.75);
    EXPECT_EQ(all[1].popularity, 0.75);
    EXPECT_EQ(all[2].popularity, 0.5);
    const std::vector<ItemIndex> had{ItemIndex(0), ItemIndex(1)};
    const auto left = standings.of(had, list); // 2, 3, 4 are left
    EXPECT_EQ(left[1].percentile, 0.5);
    EXPECT_EQ(left[1].popularity, 1);
    EXPECT_EQ(left[2].popularity, 0.5);
    EXPECT_EQ(left[0].popularity, 0);
    // The only one there is, nothing at all, an item that came later.
    const auto only =
        standings.of(std::vector<ItemIndex>{ItemIndex(0), ItemIndex(1), ItemIndex(2), ItemIndex(3)},
                     std::vector<ScoredItem>{{ItemIndex(4), 1}});
    EXPECT_EQ(only.front().percentile, 1);
    EXPECT_EQ(only.front().popularity, 1);
    EXPECT_TRUE(standings.of(had, {}).empty());
    EXPECT_EQ(standings.of({}, std::vector<ScoredItem>{{ItemIndex(70), 1}}).front().popularity, 0);
}

TEST(Standings, OfWhatIsPopularAgreeWithPopularity) {
    const auto data = known({9, 8, 7, 6, 5, 4, 3, 2, 1});
    const AlgorithmInfo& popularity = *findAlgorithm("popularity");
    const auto model = popularity.fit(*data, ParamSet(popularity.params), {});
    ASSERT_TRUE(model);
    const Standings standings(data->matrix());
    for (std::size_t user = 0; user < data->userCount(); ++user) {
        const auto list = recommend(**model, UserRow{data.get(), UserIndex(user)}, {20});
        ASSERT_TRUE(list);
        const auto had = data->matrix().itemsOf(UserIndex(user));
        EXPECT_EQ(list->size(), 9 - had.size());
        for (const PlaceStanding& standing : standings.of(had, *list)) {
            EXPECT_DOUBLE_EQ(standing.againstPopularity(), 0);
        }
    }
}

} // namespace
} // namespace tastescope
