// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/exposure.h"

#include "engine/metrics/beyond_accuracy.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

ItemAttributes createdBy(std::vector<std::string> creators) {
    AttributeColumn column;
    column.name = "creator";
    column.texts = std::move(creators);
    const std::size_t rows = column.texts.size();
    return ItemAttributes(AttributeTable{rows, {std::move(column)}});
}

TEST(Exposure, OfTheExampleByHand) {
    // Items 1 to 5 with 1, 1, 2, 3 and 1 people, by x, nobody known, y, z, nobody known.
    const std::vector<std::uint32_t> counts{1, 1, 2, 3, 1};
    const Creators creators(createdBy({"x", "", "y", "z", ""}), counts);
    ASSERT_EQ(creators.inCatalogue(), 5U) << "an item without creator is its own";
    // z holds 3 of 8, with y 5, with x 6 (75 %), with item 2 (of the three ones the second) 7: the head.
    EXPECT_EQ(creators.small(), (std::vector<bool>{false, false, false, false, true}));
    std::vector<double> exposure(creators.size());
    for (const auto& [first, second] : {std::pair(2, 4), {1, 4}, {0, 1}}) {
        creators.addExposure(std::vector<ScoredItem>{{ItemIndex(first), 2}, {ItemIndex(second), 1}},
                             exposure);
    }
    const double second = 1 / std::log2(3.0);
    EXPECT_EQ(exposure, (std::vector<double>{1, 1 + second, 1, 0, 2 * second}));
    EXPECT_NEAR(shareOfExposure(exposure, creators.small()), 0.2579019, 5e-8);
    EXPECT_NEAR(giniOf(exposure), 0.2880745, 5e-8);
}

TEST(Exposure, CreatorsOfSeveralItemsAreOneAndTheUntrainedComeLast) {
    // Item 1 has no event: its creator is known from item 3 all the same, but b is of what may be shown only.
    const std::vector<std::uint32_t> counts{0, 5, 4, 0, 1};
    const Creators creators(createdBy({"a", "c", "a", "b"}), counts); // the last item has no row
    EXPECT_EQ(creators.inCatalogue(), 3U);
    EXPECT_EQ(creators.size(), 4U);
    EXPECT_EQ(creators.of(ItemIndex(0)), creators.of(ItemIndex(2)));
    EXPECT_EQ(creators.of(ItemIndex(1)), 0U);
    EXPECT_EQ(creators.of(ItemIndex(3)), 3U);
    // c and a hold 9 of 10.
    EXPECT_EQ(creators.small(), (std::vector<bool>{false, false, true, true}));
}

TEST(Exposure, TheOneThatCrossesTheHeadIsInIt) {
    // 8 of 10 are 80 % exactly: the next creator is outside.
    const Creators exact(createdBy({"a", "b", "c"}), std::vector<std::uint32_t>{8, 1, 1});
    EXPECT_EQ(exact.small(), (std::vector<bool>{false, true, true}));
    const Creators crossed(createdBy({"a", "b", "c"}), std::vector<std::uint32_t>{7, 2, 1});
    EXPECT_EQ(crossed.small(), (std::vector<bool>{false, false, true}));
    // Of equal ones the creator of the earlier item.
    const Creators tied(createdBy({"c", "b", "a"}), std::vector<std::uint32_t>{4, 4, 4});
    EXPECT_EQ(tied.small(), (std::vector<bool>{false, false, false}));
    const Creators many(createdBy({"e", "d", "c", "b", "a"}), std::vector<std::uint32_t>{1, 1, 1, 1, 1});
    EXPECT_EQ(many.small(), (std::vector<bool>{false, false, false, false, true}));
}

TEST(Exposure, NothingShownHasNoShare) {
    EXPECT_TRUE(std::isnan(shareOfExposure({}, {})));
    EXPECT_TRUE(std::isnan(shareOfExposure(std::vector<double>{0, 0}, {true, false})));
    const Creators nobody(ItemAttributes{}, {});
    EXPECT_EQ(nobody.size(), 0U);
}

} // namespace
} // namespace tastescope
