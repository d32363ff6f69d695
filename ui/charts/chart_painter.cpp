// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_painter.h"

#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

constexpr double labelGap = 6;
constexpr double endLabelStep = 14;
constexpr double tipOffset = 8;
constexpr double maxBarWidth = 48;
constexpr double veilOpacity = 0.65; ///< over what comes after the moment looked at

void drawText(QPainter& painter, QPointF at, Qt::Alignment alignment, const QString& text) {
    const QSizeF size(1000, 40);
    QRectF place(at, size);
    if (alignment & Qt::AlignHCenter) {
        place.moveLeft(at.x() - size.width() / 2);
    } else if (alignment & Qt::AlignRight) {
        place.moveRight(at.x());
    }
    if (alignment & Qt::AlignVCenter) {
        place.moveTop(at.y() - size.height() / 2);
    } else if (alignment & Qt::AlignBottom) {
        place.moveBottom(at.y());
    }
    painter.drawText(place, static_cast<int>(alignment) | Qt::TextSingleLine, text);
}

std::size_t lastFinite(const ChartScene& scene, const SeriesSpec& series) {
    for (std::size_t i = std::min(series.x.size(), series.y.size()); i-- > 0;) {
        const QPointF at = scene.pointPixels(series, i);
        if (!std::isnan(at.x()) && !std::isnan(at.y())) {
            return i;
        }
    }
    return static_cast<std::size_t>(-1);
}

/// From where to where lines that run to the right go between two places on x, in pixels, with `y` among
/// them.
std::pair<double, double> linesBetween(const ChartScene& scene, double left, double right, double y) {
    std::pair span(y, y);
    const auto meet = [&](QPointF at) {
        span = {std::min(span.first, at.y()), std::max(span.second, at.y())};
    };
    for (const SeriesSpec& series : scene.spec.series) {
        const std::size_t points = std::min(series.x.size(), series.y.size());
        if (series.kind != MarkKind::Line || !std::ranges::is_sorted(series.x)) {
            continue;
        }
        for (std::size_t i = 1; i < points; ++i) {
            const QPointF from = scene.pointPixels(series, i - 1);
            const QPointF to = scene.pointPixels(series, i);
            if (!std::isfinite(from.y()) || !std::isfinite(to.y()) || to.x() < left || from.x() > right) {
                continue;
            }
            const QLineF part(from, to);
            const double width = std::max(1e-9, to.x() - from.x());
            meet(part.pointAt(std::clamp((left - from.x()) / width, 0.0, 1.0)));
            meet(part.pointAt(std::clamp((right - from.x()) / width, 0.0, 1.0)));
        }
    }
    return span;
}

/// Points that are many are the ground on which lines are drawn.
bool isCrowd(const SeriesSpec& series) {
    return series.kind == MarkKind::Points && series.x.size() > 100;
}

} // namespace

QColor seriesColor(const SeriesSpec& series) {
    const Theme& theme = Theme::instance();
    return series.color ? series.color(theme) : theme.color(Role::Accent);
}

std::vector<QString> endLabels(const ChartSpec& spec) {
    const auto lines = std::ranges::count_if(spec.series, [](const SeriesSpec& series) {
        return series.kind == MarkKind::Line && !series.name.isEmpty() && std::ranges::is_sorted(series.x);
    });
    std::vector<QString> labels;
    for (const SeriesSpec& series : spec.series) {
        const bool direct =
            series.kind == MarkKind::Line && lines >= 2 && lines <= 5 && std::ranges::is_sorted(series.x);
        labels.push_back(series.endLabel.isEmpty() && direct ? series.name : series.endLabel);
    }
    return labels;
}

QPointF ChartScene::toPixels(double plotX, double plotY) const {
    return {plot.left() + (plotX - x.low) / (x.high - x.low) * plot.width(),
            plot.bottom() - (plotY - y.low) / (y.high - y.low) * plot.height()};
}

QPointF ChartScene::pointPixels(const SeriesSpec& series, std::size_t index) const {
    return toPixels(toPlot(spec.x, series.x[index]), toPlot(spec.y, series.y[index]));
}

