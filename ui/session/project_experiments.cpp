// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_experiments.h"

#include "engine/metrics/metric.h"
#include "storage/experiments/current_numbers.h"
#include "storage/experiments/specification.h"
#include "storage/experiments/stored_evaluation.h"
#include "storage/files/output_check.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/evaluation_files.h"
#include "storage/use_cases/outside/outside_lists.h"
#include "storage/use_cases/report/write_report.h"
#include "ui/session/open_project.h"
#include "ui/session/project_lists.h"
#include "ui/text/format.h"

#include <QPointer>

#include <algorithm>

namespace tastescope {

namespace {

/// What an evaluation left in the project.
struct Measured {
    std::vector<StoredMetric> metrics;
    std::shared_ptr<const ProjectRun> run;
};

std::size_t countOf(const EvaluateRequest& request) {
    return request.contestants.size() + request.listFiles.size() + request.scoreFiles.size() +
           request.predictionFiles.size();
}

RunHead headOf(const StoredExperiment& stored) {
    RunHead head{stored.id, stored.protocol, stored.made,   stored.dataFingerprint,
                 0,         std::nullopt,    stored.version};
    if (Result<SpecifiedRequest> asked = requestOf(stored.specification)) {
        head.models = countOf(asked->request);
        head.request = std::move(asked->request);
    }
    return head;
}

/// A window has no use for values per user once its intervals, tests and groups are made.
void dropValues(EvaluationResult& result) {
    for (ModelResult& model : result.models) {
        model.lists.clear();
        for (MetricValue& metric : model.metrics) {
            metric.perUser = {};
            metric.pooled.reset();
            metric.ofGroups.reset();
        }
    }
}

/// The project is held only while the result is written: edits go on during the training before.
Result<Measured> measureAndStore(ProjectFile& file, const Dataset& dataset, const EvaluateRequest& request,
                                 const ExecutionContext& context) {
    ExecutionContext seeded = context;
    seeded.seed = request.split.seed;
    EvaluateRequest known = request;
    ListCopies copies;
    if (known.leaks || !known.listFiles.empty()) {
        TRY(file.use(context, [&](Project& project) -> Result<void> {
            if (known.leaks) {
                TRY_ASSIGN(known.tuned, tunedCuts(project, known.contestants));
            }
            TRY_ASSIGN(copies, keptCopies(project, known, context));
            return {};
        }));
    }
    TRY_ASSIGN(auto result, measureWithCopies(dataset, known, copies, seeded));
    if (context.stopRequested()) {
        return cancelledError();
    }
    auto run = std::make_shared<ProjectRun>();
    std::vector<StoredMetric> metrics;
    bool stored = false; // once, however often what follows has to be tried
    const auto keep = [&](Project& project) -> Result<void> {
        if (!stored) {
            TRY(storeEvaluation(project, result));
            stored = true;
        }
        TRY_ASSIGN(metrics, currentNumbers(project));
        TRY_ASSIGN(const auto newest, project.experiments().find(0));
        run->head = headOf(newest);
        return {};
    };
    TRY(storePatiently(file, context, [&] { return file.use(context, keep); }));
    if (hasOwnGroups(known)) {
        // Stopped, it has its own groups alone, until it is read again: it is kept by now.
        static_cast<void>(addGroups(dataset, known, result, seeded));
    }
    run->result = std::move(result);
    dropValues(run->result);
    return Measured{std::move(metrics), std::move(run)};
}

/// The result of `run` with groups made anew. What cannot be made, as of folds from a file that is gone or of
/// damaged values, leaves it with the groups that are kept, where there are any.
Result<EvaluationResult> withGroups(const Project& project, const Dataset& dataset, const ProjectRun& run,
                                    std::int64_t experiment, const ExecutionContext& context) {
    const auto orKept = [&](Error error) -> Result<EvaluationResult> {
        return run.result.segments.empty() || error.code == ErrorCode::Cancelled
                   ? Result<EvaluationResult>(error)
                   : run.result;
    };
    auto result = loadEvaluation(project, experiment, LoadedValues::PerUser, context);
    if (!result) {
        return orKept(result.error());
    }
    if (const auto added = addGroups(dataset, *run.head.request, *result, context); !added) {
        return orKept(added.error());
    }
    dropValues(*result);
    return result;
}

Result<std::shared_ptr<const ProjectRun>> readRun(Project& project, const Dataset& dataset,
                                                  std::int64_t experiment, const ExecutionContext& context) {
    TRY_ASSIGN(const auto stored, project.experiments().find(experiment));
    auto run = std::make_shared<ProjectRun>();
    run->head = headOf(stored);
    TRY_ASSIGN(run->result, loadEvaluation(project, experiment, LoadedValues::None, context));
    const bool sameData = run->head.dataFingerprint == dataset.fingerprint();
    const bool lacksGroups =
        run->head.request && (run->result.segments.empty() || hasOwnGroups(*run->head.request));
    if (lacksGroups && sameData) {
        TRY_ASSIGN(run->result, withGroups(project, dataset, *run, experiment, context));
    }
    run->head.models = run->result.models.size();
    return std::shared_ptr<const ProjectRun>(std::move(run));
}

Result<SliceSearch> findSlices(Project& project, const Dataset& dataset, std::int64_t experiment,
                               const SliceQuestion& question, const ExecutionContext& context) {
    TRY_ASSIGN(const auto stored, project.experiments().find(experiment));
    TRY_ASSIGN(const auto asked, requestOf(stored.specification));
    if (stored.dataFingerprint != dataset.fingerprint()) {
        return Error{ErrorCode::Unsupported, "The data changed since this run", "Run it again", ""};
    }
    TRY_ASSIGN(const auto result, loadEvaluation(project, experiment, LoadedValues::PerUser, context));
    return slicesOf(dataset, asked.request, result, question, context);
}

} // namespace

Result<std::vector<RunHead>> readRunHeads(const Project& project) {
    TRY_ASSIGN(const auto stored, project.experiments().all());
    std::vector<RunHead> heads;
    for (const StoredExperiment& experiment : stored) {
        heads.push_back(headOf(experiment));
    }
    return heads;
}

ProjectExperiments::ProjectExperiments(OpenProject& project)
    : m_project(project)
    , m_lists(std::make_unique<ProjectLists>(project)) {}

ProjectExperiments::~ProjectExperiments() = default;

QString ProjectExperiments::protocol() const {
    return toQString(m_protocol);
}

quint64 ProjectExperiments::measure(const StoredModel& model, Failing failing) {
    EvaluateRequest request;
    if (!m_runs.empty() && m_runs.back().request && m_runs.back().dataFingerprint == model.dataFingerprint) {
        request = *m_runs.back().request; // so that it can stand beside what is there
    }
    Contestant contestant;
    contestant.label = model.name;
    contestant.algorithm = model.algorithm;
    contestant.params = paramsOf(model);
    request.contestants = {std::move(contestant)};
    request.listFiles.clear();
    request.scoreFiles.clear();
    request.predictionFiles.clear();
    request.sweep.reset();
    request.by.clear();
    request.leaks = false;
    request.slices = false;
    request.validationFile.clear();
    request.values = parseWeighing(model.weighing) == Weighing::Values;
    request.options.ks = {10};
    request.options.metrics.clear();
    for (const char* id : {"ndcg", "recall", "map", "coverage"}) {
        request.options.metrics.push_back(findMetric(id));
    }
    return start(request, tr("Measure %1").arg(toQString(model.name)), failing);
}

quint64 ProjectExperiments::evaluate(const EvaluateRequest& request) {
    const std::size_t count = countOf(request);
    if (request.sweep) {
        return start(
            request,
            tr("Sweep %1, %2")
                .arg(toQString(request.sweep->of), formatCounted(count, tr("1 value"), tr("%1 values"))),
            Failing::Aloud);
    }
    return start(request, formatCounted(count, tr("Evaluate 1 model"), tr("Evaluate %1 models")),
                 Failing::Aloud);
}

quint64 ProjectExperiments::start(const EvaluateRequest& request, const QString& title, Failing failing) {
    if (!m_project.file || !m_project.mayChange(tr("Nothing was evaluated"))) {
        return 0;
    }
    const std::shared_ptr<ProjectFile> file = m_project.file;
    const auto job = std::make_shared<quint64>(0);
    const quint64 id = m_project.jobs.start<Measured>(
        title,
        [file, data = m_project.data, request](const ExecutionContext& context) {
            const std::shared_ptr<const Dataset> dataset = data->get();
            return measureAndStore(*file, *dataset, request, context);
        },
        this,
        [this, file, job, failing](Result<Measured> result) {
            if (result && file == m_project.file) {
                m_metrics = std::move(result->metrics);
                m_protocol = result->run->result.protocol;
                m_runs.push_back(result->run->head);
                m_read[result->run->head.experiment] = result->run;
                Q_EMIT changed();
            } else if (!result && result.error().code != ErrorCode::Cancelled && failing == Failing::Aloud) {
                Q_EMIT m_project.failed(tr("Nothing was evaluated"), formatError(result.error()));
            }
            Q_EMIT ended(*job);
        });
    *job = id;
    m_jobs.insert(id);
    return id;
}

quint64 ProjectExperiments::measureSideBySide(std::int64_t experiment, const EvaluateRequest& request) {
    if (!m_project.file || request.contestants.size() != 1) {
        return 0;
    }
    const std::string label = request.contestants.front().label;
    const auto job = std::make_shared<quint64>(0);
    using Results = std::vector<EvaluationResult>;
    const quint64 id = m_project.jobs.start<Results>(
        tr("%1 under four protocols").arg(toQString(label)),
        [data = m_project.data, asked = m_project.fingerprint,
         request](const ExecutionContext& context) -> Result<Results> {
            TRY_ASSIGN(const auto dataset, data->still(asked)); // they stand beside a run of that data
            ExecutionContext seeded = context;
            seeded.seed = request.split.seed;
            TRY_ASSIGN(auto results, tastescope::measureSideBySide(*dataset, request, seeded));
            std::ranges::for_each(results, dropValues);
            return results;
        },
        this,
        [this, file = m_project.file, experiment, label, job](Result<Results> results) {
            if (results && file == m_project.file) {
                m_protocols[{experiment, label}] = std::make_shared<const Results>(*std::move(results));
            } else if (!results && results.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_project.failed(tr("The protocols were not compared"), formatError(results.error()));
            }
            Q_EMIT ended(*job);
        });
    *job = id;
    m_jobs.insert(id);
    return id;
}

ProjectExperiments::Protocols ProjectExperiments::sideBySide(std::int64_t experiment,
                                                             const std::string& label) const {
    const auto known = m_protocols.find({experiment, label});
    return known == m_protocols.end() ? nullptr : known->second;
}

void ProjectExperiments::read(std::int64_t experiment, QObject* receiver,
                              const std::function<void(Run)>& done) {
    if (const auto known = m_read.find(experiment); known != m_read.end()) {
        done(known->second);
        return;
    }
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file) {
        return;
    }
    m_project.jobs.ask<Run>(
        // Each who asks has an answer, also where others ask for the same run.
        QStringLiteral("session.run.%1.%2").arg(experiment).arg(reinterpret_cast<quintptr>(receiver)),
        [file, dataset = m_project.dataset, experiment](const ExecutionContext& context) {
            return file->use(
                context, [&](Project& project) { return readRun(project, *dataset, experiment, context); });
        },
        this,
        [this, file, experiment, receiver = QPointer(receiver), done](Result<Run> run) {
            if (file != m_project.file) {
                return;
            }
            if (!run) {
                if (run.error().code != ErrorCode::Cancelled) {
                    Q_EMIT m_project.failed(tr("The run cannot be shown"), formatError(run.error()));
                    if (receiver) {
                        done(nullptr);
                    }
                }
                return;
            }
            m_read[experiment] = *run;
            if (receiver) {
                done(*run);
            }
        });
}

