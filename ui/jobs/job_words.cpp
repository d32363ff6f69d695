// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_words.h"

#include "ui/jobs/job_runner.h"

namespace tastescope {

QString jobStep(const JobInfo& job) {
    return job.state == JobState::Cancelling ? JobRunner::tr("Cancelling") : job.step;
}

} // namespace tastescope
