// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session.h"

#include "engine/data/statistics.h"
#include "storage/use_cases/demo.h"
#include "storage/use_cases/save_copy.h"
#include "ui/session/edit_command.h"
#include "ui/session/open_project.h"
#include "ui/session/project_contents.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_exports.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/session/project_searches.h"
#include "ui/session/recent_projects.h"
#include "ui/text/format.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <optional>

namespace tastescope {

namespace {

std::filesystem::path toPath(const QString& path) {
    return QFileInfo(path).filesystemAbsoluteFilePath();
}

QString fileName(const QString& path) {
    return QFileInfo(path).completeBaseName();
}

QString demoPath() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    return QDir(folder).filePath(QStringLiteral("demo.tastescope"));
}

} // namespace

struct Session::Impl {
    Impl(Session& session, JobRunner& jobs) : q(session), open(jobs) {}

    void startOpening(const QString& title, const QString& failure,
                      std::function<Result<ProjectContents>(const ExecutionContext&)> read,
                      const QString& path = {});
    void openAs(const QString& path, ProjectFile::Opening opening);
    bool mayLeave();
    void opened(ProjectContents contents);
    void dataReplaced(std::shared_ptr<const Dataset> newDataset, const std::string& newFingerprint);
    void leave();
    void showDemo(); ///< trains what is missing
    void computeStatistics();
    void rememberRecent();
    /// Lets go of something large on a worker thread.
    void retire(std::shared_ptr<const void> large);
    /// `tell` offers undo in a toast.
    void applySignals(const std::vector<SignalType>& signalTypes, PairPolicy policy, bool tell);

    Session& q;
    OpenProject open;
    ProjectModels models{open};
    ProjectSearches searches{open};
    ProjectRules rules{open};
    ProjectExperiments experiments{open};
    ProjectExports exports{open, models};
    std::shared_ptr<ProjectFile> leaving; ///< the one before, which may still be closing
    std::shared_ptr<const Statistics> statistics;
    std::optional<ImportReport> lastImport;
    int dataVersion = 0; ///< counts what was read from the file, not edits of it
    quint64 opening = 0; ///< the job that opens or imports
    RecentProjects recents;
    std::function<bool()> leaveQuestion;
};

Session::Session(JobRunner& jobs, QObject* parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(*this, jobs)) {
    connect(&m_impl->open, &OpenProject::failed, this, &Session::failed);
    connect(&m_impl->open, &OpenProject::notice, this, &Session::notice);
    connect(&m_impl->open, &OpenProject::edited, this, &Session::edited);
    connect(&m_impl->models, &ProjectModels::countChanged, this, [this] { m_impl->rememberRecent(); });
    connect(&m_impl->models, &ProjectModels::renamed, this,
            [this](const QString& before, const QString& now) {
                m_impl->experiments.lists().takeName(before.toStdString(), now.toStdString());
            });
    // Lists of models show a metric beside each.
    connect(&m_impl->experiments, &ProjectExperiments::changed, &m_impl->models, &ProjectModels::changed);
}

Session::~Session() {
    // Commands hold lambdas into the state that goes away with m_impl.
    m_impl->open.undo.clear();
}

bool Session::isOpen() const {
    return m_impl->open.file != nullptr;
}

QString Session::path() const {
    return isOpen() ? toQString(m_impl->open.file->path().string()) : QString();
}

QString Session::projectName() const {
    return isOpen() ? fileName(path()) : QString();
}

std::shared_ptr<const Dataset> Session::dataset() const {
    return m_impl->open.dataset;
}

std::shared_ptr<const Statistics> Session::statistics() const {
    return m_impl->statistics;
}

QString Session::fingerprint() const {
    return toQString(m_impl->open.fingerprint);
}

JobRunner& Session::jobs() const {
    return m_impl->open.jobs;
}

QUndoStack& Session::undoStack() {
    return m_impl->open.undo;
}

ProjectModels& Session::models() const {
    return m_impl->models;
}

ProjectRules& Session::rules() const {
    return m_impl->rules;
}

ProjectSearches& Session::searches() const {
    return m_impl->searches;
}

ProjectExperiments& Session::experiments() const {
    return m_impl->experiments;
}

ProjectExports& Session::exports() const {
    return m_impl->exports;
}

const ImportReport* Session::lastImport() const {
    return m_impl->lastImport ? &*m_impl->lastImport : nullptr;
}

QString Session::noun(std::string Nouns::*which) const {
    return toQString((m_impl->open.dataset ? m_impl->open.dataset->nouns() : Nouns()).*which);
}

