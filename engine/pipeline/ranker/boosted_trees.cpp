// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/boosted_trees.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t rowsAtOnce = 16; ///< that walk a tree side by side, so that none waits for memory alone

/// Of a tree laid out as it should be: by node, the place of its first child, 0 for leaves.
std::vector<std::size_t> childrenOf(std::span<const TreeNode> tree) {
    std::vector<std::size_t> children(tree.size(), 0);
    std::size_t next = 1;
    for (std::size_t node = 0; node < tree.size(); ++node) {
        if (tree[node].splits()) {
            children[node] = next;
            next += 2;
        }
    }
    return children;
}

} // namespace

double leftShare(std::span<const TreeNode> tree, std::size_t left) {
    constexpr double least = 1e-6;
    const double one = static_cast<double>(tree[left].cover);
    const double both = one + static_cast<double>(tree[left + 1].cover);
    return both > 0 ? std::clamp(one / both, least, 1 - least) : 0.5;
}

Result<BoostedTrees> BoostedTrees::make(std::size_t features,
                                        const std::vector<std::vector<TreeNode>>& trees) {
    BoostedTrees out;
    out.m_features = features;
    for (const std::vector<TreeNode>& tree : trees) {
        TRY(out.add(tree));
    }
    return out;
}

Result<void> BoostedTrees::add(std::span<const TreeNode> tree) {
    if (tree.empty() || size() == mostTrees) {
        return corruptModel("its trees");
    }
    std::vector<std::size_t> depths(tree.size(), 0);
    std::size_t reached = 1; // nodes that are the root or somebody's child
    for (std::size_t node = 0; node < tree.size(); ++node) {
        const TreeNode& at = tree[node];
        if (node >= reached || !std::isfinite(at.value) || !std::isfinite(at.cover) || at.cover < 0 ||
            depths[node] > deepest) {
            return corruptModel("a tree");
        }
        Step step{at.value, 0, static_cast<std::uint32_t>(node), 0};
        if (at.splits()) {
            if (at.feature >= m_features || reached + 2 > tree.size()) {
                return corruptModel("a split of a tree");
            }
            step = {at.value, at.feature, static_cast<std::uint32_t>(reached), at.missingLeft ? 1U : 3U};
            depths[reached] = depths[reached + 1] = depths[node] + 1;
            reached += 2;
        }
        m_steps.push_back(step);
    }
    if (reached != tree.size()) {
        return corruptModel("the number of a tree's nodes");
    }
    m_nodes.insert(m_nodes.end(), tree.begin(), tree.end());
    m_offsets.push_back(m_nodes.size());
    m_depths.push_back(*std::ranges::max_element(depths));
    return {};
}

std::size_t BoostedTrees::bytes() const {
    return m_nodes.size() * (sizeof(TreeNode) + sizeof(Step)) + m_offsets.size() * 2 * sizeof(std::uint64_t);
}

BoostedTrees BoostedTrees::first(std::size_t trees) const {
    BoostedTrees out;
    out.m_features = m_features;
    const std::size_t count = std::min(trees, size());
    const auto nodes = static_cast<std::ptrdiff_t>(m_offsets[count]);
    out.m_offsets.assign(m_offsets.begin(), m_offsets.begin() + static_cast<std::ptrdiff_t>(count + 1));
    out.m_nodes.assign(m_nodes.begin(), m_nodes.begin() + nodes);
    out.m_steps.assign(m_steps.begin(), m_steps.begin() + nodes);
    out.m_depths.assign(m_depths.begin(), m_depths.begin() + static_cast<std::ptrdiff_t>(count));
    return out;
}

template <std::size_t Rows>
void BoostedTrees::walk(std::size_t number, const float* rows, float* raw) const {
    const Step* steps = m_steps.data() + m_offsets[number];
    std::array<std::uint32_t, Rows> at{};
    for (std::size_t level = m_depths[number]; level > 0; --level) {
        for (std::size_t row = 0; row < Rows; ++row) {
            const Step& step = steps[at[row]];
            const float x = rows[row * m_features + step.feature];
            const std::uint32_t right = std::isnan(x) ? step.turns >> 1 : x >= step.value ? 1U : 0U;
            at[row] = step.left + (right & step.turns);
        }
    }
    for (std::size_t row = 0; row < Rows; ++row) {
        raw[row] += steps[at[row]].value;
    }
}

