// SPDX-License-Identifier: GPL-3.0-or-later
// The sliders of the balance and the controls of the usual limits. It shows a rule set and says what a person
// makes of it; it keeps none. GUI thread only.
#pragma once

#include "ui/pages/studio/rules/draft.h"

#include <QWidget>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace tastescope {

class RestBox;
class SegmentedControl;
class ShareSliders;
class SliderRow;
class Switch;
class TextLabel;

class BalancePanel : public QWidget {
    Q_OBJECT
public:
    explicit BalancePanel(QWidget* parent = nullptr);
    /// Words and controls for the data; what it cannot carry is off.
    void setData(const DataTraits& traits, const Nouns& nouns);
    /// `preset` gives the ticks.
    void setRules(const RuleSet& rules, const RuleSet& preset);
    /// Before something else acts: numbers that have not rested yet are said now.
    void sendWaiting();

Q_SIGNALS:
    void moved(const RuleSet& rules);                        ///< while a hand is on it
    void changed(const RuleSet& rules, const QString& what); ///< after a rest

private:
    struct Slider {
        SliderRow* row = nullptr;
        QString name;
        std::function<double(const RuleSet&)> get;
        std::function<void(RuleSet&, double)> set;
    };
    SliderRow* addSlider(QVBoxLayout& column, const QString& label, double high,
                         std::function<double(const RuleSet&)> get,
                         std::function<void(RuleSet&, double)> set);
    SliderRow* addBalance(QVBoxLayout& column, const QString& label, double Balance::*member);
    /// `what` names the change when there is one.
    RestBox* addBox(int low, int high, const QString& name, const std::function<QString()>& what,
                    const std::function<void(RuleSet&, int)>& set);
    void makeBalance(QVBoxLayout& column);
    void makeShares(QVBoxLayout& column);
    void makeLimits(QVBoxLayout& column);
    void send(const QString& what, const std::function<void(RuleSet&)>& change);

    void balanceBy(bool shares);

    DataTraits m_traits;
    RuleSet m_rules;
    Balance m_weights;              ///< to come back to from shares …
    std::optional<Shares> m_shares; ///< … and from weights
    SegmentedControl* m_by = nullptr;
    ShareSliders* m_shareRows = nullptr;
    TextLabel* m_byWords = nullptr;
    std::vector<QWidget*> m_weightRows;
    std::vector<Slider> m_sliders;
    SliderRow* m_mmr = nullptr;
    SliderRow* m_dpp = nullptr;
    SliderRow* m_calibration = nullptr;
    SliderRow* m_freshness = nullptr;
    SliderRow* m_small = nullptr;
    RestBox* m_halfLife = nullptr;
    RestBox* m_length = nullptr;
    RestBox* m_most = nullptr;
    Switch* m_gap = nullptr;
    TextLabel* m_mostWords = nullptr;
    TextLabel* m_gapWords = nullptr;
    TextLabel* m_halfLifeWords = nullptr;
};

} // namespace tastescope
