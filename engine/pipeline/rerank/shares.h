// SPDX-License-Identifier: GPL-3.0-or-later
// Whose turn it is where a list's places are dealt by shares. Of n places every objective has its share of n,
// give or take less than one, for every n: the chairman assignment (Tijdeman 1980). At place n, of the k
// objectives that are owed at least 1/(2k − 2) of a place, share·n less what they had, the one takes it that
// would be the first to be owed too much; of equals the first. Exact, in whole numbers, and the same again
// after 100 places, where every share comes out whole.
#pragma once

#include "engine/pipeline/rerank/candidates.h"
#include "engine/pipeline/rules/rule_set.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// By place, the number of the share that has its turn, for as many places as the shares add up to: then the
/// same again. Empty when they add up to nothing; a share of 0 has no turn.
std::vector<std::uint32_t> dealtPlaces(std::span<const unsigned> shares);

/// What a place may belong to.
struct Objective {
    enum class Kind : std::uint8_t { Relevance, Variety, Novelty, SmallCreators, Values };

    std::string name; ///< "novelty", "attributes.margin"
    unsigned share = 0;
    Kind kind = Kind::Relevance;
    std::shared_ptr<const std::vector<double>> values; ///< by item, of freshness and attributes

    /// How much an item has of it, 0 to 1, where that is the same for everybody and above every list.
    double of(const PreparedCandidates& candidates, ItemIndex item) const;
    bool ofItems() const { return kind != Kind::Relevance && kind != Kind::Variety; }
};

/// Shares bound to a catalogue; nothing where relevance has all, which is the ranker's order.
struct CompiledShares {
    std::vector<Objective> objectives;
    std::vector<std::uint32_t> turns;

    bool on() const { return !objectives.empty(); }
    /// Of a place among those that are dealt, from 0.
    std::size_t turnAt(std::size_t place) const { return turns[place % turns.size()]; }
};

} // namespace tastescope
