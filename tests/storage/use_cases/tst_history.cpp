// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/history.h"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

namespace tastescope {
namespace {

Dataset smallDataset() {
    Dataset::Parts parts;
    auto users = std::make_shared<IdMap>();
    users->intern("u");
    auto items = std::make_shared<IdMap>();
    for (const char* id : {"a", "b:skip", "c:d", "7"}) {
        items->intern(id);
    }
    parts.users = users;
    parts.items = items;
    parts.signals = {{"listen", SignalKind::Implicit, 1, false},
                     {"skip", SignalKind::Implicit, -1, false},
                     {"rating", SignalKind::Explicit, 0.5, true}};
    parts.events =
        std::make_shared<Interactions>(std::vector<Event>{{UserIndex(0), ItemIndex(0), 2, 4.0F, 1},
                                                          {UserIndex(0), ItemIndex(1), 2, 2.0F, 2}},
                                       1);
    return Dataset(parts);
}

TEST(ParseHistory, WeighsEntriesAsTheMatrixWould) {
    const Dataset dataset = smallDataset();
    const auto history = parseHistory(dataset, {"7", "a:skip", "c:d:rating", "b:skip", "a"});
    ASSERT_TRUE(history) << history.error().text();
    ASSERT_EQ(history->size(), 4U);
    EXPECT_EQ((*history)[0].item, ItemIndex(0)); // skip and listen of "a"
    EXPECT_EQ((*history)[0].weight, 0);
    EXPECT_EQ((*history)[1].item, ItemIndex(1)); // the id "b:skip", not a skip of "b"
    EXPECT_EQ((*history)[1].weight, 1);
    EXPECT_EQ((*history)[2].weight, 1.5F); // half the mean rating of 3
    EXPECT_EQ((*history)[3].weight, 1);
}

TEST(ParseHistory, TakesAValue) {
    const Dataset dataset = smallDataset();
    const auto history = parseHistory(dataset, {"a:4.5"});
    ASSERT_TRUE(history) << history.error().text();
    EXPECT_EQ(history->front().weight, 2.25F);
}

TEST(ParseHistory, KeepsOrderAndRatings) {
    const Dataset dataset = smallDataset();
    const auto history = parseHistory(dataset, {"c:d", "7:2", "a:rating", "b:skip"});
    ASSERT_TRUE(history) << history.error().text();
    ASSERT_EQ(history->size(), 4U);
    const auto& [a, b, c, seven] = std::tie((*history)[0], (*history)[1], (*history)[2], (*history)[3]);
    EXPECT_LT(c.time, seven.time);
    EXPECT_LT(seven.time, a.time);
    EXPECT_LT(a.time, b.time);
    EXPECT_GE(c.time, 2); // nothing in it is older than the data
    EXPECT_EQ(seven.rating, 2);
    EXPECT_EQ(a.rating, 3); // the mean
    EXPECT_TRUE(std::isnan(b.rating));
}

TEST(ParseHistory, ReadsANumberAsARatingWhereRatingsWeighAlike) {
    Dataset::Parts parts = smallDataset().parts();
    parts.signals[2].useValue = false; // as an import leaves it
    const auto history = parseHistory(Dataset(std::move(parts)), {"7:2", "a"});
    ASSERT_TRUE(history) << history.error().text();
    EXPECT_EQ((*history)[1].rating, 2);
    EXPECT_EQ((*history)[1].weight, 0.5F);
    EXPECT_TRUE(std::isnan((*history)[0].rating));
}

TEST(ParseHistory, NamesWhatItDoesNotKnow) {
    const Dataset dataset = smallDataset();
    const auto history = parseHistory(dataset, {"a", "nope", "a:love"});
    ASSERT_FALSE(history);
    EXPECT_EQ(history.error().code, ErrorCode::NotFound);
    EXPECT_NE(history.error().message.find("\"nope\", \"a:love\""), std::string::npos);
}

TEST(ParseHistory, MayBeEmpty) {
    EXPECT_TRUE(parseHistory(smallDataset(), {}).value().empty());
}

} // namespace
} // namespace tastescope
