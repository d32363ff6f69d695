// SPDX-License-Identifier: GPL-3.0-or-later
// The two matrices of an evaluation: how each model does for each group of people, and which gaps between
// models are real. Pure functions.
#pragma once

#include "engine/evaluation/evaluation_result.h"
#include "ui/pages/evaluate/matrix.h"

#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

/// The groupings of a result, each once, in its order.
std::vector<std::string> groupings(const EvaluationResult& result);

struct SegmentMatrix {
    Matrix matrix;
    std::vector<std::string> segments; ///< of each head
    double low = 0;                    ///< ends of the ramp
    double high = 0;
};
/// Rows are the models in `order`; the best of each group is outlined where the metric has a direction.
SegmentMatrix segmentMatrix(const EvaluationResult& result, const std::vector<std::size_t>& order,
                            std::string_view by, std::string_view key, const QString& users);

/// Row minus column by the metric, in thousandths where all are small; "n.s." where the corrected test or the
/// interval does not exclude 0. The colours of what is better are one side of the ramp.
Matrix gapMatrix(const EvaluationResult& result, const std::vector<std::size_t>& order, std::string_view key);

/// What the grey words beside the heading say of it.
QString gapRemark(const EvaluationResult& result, std::string_view key);

} // namespace tastescope
