// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a kind of model can learn anything from the open data.
#pragma once

#include <QString>

namespace tastescope {

struct AlgorithmInfo;
class Dataset;

/// Why the kind cannot be trained on the data, in a few words; empty when it can.
QString whyOff(const AlgorithmInfo& info, const Dataset& dataset);

} // namespace tastescope
