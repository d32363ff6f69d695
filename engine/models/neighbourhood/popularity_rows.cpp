// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/popularity_rows.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t leastUsersPerBlock = 4096;
constexpr std::size_t mostBlocks = 8; ///< each goes through all items

/// What does not need ranks: numbers of people by item, and where the users' rows begin.
std::vector<std::uint32_t> countPeople(const InteractionMatrix& matrix, std::size_t items,
                                       PopularityRows& out, const ExecutionContext& context) {
    std::vector<std::uint32_t> people(items);
    out.userOffsets.reserve(matrix.userCount() + 1);
    for (std::size_t user = 0; user < matrix.userCount() && !context.stopRequested(); ++user) {
        const auto row = matrix.itemsOf(UserIndex(user));
        const auto values = matrix.valuesOf(UserIndex(user));
        std::uint64_t size = 0;
        for (std::size_t place = 0; place < row.size(); ++place) {
            const bool liked = values[place] > 0;
            people[row[place].value] += liked ? 1 : 0;
            size += liked ? 1 : 0;
            out.ones = out.ones && (!liked || values[place] == 1.0F);
        }
        out.userOffsets.push_back(out.userOffsets.back() + size);
    }
    return people;
}

/// The items in turn, the most popular first, fill the rows of the users in [begin, end).
void fillRows(const InteractionMatrix& matrix, std::size_t begin, std::size_t end, PopularityRows& out,
              const ExecutionContext& context) {
    std::vector<std::uint32_t> filled(end - begin);
    for (std::uint32_t rank = 0; rank < out.items() && !context.stopRequested(); ++rank) {
        const std::uint32_t item = out.itemOfRank[rank];
        if (item >= matrix.itemCount()) {
            continue;
        }
        const auto users = matrix.usersOf(ItemIndex(item));
        const auto values = matrix.valuesOf(ItemIndex(item));
        const auto first = std::lower_bound(users.begin(), users.end(), UserIndex(begin));
        for (auto at = static_cast<std::size_t>(first - users.begin());
             at < users.size() && users[at].value < end; ++at) {
            if (values[at] > 0) {
                const std::uint32_t user = users[at].value;
                const std::uint32_t place = filled[user - begin]++;
                out.ranks[out.userOffsets[user] + place] = rank;
                out.values[out.userOffsets[user] + place] = values[at];
                out.places[matrix.itemOffsets()[item] + at] = place;
            }
        }
    }
}

} // namespace

PopularityRows popularityRows(const InteractionMatrix& matrix, std::size_t items,
                              const ExecutionContext& context) {
    PopularityRows out;
    const std::vector<std::uint32_t> people = countPeople(matrix, items, out, context);
    out.itemOfRank.resize(items);
    std::iota(out.itemOfRank.begin(), out.itemOfRank.end(), 0U);
    std::stable_sort(out.itemOfRank.begin(), out.itemOfRank.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return people[a] > people[b]; });
    for (const std::uint32_t item : out.itemOfRank) {
        out.people.push_back(people[item]);
    }
    out.ranks.resize(out.userOffsets.back());
    out.values.resize(out.userOffsets.back());
    out.places.resize(matrix.entryCount());
    const std::size_t usersPerBlock = std::max(leastUsersPerBlock, matrix.userCount() / mostBlocks + 1);
    parallelChunks(context, matrix.userCount(), usersPerBlock,
                   [&](std::size_t begin, std::size_t end) { fillRows(matrix, begin, end, out, context); });
    return out;
}

} // namespace tastescope
