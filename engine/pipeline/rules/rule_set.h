// SPDX-License-Identifier: GPL-3.0-or-later
// What re-ranking is told to do: plain data, kept as JSON (rule_set_json.h). What is absent is off, and an
// empty rule set changes nothing. Stronger goes first: filter, pin, limits, balance; boost and bury change
// the relevance that limits and balance see.
#pragma once

#include "engine/base/result.h"
#include "engine/data/interactions.h"
#include "engine/pipeline/rules/condition.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

/// Instead of weights: to what the places of a list belong that no pin takes, in whole percent that add up to
/// 100. At each such place the objective whose turn it is chooses (rerank/shares.h deals the places, so that
/// every beginning of a list holds the shares, too): what filters and limits leave of which there is most of
/// it, the more relevant where that is equal, then the lower item index. Boost and bury reach relevance alone
/// and, as everywhere, what is buried comes last.
struct Shares {
    unsigned relevance = 0; ///< 100: the ranker's order
    unsigned variety = 0;   ///< 1 − the largest likeness to what stands above
    unsigned novelty = 0;   ///< the rest as their weights below have it
    unsigned freshness = 0;
    unsigned smallCreators = 0; ///< 1 or 0: creator_size == 'small'
    /// More of a numeric attribute is better.
    std::vector<std::pair<std::string, unsigned>> attributes;
    friend bool operator==(const Shares&, const Shares&) = default;

    std::size_t sum() const;
};

/// In the order in which turns that are equally due are taken; after them the attributes as they stand.
struct ShareKey {
    std::string_view key;
    unsigned Shares::*member;
};
inline constexpr std::array<ShareKey, 5> shareKeys{{{"relevance", &Shares::relevance},
                                                    {"variety", &Shares::variety},
                                                    {"novelty", &Shares::novelty},
                                                    {"freshness", &Shares::freshness},
                                                    {"small_creators", &Shares::smallCreators}}};

/// The terms of the gain by which places are given away one after the other (rerank/gain.h has the sum).
struct Balance {
    double mmr = 1; ///< λ: 1 = relevance alone, less = unlike what stands above (Carbonell, Goldstein 1998)
    double dpp = 0; ///< > 0: the most likely list of a determinantal point process instead (Chen 2018)
    double calibration = 0; ///< towards the person's mix of categories (Steck 2018)
    double novelty = 0;
    double freshness = 0;
    double halfLifeDays = 90; ///< after so many days freshness is half
    double popularityDamping = 0;
    /// Numeric attributes with weights in -1..1: what an item has of the catalogue's range.
    std::vector<std::pair<std::string, double>> attributes;
    std::optional<Shares> shares; ///< with all weights off; half of freshness may stand beside
    friend bool operator==(const Balance&, const Balance&) = default;
};

/// Shares add up to 100, and no weight is on beside them. BadInput with the path: "balance.shares",
/// "balance.mmr".
Result<void> checkBalance(const Balance& balance);

/// About the items that share a value of `attribute`, or meet `condition`: one of the two is given.
/// "creator", "categories", "item" (only for `cap`) or any other attribute of the items; an item without a
/// value is under no limit.
struct Limit {
    std::string attribute;
    std::optional<Condition> condition;
    std::optional<std::size_t> max;    ///< in the list, or in any `window` places
    std::optional<std::size_t> window; ///< only with max
    std::optional<std::size_t> gap;    ///< so many others stand between two of them
    std::optional<double> minShare;    ///< of the list, rounded up; only of a condition
    /// Over all people: the share of lists that show an item, or of all places that a value gets.
    std::optional<double> cap;
    friend bool operator==(const Limit&, const Limit&) = default;
};

struct Rule {
    enum class Do : std::uint8_t { Pin, Boost, Bury, Filter };

    Do action = Do::Pin;
    bool on = true;
    std::string item; ///< an id, or empty: then there is a condition
    std::optional<Condition> condition;
    std::size_t place = 0;       ///< of a pin, from 1
    bool soft = false;           ///< a pin that is content with a better place
    std::optional<double> by;    ///< of a boost: added to the relevance, which is 0 to 1
    std::optional<double> share; ///< of a boost: of the way up to 1
    std::optional<Condition> audience;
    std::optional<Time> from;  ///< midnight of the first day
    std::optional<Time> until; ///< midnight of the last day, which is in
    friend bool operator==(const Rule&, const Rule&) = default;

    bool runsAt(Time clock) const {
        return on && (!from || clock >= *from) && (!until || clock < *until + millisecondsPerDay);
    }
};

struct RuleSet {
    std::string name;
    std::optional<std::size_t> list; ///< places; nothing: all candidates
    Balance balance;
    std::vector<Limit> limits;
    std::vector<Rule> rules;
    friend bool operator==(const RuleSet&, const RuleSet&) = default;
};

/// "pin", "boost", "bury", "filter".
std::string_view actionName(Rule::Do action);

/// A balance that is switched on, as a rule with a price of its own: "balance.mmr". `without` takes it out; a
/// share, "balance.shares.novelty", goes to relevance.
struct BalanceTerm {
    std::string path;
    Balance without;
};
std::vector<BalanceTerm> balanceTerms(const Balance& balance);

} // namespace tastescope