void BoostedTrees::addTree(std::size_t number, std::span<const float> rows, std::span<float> raw) const {
    std::size_t row = 0;
    for (; row + rowsAtOnce <= raw.size(); row += rowsAtOnce) {
        walk<rowsAtOnce>(number, rows.data() + row * m_features, raw.data() + row);
    }
    for (; row < raw.size(); ++row) {
        walk<1>(number, rows.data() + row * m_features, raw.data() + row);
    }
}

void BoostedTrees::predict(std::span<const float> rows, std::span<float> raw) const {
    std::ranges::fill(raw, 0.0F);
    for (std::size_t number = 0; number < size(); ++number) {
        addTree(number, rows, raw);
    }
}

std::vector<double> BoostedTrees::importance() const {
    std::vector<double> saved(m_features, 0);
    for (std::size_t number = 0; number < size(); ++number) {
        const std::span<const TreeNode> nodes = tree(number);
        const std::vector<std::size_t> children = childrenOf(nodes);
        std::vector<double> means(nodes.size());
        for (std::size_t node = nodes.size(); node-- > 0;) { // children come behind their parents
            if (!nodes[node].splits()) {
                means[node] = static_cast<double>(nodes[node].value);
                continue;
            }
            const double left = leftShare(nodes, children[node]);
            const double one = means[children[node]];
            const double other = means[children[node] + 1];
            means[node] = left * one + (1 - left) * other;
            saved[nodes[node].feature] +=
                static_cast<double>(nodes[node].cover) * left * (1 - left) * (one - other) * (one - other);
        }
    }
    double total = 0;
    for (const double one : saved) {
        total += one;
    }
    if (total > 0) {
        for (double& one : saved) {
            one /= total;
        }
    }
    return saved;
}

void BoostedTrees::save(ModelArchive& archive, const std::string& prefix) const {
    std::vector<std::uint32_t> features;
    std::vector<float> values;
    std::vector<float> covers;
    std::vector<std::uint8_t> missing;
    for (const TreeNode& node : m_nodes) {
        features.push_back(node.feature);
        values.push_back(node.value);
        covers.push_back(node.cover);
        missing.push_back(node.missingLeft ? 0 : 1);
    }
    archive.put(prefix + "offsets", std::span<const std::uint64_t>(m_offsets));
    archive.put(prefix + "features", std::span<const std::uint32_t>(features));
    archive.put(prefix + "values", std::span<const float>(values));
    archive.put(prefix + "covers", std::span<const float>(covers));
    archive.put(prefix + "missing", std::span<const std::uint8_t>(missing));
}

Result<BoostedTrees> BoostedTrees::load(const ModelArchive& archive, const std::string& prefix,
                                        std::size_t features) {
    TRY_ASSIGN(const auto offsets, archive.get<std::uint64_t>(prefix + "offsets"));
    TRY_ASSIGN(const auto splits, archive.get<std::uint32_t>(prefix + "features"));
    TRY_ASSIGN(const auto values, loadFloats(archive, prefix + "values", splits.size()));
    TRY_ASSIGN(const auto covers, loadFloats(archive, prefix + "covers", splits.size()));
    TRY_ASSIGN(const auto missing, archive.get<std::uint8_t>(prefix + "missing", splits.size()));
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != splits.size() ||
        !std::ranges::is_sorted(offsets) || std::ranges::any_of(missing, [](auto way) { return way > 1; })) {
        return corruptModel("the trees of the ranker");
    }
    BoostedTrees out;
    out.m_features = features;
    std::vector<TreeNode> tree;
    for (std::size_t number = 0; number + 1 < offsets.size(); ++number) {
        tree.clear();
        for (std::uint64_t node = offsets[number]; node < offsets[number + 1]; ++node) {
            tree.push_back({splits[node], values[node], covers[node], missing[node] == 0});
        }
        TRY(out.add(tree));
    }
    return out;
}

} // namespace tastescope
