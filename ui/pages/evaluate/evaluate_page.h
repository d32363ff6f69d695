// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluate: which is better, for whom, and is it certain?
#pragma once

#include "storage/use_cases/evaluate.h"
#include "ui/navigation/page.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

class QComboBox;
class QStackedWidget;

namespace tastescope {

class Button;
class Card;
class ContestantTable;
class EmptyState;
class PageHead;
class ProtocolBar;
class ResultsView;
class JobStrip;
class TableView;
struct ProjectRun;

class EvaluatePage : public Page {
    Q_OBJECT
public:
    EvaluatePage(Session& session, Navigator& navigator, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("evaluate"); }
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;
    QList<QWidget*> regions() override;

    /// What the controls ask for now.
    EvaluateRequest request() const;
    const std::shared_ptr<const ProjectRun>& shown() const { return m_shown; } ///< null = none

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeChoice();
    void makeHead();
    void reset();
    void run();
    void jobEnded(quint64 job);
    void showJob(quint64 job);
    void readNewest();
    void readRun(std::int64_t experiment);
    void showRun(const std::shared_ptr<const ProjectRun>& run);
    void fillRuns();
    void refresh(); ///< which part of the page is shown, and what is stale
    QString staleWords() const;
    QString costWords() const;
    void openModels();
    void addLists();
    void askForGroups();
    void useGroups(const QString& file); ///< once it is seen to be about these people
    void recallGroups();
    void openPeople(const std::vector<SliceCondition>& conditions);
    void findSlices(const SliceQuestion& question);
    void openChecks();
    void openSweeps(QWidget* at);
    void askForSweep();
    void showSweeps(); ///< beside the run shown, as they are read
    void usePoint(const Contestant& contestant);
    void exportTable();
    void compareRuns();

    std::shared_ptr<const ProjectRun> m_shown;
    std::int64_t m_asked = 0;              ///< the experiment that is to be shown
    quint64 m_job = 0;                     ///< the evaluation under way; 0 = none
    bool m_sweeping = false;               ///< it is a sweep, which leaves the run shown where it is
    std::set<std::int64_t> m_hiddenSweeps; ///< by experiment
    std::map<std::int64_t, std::shared_ptr<const ProjectRun>> m_sweeps; ///< that were read
    bool m_wasCancelled = false;
    QString m_recalledGroups; ///< chosen when the window was closed, for the project at m_recalledFor
    QString m_recalledFor;

    PageHead* m_head = nullptr;
    QComboBox* m_runs = nullptr;
    Button* m_compare = nullptr;
    Button* m_export = nullptr;
    Button* m_run = nullptr;
    ProtocolBar* m_bar = nullptr;
    JobStrip* m_strip = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noProject = nullptr;
    EmptyState* m_noEvents = nullptr;
    QWidget* m_choice = nullptr;
    Card* m_choiceCard = nullptr;
    TableView* m_choiceTable = nullptr;
    ContestantTable* m_contestants = nullptr;
    ResultsView* m_results = nullptr;
};

} // namespace tastescope
