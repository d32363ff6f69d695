// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/board/board_panel.h"

#include "engine/data/dataset.h"
#include "engine/pipeline/rules/condition.h"
#include "storage/project/model_store.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/explore/board/board_grid.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/tables/table_view.h"
#include "ui/text/button_text.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/save_name.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QShortcut>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace tastescope {
namespace {

constexpr int places = 5; ///< of a list in the grid

/// It may stand at another place by now.
auto findExpectation(auto& expectations, const Expectation& wanted) {
    return std::ranges::find_if(expectations, [&wanted](Expectation there) {
        there.path = wanted.path;
        return there == wanted;
    });
}

/// 0 where the board has none of that name.
std::int64_t modelOf(const TestBoard& board, const std::string& name) {
    const auto found = std::ranges::find(board.models, name, &BoardModel::name);
    return found == board.models.end() ? 0 : found->id;
}

/// What is expected, of the model that has this id, whatever it is called by now.
Expectation expectedOf(Expectation wanted, std::int64_t model, const std::vector<StoredModel>& models) {
    const auto found = std::ranges::find(models, model, &StoredModel::id);
    wanted.model = found == models.end() ? wanted.model : found->name;
    return wanted;
}

} // namespace

BoardPanel::BoardPanel(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    m_grid = new BoardGrid(this);
    m_lines = new LinesDelegate(places, this);
    m_stack = new QStackedWidget(this);
    m_table = new TableView(QStringLiteral("test_board"), tr("People of the test board"), m_stack);
    m_table->setModel(m_grid);
    m_table->setItemDelegate(m_lines);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_none = new EmptyState(tr("No board yet"), tr("It is being made."), {}, {}, m_stack);
    m_stack->addWidget(m_none);
    m_stack->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(makeHead());
    layout->addWidget(m_stack, 3);
    layout->addWidget(makeExpectations(), 2);
    const auto rows = [this] { m_table->verticalHeader()->setDefaultSectionSize(m_lines->height()); };
    rows();
    connect(&Theme::instance(), &Theme::changed, this, rows, Qt::QueuedConnection); // after the table's own
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT personChosen(index.data(BoardGrid::IdRole).toString());
    });
    const ProjectLists& lists = session.experiments().lists();
    const auto stale = [this] {
        m_stale = true;
        makeIfStale();
    };
    connect(&lists, &ProjectLists::boardMade, this, &BoardPanel::showBoard);
    connect(&lists, &ProjectLists::boardEnded, this, &BoardPanel::showProgress);
    connect(&lists, &ProjectLists::boardChanged, this, stale);
    connect(&session.models(), &ProjectModels::countChanged, this, stale);
    connect(&session.models(), &ProjectModels::renamed, this, stale);
    connect(&session, &Session::datasetChanged, this, stale);
    connect(&session, &Session::projectChanged, this, stale);
    connect(&session.jobs(), &QAbstractItemModel::dataChanged, this, &BoardPanel::showProgress);
    showProgress();
}

