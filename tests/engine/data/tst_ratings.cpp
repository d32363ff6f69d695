// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/ratings.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

constexpr auto noValue = std::numeric_limits<float>::quiet_NaN();

Dataset rated(std::vector<Event> events, std::vector<SignalType> signals) {
    Dataset::Parts parts;
    auto users = std::make_shared<IdMap>();
    auto items = std::make_shared<IdMap>();
    for (const char* id : {"a", "b", "c"}) {
        users->intern(id);
        items->intern(id);
    }
    parts.users = users;
    parts.items = items;
    parts.signals = std::move(signals);
    parts.events = std::make_shared<Interactions>(std::move(events), 3);
    return Dataset(std::move(parts));
}

TEST(Ratings, TakesTheLatestValueOfExplicitEventsWhateverTheyWeigh) {
    const Dataset data =
        rated({{UserIndex(0), ItemIndex(0), 0, 2, 10},
               {UserIndex(0), ItemIndex(0), 0, 5, 20},
               {UserIndex(0), ItemIndex(1), 1, 7, 30}, // hours played are no rating
               {UserIndex(1), ItemIndex(2), 0, 1, 10},
               {UserIndex(2), ItemIndex(2), 0, noValue, 10}},
              {{"rating", SignalKind::Explicit, 1, false}, {"play", SignalKind::Implicit, 1, true}});
    const Ratings ratings = ratingsOf(data);
    EXPECT_FALSE(ratings.fromWeights);
    EXPECT_EQ(ratings.matrix.entryCount(), 2U);
    ASSERT_EQ(ratings.matrix.countOf(UserIndex(0)), 1U);
    EXPECT_EQ(ratings.matrix.valuesOf(UserIndex(0))[0], 5);
    EXPECT_EQ(ratings.matrix.userCount(), 3U);
    EXPECT_EQ(ratings.matrix.itemCount(), 3U);
    EXPECT_EQ(ratings.low, 1);
    EXPECT_EQ(ratings.high, 5);
    EXPECT_DOUBLE_EQ(ratings.mean, 3);
    EXPECT_DOUBLE_EQ(ratings.liked, 5);
    EXPECT_DOUBLE_EQ(ratings.disliked, 1);
    EXPECT_EQ(ratings.clip(9), 5);
}

TEST(Ratings, HistoriesCarryTheRatingAndFallBackOnTheSign) {
    const Dataset data = rated({{UserIndex(0), ItemIndex(0), 0, 2, 10},
                                {UserIndex(0), ItemIndex(0), 0, 4, 20},
                                {UserIndex(1), ItemIndex(0), 0, 1, 10}},
                               {{"rating", SignalKind::Explicit, 1, false}});
    const Ratings ratings = ratingsOf(data);
    const History history = data.historyOf(UserIndex(0));
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history[0].rating, 4);
    EXPECT_EQ(ratings.of(history[0]), 4);
    EXPECT_DOUBLE_EQ(ratings.of({ItemIndex(1), 1, noTime}), ratings.liked);
    EXPECT_DOUBLE_EQ(ratings.of({ItemIndex(1), -1, noTime}), ratings.disliked);
    EXPECT_TRUE(ratings.counts(history[0]));
    EXPECT_TRUE(ratings.counts({ItemIndex(1), 1, noTime}));
    EXPECT_FALSE(ratings.counts({ItemIndex(1), -1, noTime}));
    EXPECT_EQ(ratings.said({history[0], {ItemIndex(1), 1, noTime}}).size(), 1U);
}

TEST(Ratings, WeightsStandInWhereNobodyRated) {
    const Dataset data =
        rated({{UserIndex(0), ItemIndex(0)}, {UserIndex(0), ItemIndex(0)}, {UserIndex(1), ItemIndex(1)}},
              {{"listen", SignalKind::Implicit, 1, false}});
    const Ratings ratings = ratingsOf(data);
    EXPECT_TRUE(ratings.fromWeights);
    EXPECT_EQ(ratings.high, 2);
    EXPECT_EQ(ratings.of(data.historyOf(UserIndex(0))[0]), 2);
}

TEST(Ratings, SaysNothingOfNothing) {
    const Ratings ratings = ratingsOf(rated({}, {}));
    EXPECT_EQ(ratings.matrix.entryCount(), 0U);
    EXPECT_EQ(ratings.mean, 0);
    EXPECT_EQ(ratings.clip(3), 0);
}

} // namespace
} // namespace tastescope
