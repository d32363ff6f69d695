// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cold_start/rehearsal_chart.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("RehearsalChart", text);
}

using Color = QColor (*)(const Theme&);
/// c1, c3, c2, c5, then the rest, as UI §2 orders dashes; popularity is c8 everywhere.
constexpr std::array<Color, 7> strategyColors{
    [](const Theme& theme) { return theme.categorical(0); },
    [](const Theme& theme) { return theme.categorical(2); },
    [](const Theme& theme) { return theme.categorical(1); },
    [](const Theme& theme) { return theme.categorical(4); },
    [](const Theme& theme) { return theme.categorical(3); },
    [](const Theme& theme) { return theme.categorical(5); },
    [](const Theme& theme) { return theme.categorical(6); },
};
constexpr std::array<LineDash, 4> dashes{LineDash::Solid, LineDash::Dashes, LineDash::Dots,
                                         LineDash::DashDot};
constexpr Color popularityColor = [](const Theme& theme) { return theme.categorical(7); };
constexpr Color ceilingColor = [](const Theme& theme) { return theme.color(Role::Text3); };

const MetricValue* metricIn(const std::vector<MetricValue>& metrics) {
    const auto found = std::ranges::find(metrics, std::string_view(rehearsedMetric), &MetricValue::key);
    return found == metrics.end() ? nullptr : &*found;
}

/// The same over all numbers of questions.
SeriesSpec level(const QString& name, const MetricValue& value, double last, Color color) {
    SeriesSpec series;
    series.name = name;
    series.endLabel = name; // they are more than are named by themselves
    series.x = {0, last};
    series.y = {value.value, value.value};
    series.color = color;
    series.dash = LineDash::Dots;
    return series;
}

QString describe(const PeopleRehearsal& rehearsal) {
    const OnboardingPoint* best = nullptr;
    for (const OnboardingPoint& point : rehearsal.curve) {
        const MetricValue* value = metricIn(point.metrics);
        if (value && (!best || value->value > metricIn(best->metrics)->value)) {
            best = &point;
        }
    }
    return best ? tr("Highest is %1 with %2 after %3 questions; popularity gives %4.")
                      .arg(strategyTitle(best->strategy), formatMetric(metricIn(best->metrics)->value))
                      .arg(best->questions)
                      .arg(formatMetric(metricIn(rehearsal.popularity)->value))
                : QString();
}

} // namespace

QString strategyTitle(AskStrategy strategy) {
    switch (strategy) {
    case AskStrategy::Tree:
        return tr("Most telling first");
    case AskStrategy::Adaptive:
        return tr("Where taste is least known");
    case AskStrategy::Diverse:
        return tr("Spread over tastes");
    case AskStrategy::PopularityEntropy:
        return tr("Popular and divisive");
    case AskStrategy::Popular:
        return tr("Best known first");
    case AskStrategy::Entropy:
        return tr("Most divisive first");
    case AskStrategy::Random:
        break;
    }
    return tr("Drawn at random");
}

ChartSpec rehearsalChart(const PeopleRehearsal* rehearsal, std::size_t answers) {
    ChartSpec spec;
    spec.title = tr("Accuracy by questions");
    spec.emptyText = tr("Rehearse with people who are kept back: they answer as strangers");
    spec.x.title = tr("Questions asked");
    if (!rehearsal || rehearsal->curve.empty()) {
        return spec;
    }
    spec.description = describe(*rehearsal);
    double last = 1;
    double low = metricIn(rehearsal->popularity)->value;
    double high = metricIn(rehearsal->fullHistory)->value;
    std::vector<AskStrategy> strategies;
    for (const OnboardingPoint& point : rehearsal->curve) {
        const MetricValue& value = *metricIn(point.metrics);
        if (strategies.empty() || strategies.back() != point.strategy) {
            SeriesSpec series;
            series.name = strategyTitle(point.strategy);
            series.endLabel = series.name;
            series.color = strategyColors[strategies.size() % strategyColors.size()];
            series.dash = dashes[strategies.size() % dashes.size()];
            spec.series.push_back(std::move(series));
            strategies.push_back(point.strategy);
        }
        SeriesSpec& series = spec.series.back();
        series.x.push_back(static_cast<double>(point.questions));
        series.y.push_back(value.value);
        series.low.push_back(value.low);
        series.high.push_back(value.high);
        last = std::max(last, static_cast<double>(point.questions));
        low = std::fmin(std::fmin(low, value.value), value.low); // one person has no interval
        high = std::fmax(std::fmax(high, value.value), value.high);
    }
    spec.series.push_back(
        level(tr("Popularity, no questions"), *metricIn(rehearsal->popularity), last, popularityColor));
    spec.series.push_back(
        level(tr("All that they knew"), *metricIn(rehearsal->fullHistory), last, ceilingColor));
    const double pad = std::max((high - low) * 0.06, 1e-3);
    spec.x.low = 0;
    spec.x.high = last;
    for (std::size_t tick = 0; static_cast<double>(tick) <= last; tick += last > 10 ? 5 : 2) {
        spec.x.ticks.emplace_back(static_cast<double>(tick), QString::number(tick));
    }
    spec.y.low = std::max(0.0, low - pad);
    spec.y.high = high + 3 * pad; // the words at the top stand above all lines
    if (static_cast<double>(answers) <= last) {
        spec.references.push_back(
            {static_cast<double>(answers),
             formatCounted(answers, tr("this preview, 1 answer"), tr("this preview, %1 answers")), false});
    }
    return spec;
}

std::optional<double> gainShare(const PeopleRehearsal& rehearsal, AskStrategy strategy, std::size_t answers) {
    std::vector<std::pair<double, double>> points;
    for (const OnboardingPoint& point : rehearsal.curve) {
        if (point.strategy == strategy) {
            points.emplace_back(static_cast<double>(point.questions), metricIn(point.metrics)->value);
        }
    }
    if (points.size() < 2 || !(points.back().second > points.front().second)) {
        return std::nullopt;
    }
    const double at = std::min(static_cast<double>(answers), points.back().first);
    const auto next = std::ranges::lower_bound(points, at, {}, &std::pair<double, double>::first);
    double value = next->second;
    if (next != points.begin()) {
        const auto before = std::prev(next);
        value = before->second +
                (next->second - before->second) * (at - before->first) / (next->first - before->first);
    }
    return std::clamp((value - points.front().second) / (points.back().second - points.front().second), 0.0,
                      1.0);
}

} // namespace tastescope
