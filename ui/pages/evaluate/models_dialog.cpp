// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/models_dialog.h"

#include "engine/pipeline/rules/rule_set.h"
#include "ui/input/outside_dialog.h"
#include "ui/pages/evaluate/add_files.h"
#include "ui/pages/evaluate/contestants.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QMenu>
#include <QShortcut>
#include <QVBoxLayout>

namespace tastescope {

TableView* makeContestantView(ContestantTable& contestants, QWidget* parent) {
    auto* view =
        new TableView(QStringLiteral("contestants"), ContestantTable::tr("Models to compare"), parent);
    view->setModel(&contestants);
    view->setItemDelegate(new ContestantDelegate(view));
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setYielding({ContestantTable::Settings, ContestantTable::From});
    view->setEmptyText(ContestantTable::tr("No model yet"));
    return view;
}

QWidget* makeRulesButton(ContestantTable& contestants, TableView& table, QWidget* parent) {
    auto* button =
        new Button(ButtonKind::Plain, ContestantTable::tr("Add rules"), QStringLiteral("rules"), parent);
    const auto refresh = [button, &contestants, &table] {
        const bool any = !contestants.ruleSets().empty();
        button->setEnabled(any && contestants.takesRules(table.currentIndex().row()));
        button->setToolTip(
            any ? ContestantTable::tr("Puts a rule set of the project behind the model of the current row")
                : ContestantTable::tr("The project keeps no rule set yet"));
    };
    refresh();
    QObject::connect(&contestants, &ContestantTable::chosenChanged, button, refresh);
    QObject::connect(table.selectionModel(), &QItemSelectionModel::currentChanged, button, refresh);
    QObject::connect(button, &QAbstractButton::clicked, button, [button, &contestants, &table] {
        QMenu menu(button);
        for (const RuleSet& rules : contestants.ruleSets()) {
            menu.addAction(
                toQString(rules.name).replace(u'&', QStringLiteral("&&")), &menu,
                [&contestants, &table, rules] { contestants.addRules(table.currentIndex().row(), rules); });
        }
        menu.exec(button->mapToGlobal(QPoint(0, button->height())));
    });
    return button;
}

QWidget* makeRemoveButton(ContestantTable& contestants, TableView& table, QWidget* parent) {
    auto* button =
        new Button(ButtonKind::Plain, ContestantTable::tr("Remove"), QStringLiteral("remove"), parent);
    button->setToolTip(ContestantTable::tr("Takes the file of the current row away (Delete). Lists that the "
                                           "project keeps are removed there."));
    const auto refresh = [button, &contestants, &table] {
        button->setEnabled(contestants.isRemovable(table.currentIndex().row()));
    };
    const auto remove = [&contestants, &table] { contestants.remove(table.currentIndex().row()); };
    refresh();
    auto* key = new QShortcut(Qt::Key_Delete, &table);
    key->setContext(Qt::WidgetShortcut);
    QObject::connect(key, &QShortcut::activated, button, remove);
    QObject::connect(button, &QAbstractButton::clicked, button, remove);
    QObject::connect(&contestants, &ContestantTable::chosenChanged, button, refresh);
    QObject::connect(table.selectionModel(), &QItemSelectionModel::currentChanged, button, refresh);
    return button;
}

void askForLists(ContestantTable& contestants, QWidget& over) {
    addFromElsewhere(contestants, chooseElsewhere(over), over);
}

ModelsDialog::ModelsDialog(ContestantTable& contestants, QWidget* parent) : QDialog(parent) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("Models to compare"));
    setAccessibleName(windowTitle());
    auto* count = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    head->addWidget(count, 1);
    TableView* table = makeContestantView(contestants, this);
    auto* lists = new Button(ButtonKind::Plain, tr("Add lists"), QStringLiteral("file"), this);
    lists->setToolTip(tr("A CSV file of user, item, and rank, score or prediction becomes a model"));
    auto* kept = new Button(ButtonKind::Plain, tr("Kept lists"), {}, this);
    kept->setToolTip(
        tr("The lists that the project keeps: rename or remove them, see what was wrong in them"));
    auto* close = new Button(ButtonKind::Primary, tr("Done"), {}, this);
    close->setDefault(true);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(lists);
    foot->addWidget(kept);
    foot->addWidget(makeRulesButton(contestants, *table, this));
    foot->addWidget(makeRemoveButton(contestants, *table, this));
    foot->addStretch(1);
    foot->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(table, 1);
    layout->addLayout(foot);
    const auto tell = [count, &contestants] {
        count->setText(formatCounted(static_cast<qulonglong>(contestants.chosenCount()), tr("1 chosen"),
                                     tr("%1 chosen")));
    };
    tell();
    connect(&contestants, &ContestantTable::chosenChanged, this, tell);
    connect(lists, &QAbstractButton::clicked, this,
            [this, &contestants] { askForLists(contestants, *this); });
    connect(kept, &QAbstractButton::clicked, this,
            [this, &contestants] { OutsideDialog(contestants.session(), this).exec(); });
    connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
    resizeToScreen(*this, {theme.scaled(680), theme.scaled(560)});
    table->setFocus();
}

} // namespace tastescope
