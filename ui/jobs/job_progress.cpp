// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_progress.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {

namespace {

constexpr double minimumSpan = 0.5; // seconds before the first answer
constexpr double minimumProgress = 0.005;
constexpr double smoothingSeconds = 4;

} // namespace

void JobProgress::report(double fraction, std::string_view step) {
    const std::lock_guard lock(m_mutex);
    m_latest.changed = true;
    m_latest.fraction = fraction < 0 || std::isnan(fraction) ? -1 : std::min(fraction, 1.0);
    m_latest.step.assign(step);
}

void JobProgress::loss(const LossPoint& point) {
    const std::lock_guard lock(m_mutex);
    m_latest.changed = true;
    m_latest.losses.push_back(point);
}

JobProgress::Snapshot JobProgress::take() {
    const std::lock_guard lock(m_mutex);
    Snapshot taken = m_latest;
    m_latest.losses.clear();
    m_latest.changed = false;
    return taken;
}

void TimeLeft::update(double elapsed, double fraction) {
    if (fraction < 0) {
        *this = TimeLeft();
        return;
    }
    if (m_fraction < 0 || fraction < m_fraction) {
        m_startTime = m_time = elapsed;
        m_startFraction = m_fraction = fraction;
        m_pace = 0;
        return;
    }
    const double span = elapsed - m_time;
    if (fraction == m_fraction || span <= 0) {
        return;
    }
    const double pace = (fraction - m_fraction) / span;
    const double average = (fraction - m_startFraction) / (elapsed - m_startTime);
    const double share = 1 - std::exp(-span / smoothingSeconds);
    // The first seconds say little about the pace: begin at the average and let newer spans pull at it.
    m_pace = m_pace > 0 ? m_pace + share * (pace - m_pace) : average;
    m_time = elapsed;
    m_fraction = fraction;
}

double TimeLeft::seconds(double elapsed) const {
    if (m_pace <= 0 || m_time - m_startTime < minimumSpan || m_fraction - m_startFraction < minimumProgress) {
        return -1;
    }
    return std::max(0.0, (1 - m_fraction) / m_pace - (elapsed - m_time));
}

} // namespace tastescope
