// SPDX-License-Identifier: GPL-3.0-or-later
// What people take up next: transitions from item to item, also over gaps (skip-grams, weighed 1 / gap:
// Kamehkhosh, Jannach, Ludewig 2017), after the mixture of Markov chains over the last few items of Shani,
// Heckerman, Brafman 2005. A row of transition probabilities is shrunk towards popularity as by a Dirichlet
// prior, so that rare items do not shout. Events of one time count in the order of arrival while learning; in
// a history that is scored they share their places.
#pragma once

#include "engine/models/algorithm.h"

namespace tastescope {

const AlgorithmInfo& markovInfo();

} // namespace tastescope
