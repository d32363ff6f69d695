// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that a program asks of a model, once.
#pragma once

namespace tastescope {
class Dataset;
class Recommender;
} // namespace tastescope

namespace tastescope::test {

/// What it answers does not matter, only that it does.
void useModel(const Recommender& model, const Dataset& dataset);

} // namespace tastescope::test
