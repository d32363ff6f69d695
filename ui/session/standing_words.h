// SPDX-License-Identifier: GPL-3.0-or-later
// What a person reads of the state of the open project's file.
#pragma once

#include "storage/project/standing.h"

#include <QString>

namespace tastescope {

/// One or two words beside the project's name: "deleted", "read-only"; empty while all is well.
QString standingMark(const StandingReport& report);
/// The whole of it: what happened.
QString standingSentence(const StandingReport& report);
/// What to do about it.
QString standingRemedy(const StandingReport& report);

} // namespace tastescope
