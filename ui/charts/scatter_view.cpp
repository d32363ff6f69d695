// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/scatter_view.h"

#include "ui/charts/chart_actions.h"
#include "ui/charts/chart_table_dialog.h"
#include "ui/text/format.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

constexpr double reachOfPointer = 12;
constexpr double frontSize = 11;
constexpr double otherSize = 9;
constexpr double labelGap = 6;
constexpr double tipOffset = 8;

QString exact(double value) {
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest) : QString();
}

QString interval(const ScatterPoint::Interval& of) {
    return of ? ScatterView::tr(", from %1 to %2").arg(valueText(of->first), valueText(of->second))
              : QString();
}

QStringList tipLines(const ScatterSpec& spec, const ScatterPoint& point) {
    return {point.name, QStringLiteral("%1 %2%3").arg(spec.y.title, valueText(point.y), interval(point.up)),
            QStringLiteral("%1 %2%3").arg(spec.x.title, valueText(point.x), interval(point.across))};
}

} // namespace

ChartTable scatterTable(const ScatterSpec& spec) {
    ChartTable table;
    table.header << ScatterView::tr("Name");
    for (const AxisSpec* axis : {&spec.y, &spec.x}) {
        table.header << axis->title << ScatterView::tr("%1, low").arg(axis->title)
                     << ScatterView::tr("%1, high").arg(axis->title);
    }
    table.header << ScatterView::tr("On the front");
    const auto ends = [](const ScatterPoint::Interval& of) {
        return of ? QStringList{exact(of->first), exact(of->second)} : QStringList{QString(), QString()};
    };
    for (const ScatterPoint& point : spec.points) {
        table.rows.push_back(QStringList{point.name, exact(point.y)} + ends(point.up) +
                             QStringList{exact(point.x)} + ends(point.across) +
                             QStringList{!spec.front     ? QString()
                                         : point.onFront ? ScatterView::tr("yes")
                                                         : ScatterView::tr("no")});
    }
    return table;
}

struct ScatterView::Frame {
    QRectF bounds;
    QRectF plot;
    PlotRange x, y;
    std::vector<Tick> xTicks, yTicks;

    QPointF at(double px, double py) const {
        return {plot.left() + (px - x.low) / (x.high - x.low) * plot.width(),
                plot.bottom() - (py - y.low) / (y.high - y.low) * plot.height()};
    }
    QPointF at(const ScatterPoint& point) const { return at(point.x, point.y); }
};

ScatterView::ScatterView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ScatterView::setSpec(ScatterSpec spec) {
    m_spec = std::move(spec);
    m_pointed = -1;
    m_selected = m_selected < static_cast<int>(m_spec.points.size()) ? m_selected : -1;
    if (!m_spec.title.isEmpty()) { // else it keeps the name that its page gave it
        setAccessibleName(m_spec.title);
    }
    setAccessibleDescription(m_spec.description);
    update();
}

void ScatterView::setSelected(int point) {
    if (point != m_selected) {
        m_selected = point;
        update();
    }
}

void ScatterView::setQuiet(bool quiet) {
    m_quiet = quiet;
    update();
}

QSize ScatterView::sizeHint() const {
    return {Theme::instance().scaled(400), Theme::instance().scaled(280)};
}

QSize ScatterView::minimumSizeHint() const {
    return {Theme::instance().scaled(200), Theme::instance().scaled(120)};
}

ScatterView::Frame ScatterView::frameOf(const QRectF& bounds) const {
    Frame frame;
    frame.bounds = bounds;
    frame.x = plotRange(m_spec.x, {});
    frame.y = plotRange(m_spec.y, {});
    frame.xTicks = axisTicks(m_spec.x, frame.x);
    frame.yTicks = axisTicks(m_spec.y, frame.y);
    const QFontMetricsF metrics(Theme::instance().font(TextStyle::Micro));
    double left = 4;
    for (const Tick& tick : frame.yTicks) {
        left = std::max(left, metrics.horizontalAdvance(tick.text) + 8);
    }
    frame.plot = bounds.adjusted(left, metrics.height() / 2 + 1, -8, -(2 * metrics.height() + 6));
    return frame;
}

