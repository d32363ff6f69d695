// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind the numbers of an evaluation and may flatter or mislead: leaks, what the filters took
// away, what training had never seen, what the files held. Pure functions.
#pragma once

#include "engine/evaluation/evaluation_result.h"

#include <QString>

#include <vector>

namespace tastescope {

struct Check {
    enum class Weight { Leak, Bias, Note };
    Weight weight = Weight::Note;
    QString what;
    QString remedy{};
};

/// The gravest first.
std::vector<Check> checksOf(const EvaluationResult& result);
/// "1 leak, 2 that bias", "No leak found"; what the button says.
QString checksTitle(const EvaluationResult& result);
/// A leak, or a bias, was found.
bool hasWarning(const EvaluationResult& result);

} // namespace tastescope
