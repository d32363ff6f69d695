// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/watch_chart.h"

#include "ui/charts/chart_scale.h"
#include "ui/pages/ab/ab_words.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr double daysAWeek = 7;
constexpr int boundaryPoints = 60;

QString tr(const char* text) {
    return QCoreApplication::translate("WatchChart", text);
}

QColor textColor(const Theme& theme) {
    return theme.color(Role::Text);
}
QColor quietColor(const Theme& theme) {
    return theme.color(Role::Text3);
}

QString signedTick(double value) {
    return value == 0 ? QStringLiteral("0")
                      : (value > 0 ? u'+' : QChar(0x2212)) + effectText(std::abs(value));
}
QString pointsTick(double value) {
    return signedTick(value);
}
QString peopleTick(double value) {
    QString text = value < 10'000 ? formatCount(static_cast<qulonglong>(std::llround(value)))
                                  : formatShort(static_cast<qulonglong>(std::llround(value)));
    return text.replace(QStringLiteral(".0 "), QStringLiteral(" "));
}

struct Shown {
    const ResultsAnswer& answer;
    const Comparison& comparison;
    const MetricSample& metric;
    const WatchedComparison& watched;
    double needed;
    double unit; ///< of the axis: percentage points of a proportion

    Shown(const ResultsAnswer& from, int at)
        : answer(from)
        , comparison(from.reading.comparisons[static_cast<std::size_t>(at)])
        , metric(from.table.sample.metrics[comparison.metric])
        , watched(from.watched[static_cast<std::size_t>(at)])
        , needed(from.needed[static_cast<std::size_t>(at)])
        , unit(metric.kind == MetricKind::Proportion ? 100 : 1) {}

    QString name() const {
        return tr("%1, %2 against %3")
            .arg(toQString(metric.id), toQString(answer.table.sample.arms[comparison.arm]),
                 toQString(answer.table.sample.arms[0]));
    }
    double control() const { return metric.arms[0].count(); }
    QString nowWords() const {
        const Estimate& now = watched.now.difference;
        const QString points = metric.kind == MetricKind::Proportion ? tr(" points") : QString();
        return now.hasInterval() ? tr("%1%2, %3")
                                       .arg(differenceText(metric.kind, now.value), points,
                                            differenceRange(metric.kind, now))
                                 : differenceText(metric.kind, now.value) + points;
    }
};

/// The range of what is drawn, without the ends of the widest looks: the first days would leave no room.
std::pair<double, double> rangeOf(const std::vector<Watched>& looks, double unit) {
    double low = 0;
    double high = 0;
    std::vector<double> widths;
    for (const Watched& look : looks) {
        if (look.difference.hasInterval()) {
            widths.push_back((look.difference.high - look.difference.low) * unit);
        }
    }
    std::ranges::sort(widths);
    const double most = widths.empty() ? 0 : 1.2 * widths[widths.size() / 2];
    for (const Watched& look : looks) {
        const Estimate& e = look.difference;
        if (e.hasInterval()) {
            low = std::min(low, std::max(e.low * unit, e.value * unit - most));
            high = std::max(high, std::min(e.high * unit, e.value * unit + most));
        } else if (!std::isnan(e.value)) {
            low = std::min(low, e.value * unit);
            high = std::max(high, e.value * unit);
        }
    }
    const double room = high > low ? 0.08 * (high - low) : 1;
    return {low - room, high + room};
}

/// A look as the chart has room for it.
void addLook(SeriesSpec& line, double x, const Estimate& e, double unit, double bottom, double top) {
    line.x.push_back(x);
    line.y.push_back(std::isnan(e.value) ? e.value : std::clamp(e.value * unit, bottom, top));
    line.low.push_back(e.hasInterval() ? std::clamp(e.low * unit, bottom, top) : bottom);
    line.high.push_back(e.hasInterval() ? std::clamp(e.high * unit, bottom, top) : top);
}

SeriesSpec noDifference(double from, double to) {
    SeriesSpec zero;
    zero.name = tr("no difference");
    zero.kind = MarkKind::Area;
    zero.opacity = 0;
    zero.color = textColor;
    zero.x = {from, to};
    zero.y = {0, 0};
    zero.low = {0, 0};
    zero.high = {0, 0};
    return zero;
}

SeriesSpec lastPoint(double x, double y) {
    SeriesSpec point;
    point.name = tr("now");
    point.kind = MarkKind::Points;
    point.x = {x};
    point.y = {y};
    return point;
}

ChartSpec byDay(const Shown& shown) {
    ChartSpec spec;
    const std::vector<Watched>& looks = shown.watched.days;
    const auto days = static_cast<double>(looks.size());
    const double perDay = shown.control() / days;
    const double end =
        std::isnan(shown.needed) || !(perDay > 0) ? days : std::ceil(shown.needed / perDay - 1e-9);
    const bool later = end > days && end < 40 * days;
    const double last = later ? std::ceil(end / daysAWeek) * daysAWeek : days * 1.04;
    const auto [bottom, top] = rangeOf(looks, shown.unit);
    SeriesSpec band;
    band.name = tr("difference");
    for (std::size_t day = 0; day < looks.size(); ++day) {
        addLook(band, static_cast<double>(day + 1), looks[day].difference, shown.unit, bottom, top);
    }
    spec.x = {tr("day"), AxisScale::Linear, 0, last, {}, wholeTicks(0, last)};
    spec.y = {{}, AxisScale::Linear, bottom, top, {}, roundTicks(bottom, top, pointsTick)};
    const double y = band.y.back();
    spec.series = {noDifference(0, last), band, lastPoint(days, y)};
    if (later) {
        spec.references.push_back({days, {}, true});
    }
    if (end <= days || later) {
        spec.references.push_back({end, tr("enough people, day %1").arg(std::llround(end)), false});
    }
    spec.notes = {{{days + 0.015 * last, y}, shown.nowWords()}};
    spec.description = tr("After day %1 the difference is %2.").arg(looks.size()).arg(shown.nowWords());
    return spec;
}

