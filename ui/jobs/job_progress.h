// SPDX-License-Identifier: GPL-3.0-or-later
// What a job reports, kept until the GUI thread fetches it: any number of reports cost the window at most ten
// looks a second.
#pragma once

#include "engine/base/execution.h"

#include <mutex>
#include <string>
#include <vector>

namespace tastescope {

/// Thread-safe.
class JobProgress : public ProgressSink {
public:
    struct Snapshot {
        bool changed = false; ///< anything since the last take()
        double fraction = -1;
        std::string step;
        std::vector<LossPoint> losses; ///< new ones only
    };

    void report(double fraction, std::string_view step) override;
    void loss(const LossPoint& point) override;
    Snapshot take();

private:
    std::mutex m_mutex;
    Snapshot m_latest;
};

/// Seconds until a fraction reaches 1, from the pace of the last while: calm, and counting down between
/// reports. Not thread-safe.
class TimeLeft {
public:
    /// `elapsed` in seconds since the start, never smaller than before; a falling fraction begins anew.
    void update(double elapsed, double fraction);
    /// Negative while too little is known.
    double seconds(double elapsed) const;

private:
    double m_startTime = 0;
    double m_startFraction = -1;
    double m_time = 0;
    double m_fraction = -1;
    double m_pace = 0; ///< fraction a second, smoothed
};

} // namespace tastescope
