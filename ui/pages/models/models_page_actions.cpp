// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with a row of the table, by menu and by key.
#include "ui/pages/models/compare_dialog.h"
#include "ui/pages/models/export_dialog.h"
#include "ui/pages/models/models_page.h"
#include "ui/pages/models/settings_form.h"
#include "ui/pages/models/trained_models.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

namespace tastescope {

qint64 ModelsPage::currentModel() const {
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() ? index.data(TrainedModels::IdRole).toLongLong() : 0;
}

void ModelsPage::use() {
    if (const SessionModel* model = session().findModel(currentModel())) {
        navigator().open(QStringLiteral("explore"),
                         {{QStringLiteral("model"), toQString(model->stored.name)}});
    }
}

void ModelsPage::rename() {
    const QModelIndex index = m_table->currentIndex();
    if (index.isValid()) {
        const QModelIndex name = index.siblingAtColumn(TrainedModels::Name);
        m_table->setCurrentIndex(name);
        m_table->edit(name);
    }
}

void ModelsPage::duplicate() {
    const SessionModel* model = session().findModel(currentModel());
    const AlgorithmInfo* info = model ? findAlgorithm(model->stored.algorithm) : nullptr;
    if (info) {
        const ParamSet params = paramsOf(model->stored);
        const std::uint64_t seed = model->stored.seed;
        chooseKind(info->id);
        m_form->setRequest(*info, params, seed);
        m_form->focusFirst();
    }
}

void ModelsPage::trainAgain() {
    session().trainAgain(currentModel());
}

std::vector<qint64> ModelsPage::selectedModels() const {
    std::vector<qint64> ids;
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex& row : rows) {
        ids.push_back(row.data(TrainedModels::IdRole).toLongLong());
    }
    return ids;
}

void ModelsPage::compare() {
    std::vector<SessionModel> compared;
    for (const qint64 id : selectedModels()) {
        if (const SessionModel* model = session().findModel(id)) {
            compared.push_back(*model);
        }
    }
    if (compared.size() >= 2 && compared.size() <= CompareDialog::mostModels) {
        CompareDialog(compared, session().metrics(), this).exec();
    }
}

bool ModelsPage::canExport() const {
    const SessionModel* model = session().findModel(currentModel());
    return model && model->problem.isEmpty();
}

void ModelsPage::exportLists() {
    if (!canExport()) {
        return;
    }
    const qint64 id = currentModel();
    ExportDialog dialog(session(), toQString(session().findModel(id)->stored.name), this);
    if (dialog.exec() == QDialog::Accepted) {
        session().exportRecommendations(id, dialog.count(), dialog.path());
    }
}

void ModelsPage::removeSelected() {
    const std::vector<qint64> ids = selectedModels();
    QUndoStack& undo = session().undoStack();
    const bool several = ids.size() > 1; // come back together
    if (several) {
        undo.beginMacro(tr("Delete %1 models").arg(ids.size()));
    }
    for (const qint64 id : ids) {
        session().removeModel(id);
    }
    if (several) {
        undo.endMacro();
    }
}

void ModelsPage::showMenu(const QPoint& position) {
    QMenu menu(this);
    if (currentModel()) {
        const auto add = [&](const QString& icon, const QString& text, const QKeySequence& key, auto slot) {
            QAction* action = menu.addAction(tastescope::icon(icon), text, this, slot);
            action->setShortcut(key);
        };
        add(QStringLiteral("explore"), tr("Use in Explore %1").arg(session().noun(&Nouns::users)),
            Qt::Key_Return, &ModelsPage::use);
        add(QStringLiteral("data"), tr("Rename"), Qt::Key_F2, &ModelsPage::rename);
        add(QStringLiteral("add"), tr("Duplicate settings"), Qt::CTRL | Qt::Key_D, &ModelsPage::duplicate);
        add(QStringLiteral("refresh"), tr("Train again"), Qt::CTRL | Qt::Key_R, &ModelsPage::trainAgain);
        if (m_compare->isEnabled()) {
            add(QStringLiteral("evaluate"), tr("Compare"), Qt::CTRL | Qt::Key_E, &ModelsPage::compare);
        }
        if (canExport()) {
            add(QStringLiteral("export"), tr("Export recommendations"), Qt::CTRL | Qt::SHIFT | Qt::Key_E,
                &ModelsPage::exportLists);
        }
        menu.addSeparator();
        add(QStringLiteral("remove"), tr("Delete"), QKeySequence::Delete, &ModelsPage::removeSelected);
        menu.addSeparator();
    }
    QAction* copy = menu.addAction(
        tr("Copy"), this, [this] { QApplication::clipboard()->setText(m_table->selectionAsText()); });
    copy->setShortcut(QKeySequence::Copy);
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

bool ModelsPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_table || event->type() != QEvent::KeyPress) {
        return Page::eventFilter(watched, event);
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_F2) {
        rename();
    } else if (key->matches(QKeySequence::Delete)) {
        removeSelected();
    } else if (key->key() == Qt::Key_D && key->modifiers() == Qt::ControlModifier) {
        duplicate();
    } else if (key->key() == Qt::Key_R && key->modifiers() == Qt::ControlModifier) {
        trainAgain();
    } else if (key->key() == Qt::Key_E && key->modifiers() == Qt::ControlModifier) {
        compare();
    } else if (key->key() == Qt::Key_E && key->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier)) {
        exportLists();
    } else if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        use();
    } else {
        return Page::eventFilter(watched, event);
    }
    return true;
}

} // namespace tastescope
