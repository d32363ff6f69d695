// SPDX-License-Identifier: GPL-3.0-or-later
// What is open: the project, its data set and its models, and the changes a person can make to them. Pages
// talk to the session, never to each other. All files are touched in jobs; results arrive by signals on the
// GUI thread.
#pragma once

#include "engine/data/dataset.h"
#include "engine/data/statistics.h"
#include "engine/models/recommender.h"
#include "storage/use_cases/use_cases.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/parameter_search.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <vector>

namespace tastescope {

struct SessionModel {
    StoredModel stored;
    std::shared_ptr<const Recommender> model; ///< null until loaded (see Session::ensureLoaded)
    bool stale = false;                       ///< trained on other data than the open data set
    QString problem;                          ///< not empty: damaged, with what to do
};

class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(JobRunner& jobs, QObject* parent = nullptr);
    ~Session() override;

    bool isOpen() const;
    QString path() const;
    QString projectName() const;
    std::shared_ptr<const Dataset> dataset() const;       ///< null while nothing is open
    std::shared_ptr<const Statistics> statistics() const; ///< null until computed (statisticsReady)
    QString fingerprint() const;                          ///< of the open data, "" until known
    const std::vector<SessionModel>& models() const;
    const SessionModel* findModel(qint64 id) const;
    /// Of the newest stored experiment; empty when nothing was evaluated yet.
    const std::vector<StoredMetric>& metrics() const;
    /// How the newest experiment split the data: "per-user, 20 % test"; empty without one.
    QString protocol() const;
    JobRunner& jobs() const { return m_jobs; }
    QUndoStack& undoStack() { return m_undo; }

    /// Nouns of the open data set as capitalised or plain text: noun(&Nouns::items) -> "songs".
    QString noun(std::string Nouns::*which) const;
    QString nounTitle(std::string Nouns::*which) const; ///< "Songs"

    void openProject(const QString& path);
    void closeProject();
    /// Makes (or reopens, when it exists) the demo project in the application's data folder.
    void openDemo();
    /// Imports into `path` as a job and opens the result.
    void importInto(const QString& path, const ImportPlan& plan);
    const ImportReport* lastImport() const; ///< of this run of the program; null when none

    /// Trains as a visible job; the model appears in models(). Returns the job's id.
    quint64 train(const TrainRequest& request);
    /// Searches for settings as a visible job; searchChanged() follows for every trial. What was stored of an
    /// equal search is not measured again. Returns the job's id, 0 while nothing is open.
    quint64 search(const SearchRequest& request);
    const SearchState* searchState(quint64 job) const; ///< null for other jobs
    /// The latest search for this algorithm in this run of the program; 0 = none.
    quint64 newestSearch(const std::string& algorithm) const;
    /// Measures as a visible job and keeps the result; metrics() is new then. All randomness comes from the
    /// seed of the request's split. Returns the job's id, 0 while nothing is open.
    quint64 evaluate(const EvaluateRequest& request);
    /// Writes the best `count` unseen items of every user as a visible job; `path` ends in .csv or .json. A
    /// notice or `failed` tells how it ended. Returns the job's id, 0 for an unknown model.
    quint64 exportRecommendations(qint64 model, std::size_t count, const QString& path);
    /// What a training job of the open project was asked for (to train again with the same settings); null
    /// for other jobs.
    const TrainRequest* trainRequest(quint64 job) const;
    /// Trains a model's kind with its settings, seed and name on the data as it is now; 0 when its algorithm
    /// is not known any more.
    quint64 trainAgain(qint64 id);
    /// Loads the model's factors in a job when they are not in memory; modelsChanged follows.
    void ensureLoaded(qint64 id);
    void renameModel(qint64 id, const QString& name); ///< undoable
    void removeModel(qint64 id);                      ///< undoable
    void setSignals(const std::vector<SignalType>& signals,
                    PairPolicy policy); ///< undoable; models become stale

    /// Newest first; paths that vanished stay and are marked when shown.
    struct Recent {
        QString path;
        QString name;
        QString dataset;
        QString detail; ///< "8,000 listeners, 9 models"
        Time opened = noTime;
    };
    std::vector<Recent> recentProjects() const;
    void forgetRecent(const QString& path);

Q_SIGNALS:
    void projectChanged(); ///< opened, closed or another one; dataset() and models() are new
    void datasetChanged(); ///< the data of the open project changed (import, signal weights)
    void statisticsReady();
    void modelsChanged();
    void metricsChanged();            ///< an evaluation of the open project was stored
    void searchChanged(quint64 job);  ///< begun, a trial changed, or ended
    void trainingQueued(quint64 job); ///< trainRequest(job) answers from now on
    void recentChanged();
    void importFinished();                                  ///< lastImport() is new
    void failed(const QString& title, const QString& text); ///< shown as a toast that stays
    void notice(const QString& title, const QString& text); ///< shown as a toast
    void edited(const QString& title, const QString& text); ///< as a toast that offers undo

private:
    struct Impl;
    JobRunner& m_jobs;
    QUndoStack m_undo;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tastescope
