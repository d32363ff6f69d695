// SPDX-License-Identifier: GPL-3.0-or-later
// What training sees: the people and items with an event. Somebody without one, an item that stands in a
// catalogue or in a test file only, is no part of any mean, ridge, draw or starting vector, whatever the
// algorithm: it is trained on a data set without them, and the model is spread over all rows afterwards, in
// which they are strangers and unknown items. Numbers therefore do not depend on who else is in the data.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

/// The same algorithm with a `fit`, a `load` and a `forecast` that do so. Where everybody has an event, or
/// nobody, both are those of `algorithm`, and so are the archives. Rows that only attributes describe stay
/// where the algorithm reads them (scoresNewItems, knowsNewPeople).
///
/// An unknown item scores what the model says of one (Recommender::vectorOfUnknownItem, ratingOfUnknownItem);
/// where it says nothing no more than any other item and no more than 0. It is like nothing, and explained by
/// nothing. Somebody without an event gets what a stranger gets.
AlgorithmInfo onPresentRows(AlgorithmInfo algorithm);

} // namespace tastescope
