// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal_progress.h"

#include "app/cli/terminal_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <unistd.h>

namespace tastescope {
namespace {

constexpr auto redrawEvery = std::chrono::milliseconds(100);
constexpr double secondsBeforeForecast = 0.5;

std::string duration(double seconds) {
    const auto whole = std::lround(seconds);
    return whole < 60     ? fmt::format("{} s", whole)
           : whole < 3600 ? fmt::format("{} min {:02} s", whole / 60, whole % 60)
                          : fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

} // namespace

std::string progressLine(double fraction, std::string_view step, double seconds) {
    std::string line = terminalText(step);
    if (fraction < 0) {
        return line;
    }
    const double done = std::min(fraction, 1.0);
    line += fmt::format("  {:.0f} %", 100 * done);
    if (done > 0 && seconds >= secondsBeforeForecast) {
        line +=
            fmt::format("  {:.1f} %/s  {} left", 100 * done / seconds, duration(seconds * (1 - done) / done));
    }
    return line;
}

bool TerminalProgress::wanted() {
    return isatty(STDERR_FILENO) == 1;
}

TerminalProgress::~TerminalProgress() {
    if (m_visible) {
        std::fputs("\r\x1b[K", stderr);
    }
}

void TerminalProgress::report(double fraction, std::string_view step) {
    const std::scoped_lock guard(m_mutex);
    const Clock::time_point now = Clock::now();
    if (fraction < m_fraction) { // the next step counts from 0 again, and so does its forecast
        m_start = now;
    }
    m_fraction = fraction;
    if (now - m_drawn < redrawEvery) {
        return;
    }
    m_drawn = now;
    m_visible = true;
    const double seconds = std::chrono::duration<double>(now - m_start).count();
    std::fprintf(stderr, "\r%s%s\x1b[K", progressLine(fraction, step, seconds).c_str(), m_loss.c_str());
    std::fflush(stderr);
}

void TerminalProgress::loss(const LossPoint& point) {
    const std::scoped_lock guard(m_mutex);
    m_loss = fmt::format("  loss {:.5g}", point.training);
}

} // namespace tastescope
