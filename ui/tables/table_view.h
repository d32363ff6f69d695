// SPDX-License-Identifier: GPL-3.0-or-later
// The table every page uses: row lines only, header 28 in micro, copy as tab-separated text with headers,
// columns that fit what they hold and stay as a person leaves them, and a word where nothing is to be seen.
#pragma once

#include <QTableView>

#include <vector>

class QMenu;

namespace tastescope {

class TableColumns;

class TableView : public QTableView {
    Q_OBJECT
public:
    /// `id` names the table among those whose columns are remembered: one word, the same in every language.
    TableView(const QString& id, const QString& accessibleName, QWidget* parent = nullptr);
    void setDense(bool dense);      ///< rows of 28 instead of 32
    void addColumnsTo(QMenu& menu); ///< the choice of columns, for a page that has a menu of its own
    /// Columns that hide by themselves where the view is too narrow for all, the last named first.
    void setYielding(std::vector<int> columns);
    /// Columns that get narrower, the first named first, before one hides.
    void setShrinking(std::vector<int> columns);
    /// What to say while there are no rows at all; a filter that leaves none says so by itself.
    void setEmptyText(const QString& text);
    QString emptyText() const; ///< what is shown now; empty while there are rows
    void setModel(QAbstractItemModel* model) override;
    void useHeader(QHeaderView* header); ///< instead of a TableHeader
    /// The selected cells (or all, when nothing is selected) as TSV with the headers of their columns.
    QString selectionAsText() const;
    int hoverRow() const { return m_hoverRow; } ///< the row under the pointer, -1 = none

protected:
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool m_dense = false;
    int m_hoverRow = -1;
    TableColumns* m_columns = nullptr;
    QString m_emptyText;
    QMetaObject::Connection m_restyle;
};

} // namespace tastescope
