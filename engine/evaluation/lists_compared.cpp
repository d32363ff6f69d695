// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/lists_compared.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 64;
constexpr double notApplicable = std::numeric_limits<double>::quiet_NaN();
constexpr std::array keys{"overlap", "rbo", "largest_climb", "largest_drop", "least_item_promoted"};

/// Places from 1 on, by item.
using Places = std::unordered_map<std::uint32_t, std::size_t>;

Places placesOf(std::span<const ScoredItem> list) {
    Places places;
    for (std::size_t place = 0; place < list.size(); ++place) {
        places.emplace(list[place].item.value, place + 1); // the first one stays
    }
    return places;
}

/// How many items the first d places of both lists share, for every d up to the longer one.
std::vector<std::size_t> commonByDepth(std::span<const ScoredItem> a, std::span<const ScoredItem> b) {
    std::vector<std::size_t> common(std::max(a.size(), b.size()), 0);
    const Places inB = placesOf(b);
    for (const auto& [item, place] : placesOf(a)) {
        if (const auto other = inB.find(item); other != inB.end()) {
            ++common[std::max(place, other->second) - 1];
        }
    }
    for (std::size_t depth = 1; depth < common.size(); ++depth) {
        common[depth] += common[depth - 1];
    }
    return common;
}

std::array<double, keys.size()> compareTwo(std::span<const ScoredItem> a, std::span<const ScoredItem> b,
                                           const ListsComparedOptions& options) {
    const Moves moves = movesBetween(a, b);
    return {overlapAt(a, b, options.k), rankBiasedOverlap(a, b, options.p), moves.climb, moves.drop,
            moves.deepest};
}

} // namespace

double overlapAt(std::span<const ScoredItem> a, std::span<const ScoredItem> b, std::size_t k) {
    const auto common = commonByDepth(a.first(std::min(k, a.size())), b.first(std::min(k, b.size())));
    return common.empty() ? 0 : static_cast<double>(common.back()) / static_cast<double>(k);
}

double rankBiasedOverlap(std::span<const ScoredItem> a, std::span<const ScoredItem> b, double p) {
    if (a.empty() || b.empty()) {
        return notApplicable;
    }
    const std::vector<std::size_t> common = commonByDepth(a, b);
    const std::size_t shorter = std::min(a.size(), b.size());
    const auto s = static_cast<double>(shorter);
    const auto l = static_cast<double>(common.size());
    const auto atShorter = static_cast<double>(common[shorter - 1]);
    double sum = 0;
    double weight = 1; // p^d
    for (std::size_t depth = 1; depth <= common.size(); ++depth) {
        const auto d = static_cast<double>(depth);
        weight *= p;
        sum += static_cast<double>(common[depth - 1]) / d * weight;
        // Behind its end the shorter list is taken to agree as it did so far.
        sum += depth > shorter ? atShorter * (d - s) / (s * d) * weight : 0;
    }
    const auto atLonger = static_cast<double>(common.back());
    return (1 - p) / p * sum + ((atLonger - atShorter) / l + atShorter / s) * weight;
}

Moves movesBetween(std::span<const ScoredItem> a, std::span<const ScoredItem> b) {
    Moves moves{0, 0, notApplicable};
    const Places before = placesOf(a);
    for (const auto& [item, after] : placesOf(b)) {
        if (const auto found = before.find(item); found != before.end()) {
            const double rise = static_cast<double>(found->second) - static_cast<double>(after);
            moves.climb = std::max(moves.climb, rise);
            moves.drop = std::max(moves.drop, -rise);
            moves.deepest = std::fmax(moves.deepest, static_cast<double>(found->second));
        }
    }
    return moves;
}

Result<ListsCompared> compareLists(std::span<const std::vector<ScoredItem>> a,
                                   std::span<const std::vector<ScoredItem>> b,
                                   const ListsComparedOptions& options, const ExecutionContext& context) {
    if (options.k == 0 || !(options.p > 0 && options.p < 1)) {
        return Error{ErrorCode::InvalidArgument, "Lists cannot be compared so",
                     "Give a length k of 1 or more, and p between 0 and 1", "compare"};
    }
    ListsCompared out;
    const std::size_t users = std::max(a.size(), b.size());
    const auto has = [](std::span<const std::vector<ScoredItem>> lists, std::size_t user) {
        return user < lists.size() && !lists[user].empty();
    };
    std::vector<std::vector<double>> columns(keys.size(), std::vector<double>(users, notApplicable));
    for (std::size_t user = 0; user < users; ++user) {
        out.both += has(a, user) && has(b, user) ? 1 : 0;
        out.onlyA += has(a, user) && !has(b, user) ? 1 : 0;
        out.onlyB += has(b, user) && !has(a, user) ? 1 : 0;
    }
    const bool done = parallelChunks(context, users, usersPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t user = begin; user < end; ++user) {
            if (has(a, user) && has(b, user)) {
                const auto values = compareTwo(a[user], b[user], options);
                for (std::size_t at = 0; at < keys.size(); ++at) {
                    columns[at][user] = values[at];
                }
            }
        }
    });
    if (!done) {
        return cancelledError();
    }
    const std::vector<std::span<const double>> views(columns.begin(), columns.end());
    TRY_ASSIGN(const auto summaries, summariseColumns(views, options.resamples, context));
    for (std::size_t at = 0; at < keys.size(); ++at) {
        out.values.push_back({keys[at], summaries[at]});
    }
    return out;
}

} // namespace tastescope
