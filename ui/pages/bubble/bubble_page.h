// SPDX-License-Identifier: GPL-3.0-or-later
// Bubble lab: what happens if lists feed themselves?
#pragma once

#include "engine/simulation/run_forecast.h"
#include "ui/navigation/page.h"
#include "ui/pages/bubble/heard_rounds.h"
#include "ui/pages/bubble/policies.h"

#include <memory>
#include <optional>
#include <vector>

class QComboBox;
class QStackedWidget;
class QTimer;

namespace tastescope {

class Card;
class ChartView;
class EmptyState;
class JobStrip;
class LoopForm;
class Note;
class SegmentedControl;
class Transport;
struct DemoOptions;
struct SimulateAnswer;

class BubblePage : public Page {
    Q_OBJECT
public:
    BubblePage(Session& session, Navigator& navigator, QWidget* parent = nullptr);
    ~BubblePage() override;
    QString id() const override { return QStringLiteral("bubble"); }
    void saveState(QSettings& settings) const override;
    void restoreState(QSettings& settings) override;
    QList<QWidget*> regions() override;

    const std::shared_ptr<const SimulateAnswer>& answer() const { return m_answer; } ///< null = none whole
    const HeardRounds& heard() const { return m_heard; }
    int cursor() const;
    /// Where the rounds are saved to, without a question.
    void saveTo(const QString& path);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* makePanel();
    QWidget* makeCentre();
    QWidget* makeStream();
    void reset();
    void askForTruth();
    void run();
    void estimate();
    void forecast(); ///< how long the run that is set up takes
    void collect();  ///< what has come in from the run
    void showJob(quint64 job);
    void jobEnded(Result<SimulateAnswer> answer);
    void refresh();
    void draw();
    void drawStream();
    void say();
    QString shownPolicies() const; ///< where the form names others by now; empty = it names these
    void save();

    std::shared_ptr<LoopInbox> m_inbox;
    HeardRounds m_heard;
    std::vector<ChosenPolicy> m_policies;  ///< of what is shown
    std::vector<UserIndex> m_people;       ///< likewise
    std::shared_ptr<const Dataset> m_data; ///< likewise
    std::shared_ptr<const SimulateAnswer> m_answer;
    std::unique_ptr<DemoOptions> m_demo; ///< what the open data was made with; null = it is not synthetic
    /// Runs of this project since it was opened, which put the forecast right.
    std::vector<PastRun> m_past;
    quint64 m_job = 0;
    bool m_wasCancelled = false;

    LoopForm* m_form = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_noProject = nullptr;
    EmptyState* m_noEvents = nullptr;
    QWidget* m_centre = nullptr;
    JobStrip* m_strip = nullptr;
    Note* m_note = nullptr;
    Note* m_sanity = nullptr;
    std::vector<ChartView*> m_charts;
    ChartView* m_stream = nullptr;
    QComboBox* m_person = nullptr;
    SegmentedControl* m_under = nullptr;
    SegmentedControl* m_view = nullptr; ///< of the person: mix, or path over the map
    Card* m_personCard = nullptr;
    Transport* m_transport = nullptr;
    QTimer* m_listening = nullptr;
};

} // namespace tastescope
