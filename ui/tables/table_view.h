// SPDX-License-Identifier: GPL-3.0-or-later
// The table every page uses: row lines only, header 28 in micro, copy as tab-separated text with headers,
// remembered columns.
#pragma once

#include <QTableView>

class QSettings;

namespace tastescope {

class TableView : public QTableView {
    Q_OBJECT
public:
    explicit TableView(const QString& accessibleName, QWidget* parent = nullptr);
    void setDense(bool dense); ///< rows of 28 instead of 32
    /// Column order, widths and sort under `key`.
    void saveColumns(QSettings& settings, const QString& key) const;
    void restoreColumns(QSettings& settings, const QString& key);
    /// The selected cells (or all, when nothing is selected) as TSV with the headers of their columns.
    QString selectionAsText() const;
    int hoverRow() const { return m_hoverRow; } ///< the row under the pointer, -1 = none

protected:
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    bool m_dense = false;
    int m_hoverRow = -1;
    QMetaObject::Connection m_restyle;
};

} // namespace tastescope
