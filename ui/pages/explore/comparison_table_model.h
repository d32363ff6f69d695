// SPDX-License-Identifier: GPL-3.0-or-later
// The lists of several models as one table: a row an item of any list, three columns a model (rank, move,
// score). Raw values under SortRole; an item that a list does not have sorts after all that it has.
#pragma once

#include "ui/lists/ranked_list_model.h"
#include "ui/tables/column_table.h"

#include <optional>

namespace tastescope {

struct ComparisonRow {
    RankedRow what;                           ///< of the first list that has it
    std::vector<std::optional<RankedRow>> in; ///< by list
};

class ComparisonTableModel : public ColumnTable<ComparisonRow> {
    Q_OBJECT
public:
    enum DataRole { IndexRole = OwnRole };

    explicit ComparisonTableModel(QObject* parent = nullptr);
    /// `names` label the lists; `title` and `subtitle` are the headers of the first columns ("Song",
    /// "Artist").
    void setLists(const std::vector<std::vector<RankedRow>>& lists, const QStringList& names,
                  const QString& title, const QString& subtitle);
    int rowOf(std::uint32_t index) const; ///< -1 = in no list
};

} // namespace tastescope
