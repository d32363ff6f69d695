// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/item_sequence.h"

#include "engine/base/random.h"

#include <algorithm>
#include <iterator>

namespace tastescope {
namespace {

constexpr std::size_t usersBetweenPolls = 256;
constexpr std::uint64_t forgetStreams = std::uint64_t{7} << 56; ///< behind those of the windows

/// Rows of the events to keep, ascending.
void keptRows(const Dataset& dataset, UserIndex user, Repeats repeats, std::vector<std::size_t>& rows) {
    const Interactions& events = dataset.events();
    const auto seen = dataset.matrix().itemsOf(user);
    const auto weights = dataset.matrix().valuesOf(user);
    std::vector<bool> taken(seen.size());
    rows.clear();
    for (std::size_t row = events.lastOf(user); row-- > events.firstOf(user);) {
        const auto place =
            static_cast<std::size_t>(std::ranges::lower_bound(seen, events.item(row)) - seen.begin());
        if (place >= seen.size() || !(weights[place] > 0)) {
            continue;
        }
        const bool repeated = repeats == Repeats::Last
                                  ? taken[place]
                                  : !rows.empty() && events.item(rows.back()) == events.item(row);
        taken[place] = true;
        if (!repeated) {
            rows.push_back(row);
        }
    }
    std::ranges::reverse(rows);
}

} // namespace

ItemSequences itemSequences(const Dataset& dataset, Repeats repeats, const ExecutionContext& context) {
    const Interactions& events = dataset.events();
    ItemSequences out;
    out.offsets.reserve(dataset.userCount() + 1);
    std::vector<std::size_t> rows;
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        if (user % usersBetweenPolls == 0 && context.stopRequested()) {
            break;
        }
        keptRows(dataset, UserIndex(user), repeats, rows);
        for (std::size_t place = 0; place < rows.size(); ++place) {
            out.items.push_back(events.item(rows[place]));
            const bool tied = place > 0 && events.time(rows[place]) == events.time(rows[place - 1]);
            out.tied.push_back(tied ? 1 : 0);
        }
        out.offsets.push_back(out.items.size());
    }
    return out;
}

void forgetOrder(ItemSequences& sequences, std::uint64_t seed) {
    for (std::size_t user = 0; user < sequences.users(); ++user) {
        const std::size_t first = sequences.offsets[user];
        Random(seed, forgetStreams | user)
            .shuffle(std::span(sequences.items).subspan(first, sequences.offsets[user + 1] - first));
        std::fill_n(sequences.tied.begin() + static_cast<std::ptrdiff_t>(first),
                    sequences.offsets[user + 1] - first, std::uint8_t{1});
    }
}

History inOrder(std::span<const HistoryEntry> history, std::size_t items) {
    History out;
    std::copy_if(history.begin(), history.end(), std::back_inserter(out),
                 [&](const HistoryEntry& past) { return past.item.value < items && past.weight > 0; });
    std::stable_sort(out.begin(), out.end(), [](const HistoryEntry& a, const HistoryEntry& b) {
        return a.time != b.time ? a.time < b.time : a.item < b.item;
    });
    return out;
}

} // namespace tastescope
