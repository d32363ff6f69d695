// SPDX-License-Identifier: GPL-3.0-or-later
// Evaluation of algorithms on the open project's data.
#include "ui/session/session_impl.h"

#include "ui/text/format.h"

namespace tastescope {

namespace {

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
        Result<std::vector<StoredMetric>> stored = project.experimentMetrics(0);
        return stored ? Measured{std::move(*stored), result.protocol} : Result<Measured>(stored.error());
    });
}

} // namespace

quint64 Session::evaluate(const EvaluateRequest& request) {
    if (!isOpen()) {
        return 0;
    }
    const std::shared_ptr<ProjectFile> file = m_impl->file;
    const std::size_t count = request.contestants.size() + request.listFiles.size();
    const QString title = formatCounted(count, tr("Evaluate 1 model"), tr("Evaluate %1 models"));
    const quint64 id = m_jobs.start<Measured>(
        title,
        [file, dataset = m_impl->dataset, request](const ExecutionContext& context) {
            return measureAndStore(*file, *dataset, request, context);
        },
        this,
        [this, file](Result<Measured> result) {
            if (result) {
                m_impl->evaluated(file, std::move(*result));
            } else if (result.error().code != ErrorCode::Cancelled) {
                Q_EMIT failed(tr("Nothing was evaluated"), formatError(result.error()));
            }
        });
    m_impl->evaluations.insert(id);
    return id;
}

void Session::Impl::evaluated(const std::shared_ptr<ProjectFile>& target, Measured stored) {
    if (target != file) {
        return;
    }
    metrics = std::move(stored.metrics);
    protocol = std::move(stored.protocol);
    Q_EMIT q.metricsChanged();
    Q_EMIT q.modelsChanged(); // lists of models show a metric beside each
}

} // namespace tastescope
