// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/trained_models.h"

#include "engine/data/dataset.h"
#include "engine/registry/registry.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

bool isNumber(int column) {
    return column == TrainedModels::Seconds || column == TrainedModels::Size;
}

} // namespace

TrainedModels::TrainedModels(Session& session, QObject* parent)
    : QAbstractTableModel(parent)
    , m_session(session)
    , m_best(nothing) {
    connect(&session.models(), &ProjectModels::changed, this, &TrainedModels::refresh);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        if (!m_rows.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        }
    });
    refresh();
}

int TrainedModels::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TrainedModels::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TrainedModels::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        if (!row.problem.isEmpty()) {
            return row.problem;
        }
        if (row.stale && (index.column() == Data || index.column() == State) && m_session.dataset()) {
            return whatChanged(row.stored, *m_session.dataset());
        }
        return index.column() == Settings ? toQString(row.stored.params) : text(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<int>(Qt::AlignVCenter |
                                        (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::FontRole:
        return Theme::instance().font(index.column() == Name ? TextStyle::BodyStrong : TextStyle::Small);
    case Qt::ForegroundRole:
        if (index.column() == Data && row.stale) {
            return QBrush(Theme::instance().color(Role::Warn));
        }
        return QBrush(Theme::instance().color(row.stale                ? Role::Text3
                                              : index.column() == Name ? Role::Text
                                                                       : Role::Text2));
    case Qt::DecorationRole:
        return index.column() == Name
                   ? QVariant(Theme::instance().modelColor(toQString(row.stored.algorithm)))
                   : QVariant();
    case SortRole:
        return sortValue(row, index.column());
    case IdRole:
        return QVariant::fromValue<qint64>(row.stored.id);
    case MetricRole:
        return row.metric ? row.metric->value : nothing;
    case ChipRole:
        return static_cast<int>(chipOf(row));
    default:
        return {};
    }
}

bool TrainedModels::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || index.column() != Name ||
        value.toString() == text(m_rows[static_cast<std::size_t>(index.row())], Name)) {
        return false;
    }
    // The new name comes back by changed().
    m_session.models().rename(idAt(index.row()), value.toString());
    return false;
}

Qt::ItemFlags TrainedModels::flags(const QModelIndex& index) const {
    const Qt::ItemFlags base = QAbstractTableModel::flags(index);
    return index.column() == Name ? base | Qt::ItemIsEditable : base;
}

QVariant TrainedModels::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue<int>(Qt::AlignVCenter |
                                        (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name:
        return tr("Model");
    case Data:
        return tr("Data");
    case Accuracy:
        return tr("NDCG@10");
    case Settings:
        return tr("Settings");
    case Seconds:
        return tr("Time");
    case Size:
        return tr("Size");
    case Trained:
        return tr("Trained");
    case State:
        return tr("State");
    default:
        return {};
    }
}

const StoredMetric* TrainedModels::metricOf(int row) const {
    const auto& metric = m_rows[static_cast<std::size_t>(row)].metric;
    return metric ? &*metric : nullptr;
}

