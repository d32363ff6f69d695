// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_charts.h"

#include "engine/data/readiness.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t mostMarks = 24; // of thin weeks: more would cover the curve

constexpr double millisecondsPerWeek = 7.0 * millisecondsPerDay;
constexpr std::size_t pointsPerArea = 120;

QString tr(const char* text) {
    return QCoreApplication::translate("DataCharts", text);
}

std::vector<std::pair<double, QString>> powersOfTen(double top) {
    std::vector<std::pair<double, QString>> ticks;
    for (double power = 1; power <= top; power *= 10) {
        ticks.emplace_back(power, formatCount(static_cast<qulonglong>(power)));
    }
    return ticks;
}

// Ranks first..last of the long tail, thinned to evenly spaced places on the logarithmic axis.
SeriesSpec tailArea(const Statistics& statistics, std::size_t first, std::size_t last, const QString& name,
                    QColor (*color)(const Theme&)) {
    SeriesSpec area;
    area.name = name;
    area.kind = MarkKind::Area;
    area.color = color;
    area.opacity = 1;
    const double ratio = static_cast<double>(last) / static_cast<double>(first);
    std::size_t previous = 0;
    for (std::size_t step = 0; step <= pointsPerArea; ++step) {
        const double exact =
            static_cast<double>(first) * std::pow(ratio, static_cast<double>(step) / pointsPerArea);
        const std::size_t rank = std::clamp(static_cast<std::size_t>(std::llround(exact)), first, last);
        if (rank != previous) {
            area.x.push_back(static_cast<double>(rank));
            area.y.push_back(static_cast<double>(statistics.eventsByRank[rank - 1]));
            previous = rank;
        }
    }
    return area;
}

// 512, 1k, 2k: short enough to stand below a bar.
QString binLabel(qulonglong events) {
    constexpr qulonglong thousand = 1024;
    return events < thousand              ? QString::number(events)
           : events < thousand * thousand ? tr("%1k").arg(events / thousand)
                                          : tr("%1M").arg(events / thousand / thousand);
}

// The week in which four fifths of all events have happened.
double testBegin(const std::vector<std::uint64_t>& weeks) {
    const double all = static_cast<double>(std::accumulate(weeks.begin(), weeks.end(), std::uint64_t{0}));
    double sum = 0;
    for (std::size_t week = 0; week < weeks.size(); ++week) {
        sum += static_cast<double>(weeks[week]);
        if (sum >= 0.8 * all) {
            return static_cast<double>(week);
        }
    }
    return static_cast<double>(weeks.size());
}

} // namespace

ChartSpec longTailChart(const Statistics& statistics, const ChartWords& words) {
    ChartSpec spec;
    spec.title = tr("Long tail");
    spec.description = tr("Events of each %1 by its rank, both axes logarithmic.").arg(words.item.toLower());
    spec.emptyText = tr("No events yet");
    spec.x = {tr("%1 rank, log scale").arg(words.item), AxisScale::Logarithmic, 1, 10, {}, {}};
    spec.y = {tr("Events"), AxisScale::Logarithmic, 1, 10, {}, {}};
    const auto& byRank = statistics.eventsByRank;
    const std::size_t heard = static_cast<std::size_t>(
        std::find(byRank.begin(), byRank.end(), std::uint64_t{0}) - byRank.begin()); // 0 has no logarithm
    if (heard == 0) {
        return spec;
    }
    spec.emptyText = tr("One %1 has all events").arg(words.item.toLower()); // of one there is no line
    spec.x.high = std::max(10.0, static_cast<double>(heard));
    spec.y.high = std::max(10.0, static_cast<double>(byRank.front()) * 1.1);
    spec.x.ticks = powersOfTen(spec.x.high);
    spec.y.ticks = powersOfTen(spec.y.high);

    const std::size_t head = std::min(heard, std::max<std::size_t>(1, byRank.size() / 100));
    const std::size_t middle = std::min(heard, std::max(head, byRank.size() / 10));
    // A head of one item is no area: small catalogues show it together with the next.
    const bool joined = head == 1;
    struct Part {
        std::size_t first, last;
        QString name;
        double share;
        QColor (*color)(const Theme&);
    };
    const Part parts[] = {{1, head, tr("Top 1 %"), statistics.headShare,
                           [](const Theme& theme) { return theme.sequential(4); }},
                          {head, middle, joined ? tr("Top 10 %") : tr("Next 9 %"),
                           statistics.middleShare + (joined ? statistics.headShare : 0),
                           [](const Theme& theme) { return theme.sequential(3); }},
                          {middle, heard, tr("Long tail"), statistics.tailShare,
                           [](const Theme& theme) { return theme.sequential(1); }}};
    for (const Part& part : parts) {
        if (part.first < part.last) {
            spec.series.push_back(tailArea(statistics, part.first, part.last, part.name, part.color));
        }
        if (part.last > 2 * part.first) { // room for words
            const double centre = std::sqrt(static_cast<double>(part.first) * static_cast<double>(part.last));
            spec.notes.emplace_back(QPointF(centre, std::pow(spec.y.high, 0.2)),
                                    part.name + u'\n' + formatPercent(part.share) + u' ' +
                                        tr("of %1").arg(words.events));
        }
    }
    return spec;
}

