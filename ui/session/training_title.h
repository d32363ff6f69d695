// SPDX-License-Identifier: GPL-3.0-or-later
// What a training is called before its model exists.
#pragma once

#include "storage/use_cases/train.h"

#include <QString>

namespace tastescope {

/// The wished name, else title and size: "ALS-64", "Item-kNN-100", "Popularity".
QString trainingTitle(const TrainRequest& request);

} // namespace tastescope
