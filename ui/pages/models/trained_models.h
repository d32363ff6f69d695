// SPDX-License-Identifier: GPL-3.0-or-later
// The open project's models as a table.
#pragma once

#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "ui/tables/column_table.h"

#include <QStyledItemDelegate>

#include <optional>
#include <string>

namespace tastescope {

class Dataset;
class Session;

enum class ModelChip { None, Best, Stale, Damaged, NotRead };

struct TrainedRow {
    StoredModel stored;
    bool stale = false;
    QString problem;
    std::optional<StoredMetric> metric; ///< NDCG@10 of the newest experiment for this kind and settings
    ModelChip chip = ModelChip::None;
};

/// The fingerprint of the project's data where the newest numbers are of other data: they say nothing of
/// models that were trained on it. Empty where they are of it, or it is not known of what.
std::string unmeasuredData(const Session& session);
/// As isMeasureOf(), but never of a model of the data that was not measured.
bool isMeasureOf(const StoredMetric& metric, const StoredModel& model, const std::string& unmeasured);

/// Follows the session. Text in the display role, raw values in SortRole; names are editable.
class TrainedModels : public ColumnTable<TrainedRow> {
    Q_OBJECT
public:
    enum Place { Name, Data, Accuracy, Settings, Seconds, Size, Trained, State };
    enum DataRole { IdRole = OwnRole, ChipRole };

    explicit TrainedModels(Session& session, QObject* parent = nullptr);
    qint64 idAt(int row) const { return at(row).stored.id; }
    double bestMetric() const { return m_best; } ///< NaN when nothing was evaluated
    std::vector<qint64> unmeasured() const;      ///< those that could be

private:
    void refresh();

    Session& m_session;
    double m_best;
};

/// Dot before the name, bar with whisker for the metric, chip for the state; the rest as every table.
class TrainedModelsDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const override;
};

/// "factors=32, alpha=10": only what differs from the defaults; "standard" when nothing does.
QString changedSettings(const StoredModel& model);
/// What the project's data has more or less of than that a model was trained on, as a sentence.
QString whatChanged(const StoredModel& model, const Dataset& data);

} // namespace tastescope
