// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"

#include "ui/charts/chart_actions.h"
#include "ui/charts/chart_painter.h"
#include "ui/charts/chart_table_dialog.h"
#include "ui/charts/marker.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFontMetrics>
#include <QKeyEvent>
#include <QMenu>
#include <QMetaMethod>
#include <QPainter>
#include <QResizeEvent>
#include <QVBoxLayout>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>

#include <algorithm>
#include <cmath>
#include <set>

namespace tastescope {

namespace {

constexpr double bandOpacity = 0.14;
constexpr float faintOpacity = 0.3F;
constexpr int titledHeight = 130;
constexpr double closest = 1e-6; ///< share of the whole axis that the wheel still cuts

// The words at the ticks are painted by ChartItem, so the labels only have to be distinct.
QCategoryAxis* makeAxis(const PlotRange& range, const std::vector<Tick>& ticks) {
    auto* axis = new QCategoryAxis;
    axis->setRange(range.low, range.high);
    axis->setStartValue(range.low - 1);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        axis->append(QString::number(i), ticks[i].at);
    }
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setLabelsVisible(false);
    // ChartItem paints both: here the ends of the range would get grid lines too, and the axis line would
    // stay behind when the view changes its size.
    axis->setGridLineVisible(false);
    axis->setLineVisible(false);
    return axis;
}

} // namespace

struct ChartView::Impl {
    ChartView* self;
    QChart* chart = nullptr;
    QChartView* view = nullptr;
    ChartScene scene;
    ChartItem* below = nullptr;
    ChartItem* above = nullptr;
    PlotRange full; ///< the x range before any zooming
    bool zoomed = false;

    void rebuild();
    void layOut();
    void addLines(const SeriesSpec& series);
    void addArea(const SeriesSpec& series, const std::vector<double>& low, const std::vector<double>& high,
                 double opacity, bool edge);
    void attach(QAbstractSeries* series);
    std::vector<double> stops() const; ///< plot units the cursor snaps to
    void moveCursor(double plot, QPointF pointer);
    void stepCursor(int by);
    void clickCursor(); ///< what a click on the point under the cursor does
    void hideCursor();
    bool empty() const;
    double plotAt(QPointF pixels) const;
    ChartDrawing drawing() const;
    void paintAnew(QPainter& painter, const QRectF& place) const;
    void layOutUnseen(const QSize& size);
    void paintEmpty(QPainter& painter, const QRectF& place) const;
};

bool ChartView::Impl::empty() const {
    return std::all_of(scene.spec.series.begin(), scene.spec.series.end(),
                       [](const SeriesSpec& series) { return series.x.empty() || series.y.empty(); });
}

void ChartView::Impl::attach(QAbstractSeries* series) {
    chart->addSeries(series);
    for (QAbstractAxis* axis : chart->axes()) {
        series->attachAxis(axis);
    }
}

void ChartView::Impl::addLines(const SeriesSpec& series) {
    QColor color = seriesColor(series);
    color.setAlphaF(series.faint ? faintOpacity : 1);
    const QPen pen = linePen(color, series.dash);
    QLineSeries* line = nullptr;
    for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
        const QPointF at(toPlot(scene.spec.x, series.x[i]), toPlot(scene.spec.y, series.y[i]));
        if (!std::isfinite(at.x()) || !std::isfinite(at.y())) {
            line = nullptr; // a gap: the rest goes on in a series of its own
            continue;
        }
        if (!line) {
            line = new QLineSeries;
            line->setPen(pen);
            attach(line);
        }
        line->append(at);
    }
}

void ChartView::Impl::addArea(const SeriesSpec& series, const std::vector<double>& low,
                              const std::vector<double>& high, double opacity, bool edge) {
    auto* upper = new QLineSeries;
    auto* lower = new QLineSeries;
    const std::size_t points = std::min({series.x.size(), low.size(), high.size()});
    for (std::size_t i = 0; i < points; ++i) {
        const double x = toPlot(scene.spec.x, series.x[i]);
        const double top = toPlot(scene.spec.y, high[i]);
        const double bottom = toPlot(scene.spec.y, low[i]);
        if (std::isfinite(x) && std::isfinite(top)) {
            upper->append(x, top);
            lower->append(x, std::isfinite(bottom) ? bottom : scene.y.low);
        }
    }
    auto* area = new QAreaSeries(upper, lower);
    upper->setParent(area);
    lower->setParent(area);
    QColor fill = seriesColor(series);
    fill.setAlphaF(static_cast<float>(opacity));
    area->setBrush(fill);
    area->setPen(Qt::NoPen);
    area->setBorderColor(Qt::transparent);
    attach(area);
    if (edge) {
        addLines(series);
    }
}

