// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/pinned_dialog.h"

#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QVBoxLayout>

#include <utility>

namespace tastescope {

PinnedDialog::PinnedDialog(std::vector<PinnedRow> rows, bool isNow, QWidget* parent) : QDialog(parent) {
    setWindowTitle(isNow ? tr("A, B and now") : tr("A, B and before the change"));
    setAccessibleName(windowTitle());
    auto* model = new PinnedModel(isNow, this);
    model->setRows(std::move(rows));
    auto* table = new TableView(QStringLiteral("compare-rules"), windowTitle(), this);
    table->setDense(true);
    table->setModel(model);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    connect(close, &QAbstractButton::clicked, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    column->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    column->addWidget(table, 1);
    column->addWidget(close, 0, Qt::AlignRight);
    resizeToScreen(*this, {Theme::instance().scaled(480), Theme::instance().scaled(440)});
}

} // namespace tastescope

#include "moc_pinned_dialog.cpp"
