// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/about_dialog.h"

#include "ui/tables/column_table.h"
#include "ui/tables/table_view.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/screen_size.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tastescope {

std::vector<LibraryInfo> libraries() {
    // "name|version|licence;…" from the build, which found the libraries.
    std::vector<LibraryInfo> all{
        {QStringLiteral("Qt (Widgets, Svg, Concurrent)"), QString::fromLatin1(qVersion()),
         QStringLiteral("LGPL-3.0")},
        {QStringLiteral("Qt Charts"), QString::fromLatin1(qVersion()), QStringLiteral("GPL-3.0")}};
    for (const QString& entry : QStringLiteral(TASTESCOPE_LIBRARIES).split(QLatin1Char(';'))) {
        const QStringList parts = entry.split(QLatin1Char('|'));
        all.push_back({parts.value(0), parts.value(1), parts.value(2)});
    }
    return all;
}

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("About Tastescope"));
    setAccessibleName(windowTitle());
    auto* logo = new QLabel(this);
    logo->setPixmap(iconPixmap(QStringLiteral("logo"), Role::Accent, theme.scaled(40), devicePixelRatioF()));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new TextLabel(TextStyle::Title, Role::Text, QStringLiteral("Tastescope"), this));
    words->addWidget(new TextLabel(
        TextStyle::Body, Role::Text2,
        tr("Version %1, licensed under GPL-3.0-or-later").arg(QStringLiteral(TASTESCOPE_VERSION)), this));
    auto* head = new QHBoxLayout;
    head->setSpacing(16);
    head->addWidget(logo);
    head->addLayout(words, 1);
    auto* promise = new TextLabel(TextStyle::Body, Role::Text2,
                                  tr("Everything stays on this computer: the program never uses the network. "
                                     "It comes without any warranty; you may share and change it under the "
                                     "terms of its licence."),
                                  this);
    promise->setWordWrap(true);
    auto* table = new TableView(QStringLiteral("libraries"), tr("Libraries"), this);
    table->setDense(true);
    auto* model = new ColumnTable<LibraryInfo>({{tr("Library"), &LibraryInfo::name},
                                                {tr("Version"), &LibraryInfo::version},
                                                {tr("Licence"), &LibraryInfo::licence}},
                                               table);
    model->setRows(libraries());
    table->setModel(model);
    auto* close = new Button(ButtonKind::Plain, tr("Close"), {}, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(16);
    column->addLayout(head);
    column->addWidget(promise);
    column->addWidget(table, 1);
    column->addWidget(close, 0, Qt::AlignRight);
    resizeToScreen(*this, {theme.scaled(520), theme.scaled(560)});
    close->setFocus();
    connect(close, &Button::clicked, this, &QDialog::accept);
}

} // namespace tastescope
