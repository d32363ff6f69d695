// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which others stand in for a model where a history is short, as the data decides it
// (engine/onboarding/fallback_order.h): measured once for the data, and kept in the project with the data's
// fingerprint.
#pragma once

#include "engine/onboarding/fallback_order.h"

#include <optional>

namespace tastescope {

class Project;

/// What the project keeps of this data, or what the program has measured before, or measured now: the same in
/// any case. Fails as measureFallbackOrder does. Thread-safe, but for the project.
Result<FallbackOrder> fallbackOrderOf(const Project& project, const Dataset& data,
                                      const ExecutionContext& context = {});
/// The same without a project.
Result<FallbackOrder> fallbackOrderOf(const Dataset& data, const ExecutionContext& context = {});

/// What the program knows of this data already; nothing where it would have to be measured. At once, where
/// the data's fingerprint is known. Thread-safe.
std::optional<FallbackOrder> knownFallbackOrder(const Dataset& data);
/// Reads what the project keeps of this data, so that the program knows it from now on. What is not kept, or
/// cannot be read, is left to be measured.
void recallFallbackOrder(const Project& project, const Dataset& data);

/// Keeps in a project that may be written what the program has measured of this data; nothing where it has
/// not.
Result<void> keepFallbackOrder(Project& project, const Dataset& data);

} // namespace tastescope