void ChartView::Impl::rebuild() {
    const ChartSpec& spec = scene.spec;
    chart->removeAllSeries();
    for (QAbstractAxis* axis : chart->axes()) {
        chart->removeAxis(axis);
        delete axis;
    }
    std::vector<double> xs;
    std::vector<double> ys;
    for (const SeriesSpec& series : spec.series) {
        std::vector<double>& values = scene.horizontal() ? xs : ys;
        values.insert(values.end(), series.y.begin(), series.y.end());
        values.insert(values.end(), series.low.begin(), series.low.end());
        values.insert(values.end(), series.high.begin(), series.high.end());
        if (!scene.horizontal()) {
            xs.insert(xs.end(), series.x.begin(), series.x.end());
        }
    }
    if (!zoomed) {
        full = plotRange(spec.x, xs);
        scene.x = full;
    }
    scene.y = plotRange(spec.y, ys);
    scene.xTicks = empty() ? std::vector<Tick>() : axisTicks(spec.x, scene.x);
    scene.yTicks = empty() ? std::vector<Tick>() : axisTicks(spec.y, scene.y);
    if (!empty()) {
        chart->addAxis(makeAxis(scene.x, scene.xTicks), Qt::AlignBottom);
        chart->addAxis(makeAxis(scene.y, scene.yTicks), Qt::AlignLeft);
        // Axes need a series to be scaled against, also when only bars and points are painted.
        attach(new QLineSeries);
        for (const SeriesSpec& series : spec.series) {
            if (series.kind == MarkKind::Area) {
                const bool band = series.low.size() == series.y.size() && !series.low.empty();
                const std::vector<double> floor(series.y.size(), fromPlot(spec.y, scene.y.low));
                addArea(series, band ? series.low : floor, band ? series.high : series.y, series.opacity,
                        true);
            } else if (series.kind == MarkKind::Line) {
                if (series.low.size() == series.y.size() && !series.low.empty()) {
                    addArea(series, series.low, series.high, bandOpacity, false);
                }
                addLines(series);
            }
        }
    }
    layOut();
}

void ChartView::Impl::layOut() {
    const Theme& theme = Theme::instance();
    const QFontMetricsF metrics(theme.font(TextStyle::Micro));
    double left = 4;
    for (const Tick& tick : scene.yTicks) {
        left = std::max(left, metrics.horizontalAdvance(tick.text) + 8);
    }
    left = std::min(left, self->width() * 0.4);
    double right = 8;
    for (const QString& label : endLabels(scene.spec)) {
        right = label.isEmpty() ? right : std::max(right, metrics.horizontalAdvance(label) + 10);
    }
    // In a low chart the words would take a third of the height; the tooltip still says them.
    scene.titled = self->height() >= theme.scaled(titledHeight);
    const double bottom = metrics.height() * (scene.titled && !scene.spec.x.title.isEmpty() ? 2 : 1) + 6;
    below->refresh();
    above->refresh();
    scene.bounds = QRectF(0, 0, self->width(), self->height());
    scene.plot = scene.bounds.adjusted(left, metrics.height() / 2 + 1, -std::min(right, self->width() * 0.35),
                                       -bottom);
    chart->setPlotArea(scene.plot);
    below->update();
    above->update();
}

std::vector<double> ChartView::Impl::stops() const {
    const AxisSpec& axis = scene.horizontal() ? scene.spec.y : scene.spec.x;
    std::set<double> all;
    for (const SeriesSpec& series : scene.spec.series) {
        for (const double x : series.x) {
            const double plot = toPlot(axis, x);
            if (std::isfinite(plot)) {
                all.insert(plot);
            }
        }
    }
    return {all.begin(), all.end()};
}

double ChartView::Impl::plotAt(QPointF pixels) const {
    if (scene.horizontal()) {
        return scene.y.low +
               (pixels.y() - scene.plot.top()) / scene.plot.height() * (scene.y.high - scene.y.low);
    }
    return scene.x.low + (pixels.x() - scene.plot.left()) / scene.plot.width() * (scene.x.high - scene.x.low);
}

void ChartView::Impl::moveCursor(double plot, QPointF pointer) {
    const std::vector<double> all = stops();
    if (all.empty()) {
        return;
    }
    scene.cursor = *std::min_element(all.begin(), all.end(), [plot](double a, double b) {
        return std::abs(a - plot) < std::abs(b - plot);
    });
    scene.pointer = pointer;
    scene.cursorShown = true;
    self->setAccessibleDescription(scene.spec.description + QLatin1Char(' ') +
                                   tooltipLines(scene).join(QStringLiteral(", ")));
    above->refresh();
}

