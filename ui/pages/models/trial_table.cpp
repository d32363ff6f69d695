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

} // namespace

void TrialTable::setState(const SearchState& state) {
    std::vector<const ParamSpec*> settings = settingsThatDiffer(state);
    const bool same = settings == m_settings && state.trials.size() == m_state.trials.size();
    if (!same) {
        beginResetModel();
    }
    m_state = state;
    m_settings = std::move(settings);
    if (!same) {
        endResetModel();
    } else if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

std::vector<const ParamSpec*> TrialTable::settingsThatDiffer(const SearchState& state) const {
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

int TrialTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_state.trials.size());
}

int TrialTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FixedColumns + static_cast<int>(m_settings.size());
}

QVariant TrialTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const SearchTrial& trial = m_state.trials[static_cast<std::size_t>(index.row())];
    const Theme& theme = Theme::instance();
    const bool best = m_state.best == static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(trial, index.column());
    case Qt::ToolTipRole:
        return toQString(trial.last.problem.empty() ? trial.params.text() : trial.last.problem);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<int>(Qt::AlignVCenter |
                                        (index.column() == Status ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::FontRole:
        return theme.font(best ? TextStyle::BodyStrong : TextStyle::Small);
    case Qt::ForegroundRole:
        return QBrush(theme.color(trial.status == TrialStatus::Failed    ? Role::Error
                                  : best                                 ? Role::AccentStrong
                                  : trial.status == TrialStatus::Waiting ? Role::Text3
                                                                         : Role::Text));
    case SortRole:
        return sortValue(trial, index.column());
    case BestRole:
        return best;
    default:
        return {};
    }
}

QVariant TrialTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue<int>(Qt::AlignVCenter |
                                        (section == Status ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Number:
        return tr("Trial");
    case Status:
        return tr("State");
    case Value:
        return toQString(m_state.request.options.metric.key()).toUpper();
    case Seconds:
        return tr("Time");
    default:
        return toQString(m_settings[static_cast<std::size_t>(section - FixedColumns)]->title);
    }
}

QString TrialTable::text(const SearchTrial& trial, int column) const {
    switch (column) {
    case Number:
        return trial.number == 1 ? tr("standard") : QString::number(trial.number);
    case Status:
        return statusText(trial);
    case Value:
        return formatMetric(trial.last.value);
    case Seconds:
        return trial.seconds > 0 ? formatDuration(trial.seconds) : QString();
    default:
        break;
    }
    const ParamValue* value = valueOf(trial, *m_settings[static_cast<std::size_t>(column - FixedColumns)]);
    return value ? formatParam(*value) : QString();
}

QVariant TrialTable::sortValue(const SearchTrial& trial, int column) const {
    switch (column) {
    case Number:
        return static_cast<qulonglong>(trial.number);
    case Status:
        return static_cast<int>(trial.status);
    case Value: {
        // What has no value comes after the worst, whichever direction is better.
        const bool lower = m_state.request.options.metric.metric->direction == MetricDirection::Lower;
        return std::isfinite(trial.last.value) ? trial.last.value : lower ? 1e300 : -1e300;
    }
    case Seconds:
        return trial.seconds;
    default:
        break;
    }
    const ParamSpec& spec = *m_settings[static_cast<std::size_t>(column - FixedColumns)];
    const ParamValue* value = valueOf(trial, spec);
    return value ? paramNumber(spec, *value) : 0.0;
}

} // namespace tastescope
