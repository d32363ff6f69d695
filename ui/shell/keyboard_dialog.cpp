// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keyboard_dialog.h"

#include "ui/shell/commands.h"
#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAbstractTableModel>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

namespace tastescope {

namespace {

class KeyModel : public QAbstractTableModel {
public:
    KeyModel(std::vector<std::pair<QString, QString>> rows, QObject* parent)
        : QAbstractTableModel(parent)
        , m_rows(std::move(rows)) {}
    int rowCount(const QModelIndex& parent) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    int columnCount(const QModelIndex& parent) const override { return parent.isValid() ? 0 : 2; }
    QVariant data(const QModelIndex& index, int role) const override {
        if (role != Qt::DisplayRole) {
            return {};
        }
        const auto& [keys, action] = m_rows[static_cast<std::size_t>(index.row())];
        return index.column() == 0 ? keys : action;
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
            return {};
        }
        return section == 0 ? KeyboardDialog::tr("Keys") : KeyboardDialog::tr("Action");
    }

private:
    std::vector<std::pair<QString, QString>> m_rows;
};

} // namespace

KeyboardDialog::KeyboardDialog(const Commands& commands, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Keyboard and help"));
    setAccessibleName(windowTitle());
    std::vector<std::pair<QString, QString>> rows;
    bool placesListed = false;
    for (const QAction* action : commands.all()) {
        if (action->property("place").isValid()) {
            if (!placesListed) {
                rows.emplace_back(tr("Ctrl+0 … Ctrl+9"), tr("Places of the rail in order, Start first"));
                placesListed = true;
            }
            continue;
        }
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts()) {
            keys += key.toString(QKeySequence::NativeText);
        }
        if (!keys.isEmpty()) {
            rows.emplace_back(keys.join(tr(" or ")), action->text());
        }
    }
    rows.emplace_back(tr("Enter, Space"), tr("Open or select a row"));
    rows.emplace_back(tr("A, Delete"), tr("Explore: add to the history, remove from it"));
    rows.emplace_back(tr("Alt+Left, Alt+Right"), tr("Explore: the person before, the next one"));
    rows.emplace_back(tr("Backspace"), tr("Similar: back to the one before"));
    rows.emplace_back(tr("F2, Ctrl+D, Ctrl+R, Ctrl+E"),
                      tr("Models: rename, duplicate settings, train again, compare the selected"));
    rows.emplace_back(tr("Ctrl+Shift+E"), tr("Models: export what the current one recommends"));
    rows.emplace_back(tr("Delete"), tr("Models: delete the selected; undo brings them back"));
    rows.emplace_back(tr("Left, Right"), tr("Chart: move the reading line; Home and End go to its ends"));
    rows.emplace_back(tr("Ctrl+C"), tr("Copy the selected rows, or a chart's numbers, for a spreadsheet"));
    rows.emplace_back(tr("Alt"), tr("Show or hide the menu bar"));
    rows.emplace_back(tr("Esc"), tr("Close a popup, leave what-if entry"));
    auto* table = new TableView(tr("Keys and actions"), this);
    table->setDense(true);
    table->setModel(new KeyModel(std::move(rows), table));
    table->setColumnWidth(0, Theme::instance().scaled(190));
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    auto* foot = new QHBoxLayout;
    foot->addWidget(
        new TextLabel(TextStyle::Small, Role::Text3,
                      tr("Every number can be questioned: a mark, a bar or a rank opens its reason."), this),
        1);
    foot->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addWidget(new TextLabel(TextStyle::Title, Role::Text, windowTitle(), this));
    column->addWidget(table, 1);
    column->addLayout(foot);
    resize(Theme::instance().scaled(640), Theme::instance().scaled(600));
    connect(close, &Button::clicked, this, &QDialog::accept);
}

} // namespace tastescope
