// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bubble/heard_rounds.h"

#include "ui/charts/chart_scale.h"
#include "ui/pages/bubble/policies.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("HeardRounds", text);
}

constexpr std::size_t streamWindow = 5; ///< rounds that are taken together: one choice alone is a lottery
constexpr std::size_t streamCategories = 7;
constexpr double labelledShare = 0.04; ///< a thinner slice has no room for its words

QString amountText(const LabMeasure& measure, double value) {
    return measure.percent ? formatPercent(value) : QString::number(value, 'f', 2);
}

AxisSpec roundAxis(const HeardRounds& heard) {
    AxisSpec axis;
    axis.title = tr("Round");
    axis.low = 0;
    axis.high = std::max(1.0, static_cast<double>(heard.rounds()) - 1);
    axis.ticks = wholeTicks(axis.low, axis.high);
    return axis;
}

void addCursor(ChartSpec& spec, const HeardRounds& heard, int cursor) {
    if (cursor >= 0 && !heard.empty()) {
        spec.now = cursor;
    }
}

/// A fixed axis over all that was heard, so that it stands still while the cursor moves.
void fitAxis(ChartSpec& spec, const LabMeasure& measure) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const SeriesSpec& series : spec.series) {
        for (std::size_t at = 0; at < series.y.size(); ++at) {
            low = std::min(low, series.low[at]);
            high = std::max(high, series.high[at]);
        }
    }
    const double room = std::max(0.01, (high - low) * 0.1);
    spec.y.low = std::max(0.0, low - room);
    spec.y.high = std::min(1.0, high + room);
    if (measure.percent) { // the axis says what it counts
        for (const Tick& tick : axisTicks(spec.y, {spec.y.low, spec.y.high})) {
            spec.y.ticks.emplace_back(tick.at, formatPercent(tick.at));
        }
    }
}

using Color = QColor (*)(const Theme&);
constexpr std::array<Color, streamCategories + 1> categoryColors{
    [](const Theme& theme) { return theme.categorical(0); },
    [](const Theme& theme) { return theme.categorical(1); },
    [](const Theme& theme) { return theme.categorical(2); },
    [](const Theme& theme) { return theme.categorical(3); },
    [](const Theme& theme) { return theme.categorical(4); },
    [](const Theme& theme) { return theme.categorical(5); },
    [](const Theme& theme) { return theme.categorical(6); },
    [](const Theme& theme) { return theme.categorical(7); },
};

/// By category code, its rank in the catalogue; from streamCategories on they are all others.
std::vector<std::size_t> ranksOf(const AttributeColumn& categories, std::size_t items) {
    std::vector<std::size_t> counts(categories.words.size(), 0);
    for (std::size_t item = 0; item < items; ++item) {
        for (const std::uint32_t code : categories.codesOf(item)) {
            ++counts[code];
        }
    }
    std::vector<std::size_t> order(counts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
    std::vector<std::size_t> ranks(counts.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        ranks[order[rank]] = rank;
    }
    return ranks;
}

/// Adds what one person took in a round, over all repeats: 1 an item, shared by its categories.
void addTaken(std::vector<double>& amounts, const std::vector<LoopRound>& repeats,
              const AttributeColumn& categories, std::size_t person) {
    for (const LoopRound& one : repeats) {
        const std::uint32_t item = one.choices[person];
        if (item != nothingChosen) {
            const auto codes = categories.codesOf(item);
            for (const std::uint32_t code : codes) {
                amounts[code] += 1 / static_cast<double>(codes.size());
            }
        }
    }
}

/// The categories that are told apart, and the layer of each; the last layer is all others.
struct Layers {
    std::vector<std::uint32_t> codes;
    std::vector<std::size_t> of; ///< by category code
    std::array<Color, streamCategories + 1> colors = categoryColors;
};

/// Those that the person took most of under all policies, the most first. A category that has a colour
/// everywhere has it here; the colours that are left go to the others.
Layers layersOf(const HeardRounds& heard, const Dataset& data, const AttributeColumn& categories,
                std::size_t person) {
    std::vector<double> amounts(categories.words.size(), 0);
    for (std::size_t policy = 0; policy < heard.policies(); ++policy) {
        for (std::size_t round = 0; round < heard.rounds(); ++round) {
            addTaken(amounts, heard.of(policy, round), categories, person);
        }
    }
    const std::vector<std::size_t> ranks = ranksOf(categories, data.itemCount());
    Layers layers;
    for (std::uint32_t code = 0; code < amounts.size(); ++code) {
        if (amounts[code] > 0) {
            layers.codes.push_back(code);
        }
    }
    std::ranges::sort(layers.codes, [&](std::uint32_t a, std::uint32_t b) {
        return amounts[a] != amounts[b] ? amounts[a] > amounts[b] : ranks[a] < ranks[b];
    });
    layers.codes.resize(std::min(layers.codes.size(), streamCategories));
    layers.of.assign(amounts.size(), streamCategories);
    std::array<bool, streamCategories> used{};
    for (std::size_t layer = 0; layer < layers.codes.size(); ++layer) {
        layers.of[layers.codes[layer]] = layer;
        if (const std::size_t rank = ranks[layers.codes[layer]]; rank < streamCategories) {
            used[rank] = true;
        }
    }
    for (std::size_t layer = 0; layer < layers.codes.size(); ++layer) {
        const std::size_t rank = ranks[layers.codes[layer]];
        const auto color = rank < streamCategories
                               ? rank
                               : static_cast<std::size_t>(std::ranges::find(used, false) - used.begin());
        used[color] = true;
        layers.colors[layer] = categoryColors[color];
    }
    return layers;
}

} // namespace

