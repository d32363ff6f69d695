// SPDX-License-Identifier: GPL-3.0-or-later
// A person's past as a list: added entries on top, then newest first; removed ones stay, struck through.
#pragma once

#include "engine/data/dataset.h"

#include <QAbstractListModel>
#include <QString>

#include <vector>

namespace tastescope {

enum class PastState { Kept, Removed, Added };

struct HistoryRow {
    ItemIndex item;
    QString title;
    QString creator;
    QString category;
    int slot = -1;
    QString signal; ///< the pair's strongest: "like"
    double weight = 0;
    Time time = noTime;
    PastState state = PastState::Kept;
};

/// Icon stem for a signal's name; a plain check where there is no picture for it.
QString signalIcon(const QString& signal);

class HistoryModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { ItemRole = Qt::UserRole, WeightRole, TimeRole, StateRole };

    using QAbstractListModel::QAbstractListModel;

    void setRows(std::vector<HistoryRow> rows);
    const HistoryRow& at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int rowOf(ItemIndex item) const; ///< -1 = not in the history

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QString asText(const QModelIndexList& selected) const; ///< TSV with a header; all rows when empty
    /// What stands below the title: the creator, or what an edit did to the entry.
    static QString secondLine(const HistoryRow& row);

private:
    std::vector<HistoryRow> m_rows;
};

} // namespace tastescope
