// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_table_dialog.h"

#include "ui/tables/column_table.h"
#include "ui/tables/table_view.h"
#include "ui/text/sheet_text.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tastescope {

ChartTableDialog::ChartTableDialog(const QString& title, const ChartTable& table, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(title);
    setAccessibleName(title);
    resizeToScreen(*this, {560, 480});
    auto* view = new TableView(QStringLiteral("chart"), title, this);
    ColumnTable<QStringList>::Columns columns;
    for (const QString& name : table.header) {
        const auto at = static_cast<qsizetype>(columns.size());
        columns.push_back({name, [at](const QStringList& row) { return row.value(at); }, nullptr,
                           at > 0 ? Qt::AlignRight : Qt::AlignLeft});
    }
    auto* model = new ColumnTable<QStringList>(std::move(columns), view);
    model->setRows(table.rows);
    view->setModel(model);
    auto* copy = new Button(ButtonKind::Plain, tr("Copy all"), {}, this);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(copy);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->addWidget(view, 1);
    column->addLayout(buttons);
    connect(copy, &Button::clicked, this,
            [table] { QApplication::clipboard()->setText(chartTableText(table)); });
    connect(close, &Button::clicked, this, &QDialog::accept);
}

QString chartTableText(const ChartTable& table) {
    QString text = sheetLine(table.header) + QLatin1Char('\n');
    for (const QStringList& row : table.rows) {
        text += sheetLine(row) + QLatin1Char('\n');
    }
    return text;
}

} // namespace tastescope
