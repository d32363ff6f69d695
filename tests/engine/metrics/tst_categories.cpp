// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/categories.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

/// Five items with two of the categories b to e each; a belongs to none.
ItemAttributes fiveItems() {
    AttributeColumn categories;
    categories.name = "categories";
    categories.kind = AttributeKind::List;
    categories.words = {"a", "b", "c", "d", "e"};
    categories.offsets = {0, 2, 4, 6, 8, 10};
    categories.codes = {1, 2, 1, 3, 2, 3, 2, 4, 3, 4};
    return ItemAttributes(AttributeTable{5, {std::move(categories)}});
}
const std::vector<std::uint32_t> counts{1, 1, 2, 3, 1};
const std::vector<ScoredItem> list{{ItemIndex(2), 2}, {ItemIndex(4), 1}};    // c d, d e
const std::vector<ItemIndex> past{ItemIndex(0), ItemIndex(1), ItemIndex(3)}; // b c, b d, c e

TEST(Categories, OfTheExampleByHand) {
    const ItemCategories known(fiveItems(), counts);
    EXPECT_EQ(known.inCatalogue(), 4U) << "a is in no item's list";
    const std::vector<double> q = known.sharesOf(list);
    EXPECT_EQ(q, (std::vector<double>{0, 0, 0.25, 0.5, 0.25}));
    const std::vector<double> p = known.sharesOf(past, std::vector<float>{1, 1, 1});
    EXPECT_NEAR(p[1], 2.0 / 6, 1e-15);
    EXPECT_NEAR(p[4], 1.0 / 6, 1e-15);
    // 1/3 ln 100 + 1/3 ln(.3333 / .25083) + 1/6 ln(.16667 / .49667) + 1/6 ln(.16667 / .24917)
    EXPECT_NEAR(calibrationOf(p, q), 1.3808332, 5e-8);
    EXPECT_NEAR(bubbleIndexOf(q, 4), 1 - 1.5 / 2, 1e-15) << "1.5 bits of 2";
    EXPECT_NEAR(bubbleIndexOf(p, 4), 1 - (2.0 / 3 * std::log2(3.0) + std::log2(6.0) / 3) / 2, 1e-12);
}

TEST(Categories, APastWeighsByItsEventsAndAListDoesNot) {
    const ItemCategories known(fiveItems(), counts);
    const std::vector<double> p = known.sharesOf(past, std::vector<float>{3, 0, 1});
    EXPECT_EQ(p, (std::vector<double>{0, 3.0 / 8, 4.0 / 8, 0, 1.0 / 8}));
    EXPECT_TRUE(known.sharesOf(past, std::vector<float>{0, -1, 0}).empty()) << "nothing of it was liked";
    const std::vector<ScoredItem> twice{list[0], list[0], list[1]};
    EXPECT_NEAR(known.sharesOf(twice)[2], 1.0 / 3, 1e-15) << "every place of a list counts";
}

TEST(Categories, TheSameListAndPastDivergeByNothing) {
    const ItemCategories known(fiveItems(), counts);
    const std::vector<double> q = known.sharesOf(list);
    EXPECT_NEAR(calibrationOf(q, q), 0, 1e-15);
    const std::vector<double> one{0, 1, 0};
    const std::vector<double> other{1, 0, 0};
    EXPECT_NEAR(calibrationOf(one, other), std::log(100.0), 1e-12) << "the most there can be";
    EXPECT_DOUBLE_EQ(bubbleIndexOf(one, 3), 1);
}

TEST(Categories, NothingIsSaidOfTheUnknown) {
    const ItemCategories none;
    EXPECT_TRUE(none.empty());
    EXPECT_TRUE(none.sharesOf(list).empty());
    EXPECT_TRUE(std::isnan(calibrationOf({}, std::vector<double>{1.0})));
    EXPECT_TRUE(std::isnan(calibrationOf(std::vector<double>{1.0}, {})));
    EXPECT_TRUE(std::isnan(bubbleIndexOf({}, 4)));
    EXPECT_TRUE(std::isnan(bubbleIndexOf(std::vector<double>{1.0}, 1))) << "one category tells nothing apart";
    const ItemCategories known(fiveItems(), counts);
    const std::vector<ScoredItem> beyond{{ItemIndex(9), 1}}; // has a row, but no attributes
    EXPECT_TRUE(known.sharesOf(beyond).empty());
    const ItemCategories untrained(fiveItems(), std::vector<std::uint32_t>{0, 0, 0, 3, 0});
    EXPECT_EQ(untrained.inCatalogue(), 2U) << "categories of items with an event";
}

} // namespace
} // namespace tastescope
