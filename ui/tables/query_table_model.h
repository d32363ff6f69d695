// SPDX-License-Identifier: GPL-3.0-or-later
// A table over immutable columns of any length. Filtering and sorting are a pure function (run it in a job)
// whose answer, an order of rows, is shown as it arrives; the model itself only looks cells up.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "ui/tables/column_table.h"

#include <memory>

namespace tastescope {

/// `text` and `number` are called from any thread and must be const in effect. Without `number` a column
/// sorts by text.
struct QueryColumn {
    QString title;
    std::function<QString(quint32 row)> text;
    std::function<double(quint32 row)> number{};
    bool searched = false; ///< the text filter looks here
};

struct TableSource {
    quint32 rows = 0;
    std::vector<QueryColumn> columns;
};

struct TableQuery {
    QString filter; ///< case-insensitive part of a searched column's text
    std::shared_ptr<const std::vector<std::uint32_t>> only; ///< null = all rows
    int sortColumn = -1;                                    ///< -1 = order of the data
    bool descending = false;
};

/// The rows that pass, in order; ties keep the order of the data, NaN comes last. Fails only by cancellation.
Result<std::vector<quint32>> runTableQuery(const TableSource& source, const TableQuery& query,
                                           const ExecutionContext& context = {});

/// SortRole gives the raw value (double or QString), RowRole the row of the source. Sorting is asked for, not
/// done here.
class QueryTableModel : public ColumnTable<quint32> {
    Q_OBJECT
public:
    enum DataRole { RowRole = OwnRole };
    explicit QueryTableModel(QObject* parent = nullptr);

    void setSource(std::shared_ptr<const TableSource> source, std::vector<quint32> order);
    const std::shared_ptr<const TableSource>& source() const { return m_source; }
    void sort(int column, Qt::SortOrder order) override { Q_EMIT sortRequested(column, order); }

Q_SIGNALS:
    void sortRequested(int column, Qt::SortOrder order);

private:
    std::shared_ptr<const TableSource> m_source;
};

} // namespace tastescope
