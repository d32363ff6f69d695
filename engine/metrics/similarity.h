// SPDX-License-Identifier: GPL-3.0-or-later
// Two measures of likeness between items for diversity and serendipity: by attributes and by audience. Both
// are immutable, thread-safe and give NaN where nothing is known about one of the two.
#pragma once

#include "engine/base/result.h"
#include "engine/data/attributes.h"
#include "engine/data/interaction_matrix.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

/// Cosine of 0/1 vectors over categories, tags and creator.
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

/// Co-occurrence c_ij / √(c_i c_j), c counting users; computed beforehand for the pairs that will be asked.
class AudienceSimilarity {
public:
    /// A pair as a key, in either order of its items.
    static std::uint64_t pairKey(ItemIndex a, ItemIndex b);

    /// `keys` in any order, with repetitions. Cost: the squared row lengths of the users of the items asked.
    /// Fails only by cancellation.
    static Result<AudienceSimilarity> build(const InteractionMatrix& matrix, std::vector<std::uint64_t> keys,
                                            const ExecutionContext& context = {});
    /// The pair was among the keys.
    double operator()(ItemIndex a, ItemIndex b) const;

private:
    std::vector<std::uint64_t> m_keys; ///< sorted, unique
    std::vector<double> m_values;
};

} // namespace tastescope
