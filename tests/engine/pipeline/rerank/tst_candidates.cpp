// SPDX-License-Identifier: GPL-3.0-or-later
// What candidates are made to before any rule: in order, each once, with relevance from 0 to 1.
#include "tests/engine/pipeline/rerank/rerank_world.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tastescope {
namespace {

std::vector<double> relevanceOf(const std::vector<double>& scores) {
    const test::RerankWorld world = test::randomWorld({}, 1);
    CandidateList list;
    list.user = UserIndex(0);
    for (std::size_t at = 0; at < scores.size(); ++at) {
        list.candidates.push_back({ItemIndex(at), scores[at]});
    }
    return PreparedCandidates(world.facts, {list}).people().front().relevance;
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

} // namespace
} // namespace tastescope
