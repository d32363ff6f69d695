// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/log_table.h"

#include "ui/pages/ab/ab_words.h"
#include "ui/pages/ab/plan_values.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return LogTable::tr(text);
}

std::vector<LogRow> rowsOf(const PolicyEstimates& estimates) {
    std::vector<LogRow> rows;
    const bool share = rewardsAreShares(estimates);
    const auto add = [&](const QString& id, const QString& title, const QString& help,
                         const Estimate& estimate) {
        rows.push_back({id, title, help, {estimate, 0, 1, estimates.logged.value, false}, share});
    };
    add(QStringLiteral("ips"), tr("IPS"),
        tr("Every logged reward counts by its weight: right on average, noisy"), estimates.ips);
    add(QStringLiteral("snips"), tr("SNIPS"), tr("The same over the sum of weights: calmer, a little biased"),
        estimates.snips);
    if (estimates.modelled) {
        add(QStringLiteral("dm"), tr("Direct"), tr("The reward model alone: calm, and as wrong as the model"),
            estimates.direct);
        add(QStringLiteral("dr"), tr("Doubly robust"),
            tr("The model, put right by weighted errors: right when either is"), estimates.doublyRobust);
        add(QStringLiteral("sndr"), tr("Doubly robust, normalised"), tr("The same over the sum of weights"),
            estimates.selfNormalisedDoublyRobust);
        for (const SwitchEstimate& one : estimates.switched) {
            add(QStringLiteral("switch_dr_") + commandNumber(one.threshold),
                tr("Switch-DR to %1").arg(effectText(one.threshold)),
                tr("Doubly robust, by the model alone where the weight is larger"), one.estimate);
        }
    }
    for (const SwitchEstimate& one : estimates.clipped) {
        add(QStringLiteral("ips_clip_") + commandNumber(one.threshold),
            tr("IPS cut at %1").arg(effectText(one.threshold)),
            tr("No weight counts for more: calmer, biased"), one.estimate);
    }
    double low = estimates.logged.value;
    double high = low;
    for (const LogRow& row : rows) {
        const Estimate& e = row.drawn.estimate;
        if (!std::isnan(e.value)) {
            low = std::min({low, e.value, e.hasInterval() ? e.low : e.value});
            high = std::max({high, e.value, e.hasInterval() ? e.high : e.value});
        }
    }
    const double room = high > low ? 0.06 * (high - low) : std::max(1e-9, std::abs(low));
    for (LogRow& row : rows) {
        row.drawn.from = low - room;
        row.drawn.to = high + room;
    }
    return rows;
}

} // namespace

QString rewardText(double value, bool share) {
    return share ? formatPercent(value, 2) : levelText(MetricKind::Mean, value);
}

bool rewardsAreShares(const PolicyEstimates& estimates) {
    return estimates.logged.value >= 0 && estimates.logged.value <= 1;
}

LogTable::LogTable(QObject* parent)
    : ColumnTable(
          {{LogTable::tr("Estimate"),
            [](const LogRow& row) { return row.title; },
            {},
            Qt::AlignLeft,
            {{Qt::ToolTipRole, [](const LogRow& row) { return row.help; }}}},
           {LogTable::tr("Interval"),
            [](const LogRow& row) {
                const Estimate& e = row.drawn.estimate;
                return e.hasInterval() ? LogTable::tr("from %1 to %2")
                                             .arg(rewardText(e.low, row.share), rewardText(e.high, row.share))
                                       : QString();
            },
            [](const LogRow& row) { return QVariant(row.drawn.estimate.low); },
            Qt::AlignLeft,
            {{IntervalRole, [](const LogRow& row) { return QVariant::fromValue(row.drawn); }},
             {Qt::ToolTipRole,
              [](const LogRow& row) {
                  const Estimate& e = row.drawn.estimate;
                  return LogTable::tr("%1, from %2 to %3")
                      .arg(rewardText(e.value, row.share), rewardText(e.low, row.share),
                           rewardText(e.high, row.share));
              }}}},
           {LogTable::tr("Reward"),
            [](const LogRow& row) { return rewardText(row.drawn.estimate.value, row.share); },
            [](const LogRow& row) { return QVariant(row.drawn.estimate.value); },
            Qt::AlignRight,
            {{Qt::FontRole, [](const LogRow&) { return Theme::instance().font(TextStyle::BodyStrong); }}}}},
          parent) {
    connect(&Theme::instance(), &Theme::changed, this, &LogTable::tellAllChanged);
}

void LogTable::setLog(const PolicyEstimates* estimates) {
    setRows(estimates ? rowsOf(*estimates) : std::vector<LogRow>());
}

ChartSpec weightsChart(const PolicyEstimates* estimates) {
    ChartSpec spec;
    spec.title = tr("Rows by weight");
    spec.emptyText = tr("How much each logged row counts");
    if (!estimates || estimates->histogram.empty()) {
        return spec;
    }
    SeriesSpec bars;
    bars.name = tr("rows");
    bars.kind = MarkKind::Bar;
    double most = 0;
    for (std::size_t bin = 0; bin < estimates->histogram.size(); ++bin) {
        const WeightBin& one = estimates->histogram[bin];
        bars.x.push_back(static_cast<double>(bin));
        bars.y.push_back(static_cast<double>(one.rows));
        most = std::max(most, static_cast<double>(one.rows));
        spec.x.categories << (one.from == 0 ? tr("under %1").arg(effectText(one.to)) : effectText(one.from));
    }
    spec.x.scale = AxisScale::Category;
    spec.x.title = tr("weight of a row");
    spec.y = {{}, AxisScale::Linear, 0, most, {}, {}};
    spec.series = {bars};
    spec.description = tr("The largest weight is %1 of %2 rows.")
                           .arg(effectText(estimates->maxWeight), formatCount(estimates->rows));
    return spec;
}

PolicyLogRequest usualLogRequest() {
    PolicyLogRequest request;
    request.clips = {10};
    request.switches = {5, 10, 50};
    return request;
}

QStringList opeCommand(const PolicyLogRequest& request) {
    QStringList words{QStringLiteral("ope"), QString::fromStdString(request.file.string())};
    for (const auto& [role, column] : request.map) {
        words << QStringLiteral("--map") << toQString(role) + u'=' + toQString(column);
    }
    return words;
}

} // namespace tastescope
