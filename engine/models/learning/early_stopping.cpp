// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/early_stopping.h"

#include <cmath>

namespace tastescope {

bool EpochJudge::next() {
    const bool impatient = m_options.patience > 0 && m_epoch - m_best >= m_options.patience;
    if (m_epoch >= m_options.epochs || m_astray || impatient || m_context.stopRequested() ||
        (m_epoch > 0 && m_context.finishRequested())) {
        return false;
    }
    m_context.report(static_cast<double>(m_epoch) / m_options.epochs, "Training");
    ++m_epoch;
    return true;
}

bool EpochJudge::record(double training, std::optional<double> validation) {
    if (m_context.stopRequested()) {
        return false;
    }
    m_astray = !std::isfinite(training) || (validation && !std::isfinite(*validation));
    if (m_astray) {
        return false;
    }
    m_context.loss({.step = m_epoch,
                    .steps = m_options.epochs,
                    .training = training,
                    .validation = validation.value_or(std::numeric_limits<double>::quiet_NaN())});
    const bool judged = validation || m_options.unvalidated == Unvalidated::LeastTraining;
    const double loss = validation.value_or(training);
    if (judged && !(loss < m_loss)) {
        return false;
    }
    m_loss = loss;
    m_best = m_epoch;
    return true;
}

} // namespace tastescope
