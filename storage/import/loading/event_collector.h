// SPDX-License-Identifier: GPL-3.0-or-later
// Gathers events row by row in columns and sorts them in the end: by user, then time, then order of arrival.
// Memory is 12 bytes a row, 8 more where a row has a time, 1 more where there is more than one signal.
// Not thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/interactions.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace tastescope {

class EventCollector {
public:
    /// Inline: it is called once a row.
    void add(UserIndex user, ItemIndex item, SignalIndex signal, float value, Time time) {
        const std::size_t slot = m_rows % blockRows;
        if (slot == 0) {
            addBlock();
        }
        if (user.value >= m_counts.size()) {
            m_counts.resize(user.value + user.value / 2 + 1024);
        }
        ++m_counts[user.value];
        Block& block = *m_blocks.back();
        block.users[slot] = user;
        block.items[slot] = item;
        block.values[slot] = value;
        m_hasValues |= value == value;
        if (signal != 0 || block.signals) {
            setSignal(block, slot, signal);
        }
        if (time != noTime || block.times) {
            setTime(block, slot, time);
        }
        ++m_rows;
    }
    /// Takes over what is there already; such rows are never counted as duplicates. Call before add().
    void addExisting(const Interactions& events);

    /// What is added from now on is of another file: duplicates are counted by file.
    void beginFile() { m_files.push_back(m_rows); }

    /// Takes the values of these signals off all rows that were added since addExisting().
    void dropValues(const std::array<bool, 256>& signals);

    std::uint64_t rows() const { return m_rows; }
    /// The highest user that occurs, plus one.
    std::size_t usersSeen() const;

    struct Sorted {
        std::shared_ptr<const Interactions> events;
        std::uint64_t duplicates = 0;      ///< equal in everything to an earlier row, left out
        std::vector<std::uint64_t> byFile; ///< of these, in the order of beginFile(); empty for one file
    };
    /// Every user is < `users`, every item < `items`. Empties the collector. Fails only by cancellation.
    Result<Sorted> finish(std::size_t users, std::size_t items, const ExecutionContext& context);

private:
    static constexpr std::size_t blockRows = 1U << 16U;
    struct Block {
        std::array<UserIndex, blockRows> users;
        std::array<ItemIndex, blockRows> items;
        std::array<float, blockRows> values;
        std::unique_ptr<std::array<SignalIndex, blockRows>> signals; ///< null: all are 0
        std::unique_ptr<std::array<Time, blockRows>> times;          ///< null: none is known
    };
    struct Columns {
        std::vector<std::uint64_t> offsets;
        std::vector<ItemIndex> items;
        std::vector<SignalIndex> signals;
        std::vector<float> values;
        std::vector<Time> times;
        std::vector<bool> fixed;          ///< rows that were there before; empty when none was
        std::vector<std::uint32_t> files; ///< by beginFile(); empty when there is one
    };

    void addBlock();
    void setSignal(Block& block, std::size_t slot, SignalIndex signal);
    void setTime(Block& block, std::size_t slot, Time time);
    bool scatter(Columns& columns, std::size_t users, const ExecutionContext& context);

    std::vector<std::unique_ptr<Block>> m_blocks;
    std::vector<std::uint32_t> m_counts; ///< rows by user
    std::vector<std::uint64_t> m_files;  ///< the row that each begins with
    std::uint64_t m_rows = 0;
    std::uint64_t m_existing = 0;
    bool m_hasValues = false;
    bool m_hasSignals = false;
    bool m_hasTimes = false;
};

} // namespace tastescope
