// SPDX-License-Identifier: GPL-3.0-or-later
// The models of the open project: training, loading, renaming, deleting. What a person is to be told goes by
// the session's notice, failed and edited. GUI thread only; all files are touched in jobs.
#pragma once

#include "storage/project/model_store.h"
#include "storage/use_cases/train.h"

#include <QObject>
#include <QSet>
#include <QStringList>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace tastescope {

class OpenProject;
class ProjectFile;
class Recommender;
struct TrainRequest;
struct TrainedModel;

struct SessionModel {
    StoredModel stored;
    std::shared_ptr<const Recommender> model; ///< null until loaded (see ProjectModels::ensureLoaded)
    bool stale = false;                       ///< trained on other data than the open data set
    QString problem;                          ///< not empty: it does not load, with what to do
    bool damaged = false;                     ///< the problem is that
    /// What its training remarked, as that it ranks without signal: a sentence each. Not stored: of models
    /// that were trained while the project is open.
    QStringList remarks;
};

class ProjectModels : public QObject {
    Q_OBJECT
public:
    explicit ProjectModels(OpenProject& project);
    ~ProjectModels() override;

    const std::vector<SessionModel>& all() const { return m_all; }
    const SessionModel* find(qint64 id) const; ///< null when unknown

    /// Trains as a visible job; the model appears in all(). Returns the job's id, 0 while nothing is open.
    /// `tell` false leaves out the notice that it is done, for several that a person did not ask for one by
    /// one.
    quint64 train(const TrainRequest& request, bool tell = true);
    /// Trains a model's kind with its settings, seed and name on the data as it is now; 0 when its algorithm
    /// is not known any more.
    quint64 trainAgain(qint64 id);
    /// What a training job of the open project was asked for (to train again with the same settings); null
    /// for other jobs.
    const TrainRequest* request(quint64 job) const;
    /// What was being trained on this project when the window, or the machine, went, and was not since.
    std::vector<TrainRequest> unfinished() const;
    /// Loads the model's factors in a job when they are not in memory; changed() follows. Where the file
    /// could not be read for a reason that may pass, it is read again every two seconds, without being asked.
    void ensureLoaded(qint64 id);
    void rename(qint64 id, const QString& name);                       ///< undoable
    void remove(qint64 id);                                            ///< undoable
    bool isLeaving(qint64 id) const { return m_leaving.contains(id); } ///< it is being deleted

Q_SIGNALS:
    void changed();           ///< all() is new, or what is shown beside a model
    void queued(quint64 job); ///< request(job) answers from now on
    void renamed(const QString& before, const QString& now); ///< one was; changed() follows
    void countChanged(); ///< one was trained, deleted or brought back; changed() follows

private:
    friend class Session;
    /// A model's id as undo commands know it: a deleted model comes back with its own, or, where another has
    /// that by then, with a new one.
    using Handle = std::shared_ptr<qint64>;
    struct Removed;

    void take(const std::vector<StoredModel>& stored); ///< what was read; what is loaded already stays so
    void markStale();
    void leave();
    void forgetTrainings() { m_trainings.clear(); } ///< before they are stopped, to be offered again
    void keepUnfinished();
    void load(const SessionModel& model);
    void loadLater(qint64 id);
    bool takeProblem(SessionModel& model, const Error& error); ///< false: it is known by these words

    void trained(const std::shared_ptr<ProjectFile>& target, TrainedModel model, bool tell);
    void applyName(const Handle& handle, const QString& name);
    void takeAway(const Handle& handle, const std::shared_ptr<Removed>& removed);
    void bringBack(const Handle& handle, const std::shared_ptr<Removed>& removed);
    SessionModel* entry(qint64 id);
    Handle handleOf(qint64 id);

    OpenProject& m_project;
    std::vector<SessionModel> m_all;
    std::map<quint64, std::shared_ptr<const TrainRequest>> m_trainings; ///< by job
    QSet<qint64> m_loading;
    std::multiset<qint64> m_leaving; ///< being deleted; twice where undo and redo are under way too
    std::map<qint64, Handle> m_handles;
};

} // namespace tastescope
