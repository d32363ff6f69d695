// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_experiments.h"

#include "ui/session/open_project.h"
#include "ui/text/format.h"

namespace tastescope {

namespace {

/// What an evaluation left in the project.
struct Measured {
    std::vector<StoredMetric> metrics;
    std::string protocol;
};

/// The project is held only while the result is written: edits go on during the training before.
Result<Measured> measureAndStore(ProjectFile& file, const Dataset& dataset, const EvaluateRequest& request,
                                 const ExecutionContext& context) {
    ExecutionContext seeded = context;
    seeded.seed = request.split.seed;
    TRY_ASSIGN(const auto result, measureModels(dataset, request, seeded));
    if (context.stopRequested()) {
        return cancelledError();
    }
    return file.use(context, [&](Project& project) -> Result<Measured> {
        TRY(storeEvaluation(project, result));
        Result<std::vector<StoredMetric>> stored = project.experiments().metrics(0);
        return stored ? Measured{std::move(*stored), result.protocol} : Result<Measured>(stored.error());
    });
}

} // namespace

ProjectExperiments::ProjectExperiments(OpenProject& project) : m_project(project) {}

QString ProjectExperiments::protocol() const {
    return toQString(m_protocol);
}

quint64 ProjectExperiments::evaluate(const EvaluateRequest& request) {
    if (!m_project.file || !m_project.mayChange(tr("Nothing was evaluated"))) {
        return 0;
    }
    const std::shared_ptr<ProjectFile> file = m_project.file;
    const std::size_t count = request.contestants.size() + request.listFiles.size();
    const QString title = formatCounted(count, tr("Evaluate 1 model"), tr("Evaluate %1 models"));
    const quint64 id = m_project.jobs.start<Measured>(
        title,
        [file, dataset = m_project.dataset, request](const ExecutionContext& context) {
            return measureAndStore(*file, *dataset, request, context);
        },
        this,
        [this, file](Result<Measured> result) {
            if (result && file == m_project.file) {
                take(std::move(result->metrics), std::move(result->protocol));
                Q_EMIT changed();
            } else if (!result && result.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_project.failed(tr("Nothing was evaluated"), formatError(result.error()));
            }
        });
    m_jobs.insert(id);
    return id;
}

void ProjectExperiments::take(std::vector<StoredMetric> metrics, std::string protocol) {
    m_metrics = std::move(metrics);
    m_protocol = std::move(protocol);
}

void ProjectExperiments::leave() {
    for (const quint64 job : std::as_const(m_jobs)) {
        m_project.jobs.cancel(job);
    }
    m_jobs.clear();
    take({}, {});
}

} // namespace tastescope

#include "moc_project_experiments.cpp"
