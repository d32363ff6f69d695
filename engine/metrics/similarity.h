// SPDX-License-Identifier: GPL-3.0-or-later
// Two measures of likeness between items for diversity and serendipity: by attributes and by audience. Both
// give NaN where nothing is known about one of the two.
#pragma once

#include "engine/data/attributes.h"
#include "engine/data/interaction_matrix.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// Cosine of 0/1 vectors over categories, tags and creator. Immutable, thread-safe.
class AttributeSimilarity {
public:
    explicit AttributeSimilarity(const ItemAttributes& attributes);
    /// No item has any of the attributes.
    bool empty() const { return m_codes.empty(); }
    double operator()(ItemIndex a, ItemIndex b) const;

private:
    std::span<const std::uint32_t> codesOf(ItemIndex item) const;

    std::vector<std::uint32_t> m_offsets{0};
    std::vector<std::uint32_t> m_codes; ///< sorted within an item
};

/// Co-occurrence c_ij / √(c_i c_j), c counting users, of one item at a time to all others. Not thread-safe:
/// one a thread. Refers to the matrix, which must outlive it.
class AudienceRow {
public:
    explicit AudienceRow(const InteractionMatrix& matrix);
    /// Costs the row lengths of the item's users, added up.
    void choose(ItemIndex item);
    /// Of the item chosen; NaN where nobody has one of the two.
    double to(ItemIndex other) const;

private:
    const InteractionMatrix& m_matrix;
    ItemIndex m_item;
    std::vector<std::uint32_t> m_together; ///< users who have both
};

} // namespace tastescope
