// SPDX-License-Identifier: GPL-3.0-or-later
// The test board as a view: people out of the common and pinned ones, what every model would show them, and
// the expectations that are kept, each with what was seen.
#pragma once

#include "storage/use_cases/board/test_board.h"

#include <QFrame>

class QAction;
class QComboBox;
class QLineEdit;
class QProgressBar;
class QSpinBox;
class QStackedWidget;

namespace tastescope {

class BoardGrid;
class Button;
class EmptyState;
class ExpectationTable;
class LinesDelegate;
class Session;
class TableView;
class TextLabel;

class BoardPanel : public QWidget {
    Q_OBJECT
public:
    explicit BoardPanel(Session& session, QWidget* parent = nullptr);

    /// The person whom the page shows, who can be pinned; empty for nobody.
    void setPerson(const QString& id);

Q_SIGNALS:
    void personChosen(const QString& id); ///< Enter or double-click on a row

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeExpectations();
    void makeIfStale();
    void make();
    void showBoard(); ///< what was made last
    void showProgress();
    bool isPinned(const QString& id) const; ///< as it is kept, also before the board shows it
    void togglePin(const QString& id);
    void add();
    void remove();
    void importBoard();
    void exportBoard();
    QString selectedPerson() const; ///< id; empty for none
    QString selectedModel() const;  ///< name; that of the first column when none is selected

    Session& m_session;
    QString m_person;
    quint64 m_job = 0;
    bool m_stale = true; ///< models, data or the plan changed since
    TextLabel* m_state = nullptr;
    QProgressBar* m_progress = nullptr;
    Button* m_cancel = nullptr;
    Button* m_pin = nullptr;
    Button* m_pinShown = nullptr;
    QAction* m_import = nullptr;
    QAction* m_export = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_none = nullptr;
    BoardGrid* m_grid = nullptr;
    LinesDelegate* m_lines = nullptr;
    TableView* m_table = nullptr;
    TextLabel* m_verdict = nullptr;
    ExpectationTable* m_expectations = nullptr;
    TableView* m_checked = nullptr;
    QComboBox* m_sees = nullptr;
    QLineEdit* m_what = nullptr;
    QSpinBox* m_places = nullptr;
    Button* m_add = nullptr;
    Button* m_remove = nullptr;
};

} // namespace tastescope
