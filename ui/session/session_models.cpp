// SPDX-License-Identifier: GPL-3.0-or-later
// Training, loading and editing of the open project's models.
#include "ui/session/session_impl.h"

#include "ui/session/edit_command.h"
#include "ui/session/training_title.h"
#include "ui/text/format.h"

#include <algorithm>

namespace tastescope {

namespace {

Result<TrainedModel> fitAndStore(ProjectFile& file, const Dataset& dataset, const TrainRequest& request,
                                 const ExecutionContext& context) {
    TRY_ASSIGN(auto fitted, fitModel(dataset, request, context));
    if (context.stopRequested()) {
        return cancelledError();
    }
    Result<StoredModel> stored =
        file.use(context, [&](Project& project) { return storeModel(project, dataset, request, fitted); });
    if (!stored) {
        return stored.error();
    }
    return TrainedModel{std::move(*stored), fitted.model};
}

} // namespace

quint64 Session::train(const TrainRequest& request) {
    if (!isOpen()) {
        return 0;
    }
    const std::shared_ptr<ProjectFile> file = m_impl->file;
    const QString title = trainingTitle(request);
    const quint64 id = m_jobs.start<TrainedModel>(
        tr("Train %1").arg(title),
        [file, dataset = m_impl->dataset, request](const ExecutionContext& context) {
            return fitAndStore(*file, *dataset, request, context);
        },
        this,
        [this, file, title](Result<TrainedModel> result) {
            if (result) {
                m_impl->trained(file, std::move(*result));
            } else if (result.error().code != ErrorCode::Cancelled) {
                Q_EMIT failed(tr("%1 was not trained").arg(title), formatError(result.error()));
            }
        },
        [](const TrainedModel& trained) {
            return tr("%1, %2").arg(formatDuration(trained.stored.fitSeconds),
                                    formatBytes(trained.stored.bytes));
        });
    m_impl->trainings.emplace(id, request);
    Q_EMIT trainingQueued(id);
    return id;
}

quint64 Session::trainAgain(qint64 id) {
    const SessionModel* model = findModel(id);
    if (!model || !findAlgorithm(model->stored.algorithm)) {
        return 0;
    }
    return train({model->stored.algorithm, paramsOf(model->stored), model->stored.name, model->stored.seed});
}

const TrainRequest* Session::trainRequest(quint64 job) const {
    const auto found = m_impl->trainings.find(job);
    return found == m_impl->trainings.end() ? nullptr : &found->second;
}

void Session::ensureLoaded(qint64 id) {
    const SessionModel* model = findModel(id);
    if (!model || model->model || !model->problem.isEmpty() || m_impl->loading.contains(id)) {
        return;
    }
    using Loaded = std::shared_ptr<const Recommender>;
    m_impl->loading.insert(id);
    const std::shared_ptr<ProjectFile> file = m_impl->file;
    m_jobs.ask<Loaded>(
        QStringLiteral("session.load.%1").arg(id),
        [file, stored = model->stored, dataset = m_impl->dataset](const ExecutionContext& context) {
            return file->use(context,
                             [&](const Project& project) { return loadModel(project, stored, *dataset); });
        },
        this,
        [this, id, file](Result<Loaded> result) {
            if (file != m_impl->file) {
                return;
            }
            m_impl->loading.remove(id);
            SessionModel* waiting = m_impl->find(id);
            if (!waiting || waiting->model) {
                return;
            }
            if (result) {
                waiting->model = *result;
            } else if (result.error().code != ErrorCode::Cancelled) {
                waiting->problem = formatError(result.error());
            }
            Q_EMIT modelsChanged();
        });
}

void Session::renameModel(qint64 id, const QString& name) {
    const SessionModel* model = findModel(id);
    const QString wanted = name.simplified();
    if (!model || wanted.isEmpty() || wanted == toQString(model->stored.name)) {
        return;
    }
    const auto& all = m_impl->models;
    if (std::any_of(all.begin(), all.end(),
                    [&](const SessionModel& other) { return toQString(other.stored.name) == wanted; })) {
        Q_EMIT failed(tr("The name is taken"),
                      tr("Another model of this project is called %1. Choose another name.").arg(wanted));
        return;
    }
    const QString before = toQString(model->stored.name);
    const ModelHandle handle = m_impl->handleOf(id);
    Impl* impl = m_impl.get();
    m_undo.push(new EditCommand(
        tr("Rename %1").arg(before), [=] { impl->rename(handle, wanted); },
        [=] { impl->rename(handle, before); }));
}

void Session::removeModel(qint64 id) {
    const SessionModel* model = findModel(id);
    if (!model) {
        return;
    }
    const ModelHandle handle = m_impl->handleOf(id);
    const auto removed = std::make_shared<Impl::Removed>();
    Impl* impl = m_impl.get();
    m_undo.push(new EditCommand(
        tr("Delete %1").arg(toQString(model->stored.name)), [=] { impl->remove(handle, removed); },
        [=] { impl->restore(handle, removed); }));
}

void Session::Impl::trained(const std::shared_ptr<ProjectFile>& target, TrainedModel model) {
    if (target != file) {
        return;
    }
    const QString name = toQString(model.stored.name);
    const QString time = formatDuration(model.stored.fitSeconds);
    SessionModel entry;
    entry.stored = std::move(model.stored);
    entry.model = std::move(model.model);
    models.push_back(std::move(entry));
    markStale();
    rememberRecent();
    Q_EMIT q.modelsChanged();
    Q_EMIT q.notice(tr("%1 is trained").arg(name), tr("It took %1.").arg(time));
}

void Session::Impl::rename(const ModelHandle& handle, const QString& name) {
    edit<bool>(
        tr("The model was not renamed"),
        [handle, name = name.toStdString()](Project& project, const ExecutionContext&) -> Result<bool> {
            TRY(project.renameModel(*handle, name));
            return true;
        },
        [this, handle, name](bool) {
            if (SessionModel* model = find(*handle)) {
                model->stored.name = name.toStdString();
            }
            Q_EMIT q.modelsChanged();
        });
}

void Session::Impl::remove(const ModelHandle& handle, const std::shared_ptr<Removed>& removed) {
    using Archive = std::optional<ModelArchive>;
    edit<Archive>(
        tr("The model was not deleted"),
        [handle](Project& project, const ExecutionContext&) -> Result<Archive> {
            // A damaged model can be deleted too; it just cannot come back.
            Archive kept;
            if (Result<ModelArchive> archive = project.modelArchive(*handle)) {
                kept = std::move(*archive);
            }
            TRY(project.removeModel(*handle));
            return kept;
        },
        [this, handle, removed](Archive archive) {
            removed->archive = std::move(archive);
            if (SessionModel* model = find(*handle)) {
                removed->stored = model->stored;
                removed->model = model->model;
            }
            std::erase_if(models, [&](const SessionModel& model) { return model.stored.id == *handle; });
            rememberRecent();
            Q_EMIT q.modelsChanged();
            Q_EMIT q.edited(tr("%1 is deleted").arg(toQString(removed->stored.name)),
                            tr("Undo brings it back."));
        });
}

void Session::Impl::restore(const ModelHandle& handle, const std::shared_ptr<Removed>& removed) {
    edit<StoredModel>(
        tr("The model was not brought back"),
        [removed](Project& project, const ExecutionContext&) -> Result<StoredModel> {
            if (!removed->archive) {
                return Error{ErrorCode::Corrupt, "The model was damaged before it was deleted",
                             "Train it again with the same settings", removed->stored.name};
            }
            return project.addModel(removed->stored, *removed->archive);
        },
        [this, handle, removed](StoredModel stored) {
            handles.erase(*handle);
            *handle = stored.id;
            handles.emplace(stored.id, handle);
            SessionModel entry;
            entry.stored = std::move(stored);
            entry.model = removed->model;
            models.push_back(std::move(entry));
            markStale();
            rememberRecent();
            Q_EMIT q.modelsChanged();
        });
}

SessionModel* Session::Impl::find(qint64 id) {
    const auto found =
        std::find_if(models.begin(), models.end(), [id](const SessionModel& m) { return m.stored.id == id; });
    return found == models.end() ? nullptr : &*found;
}

ModelHandle Session::Impl::handleOf(qint64 id) {
    ModelHandle& handle = handles[id];
    if (!handle) {
        handle = std::make_shared<qint64>(id);
    }
    return handle;
}

} // namespace tastescope
