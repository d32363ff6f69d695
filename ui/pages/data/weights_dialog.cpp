// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/weights_dialog.h"

#include "ui/signals/signal_weight_editor.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/dialog_foot.h"
#include "ui/widgets/screen_size.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tastescope {

WeightsDialog::WeightsDialog(const Dataset& dataset, const std::vector<SignalCount>& counts,
                             std::size_t models, QWidget* parent)
    : QDialog(parent) {
    const Theme& theme = Theme::instance();
    setWindowTitle(tr("Signal weights"));
    setAccessibleName(windowTitle());
    m_editor = new SignalWeightEditor(this);
    std::vector<SignalWeight> rows;
    for (const SignalType& type : dataset.signals()) {
        rows.push_back({type, 0});
    }
    for (const SignalCount& count : counts) {
        if (count.signal < rows.size()) {
            rows[count.signal].rows = count.events;
        }
    }
    m_editor->setWeights(std::move(rows));
    m_editor->setPolicy(dataset.parts().matrix.policy);
    m_editor->policyBox()->setSizeAdjustPolicy(QComboBox::AdjustToContents);

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(new TextLabel(TextStyle::Heading, Role::Text, tr("Signal weights"), this));
    head->addWidget(new TextLabel(TextStyle::Small, Role::Text3, tr("how much one event says"), this));
    head->addStretch(1);
    head->addWidget(m_editor->policyBox());
    auto* note = new Note(
        NoteKind::Hint,
        models > 0 ? tr("A model that was trained with other weights is marked as old until it is trained "
                        "again. Undo brings the weights back.")
                   : tr("Models are trained with these weights. Undo brings the former ones back."),
        this);
    auto* cancel = new Button(ButtonKind::Plain, tr("Cancel"), {}, this);
    auto* apply = new Button(ButtonKind::Primary, tr("Change weights"), {}, this);
    apply->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(m_editor, 1);
    layout->addWidget(note);
    layout->addLayout(dialogFoot({cancel, apply}));
    connect(cancel, &QAbstractButton::clicked, this, &QDialog::reject);
    connect(apply, &QAbstractButton::clicked, this, &QDialog::accept);
    resizeToScreen(*this, {theme.scaled(520), theme.scaled(420)});
}

std::vector<SignalType> WeightsDialog::types() const {
    return m_editor->types();
}

PairPolicy WeightsDialog::policy() const {
    return m_editor->policy();
}

} // namespace tastescope
