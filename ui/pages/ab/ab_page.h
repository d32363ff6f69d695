// SPDX-License-Identifier: GPL-3.0-or-later
// The A/B lab: plan, read and question an experiment. The planner and the files work without a project.
#pragma once

#include "ui/navigation/page.h"

class QVBoxLayout;

namespace tastescope {

class LogCard;
class Note;
class PlanPanel;
class ResultsCard;
class WatchCard;

class AbPage : public Page {
    Q_OBJECT
public:
    AbPage(Session& session, Navigator& navigator, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("abtest"); }
    /// "results" and "log": paths of files to load.
    void activate(const QVariantMap& arguments) override;
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;
    QList<QWidget*> regions() override;

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void showChosen();
    void takePlan(bool now);
    void simulateTest();

    bool m_planned = true; ///< the band is made for the plan's effect
    QVBoxLayout* m_right = nullptr;
    QWidget* m_more = nullptr; ///< of the warning: where there is room
    PlanPanel* m_plan = nullptr;
    ResultsCard* m_results = nullptr;
    WatchCard* m_watch = nullptr;
    Note* m_promise = nullptr; ///< of a simulated test: what was promised beside what came
    QString m_simulated;       ///< the file of that test
    LogCard* m_log = nullptr;
};

} // namespace tastescope
