// SPDX-License-Identifier: GPL-3.0-or-later
// What to sweep: a model or a rule set behind one, one thing about it, and the values. GUI thread only.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "storage/use_cases/sweep/sweep.h"

#include <QDialog>

#include <optional>
#include <vector>

class QComboBox;
class QLineEdit;

namespace tastescope {

class Button;
class Note;
class TextLabel;

class SweepDialog : public QDialog {
    Q_OBJECT
public:
    /// `contestants` can be trained and have a label each; `chosen` is the one at first.
    SweepDialog(std::vector<Contestant> contestants, std::size_t chosen, QWidget* parent);
    const Contestant& contestant() const;
    std::string knob() const; ///< its name
    /// The contestants of the sweep as the fields have it now, or what is wrong with them.
    Result<std::vector<Contestant>> swept() const;

private:
    void fillKnobs();
    void propose();
    void check();

    std::vector<Contestant> m_contestants;
    std::vector<Knob> m_knobs; ///< of the contestant chosen
    QComboBox* m_model = nullptr;
    QComboBox* m_knob = nullptr;
    TextLabel* m_help = nullptr;
    QLineEdit* m_values = nullptr;
    Note* m_note = nullptr;
    Button* m_run = nullptr;
};

} // namespace tastescope
