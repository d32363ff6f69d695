// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/kind_fit.h"

#include "engine/models/algorithm.h"

#include <QCoreApplication>

namespace tastescope {

QString whyOff(const AlgorithmInfo& info, const Dataset& dataset) {
    // What came after what is all that these learn from.
    return info.family == "sequence" && !dataset.events().hasTimes()
               ? QCoreApplication::translate("KindFit", "Off: the data has no times")
               : QString();
}

} // namespace tastescope
