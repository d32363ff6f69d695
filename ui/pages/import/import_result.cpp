// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/import_result.h"

#include "engine/data/dataset.h"
#include "ui/pages/import/problems_panel.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tastescope {

ImportResult::ImportResult(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    auto* card = new Card(tr("Imported"), {}, this);
    m_figures = new TextLabel(TextStyle::Heading, Role::Text, {}, card);
    m_notes = new TextLabel(TextStyle::Body, Role::Text2, {}, card);
    m_notes->setWordWrap(true);
    auto* data = new Button(ButtonKind::Primary, tr("Look at the data set"), QStringLiteral("data"), card);
    auto* models = new Button(ButtonKind::Plain, tr("Train a model"), QStringLiteral("models"), card);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(data);
    buttons->addWidget(models);
    buttons->addStretch();
    card->body()->setSpacing(12);
    card->body()->addWidget(m_figures);
    card->body()->addWidget(m_notes);
    card->body()->addLayout(buttons);
    m_problems = new ProblemsPanel(session, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(card);
    layout->addWidget(m_problems, 1);
    connect(data, &QAbstractButton::clicked, this, &ImportResult::openData);
    connect(models, &QAbstractButton::clicked, this, &ImportResult::openModels);
}

void ImportResult::setInputs(const QStringList& paths) {
    m_problems->setInputs(paths);
}

void ImportResult::setReport(const ImportReport& report) {
    m_figures->setText(tr("%1 events of %2 %3 and %4 %5 in %6")
                           .arg(formatCount(report.events), formatCount(report.users),
                                m_session.noun(&Nouns::users), formatCount(report.items),
                                m_session.noun(&Nouns::items), formatDuration(report.seconds)));
    QStringList notes;
    for (const std::string& note : report.notes) {
        notes << toQString(note);
    }
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    m_problems->setReport(&report, false);
}

} // namespace tastescope
