// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session.h"

#include "ui/session/edit_command.h"
#include "ui/session/session_impl.h"
#include "ui/text/format.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace tastescope {

namespace {

std::filesystem::path toPath(const QString& path) {
    return QFileInfo(path).filesystemAbsoluteFilePath();
}

QString fileName(const QString& path) {
    return QFileInfo(path).completeBaseName();
}

} // namespace

Session::Session(JobRunner& jobs, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_impl(std::make_unique<Impl>(*this)) {}

Session::~Session() {
    // Commands hold lambdas into the state that goes away with m_impl.
    m_undo.clear();
}

bool Session::isOpen() const {
    return m_impl->file != nullptr;
}

QString Session::path() const {
    return isOpen() ? toQString(m_impl->file->path().string()) : QString();
}

QString Session::projectName() const {
    return isOpen() ? fileName(path()) : QString();
}

std::shared_ptr<const Dataset> Session::dataset() const {
    return m_impl->dataset;
}

std::shared_ptr<const Statistics> Session::statistics() const {
    return m_impl->statistics;
}

QString Session::fingerprint() const {
    return toQString(m_impl->fingerprint);
}

const std::vector<SessionModel>& Session::models() const {
    return m_impl->models;
}

const SessionModel* Session::findModel(qint64 id) const {
    return m_impl->find(id);
}

const std::vector<StoredMetric>& Session::metrics() const {
    return m_impl->metrics;
}

QString Session::protocol() const {
    return toQString(m_impl->protocol);
}

const ImportReport* Session::lastImport() const {
    return m_impl->lastImport ? &*m_impl->lastImport : nullptr;
}

QString Session::noun(std::string Nouns::*which) const {
    return toQString((m_impl->dataset ? m_impl->dataset->nouns() : Nouns()).*which);
}

QString Session::nounTitle(std::string Nouns::*which) const {
    return capitalised(noun(which));
}

void Session::openProject(const QString& path) {
    const std::filesystem::path wanted = toPath(path);
    const std::shared_ptr<ProjectFile> leaving = m_impl->leaving;
    // The open project holds its own lock: reading it again goes through the same handle.
    const bool again = m_impl->file && m_impl->file->path() == wanted;
    const auto file = again ? m_impl->file : std::make_shared<ProjectFile>(wanted);
    const QString name = fileName(path);
    m_impl->startOpening(tr("Open %1").arg(name), tr("%1 could not be opened").arg(name),
                         [file, leaving](const ExecutionContext& context) {
                             if (leaving) {
                                 leaving->close();
                             }
                             return readContents(file, context);
                         });
}

void Session::openDemo() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    const QString path = QDir(folder).filePath(QStringLiteral("demo.tastescope"));
    if (QFileInfo::exists(path)) {
        openProject(path);
        return;
    }
    m_impl->startOpening(
        tr("Make the demo"), tr("The demo could not be made"),
        [path = toPath(path)](const ExecutionContext& context) { return openOrMakeDemo(path, context); });
}

void Session::closeProject() {
    if (m_impl->opening) {
        m_jobs.cancel(m_impl->opening);
    }
    if (isOpen()) {
        m_impl->leave();
        Q_EMIT projectChanged();
        Q_EMIT modelsChanged();
    }
}

