// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/checks/checks_dialog.h"

#include "ui/pages/evaluate/checks/check_words.h"
#include "ui/pages/evaluate/checks/side_by_side.h"
#include "ui/session/project_run.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace tastescope {

ChecksDialog::ChecksDialog(Session& session, const ProjectRun& run, const std::string& key,
                           const std::string& model, QWidget* parent)
    : QDialog(parent) {
    const EvaluationResult& result = run.result;
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("What stands behind the numbers"));
    setAccessibleName(windowTitle());
    auto* inside = new QWidget;
    inside->setObjectName(QStringLiteral("scrollBody")); // the colour of the dialog
    auto* notes = new QVBoxLayout(inside);
    notes->setContentsMargins(0, 0, 0, 0);
    notes->setSpacing(8);
    for (const Check& check : checksOf(result)) {
        const NoteKind kind = check.weight == Check::Weight::Leak   ? NoteKind::Failure
                              : check.weight == Check::Weight::Bias ? NoteKind::Caution
                                                                    : NoteKind::Hint;
        auto* note =
            new Note(kind, check.remedy.isEmpty() ? check.what : check.what + u'\n' + check.remedy, inside);
        notes->addWidget(note);
    }
    notes->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setAccessibleName(windowTitle());
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);
    auto* close = new Button(ButtonKind::Primary, tr("Close"), {}, this);
    close->setDefault(true);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    head->addWidget(new TextLabel(TextStyle::Small, Role::Text2, checksTitle(result), this), 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(scroll, 1);
    layout->addWidget(new SideBySide(session, run, key, model, this));
    layout->addLayout(dialogFoot({close}));
    connect(close, &QAbstractButton::clicked, this, &QDialog::accept);
    resizeToScreen(*this, {theme.scaled(680), theme.scaled(620)});
}

} // namespace tastescope
