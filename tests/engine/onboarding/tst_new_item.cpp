// SPDX-License-Identifier: GPL-3.0-or-later
// A new item stands beside those that it is like, and data that it is added to stays as it was.
#include "engine/onboarding/new_item.h"

#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

TEST(NewItem, IsTheLastRowAndChangesNoOther) {
    const auto data = makeTasteWorld();
    NewItem item = newItemLike(*data, ItemIndex(3));
    const auto grown = withNewItem(*data, item);
    ASSERT_EQ(grown->itemCount(), data->itemCount() + 1);
    EXPECT_EQ(grown->events().size(), data->events().size());
    EXPECT_EQ(grown->matrix().countOf(ItemIndex(data->itemCount())), 0U);
    for (const AttributeColumn& column : data->itemAttributes().table().columns) {
        const AttributeColumn* other = grown->itemAttributes().table().find(column.name);
        ASSERT_NE(other, nullptr);
        for (std::size_t row = 0; row < data->itemCount(); ++row) {
            EXPECT_EQ(other->textOf(row), column.textOf(row));
        }
        EXPECT_EQ(other->textOf(data->itemCount()), column.textOf(3)) << column.name;
    }
    // Words that nobody has had, columns that are missing, an id that is taken.
    AttributeColumn tags;
    tags.name = "categories";
    tags.kind = AttributeKind::List;
    tags.words = {"never heard of"};
    tags.offsets = {0, 1};
    tags.codes = {0};
    const auto other = withNewItem(*grown, {{1, {tags}}});
    EXPECT_EQ(other->itemCount(), data->itemCount() + 2);
    EXPECT_EQ(other->itemAttributes().categories()->textOf(data->itemCount() + 1), "never heard of");
    EXPECT_TRUE(other->itemAttributes().creator(ItemIndex(data->itemCount() + 1)).empty());
}

TEST(NewItem, StandsBesideItsTwinAndReachesPeople) {
    const auto data = makeTasteWorld();
    PlacementRequest request;
    request.k = 10;
    const auto placed = placeNewItem(*data, newItemLike(*data, ItemIndex(3)), request);
    ASSERT_TRUE(placed) << placed.error().text();
    ASSERT_FALSE(placed->nearest.empty());
    EXPECT_EQ(placed->nearest.front().item, ItemIndex(3));
    EXPECT_NEAR(placed->nearest.front().score, 1, 1e-5);
    EXPECT_GT(placed->reach, 0);
    EXPECT_LE(placed->reach, static_cast<double>(placed->people));
    EXPECT_EQ(placed->asked, placed->people);
    EXPECT_EQ(placed->people, data->userCount() - 1); // the last has no event
    // Of nothing known there is nothing to say.
    const auto blank = placeNewItem(*data, {}, request);
    ASSERT_TRUE(blank);
    EXPECT_TRUE(blank->nearest.empty());
    request.algorithm = "als";
    EXPECT_EQ(placeNewItem(*data, {}, request).error().code, ErrorCode::InvalidArgument);
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(placeNewItem(*data, {}, {}, context).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
