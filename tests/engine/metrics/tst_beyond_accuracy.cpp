// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/beyond_accuracy.h"

#include "engine/base/random.h"
#include "engine/metrics/similarity.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>

namespace tastescope {
namespace {

std::vector<ItemIndex> itemsOf(std::initializer_list<std::uint32_t> items) {
    std::vector<ItemIndex> out;
    for (const std::uint32_t item : items) {
        out.emplace_back(item - 1U);
    }
    return out;
}

std::vector<ScoredItem> listOf(std::uint32_t first, std::uint32_t second) {
    return {{ItemIndex(first - 1U), 2}, {ItemIndex(second - 1U), 1}};
}

/// The published example: three users, five items (numbered from 1 there, from 0 here).
class BeyondAccuracy : public ::testing::Test {
protected:
    BeyondAccuracy() {
        AttributeColumn categories;
        categories.name = "categories";
        categories.kind = AttributeKind::List;
        categories.words = {"a", "b", "c", "d", "e"};
        categories.offsets = {0, 2, 4, 6, 8, 10};
        categories.codes = {1, 2, 1, 3, 2, 3, 2, 4, 3, 4};
        byAttributes =
            std::make_unique<AttributeSimilarity>(ItemAttributes(AttributeTable{5, {std::move(categories)}}));
    }
    /// What is known of a user's list, by `of(item, item)`.
    template <typename Likeness>
    ListLikeness likenessOf(std::size_t user, const Likeness& of) {
        const std::vector<ScoredItem>& list = lists[user];
        const std::span<const ItemIndex> past = train.itemsOf(UserIndex(user));
        toHistory.assign(list.size(), 0);
        for (std::size_t place = 0; place < list.size(); ++place) {
            for (const ItemIndex item : past) {
                toHistory[place] += of(list[place].item, item) / static_cast<double>(past.size());
            }
        }
        return {1 - of(list[0].item, list[1].item), 1, toHistory};
    }
    double together(ItemIndex one, ItemIndex other) const {
        AudienceRow row(train);
        row.choose(one);
        return row.to(other);
    }

