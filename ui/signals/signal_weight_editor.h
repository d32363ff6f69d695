// SPDX-License-Identifier: GPL-3.0-or-later
// A table of signals whose weights can be edited, and how several events of one pair add up. Used where data
// is imported and where the weights of open data are changed. Lives on the GUI thread.
#pragma once

#include "engine/data/signals.h"
#include "ui/signals/signal_weight_model.h"

#include <QWidget>

class QComboBox;

namespace tastescope {

class TableView;

class SignalWeightEditor : public QWidget {
    Q_OBJECT
public:
    explicit SignalWeightEditor(QWidget* parent = nullptr);
    void setWeights(std::vector<SignalWeight> rows); ///< emits nothing
    void setPolicy(PairPolicy policy);               ///< emits nothing
    std::vector<SignalType> types() const;
    PairPolicy policy() const;
    QComboBox* policyBox() const { return m_policy; } ///< to be placed by the owner
    TableView* table() const { return m_view; }

Q_SIGNALS:
    void edited(); ///< a weight or the policy, by the person

private:
    void resizeToTheme();

    QComboBox* m_policy = nullptr;
    SignalWeightModel* m_model = nullptr;
    TableView* m_view = nullptr;
};

} // namespace tastescope
