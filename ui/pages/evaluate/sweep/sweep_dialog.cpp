// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/sweep/sweep_dialog.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tastescope {

SweepDialog::SweepDialog(std::vector<Contestant> contestants, std::size_t chosen, QWidget* parent)
    : QDialog(parent)
    , m_contestants(std::move(contestants)) {
    setWindowTitle(tr("Sweep a parameter"));
    setAccessibleName(windowTitle());
    m_model = new ComboBox(this);
    m_model->setAccessibleName(tr("Model to sweep"));
    for (const Contestant& contestant : m_contestants) {
        m_model->addItem(toQString(contestant.label));
    }
    m_model->setCurrentIndex(static_cast<int>(chosen));
    m_knob = new ComboBox(this);
    m_knob->setAccessibleName(tr("Parameter to sweep"));
    m_help = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_help->setWordWrap(true);
    m_values = new QLineEdit(this);
    m_values->setAccessibleName(tr("Values"));
    m_values->setPlaceholderText(tr("8, 16, 32"));
    m_note = new Note(NoteKind::Failure, {}, this);
    m_run = new Button(ButtonKind::Primary, tr("Run"), QStringLiteral("play"), this);
    m_run->setDefault(true);
    auto* cancel = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    auto* form = new QFormLayout;
    form->setSpacing(8);
    form->addRow(tr("Model"), m_model);
    form->addRow(tr("Parameter"), m_knob);
    form->addRow({}, m_help);
    form->addRow(tr("Values"), m_values);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new TextLabel(TextStyle::Heading, Role::Text, windowTitle(), this));
    auto* about =
        new TextLabel(TextStyle::Small, Role::Text2,
                      tr("The model is trained anew for every value, with all else as it is, and measured as "
                         "this run was; its curve joins the chart and is kept with the runs."),
                      this);
    about->setWordWrap(true);
    layout->addWidget(about);
    layout->addLayout(form);
    layout->addWidget(m_note);
    layout->addStretch(1);
    layout->addLayout(dialogFoot({cancel, m_run}));
    connect(m_model, &QComboBox::activated, this, &SweepDialog::fillKnobs);
    connect(m_knob, &QComboBox::activated, this, &SweepDialog::propose);
    connect(m_values, &QLineEdit::textChanged, this, &SweepDialog::check);
    connect(m_run, &QAbstractButton::clicked, this, &QDialog::accept);
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    resizeToScreen(*this, {Theme::instance().scaled(480), Theme::instance().scaled(360)});
    fillKnobs();
    m_model->setFocus();
}

const Contestant& SweepDialog::contestant() const {
    return m_contestants[static_cast<std::size_t>(std::max(0, m_model->currentIndex()))];
}

std::string SweepDialog::knob() const {
    return m_knob->currentData().toString().toStdString();
}

Result<std::vector<Contestant>> SweepDialog::swept() const {
    return sweepOf(contestant(), knob(), sweepValues(m_values->text().toStdString()));
}

void SweepDialog::fillKnobs() {
    const QString before = m_knob->currentData().toString();
    m_knobs = m_contestants.empty() ? std::vector<Knob>() : knobsOf(contestant());
    m_knob->clear();
    for (const Knob& knob : m_knobs) {
        m_knob->addItem(toQString(knob.title), toQString(knob.name));
        m_knob->setItemData(m_knob->count() - 1, toQString(knob.help), Qt::ToolTipRole);
    }
    m_knob->setCurrentIndex(std::max(m_knob->count() > 0 ? 0 : -1, m_knob->findData(before)));
    m_knob->setEnabled(m_knob->count() > 1);
    propose();
}

void SweepDialog::propose() {
    QStringList values;
    const int at = m_knob->currentIndex();
    if (at >= 0) {
        const Knob& knob = m_knobs[static_cast<std::size_t>(at)];
        for (const std::string& value : knob.proposed) {
            values << toQString(value);
        }
        m_help->setText(knob.help.empty() ? tr("Now %1").arg(toQString(knob.standing))
                                          : tr("%1. Now %2")
                                                .arg(toQString(knob.help).remove(
                                                         QRegularExpression(QStringLiteral("\\.$"))),
                                                     toQString(knob.standing)));
    } else {
        m_help->setText(tr("Nothing about it can be set"));
    }
    m_values->setEnabled(at >= 0);
    m_values->setText(values.join(QStringLiteral(", ")));
    check();
}

void SweepDialog::check() {
    const bool any = m_knob->currentIndex() >= 0;
    const Result<std::vector<Contestant>> points = any ? swept() : std::vector<Contestant>();
    m_note->setVisible(any && !points);
    if (!points) {
        m_note->setText(formatError(points.error()));
    }
    m_run->setEnabled(any && points);
    m_run->setText(any && points ? formatCounted(points->size(), tr("Run 1 value"), tr("Run %1 values"))
                                 : tr("Run"));
}

} // namespace tastescope
