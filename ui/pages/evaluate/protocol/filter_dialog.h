// SPDX-License-Identifier: GPL-3.0-or-later
// Which events and people an evaluation looks at: what stands as chips in the bar, all in one form. What the
// data cannot feed is not there.
#pragma once

#include "storage/experiments/evaluate_request.h"

#include <QDialog>

#include <utility>
#include <vector>

class QCheckBox;
class QGridLayout;
class QLineEdit;
class QSpinBox;

namespace tastescope {

class Button;
class Dataset;
class Switch;
class TextLabel;

class FilterDialog : public QDialog {
    Q_OBJECT
public:
    FilterDialog(const EvaluateRequest& request, const Dataset& dataset, QWidget* parent);
    /// What the form says; of an accepted dialog.
    const EvaluateRequest& request() const { return m_request; }

private:
    void addRow(const QString& label, QWidget* field);
    void addSignals(const Dataset& dataset);
    QLineEdit* addText(const QString& label, const QString& text, const QString& placeholder);
    Switch* addSwitch(const QString& label, bool on);
    void read();

    EvaluateRequest m_request;
    QGridLayout* m_rows = nullptr;
    std::vector<std::pair<std::string, QCheckBox*>> m_signals;
    QLineEdit* m_from = nullptr; ///< null where the data has no times
    QLineEdit* m_until = nullptr;
    QLineEdit* m_value = nullptr; ///< null where it has no values
    QSpinBox* m_userEvents = nullptr;
    QSpinBox* m_itemEvents = nullptr;
    Switch* m_unseen = nullptr;
    Switch* m_allUsers = nullptr;
    TextLabel* m_problem = nullptr;
    Button* m_done = nullptr;
};

} // namespace tastescope
