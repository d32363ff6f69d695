// SPDX-License-Identifier: GPL-3.0-or-later
// What was measured on the open project's data. GUI thread only.
#pragma once

#include "storage/project/experiment_store.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/train.h"
#include "ui/session/project_run.h"

#include <QObject>
#include <QSet>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {

class OpenProject;
class Project;
class ProjectLists;

/// Of all experiments of a project, oldest first.
Result<std::vector<RunHead>> readRunHeads(const Project& project);

class ProjectExperiments : public QObject {
    Q_OBJECT
public:
    using Run = std::shared_ptr<const ProjectRun>;

    explicit ProjectExperiments(OpenProject& project);
    ~ProjectExperiments() override;

    /// Of the newest stored experiment and of older ones of the same protocol (currentNumbers); empty when
    /// nothing was evaluated yet.
    const std::vector<StoredMetric>& metrics() const { return m_metrics; }
    /// How the newest experiment split the data: "per-user, 20 % test"; empty without one.
    QString protocol() const;
    /// Measures as a visible job and keeps the result; metrics() is new then. All randomness comes from the
    /// seed of the request's split. Returns the job's id, 0 while nothing is open.
    quint64 evaluate(const EvaluateRequest& request);
    /// A model's kind with its settings, trained anew without a part of the events and measured on that part,
    /// by the protocol of the newest experiment of the same data, the standard one without. A failure is
    /// told aloud, or stands at the job alone.
    enum class Failing { Aloud, Quietly };
    quint64 measure(const StoredModel& model, Failing failing = Failing::Quietly);

    /// One model under four protocols side by side (measureSideBySide), as a visible job; ended() follows,
    /// and sideBySide() has what was found as long as the project is open. Returns the job's id, 0 while
    /// nothing is open.
    quint64 measureSideBySide(std::int64_t experiment, const EvaluateRequest& request);
    using Protocols = std::shared_ptr<const std::vector<EvaluationResult>>;
    /// Of the model with this label in that run; null until it was measured.
    Protocols sideBySide(std::int64_t experiment, const std::string& label) const;

    /// All experiments, oldest first.
    const std::vector<RunHead>& runs() const { return m_runs; }
    /// With its numbers: at once when they are in memory, else as soon as they are read; failed tells when
    /// they cannot be, and the answer is null. Groups by what is known of people are worked out from the
    /// values per user where they were not measured, also behind those of a file.
    void read(std::int64_t experiment, QObject* receiver, const std::function<void(Run)>& done);

    /// Where one model of a run loses to another, worked out from the values per user that the project keeps.
    /// Of several questions only the last is answered.
    void slices(std::int64_t experiment, const SliceQuestion& question, QObject* receiver,
                const std::function<void(Result<SliceSearch>)>& done);

    /// The report of a run, HTML or PDF by the ending of the file; `done` gets what went wrong.
    void saveReport(std::int64_t experiment, const QString& project, const QString& out, QObject* receiver,
                    const std::function<void(Result<std::int64_t>)>& done);

    /// Lists of people that take more than a model in memory.
    ProjectLists& lists() const { return *m_lists; }

Q_SIGNALS:
    void changed();          ///< an evaluation of the open project was stored
    void ended(quint64 job); ///< an evaluation is over, in whichever way; runs() is new when it was stored

private:
    friend class Session;
    /// What was read of the project.
    void take(std::vector<StoredMetric> metrics, std::string protocol, std::vector<RunHead> runs);
    void leave();
    quint64 start(const EvaluateRequest& request, const QString& title, Failing failing);

    OpenProject& m_project;
    std::unique_ptr<ProjectLists> m_lists;
    std::vector<StoredMetric> m_metrics;
    std::string m_protocol; ///< of the experiment the metrics are from
    std::vector<RunHead> m_runs;
    std::map<std::int64_t, Run> m_read;                                    ///< by experiment
    std::map<std::pair<std::int64_t, std::string>, Protocols> m_protocols; ///< by experiment and label
    QSet<quint64> m_jobs;
};

} // namespace tastescope