void ProjectExperiments::slices(std::int64_t experiment, const SliceQuestion& question, QObject* receiver,
                                const std::function<void(Result<SliceSearch>)>& done) {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file) {
        return;
    }
    m_project.jobs.ask<SliceSearch>(
        QStringLiteral("session.slices"),
        [file, dataset = m_project.dataset, experiment, question](const ExecutionContext& context) {
            return file->use(context, [&](Project& project) {
                return findSlices(project, *dataset, experiment, question, context);
            });
        },
        receiver,
        [this, file, done](Result<SliceSearch> search) {
            if (file == m_project.file) {
                done(std::move(search));
            }
        });
}

void ProjectExperiments::saveReport(std::int64_t experiment, const QString& project, const QString& out,
                                    QObject* receiver,
                                    const std::function<void(Result<std::int64_t>)>& done) {
    const std::shared_ptr<ProjectFile> file = m_project.file;
    if (!file) {
        return;
    }
    const ReportWish wish{project.toStdString(), out.toStdString(), experiment};
    m_project.jobs.ask<std::int64_t>(
        QStringLiteral("session.report.%1").arg(out), // one does not take the place of another
        [file, dataset = m_project.dataset, wish](const ExecutionContext& context) -> Result<std::int64_t> {
            TRY(checkOutput(wish.out, "", wish.project));
            return file->use(context,
                             [&](Project& open) { return writeReport(open, *dataset, wish, context); });
        },
        receiver, done);
}

void ProjectExperiments::take(std::vector<StoredMetric> metrics, std::string protocol,
                              std::vector<RunHead> runs) {
    m_metrics = std::move(metrics);
    m_protocol = std::move(protocol);
    m_runs = std::move(runs);
    m_read.clear();
    m_protocols.clear();
}

void ProjectExperiments::leave() {
    for (const quint64 job : std::as_const(m_jobs)) {
        m_project.jobs.cancel(job);
    }
    m_jobs.clear();
    m_lists->leave();
    take({}, {}, {});
}

} // namespace tastescope

#include "moc_project_experiments.cpp"
