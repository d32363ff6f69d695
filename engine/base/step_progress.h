// SPDX-License-Identifier: GPL-3.0-or-later
// The progress of one step among several, so that the whole never falls back.
#pragma once

#include "engine/base/execution.h"

#include <algorithm>

namespace tastescope {

/// 0..1 becomes begin..end; losses are passed on. As thread-safe as the sink of the whole, which must outlive
/// it.
class StepProgress final : public ProgressSink {
public:
    StepProgress(const ExecutionContext& whole, double begin, double end)
        : m_whole(whole)
        , m_begin(begin)
        , m_end(end) {}
    StepProgress(const StepProgress&) = delete;
    StepProgress& operator=(const StepProgress&) = delete;

    void report(double fraction, std::string_view step) override {
        m_whole.report(m_begin + (m_end - m_begin) * std::clamp(fraction, 0.0, 1.0), step);
    }
    void loss(const LossPoint& point) override { m_whole.loss(point); }

    /// What the step is given instead of the context of the whole. Lives as long as this.
    ExecutionContext context() {
        ExecutionContext own = m_whole;
        own.progress = this;
        return own;
    }

private:
    ExecutionContext m_whole;
    double m_begin;
    double m_end;
};

} // namespace tastescope
