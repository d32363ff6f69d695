// SPDX-License-Identifier: GPL-3.0-or-later
// Tastes guessed from a log where nobody knows the truth, and how well any tastes foresee what people really
// went for. A part of everybody's events is held out; of each of them it is asked which of ten items it was,
// the other nine drawn by popularity among what the person has not had, so that what was shown more often is
// no merit.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "engine/simulation/tastes.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace tastescope {

inline constexpr std::size_t choiceAlternatives = 10;

/// Somebody really went for the first of these.
struct RealChoice {
    UserIndex user;
    std::array<ItemIndex, choiceAlternatives> items;
};

/// A real choice with alternatives from those that are not in `had` (ascending), drawn by the running sum
/// `upTo` of what they weigh. Nothing when hardly any is left.
std::optional<RealChoice> realChoice(UserIndex user, ItemIndex real, std::span<const ItemIndex> had,
                                     std::span<const double> upTo, Random& random);
/// By item, how many people had it or one before it.
std::vector<double> popularityUpTo(const Dataset& data);

/// A cut of the events, and what people went for in the part that was held out.
struct HeldOutChoices {
    std::shared_ptr<const Dataset> train;
    std::vector<RealChoice> cases; ///< at most 20,000; ascending by person
};
/// A fifth of everybody's pairs, by the seed. Empty cases where nothing can be held out or too few items are
/// left to choose from. Fails only by cancellation.
Result<HeldOutChoices> holdOutChoices(const Dataset& data, const ExecutionContext& context = {});

/// Directions of 32 ALS factors (Hu, Koren and Volinsky 2008), of strength 1.
Result<TasteWorld> factorTastes(const Dataset& data, const ExecutionContext& context = {});
/// Those of the part that was not held out, with the strength by which they explain the held-out choices best
/// (conditional logit: McFadden 1974) and, as threshold, the mean match of the alternatives. Errors: what the
/// training fails on; Cancelled.
Result<TasteWorld> fitTastes(const HeldOutChoices& choices, const ExecutionContext& context = {});

/// How well tastes foresee real choices.
struct Foresight {
    std::size_t cases = 0;
    double hits = 0; ///< share in which the real item has the highest utility; ties count in part
    double low = 0;  ///< 95 % interval of it
    double high = 0;
    double chance = 0;   ///< without tastes
    double pseudoR2 = 0; ///< 1 − log-likelihood / that of chance (McFadden 1974); below 0: worse than chance
};
/// Of every second case, which fitTastes has not seen when `fitted`.
Foresight foresightOf(const TasteWorld& tastes, std::span<const RealChoice> cases, bool fitted);

} // namespace tastescope
