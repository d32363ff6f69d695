// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/interaction_matrix.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

// Half of a sparse matrix: rows of (index, value).
template <typename Column>
struct Rows {
    std::vector<std::uint64_t> offsets;
    std::vector<Column> indices;
    std::vector<float> values;
};

// Too little work to be worth a second thread.
constexpr std::size_t smallWork = 1 << 16;
constexpr std::size_t rowsPerChunk = 1024;

// First rows of parts with about equally many entries. A counting sort is stable, so the number of parts does
// not show in the result and may follow the number of threads.
std::vector<std::size_t> partition(std::span<const std::uint64_t> offsets, const ExecutionContext& context) {
    const std::size_t rows = offsets.size() - 1;
    const std::uint64_t entries = offsets.back();
    const std::size_t parts =
        entries < smallWork ? 1 : static_cast<std::size_t>(std::clamp(threadCount(context), 1, 8));
    std::vector<std::size_t> bounds{0};
    for (std::size_t part = 1; part < parts; ++part) {
        const auto bound = std::ranges::lower_bound(offsets, entries * part / parts);
        bounds.push_back(std::clamp(static_cast<std::size_t>(bound - offsets.begin()), bounds.back(), rows));
    }
    bounds.push_back(rows);
    return bounds;
}

// Transposes rows × columns by counting: `indexOf(entry)` is the entry's column, `valueOf(row, entry)` its
// value. Entries of a column keep the order of the rows, and of the entries within a row. False after a stop.
template <typename Row, typename IndexOf, typename ValueOf>
bool transpose(std::span<const std::uint64_t> offsets, std::size_t columns, const IndexOf& indexOf,
               const ValueOf& valueOf, const ExecutionContext& context, Rows<Row>& out) {
    const std::vector<std::size_t> bounds = partition(offsets, context);
    const std::size_t parts = bounds.size() - 1;
    std::vector<std::vector<std::uint64_t>> next(parts);
    const bool counted = parallelChunks(context, parts, 1, [&](std::size_t part, std::size_t) {
        next[part].assign(columns, 0);
        for (std::size_t row = bounds[part]; row < bounds[part + 1] && !context.stopRequested(); ++row) {
            for (std::size_t entry = offsets[row]; entry < offsets[row + 1]; ++entry) {
                ++next[part][indexOf(entry)];
            }
        }
    });
    if (!counted) {
        return false;
    }
    out.offsets.assign(columns + 1, 0);
    std::uint64_t total = 0;
    for (std::size_t column = 0; column < columns; ++column) {
        for (std::vector<std::uint64_t>& counts : next) {
            total += std::exchange(counts[column], total);
        }
        out.offsets[column + 1] = total;
    }
    out.indices.resize(total);
    out.values.resize(total);
    return parallelChunks(context, parts, 1, [&](std::size_t part, std::size_t) {
        std::vector<std::uint64_t>& places = next[part];
        for (std::size_t row = bounds[part]; row < bounds[part + 1] && !context.stopRequested(); ++row) {
            for (std::size_t entry = offsets[row]; entry < offsets[row + 1]; ++entry) {
                const std::uint64_t place = places[indexOf(entry)]++;
                out.indices[place] = Row{row};
                out.values[place] = valueOf(entry);
            }
        }
    });
}

// What one event adds.
class EventWeight {
public:
    EventWeight(const Interactions& events, std::span<const SignalType> signals, double halfLifeDays)
        : m_events(events)
        , m_signals(signals) {
        if (halfLifeDays > 0 && events.hasTimes()) {
            m_newest = *std::ranges::max_element(events.times());
            m_perMillisecond = 1 / (halfLifeDays * millisecondsPerDay);
        }
    }

    float operator()(std::size_t row) const {
        const SignalIndex signal = m_events.signal(row);
        double weight = 1;
        if (signal < m_signals.size()) {
            weight = m_signals[signal].weight;
            if (m_signals[signal].useValue) {
                const float value = m_events.value(row);
                weight *= std::isnan(value) ? 1.0 : static_cast<double>(value);
            } else if (weight > 0 && m_events.value(row) <= 0) {
                // No play, a return, a dislike: what the value denies is no like, however little it counts
                // otherwise.
                weight = m_events.value(row) < 0 ? -weight : 0;
            }
        }
        if (m_perMillisecond > 0 && m_events.time(row) != noTime) {
            // In doubles: the difference of two arbitrary times may not fit a 64-bit integer.
            const double age = static_cast<double>(m_newest) - static_cast<double>(m_events.time(row));
            weight *= std::exp2(-age * m_perMillisecond);
        }
        return static_cast<float>(weight);
    }

private:
    const Interactions& m_events;
    std::span<const SignalType> m_signals;
    Time m_newest = 0;
    double m_perMillisecond = 0;
};

