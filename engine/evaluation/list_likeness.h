// SPDX-License-Identifier: GPL-3.0-or-later
// How like each other the items of lists are, and hits to the past, for all lists and lengths at once: what
// is dear, a row of common audiences, is walked once for all lists that an item stands in.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/base/scored_item.h"
#include "engine/metrics/metric.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct Yardstick;

/// Immutable, thread-safe. Memory: users × longest list × lengths.
class ListLikenesses {
public:
    /// Lists are by user index; nothing is known where no metric of the yardstick asks for this likeness.
    /// Fails only by cancellation.
    static Result<ListLikenesses> build(const Yardstick& yardstick,
                                        std::span<const std::vector<ScoredItem>> lists, SimilarBy by,
                                        const ExecutionContext& context = {});

    /// Of the user at a place of Yardstick::users, with the list cut at the shortest length, the next, …
    ListLikeness of(std::size_t user, std::size_t length) const;

private:
    /// What a metric asks for, and of which lists.
    struct Task;
    /// A place of a list, and the list's user.
    struct Shown {
        std::uint32_t user;
        std::uint32_t place;
    };

    template <typename Likeness>
    void fill(const Task& task, const Shown& shown, const Likeness& to);
    bool byAttributes(const Task& task, const ExecutionContext& context);
    bool byAudience(const Task& task, const ExecutionContext& context);

    std::size_t m_lengths = 0;
    std::vector<std::size_t> m_longest; ///< the lengths, ascending
    std::vector<std::size_t> m_offsets; ///< of each user's places
    std::vector<double> m_unlike;       ///< by place and length: to the places behind it, added up
    std::vector<std::uint32_t> m_pairs; ///< how many of them are known
    std::vector<double> m_toHistory;    ///< by place
};

} // namespace tastescope