ChartSpec lorenzChart(const Statistics& statistics, const ChartWords& words) {
    ChartSpec spec;
    spec.title = tr("Share of events");
    spec.description =
        tr("Share of events held by the least popular share of %1; a straight line would be equality.")
            .arg(words.items);
    spec.emptyText = tr("No events yet");
    spec.x = {tr("Share of %1, least popular first").arg(words.items), AxisScale::Linear, 0, 100, {}, {}};
    spec.y = {tr("Share of %1, %").arg(words.events), AxisScale::Linear, 0, 100, {}, {}};
    for (const int tick : {0, 25, 50, 75, 100}) {
        spec.x.ticks.emplace_back(tick, formatPercent(tick / 100.0));
        spec.y.ticks.emplace_back(tick, formatPercent(tick / 100.0));
    }
    const auto& byRank = statistics.eventsByRank;
    const double all = static_cast<double>(std::accumulate(byRank.begin(), byRank.end(), std::uint64_t{0}));
    if (all == 0) {
        return spec;
    }
    SeriesSpec curve{tr("Events"),
                     MarkKind::Area,
                     {0},
                     {0},
                     {},
                     {},
                     [](const Theme& theme) { return theme.sequential(3); },
                     {},
                     nullptr,
                     LineDash::Solid};
    const double items = static_cast<double>(byRank.size());
    const std::size_t every = std::max<std::size_t>(1, byRank.size() / 200);
    double sum = 0;
    for (std::size_t place = 0; place < byRank.size(); ++place) {
        sum += static_cast<double>(byRank[byRank.size() - 1 - place]);
        if ((place + 1) % every == 0 || place + 1 == byRank.size()) {
            curve.x.push_back(100 * static_cast<double>(place + 1) / items);
            curve.y.push_back(100 * sum / all);
        }
    }
    SeriesSpec equality{tr("Equality"),
                        MarkKind::Line,
                        {0, 100},
                        {0, 100},
                        {},
                        {},
                        [](const Theme& theme) { return theme.color(Role::Outline); },
                        {},
                        nullptr,
                        LineDash::Dashes};
    spec.series = {std::move(curve), std::move(equality)};
    return spec;
}

ChartSpec weeksChart(const std::vector<std::uint64_t>& weeks, Time firstWeek) {
    ChartSpec spec;
    spec.title = tr("Events per week");
    spec.description = tr("Number of events in each week; the newest fifth of all events is shaded.");
    spec.emptyText = tr("The events have no times");
    if (weeks.empty()) {
        return spec;
    }
    const double begin = static_cast<double>(firstWeek);
    spec.x = {{},    AxisScale::Time,
              begin, begin + std::max<double>(1, static_cast<double>(weeks.size() - 1)) * millisecondsPerWeek,
              {},    {}};
    spec.y = {
        tr("Events"),
        AxisScale::Linear,
        0,
        1.1 * static_cast<double>(std::max<std::uint64_t>(1, *std::max_element(weeks.begin(), weeks.end()))),
        {},
        {}};
    SeriesSpec area;
    area.name = tr("Events");
    area.kind = MarkKind::Area;
    const std::size_t every =
        weeks.size() / ChartSpec::maxPoints + 1; // decades of data: several weeks a point
    for (std::size_t week = 0; week < weeks.size(); week += every) {
        double sum = 0;
        const std::size_t end = std::min(weeks.size(), week + every);
        for (std::size_t other = week; other < end; ++other) {
            sum += static_cast<double>(weeks[other]);
        }
        area.x.push_back(begin + static_cast<double>(week) * millisecondsPerWeek);
        area.y.push_back(sum / static_cast<double>(end - week));
    }
    spec.series.push_back(std::move(area));
    spec.references.push_back(
        {begin + testBegin(weeks) * millisecondsPerWeek, tr("Test, newest 20 %"), true});
    const std::vector<std::size_t> thin = thinWeeks(weeks);
    if (thin.size() > mostMarks) {
        spec.description += tr(" %1 weeks are thin, too many to mark each.").arg(thin.size());
    } else if (!thin.empty()) {
        SeriesSpec marks;
        marks.name = tr("Thin weeks");
        marks.kind = MarkKind::Points;
        marks.color = [](const Theme& theme) { return theme.color(Role::Warn); };
        for (const std::size_t week : thin) {
            marks.x.push_back(begin + static_cast<double>(week) * millisecondsPerWeek);
            marks.y.push_back(static_cast<double>(weeks[week]));
        }
        spec.series.push_back(std::move(marks));
    }
    return spec;
}

