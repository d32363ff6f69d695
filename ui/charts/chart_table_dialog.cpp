// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_table_dialog.h"

#include "ui/tables/table_view.h"
#include "ui/widgets/controls.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

namespace tastescope {

ChartTableModel::ChartTableModel(ChartTable table, QObject* parent)
    : QAbstractTableModel(parent)
    , m_table(std::move(table)) {}

int ChartTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int ChartTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_table.header.size());
}

QVariant ChartTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::DisplayRole) {
        return m_table.rows[static_cast<std::size_t>(index.row())].value(index.column());
    }
    if (role == Qt::TextAlignmentRole && index.column() > 0) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    return {};
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::DisplayRole) {
        return m_table.header.value(section);
    }
    if (role == Qt::TextAlignmentRole && section > 0) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    return {};
}

ChartTableDialog::ChartTableDialog(const QString& title, const ChartTable& table, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(title);
    setAccessibleName(title);
    resize(560, 480);
    auto* view = new TableView(title, this);
    view->setModel(new ChartTableModel(table, view));
    view->horizontalHeader()->resizeSections(QHeaderView::ResizeToContents);
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
    QString text = table.header.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const QStringList& row : table.rows) {
        text += row.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

} // namespace tastescope
