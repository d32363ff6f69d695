// SPDX-License-Identifier: GPL-3.0-or-later
// What a person reads of a job. GUI thread only.
#pragma once

#include <QString>

namespace tastescope {

struct JobInfo;

/// What an active job is at: "iteration 7 of 15" in its own words, or that it is being cancelled. May be
/// empty.
QString jobStep(const JobInfo& job);

} // namespace tastescope
