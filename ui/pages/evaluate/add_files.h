// SPDX-License-Identifier: GPL-3.0-or-later
// Files made elsewhere on their way to the models that are compared.
#pragma once

#include <QStringList>

class QWidget;

namespace tastescope {

class ContestantTable;

/// Asks for files of lists, scores or predictions; empty when none was chosen.
QStringList chooseElsewhere(QWidget& over);

/// Looks at the files in the background and adds them to the contestants, each as what its header says or as
/// what is answered over `over`. Scores and predictions are read to their end before they become a row; what
/// is wrong with a file is told, and nothing of it is added.
void addFromElsewhere(ContestantTable& contestants, const QStringList& files, QWidget& over);

} // namespace tastescope
