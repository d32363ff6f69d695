// SPDX-License-Identifier: GPL-3.0-or-later
// Trees that nobody trained, for tests.
#pragma once

#include "engine/base/random.h"
#include "engine/pipeline/ranker/boosted_trees.h"

#include <cmath>
#include <limits>
#include <vector>

namespace tastescope::test {

/// Breadth first; splits with probability `share` down to `depth`.
inline std::vector<TreeNode> randomTree(Random& random, std::size_t features, std::size_t depth,
                                        double share = 0.8) {
    std::vector<TreeNode> tree;
    std::vector<std::size_t> levels{0};
    std::vector<float> covers{100};
    for (std::size_t at = 0; at < levels.size(); ++at) {
        TreeNode node{TreeNode::leaf, static_cast<float>(random.normal()), covers[at],
                      random.uniform() < 0.5};
        if (levels[at] < depth && random.uniform() < share) {
            node.feature = static_cast<std::uint32_t>(random.below(features));
            const auto left = static_cast<float>(random.uniform(0.05, 0.95));
            for (const float part : {left, 1 - left}) {
                levels.push_back(levels[at] + 1);
                covers.push_back(covers[at] * part);
            }
        }
        tree.push_back(node);
    }
    return tree;
}

inline BoostedTrees randomTrees(std::uint64_t seed, std::size_t count, std::size_t features,
                                std::size_t depth) {
    Random random(seed);
    std::vector<std::vector<TreeNode>> trees;
    for (std::size_t tree = 0; tree < count; ++tree) {
        trees.push_back(randomTree(random, features, depth));
    }
    return BoostedTrees::make(features, trees).value();
}

/// A tenth of the numbers missing; some on a threshold's side exactly.
inline std::vector<float> randomRows(std::uint64_t seed, std::size_t rows, std::size_t features) {
    Random random(seed, 1);
    std::vector<float> out;
    for (std::size_t at = 0; at < rows * features; ++at) {
        out.push_back(random.uniform() < 0.1 ? std::numeric_limits<float>::quiet_NaN()
                                             : static_cast<float>(random.normal()));
    }
    return out;
}

} // namespace tastescope::test
