// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/elsewhere/kind_dialog.h"

#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tastescope {
namespace {

QString titleOf(OutsideKind kind) {
    return kind == OutsideKind::Lists    ? KindDialog::tr("Lists")
           : kind == OutsideKind::Scores ? KindDialog::tr("Scores")
                                         : KindDialog::tr("Predictions");
}

QString aboutOf(OutsideKind kind) {
    return kind == OutsideKind::Lists
               ? KindDialog::tr("Lists: each person is shown these items and no others, the best first.")
           : kind == OutsideKind::Scores
               ? KindDialog::tr(
                     "Scores: the candidates are ranked by them; pairs without one are never listed.")
               : KindDialog::tr("Predictions of ratings: judged by RMSE and MAE, not as lists.");
}

} // namespace

KindDialog::KindDialog(const QString& file, const std::vector<OutsideKind>& kinds, QWidget* parent)
    : QDialog(parent)
    , m_chosen(kinds.front()) {
    setWindowTitle(tr("What does %1 hold?").arg(QFileInfo(file).fileName()));
    setAccessibleName(windowTitle());
    auto* heading = new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this);
    heading->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(8);
    column->addWidget(heading);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto* leave = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    leave->setAutoDefault(false);
    connect(leave, &QAbstractButton::clicked, this, &QDialog::reject);
    buttons->addWidget(leave);
    buttons->addStretch(1);
    for (const OutsideKind kind : kinds) {
        auto* about = new TextLabel(TextStyle::Body, Role::Text2, aboutOf(kind), this);
        about->setWordWrap(true);
        column->addWidget(about);
        const bool first = kind == kinds.front();
        auto* button = new Button(first ? ButtonKind::Primary : ButtonKind::Plain, titleOf(kind), {}, this);
        button->setDefault(first);
        button->setToolTip(aboutOf(kind));
        connect(button, &QAbstractButton::clicked, this, [this, kind] {
            m_chosen = kind;
            accept();
        });
        buttons->addWidget(button);
        if (first) {
            button->setFocus();
        }
    }
    column->addSpacing(8);
    column->addLayout(buttons);
    setFixedWidth(Theme::instance().scaled(480));
}

} // namespace tastescope
