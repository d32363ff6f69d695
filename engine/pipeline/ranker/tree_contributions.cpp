// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/tree_contributions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace tastescope {
namespace {

constexpr std::uint32_t nobody = TreeNode::leaf;

/// A feature on the way to a leaf: the share of coalitions without it that come through, whether those with
/// it do, and, of all subsets of a size, the weight of those that come through.
struct PathPart {
    std::uint32_t feature = nobody;
    double zero = 1;
    double one = 1;
    double weight = 1;
};

struct Path {
    std::array<PathPart, BoostedTrees::deepest + 2> parts;
    std::size_t size = 0;

    void extend(std::uint32_t feature, double zero, double one) {
        const auto length = static_cast<double>(size + 1);
        parts[size] = {feature, zero, one, size == 0 ? 1.0 : 0.0};
        for (std::size_t at = size; at-- > 0;) {
            const auto with = static_cast<double>(at + 1) / length;
            parts[at + 1].weight += one * parts[at].weight * with;
            parts[at].weight *= zero * (1 - with);
        }
        ++size;
    }
    /// Undoes the extension by a part, whenever it came.
    void unwind(std::size_t part) {
        const PathPart gone = parts[part];
        const auto length = static_cast<double>(size);
        double next = parts[size - 1].weight;
        for (std::size_t at = size - 1; at-- > 0;) {
            const auto with = static_cast<double>(at + 1) / length;
            if (gone.one != 0) {
                const double was = parts[at].weight;
                parts[at].weight = next / (with * gone.one);
                next = was - parts[at].weight * gone.zero * (1 - with);
            } else {
                parts[at].weight /= gone.zero * (1 - with);
            }
        }
        for (std::size_t at = part; at + 1 < size; ++at) {
            parts[at].feature = parts[at + 1].feature;
            parts[at].zero = parts[at + 1].zero;
            parts[at].one = parts[at + 1].one;
        }
        --size;
    }
    /// Σ weights after unwinding a part.
    double unwoundSum(std::size_t part) const {
        Path copy = *this;
        copy.unwind(part);
        double sum = 0;
        for (std::size_t at = 0; at < copy.size; ++at) {
            sum += copy.parts[at].weight;
        }
        return sum;
    }
};

class TreeWalk {
public:
    TreeWalk(std::span<const TreeNode> tree, std::span<const float> row, std::span<double> amounts)
        : m_tree(tree)
        , m_row(row)
        , m_amounts(amounts)
        , m_children(tree.size(), 0) {
        std::size_t next = 1;
        for (std::size_t node = 0; node < tree.size(); ++node) {
            if (tree[node].splits()) {
                m_children[node] = next;
                next += 2;
            }
        }
    }

    void visit(std::size_t node, Path path, std::uint32_t feature, double zero, double one) {
        path.extend(feature, zero, one);
        const TreeNode& at = m_tree[node];
        if (!at.splits()) {
            for (std::size_t part = 1; part < path.size; ++part) {
                const PathPart& of = path.parts[part];
                m_amounts[of.feature] +=
                    path.unwoundSum(part) * (of.one - of.zero) * static_cast<double>(at.value);
            }
            return;
        }
        double knownZero = 1;
        double knownOne = 1;
        for (std::size_t part = 1; part < path.size; ++part) {
            if (path.parts[part].feature == at.feature) { // met before: the two splits count as one
                knownZero = path.parts[part].zero;
                knownOne = path.parts[part].one;
                path.unwind(part);
                break;
            }
        }
        const std::size_t left = m_children[node];
        const double share = leftShare(m_tree, left);
        const float x = m_row[at.feature];
        const bool goesLeft = std::isnan(x) ? at.missingLeft : x < at.value;
        visit(left, path, at.feature, knownZero * share, goesLeft ? knownOne : 0);
        visit(left + 1, path, at.feature, knownZero * (1 - share), goesLeft ? 0 : knownOne);
    }

private:
    std::span<const TreeNode> m_tree;
    std::span<const float> m_row;
    std::span<double> m_amounts;
    std::vector<std::size_t> m_children;
};

} // namespace

double expectedScore(const BoostedTrees& trees) {
    double sum = 0;
    std::vector<double> shares;
    for (std::size_t number = 0; number < trees.size(); ++number) {
        const std::span<const TreeNode> tree = trees.tree(number);
        shares.assign(tree.size(), 1);
        std::size_t next = 1;
        for (std::size_t node = 0; node < tree.size(); ++node) {
            if (tree[node].splits()) {
                const double left = leftShare(tree, next);
                shares[next] = shares[node] * left;
                shares[next + 1] = shares[node] * (1 - left);
                next += 2;
            } else {
                sum += shares[node] * static_cast<double>(tree[node].value);
            }
        }
    }
    return sum;
}

void treeContributions(const BoostedTrees& trees, std::span<const float> row, std::span<double> amounts) {
    std::ranges::fill(amounts, 0.0);
    for (std::size_t number = 0; number < trees.size(); ++number) {
        TreeWalk(trees.tree(number), row, amounts).visit(0, Path{}, nobody, 1, 1);
    }
}

} // namespace tastescope