QPointF ScatterView::placeOf(int point) const {
    return frameOf(rect()).at(m_spec.points[static_cast<std::size_t>(point)]);
}

void ScatterView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintAll(painter, rect(), true);
}

void ScatterView::paintAll(QPainter& painter, const QRectF& bounds, bool withPointer) const {
    const Theme& theme = Theme::instance();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_spec.points.empty()) {
        painter.setFont(theme.font(TextStyle::Small));
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(bounds.adjusted(16, 0, -16, 0), Qt::AlignCenter | Qt::TextWordWrap,
                         m_spec.emptyText);
        return;
    }
    painter.setFont(theme.font(TextStyle::Micro));
    const Frame frame = frameOf(bounds);
    paintAxes(painter, frame);
    paintFront(painter, frame);
    paintCurves(painter, frame);
    paintIntervals(painter, frame);
    paintPoints(painter, frame);
    paintNames(painter, frame);
    if (withPointer && m_pointed >= 0) {
        paintTip(painter, frame);
    }
}

void ScatterView::paintAxes(QPainter& painter, const Frame& frame) const {
    const Theme& theme = Theme::instance();
    const QFontMetricsF metrics(painter.font());
    const QRectF& plot = frame.plot;
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const Tick& tick : frame.yTicks) {
        const double y = frame.at(frame.x.low, tick.at).y();
        painter.setPen(theme.color(Role::Grid));
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y));
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(QRectF(frame.bounds.left(), y - 10, plot.left() - frame.bounds.left() - 6, 20),
                         Qt::AlignRight | Qt::AlignVCenter, tick.text);
    }
    painter.setPen(theme.color(Role::Axis));
    painter.drawLine(QLineF(plot.bottomLeft(), plot.bottomRight()));
    std::vector<double> middles;
    std::vector<double> widths;
    for (const Tick& tick : frame.xTicks) {
        middles.push_back(frame.at(tick.at, frame.y.low).x());
        widths.push_back(metrics.horizontalAdvance(tick.text));
    }
    const std::size_t every = labelStep(middles, widths, labelGap);
    painter.setPen(theme.color(Role::Text3));
    for (std::size_t at = 0; at < middles.size(); at += every) {
        const double half = widths[at] / 2 + 1;
        const double middle =
            std::clamp(middles[at], frame.bounds.left() + half, frame.bounds.right() - half);
        painter.drawText(QRectF(middle - half, plot.bottom() + 4, 2 * half, metrics.height()),
                         Qt::AlignCenter, frame.xTicks[at].text);
    }
    painter.drawText(
        QRectF(plot.left(), plot.bottom() + 5 + metrics.height(), plot.width(), metrics.height()),
        Qt::AlignRight | Qt::AlignVCenter, m_spec.x.title);
    if (!m_spec.better.isEmpty()) {
        const bool top =
            m_spec.betterCorner == Qt::TopLeftCorner || m_spec.betterCorner == Qt::TopRightCorner;
        const bool right =
            m_spec.betterCorner == Qt::TopRightCorner || m_spec.betterCorner == Qt::BottomRightCorner;
        painter.drawText(plot.adjusted(4, 2, -2, -3),
                         (top ? Qt::AlignTop : Qt::AlignBottom) | (right ? Qt::AlignRight : Qt::AlignLeft),
                         m_spec.better);
    }
    painter.setRenderHint(QPainter::Antialiasing);
}

void ScatterView::paintFront(QPainter& painter, const Frame& frame) const {
    std::vector<QPointF> line;
    for (const ScatterPoint& point : m_spec.points) {
        if (m_spec.front && point.onFront) {
            line.push_back(frame.at(point));
        }
    }
    std::sort(line.begin(), line.end(), [](QPointF a, QPointF b) { return a.x() < b.x(); });
    QPen pen(Theme::instance().color(Role::Text2), 1.5);
    pen.setDashPattern({3, 2});
    painter.setPen(pen);
    for (std::size_t at = 1; at < line.size(); ++at) {
        painter.drawLine(line[at - 1], line[at]);
    }
}

