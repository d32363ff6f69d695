// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "ui/theme/resources.h"

#include <QFile>
#include <QHash>
#include <QPainter>
#include <QSvgRenderer>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

QByteArray source(const QString& name) {
    static QHash<QString, QByteArray> sources;
    initTastescopeResources();
    auto found = sources.constFind(name);
    if (found == sources.constEnd()) {
        // The logo lies beside the icons: it has its own grid.
        QFile file(name == QLatin1String("logo") ? QStringLiteral(":/logo.svg")
                                                 : QStringLiteral(":/icons/%1.svg").arg(name));
        const bool opened = file.open(QIODevice::ReadOnly);
        Q_ASSERT_X(opened, "icon", qPrintable(name));
        found = sources.insert(name, opened ? file.readAll() : QByteArray());
    }
    return *found;
}

QPixmap render(const QString& name, const QColor& color, int size, qreal ratio) {
    QByteArray svg = source(name);
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    const int pixels = static_cast<int>(std::ceil(size * ratio));
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(color.alphaF());
    QSvgRenderer(svg).render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    return pixmap;
}

QPixmap widened(const QPixmap& icon, int space) {
    if (space == 0) {
        return icon;
    }
    const qreal ratio = icon.devicePixelRatio();
    QPixmap wide(icon.width() + static_cast<int>(std::ceil(space * ratio)), icon.height());
    wide.setDevicePixelRatio(ratio);
    wide.fill(Qt::transparent);
    QPainter(&wide).drawPixmap(0, 0, icon);
    return wide;
}

} // namespace

QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal ratio) {
    static QHash<QString, QPixmap> cache;
    // Zoom and theme changes leave old entries behind; a full set is some 60 names, so start over well above.
    if (cache.size() > 2000) {
        cache.clear();
    }
    const QString key =
        QStringLiteral("%1/%2/%3/%4").arg(name, color.name(QColor::HexArgb)).arg(size).arg(ratio);
    auto found = cache.constFind(key);
    if (found == cache.constEnd()) {
        found = cache.insert(key, render(name, color, size, ratio));
    }
    return *found;
}

QPixmap iconPixmap(const QString& name, Role role, int size, qreal ratio) {
    return iconPixmap(name, Theme::instance().color(role), size, ratio);
}

QIcon icon(const QString& name, Role role, int size, int spaceAfter) {
    const Theme& theme = Theme::instance();
    const int scaled = theme.scaled(size);
    const int space = theme.scaled(spaceAfter);
    QIcon result;
    for (const qreal ratio : {1.0, 1.5, 2.0, 3.0}) {
        result.addPixmap(widened(iconPixmap(name, role, scaled, ratio), space));
        result.addPixmap(widened(iconPixmap(name, Role::Text3, scaled, ratio), space), QIcon::Disabled);
    }
    return result;
}

void paintIcon(QPainter& painter, const QRect& rect, const QString& name, Role role) {
    const int size = std::min(rect.width(), rect.height());
    const QRect place(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, size,
                      size);
    painter.drawPixmap(place.topLeft(), iconPixmap(name, role, size, painter.device()->devicePixelRatioF()));
}

} // namespace tastescope