void ChartView::Impl::stepCursor(int by) {
    const std::vector<double> all = stops();
    if (all.empty()) {
        return;
    }
    auto at = std::lower_bound(all.begin(), all.end(), scene.cursor - 1e-9) - all.begin();
    if (scene.cursorShown || std::abs(by) > 1) { // Home and End are what they are from anywhere
        at += by;
    } else {
        at = by > 0 ? 0 : static_cast<std::ptrdiff_t>(all.size()) - 1;
    }
    at = std::clamp<std::ptrdiff_t>(at, 0, static_cast<std::ptrdiff_t>(all.size()) - 1);
    moveCursor(all[static_cast<std::size_t>(at)], {});
}

void ChartView::Impl::clickCursor() {
    const AxisSpec& axis = scene.horizontal() ? scene.spec.y : scene.spec.x;
    for (std::size_t s = 0; s < scene.spec.series.size(); ++s) {
        const SeriesSpec& series = scene.spec.series[s];
        for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
            if (toPlot(axis, series.x[i]) == scene.cursor) {
                Q_EMIT self->pointClicked(static_cast<int>(s), static_cast<int>(i));
                return;
            }
        }
    }
}

void ChartView::Impl::hideCursor() {
    scene.cursorShown = false;
    self->setAccessibleDescription(scene.spec.description);
    above->refresh();
}

ChartDrawing ChartView::Impl::drawing() const {
    return {scene.spec.title, scene.spec.description, QSizeF(self->size()),
            [this](QPainter& painter, const QRectF& place) { paintAnew(painter, place); }};
}

/// By a twin that is never shown: what is on the screen keeps its size and colours, and what the pointer or
/// the keys have opened over the chart is no part of the picture.
void ChartView::Impl::paintAnew(QPainter& painter, const QRectF& place) const {
    if (empty()) {
        paintEmpty(painter, place);
        return;
    }
    ChartView twin;
    Impl& other = *twin.m_impl;
    other.scene.spec = scene.spec;
    other.scene.x = scene.x;
    other.full = full;
    other.zoomed = zoomed;
    other.layOutUnseen(place.size().toSize());
    other.view->render(&painter, place, QRect({}, other.view->viewport()->size()), Qt::IgnoreAspectRatio);
}

/// Widgets that are not shown are not told of their size: it is said here, to those that look at it.
void ChartView::Impl::layOutUnseen(const QSize& size) {
    self->resize(size);
    view->resize(size);
    for (QWidget* part : {static_cast<QWidget*>(view), view->viewport()}) {
        QResizeEvent event(part->size(), {});
        QApplication::sendEvent(part, &event);
    }
    rebuild();
}

void ChartView::Impl::paintEmpty(QPainter& painter, const QRectF& place) const {
    const Theme& theme = Theme::instance();
    painter.setFont(theme.font(TextStyle::Small));
    painter.setPen(theme.color(Role::Text3));
    painter.drawText(place.adjusted(16, 0, -16, 0), Qt::AlignCenter | Qt::TextWordWrap, scene.spec.emptyText);
}

ChartView::ChartView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
    Impl& impl = *m_impl;
    impl.self = this;
    impl.chart = new QChart;
    impl.chart->setMargins({});
    impl.chart->layout()->setContentsMargins(0, 0, 0, 0);
    impl.chart->setBackgroundVisible(false);
    impl.chart->legend()->hide();
    impl.chart->setAnimationOptions(QChart::NoAnimation);
    impl.view = new QChartView(impl.chart, this);
    impl.view->setRenderHint(QPainter::Antialiasing);
    impl.view->setFrameShape(QFrame::NoFrame);
    impl.view->setFocusPolicy(Qt::NoFocus);
    impl.view->viewport()->setFocusPolicy(Qt::NoFocus);
    impl.view->setAttribute(Qt::WA_TransparentForMouseEvents);
    impl.view->setBackgroundBrush(Qt::NoBrush);
    impl.view->viewport()->setAutoFillBackground(false);
    impl.view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    impl.view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    impl.below = new ChartItem(impl.scene, ChartItem::Layer::Below, impl.chart);
    impl.above = new ChartItem(impl.scene, ChartItem::Layer::Above, impl.chart);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(impl.view);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    connect(&Theme::instance(), &Theme::changed, this, [this] { m_impl->rebuild(); });
}