QRectF ChartScene::barRect(std::size_t seriesIndex, std::size_t index) const {
    const SeriesSpec& series = spec.series[seriesIndex];
    double bars = 0;
    double place = 0;
    for (std::size_t i = 0; i < spec.series.size(); ++i) {
        if (spec.series[i].kind == MarkKind::Bar) {
            place = i == seriesIndex ? bars : place;
            bars += 1;
        }
    }
    const AxisSpec& valueAxis = horizontal() ? spec.x : spec.y;
    const PlotRange& valueRange = horizontal() ? x : y;
    const double value = std::clamp(toPlot(valueAxis, series.y[index]), valueRange.low, valueRange.high);
    const double zero = std::clamp(0.0, valueRange.low, valueRange.high);
    const PlotRange& steps = horizontal() ? y : x;
    const double slot = (horizontal() ? plot.height() : plot.width()) / (steps.high - steps.low);
    const double group = std::min(slot * 0.72, maxBarWidth * bars);
    const double width = group / bars;
    const double offset = -group / 2 + place * width;
    const double gap = bars > 1 ? 1 : 0;
    if (horizontal()) { // the first category is at the top
        const double middle = plot.top() + (series.x[index] - y.low) / (y.high - y.low) * plot.height();
        const double from = toPixels(zero, 0).x();
        const double to = toPixels(value, 0).x();
        return QRectF(QPointF(from, middle + offset), QPointF(to, middle + offset + width - gap))
            .normalized();
    }
    const double middle = toPixels(series.x[index], 0).x();
    const double from = toPixels(0, zero).y();
    const double to = toPixels(0, value).y();
    return QRectF(QPointF(middle + offset, from), QPointF(middle + offset + width - gap, to)).normalized();
}

ChartItem::ChartItem(const ChartScene& scene, Layer layer, QGraphicsItem* parent)
    : QGraphicsItem(parent)
    , m_scene(scene)
    , m_layer(layer) {
    // Qt Charts: grid 2, axes 3, series from 4 on.
    setZValue(layer == Layer::Below ? 2.5 : 100);
}

QRectF ChartItem::boundingRect() const {
    return m_scene.bounds;
}

void ChartItem::refresh() {
    prepareGeometryChange();
    update();
}

void ChartItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(Theme::instance().font(TextStyle::Micro));
    if (m_layer == Layer::Below) {
        paintShades(*painter);
        paintGrid(*painter);
        for (std::size_t i = 0; i < m_scene.spec.series.size(); ++i) {
            const SeriesSpec& series = m_scene.spec.series[i];
            if (series.kind == MarkKind::Bar) {
                paintBars(*painter, i);
            } else if (isCrowd(series)) {
                paintPoints(*painter, series);
            }
        }
    } else {
        paintNow(*painter);
        paintReferences(*painter);
        for (std::size_t i = 0; i < m_scene.spec.series.size(); ++i) {
            const SeriesSpec& series = m_scene.spec.series[i];
            if (series.kind == MarkKind::Bar || series.kind == MarkKind::Points) {
                paintWhiskers(*painter, i);
            }
            if (series.kind == MarkKind::Points && !isCrowd(series)) {
                paintPoints(*painter, series);
            }
        }
        paintAxisLabels(*painter);
        paintEndLabels(*painter);
        paintNotes(*painter);
        paintCursor(*painter);
    }
    painter->restore();
}

void ChartItem::paintShades(QPainter& painter) const {
    for (const ReferenceLine& line : m_scene.spec.references) {
        if (line.shadeAfter) {
            const double left = m_scene.toPixels(toPlot(m_scene.spec.x, line.x), 0).x();
            painter.fillRect(QRectF(QPointF(std::max(left, m_scene.plot.left()), m_scene.plot.top()),
                                    m_scene.plot.bottomRight()),
                             Theme::instance().color(Role::Sunken));
        }
    }
}

void ChartItem::paintGrid(QPainter& painter) const {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Theme::instance().color(Role::Grid));
    const QRectF& plot = m_scene.plot;
    for (const Tick& tick : m_scene.horizontal() ? m_scene.xTicks : m_scene.yTicks) {
        if (m_scene.horizontal()) {
            const double x = m_scene.toPixels(tick.at, 0).x();
            painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()));
        } else {
            const double y = m_scene.toPixels(0, tick.at).y();
            painter.drawLine(QLineF(plot.left(), y, plot.right(), y));
        }
    }
    if (!m_scene.xTicks.empty()) {
        painter.setPen(Theme::instance().color(Role::Axis));
        painter.drawLine(m_scene.horizontal() ? QLineF(plot.topLeft(), plot.bottomLeft())
                                              : QLineF(plot.bottomLeft(), plot.bottomRight()));
    }
    painter.restore();
}