QString Session::nounTitle(std::string Nouns::*which) const {
    return capitalised(noun(which));
}

void Session::openProject(const QString& path) {
    m_impl->openAs(path, ProjectFile::Opening::Writing);
}

void Session::openForReading(const QString& path) {
    m_impl->openAs(path, ProjectFile::Opening::Reading);
}

void Session::Impl::openAs(const QString& path, ProjectFile::Opening opening) {
    const std::filesystem::path wanted = toPath(path);
    // The open project holds its own lock: reading it again goes through the same handle.
    const bool again = open.file && open.file->path() == wanted;
    if (!again && !mayLeave()) {
        return;
    }
    const auto file = again ? open.file : std::make_shared<ProjectFile>(wanted, opening);
    // What could only be read until now may be written by now. What is written stays so when it is read
    // again.
    if (opening == ProjectFile::Opening::Writing || file->isReadOnly()) {
        file->wish(opening);
    }
    const QString name = fileName(path);
    startOpening(
        tr("Open %1").arg(name), tr("%1 could not be opened").arg(name),
        [file, before = leaving](const ExecutionContext& context) {
            if (before) {
                before->close();
            }
            return readContents(file, context);
        },
        path);
}

void Session::setLeaveQuestion(std::function<bool()> question) {
    m_impl->leaveQuestion = std::move(question);
}

int Session::workUnderWay() const {
    int count = 0;
    for (int row = 0; isOpen() && row < jobs().rowCount(); ++row) {
        count += isActive(jobs().at(row).state) && jobs().at(row).id != m_impl->opening ? 1 : 0;
    }
    return count;
}

bool Session::Impl::mayLeave() {
    if (q.workUnderWay() == 0 || !leaveQuestion) {
        return true;
    }
    if (!leaveQuestion()) {
        return false;
    }
    // At once: what comes next would wait behind it.
    models.forgetTrainings();
    open.jobs.cancelAll();
    return true;
}

bool Session::isReadOnly() const {
    return isOpen() &&
           (m_impl->open.file->isReadOnly() || m_impl->open.watch.report().standing == Standing::ReadOnly);
}

ProjectWatch& Session::watch() const {
    return m_impl->open.watch;
}

void Session::checkSaved() {
    using Looked = std::optional<Error>;
    if (!isOpen()) {
        return;
    }
    // Behind the edits that are on their way, so that the answer counts them.
    m_impl->open.edit<Looked>(
        tr("It is not known whether everything is saved"),
        [](Project& project, const ExecutionContext&) -> Result<Looked> {
            const Result<void> settled = project.settle();
            return settled ? Looked() : Looked(settled.error());
        },
        [this](const Looked& problem) {
            m_impl->open.watch.look();
            if (problem) {
                Q_EMIT failed(tr("Not everything is saved"), formatError(*problem));
            } else if (isReadOnly()) {
                Q_EMIT notice(tr("There is nothing to save"), tr("The project is open for reading only."));
            } else {
                Q_EMIT notice(tr("Everything is saved"), tr("In %1").arg(QDir::toNativeSeparators(path())));
            }
        });
}

void Session::saveCopy(const QString& path) {
    if (!isOpen()) {
        return;
    }
    using Copy = std::filesystem::path;
    const QString name = projectName();
    const auto work = [file = m_impl->open.file, target = toPath(path)](const ExecutionContext& context) {
        return file->use(
            context, [&](const Project& project) { return tastescope::saveCopy(project, target, context); });
    };
    const auto done = [this, name](Result<Copy> copy) {
        m_impl->open.watch.look();
        if (copy) {
            Q_EMIT copied(toQString(copy->string()));
        } else if (copy.error().code != ErrorCode::Cancelled) {
            Q_EMIT failed(tr("%1 was not copied").arg(name), formatError(copy.error()));
        }
    };
    // Not behind a job that may wait for the very file that cannot take what it has.
    if (workUnderWay() > 0) {
        jobs().ask<Copy>(QStringLiteral("session.copy"), work, this, done);
    } else {
        jobs().start<Copy>(tr("Save a copy of %1").arg(name), work, this, done,
                           [](const Copy& copy) { return toQString(copy.filename().string()); });
    }
}

void Session::openDemo() {
    const QString path = demoPath();
    if (QFileInfo::exists(path)) {
        openProject(path);
        return;
    }
    if (!m_impl->mayLeave()) {
        return;
    }
    m_impl->startOpening(
        tr("Make the demo"), tr("The demo could not be made"),
        [path = toPath(path)](const ExecutionContext& context) { return openOrMakeDemo(path, context); });
}

