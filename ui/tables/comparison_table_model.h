// SPDX-License-Identifier: GPL-3.0-or-later
// The lists of several models as one table: a row an item of any list, three columns a model (rank, move,
// score). Raw values under SortRole; an item that a list does not have sorts after all that it has.
#pragma once

#include "ui/lists/ranked_list_model.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace tastescope {

class ComparisonTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum DataRole { SortRole = Qt::UserRole, IndexRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// `names` label the lists; `title` and `subtitle` are the headers of the first columns ("Song",
    /// "Artist").
    void setLists(const std::vector<std::vector<RankedRow>>& lists, const QStringList& names,
                  const QString& title, const QString& subtitle);
    int rowOf(std::uint32_t index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        RankedRow what;          ///< of the first list that has it
        std::vector<int> places; ///< by list: row in that list, -1 = absent
    };
    enum FixedColumn { Title, Subtitle, Category, Lists, FixedColumns };
    QVariant fixedData(const Row& row, int column, bool raw) const;
    QVariant listData(const Row& row, int column, bool raw) const;

    std::vector<std::vector<RankedRow>> m_lists;
    std::vector<Row> m_rows;
    QStringList m_names;
    QString m_title;
    QString m_subtitle;
};

} // namespace tastescope
