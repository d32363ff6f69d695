// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases.h"

#include <gtest/gtest.h>

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