void Session::closeProject() {
    if (!m_impl->mayLeave()) {
        return;
    }
    if (m_impl->opening) {
        jobs().cancel(m_impl->opening);
    }
    if (isOpen()) {
        m_impl->leave();
        Q_EMIT projectChanged();
        Q_EMIT m_impl->models.changed();
    }
}

void Session::importInto(const QString& path, const ImportPlan& plan) {
    const std::filesystem::path target = toPath(path);
    const bool intoOpen = m_impl->open.file && m_impl->open.file->path() == target;
    if (intoOpen && !m_impl->open.mayChange(tr("Nothing was imported"))) {
        Q_EMIT importEnded();
        return;
    }
    if (!intoOpen && !m_impl->mayLeave()) {
        Q_EMIT importEnded();
        return;
    }
    const auto file = intoOpen ? m_impl->open.file : std::make_shared<ProjectFile>(target);
    const QString name = fileName(path);
    const auto ticket = std::make_shared<quint64>(0);
    *ticket = m_impl->opening = jobs().start<ImportOutcome>(
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
                Q_EMIT importEnded();
                return;
            }
            if (!result->contents) {
                Q_EMIT failed(tr("Imported into %1, but it could not be read").arg(name),
                              formatError(result->contents.error()) + QLatin1Char(' ') +
                                  tr("The data is in the project: open it again."));
                Q_EMIT importEnded();
                return;
            }
            m_impl->lastImport = std::move(result->report);
            ProjectContents& contents = *result->contents;
            if (contents.file == m_impl->open.file) {
                // Edited while the file was being written, and not in it yet.
                contents.rules.draft = m_impl->rules.draft();
            }
            m_impl->opened(std::move(contents));
            Q_EMIT importFinished();
            Q_EMIT importEnded();
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
    const std::vector<SignalType> before = m_impl->open.dataset->signals();
    const PairPolicy policyBefore = m_impl->open.dataset->parts().matrix.policy;
    if ((before == signalTypes && policyBefore == policy) ||
        !m_impl->open.mayChange(tr("The signal weights were not changed"))) {
        return;
    }
    Impl* impl = m_impl.get();
    m_impl->open.undo.push(new EditCommand(
        tr("Signal weights"), [=] { impl->applySignals(signalTypes, policy, true); },
        [=] { impl->applySignals(before, policyBefore, false); }));
}

std::vector<RecentProject> Session::recentProjects() const {
    return m_impl->recents.all();
}

void Session::forgetRecent(const QString& path) {
    m_impl->recents.forget(path);
    Q_EMIT recentChanged();
}

void Session::Impl::startOpening(const QString& title, const QString& failure,
                                 std::function<Result<ProjectContents>(const ExecutionContext&)> read,
                                 const QString& path) {
    if (opening) {
        open.jobs.cancel(opening); // the last wish counts
    }
    const auto ticket = std::make_shared<quint64>(0);
    *ticket = opening = open.jobs.start<ProjectContents>(
        title, std::move(read), &q, [this, failure, path, ticket](Result<ProjectContents> result) {
            if (opening != *ticket) {
                retire(result ? result->file : nullptr); // a later wish is under way
                return;
            }
            opening = 0;
            if (result) {
                const bool again = result->file == open.file;
                opened(std::move(*result));
                if (again) {
                    Q_EMIT q.projectChanged();
                }
                showDemo();
            } else if (result.error().code == ErrorCode::Conflict && !path.isEmpty() && path != q.path()) {
                Q_EMIT q.inUse(path, formatError(result.error()));
            } else if (result.error().code != ErrorCode::Cancelled) {
                Q_EMIT q.failed(failure, formatError(result.error()));
            }
        });
}

void Session::Impl::opened(ProjectContents contents) {
    const bool same = contents.file == open.file;
    if (!same) {
        leave();
        open.file = std::move(contents.file);
    }
    open.watch.follow(open.file);
    open.undo.clear();
    if (open.fingerprint != contents.fingerprint) {
        models.take({}); // in memory they are of the rows before; whether they fit these, reading them tells
        searches.dataChanged();
    }
    open.fingerprint = contents.fingerprint;
    std::string protocol = contents.runs.empty() ? std::string() : contents.runs.back().protocol;
    experiments.take(std::move(contents.metrics), std::move(protocol), std::move(contents.runs));
    models.take(contents.models);
    rules.take(std::move(contents.rules));
    experiments.lists().take(std::move(contents.outside));
    ++dataVersion;
    if (same) {
        dataReplaced(std::move(contents.dataset), contents.fingerprint);
        rememberRecent();
        return;
    }
    open.replaceDataset(std::move(contents.dataset));
    rememberRecent();
    Q_EMIT q.projectChanged();
    Q_EMIT models.changed();
    computeStatistics();
}

