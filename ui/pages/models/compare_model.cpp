// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/compare_model.h"

#include "engine/registry/registry.h"
#include "storage/project/experiment_store.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace tastescope {

namespace {

constexpr std::array shownMetrics{"ndcg@10", "recall@10", "map@10", "coverage@10", "rmse"};

template <typename Text>
QStringList forEach(const std::vector<SessionModel>& models, const Text& text) {
    QStringList values;
    for (const SessionModel& model : models) {
        values << text(model);
    }
    return values;
}

} // namespace

CompareModel::CompareModel(const std::vector<SessionModel>& models, const std::vector<StoredMetric>& metrics,
                           QObject* parent)
    : QAbstractTableModel(parent) {
    for (const SessionModel& model : models) {
        m_names << toQString(model.stored.name);
    }
    add(tr("Kind"), forEach(models, [](const SessionModel& model) {
            const AlgorithmInfo* info = findAlgorithm(model.stored.algorithm);
            return toQString(info ? info->title : model.stored.algorithm);
        }));
    addSettings(models);
    add(tr("Seed"),
        forEach(models, [](const SessionModel& model) { return QString::number(model.stored.seed); }));
    add(tr("Data"), forEach(models, [](const SessionModel& model) {
            return formatFingerprint(model.stored.dataFingerprint);
        }));
    addMetrics(models, metrics);
    add(tr("Last loss"), forEach(models, [](const SessionModel& model) {
            return model.stored.losses.empty() ? QString() : QString::number(model.stored.loss, 'g', 5);
        }));
    add(tr("Iterations"), forEach(models, [](const SessionModel& model) {
            return model.stored.losses.empty() ? QString() : formatCount(model.stored.losses.size());
        }));
    add(tr("Training time"),
        forEach(models, [](const SessionModel& model) { return formatDuration(model.stored.fitSeconds); }));
    add(tr("Size"),
        forEach(models, [](const SessionModel& model) { return formatBytes(model.stored.bytes); }));
    add(tr("Trained"),
        forEach(models, [](const SessionModel& model) { return formatDateTime(model.stored.trained); }));
    filter();
}

void CompareModel::add(const QString& title, QStringList values) {
    if (std::all_of(values.begin(), values.end(), [](const QString& value) { return value.isEmpty(); })) {
        return;
    }
    const bool differs = std::any_of(values.begin(), values.end(),
                                     [&](const QString& value) { return value != values.front(); });
    m_all.push_back({title, std::move(values), differs});
}

void CompareModel::addSettings(const std::vector<SessionModel>& models) {
    std::vector<std::string> known;
    for (const SessionModel& of : models) {
        const AlgorithmInfo* info = findAlgorithm(of.stored.algorithm);
        for (const ParamSpec& spec : info ? info->params : std::vector<ParamSpec>()) {
            if (std::find(known.begin(), known.end(), spec.name) != known.end()) {
                continue;
            }
            known.push_back(spec.name);
            add(toQString(spec.title), forEach(models, [&spec](const SessionModel& model) {
                    const ParamSet params = paramsOf(model.stored);
                    const auto value = params.values().find(spec.name);
                    return value == params.values().end() ? QString() : formatParam(value->second);
                }));
        }
    }
}

void CompareModel::addMetrics(const std::vector<SessionModel>& models,
                              const std::vector<StoredMetric>& metrics) {
    for (const char* key : shownMetrics) {
        add(toQString(key).toUpper(), forEach(models, [&](const SessionModel& model) {
                const auto found =
                    std::find_if(metrics.begin(), metrics.end(), [&](const StoredMetric& metric) {
                        return metric.key == key && metric.algorithm == model.stored.algorithm &&
                               metric.params == model.stored.params;
                    });
                return found == metrics.end() ? QString() : formatMetric(found->value);
            }));
    }
}

void CompareModel::setOnlyDifferences(bool only) {
    if (only != m_onlyDifferences) {
        beginResetModel();
        m_onlyDifferences = only;
        filter();
        endResetModel();
    }
}

void CompareModel::filter() {
    m_rows.clear();
    std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(m_rows),
                 [this](const Row& row) { return row.differs || !m_onlyDifferences; });
}

int CompareModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CompareModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_names.size()) + 1;
}

QVariant CompareModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const Theme& theme = Theme::instance();
    const bool value = index.column() > 0;
    switch (role) {
    case Qt::DisplayRole:
        return value ? row.values[index.column() - 1] : row.title;
    case Qt::ToolTipRole:
        return (value ? row.values[index.column() - 1] : row.title);
    case Qt::FontRole:
        return theme.font(value && row.differs ? TextStyle::BodyStrong : TextStyle::Small);
    case Qt::ForegroundRole:
        return QBrush(theme.color(value ? Role::Text : Role::Text2));
    case DiffersRole:
        return row.differs;
    default:
        return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section > m_names.size()) {
        return {};
    }
    return section == 0 ? tr("Setting or figure") : m_names[section - 1];
}

} // namespace tastescope
