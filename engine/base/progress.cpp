// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/progress.h"

#include <algorithm>
#include <utility>

namespace tastescope {

PartProgress::PartProgress(const ExecutionContext& whole, double begin, double end, PartWords words)
    : m_whole(whole)
    , m_begin(begin)
    , m_end(end)
    , m_words(std::move(words)) {}

void PartProgress::report(double fraction, std::string_view step) {
    const double whole = fraction < 0 ? fraction : m_begin + (m_end - m_begin) * std::min(fraction, 1.0);
    if (m_words.label.empty()) {
        m_whole.report(whole, step);
    } else if (!m_words.steps) {
        m_whole.report(whole, m_words.label);
    } else {
        m_whole.report(whole, (m_words.label + ": ").append(step));
    }
}

void PartProgress::loss(const LossPoint& point) {
    if (m_words.withLosses) {
        m_whole.loss(point);
    }
}

ExecutionContext PartProgress::context() {
    ExecutionContext own = m_whole;
    own.progress = this;
    return own;
}

} // namespace tastescope
