// SPDX-License-Identifier: GPL-3.0-or-later
// What every list of moved items is painted with. GUI thread only.
#pragma once

#include "ui/pages/studio/lists/moves.h"

#include <QColor>
#include <QRect>
#include <QString>

class QPainter;

namespace tastescope {

/// Places from 0.
QColor moveColor(int from, int to);
QString moveMark(int from, int to); ///< "▲3", "▼2", "–"

/// The title over the dot of the category and a second line.
void paintMoveWords(QPainter& painter, const QRect& rect, const MoveSide& of, const QString& second,
                    bool dimmed);

} // namespace tastescope
