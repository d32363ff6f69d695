// SPDX-License-Identifier: GPL-3.0-or-later
// The left panel of the lab: who decides, who listens and how they choose. GUI thread only.
#pragma once

#include "storage/use_cases/simulation/simulate.h"
#include "ui/pages/bubble/policies.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QSettings;

namespace tastescope {

class Button;
class Dataset;
class IconButton;
class SliderRow;
class Switch;
class TextLabel;

class LoopForm : public QWidget {
    Q_OBJECT
public:
    explicit LoopForm(QWidget* parent = nullptr);

    /// What is offered; policies that are no longer offered become the next best. Null: nothing is open.
    void setData(const Dataset* data, bool truth, const QString& people);
    /// A finished or a running simulation: whether there is something to save, and nothing to begin.
    void setState(bool running, bool finished);
    /// What the data says of how people choose: settings follow, words stand below. Empty: nothing is known.
    void setEstimates(const std::vector<ChoiceEstimate>& estimates);
    void setEstimating(bool on);
    /// How long a run takes, "about 20 s"; empty = not known.
    void setForecast(const QString& time);

    /// By row, without those of "None"; each keeps its row's place.
    std::vector<ChosenPolicy> chosen() const;
    /// Fails on rules that cannot be read.
    Result<SimulateRequest> request() const;
    QString problem() const; ///< why it cannot run; empty = it can

    void saveState(QSettings& settings) const;
    void restoreState(QSettings& settings);

Q_SIGNALS:
    void runWanted();
    void saveWanted();
    void estimateWanted();
    void changed(); ///< what a run takes may be otherwise now

private:
    QWidget* makePolicies();
    QWidget* makePeople();
    QWidget* makeChoice();
    QWidget* makeFoot();
    void change(); ///< of a setting, by the person
    void refresh();

    std::vector<OfferedPolicy> m_offered;
    std::vector<QString> m_wanted; ///< ids, until data says what is offered
    std::vector<QComboBox*> m_policies;
    SliderRow* m_rounds = nullptr;
    SliderRow* m_people = nullptr;
    SliderRow* m_repeats = nullptr;
    QComboBox* m_choice = nullptr;
    SliderRow* m_trust = nullptr;
    SliderRow* m_drift = nullptr;
    SliderRow* m_boredom = nullptr;
    SliderRow* m_leaving = nullptr;
    SliderRow* m_nothing = nullptr;
    Button* m_estimate = nullptr;
    TextLabel* m_estimates = nullptr;
    Switch* m_retrain = nullptr;
    Switch* m_keep = nullptr;
    TextLabel* m_cost = nullptr;
    Button* m_run = nullptr;
    IconButton* m_save = nullptr;
    QString m_forecast;
    bool m_running = false;
    bool m_estimating = false;
    bool m_finished = false;
    bool m_open = false;
};

} // namespace tastescope