void Session::importInto(const QString& path, const ImportPlan& plan) {
    const std::filesystem::path target = toPath(path);
    const bool intoOpen = m_impl->file && m_impl->file->path() == target;
    const auto file = intoOpen ? m_impl->file : std::make_shared<ProjectFile>(target);
    const QString name = fileName(path);
    const auto ticket = std::make_shared<quint64>(0);
    *ticket = m_impl->opening = m_jobs.start<ImportOutcome>(
        tr("Import into %1").arg(name),
        [file, plan, leaving = m_impl->leaving](const ExecutionContext& context) {
            if (leaving && leaving != file) {
                leaving->close();
            }
            return importAndRead(file, plan, context);
        },
        this,
        [this, name, ticket](Result<ImportOutcome> result) {
            if (m_impl->opening == *ticket) {
                m_impl->opening = 0;
            }
            if (!result) {
                if (result.error().code == ErrorCode::Cancelled) {
                    Q_EMIT notice(tr("Import stopped"), tr("Nothing was changed."));
                } else {
                    Q_EMIT failed(tr("Nothing was imported into %1").arg(name), formatError(result.error()));
                }
                return;
            }
            m_impl->lastImport = std::move(result->report);
            m_impl->opened(std::move(result->contents));
            Q_EMIT importFinished();
        },
        [](const ImportOutcome& outcome) {
            return tr("%1 rows, %2 not readable")
                .arg(formatCount(outcome.report.rowsImported), formatCount(outcome.report.rowsRejected));
        });
}

void Session::setSignals(const std::vector<SignalType>& signalTypes, PairPolicy policy) {
    if (!isOpen()) {
        return;
    }
    const std::vector<SignalType> before = m_impl->dataset->signals();
    const PairPolicy policyBefore = m_impl->dataset->parts().matrix.policy;
    if (before == signalTypes && policyBefore == policy) {
        return;
    }
    Impl* impl = m_impl.get();
    m_undo.push(new EditCommand(
        tr("Signal weights"), [=] { impl->applySignals(signalTypes, policy, true); },
        [=] { impl->applySignals(before, policyBefore, false); }));
}

std::vector<Session::Recent> Session::recentProjects() const {
    return m_impl->recents.all();
}

void Session::forgetRecent(const QString& path) {
    m_impl->recents.forget(path);
    Q_EMIT recentChanged();
}

void Session::Impl::startOpening(const QString& title, const QString& failure,
                                 std::function<Result<ProjectContents>(const ExecutionContext&)> read) {
    if (opening) {
        q.m_jobs.cancel(opening); // the last wish counts
    }
    const auto ticket = std::make_shared<quint64>(0);
    *ticket = opening = q.m_jobs.start<ProjectContents>(
        title, std::move(read), &q, [this, failure, ticket](Result<ProjectContents> result) {
            if (opening != *ticket) {
                retire(result ? result->file : nullptr); // a later wish is under way
                return;
            }
            opening = 0;
            if (result) {
                const bool again = result->file == file;
                opened(std::move(*result));
                if (again) {
                    Q_EMIT q.projectChanged();
                }
            } else if (result.error().code != ErrorCode::Cancelled) {
                Q_EMIT q.failed(failure, formatError(result.error()));
            }
        });
}

void Session::Impl::opened(ProjectContents contents) {
    const bool same = contents.file == file;
    if (!same) {
        leave();
        file = std::move(contents.file);
    }
    q.m_undo.clear();
    handles.clear();
    loading.clear();
    metrics = std::move(contents.metrics);
    protocol = contents.protocol;
    fingerprint = contents.fingerprint;
    setModels(contents.models);
    ++dataVersion;
    if (same) {
        dataReplaced(std::move(contents.dataset), contents.fingerprint);
        rememberRecent();
        return;
    }
    dataset = std::move(contents.dataset);
    rememberRecent();
    Q_EMIT q.projectChanged();
    Q_EMIT q.modelsChanged();
    computeStatistics();
}

void Session::Impl::dataReplaced(std::shared_ptr<const Dataset> newDataset,
                                 const std::string& newFingerprint) {
    retire(std::move(dataset));
    dataset = std::move(newDataset);
    fingerprint = newFingerprint;
    statistics.reset();
    markStale();
    Q_EMIT q.datasetChanged();
    Q_EMIT q.modelsChanged();
    computeStatistics();
}

