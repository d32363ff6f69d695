// SPDX-License-Identifier: GPL-3.0-or-later
// The session's own state; only ui/session*.cpp include this. GUI thread only.
#pragma once

#include "ui/session/project_contents.h"
#include "ui/session/recent_projects.h"
#include "ui/session/session.h"

#include <QSet>

#include <deque>
#include <map>
#include <optional>

namespace tastescope {

/// A model's id as undo commands know it: bringing a deleted model back gives it a new id.
using ModelHandle = std::shared_ptr<qint64>;

/// What an evaluation left in the project.
struct Measured {
    std::vector<StoredMetric> metrics;
    std::string protocol;
};

struct Session::Impl {
    explicit Impl(Session& session) : q(session) {}

    // Opening and closing.
    void startOpening(const QString& title, const QString& failure,
                      std::function<Result<ProjectContents>(const ExecutionContext&)> read);
    void opened(ProjectContents contents);
    void dataReplaced(std::shared_ptr<const Dataset> newDataset, const std::string& newFingerprint);
    void leave();
    void setModels(const std::vector<StoredModel>& stored);
    void markStale();
    void computeStatistics();
    void rememberRecent();
    /// Lets go of something large on a worker thread.
    void retire(std::shared_ptr<const void> large);

    // Models.
    void evaluated(const std::shared_ptr<ProjectFile>& target, Measured stored);
    void trialChanged(quint64 job, const SearchTrial& trial);
    void searched(quint64 job, const Result<SearchResult>& result);
    void trained(const std::shared_ptr<ProjectFile>& target, TrainedModel model);
    void rename(const ModelHandle& handle, const QString& name);
    struct Removed {
        StoredModel stored;
        std::optional<ModelArchive> archive; ///< absent when it was damaged
        std::shared_ptr<const Recommender> model;
    };
    void remove(const ModelHandle& handle, const std::shared_ptr<Removed>& removed);
    void restore(const ModelHandle& handle, const std::shared_ptr<Removed>& removed);
    /// `tell` offers undo in a toast.
    void applySignals(const std::vector<SignalType>& signalTypes, PairPolicy policy, bool tell);
    SessionModel* find(qint64 id);
    ModelHandle handleOf(qint64 id);

    /// Edits run one after another, beside a running training, in the order they were made.
    template <typename T>
    void edit(const QString& failure, std::function<Result<T>(Project&, const ExecutionContext&)> work,
              std::function<void(T)> done);
    void nextEdit();
    void editFailed(const QString& title, const Error& error);

    Session& q;
    std::shared_ptr<ProjectFile> file;    ///< null while nothing is open
    std::shared_ptr<ProjectFile> leaving; ///< the one before, which may still be closing
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const Statistics> statistics;
    std::string fingerprint;
    std::vector<SessionModel> models;
    std::vector<StoredMetric> metrics;
    std::string protocol; ///< of the experiment the metrics are from
    std::optional<ImportReport> lastImport;
    std::map<quint64, TrainRequest> trainings; ///< by job
    std::map<quint64, SearchState> searches;   ///< by job
    QSet<quint64> evaluations;                 ///< jobs
    QSet<qint64> loading;
    std::map<qint64, ModelHandle> handles;
    std::deque<std::function<void()>> edits;
    bool editing = false;
    int dataVersion = 0; ///< counts what was read from the file, not edits of it
    quint64 opening = 0; ///< the job that opens or imports
    RecentProjects recents;
};

template <typename T>
void Session::Impl::edit(const QString& failure,
                         std::function<Result<T>(Project&, const ExecutionContext&)> work,
                         std::function<void(T)> done) {
    edits.push_back([this, target = file, failure, work = std::move(work), done = std::move(done)] {
        q.m_jobs.ask<T>(
            QStringLiteral("session.edit"),
            [target, work](const ExecutionContext& context) {
                return target->use(context, [&](Project& project) { return work(project, context); });
            },
            &q,
            [this, target, failure, done](Result<T> result) {
                editing = false;
                if (target == file) {
                    if (result) {
                        done(std::move(*result));
                    } else {
                        editFailed(failure, result.error());
                    }
                }
                nextEdit();
            });
    });
    nextEdit();
}

} // namespace tastescope
