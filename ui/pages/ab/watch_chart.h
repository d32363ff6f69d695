// SPDX-License-Identifier: GPL-3.0-or-later
// One comparison, day by day, in the band that holds however often one looks; without days the one look
// there is, and how far a difference has to go. Pure.
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/pages/ab/ab_results.h"
#include "ui/widgets/controls.h"

namespace tastescope {

/// `at`: the comparison of the reading; -1 or a null answer: an empty chart that says why.
ChartSpec watchChart(const ResultsAnswer* answer, int at);

struct WatchWords {
    NoteKind kind = NoteKind::Hint;
    QString text;
};
/// What the band allows to do now, never more.
WatchWords watchWords(const ResultsAnswer& answer, int at);
/// "made for a difference of 0.5 points, as planned".
QString madeForWords(const ResultsAnswer& answer, int at);

} // namespace tastescope
