// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_picture.h"

#include "storage/files/atomic_file.h"
#include "storage/files/output_check.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QFontMetricsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>
#include <QWidget>

#include <cmath>

namespace tastescope {

namespace {

constexpr double margin = 16;
constexpr double belowTitle = 8;
constexpr int sharpness = 2;
constexpr int pixelsPerInch = 96; ///< of CSS: a picture is as large on paper as on a screen of old

double titleHeight(const ChartDrawing& drawing) {
    return drawing.title.isEmpty()
               ? 0
               : QFontMetricsF(Theme::instance().font(TextStyle::Card)).height() + belowTitle;
}

/// In whole pixels, so that pictures of every kind have one shape.
QSizeF wholeSize(const ChartDrawing& drawing) {
    return {std::ceil(drawing.size.width() + 2 * margin),
            std::ceil(drawing.size.height() + 2 * margin + titleHeight(drawing))};
}

void paintWhole(QPainter& painter, const ChartDrawing& drawing) {
    const Theme& theme = Theme::instance();
    const QSizeF whole = wholeSize(drawing);
    painter.fillRect(QRectF({}, whole), theme.color(Role::Surface));
    const double above = titleHeight(drawing);
    if (above > 0) {
        const QFont font = theme.font(TextStyle::Card);
        painter.setFont(font);
        painter.setPen(theme.color(Role::Text));
        const QRectF place(margin, margin, drawing.size.width(), above - belowTitle);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetricsF(font).elidedText(drawing.title, Qt::ElideRight, place.width()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    drawing.paint(painter, QRectF(QPointF(margin, margin + above), drawing.size));
}

QByteArray asSvg(const ChartDrawing& drawing) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator writer;
    writer.setOutputDevice(&buffer);
    writer.setTitle(drawing.title);
    writer.setDescription(drawing.description);
    writer.setResolution(pixelsPerInch);
    const QSizeF whole = wholeSize(drawing);
    writer.setSize(whole.toSize());
    writer.setViewBox(QRectF({}, whole));
    QPainter painter(&writer);
    paintWhole(painter, drawing);
    painter.end();
    return buffer.data();
}

QByteArray asPdf(const ChartDrawing& drawing) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(drawing.title);
    writer.setCreator(QStringLiteral("Tastescope"));
    writer.setResolution(pixelsPerInch);
    writer.setPageSize(
        QPageSize(wholeSize(drawing) * (72.0 / pixelsPerInch), QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setPageMargins({});
    QPainter painter(&writer);
    paintWhole(painter, drawing);
    painter.end();
    return buffer.data();
}

} // namespace

QImage chartImage(const ChartDrawing& drawing) {
    const QSizeF whole = wholeSize(drawing);
    QImage image((whole * sharpness).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(sharpness);
    image.fill(Theme::instance().color(Role::Surface));
    QPainter painter(&image);
    paintWhole(painter, drawing);
    painter.end();
    return image;
}

QByteArray chartPicture(const ChartDrawing& drawing, const QString& suffix) {
    if (drawing.size.isEmpty()) {
        return {};
    }
    if (suffix == QLatin1String("svg")) {
        return asSvg(drawing);
    }
    if (suffix == QLatin1String("pdf")) {
        return asPdf(drawing);
    }
    QByteArray bytes;
    if (suffix == QLatin1String("png")) {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        chartImage(drawing).save(&buffer, "PNG");
    }
    return bytes;
}

Result<void> writePicture(const QWidget& asking, const QString& path, const QByteArray& bytes) {
    QString project;
    for (const QWidget* widget = &asking; widget && project.isEmpty(); widget = widget->parentWidget()) {
        project = widget->windowFilePath(); // a dialog has none, the window above it has
    }
    TRY(checkOutput(path.toStdString(), "", project.toStdString()));
    return writeFileAtomically(path.toStdString(),
                               std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

QString pictureFileName(const QString& title) {
    static const QRegularExpression refused(QStringLiteral("[\\x00-\\x1f\\x7f/\\\\:*?\"<>|]+"));
    QString name = QString(title).replace(refused, QStringLiteral(" ")).simplified().left(80).trimmed();
    while (name.startsWith(QLatin1Char('.')) || name.startsWith(QLatin1Char(' '))) { // would be hidden
        name.remove(0, 1);
    }
    return name.isEmpty() ? QStringLiteral("chart") : name;
}

} // namespace tastescope
