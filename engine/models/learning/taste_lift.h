// SPDX-License-Identifier: GPL-3.0-or-later
// How many times as many pairs of things two people share as what is popular alone would have them: the lift
// of pairs (Brin, Motwani, Ullman, Tsur 1997), over all pairs of things that somebody has together. It tells
// what there is to learn of tastes, and hardly depends on how much of everybody is known: with 3, 6, 10 and
// 15 events a person of books 1.2, 1.5, 1.4, 1.5, of films 1.4, 1.6, 1.7, 1.5, of artists 2.3, 2.5, 2.4, 2.3,
// of games 5.9 and 4.5 (3 and 6).
#pragma once

#include "engine/models/data_defaults.h"

#include <string>

namespace tastescope {

/// 1: tastes do not show; above, the more the more they explain. Entries above 0 count, at most six of a
/// person, drawn at random and always the same. Of few pairs little is known, so that 10 stand for chance on
/// both sides; 1 without any. Large data is judged by people spread over all of them, in the time of twenty
/// million steps and of a look at every entry. Pure function; thread-safe.
double tasteLift(const InteractionMatrix& matrix);
/// Of books: that much is hardly more than what is popular.
inline constexpr double plainLift = 1.5;
/// "3.2 events a person, who share 1.5 times what chance would have them": why a rule chose what it did.
std::string liftText(const DataShape& shape, double lift);

} // namespace tastescope
