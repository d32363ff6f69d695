// SPDX-License-Identifier: GPL-3.0-or-later
// What the open project's own trainings took, by which every forecast of the page is put right.
#pragma once

#include "engine/models/training_forecast.h"

#include <vector>

namespace tastescope {

class Session;

/// Of the models that were trained on the data as it is, oldest first. GUI thread only.
std::vector<PastTraining> pastTrainings(const Session& session);

} // namespace tastescope
