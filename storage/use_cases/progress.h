// SPDX-License-Identifier: GPL-3.0-or-later
// Progress sinks that stand between a use case and its caller.
#pragma once

#include "engine/base/execution.h"

#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

/// One step of several: 0..1 becomes begin..end.
class PartialProgress : public ProgressSink {
public:
    PartialProgress(ProgressSink* outer, double begin, double end)
        : m_outer(outer)
        , m_begin(begin)
        , m_end(end) {}
    void report(double fraction, std::string_view step) override {
        if (m_outer) {
            m_outer->report(fraction < 0 ? fraction : m_begin + (m_end - m_begin) * fraction, step);
        }
    }
    void loss(const LossPoint& point) override {
        if (m_outer) {
            m_outer->loss(point);
        }
    }

private:
    ProgressSink* m_outer;
    double m_begin;
    double m_end;
};

/// Keeps the training curve while passing everything on.
class LossCollector : public ProgressSink {
public:
    explicit LossCollector(ProgressSink* outer) : m_outer(outer) {}
    void report(double fraction, std::string_view step) override {
        if (m_outer) {
            m_outer->report(fraction, step);
        }
    }
    void loss(const LossPoint& point) override {
        {
            const std::scoped_lock guard(m_mutex);
            m_points.push_back(point);
        }
        if (m_outer) {
            m_outer->loss(point);
        }
    }
    std::vector<LossPoint> take() {
        const std::scoped_lock guard(m_mutex);
        return std::move(m_points);
    }

private:
    ProgressSink* m_outer;
    std::mutex m_mutex;
    std::vector<LossPoint> m_points;
};

} // namespace tastescope
