// SPDX-License-Identifier: GPL-3.0-or-later
// What kinds of things a list and a history are made of: shares of categories, how far those of a list are
// from those of the past (Steck 2018), and how few of them there are. Immutable, thread-safe; NaN = does not
// apply, as nothing here does without categories.
#pragma once

#include "engine/base/scored_item.h"
#include "engine/data/attributes.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// The categories of every item, each once.
class ItemCategories {
public:
    ItemCategories() = default;
    /// `counts`: the users of each item; items without any are not of the training catalogue.
    ItemCategories(const ItemAttributes& attributes, std::span<const std::uint32_t> counts);

    /// No item has any.
    bool empty() const { return m_codes.empty(); }
    /// Distinct ones of the items of the training catalogue.
    std::size_t inCatalogue() const { return m_inCatalogue; }

    // Shares by category that add up to 1; an item's weight is shared among its categories, and items without
    // any are left out. Empty when nothing is left.

    /// Every place of a list weighs alike.
    std::vector<double> sharesOf(std::span<const ScoredItem> list) const;
    /// Items weigh as `weights` say, nothing where they are not positive.
    std::vector<double> sharesOf(std::span<const ItemIndex> history, std::span<const float> weights) const;

private:
    void add(ItemIndex item, double weight, std::vector<double>& shares) const;

    std::vector<std::uint32_t> m_offsets{0};
    std::vector<std::uint32_t> m_codes;
    std::size_t m_words = 0;
    std::size_t m_inCatalogue = 0;
};

/// KL(p ‖ 0.99 q + 0.01 p) in nats, of the shares of the history p and of the list q. NaN when either is
/// empty.
double calibrationOf(std::span<const double> history, std::span<const double> list);
/// 1 − the entropy of the shares over log(categories of the catalogue); NaN for no shares, and where the
/// catalogue has no two categories.
double bubbleIndexOf(std::span<const double> shares, std::size_t inCatalogue);

} // namespace tastescope