void LoopInbox::begins(const std::vector<LoopMetric>& metrics) {
    const std::scoped_lock lock(m_mutex);
    m_metrics = metrics;
}

void LoopInbox::round(const LoopRound& round) {
    const std::scoped_lock lock(m_mutex);
    m_rounds.push_back(round);
}

std::vector<LoopRound> LoopInbox::take() {
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_rounds, {});
}

void LoopInbox::setTiming(PastRun timing) {
    const std::scoped_lock lock(m_mutex);
    m_timing = timing;
}

PastRun LoopInbox::timing() const {
    const std::scoped_lock lock(m_mutex);
    return m_timing;
}

std::vector<LoopMetric> LoopInbox::metrics() const {
    const std::scoped_lock lock(m_mutex);
    return m_metrics;
}

HeardRounds::HeardRounds(std::vector<int> places, std::size_t rounds)
    : m_places(std::move(places))
    , m_cells(m_places.size(), std::vector<std::vector<LoopRound>>(rounds)) {}

void HeardRounds::add(LoopRound round) {
    ++m_count;
    auto& repeats = m_cells[round.policy][round.round];
    const auto at = std::ranges::lower_bound(repeats, round.repeat, {}, &LoopRound::repeat);
    repeats.insert(at, std::move(round));
}

int HeardRounds::newest() const {
    int newest = static_cast<int>(rounds()) - 1;
    for (const auto& policy : m_cells) {
        while (newest >= 0 && policy[static_cast<std::size_t>(newest)].empty()) {
            --newest;
        }
    }
    return newest;
}

bool HeardRounds::has(const char* metric) const {
    return std::ranges::find(m_metrics, metric, &LoopMetric::id) != m_metrics.end();
}

Band HeardRounds::band(std::size_t policy, std::size_t round, const char* metric) const {
    const auto found = std::ranges::find(m_metrics, metric, &LoopMetric::id);
    std::vector<double> values;
    for (const LoopRound& one : m_cells[policy][round]) {
        if (found != m_metrics.end()) {
            values.push_back(one.values[static_cast<std::size_t>(found - m_metrics.begin())]);
        }
    }
    return bandOf(values);
}