void ChartItem::paintBars(QPainter& painter, std::size_t index) const {
    const SeriesSpec& series = m_scene.spec.series[index];
    const Theme& theme = Theme::instance();
    const QColor color = seriesColor(series);
    const QColor emphasis = series.emphasis ? series.emphasis(theme) : theme.color(Role::Accent);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
        if (std::isfinite(series.y[i])) {
            const bool emphasised = std::find(series.emphasised.begin(), series.emphasised.end(),
                                              static_cast<int>(i)) != series.emphasised.end();
            painter.fillRect(m_scene.barRect(index, i), emphasised ? emphasis : color);
        }
    }
    painter.restore();
}

void ChartItem::paintWhiskers(QPainter& painter, std::size_t index) const {
    const SeriesSpec& series = m_scene.spec.series[index];
    if (series.low.size() != series.y.size() || series.high.size() != series.y.size()) {
        return;
    }
    painter.setPen(QPen(Theme::instance().color(Role::Text), 1.5));
    for (std::size_t i = 0; i < series.y.size(); ++i) {
        if (!std::isfinite(series.low[i]) || !std::isfinite(series.high[i])) {
            continue;
        }
        constexpr double cap = 4;
        if (m_scene.horizontal()) {
            const double y = m_scene.barRect(index, i).center().y();
            const double from = m_scene.toPixels(toPlot(m_scene.spec.x, series.low[i]), 0).x();
            const double to = m_scene.toPixels(toPlot(m_scene.spec.x, series.high[i]), 0).x();
            painter.drawLines({QLineF(from, y, to, y), QLineF(from, y - cap, from, y + cap),
                               QLineF(to, y - cap, to, y + cap)});
            continue;
        }
        const double x = series.kind == MarkKind::Bar ? m_scene.barRect(index, i).center().x()
                                                      : m_scene.pointPixels(series, i).x();
        const double from = m_scene.toPixels(0, toPlot(m_scene.spec.y, series.low[i])).y();
        const double to = m_scene.toPixels(0, toPlot(m_scene.spec.y, series.high[i])).y();
        painter.drawLines(
            {QLineF(x, from, x, to), QLineF(x - cap, from, x + cap, from), QLineF(x - cap, to, x + cap, to)});
    }
}

void ChartItem::paintPoints(QPainter& painter, const SeriesSpec& series) const {
    const double radius = isCrowd(series) ? 2 : 4;
    painter.setPen(isCrowd(series) ? QPen(Qt::NoPen) : QPen(Theme::instance().color(Role::Surface), 1.5));
    painter.setBrush(seriesColor(series));
    for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
        const QPointF at = m_scene.pointPixels(series, i);
        if (!std::isnan(at.x()) && !std::isnan(at.y())) {
            painter.drawEllipse(at, radius, radius);
        }
    }
}

void ChartItem::paintReferences(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    QPen pen(theme.color(Role::Text3), 1);
    pen.setDashPattern({4, 3});
    for (const ReferenceLine& line : m_scene.spec.references) {
        const double x = m_scene.toPixels(toPlot(m_scene.spec.x, line.x), 0).x();
        if (!(x >= m_scene.plot.left() && x <= m_scene.plot.right())) {
            continue;
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(x, m_scene.plot.top()), QPointF(x, m_scene.plot.bottom()));
        painter.setPen(theme.color(Role::Text3));
        const double width = QFontMetricsF(painter.font()).horizontalAdvance(line.text);
        const bool left = x + width + 8 > m_scene.plot.right();
        drawText(painter, {left ? x - 4 : x + 4, m_scene.plot.top()},
                 Qt::AlignTop | (left ? Qt::AlignRight : Qt::AlignLeft), line.text);
    }
}

void ChartItem::paintNow(QPainter& painter) const {
    if (!m_scene.spec.now) {
        return;
    }
    const Theme& theme = Theme::instance();
    const QRectF& plot = m_scene.plot;
    const double at = toPlot(m_scene.spec.x, *m_scene.spec.now);
    const double x = std::clamp(m_scene.toPixels(at, 0).x(), plot.left(), plot.right());
    QColor veil = theme.color(Role::Surface);
    veil.setAlphaF(static_cast<float>(veilOpacity));
    painter.fillRect(QRectF(QPointF(x, plot.top() - 2), plot.bottomRight()), veil);
    painter.setPen(QPen(theme.color(Role::Text), 1.5));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    painter.setPen(QPen(theme.color(Role::Surface), 1.5));
    for (const SeriesSpec& series : m_scene.spec.series) {
        const auto point = std::ranges::find(series.x, *m_scene.spec.now);
        const auto index = static_cast<std::size_t>(point - series.x.begin());
        if (series.kind == MarkKind::Line && index < series.y.size() && std::isfinite(series.y[index])) {
            painter.setBrush(seriesColor(series));
            painter.drawEllipse(m_scene.pointPixels(series, index), 4, 4);
        }
    }
    painter.setBrush(Qt::NoBrush);
}

