// SPDX-License-Identifier: GPL-3.0-or-later
// The models of one evaluation by one metric, with bar and interval, and the other metrics beside it. GUI
// thread only.
#pragma once

#include "ui/charts/marker.h"
#include "ui/pages/evaluate/model_looks.h"
#include "ui/tables/column_table.h"

#include <QStyledItemDelegate>

#include <memory>

namespace tastescope {

struct ProjectRun;

struct LeaderRow {
    std::size_t model = 0; ///< place in the result
    int rank = 0;          ///< by the chosen metric; 0 = it was not measured
    bool best = false;
    ModelLook look;
};

class Leaderboard : public ColumnTable<LeaderRow> {
    Q_OBJECT
public:
    enum Section { Rank, Name, Main, FirstSpread };
    enum DataRole { LabelRole = OwnRole };

    explicit Leaderboard(QObject* parent = nullptr);
    /// Null: no rows. Behind the number stands how much it differs between people, seeds and folds, where
    /// there were several runs; the other columns are the metrics of the same length as `key`, and the times.
    void show(std::shared_ptr<const ProjectRun> run, const std::string& key);
    void setStale(bool stale);

    const ProjectRun* run() const { return m_run.get(); }
    const std::string& key() const { return m_key; }
    bool isStale() const { return m_stale; }
    int firstOther() const { return FirstSpread + static_cast<int>(m_spreads.size()); }
    double scale() const { return m_scale; } ///< where bars end
    const ModelResult& modelAt(int row) const;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Columns makeColumns();

    std::shared_ptr<const ProjectRun> m_run;
    std::string m_key;
    std::vector<std::size_t> m_spreads; ///< kinds of those that any model has
    std::vector<std::string> m_others;  ///< keys of the columns from firstOther() on
    double m_scale = 1;
    bool m_stale = false;
};

/// Marker and name, bar and whisker; the best strongest, all grey while stale.
class LeaderboardDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// By rank: best first, those that were not measured last, ties in the order of the evaluation.
std::vector<std::size_t> ranking(const EvaluationResult& result, std::string_view key);

} // namespace tastescope