ChartSpec measureChart(const HeardRounds& heard, const LabMeasure& measure, int cursor) {
    ChartSpec spec;
    spec.title = QString::fromUtf8(measure.title);
    spec.x = roundAxis(heard);
    spec.y.title = spec.title;
    spec.emptyText = heard.empty() || heard.has(measure.id) ? QString::fromUtf8(measure.question)
                                                            : tr("The data lacks what this would need");
    QStringList ends;
    for (std::size_t policy = 0; policy < heard.policies(); ++policy) {
        SeriesSpec line;
        line.color = policyColor(heard.place(policy));
        line.dash = policyDash(heard.place(policy));
        for (std::size_t round = 0; round < heard.rounds(); ++round) {
            const Band band = heard.band(policy, round, measure.id);
            if (std::isfinite(band.mean)) {
                line.x.push_back(static_cast<double>(round));
                line.y.push_back(band.mean);
                line.low.push_back(std::max(0.0, band.low));
                line.high.push_back(std::min(1.0, band.high));
            }
        }
        if (!line.y.empty()) {
            line.name = policyLetter(heard.place(policy)) + u' ' + amountText(measure, line.y.back());
            ends << line.name;
            spec.series.push_back(std::move(line));
        }
    }
    if (!spec.series.empty()) {
        fitAxis(spec, measure);
        addCursor(spec, heard, cursor);
    }
    spec.description =
        ends.isEmpty() ? spec.emptyText : tr("%1 by round, at the end %2").arg(spec.title, ends.join(u", "));
    return spec;
}

ChartSpec streamChart(const HeardRounds& heard, const Dataset& data, std::size_t policy, std::size_t person,
                      int cursor) {
    ChartSpec spec;
    spec.title = tr("Categories of what was taken");
    spec.x = roundAxis(heard);
    spec.y = {tr("Share"), AxisScale::Linear,
              0,           1,
              {},          {{0, formatPercent(0)}, {0.5, formatPercent(0.5)}, {1, formatPercent(1)}}};
    spec.emptyText = tr("What does one person end up with?");
    const AttributeColumn* categories = data.itemAttributes().categories();
    if (!categories || policy >= heard.policies()) {
        spec.emptyText = categories ? spec.emptyText : tr("The data says no categories");
        spec.description = spec.emptyText;
        return spec;
    }
    const Layers layers = layersOf(heard, data, *categories, person);
    std::array<SeriesSpec, streamCategories + 1> areas;
    std::array<double, streamCategories + 1> last{};
    for (std::size_t round = 0; round < heard.rounds(); ++round) {
        std::vector<double> amounts(categories->words.size(), 0);
        for (std::size_t at = round + 1 > streamWindow ? round + 1 - streamWindow : 0; at <= round; ++at) {
            addTaken(amounts, heard.of(policy, at), *categories, person);
        }
        std::array<double, streamCategories + 1> shares{};
        double sum = 0;
        for (std::size_t code = 0; code < amounts.size(); ++code) {
            shares[layers.of[code]] += amounts[code];
            sum += amounts[code];
        }
        double below = 0;
        for (std::size_t at = 0; at < areas.size() && sum > 0 && !heard.of(policy, round).empty(); ++at) {
            const double share = shares[at] / sum;
            areas[at].x.push_back(static_cast<double>(round));
            areas[at].low.push_back(below);
            areas[at].high.push_back(below + share);
            areas[at].y.push_back(below + share);
            below += share;
            last[at] = share;
        }
    }
    QStringList words;
    for (std::size_t at = 0; at < areas.size(); ++at) {
        SeriesSpec& area = areas[at];
        if (area.x.empty() || std::ranges::equal(area.low, area.high)) {
            continue;
        }
        area.name = at == streamCategories ? tr("Other") : toQString(categories->words[layers.codes[at]]);
        area.kind = MarkKind::Area;
        area.color = layers.colors[at];
        area.opacity = 0.75;
        const QString share = tr("%1 %2").arg(area.name, formatPercent(last[at]));
        area.endLabel = last[at] >= labelledShare ? share : QString();
        words << share;
        spec.series.push_back(std::move(area));
    }
    addCursor(spec, heard, cursor);
    spec.description = words.isEmpty() ? spec.emptyText : tr("At the end %1").arg(words.join(u", "));
    return spec;
}

} // namespace tastescope
