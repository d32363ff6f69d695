// SPDX-License-Identifier: GPL-3.0-or-later
// Regression trees added up, as gradient boosting makes them (Friedman 2001), in flat arrays. A tree is laid
// out breadth first: the children of its k-th node that splits are 2k + 1 and 2k + 2 (all counted from 0), so
// that a stored tree has no pointers that could lie. Immutable, thread-safe.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct TreeNode {
    static constexpr std::uint32_t leaf = UINT32_MAX;

    std::uint32_t feature = leaf;
    float value = 0; ///< of a split: below it a row goes left; of a leaf: what it adds
    float cover = 0; ///< how much of the training came by: weights, not below 0
    bool missingLeft = true;

    bool splits() const { return feature != leaf; }
};

class BoostedTrees {
public:
    static constexpr std::size_t mostTrees = 10'000;
    static constexpr std::size_t deepest = 24;

    /// No tree at all: every row is worth 0.
    BoostedTrees() = default;
    /// Corrupt unless every tree is one: laid out as above, splitting by one of `features`, of finite values.
    static Result<BoostedTrees> make(std::size_t features, const std::vector<std::vector<TreeNode>>& trees);

    std::size_t features() const { return m_features; }
    std::size_t size() const { return m_offsets.size() - 1; }
    std::span<const TreeNode> tree(std::size_t number) const {
        return std::span(m_nodes).subspan(m_offsets[number], m_offsets[number + 1] - m_offsets[number]);
    }
    std::size_t depth(std::size_t number) const { return m_depths[number]; }
    std::size_t bytes() const;
    /// The first so many of them.
    BoostedTrees first(std::size_t trees) const;

    /// raw.size() rows of features() numbers, row after row; NaN = missing. Trees are added in their order,
    /// in floats.
    void predict(std::span<const float> rows, std::span<float> raw) const;
    /// Adds tree `number` alone.
    void addTree(std::size_t number, std::span<const float> rows, std::span<float> raw) const;

    /// How much splits by each feature have bettered the training: the sum of what the nodes below save in
    /// squared error, by cover; sums to 1, or is all 0.
    std::vector<double> importance() const;

    void save(ModelArchive& archive, const std::string& prefix) const;
    /// Corrupt as make(), and when an array is not what it should be.
    static Result<BoostedTrees> load(const ModelArchive& archive, const std::string& prefix,
                                     std::size_t features);

private:
    /// A node as rows walk it: a leaf leads to itself.
    struct Step {
        float value = 0;
        std::uint32_t feature = 0;
        std::uint32_t left = 0;
        std::uint32_t turns = 0; ///< 0: a leaf; 1: splits; 3: and what is missing goes right
    };

    Result<void> add(std::span<const TreeNode> tree);
    template <std::size_t Rows>
    void walk(std::size_t number, const float* rows, float* raw) const;

    std::size_t m_features = 0;
    std::vector<std::uint64_t> m_offsets{0};
    std::vector<TreeNode> m_nodes;
    std::vector<Step> m_steps;
    std::vector<std::size_t> m_depths;
};

/// The share of a split's training that went left, as contributions weigh it: never 0, never 1.
double leftShare(std::span<const TreeNode> tree, std::size_t left);

} // namespace tastescope