QWidget* BoardPanel::makeHead() {
    auto* head = new QWidget(this);
    m_state = new TextLabel(TextStyle::Small, Role::Text2, {}, head);
    m_state->setElided(true);
    m_progress = new QProgressBar(head);
    m_progress->setAccessibleName(tr("Progress of the test board"));
    m_progress->setRange(0, 100);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(Theme::instance().scaled(120));
    m_cancel = new Button(ButtonKind::Quiet, tr("Cancel"), QStringLiteral("stop"), head);
    m_cancel->setSmall(true);
    m_pin = new Button(ButtonKind::Plain, tr("Pin"), QStringLiteral("pin"), head);
    m_pin->setSmall(true);
    m_pin->setToolTip(tr("Keeps the selected person on the board, or lets go of them (P)"));
    m_pinShown = new Button(ButtonKind::Plain, {}, QStringLiteral("pin"), head);
    m_pinShown->setSmall(true);
    auto* again = new Button(ButtonKind::Plain, tr("Run again"), QStringLiteral("refresh"), head);
    again->setSmall(true);
    auto* file = new IconButton(QStringLiteral("more"), tr("Import or export the board"), head);
    auto* menu = new QMenu(file);
    m_export = menu->addAction(tr("Export to a file…"));
    m_import = menu->addAction(tr("Import from a file…"));
    // Once the menu is gone: a dialog that runs inside its key press would have to share the keys with it.
    connect(m_export, &QAction::triggered, this, &BoardPanel::exportBoard, Qt::QueuedConnection);
    connect(m_import, &QAction::triggered, this, &BoardPanel::importBoard, Qt::QueuedConnection);
    auto* layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_state, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_cancel);
    layout->addWidget(m_pinShown);
    layout->addWidget(m_pin);
    layout->addWidget(again);
    layout->addWidget(file);
    auto* pinKey = new QShortcut(Qt::Key_P, m_table);
    pinKey->setContext(Qt::WidgetShortcut);
    connect(pinKey, &QShortcut::activated, this, [this] { togglePin(selectedPerson()); });
    connect(m_pin, &QAbstractButton::clicked, this, [this] { togglePin(selectedPerson()); });
    connect(m_pinShown, &QAbstractButton::clicked, this, [this] { togglePin(m_person); });
    connect(m_cancel, &QAbstractButton::clicked, this, [this] { m_session.jobs().cancel(m_job); });
    connect(again, &QAbstractButton::clicked, this, &BoardPanel::make);
    connect(file, &QAbstractButton::clicked, this, [file, menu] {
        menu->popup(file->mapToGlobal(file->rect().bottomRight()) - QPoint(menu->sizeHint().width(), -2));
    });
    return head;
}

QWidget* BoardPanel::makeExpectations() {
    auto* card = new Card(tr("Expectations"), {}, this);
    m_expectations = new ExpectationTable(this);
    m_checked = new TableView(QStringLiteral("expectations"), tr("Expectations of the test board"), card);
    m_checked->setModel(m_expectations);
    m_checked->setDense(true);
    m_checked->setEmptyText(tr("Nothing is expected yet"));
    m_checked->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_verdict = new TextLabel(TextStyle::Small, Role::Text2, {}, card);
    m_sees = new ComboBox(card);
    m_sees->setAccessibleName(tr("Kind of expectation"));
    m_sees->addItems({tr("sees"), tr("does not see")});
    m_what = new QLineEdit(card);
    m_what->setAccessibleName(tr("Item or condition that is expected"));
    m_what->setPlaceholderText(tr("id, or category == 'Folk'"));
    m_places = new QSpinBox(card);
    m_places->setAccessibleName(tr("Within so many places"));
    m_places->setRange(1, 1000);
    m_places->setValue(10);
    m_places->setPrefix(tr("top "));
    m_add = new Button(ButtonKind::Plain, tr("Expect"), QStringLiteral("add"), card);
    m_remove = new Button(ButtonKind::Quiet, tr("Remove"), QStringLiteral("remove"), card);
    m_remove->setToolTip(tr("Removes the selected expectation (Delete)"));
    auto* form = new QHBoxLayout;
    form->setSpacing(8);
    form->addWidget(m_sees);
    form->addWidget(m_what, 1);
    form->addWidget(m_places);
    form->addWidget(m_add);
    form->addWidget(m_remove);
    card->body()->addWidget(m_verdict);
    card->body()->addWidget(m_checked, 1);
    card->body()->addLayout(form);
    auto* removeKey = new QShortcut(Qt::Key_Delete, m_checked);
    removeKey->setContext(Qt::WidgetShortcut);
    connect(removeKey, &QShortcut::activated, this, &BoardPanel::remove);
    connect(m_remove, &QAbstractButton::clicked, this, &BoardPanel::remove);
    connect(m_add, &QAbstractButton::clicked, this, &BoardPanel::add);
    connect(m_what, &QLineEdit::returnPressed, this, &BoardPanel::add);
    return card;
}

