// SPDX-License-Identifier: GPL-3.0-or-later
// How many processors this process may use. Thread-safe.
#pragma once

namespace tastescope {

/// At least one: what the system's affinity mask leaves, cut by the quota of the control group. Looked up
/// once.
int availableCores();

} // namespace tastescope
