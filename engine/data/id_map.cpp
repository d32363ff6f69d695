// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/id_map.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace tastescope {
namespace {

constexpr std::size_t smallestTable = 64;

template <typename Word>
std::uint64_t load(const char* at) {
    Word word = 0;
    std::memcpy(&word, at, sizeof(Word));
    return word;
}

// Both halves of the 128-bit product, folded (the core of wyhash, Wang Yi 2019).
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint32_t hashOf(std::string_view id) {
    constexpr std::uint64_t first = 0xA0761D6478BD642FULL;
    constexpr std::uint64_t second = 0xE7037ED1A0B428DBULL;
    const char* at = id.data();
    const std::size_t size = id.size();
    std::uint64_t hash = fold(size ^ first, second);
    std::uint64_t tail = 0;
    if (size >= 8) {
        // The last word overlaps the one before: no byte is read one at a time.
        for (std::size_t left = size; left > 8; left -= 8, at += 8) {
            hash = fold(hash ^ load<std::uint64_t>(at), second);
        }
        tail = load<std::uint64_t>(id.data() + size - 8);
    } else if (size >= 4) {
        tail = load<std::uint32_t>(at) << 32 | load<std::uint32_t>(at + size - 4);
    } else if (size > 0) {
        tail = load<std::uint8_t>(at) << 16 | load<std::uint8_t>(at + size / 2) << 8 |
               load<std::uint8_t>(at + size - 1);
    }
    hash = fold(hash ^ tail, first);
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

} // namespace

// The slot that holds `id`, or the free one where it belongs.
std::size_t IdMap::slotOf(std::string_view id, std::uint32_t hash) const {
    const std::size_t mask = m_slots.size() - 1;
    std::size_t place = hash & mask;
    while (m_slots[place].row != 0 && (m_slots[place].hash != hash || at(m_slots[place].row - 1) != id)) {
        place = (place + 1) & mask;
    }
    return place;
}

std::uint32_t IdMap::intern(std::string_view id) {
    if (2 * (size() + 1) > m_slots.size()) {
        grow(std::max(smallestTable, 2 * m_slots.size()));
    }
    const std::uint32_t hash = hashOf(id);
    Slot& slot = m_slots[slotOf(id, hash)];
    if (slot.row == 0) {
        assert(size() < 0xFFFFFFFEU);
        m_arena.append(id);
        m_offsets.push_back(m_arena.size());
        slot = {hash, static_cast<std::uint32_t>(size())};
    }
    return slot.row - 1;
}

std::optional<std::uint32_t> IdMap::find(std::string_view id) const {
    if (m_slots.empty()) {
        return std::nullopt;
    }
    const Slot& slot = m_slots[slotOf(id, hashOf(id))];
    return slot.row == 0 ? std::nullopt : std::optional(slot.row - 1);
}

std::string_view IdMap::at(std::uint32_t row) const {
    return std::string_view(m_arena.data() + m_offsets[row], m_offsets[row + 1] - m_offsets[row]);
}

void IdMap::reserve(std::size_t ids) {
    m_offsets.reserve(ids + 1);
    const std::size_t slots = std::bit_ceil(std::max(smallestTable, 2 * ids));
    if (slots > m_slots.size()) {
        grow(slots);
    }
}

void IdMap::grow(std::size_t slots) {
    std::vector<Slot> old(slots);
    old.swap(m_slots);
    const std::size_t mask = slots - 1;
    for (const Slot& slot : old) {
        if (slot.row != 0) {
            std::size_t place = slot.hash & mask;
            while (m_slots[place].row != 0) {
                place = (place + 1) & mask;
            }
            m_slots[place] = slot;
        }
    }
}

} // namespace tastescope
