// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/signals_panel.h"

#include "ui/pages/import/import_draft.h"
#include "ui/signals/signal_weight_editor.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {

SignalsPanel::SignalsPanel(ImportDraft& draft, QWidget* parent)
    : Card(tr("Signal weights"), tr("how much one event says"), parent)
    , m_draft(draft) {
    m_editor = new SignalWeightEditor(this);
    addAction(m_editor->policyBox());
    body()->addWidget(m_editor, 1);

    m_thresholdRow = new QWidget(this);
    auto* row = new QHBoxLayout(m_thresholdRow);
    row->setContentsMargins(0, 8, 0, 0);
    m_threshold = new Switch(tr("Turn values into likes"), m_thresholdRow);
    m_thresholdValue = new QDoubleSpinBox(m_thresholdRow);
    m_thresholdValue->setLocale(QLocale::c());
    m_thresholdValue->setAccessibleName(tr("Values from here on are likes"));
    m_thresholdValue->setRange(-1e9, 1e9);
    m_thresholdValue->setDecimals(1);
    m_thresholdValue->setValue(4);
    m_thresholdValue->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_thresholdValue->setFixedWidth(64);
    row->addWidget(m_threshold);
    row->addWidget(new TextLabel(TextStyle::Small, Role::Text2, tr("Values from"), m_thresholdRow));
    row->addWidget(m_thresholdValue);
    row->addWidget(
        new TextLabel(TextStyle::Small, Role::Text2, tr("on are likes, others dislikes"), m_thresholdRow));
    row->addStretch();
    body()->addWidget(m_thresholdRow);

    connect(m_editor, &SignalWeightEditor::edited, this, &SignalsPanel::sendWeights);
    connect(m_threshold, &QCheckBox::toggled, this, &SignalsPanel::sendThreshold);
    connect(m_thresholdValue, &QDoubleSpinBox::editingFinished, this, &SignalsPanel::sendThreshold);
    connect(&draft, &ImportDraft::planned, this, &SignalsPanel::refresh);
    connect(&draft, &ImportDraft::countChanged, this, &SignalsPanel::refresh);
}

void SignalsPanel::refresh() {
    const ImportPlan& plan = m_draft.plan();
    m_thresholdRow->setVisible(std::ranges::any_of(plan.files, takesThreshold));
    m_editor->setPolicy(plan.policy.value_or(PairPolicy::Sum));
    const ImportCount* count = m_draft.count();
    if (!count) {
        return;
    }
    std::vector<SignalWeight> rows;
    for (const SignalCount& of : count->signalCounts) {
        SignalType type = count->signalTypes[of.signal];
        for (const SignalType& chosen : plan.signals) {
            if (chosen.name == type.name) {
                type = chosen;
            }
        }
        rows.push_back({type, of.events});
    }
    m_editor->setWeights(std::move(rows));
    m_shown = m_editor->types();
}

void SignalsPanel::sendWeights() {
    m_draft.editSignals([this](ImportPlan& plan) {
        plan.signals = m_editor->types();
        for (const SignalType& type : plan.signals) {
            if (std::ranges::find(m_shown, type) == m_shown.end()) {
                plan.chosenWeights.insert(type.name);
            }
        }
        m_shown = plan.signals;
        // What nobody chose is left to the project that the data may be added to.
        if (m_editor->policy() != plan.policy.value_or(PairPolicy::Sum)) {
            plan.policy = m_editor->policy();
        }
    });
}

void SignalsPanel::sendThreshold() {
    const bool on = m_threshold->isChecked();
    const ImportPlan& before = m_draft.plan();
    if (before.aboveSignal.empty() == !on && (!on || before.threshold == m_thresholdValue->value())) {
        return;
    }
    m_draft.edit([this, on](ImportPlan& plan) {
        plan.threshold = m_thresholdValue->value();
        plan.aboveSignal = on ? "like" : "";
        plan.belowSignal = on ? "dislike" : "";
        plan.signals.clear();
        plan.chosenWeights.clear();
    });
}

} // namespace tastescope