ChartView::~ChartView() = default;

void ChartView::setSpec(const ChartSpec& spec) {
    m_impl->scene.spec = spec;
    m_impl->scene.cursorShown = false;
    m_impl->zoomed = false;
    setAccessibleName(spec.title);
    setAccessibleDescription(spec.description);
    m_impl->view->setAccessibleName(spec.title);
    m_impl->rebuild();
    update();
}

const ChartSpec& ChartView::spec() const {
    return m_impl->scene.spec;
}

QSize ChartView::minimumSizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.scaled(160), theme.scaled(96)};
}

void ChartView::paintEvent(QPaintEvent*) {
    if (m_impl->empty()) {
        QPainter painter(this);
        m_impl->paintEmpty(painter, rect());
    }
}

void ChartView::resizeEvent(QResizeEvent*) {
    m_impl->view->resize(size());
    m_impl->layOut();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
    if (m_impl->scene.plot.adjusted(-8, -8, 8, 8).contains(event->position())) {
        m_impl->moveCursor(m_impl->plotAt(event->position()), event->position());
    } else {
        m_impl->hideCursor();
    }
}

void ChartView::leaveEvent(QEvent*) {
    m_impl->hideCursor();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_impl->empty()) {
        QWidget::mousePressEvent(event);
        return;
    }
    const ChartScene& scene = m_impl->scene;
    int bestSeries = -1;
    int bestIndex = -1;
    double best = 1e300;
    for (std::size_t s = 0; s < scene.spec.series.size(); ++s) {
        const SeriesSpec& series = scene.spec.series[s];
        for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
            double distance;
            if (series.kind == MarkKind::Bar) {
                // The whole column of a bar answers, also where the bar itself is short.
                const QRectF bar = scene.barRect(s, i);
                distance = scene.horizontal() ? std::abs(bar.center().y() - event->position().y())
                                              : std::abs(bar.center().x() - event->position().x());
            } else {
                const QPointF off = scene.pointPixels(series, i) - event->position();
                distance = series.kind == MarkKind::Points ? std::hypot(off.x(), off.y()) : std::abs(off.x());
            }
            if (distance < best) {
                best = distance;
                bestSeries = static_cast<int>(s);
                bestIndex = static_cast<int>(i);
            }
        }
    }
    if (bestSeries >= 0 && scene.plot.adjusted(-4, -4, 4, 4).contains(event->position())) {
        Q_EMIT pointClicked(bestSeries, bestIndex);
    }
}

void ChartView::mouseDoubleClickEvent(QMouseEvent*) {
    m_impl->zoomed = false;
    m_impl->rebuild();
}

void ChartView::wheelEvent(QWheelEvent* event) {
    if (!(event->modifiers() & Qt::ControlModifier) || m_impl->scene.horizontal() ||
        m_impl->scene.spec.x.scale == AxisScale::Category) {
        event->ignore();
        return;
    }
    event->accept();
    const int turn = event->angleDelta().y();
    PlotRange& range = m_impl->scene.x;
    const PlotRange& full = m_impl->full;
    if (turn == 0 || (turn > 0 && range.high - range.low < closest * (full.high - full.low))) {
        return;
    }
    const double factor = turn > 0 ? 0.8 : 1.25;
    const double at = m_impl->plotAt(event->position());
    range.low = std::max(full.low, at - (at - range.low) * factor);
    range.high = std::min(full.high, at + (range.high - at) * factor);
    m_impl->zoomed = true;
    m_impl->rebuild();
}

void ChartView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return m_impl->stepCursor(-1);
    case Qt::Key_Right:
    case Qt::Key_Down:
        return m_impl->stepCursor(1);
    case Qt::Key_Home:
        return m_impl->stepCursor(-ChartSpec::maxPoints);
    case Qt::Key_End:
        return m_impl->stepCursor(ChartSpec::maxPoints);
    case Qt::Key_Escape:
        if (m_impl->scene.cursorShown) {
            return m_impl->hideCursor();
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        // Where nobody listens the key is the dialog's.
        if (m_impl->scene.cursorShown &&
            isSignalConnected(QMetaMethod::fromSignal(&ChartView::pointClicked))) {
            return m_impl->clickCursor();
        }
        break;
    default:
        break;
    }
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(chartTableText(chartTable(spec())));
        return;
    }
    QWidget::keyPressEvent(event);
}

void ChartView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    addChartActions(menu, *this, m_impl->drawing(), chartTable(spec()));
    menu.exec(event->globalPos());
}

} // namespace tastescope
