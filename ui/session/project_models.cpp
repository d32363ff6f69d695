// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_models.h"

#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/registry/registry.h"
#include "storage/project/store_names.h"
#include "storage/use_cases/board/test_board.h"
#include "storage/use_cases/ranker/train_ranker.h"
#include "ui/session/edit_command.h"
#include "ui/session/open_project.h"
#include "ui/session/training_title.h"
#include "ui/session/unfinished_trainings.h"
#include "ui/text/format.h"

#include <QTimer>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tastescope {

namespace {

constexpr std::chrono::seconds untilAgain{2}; ///< what could not be read for a passing reason

Result<TrainedModel> fitAndStoreRanker(ProjectFile& file, const Dataset& dataset, const TrainRequest& request,
                                       const ExecutionContext& context) {
    RankerRequest wanted{{}, request.params, request.name, request.seed, request.weighing};
    if (wanted.params.values().empty()) {
        wanted.params = ParamSet(rankerParams());
    }
    TRY_ASSIGN(const auto fitted, fitRanker(dataset, wanted, context));
    TRY_ASSIGN(auto stored, storePatiently(file, context, [&] {
                   return file.use(context, [&](Project& project) {
                       return storeRanker(project, dataset, fitted, context.stop);
                   });
               }));
    return TrainedModel{std::move(stored), rankedRecommender(fitted.ranker), {}, {fitted.ranker->verdict()}};
}

Result<TrainedModel> fitAndStore(ProjectFile& file, const Dataset& dataset, const TrainRequest& request,
                                 const ExecutionContext& context) {
    if (request.algorithm == rankerId) {
        return fitAndStoreRanker(file, dataset, request, context);
    }
    TRY_ASSIGN(auto fitted, fitModel(dataset, request, context));
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(auto stored, storePatiently(file, context, [&] {
                   return file.use(context, [&](Project& project) {
                       return storeModel(project, dataset, request, fitted);
                   });
               }));
    return TrainedModel{std::move(stored), std::move(fitted.model), std::move(fitted.chosen),
                        std::move(fitted.remarks)};
}

bool isSame(const TrainRequest& a, const TrainRequest& b) {
    return a.algorithm == b.algorithm && a.params.text() == b.params.text() && a.name == b.name &&
           a.seed == b.seed && a.weighing == b.weighing;
}

} // namespace

struct ProjectModels::Removed {
    StoredModel stored;
    std::optional<ModelArchive> archive; ///< absent when it was damaged, or gone before
    bool lost = false;                   ///< is deleted and cannot come back
    bool gone = false;                   ///< lost, as somebody else had deleted it
    std::shared_ptr<const Recommender> model;
    QStringList remarks;
};

ProjectModels::ProjectModels(OpenProject& project) : m_project(project) {
    connect(&project.jobs, &JobRunner::jobFinished, this, [this](quint64 job) {
        if (m_trainings.contains(job)) {
            keepUnfinished();
        }
    });
    connect(&project, &OpenProject::failed, this, [this] { m_leaving.clear(); }); // they may have stayed
}

ProjectModels::~ProjectModels() = default;

