// SPDX-License-Identifier: GPL-3.0-or-later
// People's sequences cut for SASRec: each epoch anew into windows of at most `length` tokens, in random
// order and, where a sequence is longer than a window, at random places. Items of equal time are shuffled
// every epoch, so that nothing is learned from an order that means nothing (in data without times: from
// any). The last item of a person is kept for validation, of at most so many people.
#pragma once

#include "engine/models/learning/next_item_validation.h"
#include "engine/models/sequence/sasrec/sasrec_network.h"

#include <cstdint>
#include <vector>

namespace tastescope {

class SasRecWindows {
public:
    /// `validation`: the most people to hold an item back of, those being drawn; people with a single item
    /// keep it.
    SasRecWindows(ItemSequences sequences, const SasRecShape& shape, std::size_t validation,
                  std::uint64_t seed);

    /// Events that are learned in an epoch.
    std::size_t tokens() const { return m_tokens; }
    /// The windows of one epoch; a pure function of seed and number.
    void beginEpoch(int epoch, const ExecutionContext& context);
    std::size_t windows() const { return m_windows.size(); }
    void append(std::size_t window, PackedSequences& batch) const;

    const std::vector<std::uint32_t>& heldUsers() const { return m_held; }
    ItemIndex heldItem(std::uint32_t user) const { return m_sequences.itemsOf(user).back(); }
    /// What a person liked before the item held back.
    std::span<const ItemIndex> before(std::uint32_t user) const {
        return m_sequences.itemsOf(user).first(trainedOf(user));
    }

private:
    struct Window {
        std::uint32_t user;
        std::uint32_t first; ///< of the tokens start, item 0, item 1, …
        std::uint32_t count;
    };
    std::size_t trainedOf(std::size_t user) const {
        return m_sequences.itemsOf(user).size() - m_isHeld[user];
    }
    void shuffleTies(std::size_t user, int epoch);

    ItemSequences m_sequences;
    SasRecShape m_shape;
    std::uint64_t m_seed;
    std::size_t m_tokens = 0;
    std::vector<std::uint8_t> m_isHeld;
    std::vector<std::uint32_t> m_held;
    std::vector<ItemIndex> m_items; ///< this epoch's order
    std::vector<Window> m_windows;
};

} // namespace tastescope
