// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_actions.h"

#include "engine/data/dataset.h"
#include "engine/models/algorithm.h"
#include "ui/jobs/job_runner.h"
#include "ui/navigation/navigator.h"
#include "ui/navigation/project_dialog.h"
#include "ui/pages/models/compare_dialog.h"
#include "ui/pages/models/export_dialog.h"
#include "ui/pages/models/trained_models.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_exports.h"
#include "ui/session/project_models.h"
#include "ui/session/project_watch.h"
#include "ui/session/session.h"
#include "ui/session/standing_words.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMenu>
#include <QUndoStack>

#include <algorithm>

namespace tastescope {

ModelActions::ModelActions(Session& session, Navigator& navigator, TableView& table, QWidget* page)
    : QObject(page)
    , m_session(session)
    , m_navigator(navigator)
    , m_table(table)
    , m_page(page) {
    table.setContextMenuPolicy(Qt::CustomContextMenu);
    table.installEventFilter(this);
    connect(&table, &QWidget::customContextMenuRequested, this, &ModelActions::showMenu);
    connect(&table, &QAbstractItemView::doubleClicked, this, &ModelActions::use);
    connect(&session.jobs(), &JobRunner::jobFinished, this, [this](quint64 job) {
        if (m_measuring.remove(job)) {
            Q_EMIT measuringChanged();
        }
    });
}

qint64 ModelActions::current() const {
    const QModelIndex index = m_table.currentIndex();
    return index.isValid() ? index.data(TrainedModels::IdRole).toLongLong() : 0;
}

void ModelActions::use() {
    if (const SessionModel* model = m_session.models().find(current())) {
        m_navigator.open(QStringLiteral("explore"),
                         {{QStringLiteral("model"), toQString(model->stored.name)}});
    }
}

void ModelActions::rename() {
    const QModelIndex index = m_table.currentIndex();
    if (index.isValid()) {
        const QModelIndex name = index.siblingAtColumn(TrainedModels::Name);
        m_table.setCurrentIndex(name);
        m_table.edit(name);
    }
}

void ModelActions::duplicate() {
    if (m_session.models().find(current())) {
        Q_EMIT duplicateWanted(current());
    }
}

void ModelActions::trainAgain() {
    m_session.models().trainAgain(current());
}

std::vector<qint64> ModelActions::selected() const {
    std::vector<qint64> ids;
    QModelIndexList rows = m_table.selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex& row : rows) {
        ids.push_back(row.data(TrainedModels::IdRole).toLongLong());
    }
    return ids;
}

void ModelActions::compare() {
    std::vector<SessionModel> compared;
    for (const qint64 id : selected()) {
        if (const SessionModel* model = m_session.models().find(id)) {
            compared.push_back(*model);
        }
    }
    if (compared.size() >= 2 && compared.size() <= CompareDialog::mostModels) {
        CompareDialog(compared, m_session.experiments().metrics(), m_session.experiments().protocol(),
                      unmeasuredData(m_session), m_page)
            .exec();
    }
}

void ModelActions::measure(const std::vector<qint64>& models) {
    if (isMeasuring() || !whyFixed().isEmpty()) {
        return;
    }
    for (const qint64 id : models) {
        const SessionModel* model = m_session.models().find(id);
        const quint64 job =
            model && model->problem.isEmpty()
                ? m_session.experiments().measure(model->stored, ProjectExperiments::Failing::Aloud)
                : 0;
        if (job != 0) {
            m_measuring.insert(job);
        }
    }
    Q_EMIT measuringChanged();
}

QString ModelActions::whyFixed() const {
    const StandingReport& report = m_session.watch().report();
    const bool displaced = isDisplaced(report.standing);
    if (!displaced && !m_session.isReadOnly()) {
        return {};
    }
    const StandingReport why = displaced ? report : StandingReport{Standing::ReadOnly, {}, 0};
    return standingSentence(why) + QStringLiteral(". ") + standingRemedy(why);
}

void ModelActions::measureSelected() {
    measure(selected());
}

bool ModelActions::canCompare() const {
    const std::size_t count = selected().size();
    return count >= 2 && count <= CompareDialog::mostModels;
}

bool ModelActions::canExport() const {
    const SessionModel* model = m_session.models().find(current());
    return model && model->problem.isEmpty();
}

