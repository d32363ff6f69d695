// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/header_question.h"

#include "ui/pages/import/dialect_dialog.h"
#include "ui/pages/import/import_draft.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>

namespace tastescope {

HeaderQuestion::HeaderQuestion(ImportDraft& draft, QWidget* parent) : QFrame(parent), m_draft(draft) {
    setObjectName(QStringLiteral("card"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 8, 16, 8);
    layout->setSpacing(8);
    m_text = new TextLabel(TextStyle::Body, Role::Text, {}, this);
    m_text->setElided(true);
    layout->addWidget(m_text, 1);
    const auto add = [&](const QString& text, const QString& help) {
        auto* button = new Button(ButtonKind::Plain, text, {}, this);
        button->setAccessibleName(text);
        button->setToolTip(help);
        button->setSmall(true);
        layout->addWidget(button);
        return button;
    };
    struct Choice {
        HeaderPlace place;
        QString text;
        QString help;
    };
    for (const Choice& choice :
         {Choice{HeaderPlace::FirstColumns, tr("The first columns"), tr("The last ones have no name")},
          Choice{HeaderPlace::LastColumns, tr("The last columns"), tr("The first ones have no name")},
          Choice{HeaderPlace::NoHeader, tr("It is a row"), tr("No column has a name")}}) {
        connect(add(choice.text, choice.help), &QAbstractButton::clicked, this,
                [this, place = choice.place] { answer(place); });
    }
    connect(add(tr("Cut otherwise"), tr("Another separator, or lines before the header")),
            &QAbstractButton::clicked, this, &HeaderQuestion::cutOtherwise);
    connect(&draft, &ImportDraft::planned, this, &HeaderQuestion::refresh);
    connect(&draft, &ImportDraft::countChanged, this, &HeaderQuestion::refresh);
    connect(&draft, &ImportDraft::fileReplaced, this, &HeaderQuestion::refresh);
    refresh();
}

void HeaderQuestion::refresh() {
    const std::optional<std::size_t> open = m_draft.openHeader();
    setVisible(open.has_value());
    if (open) {
        m_file = *open;
        m_text->setText(
            tr("%1. Which does it name?").arg(toQString(m_draft.plan().files[m_file].headerProblem)));
    }
}

void HeaderQuestion::answer(HeaderPlace place) {
    FilePlan changed = m_draft.plan().files[m_file];
    placeHeader(changed, place);
    m_draft.setFile(m_file, changed);
}

void HeaderQuestion::cutOtherwise() {
    DialectDialog dialog(m_draft.plan().files[m_file], this);
    if (dialog.exec() == QDialog::Accepted) {
        m_draft.replaceFile(m_file, dialog.plan());
    }
}

} // namespace tastescope
