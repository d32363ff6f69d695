// SPDX-License-Identifier: GPL-3.0-or-later
// Defaults that fit the data: what stands for a parameter that nobody set. Explicit values always win. Pure
// functions; thread-safe.
#pragma once

#include "engine/models/algorithm.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

/// What the rules look at. People and items without an entry do not count; all is 1 at least.
struct DataShape {
    double people = 1;
    double items = 1;
    double entries = 1; ///< (person, item) pairs
    double history =
        1; ///< entries of the person that an entry drawn at random is of: who has many counts more

    double perPerson() const { return entries / people; }
    double perItem() const { return entries / items; }
    double density() const { return entries / people / items; }
};
DataShape shapeOf(const InteractionMatrix& matrix);

/// With fewer entries a person than this nothing personal can be learned of most people: what is popular has
/// to carry the lists.
inline constexpr double shortHistory = 6;
/// Nor where the histories that the entries are of are shorter than this: where some people have hundreds,
/// others profit from them. Measured on people with 10 to 20 entries each of artists, books and films: what
/// suits short histories is better up to 15 by a sixth to a half, and no better with 20.
inline constexpr double shortEntryHistory = 18;
bool hasShortHistories(const DataShape& shape);
/// "3.2 events a person", and how many where an event is, when that is what counts.
std::string historyText(const DataShape& shape);

/// With two significant digits: a rule knows no more.
double twoDigits(double value);

/// Of the parameters that nobody set (all of them where `params` are empty). Empty where no rule applies.
std::vector<DataDefault> dataDefaults(const AlgorithmInfo& algorithm, const Dataset& dataset,
                                      const ParamSet& params);
/// `params` with these in place. All defaults where `params` are empty.
ParamSet fittedParams(const AlgorithmInfo& algorithm, const Dataset& dataset, ParamSet params);
/// The declared parameters with these as defaults: what a form shows and a search looks about.
std::vector<ParamSpec> fittedSpecs(const AlgorithmInfo& algorithm, const Dataset& dataset,
                                   const ParamSet& params);

} // namespace tastescope
