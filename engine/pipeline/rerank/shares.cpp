// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/shares.h"

#include <algorithm>

namespace tastescope {
std::vector<std::uint32_t> dealtPlaces(std::span<const unsigned> shares) {
    std::int64_t all = 0;
    std::int64_t some = 0; // that have a share at all
    for (const unsigned share : shares) {
        all += share;
        some += share > 0 ? 1 : 0;
    }
    // Everything times 2k − 2 and the sum of the shares, so that nothing is rounded.
    const std::int64_t parts = std::max<std::int64_t>(1, 2 * some - 2);
    std::vector<std::int64_t> had(shares.size(), 0);
    std::vector<std::uint32_t> turns;
    for (std::int64_t place = 1; place <= all; ++place) {
        std::size_t next = shares.size();
        for (std::size_t at = 0; at < shares.size(); ++at) {
            const std::int64_t share = shares[at];
            if (share == 0 || parts * (share * place - all * had[at]) < all) {
                continue;
            }
            // The place at which it would be owed 1 − 1/(2k − 2): (had + that) / share; the earliest goes
            // first.
            const auto due = [&](std::size_t one) { return parts * had[one] + parts - 1; };
            if (next == shares.size() ||
                due(at) * static_cast<std::int64_t>(shares[next]) < due(next) * share) {
                next = at;
            }
        }
        ++had[next];
        turns.push_back(static_cast<std::uint32_t>(next));
    }
    return turns;
}

double Objective::of(const PreparedCandidates& candidates, ItemIndex item) const {
    switch (kind) {
    case Kind::Novelty:
        return candidates.novelty(item);
    case Kind::SmallCreators:
        return candidates.facts().smallCreator[item.value] ? 1 : 0;
    case Kind::Values:
        return (*values)[item.value];
    case Kind::Relevance:
    case Kind::Variety:
        break;
    }
    return 0;
}

} // namespace tastescope