void ScatterView::paintCurves(QPainter& painter, const Frame& frame) const {
    const Theme& theme = Theme::instance();
    for (const ScatterCurve& curve : m_spec.curves) {
        QColor color = m_quiet || !curve.color ? theme.color(Role::Outline) : curve.color(theme);
        painter.setPen(QPen(color, 1.75, Qt::SolidLine, Qt::RoundCap));
        for (std::size_t at = 1; at < curve.points.size(); ++at) {
            painter.drawLine(frame.at(m_spec.points[curve.points[at - 1]]),
                             frame.at(m_spec.points[curve.points[at]]));
        }
    }
}

void ScatterView::paintIntervals(QPainter& painter, const Frame& frame) const {
    painter.save();
    painter.setClipRect(frame.plot.adjusted(-1, -1, 1, 1));
    for (const ScatterPoint& point : m_spec.points) {
        QColor color = Theme::instance().color(point.onFront ? Role::Text2 : Role::Axis);
        painter.setPen(QPen(color, 1.25));
        constexpr double cap = 3;
        if (point.up) {
            const QPointF low = frame.at(point.x, point.up->first);
            const QPointF high = frame.at(point.x, point.up->second);
            painter.drawLines({QLineF(low, high), QLineF(low - QPointF(cap, 0), low + QPointF(cap, 0)),
                               QLineF(high - QPointF(cap, 0), high + QPointF(cap, 0))});
        }
        if (point.across) {
            const QPointF low = frame.at(point.across->first, point.y);
            const QPointF high = frame.at(point.across->second, point.y);
            painter.drawLines({QLineF(low, high), QLineF(low - QPointF(0, cap), low + QPointF(0, cap)),
                               QLineF(high - QPointF(0, cap), high + QPointF(0, cap))});
        }
    }
    painter.restore();
}

void ScatterView::paintPoints(QPainter& painter, const Frame& frame) const {
    const Theme& theme = Theme::instance();
    for (std::size_t at = 0; at < m_spec.points.size(); ++at) {
        const ScatterPoint& point = m_spec.points[at];
        const QPointF place = frame.at(point);
        const double size = point.onFront ? frontSize : otherSize;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.color(Role::Surface));
        painter.drawEllipse(place, size / 2 + 1.5, size / 2 + 1.5);
        const bool chosen = static_cast<int>(at) == m_selected;
        if (chosen || static_cast<int>(at) == m_pointed) {
            painter.setPen(QPen(theme.color(chosen ? Role::Accent : Role::Outline), 2));
            painter.setBrush(theme.color(chosen ? Role::AccentSoft : Role::Surface));
            painter.drawEllipse(place, size / 2 + 5, size / 2 + 5);
        }
        const QColor color = m_quiet       ? theme.color(Role::Outline)
                             : point.color ? point.color(theme)
                                           : theme.color(Role::Accent);
        paintMarker(painter, place, size, point.shape, color, !point.onFront);
    }
}

