// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with the rows of the table of trained models, by menu and by key. GUI thread only.
#pragma once

#include <QObject>
#include <QSet>

#include <vector>

class QPoint;
class QWidget;

namespace tastescope {

class Navigator;
class Session;
class TableView;

class ModelActions : public QObject {
    Q_OBJECT
public:
    /// Listens to the table's keys and offers its context menu; `page` is the parent of dialogs. All outlive
    /// it.
    ModelActions(Session& session, Navigator& navigator, TableView& table, QWidget* page);

    qint64 current() const;               ///< 0 = none
    std::vector<qint64> selected() const; ///< in the order of the table
    bool canCompare() const;
    bool canExport() const;

    void use();
    void rename();
    void duplicate();
    void trainAgain();
    void compare();
    /// Each with a part held out, as visible jobs; nothing while those asked for before go on.
    void measure(const std::vector<qint64>& models);
    bool isMeasuring() const { return !m_measuring.isEmpty(); }
    QString whyFixed() const; ///< why the project takes no measurement; empty: it does
    void exportLists();
    void removeSelected();

Q_SIGNALS:
    void duplicateWanted(qint64 model); ///< its settings, to be changed before another is trained
    void measuringChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void measureSelected();
    void showMenu(const QPoint& position);

    Session& m_session;
    Navigator& m_navigator;
    TableView& m_table;
    QWidget* m_page;
    QSet<quint64> m_measuring; ///< jobs
};

} // namespace tastescope
