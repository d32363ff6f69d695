// SPDX-License-Identifier: GPL-3.0-or-later
// The lists from elsewhere that the project keeps: added, renamed and removed; what was wrong in them is
// said. GUI thread only.
#pragma once

#include "storage/use_cases/outside/outside_lists.h"
#include "ui/tables/column_table.h"

#include <QDialog>

#include <memory>

namespace tastescope {

class Button;
class Session;
class TableView;

/// "3 of unknown films, 2 of unknown viewers, 1 repeated, 5 of films in the history": rows; empty for none.
QString outsideWrong(const OutsideTable& table, const QString& itemNouns, const QString& userNouns);
/// Asks for files of lists made elsewhere; empty when none was chosen.
QStringList chooseLists(QWidget& over);

struct OutsideRow {
    StoredOutside lists;
    std::shared_ptr<const OutsideTable> table; ///< null while it is being read
    QString problem;
};

class OutsideListTable : public ColumnTable<OutsideRow> {
    Q_OBJECT
public:
    enum Section { Name, People, Wrong, From };

    explicit OutsideListTable(Session& session, QObject* parent = nullptr);
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

private:
    void refresh();

    Session& m_session;
};

class OutsideDialog : public QDialog {
    Q_OBJECT
public:
    OutsideDialog(Session& session, QWidget* parent);

private:
    void add();
    void remove();
    void rename();
    void refresh();

    Session& m_session;
    OutsideListTable* m_lists = nullptr;
    TableView* m_table = nullptr;
    Button* m_add = nullptr;
    Button* m_rename = nullptr;
    Button* m_remove = nullptr;
};

} // namespace tastescope
