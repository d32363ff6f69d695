// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/query_table_model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t pollEvery = 4096;

bool matches(const TableSource& source, const QString& filter, quint32 row) {
    return std::any_of(source.columns.begin(), source.columns.end(), [&](const QueryColumn& column) {
        return column.searched && column.text(row).contains(filter, Qt::CaseInsensitive);
    });
}

template <typename Key, typename Less>
void sortByKeys(std::vector<quint32>& rows, const std::vector<Key>& keys, bool descending, Less less) {
    std::vector<std::size_t> places(rows.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        return descending ? less(keys[b], keys[a]) : less(keys[a], keys[b]);
    });
    std::vector<quint32> sorted(rows.size());
    std::transform(places.begin(), places.end(), sorted.begin(),
                   [&](std::size_t place) { return rows[place]; });
    rows = std::move(sorted);
}

void sortRows(const QueryColumn& column, std::vector<quint32>& rows, bool descending) {
    if (column.number) {
        // NaN last in both directions: it becomes the far end of the wanted order.
        const double unknown = (descending ? -1 : 1) * std::numeric_limits<double>::infinity();
        std::vector<double> keys(rows.size());
        std::transform(rows.begin(), rows.end(), keys.begin(), [&](quint32 row) {
            const double number = column.number(row);
            return std::isnan(number) ? unknown : number;
        });
        sortByKeys(rows, keys, descending, std::less<>());
        return;
    }
    std::vector<QString> keys(rows.size());
    std::transform(rows.begin(), rows.end(), keys.begin(), column.text);
    sortByKeys(rows, keys, descending,
               [](const QString& a, const QString& b) { return a.compare(b, Qt::CaseInsensitive) < 0; });
}

} // namespace

Result<std::vector<quint32>> runTableQuery(const TableSource& source, const TableQuery& query,
                                           const ExecutionContext& context) {
    std::vector<quint32> rows;
    const std::size_t candidates = query.only ? query.only->size() : source.rows;
    rows.reserve(candidates);
    for (std::size_t place = 0; place < candidates; ++place) {
        if (place % pollEvery == 0 && context.stopRequested()) {
            return cancelledError();
        }
        const quint32 row = query.only ? (*query.only)[place] : static_cast<quint32>(place);
        if (row < source.rows && (query.filter.isEmpty() || matches(source, query.filter, row))) {
            rows.push_back(row);
        }
    }
    if (query.sortColumn >= 0 && query.sortColumn < static_cast<int>(source.columns.size())) {
        sortRows(source.columns[static_cast<std::size_t>(query.sortColumn)], rows, query.descending);
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    return rows;
}

QueryTableModel::QueryTableModel(QObject* parent)
    : ColumnTable({}, {{RowRole, [](quint32 row) { return row; }}}, parent) {}

void QueryTableModel::setSource(std::shared_ptr<const TableSource> source, std::vector<quint32> order) {
    m_source = std::move(source);
    Columns columns;
    for (const QueryColumn& column : m_source ? m_source->columns : std::vector<QueryColumn>()) {
        columns.push_back({column.title, column.text});
        if (column.number) {
            columns.back().sort = column.number;
            columns.back().alignment = Qt::AlignRight;
        }
    }
    setTable(std::move(columns), std::move(order));
}

} // namespace tastescope
