// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/export_results.h"

#include "storage/experiments/specification.h"
#include "storage/export/metrics.h"
#include "storage/files/output_check.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_run.h"
#include "ui/session/session.h"
#include "ui/text/format.h"
#include "ui/widgets/save_name.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QGuiApplication>
#include <QMenu>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("ExportResults", text);
}

QString askForFile(const Session& session, const QString& title, const QStringList& kinds, QWidget& over) {
    return askSaveName(over, title, folderBeside(session.path()),
                       tr("%1 evaluation").arg(session.projectName()), kinds);
}

void saveReport(Session& session, std::int64_t experiment, QWidget& over) {
    const QString project = session.path();
    const QString path =
        askForFile(session, tr("Save a report of the evaluation"),
                   {tr("Web page with charts (*.html)"), tr("PDF with charts (*.pdf)")}, over);
    if (path.isEmpty() || project != session.path()) {
        return; // the number means another run in another project
    }
    session.experiments().saveReport(
        experiment, project, path, &session, [&session, path](const Result<std::int64_t>& done) {
            if (done) {
                Q_EMIT session.notice(tr("The report is saved"), QDir::toNativeSeparators(path));
            } else if (done.error().code != ErrorCode::Cancelled) {
                Q_EMIT session.failed(tr("The report was not saved"), formatError(done.error()));
            }
        });
}

void saveTable(Session& session, const ProjectRun& run, QWidget& over) {
    const QString path = askForFile(session, tr("Save the table of the evaluation"),
                                    {tr("CSV table (*.csv)"), tr("JSON (*.json)")}, over);
    if (path.isEmpty()) {
        return;
    }
    session.jobs().ask<bool>(
        QStringLiteral("evaluate/export/%1").arg(path), // one does not take the place of another
        [metrics = metricsOf(run), protocol = run.result.protocol, path,
         project = session.path().toStdString()](const ExecutionContext& context) -> Result<bool> {
            TRY(checkOutput(path.toStdString(), "", project));
            TRY(exportMetrics(metrics, protocol, path.toStdString(), context));
            return true;
        },
        &session,
        [&session, path](Result<bool> done) {
            if (done) {
                Q_EMIT session.notice(tr("The table is saved"), QDir::toNativeSeparators(path));
            } else if (done.error().code != ErrorCode::Cancelled) {
                Q_EMIT session.failed(tr("The table was not saved"), formatError(done.error()));
            }
        });
}

} // namespace

std::vector<StoredMetric> metricsOf(const ProjectRun& run) {
    std::vector<StoredMetric> metrics;
    for (const ModelResult& model : run.result.models) {
        for (const MetricValue& metric : model.metrics) {
            metrics.push_back({0, model.label, model.algorithm, model.params, metric.key, metric.value,
                               metric.low, metric.high, metric.users});
        }
    }
    return metrics;
}

void openExportMenu(Session& session, std::shared_ptr<const ProjectRun> run, QWidget& anchor) {
    QMenu menu(&anchor);
    menu.addAction(tr("Save table…"), &anchor, [&] { saveTable(session, *run, anchor); });
    menu.addAction(tr("Save report…"), &anchor, [&session, &anchor, experiment = run->head.experiment] {
        saveReport(session, experiment, anchor);
    });
    const auto& request = run->head.request;
    const std::string project = session.path().toStdString();
    QAction* command = menu.addAction(tr("Copy as command"), &anchor, [&] {
        const std::string line = evaluateCommand(*request, request->split.seed, project, run->result.models,
                                                 session.experiments().lists().outside());
        QGuiApplication::clipboard()->setText(toQString(line));
        const bool others = !run->head.dataFingerprint.empty() &&
                            toQString(run->head.dataFingerprint) != session.fingerprint();
        Q_EMIT session.notice(tr("The command is copied"),
                              others ? tr("The data changed since this run: the command measures what the "
                                          "project has now.")
                                     : tr("It gives these very numbers on the command line."));
    });
    command->setEnabled(request.has_value());
    menu.exec(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)));
}

} // namespace tastescope
