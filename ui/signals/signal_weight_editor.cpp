// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signals/signal_weight_editor.h"

#include "ui/signals/signal_weight_delegate.h"
#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"

#include <QComboBox>
#include <QHeaderView>
#include <QVBoxLayout>

namespace tastescope {

SignalWeightEditor::SignalWeightEditor(QWidget* parent) : QWidget(parent) {
    m_policy = new ComboBox(this);
    m_policy->setAccessibleName(tr("Several events of one pair"));
    for (const auto& [policy, text] :
         {std::pair(PairPolicy::Sum, tr("Events add up")), std::pair(PairPolicy::Max, tr("Largest counts")),
          std::pair(PairPolicy::Last, tr("Latest counts")), std::pair(PairPolicy::Mean, tr("Mean counts"))}) {
        m_policy->addItem(text, static_cast<int>(policy));
    }
    m_model = new SignalWeightModel(this);
    m_view = new TableView(QStringLiteral("signal_weights"), tr("Signal weights"), this);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new SignalWeightDelegate(m_view));
    m_view->setSortingEnabled(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                            QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_view->horizontalHeader()->setStretchLastSection(false); // the bar takes what is left
    m_view->horizontalHeader()->setSectionResizeMode(SignalWeightModel::BarColumn, QHeaderView::Stretch);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &SignalWeightEditor::edited);
    connect(m_policy, &QComboBox::activated, this, &SignalWeightEditor::edited);
    connect(&Theme::instance(), &Theme::changed, this, &SignalWeightEditor::resizeToTheme);
    resizeToTheme();
}

void SignalWeightEditor::resizeToTheme() {
    const Theme& theme = Theme::instance();
    m_view->verticalHeader()->setDefaultSectionSize(theme.scaled(37));
}

void SignalWeightEditor::setWeights(std::vector<SignalWeight> rows) {
    m_model->setRows(std::move(rows));
}

void SignalWeightEditor::setPolicy(PairPolicy policy) {
    m_policy->setCurrentIndex(m_policy->findData(static_cast<int>(policy)));
}

std::vector<SignalType> SignalWeightEditor::types() const {
    std::vector<SignalType> types;
    for (const SignalWeight& row : m_model->rows()) {
        types.push_back(row.type);
    }
    return types;
}

PairPolicy SignalWeightEditor::policy() const {
    return static_cast<PairPolicy>(m_policy->currentData().toInt());
}

} // namespace tastescope
