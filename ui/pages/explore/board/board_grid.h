// SPDX-License-Identifier: GPL-3.0-or-later
// The people of a test board and their lists as a table: a row a person, a column a model; and what is
// expected of them, with what was seen.
#pragma once

#include "storage/use_cases/board/test_board.h"
#include "ui/tables/column_table.h"

#include <QString>
#include <QStringList>
#include <QStyledItemDelegate>

#include <vector>

namespace tastescope {

struct BoardRow {
    PersonKind kind = PersonKind::Pinned;
    QString id;
    QString label;
    std::vector<QStringList> lists; ///< titles, by model
};

/// "most active", "one category".
QString personKindName(PersonKind kind);

class BoardGrid : public ColumnTable<BoardRow> {
    Q_OBJECT
public:
    enum DataRole { LinesRole = OwnRole, IdRole }; ///< a cell's lines; the person's id

    explicit BoardGrid(QObject* parent = nullptr);
    /// `person` heads the first column. `dataset` is what the board was made of.
    void setBoard(const TestBoard& board, const Dataset& dataset, const QString& person);
};

class ExpectationTable : public ColumnTable<CheckedExpectation> {
    Q_OBJECT
public:
    explicit ExpectationTable(QObject* parent = nullptr);
    std::size_t failed() const;
};

/// A cell of lines, each cut where it is too long; the first column has its first line strong.
class LinesDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    LinesDelegate(int lines, QObject* parent) : QStyledItemDelegate(parent), m_lines(lines) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    int height() const;

private:
    int m_lines;
};

} // namespace tastescope
