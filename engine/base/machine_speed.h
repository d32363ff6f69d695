// SPDX-License-Identifier: GPL-3.0-or-later
// How quick this machine is, for forecasts of how long a training takes.
#pragma once

namespace tastescope {

/// How many times the processor time of the machine that the forecasts were measured on a thread needs here,
/// by products of floats and by reads all over a table too large for the nearest cache. Measured in some 15
/// ms of processor time when it is first asked for, and kept for the run of the program; a machine that
/// others keep busy takes longer. Within 1/20 to 20. Thread-safe.
double machineSlowness();

} // namespace tastescope
