// SPDX-License-Identifier: GPL-3.0-or-later
// Colour and shape by which a model of an evaluation is known in the table and in the chart. GUI thread only.
#pragma once

#include "engine/evaluation/evaluation_result.h"
#include "ui/charts/marker.h"
#include "ui/theme/theme.h"

#include <string>
#include <vector>

namespace tastescope {

struct ModelLook {
    std::string algorithm; ///< empty for lists made elsewhere, which are grey
    MarkerShape shape = MarkerShape::Circle;

    QColor color(const Theme& theme) const;
};

/// By place of the model. The colour is the algorithm's, the same everywhere; the shape goes on where two
/// models would share both.
std::vector<ModelLook> looksOf(const std::vector<ModelResult>& models);

} // namespace tastescope
