// SPDX-License-Identifier: GPL-3.0-or-later
// What every long function takes: how to be stopped, where to report, how many threads, which seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <string_view>

namespace tastescope {

/// One point of a training curve. `validation` is NaN where the algorithm has none.
struct LossPoint {
    int step = 0;  ///< 1-based
    int steps = 0; ///< planned
    double training = 0;
    double validation = std::numeric_limits<double>::quiet_NaN();
};

/// Receives progress. Called from any worker thread, possibly often: implementations are thread-safe and
/// cheap.
class ProgressSink {
public:
    virtual ~ProgressSink() = default;
    /// `fraction` in 0..1, or negative when unknown; `step` says in words what is being done ("Reading
    /// ratings.csv").
    virtual void report(double fraction, std::string_view step) = 0;
    virtual void loss(const LossPoint&) {}
};

/// Cheap to copy. A function that takes one polls `stopRequested()` often enough to end within 200 ms of a
/// stop and then returns `cancelledError()`.
struct ExecutionContext {
    std::stop_token stop;
    ProgressSink* progress = nullptr; ///< may be null
    int threads = 0;                  ///< 0 = all cores
    std::uint64_t seed = 42;
    /// Asks a training in steps (epochs) to end early and return the best state so far, instead of giving up.
    std::stop_token finish{};

    bool finishRequested() const { return finish.stop_requested(); }
    bool stopRequested() const { return stop.stop_requested(); }
    void report(double fraction, std::string_view step) const {
        if (progress) {
            progress->report(fraction, step);
        }
    }
    void loss(const LossPoint& point) const {
        if (progress) {
            progress->loss(point);
        }
    }
};

} // namespace tastescope
