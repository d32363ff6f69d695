// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/trial_table.h"

#include "engine/registry/registry.h"
#include "ui/pages/models/slice_chart.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

QString statusText(const SearchTrial& trial) {
    switch (trial.status) {
    case TrialStatus::Waiting:
        return TrialTable::tr("waiting");
    case TrialStatus::Running:
        return TrialTable::tr("training");
    case TrialStatus::Measured:
        return TrialTable::tr("measured");
    case TrialStatus::Dropped:
        return TrialTable::tr("left behind");
    case TrialStatus::Done:
        return TrialTable::tr("done");
    case TrialStatus::Failed:
        break;
    }
    return TrialTable::tr("failed");
}

const ParamValue* valueOf(const SearchTrial& trial, const ParamSpec& spec) {
    const auto found = trial.params.values().find(spec.name);
    return found == trial.params.values().end() ? nullptr : &found->second;
}

std::vector<const ParamSpec*> settingsThatDiffer(const SearchState& state) {
    std::vector<const ParamSpec*> differ;
    const AlgorithmInfo* info = findAlgorithm(state.request.options.algorithm);
    if (!info || state.trials.empty()) {
        return differ;
    }
    for (const ParamSpec& spec : info->params) {
        const ParamValue* first = valueOf(state.trials.front(), spec);
        const bool moved =
            std::any_of(state.trials.begin(), state.trials.end(), [&](const SearchTrial& trial) {
                const ParamValue* value = valueOf(trial, spec);
                return first && value && *value != *first;
            });
        if (moved) {
            differ.push_back(&spec);
        }
    }
    return differ;
}

TrialTable::Columns columnsOf(const SearchMetric& metric, const std::vector<const ParamSpec*>& settings) {
    // What has no value comes after the worst, whichever direction is better.
    const double nothing = metric.metric->direction == MetricDirection::Lower ? 1e300 : -1e300;
    TrialTable::Columns columns{
        {TrialTable::tr("Trial"),
         [](const TrialRow& row) {
             return row.trial.number == 1 ? TrialTable::tr("standard") : QString::number(row.trial.number);
         },
         [](const TrialRow& row) { return qulonglong(row.trial.number); }, Qt::AlignRight},
        {TrialTable::tr("State"), [](const TrialRow& row) { return statusText(row.trial); },
         [](const TrialRow& row) { return static_cast<int>(row.trial.status); }},
        {toQString(metric.key()).toUpper(),
         [](const TrialRow& row) { return formatMetric(row.trial.last.value); },
         [nothing](const TrialRow& row) {
             return std::isfinite(row.trial.last.value) ? row.trial.last.value : nothing;
         },
         Qt::AlignRight},
        {TrialTable::tr("Time"),
         [](const TrialRow& row) {
             return row.trial.seconds > 0 ? formatDuration(row.trial.seconds) : QString();
         },
         [](const TrialRow& row) { return row.trial.seconds; }, Qt::AlignRight}};
    for (const ParamSpec* spec : settings) {
        columns.push_back({toQString(spec->title),
                           [spec](const TrialRow& row) {
                               const ParamValue* value = valueOf(row.trial, *spec);
                               return value ? formatParam(*value) : QString();
                           },
                           [spec](const TrialRow& row) {
                               const ParamValue* value = valueOf(row.trial, *spec);
                               return value ? paramNumber(*spec, *value) : 0.0;
                           },
                           Qt::AlignRight});
    }
    return columns;
}

Role inkOf(const TrialRow& row) {
    return row.trial.status == TrialStatus::Failed    ? Role::Error
           : row.best                                 ? Role::AccentStrong
           : row.trial.status == TrialStatus::Waiting ? Role::Text3
                                                      : Role::Text;
}

} // namespace

TrialTable::TrialTable(QObject* parent)
    : ColumnTable({},
                  {{Qt::ToolTipRole,
                    [](const TrialRow& row) {
                        const std::string& problem = row.trial.last.problem;
                        return toQString(problem.empty() ? row.trial.params.text() : problem);
                    }},
                   {Qt::FontRole,
                    [](const TrialRow& row) {
                        return Theme::instance().font(row.best ? TextStyle::BodyStrong : TextStyle::Small);
                    }},
                   {Qt::ForegroundRole,
                    [](const TrialRow& row) { return QBrush(Theme::instance().color(inkOf(row))); }},
                   {BestRole, [](const TrialRow& row) { return row.best; }}},
                  parent) {}

void TrialTable::setState(const SearchState& state) {
    std::vector<TrialRow> rows;
    for (const SearchTrial& trial : state.trials) {
        rows.push_back({trial, state.best == rows.size()});
    }
    std::vector<const ParamSpec*> settings = settingsThatDiffer(state);
    Columns columns = columnsOf(state.request.options.metric, settings);
    if (settings == m_settings && headerData(Value, Qt::Horizontal) == columns[Value].title) {
        updateRows(std::move(rows));
        return;
    }
    m_settings = std::move(settings);
    setTable(std::move(columns), std::move(rows));
}

} // namespace tastescope