void TrainedModels::refresh() {
    std::vector<Row> fresh;
    m_best = nothing;
    for (const SessionModel& model : m_session.models().all()) {
        Row row{model.stored, model.stale, model.problem, std::nullopt};
        for (const StoredMetric& metric : m_session.experiments().metrics()) {
            if (metric.key == "ndcg@10" && metric.algorithm == row.stored.algorithm &&
                metric.params == row.stored.params) {
                row.metric = metric;
                m_best = std::isnan(m_best) ? metric.value : std::max(m_best, metric.value);
            }
        }
        fresh.push_back(std::move(row));
    }
    const auto has = [](const std::vector<Row>& rows, qint64 id) {
        return std::any_of(rows.begin(), rows.end(), [id](const Row& row) { return row.stored.id == id; });
    };
    // Row by row, so that the selection and an open editor survive what others do.
    for (int at = rowCount() - 1; at >= 0; --at) {
        if (!has(fresh, idAt(at))) {
            beginRemoveRows({}, at, at);
            m_rows.erase(m_rows.begin() + at);
            endRemoveRows();
        }
    }
    for (Row& row : fresh) {
        const auto known = std::find_if(m_rows.begin(), m_rows.end(),
                                        [&](const Row& old) { return old.stored.id == row.stored.id; });
        if (known != m_rows.end()) {
            *known = std::move(row);
        } else {
            beginInsertRows({}, rowCount(), rowCount());
            m_rows.push_back(std::move(row));
            endInsertRows();
        }
    }
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

QString TrainedModels::text(const Row& row, int column) const {
    switch (column) {
    case Name:
        return toQString(row.stored.name);
    case Data:
        return formatFingerprint(row.stored.dataFingerprint);
    case Accuracy:
        return formatMetric(row.metric ? row.metric->value : nothing);
    case Settings:
        return changedSettings(row.stored);
    case Seconds:
        return formatDuration(row.stored.fitSeconds);
    case Size:
        return formatBytes(row.stored.bytes);
    case Trained:
        return formatWhen(row.stored.trained);
    case State:
        return chipText(row);
    default:
        return {};
    }
}

QVariant TrainedModels::sortValue(const Row& row, int column) const {
    switch (column) {
    case Accuracy:
        return row.metric ? row.metric->value : -1.0; // not evaluated comes after the worst
    case Seconds:
        return row.stored.fitSeconds;
    case Size:
        return QVariant::fromValue<qulonglong>(row.stored.bytes);
    case Trained:
        return QVariant::fromValue<qlonglong>(row.stored.trained);
    default:
        return text(row, column);
    }
}

TrainedModels::Chip TrainedModels::chipOf(const Row& row) const {
    if (!row.problem.isEmpty()) {
        return Damaged;
    }
    if (row.stale) {
        return Stale;
    }
    const auto measured =
        std::count_if(m_rows.begin(), m_rows.end(), [](const Row& r) { return r.metric.has_value(); });
    return measured > 1 && row.metric && row.metric->value >= m_best ? Best : NoChip;
}

QString TrainedModels::chipText(const Row& row) const {
    switch (chipOf(row)) {
    case Best:
        return tr("best");
    case Stale:
        return tr("old data, retrain");
    case Damaged:
        return tr("damaged");
    case NoChip:
        break;
    }
    return {};
}

QString whatChanged(const StoredModel& model, const Dataset& data) {
    const auto& then = model.dataCounts;
    if (!then) {
        return TrainedModels::tr("Trained on other data than the project has now.");
    }
    QStringList changes;
    const auto add = [&changes](std::uint64_t before, std::size_t now, const QString& noun) {
        if (now != before) {
            changes << TrainedModels::tr("%1 %2 %3")
                           .arg(formatCount(now > before ? now - before : before - now),
                                now > before ? TrainedModels::tr("more") : TrainedModels::tr("fewer"), noun);
        }
    };
    add(then->events, data.events().size(), TrainedModels::tr("events"));
    add(then->users, data.userCount(), toQString(data.nouns().users));
    add(then->items, data.itemCount(), toQString(data.nouns().items));
    return changes.isEmpty() ? TrainedModels::tr("Since its training the data has other weights or values, "
                                                 "with the same counts.")
                             : TrainedModels::tr("Since its training the data has %1.")
                                   .arg(changes.join(QStringLiteral(", ")));
}

QString changedSettings(const StoredModel& model) {
    const AlgorithmInfo* info = findAlgorithm(model.algorithm);
    if (!info) {
        return toQString(model.params);
    }
    QString changes = toQString(paramsOf(model).textOfChanges(info->params));
    return changes.isEmpty() ? TrainedModels::tr("standard")
                             : changes.replace(QLatin1Char(','), QStringLiteral(", "));
}

} // namespace tastescope
