// SPDX-License-Identifier: GPL-3.0-or-later
// A job in the lane of visible work that ends when it is told to: what is started after it waits.
#pragma once

#include "ui/jobs/job_runner.h"

#include <atomic>
#include <memory>

namespace tastescope {

/// Lets go at the end of its life, which has to be before that of the runner.
class HeldLane {
public:
    explicit HeldLane(JobRunner& jobs) {
        jobs.start<int>(QStringLiteral("Before"),
                        [go = m_go](const ExecutionContext&) -> Result<int> {
                            go->wait(false);
                            return 1;
                        },
                        nullptr, {});
    }
    HeldLane(const HeldLane&) = delete;
    HeldLane& operator=(const HeldLane&) = delete;
    ~HeldLane() { letGo(); }

    void letGo() {
        *m_go = true;
        m_go->notify_all();
    }

private:
    std::shared_ptr<std::atomic<bool>> m_go = std::make_shared<std::atomic<bool>>(false);
};

} // namespace tastescope
