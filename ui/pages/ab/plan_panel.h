// SPDX-License-Identifier: GPL-3.0-or-later
// The left side of the A/B lab: how many people a test needs, for how long, and how that depends on the
// effect. Works without a project. GUI thread only.
#pragma once

#include "storage/use_cases/experiment/log_baselines.h"
#include "ui/pages/ab/plan_values.h"

#include <QFrame>

#include <memory>
#include <optional>

class QScrollArea;

namespace tastescope {

class Button;
class ChartView;
class PlanFields;
class SegmentedControl;
class Session;
class TextLabel;

class PlanPanel : public QFrame {
    Q_OBJECT
public:
    explicit PlanPanel(Session& session, QWidget* parent = nullptr);
    const PlanValues& values() const;
    void setValues(const PlanValues& values);
    const PlanAnswer* answer() const {
        return m_answer ? &*m_answer : nullptr;
    } ///< null: no plan, or not yet

Q_SIGNALS:
    void changed(); ///< values(); the answer follows with answered()
    void answered();

private:
    QWidget* makeHead();
    QWidget* makeBody();
    QWidget* makeAnswer();
    void readData();
    void takeOffer(int offer);
    void ask();
    void show(const Result<PlanAnswer>& answer);
    void showChart();
    void openExport();
    QString text() const;
    void save();

    Session& m_session;
    std::optional<PlanAnswer> m_answer;
    std::vector<LogBaseline> m_offers;
    double m_daily = 0; ///< of the project's log
    PlanFields* m_fields = nullptr;
    TextLabel* m_perArm = nullptr;
    TextLabel* m_people = nullptr;
    TextLabel* m_days = nullptr;
    TextLabel* m_words = nullptr;
    QWidget* m_figures = nullptr;
    TextLabel* m_problem = nullptr;
    SegmentedControl* m_curve = nullptr;
    ChartView* m_chart = nullptr;
    Button* m_export = nullptr;
};

} // namespace tastescope
