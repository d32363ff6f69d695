// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_pictures.h"

#include "engine/base/random.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace tastescope {

namespace {

constexpr double grid = 28; // bars of a step picture: 20 high, 8 apart
constexpr double barHeight = 20;

void paintLongTail(QPainter& painter, const QSizeF& size) {
    const Theme& theme = Theme::instance();
    QPolygonF curve;
    for (int i = 0; i <= 48; ++i) {
        const double x = i / 48.0;
        curve << QPointF(2 + x * (size.width() - 4), 154 - 137 * std::exp(-5 * x));
    }
    QPolygonF area = curve;
    area << QPointF(size.width() - 2, 164) << QPointF(2, 164);
    QColor fill = theme.sequential(4);
    fill.setAlphaF(0.45F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(area);
    painter.setPen(QPen(theme.sequential(6), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(curve);
}

void paintCompare(QPainter& painter, const QSizeF& size) {
    const Theme& theme = Theme::instance();
    constexpr std::array<std::array<int, 6>, 3> lengths{
        {{62, 54, 46, 38, 30, 22}, {59, 53, 47, 41, 35, 29}, {56, 52, 48, 33, 29, 25}}};
    const double width = (size.width() - 20) / 3;
    painter.setPen(Qt::NoPen);
    for (int column = 0; column < 3; ++column) {
        for (int row = 0; row < 6; ++row) {
            const QRectF track(column * (width + 8), 4 + row * grid, width, barHeight);
            painter.setBrush(theme.color(Role::Sunken));
            painter.drawRoundedRect(track, 2, 2);
            QColor color = theme.categorical(column);
            color.setAlphaF(row == 0 ? 1 : 0.5F);
            painter.setBrush(color);
            const double share =
                lengths[static_cast<std::size_t>(column)][static_cast<std::size_t>(row)] / 66.0;
            painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(width * share, barHeight)), 2, 2);
        }
    }
}

void paintShape(QPainter& painter, const QSizeF& size) {
    const Theme& theme = Theme::instance();
    constexpr std::array<int, 6> after{2, 0, 3, 1, 5, 4};
    const double width = (size.width() - 78) / 2;
    const auto middle = [](int row) { return 4 + row * grid + barHeight / 2; };
    painter.setBrush(Qt::NoBrush);
    for (int row = 0; row < 6; ++row) {
        const int to = after[static_cast<std::size_t>(row)];
        QPainterPath path(QPointF(width + 4, middle(row)));
        path.cubicTo(QPointF(width + 38, middle(row)), QPointF(width + 40, middle(to)),
                     QPointF(width + 74, middle(to)));
        painter.setPen(QPen(theme.color(to < row ? Role::Up : Role::Down), 2));
        painter.drawPath(path);
    }
    painter.setPen(Qt::NoPen);
    for (int row = 0; row < 6; ++row) {
        painter.setBrush(theme.color(Role::Track));
        painter.drawRoundedRect(QRectF(0, 4 + row * grid, width, barHeight), 2, 2);
        painter.setBrush(theme.sequential(2));
        painter.drawRoundedRect(QRectF(width + 78, 4 + row * grid, width, barHeight), 2, 2);
    }
}

} // namespace

DemoPicture::DemoPicture(QWidget* parent) : QWidget(parent) {
    setFixedWidth(184);
}

void DemoPicture::paintEvent(QPaintEvent*) {
    struct Cluster {
        double x, y;
        int slot;
    };
    constexpr std::array<Cluster, 6> clusters{{{0.13, 0.35, 0},
                                               {0.62, 0.20, 2},
                                               {0.92, 0.47, 1},
                                               {0.38, 0.54, 5},
                                               {0.13, 0.67, 7},
                                               {0.80, 0.73, 4}}};
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme.color(Role::Bg));
    painter.setPen(theme.color(Role::Line));
    painter.drawLine(0, 0, 0, height());
    painter.setPen(Qt::NoPen);
    painter.setOpacity(0.85);
    painter.setClipRect(rect().adjusted(1, 0, 0, 0));
    Random random(20);
    for (const Cluster& cluster : clusters) {
        painter.setBrush(theme.categorical(cluster.slot));
        for (int i = 0; i < 34; ++i) {
            const QPointF at(width() * cluster.x + 17 * random.normal(),
                             height() * cluster.y + 17 * random.normal());
            const double radius = 1.5 + 2.5 * random.uniform();
            painter.drawEllipse(at, radius, radius);
        }
    }
}

StepPicture::StepPicture(StepKind kind, QWidget* parent) : QWidget(parent), m_kind(kind) {
    setFixedHeight(fullHeight);
    setMinimumWidth(120);
}

void StepPicture::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QSizeF size(std::min(width(), 260), fullHeight);
    painter.scale(1, height() / size.height());
    switch (m_kind) {
    case StepKind::LongTail:
        return paintLongTail(painter, size);
    case StepKind::Compare:
        return paintCompare(painter, size);
    case StepKind::Shape:
        return paintShape(painter, size);
    }
}

} // namespace tastescope
