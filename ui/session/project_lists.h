// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of the open project that take more than a model in memory: those of rule sets, those that were
// measured with a part held out, those that were made elsewhere, and the test board. GUI thread only; all
// files are touched in jobs.
#pragma once

#include "storage/use_cases/board/test_board.h"
#include "storage/use_cases/held_out/held_out.h"
#include "storage/use_cases/outside/outside_lists.h"
#include "storage/use_cases/pipeline/project_pipeline.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace tastescope {

class OpenProject;
struct StoredModel;

class ProjectLists : public QObject {
    Q_OBJECT
public:
    explicit ProjectLists(OpenProject& project);

    /// What the project keeps of people's held-out parts; null where it cannot be read, which failed tells.
    /// Of several questions only the last is answered.
    void heldOut(QObject* receiver, const std::function<void(std::shared_ptr<const HeldOutNumbers>)>& done);
    /// The three stages over the project's models, as the command `pipeline` opens them when nothing is
    /// named. Of several questions only the last is answered; a cancelled one never. After a failure to read
    /// that may pass, `done` is called once more when the file could be read again.
    void openPipeline(QObject* receiver, const std::function<void(Result<ProjectPipeline>)>& done);

    /// The test board as a visible job: lists of so many places for everybody on it, under every model, and
    /// the check of what is expected. boardMade() follows, or boardEnded() alone. 0 while nothing is open.
    quint64 makeBoard(std::size_t length);
    /// Given what the file has when its turn comes, which may be more than latestBoard() shows, and its
    /// models, which may be called otherwise by then than they are there. Called in a thread of its own.
    using BoardChange = std::function<void(BoardPlan&, const std::vector<StoredModel>&)>;
    /// Changes what is kept of the board; undoable. boardChanged() follows.
    void changeBoard(BoardChange change, const QString& title);
    /// A board from a file, in place of the one that is kept; undoable. failed tells what is wrong with it.
    void importBoard(const QString& path);
    /// What is kept, as the command reads it (.json), or what was found last as a table (.csv); notice or
    /// failed tells.
    void exportBoard(const QString& path);
    /// What was made last; null when nothing was, and for another project.
    const std::shared_ptr<const TestBoard>& latestBoard() const { return m_board; }
    /// What is kept of the board: after a change it is ahead of latestBoard() until the lists are made.
    const BoardPlan& boardPlan() const { return m_plan; }

    /// What the project keeps of lists made elsewhere, in the order they were added.
    const std::vector<StoredOutside>& outside() const { return m_outside; }
    const StoredOutside* findOutside(qint64 id) const; ///< null when unknown
    /// Reads the files as a visible job and keeps copies; one that is kept already is read anew. Undoable.
    void addOutside(const QStringList& files);
    /// Undoable. False, and failed tells why, for a name that is taken or too long, and where the project
    /// cannot be changed; no name changes nothing.
    bool renameOutside(qint64 id, const QString& name);
    void removeOutside(qint64 id); ///< undoable; once, however often it is asked for
    /// In the rows of the data; null while they are being read (outsideRead() follows) and where they cannot
    /// be: then outsideProblem() says why. What is not damaged is tried again when it is asked for later.
    std::shared_ptr<const OutsideTable> outsideTable(qint64 id);
    QString outsideProblem(qint64 id) const;
    bool isOutsideDamaged(qint64 id) const; ///< the problem is the copy's own, and will not pass

Q_SIGNALS:
    void outsideChanged();       ///< outside() is another one of the same project
    void outsideRead(qint64 id); ///< outsideTable() or outsideProblem() has an answer
    void boardMade();            ///< latestBoard() is new
    void boardEnded();           ///< the job is over, in whichever way
    void boardChanged();         ///< the plan is another one than latestBoard() has

private:
    friend class ProjectExperiments;
    friend class Session;
    /// Lists to be kept, and what they take the place of.
    struct OutsideEdit {
        ReadOutside now;
        std::optional<ReadOutside> before{};
    };
    struct OutsideAnswer {
        std::shared_ptr<const Dataset> data; ///< asked against it
        std::shared_ptr<const OutsideTable> table{};
        QString problem{};
        bool damaged = false;
        std::chrono::steady_clock::time_point failed{}; ///< when the problem was met
    };
    struct PipelineQuestion {
        quint64 number = 0;
        QPointer<QObject> receiver;
        std::function<void(Result<ProjectPipeline>)> done;
        bool told = false; ///< that it could not be read
    };
    void ask(PipelineQuestion question);
    void askLater(PipelineQuestion question);
    void leave();
    void take(std::vector<StoredOutside> outside);
    /// Keeps what was kept before in `before`, if given.
    void apply(const BoardChange& change, const std::shared_ptr<BoardPlan>& before);
    /// A model is called otherwise, in the file too.
    void takeName(const std::string& before, const std::string& now);
    void putOutside(const std::shared_ptr<const ReadOutside>& lists);
    void takeOutside(
        const std::string& origin, const std::function<void()>& done = [] {});
    void nameOutside(qint64 id, const std::string& name);
    void readOutsideTable(const StoredOutside& head);
    bool mayBeCalled(qint64 id, const std::string& name); ///< said as a failure where not

    OpenProject& m_project;
    std::shared_ptr<const TestBoard> m_board;
    BoardPlan m_plan; ///< as kept
    quint64 m_job = 0;
    quint64 m_pipelines = 0; ///< asked for; only the last is answered
    std::vector<StoredOutside> m_outside;
    std::set<qint64> m_leaving;               ///< of outside(): they are being removed
    std::map<qint64, OutsideAnswer> m_tables; ///< of outside(); without an answer while it is being read
};

/// Columns and choices name a model of the project by its id, which counts from 1; lists from elsewhere,
/// whose ids do so too, stand far behind all models.
inline constexpr qint64 outsideColumns = qint64{1} << 40;
inline qint64 columnOfOutside(const StoredOutside& lists) {
    return outsideColumns + lists.id;
}
inline bool isOutsideColumn(qint64 column) {
    return column > outsideColumns;
}

} // namespace tastescope