void ChartItem::paintAxisLabels(QPainter& painter) const {
    painter.setPen(Theme::instance().color(Role::Text3));
    const QFontMetricsF metrics(painter.font());
    const QRectF& plot = m_scene.plot;
    for (const Tick& tick : m_scene.yTicks) {
        const double y =
            m_scene.horizontal()
                ? plot.top() + (tick.at - m_scene.y.low) / (m_scene.y.high - m_scene.y.low) * plot.height()
                : m_scene.toPixels(0, tick.at).y();
        const double room = plot.left() - labelGap;
        drawText(painter, {room, y}, Qt::AlignRight | Qt::AlignVCenter,
                 metrics.elidedText(tick.text, Qt::ElideRight, room));
    }
    std::vector<double> middles;
    std::vector<double> widths;
    for (const Tick& tick : m_scene.xTicks) { // pushed inside at the ends
        const double half = metrics.horizontalAdvance(tick.text) / 2;
        const double x = m_scene.toPixels(tick.at, 0).x();
        middles.push_back(std::min(std::max(x, half), boundingRect().right() - half));
        widths.push_back(2 * half);
    }
    const std::size_t step = labelStep(middles, widths, labelGap);
    for (std::size_t i = 0; i < middles.size(); i += step) {
        drawText(painter, {middles[i], plot.bottom() + 4}, Qt::AlignHCenter | Qt::AlignTop,
                 m_scene.xTicks[i].text);
    }
    if (m_scene.titled && !m_scene.spec.x.title.isEmpty()) {
        drawText(painter, {plot.right(), plot.bottom() + 4 + metrics.height() + 1},
                 Qt::AlignRight | Qt::AlignTop, m_scene.spec.x.title);
    }
}

void ChartItem::paintEndLabels(QPainter& painter) const {
    const std::vector<QString> texts = endLabels(m_scene.spec);
    std::vector<std::pair<double, QString>> labels;
    for (std::size_t at = 0; at < texts.size(); ++at) {
        const SeriesSpec& series = m_scene.spec.series[at];
        const std::size_t last = lastFinite(m_scene, series);
        if (!texts[at].isEmpty() && last != static_cast<std::size_t>(-1)) {
            double y = m_scene.pointPixels(series, last).y();
            if (series.kind == MarkKind::Area && last < series.low.size()) { // beside its middle
                y = (y + m_scene.toPixels(0, toPlot(m_scene.spec.y, series.low[last])).y()) / 2;
            }
            labels.emplace_back(y, texts[at]);
        }
    }
    std::sort(labels.begin(), labels.end());
    const double step = Theme::instance().scaled(static_cast<int>(endLabelStep));
    for (std::size_t i = 1; i < labels.size(); ++i) {
        labels[i].first = std::max(labels[i].first, labels[i - 1].first + step);
    }
    double limit = m_scene.plot.bottom();
    for (std::size_t i = labels.size(); i-- > 0; limit -= step) {
        labels[i].first = std::min(labels[i].first, limit);
    }
    painter.setPen(Theme::instance().color(Role::Text));
    for (const auto& [y, name] : labels) {
        drawText(painter, {m_scene.plot.right() + labelGap, y}, Qt::AlignLeft | Qt::AlignVCenter, name);
    }
}

