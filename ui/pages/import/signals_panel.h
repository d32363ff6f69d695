// SPDX-License-Identifier: GPL-3.0-or-later
// How much one event of each signal says, how several events of a pair add up, and ratings turned into likes.
#pragma once

#include "engine/data/signals.h"
#include "ui/widgets/controls.h"

#include <vector>

class QDoubleSpinBox;

namespace tastescope {

class ImportDraft;
class SignalWeightEditor;

class SignalsPanel : public Card {
    Q_OBJECT
public:
    explicit SignalsPanel(ImportDraft& draft, QWidget* parent = nullptr);

private:
    void refresh();
    void sendWeights();
    void sendThreshold();

    std::vector<SignalType> m_shown; ///< as the editor last had them from here
    ImportDraft& m_draft;
    SignalWeightEditor* m_editor = nullptr;
    QWidget* m_thresholdRow = nullptr;
    Switch* m_threshold = nullptr;
    QDoubleSpinBox* m_thresholdValue = nullptr;
};

} // namespace tastescope