void BoardPanel::setPerson(const QString& id) {
    m_person = id;
    showProgress();
}

void BoardPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    makeIfStale();
}

void BoardPanel::makeIfStale() {
    if (m_stale && isVisible()) {
        make();
    }
}

void BoardPanel::make() {
    m_stale = false;
    m_job = m_session.experiments().lists().makeBoard(places);
    showProgress();
}

void BoardPanel::showBoard() {
    const auto board = m_session.experiments().lists().latestBoard();
    const auto data = m_session.dataset();
    if (board && data) {
        m_grid->setBoard(*board, *data, m_session.nounTitle(&Nouns::user));
        m_expectations->setRows(board->checked);
        if (m_grid->rowCount() > 0) {
            m_table->setCurrentIndex(m_grid->index(0, 0));
        }
    }
    showProgress();
}

void BoardPanel::showProgress() {
    const JobInfo* job = m_session.jobs().info(m_job);
    const bool running = job && isActive(job->state);
    const auto board = m_session.experiments().lists().latestBoard();
    m_progress->setVisible(running);
    m_cancel->setVisible(running);
    if (running) {
        m_progress->setValue(static_cast<int>(100 * std::max(0.0, job->fraction)));
    }
    const bool onBoard = m_grid->find([this](const BoardRow& row) { return row.id == m_person; }) >= 0;
    m_pinShown->setText(tr("Pin %1").arg(buttonText(m_person, 24)));
    m_pinShown->setAccessibleName(tr("Pin %1").arg(m_person));
    m_pinShown->setToolTip(m_pinShown->accessibleName());
    m_pinShown->setVisible(board && !m_person.isEmpty() && !onBoard && !isPinned(m_person) &&
                           !m_session.isReadOnly());
    m_pin->setEnabled(board && !m_session.isReadOnly());
    m_add->setEnabled(board && !board->people.empty() && !board->models.empty() && !m_session.isReadOnly());
    m_remove->setEnabled(m_expectations->rowCount() > 0 && !m_session.isReadOnly());
    m_import->setEnabled(board && !m_session.isReadOnly());
    m_export->setEnabled(board && (!board->plan.people.empty() || !board->plan.expectations.empty()));
    const bool stopped = !running && job && job->state == JobState::Cancelled;
    m_state->setText(
        running   ? tr("Making the lists…")
        : stopped ? tr("Stopped; what is shown is from before")
        : board
            ? tr("%1 people, %2 models; Enter opens one").arg(board->people.size()).arg(board->models.size())
            : QString());
    m_stack->setCurrentIndex(board && !board->people.empty() ? 1 : 0);
    m_none->setTexts(board     ? tr("Nobody to look at")
                     : running ? tr("Making the board")
                               : tr("No board yet"),
                     board     ? tr("The data has no event of anybody.")
                     : running ? tr("People are picked, and every model is asked for their lists.")
                               : tr("Run it again to see people and their lists."));
    const std::size_t failed = m_expectations->failed();
    m_verdict->setText(failed == 0 ? tr("All %1 hold").arg(m_expectations->rowCount())
                                   : tr("%1 of %2 fail").arg(failed).arg(m_expectations->rowCount()));
    m_verdict->setRole(failed == 0 ? Role::Text2 : Role::Error);
    m_verdict->setVisible(m_expectations->rowCount() > 0);
}

QString BoardPanel::selectedPerson() const {
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? current.data(BoardGrid::IdRole).toString() : m_person;
}

QString BoardPanel::selectedModel() const {
    const auto board = m_session.experiments().lists().latestBoard();
    const int column = std::max(1, m_table->currentIndex().column());
    return board && column <= static_cast<int>(board->models.size())
               ? toQString(board->models[static_cast<std::size_t>(column - 1)].name)
               : QString();
}