void ChartItem::paintNotes(QPainter& painter) const {
    const QFontMetricsF metrics(painter.font());
    std::vector<QRectF> taken;
    for (const auto& [at, text] : m_scene.spec.notes) {
        const QPointF place =
            m_scene.toPixels(toPlot(m_scene.spec.x, at.x()), toPlot(m_scene.spec.y, at.y()));
        const QStringList lines = text.split(u'\n');
        const bool centred = lines.size() > 1;
        const QSizeF size = metrics.size(0, text);
        const double wanted = centred ? place.x() - size.width() / 2 : place.x();
        const double left =
            std::clamp(wanted, m_scene.plot.left() + 2,
                       std::max(m_scene.plot.left() + 2, m_scene.plot.right() - size.width()));
        QRectF box(left - 4, place.y() - size.height() / 2, size.width() + 8, size.height());
        if (!centred && left < wanted) { // beside its place there is no room: above the lines, else below
            const auto [top, bottom] = linesBetween(m_scene, left, left + size.width(), place.y());
            const double head = m_scene.spec.references.empty() ? 0 : metrics.lineSpacing();
            box.moveBottom(top - 4);
            if (box.top() < m_scene.plot.top() + head) {
                box.moveTop(bottom + 6);
            }
        }
        for (const QRectF& other : taken) { // in a small chart notes meet: the later one moves up
            if (box.intersects(other)) {
                box.moveBottom(other.top());
            }
        }
        taken.push_back(box);
        painter.setPen(Theme::instance().color(centred ? Role::Text : Role::Text2));
        for (qsizetype line = 0; line < lines.size(); ++line) {
            const double middle = box.top() + metrics.lineSpacing() * (static_cast<double>(line) + 0.5);
            drawText(painter, {centred ? box.center().x() : left, middle},
                     (centred ? Qt::AlignHCenter : Qt::AlignLeft) | Qt::AlignVCenter, lines[line]);
        }
    }
}

void ChartItem::paintCursor(QPainter& painter) const {
    const QStringList lines = m_scene.cursorShown ? tooltipLines(m_scene) : QStringList();
    if (lines.isEmpty()) {
        return;
    }
    const Theme& theme = Theme::instance();
    QPointF anchor;
    if (m_scene.horizontal()) {
        anchor = {m_scene.plot.center().x(), m_scene.plot.top() + (m_scene.cursor - m_scene.y.low) /
                                                                      (m_scene.y.high - m_scene.y.low) *
                                                                      m_scene.plot.height()};
    } else {
        anchor = {m_scene.toPixels(m_scene.cursor, 0).x(), m_scene.plot.center().y()};
        painter.setPen(QPen(theme.color(Role::Text), 1));
        if (m_scene.spec.x.scale != AxisScale::Category) {
            painter.drawLine(QPointF(anchor.x(), m_scene.plot.top()),
                             QPointF(anchor.x(), m_scene.plot.bottom()));
        }
    }
    if (!m_scene.pointer.isNull()) {
        anchor = m_scene.pointer;
    }
    QFont bold = painter.font();
    bold.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(painter.font());
    double width = QFontMetricsF(bold).horizontalAdvance(lines.first());
    for (const QString& line : lines) {
        width = std::max(width, metrics.horizontalAdvance(line));
    }
    const double row = theme.lineHeight(TextStyle::Micro);
    QRectF box(anchor + QPointF(tipOffset, tipOffset),
               QSizeF(width + 17, row * static_cast<double>(lines.size()) + 12));
    const QRectF bounds = boundingRect();
    if (box.right() > bounds.right()) {
        box.moveRight(anchor.x() - tipOffset);
    }
    if (box.bottom() > bounds.bottom()) {
        box.moveBottom(bounds.bottom());
    }
    box.moveTopLeft({std::max(box.left(), bounds.left()), std::max(box.top(), bounds.top())});
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Role::Tip));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme.color(Role::TipText));
    for (qsizetype i = 0; i < lines.size(); ++i) {
        painter.setFont(i == 0 ? bold : theme.font(TextStyle::Micro));
        drawText(painter, {box.left() + 8, box.top() + 6 + row * (static_cast<double>(i) + 0.5)},
                 Qt::AlignLeft | Qt::AlignVCenter, lines[i]);
    }
}

QStringList tooltipLines(const ChartScene& scene) {
    const AxisSpec& axis = scene.horizontal() ? scene.spec.y : scene.spec.x;
    const double at = fromPlot(axis, scene.cursor);
    QStringList lines{axisText(axis, at)};
    for (const SeriesSpec& series : scene.spec.series) {
        for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
            if (std::abs(toPlot(axis, series.x[i]) - scene.cursor) > 1e-9 * std::max(1.0, std::abs(at)) ||
                std::isnan(series.y[i])) {
                continue;
            }
            QString line = series.name.isEmpty()
                               ? valueText(series.y[i])
                               : QStringLiteral("%1 %2").arg(series.name, valueText(series.y[i]));
            if (i < series.low.size() && i < series.high.size()) {
                line += QStringLiteral(" %1 %2")
                            .arg(QChar(0x00B1))
                            .arg(valueText((series.high[i] - series.low[i]) / 2));
            }
            lines += line;
            break;
        }
    }
    return lines.size() > 1 ? lines : QStringList();
}

} // namespace tastescope