ChartSpec activityChart(const Statistics& statistics, const ChartWords& words) {
    constexpr int tooFewBins = 3; // 1, 2–3 and 4–7 events
    ChartSpec spec;
    spec.title = tr("Activity");
    spec.description = tr("Number of %1 by how many events they have.").arg(words.users);
    spec.emptyText = tr("No events yet");
    spec.x.title = tr("Events, log scale");
    spec.x.scale = AxisScale::Category;
    spec.y.title = words.users;
    if (statistics.activity.empty()) {
        return spec;
    }
    SeriesSpec bars;
    bars.name = words.users;
    bars.kind = MarkKind::Bar;
    bars.color = [](const Theme& theme) { return theme.sequential(5); };
    bars.emphasis = [](const Theme& theme) { return theme.diverging(2); };
    for (std::size_t bin = 0; bin < statistics.activity.size(); ++bin) {
        spec.x.categories << binLabel(qulonglong{1} << bin);
        bars.x.push_back(static_cast<double>(bin));
        bars.y.push_back(static_cast<double>(statistics.activity[bin]));
        if (bin < tooFewBins) {
            bars.emphasised.push_back(static_cast<int>(bin));
        }
    }
    spec.x.high = static_cast<double>(statistics.activity.size());
    spec.y.high = 1.15 * *std::max_element(bars.y.begin(), bars.y.end());
    spec.series.push_back(std::move(bars));
    if (statistics.medianEventsPerUser >= 1) {
        spec.references.push_back(
            {std::log2(statistics.medianEventsPerUser) - 0.5,
             tr("median %1").arg(formatCount(static_cast<qulonglong>(statistics.medianEventsPerUser))),
             false});
    }
    return spec;
}

ChartSpec ratingsChart(const Statistics& statistics, const ChartWords& words) {
    ChartSpec spec;
    spec.title = tr("Ratings");
    spec.description = tr("Number of %1 by the value they give; the mean is %2.")
                           .arg(words.events, QString::number(statistics.meanValue, 'f', 2));
    spec.emptyText = tr("The events have no values");
    spec.x.title = tr("Value");
    spec.x.scale = AxisScale::Category;
    spec.y.title = words.events;
    if (statistics.values.empty()) {
        return spec;
    }
    SeriesSpec bars;
    bars.name = words.events;
    bars.kind = MarkKind::Bar;
    bars.color = [](const Theme& theme) { return theme.sequential(5); };
    double place = -1; // of the mean, among the bars
    for (std::size_t bin = 0; bin < statistics.values.size(); ++bin) {
        const ValueBin& of = statistics.values[bin];
        spec.x.categories << QString::number(of.low, 'g', 4);
        bars.x.push_back(static_cast<double>(bin));
        bars.y.push_back(static_cast<double>(of.events));
        const double next = bin + 1 < statistics.values.size() ? statistics.values[bin + 1].low : of.high;
        if (statistics.meanValue >= of.low) {
            place = static_cast<double>(bin) +
                    (next > of.low ? std::min(1.0, (statistics.meanValue - of.low) / (next - of.low)) : 0);
        }
    }
    spec.x.high = static_cast<double>(statistics.values.size());
    spec.y.high = 1.15 * *std::max_element(bars.y.begin(), bars.y.end());
    spec.series.push_back(std::move(bars));
    const ValueBin& first = statistics.values.front();
    place -= first.high > first.low ? 0.5 : 0; // a bar's middle is its number; a bin begins left of it
    spec.references.push_back(
        {place, tr("mean %1").arg(QString::number(statistics.meanValue, 'f', 2)), false});
    return spec;
}

} // namespace tastescope