    InteractionMatrix train = InteractionMatrix::fromRows({0, 3, 5, 8}, itemsOf({1, 2, 4, 3, 4, 3, 4, 5}),
                                                          std::vector<float>(8, 1.0F), 5);
    std::vector<std::vector<ScoredItem>> lists{listOf(3, 5), listOf(2, 5), listOf(1, 2)};
    std::vector<std::vector<ItemIndex>> relevant{itemsOf({3}), itemsOf({2, 5}), itemsOf({1})};
    CatalogueFacts facts = catalogueFacts(train);
    std::vector<double> counts{1, 2, 1, 0, 2};
    std::unique_ptr<AttributeSimilarity> byAttributes;
    std::vector<double> toHistory;
};

TEST_F(BeyondAccuracy, CatalogueOfTheExample) {
    EXPECT_DOUBLE_EQ(coverageOf(counts), 0.8);
    EXPECT_NEAR(entropyOf(counts), 1.9183, 5e-5);
}

TEST_F(BeyondAccuracy, DiversityOfTheExample) {
    const double expected[] = {0.29289, 1, 0};
    for (std::size_t user = 0; user < 3; ++user) {
        const auto byAudience = [&](ItemIndex one, ItemIndex other) { return together(one, other); };
        EXPECT_NEAR(diversityOf(likenessOf(user, byAudience)), expected[user], 5e-6);
        EXPECT_DOUBLE_EQ(diversityOf(likenessOf(user, std::cref(*byAttributes))), 0.5);
    }
}

TEST_F(BeyondAccuracy, NoveltyOfTheExample) {
    double sum = 0;
    for (const std::vector<ScoredItem>& list : lists) {
        sum += interactionNoveltyOf(list, facts);
    }
    EXPECT_NEAR(sum / 3, 2.83333, 5e-6);
    EXPECT_NEAR(interactionNoveltyOf(std::vector<ScoredItem>{{ItemIndex(3), 1}}, facts), 1.41504, 5e-6);
    // By users: items 1, 2 and 5 have one of three, item 3 two of three.
    EXPECT_DOUBLE_EQ(noveltyOf(lists[1], facts), std::log2(3.0));
    EXPECT_DOUBLE_EQ(noveltyOf(lists[0], facts), (std::log2(1.5) + std::log2(3.0)) / 2);
}

TEST_F(BeyondAccuracy, SerendipityOfTheExample) {
    const double audience[] = {0.363915, 0.53455, 0.403775};
    const double attributes[] = {0.25, 0.625, 1.0 / 3};
    for (std::size_t user = 0; user < 3; ++user) {
        const HitRow hits(lists[user], relevant[user], {}, relevant[user].size());
        const auto byAudience = [&](ItemIndex one, ItemIndex other) { return together(one, other); };
        EXPECT_NEAR(serendipityOf(2, hits, likenessOf(user, byAudience)), audience[user], 1e-5);
        EXPECT_NEAR(serendipityOf(2, hits, likenessOf(user, std::cref(*byAttributes))), attributes[user],
                    1e-12);
    }
}

// A hit and a miss of which no likeness is known both keep their place in the length.
TEST_F(BeyondAccuracy, SerendipityIsByTheLengthWhateverIsKnownOfTheList) {
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    const std::vector<ScoredItem> list{
        {ItemIndex(0), 4}, {ItemIndex(1), 3}, {ItemIndex(2), 2}, {ItemIndex(3), 1}};
    const std::vector<ItemIndex> wanted{ItemIndex(0), ItemIndex(1)};
    const HitRow hits(list, wanted, {}, wanted.size());
    const auto of = [&](std::vector<double> toHistory, std::size_t places) {
        ListLikeness likeness;
        likeness.toHistory = toHistory;
        return serendipityOf(places, hits, likeness);
    };
    EXPECT_DOUBLE_EQ(of({0.2, 0.4, 0.1, 0.1}, 4), (0.8 + 0.6) / 4);
    EXPECT_DOUBLE_EQ(of({0.2, unknown, 0.1, 0.1}, 4), 0.8 / 4);             // a cold hit
    EXPECT_DOUBLE_EQ(of({0.2, 0.4, unknown, unknown}, 4), (0.8 + 0.6) / 4); // cold misses
    EXPECT_DOUBLE_EQ(of({0.2, unknown, unknown, 0.1}, 4), 0.8 / 4);
    EXPECT_DOUBLE_EQ(of({unknown, unknown, unknown, unknown}, 4), 0);
    EXPECT_DOUBLE_EQ(of({0.2, unknown, 0.1, 0.1}, 2), 0.8 / 2);
    EXPECT_TRUE(std::isnan(of({}, 0)));
}

TEST_F(BeyondAccuracy, PopularityOfListsAndHistories) {
    EXPECT_DOUBLE_EQ(popularityOf(lists[0], facts), 1.5);
    EXPECT_DOUBLE_EQ(popularityLiftOf(lists[0], train.itemsOf(UserIndex(0)), facts),
                     (1.5 - 5.0 / 3) / (5.0 / 3));
    EXPECT_TRUE(std::isnan(popularityLiftOf(lists[0], {}, facts)));
    // Items 4 (3 users), 3 (2) and 1 (1) hold 6 of 8, so item 2 is needed to reach 80 %; item 5 is the tail.
    EXPECT_EQ(facts.head, (std::vector<bool>{true, true, true, true, false}));
    EXPECT_DOUBLE_EQ(longTailShareOf(lists[0], facts), 0.5);
    EXPECT_DOUBLE_EQ(longTailShareOf(lists[2], facts), 0);
}

TEST_F(BeyondAccuracy, UnexpectedHitsAreNoBestsellersAmongTheUnseen) {
    const HitRow hits(lists[1], relevant[1], {}, 2);
    // User 2 has items 3 and 4; the most popular of the rest are 1 and 2, so only item 5 is unexpected.
    EXPECT_DOUBLE_EQ(unexpectedHitsOf(lists[1], hits, train.itemsOf(UserIndex(1)), facts, 2), 0.5);
    EXPECT_DOUBLE_EQ(unexpectedHitsOf(lists[1], hits, train.itemsOf(UserIndex(1)), facts, 1), 1.0);
}

TEST(BeyondAccuracyAudience, CountsWhoHasBoth) {
    constexpr std::size_t users = 40;
    constexpr std::size_t items = 300;
    Random random(4);
    std::vector<std::uint64_t> offsets{0};
    std::vector<ItemIndex> columns;
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t item = 0; item < items; ++item) {
            if (random.below(10) == 0) {
                columns.emplace_back(item);
            }
        }
        offsets.push_back(columns.size());
    }
    const auto matrix =
        InteractionMatrix::fromRows(offsets, columns, std::vector<float>(columns.size(), 1), items);
    AudienceRow row(matrix); // one after the other: nothing of the last is left
    for (std::size_t at = 0; at < 900; ++at) {
        const ItemIndex a(random.below(items));
        row.choose(a);
        for (std::size_t other = 0; other < items; other += 7) {
            const ItemIndex b(other);
            const auto left = matrix.usersOf(a);
            const auto right = matrix.usersOf(b);
            std::vector<UserIndex> both;
            std::ranges::set_intersection(left, right, std::back_inserter(both));
            if (left.empty() || right.empty()) {
                EXPECT_TRUE(std::isnan(row.to(b)));
            } else {
                EXPECT_DOUBLE_EQ(row.to(b), static_cast<double>(both.size()) /
                                                std::sqrt(static_cast<double>(left.size()) *
                                                          static_cast<double>(right.size())));
            }
        }
    }
}

TEST(BeyondAccuracyCatalogue, GiniOfEqualAndOfConcentratedCounts) {
    EXPECT_DOUBLE_EQ(giniOf(std::vector<double>{2, 2, 2, 2}), 0);
    EXPECT_DOUBLE_EQ(giniOf(std::vector<double>{0, 0, 0, 8}), 0.75);
    // Pairwise differences of 1, 2, 1, 0, 2 sum to 10; divided by n times the total.
    EXPECT_DOUBLE_EQ(giniOf(std::vector<double>{1, 2, 1, 0, 2}), 10.0 / (5 * 6));
    EXPECT_TRUE(std::isnan(giniOf(std::vector<double>{0, 0})));
}

TEST(BeyondAccuracyList, NothingIsSaidAboutTheUnknown) {
    const InteractionMatrix train = InteractionMatrix::fromRows({0, 1}, {ItemIndex(0)}, {1.0F}, 2);
    const CatalogueFacts facts = catalogueFacts(train);
    EXPECT_TRUE(std::isnan(noveltyOf(std::vector<ScoredItem>{{ItemIndex(1), 1}}, facts)));
    EXPECT_TRUE(std::isnan(popularityOf(std::vector<ScoredItem>(), facts)));
    const AttributeSimilarity none{ItemAttributes{}};
    EXPECT_TRUE(none.empty());
    EXPECT_TRUE(std::isnan(none(ItemIndex(0), ItemIndex(1))));
    EXPECT_TRUE(std::isnan(diversityOf({})));
}

} // namespace
} // namespace tastescope
