// SPDX-License-Identifier: GPL-3.0-or-later
// A chart as a file of its own: what stands on the screen, whole, under its title. GUI thread only.
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QImage>
#include <QSizeF>
#include <QString>

#include <functional>

class QPainter;
class QWidget;

namespace tastescope {

/// The chart without its title: `paint` draws it into a rectangle of exactly `size` device-independent
/// pixels.
struct ChartDrawing {
    QString title; ///< empty = none
    QString description;
    QSizeF size;
    std::function<void(QPainter&, const QRectF&)> paint;
};

/// In the colours of the theme, two pixels for one.
QImage chartImage(const ChartDrawing& drawing);

/// The bytes of a file; `suffix` is one of png, svg, pdf. Empty when the picture has no size or the suffix is
/// another.
QByteArray chartPicture(const ChartDrawing& drawing, const QString& suffix);

/// Writes a picture's bytes whole or not at all, and never over the project that the window of `asking` shows
/// (QWidget::windowFilePath) or what belongs to it.
Result<void> writePicture(const QWidget& asking, const QString& path, const QByteArray& bytes);

/// A name for a file, from a chart's title: without what file systems do not take.
QString pictureFileName(const QString& title);

} // namespace tastescope
