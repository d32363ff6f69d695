// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keyboard_dialog.h"

#include "ui/metrics/metrics_dialog.h"
#include "ui/shell/commands.h"
#include "ui/tables/column_table.h"
#include "ui/tables/table_view.h"
#include "ui/text/button_text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

namespace tastescope {

namespace {

struct KeyRow {
    QString keys;
    QString action;
};

} // namespace

KeyboardDialog::KeyboardDialog(const Commands& commands, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Keyboard and help"));
    setAccessibleName(windowTitle());
    std::vector<KeyRow> rows;
    bool placesListed = false;
    for (const QAction* action : commands.all()) {
        if (action->property("place").isValid()) {
            if (!placesListed) {
                rows.push_back({tr("Ctrl+0 … Ctrl+9"), tr("Places of the rail in order, Start first")});
                placesListed = true;
            }
            continue;
        }
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts()) {
            keys += key.toString(QKeySequence::NativeText);
        }
        if (!keys.isEmpty()) {
            rows.push_back({keys.join(tr(" or ")), shownText(action->text())});
        }
    }
    rows.push_back({tr("Enter, Space"), tr("Open or select a row")});
    rows.push_back({tr("A, Delete"), tr("Explore: add to the history, remove from it")});
    rows.push_back({tr("Alt+Left, Alt+Right"), tr("Explore, Rule studio: the person before, the next one")});
    rows.push_back({tr("P, B, F"), tr("Rule studio: pin, bury, filter the selected item")});
    rows.push_back({tr("Left, Right, Delete"),
                    tr("Rule studio: from list to list, take the selected person's list away")});
    rows.push_back({tr("Backspace"), tr("Similar: back to the one before")});
    rows.push_back({tr("F2, Ctrl+D, Ctrl+R, Ctrl+M, Ctrl+E"),
                    tr("Models: rename, duplicate settings, train again, measure, compare the selected")});
    rows.push_back({tr("Ctrl+Shift+E"), tr("Models: export what the current one recommends")});
    rows.push_back({tr("Delete"), tr("Models: delete the selected; undo brings them back")});
    rows.push_back(
        {tr("F1"), tr("Evaluate: what the measure chosen means, on its box and on the leaderboard")});
    rows.push_back({tr("Left, Right"), tr("Chart: move the reading line; Home and End go to its ends")});
    rows.push_back({tr("Delete"), tr("Slider: back to the value at its tick")});
    rows.push_back({tr("Ctrl+C"), tr("Copy the selected rows, or a chart's numbers, for a spreadsheet")});
    rows.push_back(
        {tr("Menu key, Shift+F10"), tr("What can be done here: columns of a table, picture of a chart")});
    rows.push_back({tr("Alt"), tr("Show or hide the menu bar")});
    rows.push_back({tr("Esc"), tr("Close a popup, leave what-if entry")});
    auto* table = new TableView(QStringLiteral("keys"), tr("Keys and actions"), this);
    table->setDense(true);
    auto* model =
        new ColumnTable<KeyRow>({{tr("Keys"), &KeyRow::keys}, {tr("Action"), &KeyRow::action}}, table);
    model->setRows(std::move(rows));
    table->setModel(model);
    auto* measures = new Button(ButtonKind::Plain, tr("What the measures mean"), {}, this);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    auto* foot = new QHBoxLayout;
    foot->addWidget(
        new TextLabel(TextStyle::Small, Role::Text3,
                      tr("Every number can be questioned: a mark, a bar or a rank opens its reason."), this),
        1);
    foot->addWidget(measures);
    foot->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(new TextLabel(TextStyle::Title, Role::Text, windowTitle(), this));
    column->addWidget(table, 1);
    column->addLayout(foot);
    resizeToScreen(*this, {Theme::instance().scaled(640), Theme::instance().scaled(600)});
    connect(measures, &Button::clicked, this, [this] { MetricsDialog({}, this).exec(); });
    connect(close, &Button::clicked, this, &QDialog::accept);
}

} // namespace tastescope
