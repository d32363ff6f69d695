// SPDX-License-Identifier: GPL-3.0-or-later
// The training curve of a use case, kept on the way to its caller.
#pragma once

#include "engine/base/execution.h"

#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

/// Passes everything on. Thread-safe.
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