void ModelActions::exportLists() {
    if (!canExport()) {
        return;
    }
    const qint64 id = current();
    ExportDialog dialog(m_session, toQString(m_session.models().find(id)->stored.name), m_page);
    if (execOfProject(dialog, m_session) == QDialog::Accepted) {
        m_session.exports().recommendations(id, dialog.count(), dialog.path());
    }
}

void ModelActions::removeSelected() {
    std::vector<qint64> ids = selected();
    std::erase_if(ids, [this](qint64 id) { return m_session.models().isLeaving(id); });
    if (!whyFixed().isEmpty() && !ids.empty()) {
        ids.resize(1); // why is said once
    }
    QUndoStack& undo = m_session.undoStack();
    const bool several = ids.size() > 1; // come back together
    if (several) {
        undo.beginMacro(tr("Delete %1 models").arg(ids.size()));
    }
    for (const qint64 id : ids) {
        m_session.models().remove(id);
    }
    if (several) {
        undo.endMacro();
    }
}

void ModelActions::showMenu(const QPoint& position) {
    QMenu menu(m_page);
    if (current()) {
        const auto add = [&](const QString& icon, const QString& text, const QKeySequence& key, auto slot) {
            QAction* action = menu.addAction(tastescope::icon(icon), text, this, slot);
            action->setShortcut(key);
            return action;
        };
        add(QStringLiteral("explore"), tr("Use in Explore %1").arg(m_session.noun(&Nouns::users)),
            Qt::Key_Return, &ModelActions::use);
        add(QStringLiteral("data"), tr("Rename"), Qt::Key_F2, &ModelActions::rename);
        add(QStringLiteral("add"), tr("Duplicate settings"), Qt::CTRL | Qt::Key_D, &ModelActions::duplicate);
        add(QStringLiteral("refresh"), tr("Train again"), Qt::CTRL | Qt::Key_R, &ModelActions::trainAgain);
        if (!isMeasuring()) {
            QAction* action = add(QStringLiteral("hit"), tr("Measure"), Qt::CTRL | Qt::Key_M,
                                  &ModelActions::measureSelected);
            action->setEnabled(whyFixed().isEmpty());
            action->setToolTip(whyFixed());
            menu.setToolTipsVisible(!whyFixed().isEmpty());
        }
        if (canCompare()) {
            add(QStringLiteral("evaluate"), tr("Compare"), Qt::CTRL | Qt::Key_E, &ModelActions::compare);
        }
        if (canExport()) {
            add(QStringLiteral("export"), tr("Export recommendations"), Qt::CTRL | Qt::SHIFT | Qt::Key_E,
                &ModelActions::exportLists);
        }
        menu.addSeparator();
        add(QStringLiteral("remove"), tr("Delete"), QKeySequence::Delete, &ModelActions::removeSelected);
        menu.addSeparator();
    }
    QAction* copy = menu.addAction(tr("Copy"), this,
                                   [this] { QApplication::clipboard()->setText(m_table.selectionAsText()); });
    copy->setShortcut(QKeySequence::Copy);
    m_table.addColumnsTo(menu);
    menu.exec(m_table.viewport()->mapToGlobal(position));
}

bool ModelActions::eventFilter(QObject* watched, QEvent* event) {
    if (watched != &m_table || event->type() != QEvent::KeyPress) {
        return QObject::eventFilter(watched, event);
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_F2) {
        rename();
    } else if (key->key() == Qt::Key_Delete && (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier) {
        // Not QKeySequence::Delete, which is Ctrl+D too on desktops of X11.
        removeSelected();
    } else if (key->key() == Qt::Key_D && key->modifiers() == Qt::ControlModifier) {
        duplicate();
    } else if (key->key() == Qt::Key_R && key->modifiers() == Qt::ControlModifier) {
        trainAgain();
    } else if (key->key() == Qt::Key_M && key->modifiers() == Qt::ControlModifier) {
        measureSelected();
    } else if (key->key() == Qt::Key_E && key->modifiers() == Qt::ControlModifier) {
        compare();
    } else if (key->key() == Qt::Key_E && key->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        exportLists();
    } else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        // What ends the editing of a name comes here too, from the field: it does nothing else.
        if (!m_table.viewport()->isAncestorOf(QApplication::focusWidget())) {
            use();
        }
    } else {
        return QObject::eventFilter(watched, event);
    }
    return true;
}

} // namespace tastescope
