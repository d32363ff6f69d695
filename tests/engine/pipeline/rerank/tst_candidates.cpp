// SPDX-License-Identifier: GPL-3.0-or-later
// What candidates are made to before any rule: in order, each once, with relevance from 0 to 1.
#include "engine/base/random.h"
#include "tests/engine/pipeline/rerank/rerank_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace tastescope {
namespace {

std::vector<double> relevanceOf(const std::vector<double>& scores) {
    const test::RerankWorld world = test::randomWorld({}, 1);
    CandidateList list;
    list.user = UserIndex(0);
    for (std::size_t at = 0; at < scores.size(); ++at) {
        list.candidates.push_back({ItemIndex(at), scores[at]});
    }
    const PreparedCandidates prepared(world.facts, {list});
    const std::span<const double> relevance = prepared.people().front().relevance;
    return {relevance.begin(), relevance.end()};
}

TEST(Candidates, RelevanceIsMinMaxWhateverTheSizeOfScores) {
    const double most = std::numeric_limits<double>::max();
    const std::vector<double> wanted{1, 0.5, 0};
    for (const double size : {1e-300, 1.0, 1e300, 1e308, most}) {
        EXPECT_EQ(relevanceOf({size, 0, -size}), wanted) << size;
    }
    EXPECT_EQ(relevanceOf({most, most, most}), (std::vector<double>{1, 1, 1}));
    EXPECT_EQ(relevanceOf({-most}), std::vector<double>{1});
    const std::vector<double> uneven = relevanceOf({most, 1, -most / 2});
    EXPECT_EQ(uneven.front(), 1);
    EXPECT_NEAR(uneven[1], 1.0 / 3, 1e-12);
    EXPECT_EQ(uneven.back(), 0);
    EXPECT_TRUE(relevanceOf({}).empty());
}

TEST(Candidates, EachHasTheSetOfItsCategoriesWhicheverPeopleThereAre) {
    const test::RerankWorld world = test::randomWorld({}, 3);
    const AttributeColumn* categories = world.data->itemAttributes().categories();
    ASSERT_NE(categories, nullptr);
    std::vector<CandidateList> lists(40); // several chunks, of which some are empty
    Random random(5);
    for (std::size_t at = 0; at < lists.size(); ++at) {
        for (std::size_t one = 0; one < at % 4 * 10; ++one) {
            lists[at].candidates.push_back(
                {ItemIndex(random.below(world.data->itemCount())), random.uniform()});
        }
    }
    const PreparedCandidates prepared(world.facts, lists);
    std::size_t shared = 0;
    for (const PreparedPerson& person : prepared.people()) {
        ASSERT_EQ(person.categorySet.size(), person.items.size());
        ASSERT_EQ(person.setBegins.size(), person.categorySets.size() + 1);
        std::set<std::vector<std::uint32_t>> different;
        for (std::size_t at = 0; at < person.items.size(); ++at) {
            const auto codes = categories->codesOf(person.items[at].value);
            std::vector<std::uint32_t> set(codes.begin(), codes.end());
            std::ranges::sort(set);
            ASSERT_TRUE(std::ranges::equal(person.categorySets[person.categorySet[at]], set));
            different.insert(std::move(set));
        }
        ASSERT_EQ(different.size(), person.categorySets.size());
        shared += person.items.size() - different.size();
        for (std::uint32_t set = 0; set < person.categorySets.size(); ++set) {
            const auto own = person.bySet.subspan(person.setBegins[set],
                                                  person.setBegins[set + 1] - person.setBegins[set]);
            ASSERT_FALSE(own.empty());
            ASSERT_TRUE(std::ranges::is_sorted(own));
            ASSERT_TRUE(std::ranges::all_of(
                own, [&](std::uint32_t candidate) { return person.categorySet[candidate] == set; }));
        }
    }
    EXPECT_GT(shared, 0U);
}

} // namespace
} // namespace tastescope
