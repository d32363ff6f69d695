// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/event_collector.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t pollRows = 1U << 18U;

// The rows of one user at a time: by time, then without what is there twice.
class UserSorter {
public:
    UserSorter(std::vector<ItemIndex>& items, std::vector<SignalIndex>& signals, std::vector<float>& values,
               std::vector<Time>& times, std::vector<bool>& fixed, std::vector<std::uint32_t>& files,
               std::vector<std::uint64_t>& byFile, std::size_t itemCount)
        : m_items(items)
        , m_signals(signals)
        , m_values(values)
        , m_times(times)
        , m_fixed(fixed)
        , m_files(files)
        , m_byFile(byFile)
        , m_lastUser(itemCount, 0) {}

    /// Moves the rows [begin, end) to `target` (<= begin) and returns how many are left.
    std::size_t process(std::size_t begin, std::size_t end, std::size_t target) {
        ++m_user;
        if (!m_times.empty() && !std::is_sorted(m_times.begin() + static_cast<std::ptrdiff_t>(begin),
                                                m_times.begin() + static_cast<std::ptrdiff_t>(end))) {
            sortByTime(begin, end);
        }
        m_drop.clear();
        if (repeatsAnItem(begin, end)) {
            markDuplicates(begin, end);
        }
        std::size_t kept = target;
        for (std::size_t row = begin; row < end; ++row) {
            if (m_drop.empty() || !m_drop[row - begin]) {
                move(row, kept++);
            } else if (!m_files.empty()) {
                ++m_byFile[m_files[row]];
            }
        }
        return kept - target;
    }

private:
    void move(std::size_t from, std::size_t to) {
        if (from == to) {
            return;
        }
        m_items[to] = m_items[from];
        if (!m_signals.empty()) {
            m_signals[to] = m_signals[from];
        }
        if (!m_values.empty()) {
            m_values[to] = m_values[from];
        }
        if (!m_times.empty()) {
            m_times[to] = m_times[from];
        }
        // `m_files` is not needed of rows that have been looked at.
    }

    template <typename T>
    void permute(std::vector<T>& column, std::size_t begin) {
        if (column.empty()) {
            return;
        }
        std::vector<T> copy(m_order.size());
        for (std::size_t i = 0; i < m_order.size(); ++i) {
            copy[i] = column[begin + m_order[i]];
        }
        std::copy(copy.begin(), copy.end(), column.begin() + static_cast<std::ptrdiff_t>(begin));
    }

    void sortByTime(std::size_t begin, std::size_t end) {
        m_order.resize(end - begin);
        std::iota(m_order.begin(), m_order.end(), 0U);
        std::stable_sort(m_order.begin(), m_order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return m_times[begin + a] < m_times[begin + b];
        });
        permute(m_items, begin);
        permute(m_signals, begin);
        permute(m_values, begin);
        permute(m_fixed, begin);
        permute(m_files, begin);
        permute(m_times, begin);
    }

    bool repeatsAnItem(std::size_t begin, std::size_t end) {
        bool repeats = false;
        for (std::size_t row = begin; row < end; ++row) {
            std::uint32_t& last = m_lastUser[m_items[row].value];
            repeats |= last == m_user;
            last = m_user;
        }
        return repeats;
    }

    auto key(std::size_t row) const {
        return std::tuple(m_items[row].value, m_times.empty() ? noTime : m_times[row],
                          m_signals.empty() ? SignalIndex{0} : m_signals[row],
                          m_values.empty() ? 0U : std::bit_cast<std::uint32_t>(m_values[row]));
    }

    void markDuplicates(std::size_t begin, std::size_t end) {
        m_order.resize(end - begin);
        std::iota(m_order.begin(), m_order.end(), 0U);
        // Rows that were there before come first among equals and stay.
        const auto fixed = [&](std::uint32_t i) { return !m_fixed.empty() && m_fixed[begin + i]; };
        std::sort(m_order.begin(), m_order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return std::tuple(key(begin + a), !fixed(a), a) < std::tuple(key(begin + b), !fixed(b), b);
        });
        m_drop.assign(end - begin, false);
        for (std::size_t i = 1; i < m_order.size(); ++i) {
            m_drop[m_order[i]] = !fixed(m_order[i]) && key(begin + m_order[i]) == key(begin + m_order[i - 1]);
        }
    }

    std::vector<ItemIndex>& m_items;
    std::vector<SignalIndex>& m_signals;
    std::vector<float>& m_values;
    std::vector<Time>& m_times;
    std::vector<bool>& m_fixed;
    std::vector<std::uint32_t>& m_files;
    std::vector<std::uint64_t>& m_byFile;
    std::vector<std::uint32_t> m_lastUser; ///< by item: the user (counted from 1) who last had it
    std::uint32_t m_user = 0;
    std::vector<std::uint32_t> m_order;
    std::vector<bool> m_drop;
};

} // namespace

void EventCollector::addBlock() {
    m_blocks.push_back(
        std::unique_ptr<Block>(new Block)); // not zeroed: every slot is written before it is read
}

void EventCollector::setSignal(Block& block, std::size_t slot, SignalIndex signal) {
    if (!block.signals) {
        block.signals = std::make_unique<std::array<SignalIndex, blockRows>>();
        m_hasSignals = true;
    }
    (*block.signals)[slot] = signal;
}