void BoardPanel::exportBoard() {
    const QString path = askSaveName(
        *window(), tr("Export the test board"), folderBeside(m_session.path()), tr("board"),
        {tr("Test board, for the command line too (*.json)"), tr("What was found, as a table (*.csv)")});
    if (!path.isEmpty()) {
        m_session.experiments().lists().exportBoard(path);
    }
}

void BoardPanel::importBoard() {
    QFileDialog dialog(window(), tr("Import a test board"), QFileInfo(m_session.path()).absolutePath());
    dialog.setFileMode(QFileDialog::ExistingFile);
    dialog.setNameFilters({tr("Test board (*.json)"), tr("All files (*)")});
    if (dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty()) {
        m_session.experiments().lists().importBoard(dialog.selectedFiles().constFirst());
    }
}

bool BoardPanel::isPinned(const QString& person) const {
    const std::vector<std::string>& people = m_session.experiments().lists().boardPlan().people;
    return std::ranges::find(people, person.toStdString()) != people.end();
}

void BoardPanel::togglePin(const QString& person) {
    const auto board = m_session.experiments().lists().latestBoard();
    const std::string id = person.toStdString();
    if (!board || id.empty() || m_session.isReadOnly()) {
        return;
    }
    const bool pinned = isPinned(person);
    m_session.experiments().lists().changeBoard(
        [id, pinned](BoardPlan& plan, const auto&) {
            std::erase(plan.people, id);
            if (!pinned) {
                plan.people.push_back(id);
            }
        },
        (pinned ? tr("Let go of %1") : tr("Pin %1")).arg(person));
}

void BoardPanel::add() {
    const auto board = m_session.experiments().lists().latestBoard();
    const auto data = m_session.dataset();
    const std::string what = m_what->text().trimmed().toStdString();
    if (!board || !data || what.empty() || selectedPerson().isEmpty() || !m_add->isEnabled()) {
        return;
    }
    Expectation expectation;
    expectation.user = selectedPerson().toStdString();
    expectation.model = selectedModel().toStdString();
    expectation.absent = m_sees->currentIndex() == 1;
    expectation.places = static_cast<std::size_t>(m_places->value());
    if (data->items().find(what)) {
        expectation.item = what;
    } else if (const auto condition = Condition::parse(what); condition) {
        expectation.condition = what;
    } else {
        Q_EMIT m_session.failed(tr("Nothing was added"),
                                tr("This is no id of one of the %1, and no condition: %2")
                                    .arg(m_session.noun(&Nouns::items), formatError(condition.error())));
        return;
    }
    m_what->clear();
    m_session.experiments().lists().changeBoard(
        [expectation, of = modelOf(*board, expectation.model)](BoardPlan& plan, const auto& models) {
            plan.expectations.push_back(expectedOf(expectation, of, models));
        },
        tr("Add an expectation"));
}

void BoardPanel::remove() {
    const auto board = m_session.experiments().lists().latestBoard();
    const QModelIndex current = m_checked->currentIndex();
    if (!board || !current.isValid() || m_session.isReadOnly()) {
        return;
    }
    const auto row = static_cast<std::size_t>(current.row());
    if (row >= board->plan.expectations.size()) {
        return;
    }
    ProjectLists& lists = m_session.experiments().lists();
    const Expectation gone = board->plan.expectations[row];
    if (findExpectation(lists.boardPlan().expectations, gone) == lists.boardPlan().expectations.end()) {
        return; // it went already, and stands here until the lists are made
    }
    lists.changeBoard(
        [gone, of = modelOf(*board, gone.model)](BoardPlan& plan, const auto& models) {
            const auto found = findExpectation(plan.expectations, expectedOf(gone, of, models));
            if (found != plan.expectations.end()) {
                plan.expectations.erase(found);
            }
        },
        tr("Remove an expectation"));
}

} // namespace tastescope
