// SPDX-License-Identifier: GPL-3.0-or-later
// How far to trust a simulation: what people took in the first round beside what they really went for, and
// how well the tastes foresee it. Pure functions, thread-safe.
#pragma once

#include "engine/simulation/fitted_tastes.h"
#include "engine/simulation/simulation.h"

#include <optional>
#include <string>
#include <vector>

namespace tastescope {

/// The first choices under a policy, against held-out real ones of the same people.
struct FirstChoices {
    std::string policy;
    std::size_t choices = 0;
    /// Half the sum of differences of the shares of categories, 0 the same, 1 nothing in common; NaN where
    /// items have no categories.
    double categoryDistance = 0;
    /// Mean number of people who had the chosen items / that of the real ones.
    double popularityRatio = 0;
};

struct Sanity {
    enum class Verdict : std::uint8_t { Directions, Careful, No };

    Verdict verdict = Verdict::Careful;
    std::string words;                  ///< one or two sentences
    std::optional<Foresight> foresight; ///< nothing where choices do not ask for tastes
    std::size_t real = 0;               ///< held-out choices of these people
    /// Distance of one random half of the real choices from the other: what chance alone does.
    double categoryNoise = 0;
    std::vector<FirstChoices> policies;
};

std::string_view verdictName(Sanity::Verdict verdict); ///< "directions", "careful", "no"

/// `tastes` null: choices are by place alone. `real` may be empty.
Sanity sanityOf(const Dataset& data, const SimulationResult& result, const HeldOutChoices& real,
                const TasteWorld* tastes);

} // namespace tastescope
