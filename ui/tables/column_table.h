// SPDX-License-Identifier: GPL-3.0-or-later
// A table or list written as what it is: rows of a type, and columns that say what each shows of a row. A
// list is a table of one column with roles of its own. GUI thread only.
#pragma once

#include <QAbstractTableModel>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace tastescope {

template <typename Row>
struct Column {
    using Text = std::function<QString(const Row&)>;
    using Value = std::function<QVariant(const Row&)>;
    using Roles = std::vector<std::pair<int, Value>>;
    using Edit = std::function<bool(Row&, const QVariant&)>;

    // Not an aggregate with initialisers: GCC 12 cannot build those of a template from a list.
    Column(QString header, Text shown = nullptr, Value raw = nullptr, Qt::Alignment side = Qt::AlignLeft,
           Roles others = {}, Edit edited = nullptr)
        : title(std::move(header))
        , text(std::move(shown))
        , sort(std::move(raw))
        , alignment(side)
        , roles(std::move(others))
        , edit(std::move(edited)) {}

    QString title;
    Text text;  ///< without it the cell is empty
    Value sort; ///< the raw value, for SortRole; without it the text
    Qt::Alignment alignment;
    Roles roles; ///< what else a cell of this column knows: tooltip, font, …
    /// Takes what was typed into a copy of the row and makes the column editable, beginning with the raw
    /// value; false = the row stays as it was.
    Edit edit;
};

template <typename Row>
class ColumnTable : public QAbstractTableModel {
public:
    enum DataRole { SortRole = Qt::UserRole, OwnRole }; ///< roles of a table's own begin at OwnRole
    using Columns = std::vector<Column<Row>>;
    using Roles = typename Column<Row>::Roles;

    /// `roles` hold for every column that does not say otherwise.
    explicit ColumnTable(Columns columns = {}, Roles roles = {}, QObject* parent = nullptr)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
        , m_roles(std::move(roles)) {}
    ColumnTable(Columns columns, QObject* parent) : ColumnTable(std::move(columns), {}, parent) {}

    const std::vector<Row>& rows() const { return m_rows; }
    const Row& at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// The first row that `is` holds for; -1 = none.
    template <typename Is>
    int find(const Is& is) const {
        const auto found = std::find_if(m_rows.begin(), m_rows.end(), is);
        return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
    }

    void setRows(std::vector<Row> rows) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    void setTable(Columns columns, std::vector<Row> rows) {
        beginResetModel();
        m_columns = std::move(columns);
        m_rows = std::move(rows);
        endResetModel();
    }
    /// Other values of the same rows, so that a selection stays; a reset where their number differs.
    void updateRows(std::vector<Row> rows) {
        if (rows.size() != m_rows.size()) {
            setRows(std::move(rows));
            return;
        }
        m_rows = std::move(rows);
        tellAllChanged();
    }
    /// Row by row, so that a selection and an open editor survive: rows that are gone are removed, known ones
    /// (`same`) get their new values where they are, others follow at the end.
    template <typename Same>
    void mergeRows(std::vector<Row> rows, const Same& same) {
        const auto meets = [&same](const Row& row) {
            return [&](const Row& other) { return same(row, other); };
        };
        for (int at = rowCount() - 1; at >= 0; --at) {
            if (std::none_of(rows.begin(), rows.end(), meets(this->at(at)))) {
                beginRemoveRows({}, at, at);
                m_rows.erase(m_rows.begin() + at);
                endRemoveRows();
            }
        }
        for (Row& row : rows) {
            const auto known = std::find_if(m_rows.begin(), m_rows.end(), meets(row));
            if (known != m_rows.end()) {
                *known = std::move(row);
                continue;
            }
            beginInsertRows({}, rowCount(), rowCount());
            m_rows.push_back(std::move(row));
            endInsertRows();
        }
        tellAllChanged();
    }
    void tellAllChanged() {
        if (!m_rows.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        }
    }

    using QAbstractTableModel::index;
    QModelIndex index(int row) const { return index(row, 0); } ///< of a list

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
            return {};
        }
        const Row& row = at(index.row());
        const Column<Row>& column = columnAt(index.column());
        for (const Roles* roles : {&column.roles, &m_roles}) {
            for (const auto& [known, value] : *roles) {
                if (known == role) {
                    return value(row);
                }
            }
        }
        const bool raw = column.sort && (role == SortRole || (role == Qt::EditRole && column.edit));
        if (raw) {
            return column.sort(row);
        }
        if (role == Qt::DisplayRole || role == Qt::EditRole || role == SortRole) {
            return column.text ? QVariant(column.text(row)) : QVariant();
        }
        return role == Qt::TextAlignmentRole ? alignmentOf(column) : QVariant();
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
            return {};
        }
        const Column<Row>& column = columnAt(section);
        return role == Qt::DisplayRole         ? QVariant(column.title)
               : role == Qt::TextAlignmentRole ? alignmentOf(column)
                                               : QVariant();
    }
    Qt::ItemFlags flags(const QModelIndex& index) const override {
        const Qt::ItemFlags base = QAbstractTableModel::flags(index);
        return index.isValid() && columnAt(index.column()).edit ? base | Qt::ItemIsEditable : base;
    }
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override {
        if (role != Qt::EditRole || !flags(index).testFlag(Qt::ItemIsEditable)) {
            return false;
        }
        Row row = at(index.row());
        if (!columnAt(index.column()).edit(row, value)) {
            return false;
        }
        m_rows[static_cast<std::size_t>(index.row())] = std::move(row);
        Q_EMIT dataChanged(index.siblingAtColumn(0), index.siblingAtColumn(columnCount() - 1));
        return true;
    }

private:
    const Column<Row>& columnAt(int column) const { return m_columns[static_cast<std::size_t>(column)]; }
    static QVariant alignmentOf(const Column<Row>& column) {
        return QVariant::fromValue<int>(Qt::AlignVCenter | column.alignment);
    }

    Columns m_columns;
    Roles m_roles;
    std::vector<Row> m_rows;
};

} // namespace tastescope