// The events of one pair, in order of time, as one number.
float combine(std::span<const float> weights, const MatrixOptions& options) {
    double value = 0;
    switch (options.policy) {
    case PairPolicy::Sum:
    case PairPolicy::Mean:
        for (const float weight : weights) {
            value += static_cast<double>(weight);
        }
        if (options.policy == PairPolicy::Mean) {
            value /= static_cast<double>(weights.size());
        }
        break;
    case PairPolicy::Max:
        value = *std::ranges::max_element(weights);
        break;
    case PairPolicy::Last:
        value = weights.back();
        break;
    }
    if (options.binary) {
        value = value > 0 ? 1 : 0;
    }
    return static_cast<float>(value);
}

// Brings the events of each pair (neighbours in an item's row) together at the front of the row and returns
// how many pairs are left of each row.
std::vector<std::uint64_t> mergePairs(Rows<UserIndex>& byItem, const MatrixOptions& options,
                                      const ExecutionContext& context) {
    const std::size_t items = byItem.offsets.size() - 1;
    std::vector<std::uint64_t> left(items, 0);
    parallelChunks(context, items, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t item = begin; item < end; ++item) {
            const std::uint64_t last = byItem.offsets[item + 1];
            std::uint64_t write = byItem.offsets[item];
            for (std::uint64_t first = write; first < last; ++write) {
                const UserIndex user = byItem.indices[first];
                std::uint64_t next = first + 1;
                while (next < last && byItem.indices[next] == user) {
                    ++next;
                }
                const float value = combine(std::span(byItem.values).subspan(first, next - first), options);
                byItem.indices[write] = user;
                byItem.values[write] = value;
                first = next;
            }
            left[item] = write - byItem.offsets[item];
        }
    });
    return left;
}

// Closes the gaps that merging left between rows.
void closeGaps(Rows<UserIndex>& byItem, const std::vector<std::uint64_t>& left) {
    std::uint64_t write = 0;
    for (std::size_t item = 0; item < left.size(); ++item) {
        const std::uint64_t first = std::exchange(byItem.offsets[item], write);
        if (first != write) {
            std::copy_n(byItem.indices.begin() + static_cast<std::ptrdiff_t>(first), left[item],
                        byItem.indices.begin() + static_cast<std::ptrdiff_t>(write));
            std::copy_n(byItem.values.begin() + static_cast<std::ptrdiff_t>(first), left[item],
                        byItem.values.begin() + static_cast<std::ptrdiff_t>(write));
        }
        write += left[item];
    }
    byItem.offsets.back() = write;
    byItem.indices.resize(write);
    byItem.values.resize(write);
}

} // namespace

// Two counting sorts and no comparison: events by item (a pair's events become neighbours, in order of time),
// merged there, and back by user, which sorts each user's row by item.
InteractionMatrix InteractionMatrix::build(const Interactions& events, std::span<const SignalType> signals,
                                           std::size_t items, const MatrixOptions& options,
                                           const ExecutionContext& context) {
    InteractionMatrix matrix;
    matrix.m_userOffsets.assign(events.userCount() + 1, 0);
    matrix.m_itemOffsets.assign(items + 1, 0);
    const EventWeight weightOf(events, signals, options.halfLifeDays);
    Rows<UserIndex> byItem;
    if (!transpose(
            events.userOffsets(), items, [&](std::size_t row) { return events.item(row).value; }, weightOf,
            context, byItem)) {
        return matrix;
    }
    closeGaps(byItem, mergePairs(byItem, options, context));
    Rows<ItemIndex> byUser;
    if (!transpose(
            byItem.offsets, events.userCount(),
            [&](std::size_t entry) { return byItem.indices[entry].value; },
            [&](std::size_t entry) { return byItem.values[entry]; }, context, byUser)) {
        return matrix;
    }
    matrix.m_userOffsets = std::move(byUser.offsets);
    matrix.m_items = std::move(byUser.indices);
    matrix.m_values = std::move(byUser.values);
    matrix.m_itemOffsets = std::move(byItem.offsets);
    matrix.m_users = std::move(byItem.indices);
    matrix.m_itemValues = std::move(byItem.values);
    return matrix;
}

InteractionMatrix InteractionMatrix::fromRows(std::vector<std::uint64_t> offsets,
                                              std::vector<ItemIndex> indices, std::vector<float> values,
                                              std::size_t items, const ExecutionContext& context) {
    assert(!offsets.empty() && offsets.back() == indices.size() && indices.size() == values.size());
    InteractionMatrix matrix;
    matrix.m_userOffsets = std::move(offsets);
    matrix.m_items = std::move(indices);
    matrix.m_values = std::move(values);
    matrix.buildTranspose(items, context);
    return matrix;
}

void InteractionMatrix::buildTranspose(std::size_t items, const ExecutionContext& context) {
    Rows<UserIndex> byItem;
    if (!transpose(
            m_userOffsets, items, [&](std::size_t entry) { return m_items[entry].value; },
            [&](std::size_t entry) { return m_values[entry]; }, context, byItem)) {
        *this = {};
        return;
    }
    m_itemOffsets = std::move(byItem.offsets);
    m_users = std::move(byItem.indices);
    m_itemValues = std::move(byItem.values);
}

} // namespace tastescope
