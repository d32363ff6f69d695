// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_picture.h"

#include "storage/files/atomic_file.h"
#include "storage/files/output_check.h"
#include "ui/theme/painted_theme.h"
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
#include <optional>

namespace tastescope {

namespace {

constexpr double margin = 16;
constexpr double belowTitle = 8;
constexpr int sharpness = 2;
constexpr int pixelsPerInch = 96; ///< of CSS: a picture is as large on paper as on a screen of old

/// In whole pixels, as all of a picture.
double titleHeight(const ChartDrawing& drawing) {
    return drawing.title.isEmpty()
               ? 0
               : std::ceil(QFontMetricsF(Theme::instance().font(TextStyle::Card)).height()) + belowTitle;
}

QSize sizeOf(const ChartDrawing& drawing, const PictureLook& look) {
    return look.size.isEmpty() ? pictureSize(drawing) : look.size;
}

void paintWhole(QPainter& painter, const ChartDrawing& drawing, const QSize& whole) {
    const Theme& theme = Theme::instance();
    const QRectF page({}, QSizeF(whole));
    painter.fillRect(page, theme.color(Role::Surface));
    const double above = titleHeight(drawing);
    const QRectF inside = page.adjusted(margin, margin, -margin, -margin);
    if (above > 0) {
        const QFont font = theme.font(TextStyle::Card);
        painter.setFont(font);
        painter.setPen(theme.color(Role::Text));
        const QRectF place(inside.topLeft(), QSizeF(inside.width(), above - belowTitle));
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetricsF(font).elidedText(drawing.title, Qt::ElideRight, place.width()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    drawing.paint(painter, inside.adjusted(0, above, 0, 0));
}

/// What XML cannot hold is left out.
QByteArray asXml(QString words) {
    words.removeIf([](QChar c) { return c < QLatin1Char(' '); });
    return words.toHtmlEscaped().toUtf8();
}

QByteArray asSvg(const ChartDrawing& drawing, const QSize& whole) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator writer;
    writer.setOutputDevice(&buffer);
    writer.setTitle({});
    writer.setDescription({});
    writer.setResolution(pixelsPerInch);
    writer.setSize(whole);
    writer.setViewBox(QRect({}, whole));
    QPainter painter(&writer);
    paintWhole(painter, drawing, whole);
    painter.end();
    // The writer would put both words there as they are, and "Tom & Jerry" is no XML.
    QByteArray drawn = buffer.data();
    const qsizetype inside = drawn.indexOf('>', drawn.indexOf("<svg")) + 1;
    drawn.insert(inside, "\n<title>" + asXml(drawing.title) + "</title>\n<desc>" +
                             asXml(drawing.description) + "</desc>");
    return drawn;
}

QByteArray asPdf(const ChartDrawing& drawing, const QSize& whole) {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(drawing.title);
    writer.setCreator(QStringLiteral("Tastescope"));
    writer.setResolution(pixelsPerInch);
    writer.setPageSize(
        QPageSize(QSizeF(whole) * (72.0 / pixelsPerInch), QPageSize::Point, {}, QPageSize::ExactMatch));
    writer.setPageMargins({});
    QPainter painter(&writer);
    paintWhole(painter, drawing, whole);
    painter.end();
    return buffer.data();
}

/// While it lives, all is painted in the colours that the look names.
class ColorsOf {
public:
    explicit ColorsOf(const PictureLook& look) {
        if (look.colors != PictureColors::AsShown) {
            m_theme.emplace(look.colors == PictureColors::Dark);
        }
    }

private:
    std::optional<PaintedTheme> m_theme;
};

QImage asImage(const ChartDrawing& drawing, const QSize& whole, int ratio) {
    QImage image(whole * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Theme::instance().color(Role::Surface));
    QPainter painter(&image);
    paintWhole(painter, drawing, whole);
    painter.end();
    return image;
}

} // namespace

QSize pictureSize(const ChartDrawing& drawing) {
    return {static_cast<int>(std::ceil(drawing.size.width() + 2 * margin)),
            static_cast<int>(std::ceil(drawing.size.height() + 2 * margin + titleHeight(drawing)))};
}

QImage chartImage(const ChartDrawing& drawing, const PictureLook& look) {
    const ColorsOf colors(look);
    return asImage(drawing, sizeOf(drawing, look), look.size.isEmpty() ? sharpness : 1);
}

QByteArray chartPicture(const ChartDrawing& drawing, const QString& suffix, const PictureLook& look) {
    if (drawing.size.isEmpty()) {
        return {};
    }
    const ColorsOf colors(look);
    if (suffix == QLatin1String("svg")) {
        return asSvg(drawing, sizeOf(drawing, look));
    }
    if (suffix == QLatin1String("pdf")) {
        return asPdf(drawing, sizeOf(drawing, look));
    }
    QByteArray bytes;
    if (suffix == QLatin1String("png")) {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        chartImage(drawing, look).save(&buffer, "PNG");
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