void ScatterView::paintNames(QPainter& painter, const Frame& frame) const {
    const Theme& theme = Theme::instance();
    // Important names find their place first; each takes the side with least in its way.
    std::vector<std::size_t> order(m_spec.points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto weight = [&](std::size_t at) {
            return (static_cast<int>(at) == m_selected ? 2 : 0) + (m_spec.points[at].onFront ? 1 : 0);
        };
        return weight(a) > weight(b);
    });
    std::vector<QRectF> taken;
    for (const ScatterPoint& point : m_spec.points) {
        const QPointF at = frame.at(point);
        taken.emplace_back(at.x() - 7, at.y() - 7, 14, 14);
        if (point.up) {
            taken.emplace_back(frame.at(point.x, point.up->second) - QPointF(3, 2),
                               frame.at(point.x, point.up->first) + QPointF(3, 2));
        }
        if (point.across) {
            taken.emplace_back(frame.at(point.across->first, point.y) - QPointF(2, 3),
                               frame.at(point.across->second, point.y) + QPointF(2, 3));
        }
    }
    const auto firstName = static_cast<std::ptrdiff_t>(taken.size());
    for (const std::size_t at : order) {
        const ScatterPoint& point = m_spec.points[at];
        QFont font = theme.font(TextStyle::Micro);
        const bool strong = point.onFront || static_cast<int>(at) == m_selected;
        font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
        const QFontMetricsF metrics(font);
        const QString text = metrics.elidedText(point.label.isEmpty() ? point.name : point.label,
                                                Qt::ElideRight, frame.plot.width() * 0.4);
        const double wide = metrics.horizontalAdvance(text) + 2;
        const double high = metrics.height();
        const QPointF middle = frame.at(point);
        const double off = 7 + labelGap / 2;
        const std::array places{QRectF(middle.x() + off, middle.y() - high / 2, wide, high),
                                QRectF(middle.x() - off - wide, middle.y() - high / 2, wide, high),
                                QRectF(middle.x() - wide / 2, middle.y() - off - high, wide, high),
                                QRectF(middle.x() - wide / 2, middle.y() + off, wide, high),
                                QRectF(middle.x() + off - 2, middle.y() - off - high + 3, wide, high),
                                QRectF(middle.x() + off - 2, middle.y() + off - 3, wide, high),
                                QRectF(middle.x() - off - wide + 2, middle.y() - off - high + 3, wide, high),
                                QRectF(middle.x() - off - wide + 2, middle.y() + off - 3, wide, high)};
        const QRectF room(QPointF(frame.plot.left() + 1, frame.bounds.top()),
                          QPointF(frame.bounds.right(), frame.plot.bottom() - 1));
        double least = std::numeric_limits<double>::infinity();
        QRectF best = places.front();
        for (std::size_t side = 0; side < places.size(); ++side) {
            const QRectF& place = places[side];
            const QRectF inside = place & room;
            double cost = (place.width() * place.height() - inside.width() * inside.height()) * 4 +
                          static_cast<double>(side) * 0.1;
            for (const QRectF& other : taken) {
                const QRectF shared = place & other;
                cost += shared.isEmpty() ? 0 : shared.width() * shared.height();
            }
            if (cost < least) {
                least = cost;
                best = place;
            }
        }
        // Two names on each other are read by nobody: the later one is told by tooltip and table alone.
        const bool hides = std::any_of(taken.begin() + firstName, taken.end(), [&](const QRectF& other) {
            const QRectF shared = best & other;
            return !shared.isEmpty() && shared.width() * shared.height() > 0.25 * wide * high;
        });
        if (hides && static_cast<int>(at) != m_selected) {
            continue;
        }
        taken.push_back(best);
        painter.setFont(font);
        painter.setPen(theme.color(m_quiet ? Role::Text3 : strong ? Role::Text : Role::Text2));
        painter.drawText(best, Qt::AlignCenter | Qt::TextSingleLine, text);
    }
}

void ScatterView::paintTip(QPainter& painter, const Frame& frame) const {
    const Theme& theme = Theme::instance();
    const ScatterPoint& point = m_spec.points[static_cast<std::size_t>(m_pointed)];
    const QStringList lines = tipLines(m_spec, point);
    QFont bold = theme.font(TextStyle::Micro);
    bold.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(theme.font(TextStyle::Micro));
    double width = QFontMetricsF(bold).horizontalAdvance(lines.first());
    for (const QString& line : lines) {
        width = std::max(width, metrics.horizontalAdvance(line));
    }
    const double row = theme.lineHeight(TextStyle::Micro);
    const QPointF anchor = frame.at(point);
    QRectF box(anchor + QPointF(tipOffset, tipOffset),
               QSizeF(width + 17, row * static_cast<double>(lines.size()) + 12));
    if (box.right() > frame.bounds.right()) {
        box.moveRight(anchor.x() - tipOffset);
    }
    if (box.bottom() > frame.bounds.bottom()) {
        box.moveBottom(anchor.y() - tipOffset);
    }
    box.moveTopLeft({std::max(box.left(), frame.bounds.left()), std::max(box.top(), frame.bounds.top())});
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Role::Tip));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme.color(Role::TipText));
    for (qsizetype at = 0; at < lines.size(); ++at) {
        painter.setFont(at == 0 ? bold : theme.font(TextStyle::Micro));
        painter.drawText(
            QRectF(box.left() + 8, box.top() + 6 + row * static_cast<double>(at), width + 2, row),
            Qt::AlignLeft | Qt::AlignVCenter, lines[at]);
    }
}

