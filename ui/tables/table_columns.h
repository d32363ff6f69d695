// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of one table: as wide as what they hold, up to 40 % of the view, until a person says otherwise;
// which are shown, in which order and by which the table is sorted, as the person left it (ColumnMemory). GUI
// thread only.
#pragma once

#include <QObject>
#include <QPointer>
#include <QSet>
#include <QStringList>

#include <vector>

class QHeaderView;
class QMenu;
class QTableView;

namespace tastescope {

struct ColumnChoice;

class TableColumns : public QObject {
    Q_OBJECT
public:
    static constexpr int measuredRows = 200; ///< at the top of the table, for the width of its contents
    static constexpr double widestShare = 0.4;

    /// Looks after `table`; `id` names it in the memory.
    TableColumns(QString id, QTableView& table);

    void watchModel();  ///< the table has another model
    void watchHeader(); ///< the table has another header
    /// Columns that hide by themselves, last first, where the view is too narrow for all.
    void setYielding(std::vector<int> columns);
    /// Columns that get narrower, the first named first, before one hides: their cells are elided.
    void setShrinking(std::vector<int> columns);
    /// By the width of the view; what the contents need is measured only when it may have changed.
    void arrange();
    void
    fillMenu(QMenu& menu); ///< one entry a column to show or hide it, and the way back to the fitted widths

private:
    QHeaderView& header() const;
    QStringList keys() const; ///< by column: its title, counted where several have the same
    ColumnChoice& choice() const;
    void modelChanged();
    /// What comes into a short table may need more room than what was there when it was measured.
    void rowsCame(const QModelIndex& parent, int first, int last);
    void cellsChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles);
    void takeUp(const QStringList& keys);
    void measure();
    bool measureRows(int first, int last); ///< true: one of them needs more than was known
    void showYielding(int room);
    void apply();
    void stretchLast();
    int wanted(int column) const;
    int least(int column) const;                             ///< a shrinking one may come down to this
    int roomOf(int (TableColumns::*width)(int) const) const; ///< of the columns that are shown
    int sizeNow(int column) const;
    bool byHand() const; ///< what the header reports now was done by the person
    void resized(int column, int size);
    void remember();
    void setShown(int column, bool shown);
    void forgetWidths();

    const QString m_id;
    QTableView& m_table;
    QPointer<QHeaderView> m_header;
    QStringList m_keys;          ///< what was taken up
    std::vector<int> m_contents; ///< pixels
    std::vector<int> m_yielding;
    std::vector<int> m_shrinking;
    bool m_measured = false; ///< with rows
    bool m_busy = false;     ///< changes are the program's own
};

} // namespace tastescope
