// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/neighbour_map_view.h"

#include "ui/charts/chart_actions.h"
#include "ui/charts/chart_table_dialog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/plain_tooltips.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr double reachOfPointer = 8;
constexpr int legendHeight = 24;
constexpr int inset = 14;
constexpr double labelGap = 10;

} // namespace

struct NeighbourMapView::Sheet {
    QRectF bounds;
    QRectF frame; ///< around the points; the legend is below it
    QPointF middle;
    double scale = 1; ///< pixels a unit of the plane
    QPointF centre;   ///< what of the plane is in the middle

    QPointF placeOf(const MapPoint& point) const {
        return middle + QPointF(point.x - centre.x(), centre.y() - point.y) * scale;
    }
};

NeighbourMapView::NeighbourMapView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Neighbourhood map"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void NeighbourMapView::setMap(NeighbourMap map) {
    m_map = std::move(map);
    m_lit.reset();
    double left = 0;
    double right = 0;
    double bottom = 0;
    double top = 0;
    for (std::size_t place = 0; place < m_map.points.size(); ++place) {
        const MapPoint& point = m_map.points[place];
        left = place ? std::min(left, point.x) : point.x;
        right = place ? std::max(right, point.x) : point.x;
        bottom = place ? std::min(bottom, point.y) : point.y;
        top = place ? std::max(top, point.y) : point.y;
    }
    m_middle = {(left + right) / 2, (bottom + top) / 2};
    m_reach = std::max({(right - left) / 2, (top - bottom) / 2, 1e-9});
    const auto neighbours =
        std::count_if(m_map.points.begin(), m_map.points.end(),
                      [](const MapPoint& point) { return point.part == MapPoint::Part::Neighbour; });
    m_sentence =
        m_map.points.empty()
            ? tr("Nothing to show yet.")
            : tr("%1 and its %2 nearest by %3, laid out by the %4. The numbers are in its table.")
                  .arg(m_map.points.back().title, QString::number(neighbours), m_map.model, m_map.method);
    describe();
    update();
}

void NeighbourMapView::describe() {
    const auto lit = std::find_if(m_map.points.begin(), m_map.points.end(), [this](const MapPoint& point) {
        return m_lit && point.part != MapPoint::Part::Centre && point.entity.row == *m_lit;
    });
    setAccessibleDescription(lit == m_map.points.end() ? m_sentence : m_sentence + u' ' + lit->title);
}

void NeighbourMapView::setLit(std::optional<std::uint32_t> row) {
    if (row != m_lit) {
        m_lit = row;
        describe();
        update();
    }
}

QSize NeighbourMapView::sizeHint() const {
    return {Theme::instance().scaled(280), Theme::instance().scaled(300)};
}

QSize NeighbourMapView::minimumSizeHint() const {
    return {Theme::instance().scaled(160), Theme::instance().scaled(120)};
}

NeighbourMapView::Sheet NeighbourMapView::sheetOf(const QRectF& bounds) const {
    const QRectF frame = bounds.adjusted(0.5, 0.5, -0.5, -0.5 - Theme::instance().scaled(legendHeight));
    const QRectF inside = frame.adjusted(inset, inset, -inset, -inset);
    return {bounds, frame, inside.center(), std::min(inside.width(), inside.height()) / (2 * m_reach),
            m_middle};
}

QPointF NeighbourMapView::pointPlace(const MapPoint& point) const {
    return sheetOf(rect()).placeOf(point);
}

const MapPoint* NeighbourMapView::pointAt(QPointF place) const {
    const MapPoint* nearest = nullptr;
    double least = reachOfPointer;
    const Sheet sheet = sheetOf(rect());
    for (const MapPoint& point : m_map.points) {
        const QPointF off = sheet.placeOf(point) - place;
        // Where points lie on each other, the one painted last is meant.
        if (const double distance = std::hypot(off.x(), off.y()); distance <= least) {
            least = distance;
            nearest = &point;
        }
    }
    return nearest;
}

void NeighbourMapView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Sheet sheet = sheetOf(rect());
    paintAll(painter, sheet, m_lit);
    if (hasFocus()) {
        painter.setPen(Theme::instance().color(Role::Accent));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(sheet.frame, 4, 4);
    }
}

void NeighbourMapView::paintAll(QPainter& painter, const Sheet& sheet,
                                std::optional<std::uint32_t> lit) const {
    const Theme& theme = Theme::instance();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.color(Role::Line));
    painter.setBrush(theme.color(Role::Surface));
    painter.drawRoundedRect(sheet.frame, 4, 4);
    if (m_map.points.empty()) {
        painter.setFont(theme.font(TextStyle::Small));
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(sheet.frame.adjusted(16, 0, -16, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("No likeness to draw"));
        return;
    }
    paintPoints(painter, sheet, lit);
    paintLegend(painter, sheet);
}