const SessionModel* ProjectModels::find(qint64 id) const {
    const auto found =
        std::find_if(m_all.begin(), m_all.end(), [id](const SessionModel& m) { return m.stored.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

quint64 ProjectModels::train(const TrainRequest& request, bool tell) {
    if (!m_project.file) {
        return 0;
    }
    const std::shared_ptr<ProjectFile> file = m_project.file;
    const QString title = trainingTitle(request);
    if (!m_project.mayChange(tr("%1 was not trained").arg(title))) {
        return 0;
    }
    const quint64 id = m_project.jobs.start<TrainedModel>(
        tr("Train %1").arg(title),
        [file, data = m_project.data, request](const ExecutionContext& context) {
            const std::shared_ptr<const Dataset> dataset = data->get();
            return fitAndStore(*file, *dataset, request, context);
        },
        this,
        [this, file, title, tell](Result<TrainedModel> result) {
            if (result) {
                if (result->stored.dataFingerprint != m_project.fingerprint) {
                    result->model.reset(); // other data came meanwhile: whether it fits, reading it tells
                }
                trained(file, std::move(*result), tell);
            } else if (result.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_project.failed(tr("%1 was not trained").arg(title), formatError(result.error()));
            }
        },
        [](const TrainedModel& trained) {
            return tr("%1, %2").arg(formatDuration(trained.stored.fitSeconds),
                                    formatBytes(trained.stored.bytes));
        });
    m_trainings.emplace(id, std::make_shared<TrainRequest>(request));
    keepUnfinished();
    Q_EMIT queued(id);
    return id;
}

quint64 ProjectModels::trainAgain(qint64 id) {
    const SessionModel* model = find(id);
    if (!model || !findAlgorithm(model->stored.algorithm)) {
        return 0;
    }
    return train({model->stored.algorithm, paramsOf(model->stored), model->stored.name, model->stored.seed,
                  parseWeighing(model->stored.weighing)});
}

const TrainRequest* ProjectModels::request(quint64 job) const {
    const auto found = m_trainings.find(job);
    return found == m_trainings.end() ? nullptr : found->second.get();
}

void ProjectModels::ensureLoaded(qint64 id) {
    const SessionModel* model = find(id);
    if (model && !model->model && model->problem.isEmpty()) {
        load(*model);
    }
}

void ProjectModels::load(const SessionModel& model) {
    const qint64 id = model.stored.id;
    if (m_loading.contains(id)) {
        return;
    }
    using Loaded = std::shared_ptr<const Recommender>;
    m_loading.insert(id);
    const std::shared_ptr<ProjectFile> file = m_project.file;
    m_project.jobs.ask<Loaded>(
        QStringLiteral("session.load.%1").arg(id),
        [file, stored = model.stored, dataset = m_project.dataset](const ExecutionContext& context) {
            return file->use(context,
                             [&](const Project& project) { return loadModel(project, stored, *dataset); });
        },
        this,
        [this, id, file, before = std::weak_ptr(m_project.dataset)](Result<Loaded> result) {
            if (file != m_project.file) {
                return;
            }
            const bool waited = m_loading.remove(id); // else it was deleted, and may be back
            if (before.lock() != m_project.dataset) { // read for the data of then
                if (const SessionModel* again = find(id); again && !again->model) {
                    load(*again);
                }
                return;
            }
            SessionModel* waiting = entry(id);
            if (!waiting || waiting->model) {
                return;
            }
            if (result) {
                waiting->model = *result;
                waiting->problem.clear();
            } else if (waited && result.error().code != ErrorCode::Cancelled &&
                       !takeProblem(*waiting, result.error())) {
                return;
            }
            Q_EMIT changed();
        });
}

bool ProjectModels::takeProblem(SessionModel& model, const Error& error) {
    if (error.code == ErrorCode::Io) { // the disk or the network: nothing is wrong with the model
        loadLater(model.stored.id);
    }
    const QString before = std::exchange(model.problem, formatError(error));
    model.damaged = error.code == ErrorCode::Corrupt;
    return model.problem != before;
}

void ProjectModels::loadLater(qint64 id) {
    QTimer::singleShot(untilAgain, this, [this, id, file = std::weak_ptr(m_project.file)] {
        const SessionModel* model = find(id);
        if (model && !model->model && !model->problem.isEmpty() && file.lock() == m_project.file) {
            load(*model);
        }
    });
}

void ProjectModels::rename(qint64 id, const QString& name) {
    const SessionModel* model = find(id);
    const QString wanted = name.simplified();
    if (!model || m_leaving.contains(id) || wanted.isEmpty() || wanted == toQString(model->stored.name)) {
        return;
    }
    // Said here: what the file refuses takes the history of undo with it.
    if (wanted.toUtf8().size() > static_cast<qsizetype>(longestStoredName)) {
        Q_EMIT m_project.failed(
            tr("The name is too long"),
            tr("Models are named with at most %1 bytes. Choose a shorter name.").arg(longestStoredName));
        return;
    }
    if (std::any_of(m_all.begin(), m_all.end(),
                    [&](const SessionModel& other) { return toQString(other.stored.name) == wanted; })) {
        Q_EMIT m_project.failed(
            tr("The name is taken"),
            tr("Another model of this project is called %1. Choose another name.").arg(wanted));
        return;
    }
    const QString before = toQString(model->stored.name);
    if (!m_project.mayChange(tr("%1 was not renamed").arg(before))) {
        return;
    }
    const Handle handle = handleOf(id);
    m_project.undo.push(new EditCommand(
        tr("Rename %1").arg(before), [=, this] { applyName(handle, wanted); },
        [=, this] { applyName(handle, before); }));
}

void ProjectModels::remove(qint64 id) {
    const SessionModel* model = find(id);
    if (!model || m_leaving.contains(id) ||
        !m_project.mayChange(tr("%1 was not deleted").arg(toQString(model->stored.name)))) {
        return;
    }
    const Handle handle = handleOf(id);
    const auto removed = std::make_shared<Removed>();
    m_project.undo.push(new EditCommand(
        tr("Delete %1").arg(toQString(model->stored.name)), [=, this] { takeAway(handle, removed); },
        [=, this] { bringBack(handle, removed); }));
}

void ProjectModels::trained(const std::shared_ptr<ProjectFile>& target, TrainedModel model, bool tell) {
    if (target != m_project.file) {
        return;
    }
    const QString name = toQString(model.stored.name);
    const QString time = formatDuration(model.stored.fitSeconds);
    SessionModel fresh;
    fresh.stored = std::move(model.stored);
    fresh.model = std::move(model.model);
    for (const std::string& remark : model.remarks) {
        fresh.remarks << toQString(remark);
    }
    const QStringList words = QStringList(tr("It took %1.").arg(time)) + fresh.remarks;
    m_all.push_back(std::move(fresh));
    markStale();
    Q_EMIT countChanged();
    Q_EMIT changed();
    if (tell) {
        Q_EMIT m_project.notice(tr("%1 is trained").arg(name), words.join(u' '));
    }
}

void ProjectModels::applyName(const Handle& handle, const QString& name) {
    m_project.edit<bool>(
        tr("The model was not renamed"),
        [handle, name = name.toStdString()](Project& project, const ExecutionContext&) -> Result<bool> {
            TRY_ASSIGN(const auto all, project.models().all());
            const bool taken = std::ranges::any_of(
                all, [&](const StoredModel& one) { return one.id != *handle && one.name == name; });
            if (taken) {
                return false;
            }
            TRY(renameModel(project, *handle, name));
            return true;
        },
        [this, handle, name](bool named) {
            if (!named) { // taken since, by a training: what else was done can still be undone
                Q_EMIT m_project.failed(
                    tr("The name is taken"),
                    tr("Another model of this project is called %1. Choose another name.").arg(name));
                return;
            }
            if (SessionModel* model = entry(*handle)) {
                const QString before = toQString(std::exchange(model->stored.name, name.toStdString()));
                Q_EMIT renamed(before, name);
            }
            Q_EMIT changed();
        });
}

void ProjectModels::takeAway(const Handle& handle, const std::shared_ptr<Removed>& removed) {
    struct Taken {
        std::optional<ModelArchive> archive;
        bool gone = false;
    };
    m_leaving.insert(*handle);
    const qint64 id = *handle; // may be another one once it was brought back
    const quint64 step = m_project.nextStep();
    m_project.edit<Taken>(
        tr("The model was not deleted"),
        [handle, removed](Project& project, const ExecutionContext&) -> Result<Taken> {
            if (removed->lost) {
                return Taken();
            }
            Result<ModelArchive> archive = project.models().archive(*handle);
            if (!archive && archive.error().code == ErrorCode::NotFound) {
                return Taken{{}, true};
            }
            if (!archive && archive.error().code != ErrorCode::Corrupt) {
                return archive.error();
            }
            // A damaged model can be deleted too; it just cannot come back.
            TRY(project.models().remove(*handle));
            return archive ? Taken{std::move(*archive)} : Taken();
        },
        [this, handle, removed, step, id](Taken taken) {
            if (const auto mark = m_leaving.find(id); mark != m_leaving.end()) {
                m_leaving.erase(mark);
            }
            m_loading.remove(id);
            const SessionModel* model = entry(*handle);
            if (!model) { // lost before
                return;
            }
            removed->archive = std::move(taken.archive);
            removed->lost = !removed->archive;
            removed->gone = taken.gone;
            removed->stored = model->stored;
            removed->model = model->model;
            removed->remarks = model->remarks;
            std::erase_if(m_all, [&](const SessionModel& one) { return one.stored.id == *handle; });
            Q_EMIT countChanged();
            Q_EMIT changed();
            const QString said = tr("%1 is deleted").arg(toQString(removed->stored.name));
            if (removed->gone) {
                Q_EMIT m_project.notice(tr("%1 is gone already").arg(toQString(removed->stored.name)),
                                        tr("It was deleted elsewhere and cannot come back."));
            } else if (removed->lost) {
                Q_EMIT m_project.notice(said, tr("It was damaged and cannot come back."));
            } else {
                m_project.tellEdited(m_leaving.empty() ? step : 0, said, tr("Undo brings it back."));
            }
        });
}

void ProjectModels::bringBack(const Handle& handle, const std::shared_ptr<Removed>& removed) {
    using Stored = std::optional<StoredModel>;
    m_project.edit<Stored>(
        tr("The model was not brought back"),
        [removed](Project& project, const ExecutionContext&) -> Result<Stored> {
            if (removed->lost) {
                return Stored();
            }
            TRY_ASSIGN(auto stored, project.models().add(removed->stored, *removed->archive));
            return Stored(std::move(stored));
        },
        [this, handle, removed, before = std::weak_ptr(m_project.dataset)](Stored stored) {
            if (!stored) { // what was done before it can still be undone
                Q_EMIT m_project.failed(tr("%1 was not brought back").arg(toQString(removed->stored.name)),
                                        removed->gone
                                            ? tr("It was deleted elsewhere. Train it again with the same "
                                                 "settings.")
                                            : tr("It was damaged before it was deleted. Train it again with "
                                                 "the same settings."));
                return;
            }
            m_handles.erase(*handle);
            *handle = stored->id;
            m_handles.emplace(stored->id, handle);
            SessionModel fresh;
            fresh.stored = std::move(*stored);
            fresh.model = before.lock() == m_project.dataset ? removed->model : nullptr;
            fresh.remarks = removed->remarks;
            const auto place =
                std::ranges::upper_bound(m_all, fresh.stored.id, {}, [](const SessionModel& one) {
                    return one.stored.id; // as they are read from the file
                });
            m_all.insert(place, std::move(fresh));
            markStale();
            Q_EMIT countChanged();
            Q_EMIT changed();
        });
}

SessionModel* ProjectModels::entry(qint64 id) {
    const SessionModel* found = find(id);
    return found ? &m_all[static_cast<std::size_t>(found - m_all.data())] : nullptr;
}

ProjectModels::Handle ProjectModels::handleOf(qint64 id) {
    Handle& handle = m_handles[id];
    if (!handle) {
        handle = std::make_shared<qint64>(id);
    }
    return handle;
}

void ProjectModels::take(const std::vector<StoredModel>& stored) {
    m_handles.clear();
    m_loading.clear();
    m_leaving.clear();
    std::vector<SessionModel> all;
    for (const StoredModel& model : stored) {
        SessionModel fresh;
        fresh.stored = model;
        // Another file may have come under this name, with other models of the same numbers.
        const SessionModel* known = find(model.id);
        if (known && known->stored.trained == model.trained && known->stored.algorithm == model.algorithm &&
            known->stored.params == model.params && known->stored.dataFingerprint == model.dataFingerprint) {
            fresh.model = known->model;
            fresh.remarks = known->remarks;
        }
        all.push_back(std::move(fresh));
    }
    m_all = std::move(all);
    markStale();
}

void ProjectModels::markStale() {
    const std::string& data = m_project.fingerprint;
    for (SessionModel& model : m_all) {
        model.stale = !data.empty() && model.stored.dataFingerprint != data;
    }
}

void ProjectModels::leave() {
    // Forgotten first: what is stopped by leaving stays kept as unfinished.
    for (const auto& [job, request] : std::exchange(m_trainings, {})) {
        m_project.jobs.cancel(job);
    }
    take({});
}

void ProjectModels::keepUnfinished() {
    // Also what came to its end, and the file could not take: it may be back when it is opened next.
    const auto isUnfinished = [](const JobInfo& job) {
        return (isActive(job.state) && job.state != JobState::Cancelling) ||
               (job.state == JobState::Failed && job.error.code == ErrorCode::Conflict);
    };
    const auto isAskedAgain = [this](const auto& failed) {
        return std::any_of(m_trainings.upper_bound(failed.first), m_trainings.end(),
                           [&](const auto& later) { return isSame(*later.second, *failed.second); });
    };
    std::vector<TrainRequest> unfinished;
    for (const auto& training : m_trainings) {
        const JobInfo* info = m_project.jobs.info(training.first);
        if (info && isUnfinished(*info) && (isActive(info->state) || !isAskedAgain(training))) {
            unfinished.push_back(*training.second);
        }
    }
    // Under the name by which it is opened next.
    UnfinishedTrainings kept;
    const StandingReport& now = m_project.watch.report();
    if (now.standing == Standing::Moved) {
        kept.keep(toQString(now.movedTo.string()), std::exchange(unfinished, {}));
    }
    kept.keep(toQString(m_project.file->path().string()), unfinished);
}

std::vector<TrainRequest> ProjectModels::unfinished() const {
    if (!m_project.file || m_project.file->isReadOnly()) {
        return {};
    }
    return UnfinishedTrainings().of(toQString(m_project.file->path().string()));
}

} // namespace tastescope

#include "moc_project_models.cpp"