void Session::Impl::leave() {
    for (const auto& [job, request] : trainings) {
        q.m_jobs.cancel(job);
    }
    trainings.clear();
    for (const auto& [job, state] : searches) {
        q.m_jobs.cancel(job);
    }
    searches.clear();
    for (const quint64 job : evaluations) {
        q.m_jobs.cancel(job);
    }
    evaluations.clear();
    edits.clear();
    q.m_undo.clear();
    handles.clear();
    loading.clear();
    models.clear();
    metrics.clear();
    protocol.clear();
    fingerprint.clear();
    statistics.reset();
    retire(std::move(dataset));
    dataset.reset();
    if (file) {
        leaving = std::move(file);
        q.m_jobs.ask<bool>(QStringLiteral("session.close"),
                           [closing = leaving](const ExecutionContext&) -> Result<bool> {
                               closing->close();
                               return true;
                           },
                           nullptr, {});
    }
    file.reset();
}

void Session::Impl::setModels(const std::vector<StoredModel>& stored) {
    std::vector<SessionModel> fresh;
    for (const StoredModel& model : stored) {
        SessionModel entry;
        entry.stored = model;
        if (const SessionModel* known = find(model.id)) {
            entry.model = known->model;
        }
        fresh.push_back(std::move(entry));
    }
    models = std::move(fresh);
    markStale();
}

void Session::Impl::markStale() {
    for (SessionModel& model : models) {
        model.stale = !fingerprint.empty() && model.stored.dataFingerprint != fingerprint;
    }
}

void Session::Impl::computeStatistics() {
    q.m_jobs.ask<Statistics>(
        QStringLiteral("session.statistics"),
        [data = dataset](const ExecutionContext& context) {
            return ::tastescope::computeStatistics(*data, context);
        },
        &q,
        [this, data = dataset.get()](Result<Statistics> result) {
            if (result && data == dataset.get()) {
                statistics = std::make_shared<const Statistics>(std::move(*result));
                Q_EMIT q.statisticsReady();
            }
        });
}

void Session::Impl::rememberRecent() {
    Recent recent;
    recent.path = q.path();
    recent.name = q.projectName();
    recent.dataset = toQString(dataset->name());
    const QString people = tr("%1 %2").arg(formatCount(dataset->userCount()), q.noun(&Nouns::users));
    recent.detail = models.empty() ? people
                                   : people + QStringLiteral(", ") +
                                         formatCounted(models.size(), tr("1 model"), tr("%1 models"));
    recent.opened = QDateTime::currentMSecsSinceEpoch();
    recents.remember(recent);
    Q_EMIT q.recentChanged();
}

void Session::Impl::retire(std::shared_ptr<const void> large) {
    if (!large) {
        return;
    }
    q.m_jobs.ask<bool>(QStringLiteral("session.retire"),
                       [large = std::move(large)](const ExecutionContext&) -> Result<bool> { return true; },
                       nullptr, {});
}

void Session::Impl::applySignals(const std::vector<SignalType>& signalTypes, PairPolicy policy, bool tell) {
    edit<ReweightedData>(
        tr("The signal weights were not changed"),
        [data = dataset, signalTypes, policy](Project& project, const ExecutionContext& context) {
            return storeSignals(project, *data, signalTypes, policy, context);
        },
        [this, version = dataVersion, tell](const ReweightedData& changed) {
            if (version == dataVersion) {
                dataReplaced(changed.dataset, changed.fingerprint);
                if (tell) {
                    const auto old = std::count_if(models.begin(), models.end(),
                                                   [](const SessionModel& model) { return model.stale; });
                    Q_EMIT q.edited(tr("Signal weights are changed"),
                                    old == 0   ? QString()
                                    : old == 1 ? tr("One model is old now.")
                                               : tr("%1 models are old now.").arg(old));
                }
            } else {
                q.openProject(q.path()); // an import came in between: read what is in the file now
            }
        });
}

void Session::Impl::nextEdit() {
    if (editing || edits.empty()) {
        return;
    }
    editing = true;
    const std::function<void()> run = std::move(edits.front());
    edits.pop_front();
    run();
}

void Session::Impl::editFailed(const QString& title, const Error& error) {
    // What is in the file decides; commands made on other premises would do harm.
    q.m_undo.clear();
    Q_EMIT q.failed(title, formatError(error));
}

} // namespace tastescope

#include "moc_session.cpp"