void EventCollector::setTime(Block& block, std::size_t slot, Time time) {
    if (!block.times) {
        block.times = std::make_unique<std::array<Time, blockRows>>();
        block.times->fill(noTime);
        m_hasTimes = true;
    }
    (*block.times)[slot] = time;
}

void EventCollector::addExisting(const Interactions& events) {
    for (std::size_t user = 0; user < events.userCount(); ++user) {
        for (std::size_t row = events.firstOf(UserIndex(user)); row < events.lastOf(UserIndex(user)); ++row) {
            add(UserIndex(user), events.item(row), events.signal(row), events.value(row), events.time(row));
        }
    }
    m_existing = m_rows;
}

void EventCollector::dropValues(const std::array<bool, 256>& signals) {
    for (std::uint64_t row = m_existing; row < m_rows; ++row) {
        Block& block = *m_blocks[row / blockRows];
        const std::size_t slot = row % blockRows;
        if (signals[block.signals ? (*block.signals)[slot] : SignalIndex{0}]) {
            block.values[slot] = std::numeric_limits<float>::quiet_NaN();
        }
    }
    m_hasValues = false;
    for (std::uint64_t row = 0; row < m_rows && !m_hasValues; ++row) {
        const float value = m_blocks[row / blockRows]->values[row % blockRows];
        m_hasValues = value == value;
    }
}

std::size_t EventCollector::usersSeen() const {
    std::size_t users = m_counts.size();
    while (users > 0 && m_counts[users - 1] == 0) {
        --users;
    }
    return users;
}

// A counting sort by user, stable; each block goes as soon as it has been copied.
bool EventCollector::scatter(Columns& columns, std::size_t users, const ExecutionContext& context) {
    std::vector<std::uint64_t> next(users + 1, 0);
    m_counts.resize(users);
    std::inclusive_scan(m_counts.begin(), m_counts.end(), next.begin() + 1, std::plus<>{}, std::uint64_t{0});
    columns.offsets = next;
    columns.items.resize(m_rows);
    columns.signals.resize(m_hasSignals ? m_rows : 0);
    columns.values.resize(m_hasValues ? m_rows : 0);
    columns.times.resize(m_hasTimes ? m_rows : 0);
    columns.fixed.resize(m_existing > 0 ? m_rows : 0);
    columns.files.resize(m_files.size() > 1 ? m_rows : 0);
    std::uint32_t file = 0;
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        if (context.stopRequested()) {
            return false;
        }
        const Block& block = *m_blocks[b];
        const std::size_t first = b * blockRows;
        const std::size_t rows = std::min<std::size_t>(blockRows, m_rows - first);
        for (std::size_t slot = 0; slot < rows; ++slot) {
            const std::uint64_t row = next[block.users[slot].value]++;
            columns.items[row] = block.items[slot];
            if (m_hasValues) {
                columns.values[row] = block.values[slot];
            }
            if (m_hasSignals) {
                columns.signals[row] = block.signals ? (*block.signals)[slot] : SignalIndex{0};
            }
            if (m_hasTimes) {
                columns.times[row] = block.times ? (*block.times)[slot] : noTime;
            }
            if (!columns.files.empty()) {
                while (file + 1 < m_files.size() && m_files[file + 1] <= first + slot) {
                    ++file;
                }
                columns.files[row] = file;
            }
            if (m_existing > 0) {
                columns.fixed[row] = first + slot < m_existing;
            }
        }
        m_blocks[b].reset();
    }
    m_blocks.clear();
    return true;
}

Result<EventCollector::Sorted> EventCollector::finish(std::size_t users, std::size_t items,
                                                      const ExecutionContext& context) {
    Columns columns;
    if (!scatter(columns, users, context)) {
        return cancelledError();
    }
    std::vector<std::uint64_t> byFile(columns.files.empty() ? 0 : m_files.size(), 0);
    UserSorter sorter(columns.items, columns.signals, columns.values, columns.times, columns.fixed,
                      columns.files, byFile, items);
    std::size_t target = 0;
    std::size_t nextPoll = pollRows;
    for (std::size_t user = 0; user < users; ++user) {
        const std::size_t begin = columns.offsets[user];
        const std::size_t end = columns.offsets[user + 1];
        columns.offsets[user] = target;
        target += sorter.process(begin, end, target);
        if (end >= nextPoll) {
            nextPoll = end + pollRows;
            if (context.stopRequested()) {
                return cancelledError();
            }
        }
    }
    columns.offsets[users] = target;
    columns.items.resize(target);
    columns.signals.resize(columns.signals.empty() ? 0 : target);
    columns.values.resize(columns.values.empty() ? 0 : target);
    columns.times.resize(columns.times.empty() ? 0 : target);
    Sorted sorted;
    sorted.duplicates = m_rows - target;
    sorted.byFile = std::move(byFile);
    sorted.events = std::make_shared<Interactions>(std::move(columns.offsets), std::move(columns.items),
                                                   std::move(columns.signals), std::move(columns.values),
                                                   std::move(columns.times));
    *this = EventCollector();
    return sorted;
}

} // namespace tastescope