void NeighbourMapView::paintPoints(QPainter& painter, const Sheet& sheet,
                                   std::optional<std::uint32_t> lit) const {
    const Theme& theme = Theme::instance();
    const MapPoint& centre = m_map.points.back();
    QColor line = theme.categorical(0);
    line.setAlphaF(0.4F);
    const QColor surface = theme.color(Role::Surface);
    const MapPoint* litPoint = nullptr;
    for (const MapPoint& point : m_map.points) {
        if (point.part == MapPoint::Part::Neighbour) {
            painter.setPen(QPen(line, 1));
            painter.drawLine(sheet.placeOf(centre), sheet.placeOf(point));
        }
    }
    for (const MapPoint& point : m_map.points) {
        const QPointF at = sheet.placeOf(point);
        painter.setPen(Qt::NoPen);
        if (point.part == MapPoint::Part::Other) {
            painter.setBrush(theme.color(Role::Outline));
            painter.drawEllipse(at, 1.5, 1.5);
        } else if (point.part == MapPoint::Part::Neighbour) {
            const bool stands = lit == point.entity.row;
            painter.setPen(stands ? QPen(theme.color(Role::Text), 1.5) : QPen(surface, 1));
            painter.setBrush(point.slot >= 0 ? theme.categorical(point.slot) : theme.color(Role::Text3));
            painter.drawEllipse(at, stands ? 6 : 4, stands ? 6 : 4);
            litPoint = stands ? &point : litPoint;
        } else {
            painter.setPen(QPen(surface, 1.5));
            painter.setBrush(theme.color(Role::Accent));
            painter.drawEllipse(at, 7, 7);
        }
    }
    paintLabel(painter, sheet, centre, true);
    if (litPoint) {
        paintLabel(painter, sheet, *litPoint, false);
    }
}

void NeighbourMapView::paintLabel(QPainter& painter, const Sheet& sheet, const MapPoint& point,
                                  bool strong) const {
    const Theme& theme = Theme::instance();
    QFont font = theme.font(TextStyle::Micro);
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    const QFontMetricsF metrics(font);
    const QRectF room = sheet.frame.adjusted(4, 2, -4, -2);
    const QString text = metrics.elidedText(point.title, Qt::ElideRight, room.width());
    const QRectF box = labelBox(sheet, sheet.placeOf(point),
                                QSizeF(metrics.horizontalAdvance(text), metrics.height()), room);
    QColor veil = theme.color(Role::Surface);
    veil.setAlphaF(0.8F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(veil);
    painter.drawRoundedRect(box.adjusted(-3, -1, 3, 1), 3, 3);
    QPainterPath words;
    words.addText(QPointF(box.left(), box.top() + metrics.ascent()), font, text);
    painter.strokePath(words, QPen(theme.color(Role::Surface), 3)); // readable over dots and lines
    painter.fillPath(words, theme.color(Role::Text));
}

// Of the places around a point, inside the room, the one that covers the fewest others.
QRectF NeighbourMapView::labelBox(const Sheet& sheet, const QPointF& at, const QSizeF& size,
                                  const QRectF& room) const {
    const double side = at.y() - size.height() / 2;
    const double middle = at.x() - size.width() / 2;
    const QPointF corners[] = {{at.x() + labelGap, side},
                               {at.x() - labelGap - size.width(), side},
                               {middle, at.y() - labelGap - size.height()},
                               {middle, at.y() + labelGap},
                               {at.x() + labelGap, at.y() - labelGap - size.height()},
                               {at.x() + labelGap, at.y() + labelGap},
                               {at.x() - labelGap - size.width(), at.y() - labelGap - size.height()},
                               {at.x() - labelGap - size.width(), at.y() + labelGap}};
    QRectF best;
    double fewest = std::numeric_limits<double>::infinity();
    for (const QPointF& corner : corners) {
        QRectF box(corner, size);
        box.moveLeft(std::clamp(box.left(), room.left(), std::max(room.left(), room.right() - size.width())));
        box.moveTop(std::clamp(box.top(), room.top(), std::max(room.top(), room.bottom() - size.height())));
        const QRectF wide = box.adjusted(-4, -4, 4, 4);
        double covered = wide.contains(at) ? 1000 : 0; // its own point is seen above all
        for (const MapPoint& point : m_map.points) {
            const double weight = point.part == MapPoint::Part::Neighbour ? 10 : 0.1;
            covered += wide.contains(sheet.placeOf(point)) ? weight : 0;
        }
        if (covered < fewest) {
            fewest = covered;
            best = box;
        }
    }
    return best;
}

void NeighbourMapView::paintLegend(QPainter& painter, const Sheet& sheet) const {
    const Theme& theme = Theme::instance();
    painter.setFont(theme.font(TextStyle::Micro));
    const QFontMetricsF metrics(painter.font());
    const double middle = sheet.frame.bottom() + theme.scaled(legendHeight) / 2.0 + 2;
    double x = sheet.bounds.left();
    const auto add = [&](const QColor& color, const QString& text) {
        const double width = 12 + metrics.horizontalAdvance(text);
        if (x + width > sheet.bounds.right()) {
            return;
        }
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(x + 4, middle), 4, 4);
        painter.setPen(theme.color(Role::Text2));
        painter.drawText(QPointF(x + 12, middle + metrics.ascent() / 2 - 1), text);
        x += width + 14;
    };
    for (const auto& [slot, word] : m_map.legend) {
        add(theme.categorical(slot), word);
    }
    if (m_map.legend.empty()) { // no categories, one grey for all of them
        add(theme.color(Role::Text3), tr("neighbour"));
    }
    add(theme.color(Role::Outline), tr("not a neighbour"));
}

