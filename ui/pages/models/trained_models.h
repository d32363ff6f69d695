// SPDX-License-Identifier: GPL-3.0-or-later
// The open project's models as a table.
#pragma once

#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

#include <optional>

namespace tastescope {

class Dataset;
class Session;

/// Follows the session. Text in the display role, raw values in SortRole; names are editable.
class TrainedModels : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Data, Accuracy, Settings, Seconds, Size, Trained, State, ColumnCount };
    enum DataRole { SortRole = Qt::UserRole, IdRole, MetricRole, ChipRole };
    enum Chip { NoChip, Best, Stale, Damaged };

    explicit TrainedModels(Session& session, QObject* parent = nullptr);
    qint64 idAt(int row) const { return m_rows[static_cast<std::size_t>(row)].stored.id; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// NDCG@10 of the newest experiment for this row's kind and settings.
    const StoredMetric* metricOf(int row) const;
    double bestMetric() const { return m_best; } ///< NaN when nothing was evaluated

private:
    struct Row {
        StoredModel stored;
        bool stale = false;
        QString problem;
        std::optional<StoredMetric> metric;
    };
    void refresh();
    QString text(const Row& row, int column) const;
    QVariant sortValue(const Row& row, int column) const;
    Chip chipOf(const Row& row) const;
    QString chipText(const Row& row) const;

    Session& m_session;
    std::vector<Row> m_rows;
    double m_best;
};

/// Dot before the name, bar with whisker for the metric, chip for the state; the rest as every table.
class TrainedModelsDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;
};

/// "factors=32, alpha=10": only what differs from the defaults; "standard" when nothing does.
QString changedSettings(const StoredModel& model);
/// What the project's data has more or less of than that a model was trained on, as a sentence.
QString whatChanged(const StoredModel& model, const Dataset& data);

} // namespace tastescope
