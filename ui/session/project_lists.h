// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of the open project that take more than a model in memory: those of rule sets, those that were
// measured with a part held out, and the test board. GUI thread only; all files are touched in jobs.
#pragma once

#include "storage/use_cases/board/test_board.h"
#include "storage/use_cases/held_out/held_out.h"
#include "storage/use_cases/pipeline/project_pipeline.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace tastescope {

class OpenProject;

class ProjectLists : public QObject {
    Q_OBJECT
public:
    explicit ProjectLists(OpenProject& project);

    /// What the project keeps of people's held-out parts; null where it cannot be read, which failed tells.
    /// Of several questions only the last is answered.
    void heldOut(QObject* receiver, const std::function<void(std::shared_ptr<const HeldOutNumbers>)>& done);
    /// The three stages over the project's models, as the command `pipeline` opens them when nothing is
    /// named. Of several questions only the last is answered; a cancelled one never.
    void openPipeline(QObject* receiver, const std::function<void(Result<ProjectPipeline>)>& done);

    /// The test board as a visible job: lists of so many places for everybody on it, under every model, and
    /// the check of what is expected. boardMade() follows, or boardEnded() alone. 0 while nothing is open.
    quint64 makeBoard(std::size_t length);
    /// The plan of the board from now on; undoable. boardChanged() follows once it is in the file.
    void keepBoard(const BoardPlan& plan, const QString& title);
    /// What was made last; null when nothing was, and for another project.
    const std::shared_ptr<const TestBoard>& latestBoard() const { return m_board; }

Q_SIGNALS:
    void boardMade();    ///< latestBoard() is new
    void boardEnded();   ///< the job is over, in whichever way
    void boardChanged(); ///< the plan is another one than latestBoard() has

private:
    friend class ProjectExperiments;
    void leave();
    void apply(const BoardPlan& plan);

    OpenProject& m_project;
    std::shared_ptr<const TestBoard> m_board;
    BoardPlan m_plan; ///< as kept
    quint64 m_job = 0;
};

} // namespace tastescope
