// SPDX-License-Identifier: GPL-3.0-or-later
// What the first stage hands to the second: for one person the items that may be listed, each with every
// source that found it. Flat, so that a thousand candidates are three allocations.
#pragma once

#include "engine/base/ids.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// Where a source has an item.
struct SourceHit {
    std::uint32_t source = 0; ///< number among CandidateSet::sources
    std::uint32_t rank = 0;   ///< from 1, among what this person may get
    float score = 0;          ///< in the source's own unit: compare within a source only
    friend bool operator==(const SourceHit&, const SourceHit&) = default;
};

/// Items ascending, each once. Hits of an item by source ascending, at most one a source; none at all only of
/// an item that a rule puts in and no source lists.
///
/// A source brought the item when its rank is within what was taken of the source; further hits, of sources
/// that know the item deeper in their list, are kept too (never of random exploration).
struct CandidateSet {
    std::shared_ptr<const std::vector<std::string>> sources; ///< names, the same for all people of a mix
    std::vector<std::uint32_t> taken;                        ///< by source: so many of its first items
    std::vector<ItemIndex> items;
    std::vector<std::uint32_t> offsets{0}; ///< candidate -> range of `hits`; items + 1
    std::vector<SourceHit> hits;

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::size_t size() const { return items.size(); }
    std::span<const SourceHit> hitsOf(std::size_t candidate) const {
        return std::span(hits).subspan(offsets[candidate], offsets[candidate + 1] - offsets[candidate]);
    }
    /// The hit of one source, null where it does not have the candidate.
    const SourceHit* hitOf(std::size_t candidate, std::size_t source) const {
        for (const SourceHit& hit : hitsOf(candidate)) {
            if (hit.source == source) {
                return &hit;
            }
        }
        return nullptr;
    }
    bool brought(const SourceHit& hit) const { return hit.rank <= taken[hit.source]; }
    /// Place in `items`, `none` when it is no candidate.
    std::size_t find(ItemIndex item) const {
        const auto found = std::ranges::lower_bound(items, item);
        return found != items.end() && *found == item ? static_cast<std::size_t>(found - items.begin())
                                                      : none;
    }
};

} // namespace tastescope
