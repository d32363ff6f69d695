// SPDX-License-Identifier: GPL-3.0-or-later
// A chart as a file of its own: whole, under its title, as it stands on the screen or in colours and a size
// of its own. What is on the screen is not touched. GUI thread only.
#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QSizeF>
#include <QString>

#include <functional>

class QPainter;
class QWidget;

namespace tastescope {

/// The chart without its title: `paint` lays it out anew in the rectangle, whatever its size, in the colours
/// that Theme has then.
struct ChartDrawing {
    QString title; ///< empty = none
    QString description;
    QSizeF size; ///< on the screen, device-independent pixels
    std::function<void(QPainter&, const QRectF&)> paint;
};

enum class PictureColors { AsShown, Light, Dark };

struct PictureLook {
    /// Of a size that is chosen: below it a title and a chart have no room, above it no use.
    static constexpr QSize least{240, 180};
    static constexpr QSize most{2400, 2400};

    PictureColors colors = PictureColors::AsShown;
    QSize size{}; ///< of the whole picture; empty = as the chart stands on the screen, with its title

    friend bool operator==(const PictureLook&, const PictureLook&) = default;
};

/// Of the whole picture of a chart as it stands on the screen.
QSize pictureSize(const ChartDrawing& drawing);

/// As on the screen, two pixels for one; in a chosen size exactly that many.
QImage chartImage(const ChartDrawing& drawing, const PictureLook& look = {});

/// The bytes of a file; `suffix` is one of png, svg, pdf. SVG and PDF are as large as a screen of 96 pixels
/// an inch would show them. Empty when the chart has no size or the suffix is another.
QByteArray chartPicture(const ChartDrawing& drawing, const QString& suffix, const PictureLook& look = {});

/// Writes a picture's bytes whole or not at all, and never over the project that the window of `asking` shows
/// (QWidget::windowFilePath) or what belongs to it.
Result<void> writePicture(const QWidget& asking, const QString& path, const QByteArray& bytes);

/// A name for a file, from a chart's title: without what file systems do not take.
QString pictureFileName(const QString& title);

} // namespace tastescope