void NeighbourMapView::point(std::optional<std::uint32_t> row) {
    if (row != m_lit) {
        setLit(row);
        Q_EMIT pointed(row ? static_cast<qint64>(*row) : -1);
    }
}

void NeighbourMapView::mouseMoveEvent(QMouseEvent* event) {
    const MapPoint* found = pointAt(event->position());
    const bool neighbour = found && found->part == MapPoint::Part::Neighbour;
    setCursor(found && found->part != MapPoint::Part::Centre ? Qt::PointingHandCursor : Qt::ArrowCursor);
    point(neighbour ? std::optional(found->entity.row) : std::nullopt);
}

void NeighbourMapView::leaveEvent(QEvent*) {
    point(std::nullopt);
}

void NeighbourMapView::mousePressEvent(QMouseEvent* event) {
    const MapPoint* found = event->button() == Qt::LeftButton ? pointAt(event->position()) : nullptr;
    if (found && found->part != MapPoint::Part::Centre) {
        Q_EMIT picked(SimilarEntity(found->entity)); // a copy: the map changes on the way
    }
}

void NeighbourMapView::step(int by) {
    std::vector<std::uint32_t> rows; // by rank
    for (auto place = m_map.points.rbegin(); place != m_map.points.rend(); ++place) {
        if (place->part == MapPoint::Part::Neighbour) {
            rows.push_back(place->entity.row);
        }
    }
    if (rows.empty()) {
        return;
    }
    const auto at = m_lit ? std::find(rows.begin(), rows.end(), *m_lit) : rows.end();
    const auto last = static_cast<std::ptrdiff_t>(rows.size()) - 1;
    const std::ptrdiff_t next =
        at == rows.end() ? (by > 0 ? 0 : last) : std::clamp<std::ptrdiff_t>(at - rows.begin() + by, 0, last);
    point(rows[static_cast<std::size_t>(next)]);
}

void NeighbourMapView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return step(-1);
    case Qt::Key_Right:
    case Qt::Key_Down:
        return step(1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_lit && !m_map.points.empty()) {
            Q_EMIT picked({m_map.points.back().entity.kind, *m_lit});
        }
        return;
    case Qt::Key_Escape:
        if (m_lit) {
            return point(std::nullopt);
        }
        break;
    default:
        break;
    }
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(chartTableText(mapTable(m_map)));
        return;
    }
    QWidget::keyPressEvent(event);
}

QString NeighbourMapView::title() const {
    return m_map.points.empty() ? accessibleName()
                                : tr("%1 and its nearest by %2").arg(m_map.points.back().title, m_map.model);
}

/// Without the light that follows the pointer.
ChartDrawing NeighbourMapView::drawing() const {
    return {title(), accessibleDescription(), QSizeF(size()),
            [this](QPainter& painter, const QRectF& place) { paintAll(painter, sheetOf(place), {}); }};
}

void NeighbourMapView::openTable() {
    ChartTableDialog(title(), mapTable(m_map), this).exec();
}

void NeighbourMapView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    addChartActions(menu, *this, drawing(), mapTable(m_map));
    menu.exec(event->globalPos());
}

bool NeighbourMapView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const MapPoint* found = pointAt(help->pos());
        QToolTip::showText(help->globalPos(), found ? PlainTooltips::plain(found->title) : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace tastescope
