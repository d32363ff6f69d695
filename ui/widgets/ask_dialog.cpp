// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ask_dialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tastescope {

AskDialog::AskDialog(const QString& title, const QString& sentence, const QString& yes, const QString& no,
                     Offered offered, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(title);
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    auto* heading = new TextLabel(TextStyle::Heading, Role::Text, title, this);
    heading->setWordWrap(true);
    auto* words = new TextLabel(TextStyle::Body, Role::Text2, sentence, this);
    words->setWordWrap(true);
    const bool forward = offered == Offered::Yes;
    auto* go = new Button(forward ? ButtonKind::Primary : ButtonKind::Plain, yes, {}, this);
    auto* stay = new Button(forward ? ButtonKind::Plain : ButtonKind::Primary, no, {}, this);
    Button* first = forward ? go : stay;
    first->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(forward ? stay : go);
    buttons->addWidget(first);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    column->addWidget(heading);
    column->addWidget(words);
    column->addSpacing(8);
    column->addLayout(buttons);
    setFixedWidth(Theme::instance().scaled(440));
    first->setFocus();
    connect(go, &Button::clicked, this, &QDialog::accept);
    connect(stay, &Button::clicked, this, &QDialog::reject);
}

} // namespace tastescope
