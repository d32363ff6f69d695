// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which others stand in for a model where a history is short, as the data decides it
// (engine/onboarding/fallback_order.h): measured once for the data, and kept in the project with the data's
// fingerprint.
#pragma once

#include "engine/onboarding/fallback_order.h"

namespace tastescope {

class Project;

/// What the project keeps of this data, or what the program has measured before, or measured now: the same in
/// any case. Fails as measureFallbackOrder does. Thread-safe, but for the project.
Result<FallbackOrder> fallbackOrderOf(const Project& project, const Dataset& data,
                                      const ExecutionContext& context = {});
/// The same without a project.
Result<FallbackOrder> fallbackOrderOf(const Dataset& data, const ExecutionContext& context = {});

/// Keeps in a project that may be written what the program has measured of this data; nothing where it has
/// not.
Result<void> keepFallbackOrder(Project& project, const Dataset& data);

} // namespace tastescope