ChartSpec oneLook(const Shown& shown) {
    ChartSpec spec;
    const double n = shown.watched.now.n;
    const double end = std::isnan(shown.needed) ? n : std::max(n, shown.needed);
    const double last = end * 1.06;
    SeriesSpec border;
    border.name = tr("too small to tell from chance");
    border.color = quietColor;
    for (int step = 1; step <= boundaryPoints; ++step) {
        const double people = last * step / boundaryPoints;
        const Watched none = alwaysValid(people, 0, shown.watched.variance, shown.watched.tau2,
                                         shown.answer.table.sample.alpha);
        if (none.difference.hasInterval()) {
            border.x.push_back(people);
            border.low.push_back(none.difference.low * shown.unit);
            border.high.push_back(none.difference.high * shown.unit);
        }
    }
    const Estimate& now = shown.watched.now.difference;
    const double reach = 1.2 * std::max({std::abs(now.low), std::abs(now.high), 1e-300}) * shown.unit;
    for (std::size_t at = 0; at < border.x.size(); ++at) {
        border.low[at] = std::max(border.low[at], -reach);
        border.high[at] = std::min(border.high[at], reach);
    }
    border.y.assign(border.x.size(), std::nan("")); // the band alone, without a line in it
    SeriesSpec point = lastPoint(n, now.value * shown.unit);
    point.low = {now.low * shown.unit};
    point.high = {now.high * shown.unit};
    spec.x = {tr("people an arm"), AxisScale::Linear, 0, last, {}, roundTicks(0, last, peopleTick)};
    spec.y = {{}, AxisScale::Linear, -reach, reach, {}, roundTicks(-reach, reach, pointsTick)};
    spec.series = {border, noDifference(0, last), point};
    if (!std::isnan(shown.needed)) {
        spec.references = {
            {shown.needed, tr("enough people, %1").arg(peopleTick(std::ceil(shown.needed))), false}};
    }
    spec.notes = {{{0.02 * last, -0.88 * reach}, shown.nowWords()}};
    spec.description = tr("With %1 people an arm the difference is %2.").arg(peopleTick(n), shown.nowWords());
    return spec;
}

} // namespace

ChartSpec watchChart(const ResultsAnswer* answer, int at) {
    ChartSpec spec;
    if (answer && at >= 0) {
        const Shown shown(*answer, at);
        if (shown.metric.spread && shown.watched.now.difference.hasInterval()) {
            spec = shown.watched.days.size() > 1 ? byDay(shown) : oneLook(shown);
        } else {
            spec.emptyText = tr("Nothing can be watched in %1: no spread over people is known")
                                 .arg(toQString(shown.metric.id));
        }
        spec.title = shown.name();
        return spec;
    }
    spec.title = tr("Difference, day by day");
    spec.emptyText = tr("How the difference settles, in a band that stays valid whenever you look");
    return spec;
}

WatchWords watchWords(const ResultsAnswer& answer, int at) {
    const Shown shown(answer, at);
    const Watched& now = shown.watched.now;
    if (!now.difference.hasInterval()) {
        return {NoteKind::Hint, tr("Without a spread over people there is no band to look at.")};
    }
    const std::size_t looks = std::max<std::size_t>(1, shown.watched.days.size());
    const auto together = running(shown.watched.days);
    const double p = together.empty() ? now.p : together.back().p;
    const QString often = looks == 1 ? tr("one look") : tr("%1 daily looks").arg(looks);
    if (p < answer.table.sample.alpha && now.difference.excludesZero()) {
        return {NoteKind::Finding,
                tr("You may stop here: the band leaves zero out, and would be right however often you looked "
                   "(%1 so far). It is wider than the table's interval, which assumes one look at the end.")
                    .arg(often)};
    }
    if (p < answer.table.sample.alpha) {
        return {NoteKind::Hint,
                tr("An earlier look left zero out, the last one does not. Who would have stopped then had a "
                   "finding; what is known now is the band of today.")};
    }
    if (std::isnan(shown.needed) || now.n < shown.needed) {
        return {NoteKind::Hint,
                tr("Keep running. The table assumes one look at the end; this wider band still holds zero "
                   "after %1.")
                    .arg(often)};
    }
    return {NoteKind::Hint, tr("As many people came as were planned, and the band still holds zero after %1: "
                               "the effect planned for is not shown.")
                                .arg(often)};
}

QString madeForWords(const ResultsAnswer& answer, int at) {
    const Shown shown(answer, at);
    const double effect = answer.effects[static_cast<std::size_t>(at)];
    if (std::isnan(effect)) {
        return tr("made for what 10,000 people an arm find");
    }
    const QString size = differenceText(shown.metric.kind, effect).mid(1);
    return shown.metric.kind == MetricKind::Proportion
               ? tr("made for a difference of %1 points, as planned").arg(size)
               : tr("made for a difference of %1, as planned").arg(size);
}

} // namespace tastescope
