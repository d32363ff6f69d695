// SPDX-License-Identifier: GPL-3.0-or-later
// One line on stderr that says what is being done, how far it is, how fast it goes and how long it will take.
#pragma once

#include "engine/base/execution.h"

#include <chrono>
#include <mutex>
#include <string>

namespace tastescope {

/// Thread-safe. Redraws at most ten times a second and wipes its line at the end.
class TerminalProgress : public ProgressSink {
public:
    ~TerminalProgress() override;
    void report(double fraction, std::string_view step) override;
    void loss(const LossPoint& point) override;

    /// Progress is for people: only where stderr is a terminal.
    static bool wanted();

private:
    using Clock = std::chrono::steady_clock;

    std::mutex m_mutex;
    Clock::time_point m_start = Clock::now();
    Clock::time_point m_drawn = m_start - std::chrono::seconds(1);
    double m_fraction = 0;
    std::string m_loss;
    bool m_visible = false;
};

/// "Reading ratings.csv  43 %  2.1 %/s  27 s left"; without the last parts where they cannot be known.
std::string progressLine(double fraction, std::string_view step, double seconds);

} // namespace tastescope
