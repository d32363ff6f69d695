// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/transitions.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t itemsPerChunk = 16;

/// Where each item stands: places of the concatenated sequences by item, and the user of every place.
struct Places {
    std::vector<std::uint64_t> offsets;
    std::vector<std::uint64_t> places;
    std::vector<std::uint32_t> users;
};

Places placesOf(const ItemSequences& sequences, std::size_t items) {
    Places out;
    out.offsets.assign(items + 1, 0);
    for (const ItemIndex item : sequences.items) {
        ++out.offsets[item.value + 1];
    }
    for (std::size_t item = 0; item < items; ++item) {
        out.offsets[item + 1] += out.offsets[item];
    }
    out.places.resize(sequences.items.size());
    out.users.resize(sequences.items.size());
    std::vector<std::uint64_t> next(out.offsets.begin(), out.offsets.end() - 1);
    for (std::size_t user = 0; user < sequences.users(); ++user) {
        for (std::uint64_t place = sequences.offsets[user]; place < sequences.offsets[user + 1]; ++place) {
            out.places[next[sequences.items[place].value]++] = place;
            out.users[place] = static_cast<std::uint32_t>(user);
        }
    }
    return out;
}

using Entry = std::pair<std::uint32_t, float>; ///< column, value

/// One row at a time in a dense accumulator, of which only the touched entries are cleared.
class RowCounter {
public:
    RowCounter(const ItemSequences& sequences, const Places& places, const TransitionOptions& options,
               std::size_t items)
        : m_sequences(sequences)
        , m_places(places)
        , m_options(options)
        , m_sums(items) {}

    /// The row's entries by column, and its total.
    std::pair<std::vector<Entry>, double> count(std::size_t item) {
        for (std::uint64_t at = m_places.offsets[item]; at < m_places.offsets[item + 1]; ++at) {
            countAround(item, m_places.places[at]);
        }
        std::vector<Entry> row;
        double total = 0;
        for (const std::uint32_t column : m_touched) {
            row.emplace_back(column, static_cast<float>(m_sums[column]));
            total += m_sums[column];
            m_sums[column] = 0;
        }
        m_touched.clear();
        keepLargest(row);
        std::sort(row.begin(), row.end());
        return {std::move(row), total};
    }

private:
    void countAround(std::size_t item, std::uint64_t place) {
        const std::uint64_t first = m_sequences.offsets[m_places.users[place]];
        const std::uint64_t last = m_sequences.offsets[m_places.users[place] + std::size_t{1}];
        for (std::uint64_t gap = 1; gap <= m_options.reach; ++gap) {
            const double weight = 1.0 / static_cast<double>(gap);
            if (place + gap < last) {
                add(item, m_sequences.items[place + gap].value, weight);
            }
            if (m_options.backward > 0 && place >= first + gap) {
                add(item, m_sequences.items[place - gap].value, weight * m_options.backward);
            }
        }
    }
    void add(std::size_t item, std::uint32_t other, double weight) {
        if (other == item) {
            return;
        }
        if (m_sums[other] == 0) {
            m_touched.push_back(other);
        }
        m_sums[other] += weight;
    }
    void keepLargest(std::vector<Entry>& row) const {
        if (m_options.neighbours == 0 || row.size() <= m_options.neighbours) {
            return;
        }
        const auto end = row.begin() + static_cast<std::ptrdiff_t>(m_options.neighbours);
        std::nth_element(row.begin(), end, row.end(), [](const Entry& a, const Entry& b) {
            return a.second != b.second ? a.second > b.second : a.first < b.first;
        });
        row.erase(end, row.end());
    }

    const ItemSequences& m_sequences;
    const Places& m_places;
    const TransitionOptions& m_options;
    std::vector<double> m_sums;
    std::vector<std::uint32_t> m_touched;
};

} // namespace

Result<Transitions> countTransitions(const ItemSequences& sequences, std::size_t items,
                                     const TransitionOptions& options, const ExecutionContext& context) {
    const Places places = placesOf(sequences, items);
    std::vector<std::vector<Entry>> rows(items);
    Transitions out;
    out.totals.resize(items);
    // Larger chunks where there are many items: each makes an accumulator of its own.
    const std::size_t chunk = std::max(itemsPerChunk, items / 256);
    parallelChunks(context, items, chunk, [&](std::size_t begin, std::size_t end) {
        RowCounter counter(sequences, places, options, items);
        for (std::size_t item = begin; item < end && !context.stopRequested(); ++item) {
            std::tie(rows[item], out.totals[item]) = counter.count(item);
        }
    });
    for (std::size_t item = 0; item < items && !context.stopRequested(); ++item) {
        for (const auto& [column, value] : rows[item]) {
            out.counts.columns.push_back(column);
            out.counts.values.push_back(value);
        }
        out.counts.offsets.push_back(out.counts.columns.size());
        rows[item] = {};
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    return out;
}

} // namespace tastescope