ChartDrawing ScatterView::drawing() const {
    return {m_spec.title, m_spec.description, QSizeF(size()),
            [this](QPainter& painter, const QRectF& place) { paintAll(painter, place, false); }};
}

int ScatterView::pointAt(QPointF place) const {
    int nearest = -1;
    double least = reachOfPointer;
    const Frame frame = frameOf(rect());
    for (std::size_t at = 0; at < m_spec.points.size(); ++at) {
        const QPointF off = frame.at(m_spec.points[at]) - place;
        if (const double distance = std::hypot(off.x(), off.y()); distance <= least) {
            least = distance;
            nearest = static_cast<int>(at);
        }
    }
    return nearest;
}

void ScatterView::point(int at) {
    if (at == m_pointed) {
        return;
    }
    m_pointed = at;
    setAccessibleDescription(
        at < 0
            ? m_spec.description
            : m_spec.description + QLatin1Char(' ') +
                  tipLines(m_spec, m_spec.points[static_cast<std::size_t>(at)]).join(QStringLiteral(", ")));
    update();
}

void ScatterView::step(int by) {
    std::vector<int> order(m_spec.points.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [this](int a, int b) {
        return m_spec.points[static_cast<std::size_t>(a)].x < m_spec.points[static_cast<std::size_t>(b)].x;
    });
    if (order.empty()) {
        return;
    }
    const int from = m_pointed >= 0 ? m_pointed : m_selected;
    const auto place = std::find(order.begin(), order.end(), from);
    const auto last = static_cast<std::ptrdiff_t>(order.size()) - 1;
    const std::ptrdiff_t next = place == order.end()
                                    ? (by > 0 ? 0 : last)
                                    : std::clamp<std::ptrdiff_t>(place - order.begin() + by, 0, last);
    point(order[static_cast<std::size_t>(next)]);
}

void ScatterView::mouseMoveEvent(QMouseEvent* event) {
    const int at = m_spec.points.empty() ? -1 : pointAt(event->position());
    setCursor(at >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    point(at);
}

void ScatterView::leaveEvent(QEvent*) {
    point(-1);
}

void ScatterView::mousePressEvent(QMouseEvent* event) {
    const int at = event->button() == Qt::LeftButton ? pointAt(event->position()) : -1;
    if (at >= 0) {
        Q_EMIT picked(at);
    } else {
        QWidget::mousePressEvent(event);
    }
}

void ScatterView::keyPressEvent(QKeyEvent* event) {
    const int all = static_cast<int>(m_spec.points.size());
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return step(-1);
    case Qt::Key_Right:
    case Qt::Key_Down:
        return step(1);
    case Qt::Key_Home:
        return step(-all);
    case Qt::Key_End:
        return step(all);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_pointed >= 0) {
            Q_EMIT picked(m_pointed);
        }
        return;
    case Qt::Key_Escape:
        if (m_pointed >= 0) {
            return point(-1);
        }
        break;
    default:
        break;
    }
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(chartTableText(scatterTable(m_spec)));
        return;
    }
    QWidget::keyPressEvent(event);
}

void ScatterView::openTable() {
    ChartTableDialog(m_spec.title, scatterTable(m_spec), this).exec();
}

void ScatterView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    addChartActions(menu, *this, drawing(), scatterTable(m_spec));
    menu.exec(event->globalPos());
}

} // namespace tastescope