void Session::Impl::dataReplaced(std::shared_ptr<const Dataset> newDataset,
                                 const std::string& newFingerprint) {
    retire(open.replaceDataset(std::move(newDataset)));
    if (open.fingerprint != newFingerprint) {
        searches.dataChanged();
    }
    open.fingerprint = newFingerprint;
    statistics.reset();
    models.markStale();
    Q_EMIT q.datasetChanged();
    Q_EMIT models.changed();
    computeStatistics();
}

void Session::Impl::showDemo() {
    if (open.file->path() != toPath(demoPath())) {
        return;
    }
    if (models.all().empty() && !q.isReadOnly()) {
        for (const TrainRequest& request : demoModels()) {
            models.train(request, false);
        }
    }
    Q_EMIT q.demoOpened();
}

void Session::Impl::leave() {
    models.leave();
    searches.leave();
    rules.take({});
    experiments.leave();
    open.dropEdits();
    open.undo.clear();
    open.fingerprint.clear();
    statistics.reset();
    retire(open.leaveDataset());
    open.watch.follow(nullptr);
    if (open.file) {
        leaving = std::move(open.file);
        open.jobs.ask<bool>(QStringLiteral("session.close"),
                            [closing = leaving](const ExecutionContext&) -> Result<bool> {
                                closing->close();
                                return true;
                            },
                            nullptr, {});
    }
    open.file.reset();
}

void Session::Impl::computeStatistics() {
    open.jobs.ask<Statistics>(
        QStringLiteral("session.statistics"),
        [data = open.dataset](const ExecutionContext& context) {
            return ::tastescope::computeStatistics(*data, context);
        },
        &q,
        [this, data = open.dataset.get()](Result<Statistics> result) {
            if (result && data == open.dataset.get()) {
                statistics = std::make_shared<const Statistics>(std::move(*result));
                Q_EMIT q.statisticsReady();
            }
        });
}

void Session::Impl::rememberRecent() {
    const Dataset& dataset = *open.dataset;
    const std::size_t count = models.all().size();
    RecentProject recent;
    recent.path = q.path();
    recent.name = q.projectName();
    recent.dataset = toQString(dataset.name());
    const QString people = tr("%1 %2").arg(formatCount(dataset.userCount()),
                                           q.noun(dataset.userCount() == 1 ? &Nouns::user : &Nouns::users));
    recent.detail =
        count == 0 ? people
                   : people + QStringLiteral(", ") + formatCounted(count, tr("1 model"), tr("%1 models"));
    recent.opened = QDateTime::currentMSecsSinceEpoch();
    recents.remember(recent);
    Q_EMIT q.recentChanged();
}

void Session::Impl::retire(std::shared_ptr<const void> large) {
    if (!large) {
        return;
    }
    open.jobs.ask<bool>(QStringLiteral("session.retire"),
                        [large = std::move(large)](const ExecutionContext&) -> Result<bool> { return true; },
                        nullptr, {});
}

void Session::Impl::applySignals(const std::vector<SignalType>& signalTypes, PairPolicy policy, bool tell) {
    const quint64 step = open.nextStep();
    open.edit<ReweightedData>(
        tr("The signal weights were not changed"),
        [data = open.dataset, signalTypes, policy](Project& project, const ExecutionContext& context) {
            return storeSignals(project, *data, signalTypes, policy, context);
        },
        [this, version = dataVersion, tell, step](const ReweightedData& changed) {
            if (version == dataVersion) {
                dataReplaced(changed.dataset, changed.fingerprint);
                if (tell) {
                    const auto old = std::count_if(models.all().begin(), models.all().end(),
                                                   [](const SessionModel& model) { return model.stale; });
                    open.tellEdited(step, tr("Signal weights are changed"),
                                    old == 0   ? QString()
                                    : old == 1 ? tr("One model is old now.")
                                               : tr("%1 models are old now.").arg(old));
                }
            } else {
                q.openProject(q.path()); // an import came in between: read what is in the file now
            }
        });
}

} // namespace tastescope

#include "moc_session.cpp"
