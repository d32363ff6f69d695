// SPDX-License-Identifier: GPL-3.0-or-later
// When not to personalise, with the number that is missing: a catalogue that everybody can look through
// (50 items or fewer), too few events to learn from (under 1,000), and people of whom most have done next to
// nothing (over half with fewer than two events). Pure functions; thread-safe.
#pragma once

#include "engine/data/readiness.h"

#include <vector>

namespace tastescope {

/// What speaks against it, worst first; empty for data that can carry it. Every one is Stop, says how many
/// more are needed, and is over at the very number that it names. Rows are the people meant, where there are.
std::vector<QualityFinding> whenNotToPersonalise(const Dataset& dataset, const Statistics& statistics);

/// How many people have fewer than two events.
struct ColdPeople {
    std::vector<std::uint32_t> rows;
    std::size_t people = 0;  ///< of all
    std::size_t missing = 0; ///< that many need another event before no more than half are cold
};
ColdPeople coldPeople(const Dataset& dataset);

} // namespace tastescope
