// SPDX-License-Identifier: GPL-3.0-or-later
// Results of a test: loads a file, checks the split, lists measures with their intervals, and says in words
// what the chosen one allows to say. GUI thread only.
#pragma once

#include "ui/pages/ab/ab_results.h"
#include "ui/pages/ab/file_job.h"
#include "ui/widgets/controls.h"

#include <QHash>

class QComboBox;
class QSettings;

namespace tastescope {

class IntervalDelegate;
class JobStrip;
class ResultsTable;
class Session;
class TableView;

class ResultsCard : public Card {
    Q_OBJECT
public:
    explicit ResultsCard(Session& session, QWidget* parent = nullptr);

    void load(const QString& path); ///< with the file's own names of columns
    void chooseFile();
    /// What bands are made for, from the next load on or, with `now`, of what is shown.
    void setGoal(const WatchGoal& goal, bool now);
    /// The one set last; that of answer() again where reading for another was cancelled.
    const WatchGoal& goal() const { return m_question.goal; }
    const std::shared_ptr<const ResultsAnswer>& answer() const { return m_job.value(); } ///< null = none
    int current() const;      ///< the comparison chosen, as the reading has them; -1 = none
    void setRoom(int height); ///< of the page: how many rows may be shown

    void save(QSettings& settings) const;
    void restore(const QSettings& settings);
    void readRestored(); ///< the file of last time, once the page is seen

Q_SIGNALS:
    void changed(); ///< answer(), or what is chosen
    void simulateWanted();

private:
    QWidget* makeContent();
    QWidget* makeOptions();
    void makeActions();
    void ask();
    void refresh();
    void showState(const QWidget* state);
    void showAnswer();
    void showOptions();
    void showChosen();
    void fitTable();
    void chooseControl();
    void chooseSegment();
    void chooseCovariate();
    void chooseGoal(int goal);
    void chooseColumns();
    void openRoles(const std::vector<GuessedColumn>& columns);
    void openMenu();
    void exportTable();
    QString fileName() const;

    Session& m_session;
    ResultsQuestion m_question;
    FileJob<ResultsAnswer> m_job;
    QHash<QString, int> m_goals; ///< what a person said of measures, by name
    bool m_restored = false;     ///< the question is of last time, and not asked yet
    int m_mostRows = 6;
    bool m_low = false; ///< there is no room for the note on the split

    Chip* m_split = nullptr;
    Button* m_load = nullptr;
    IconButton* m_columnsButton = nullptr;
    IconButton* m_more = nullptr;
    JobStrip* m_strip = nullptr;
    EmptyState* m_empty = nullptr;
    EmptyState* m_failed = nullptr;
    QWidget* m_content = nullptr;
    QComboBox* m_control = nullptr;
    QComboBox* m_segment = nullptr;
    QComboBox* m_covariate = nullptr;
    Switch* m_cuped = nullptr;
    SegmentedControl* m_scale = nullptr;
    Note* m_warning = nullptr;
    ResultsTable* m_table = nullptr;
    TableView* m_view = nullptr;
    TextLabel* m_sentence = nullptr;
    TextLabel* m_notes = nullptr;
    QComboBox* m_goal = nullptr;
};

} // namespace tastescope
