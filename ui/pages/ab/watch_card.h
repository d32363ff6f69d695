// SPDX-License-Identifier: GPL-3.0-or-later
// The chosen measure watched while the test runs. GUI thread only.
#pragma once

#include "ui/pages/ab/ab_results.h"
#include "ui/widgets/controls.h"

#include <memory>

class QComboBox;

namespace tastescope {

class ChartView;

class WatchCard : public Card {
    Q_OBJECT
public:
    explicit WatchCard(QWidget* parent = nullptr);
    /// Null or -1: the frame with what it answers.
    void show(std::shared_ptr<const ResultsAnswer> answer, int at, bool planned);

Q_SIGNALS:
    void plannedChosen(bool planned); ///< what the band is to be made for

private:
    ChartView* m_chart = nullptr;
    QComboBox* m_goal = nullptr;
    Note* m_note = nullptr;
};

} // namespace tastescope
