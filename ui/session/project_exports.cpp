// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_exports.h"

#include "storage/files/output_check.h"
#include "storage/use_cases/demo.h"
#include "storage/use_cases/lists.h"
#include "ui/session/open_project.h"
#include "ui/session/project_models.h"
#include "ui/text/format.h"

#include <QDir>

namespace tastescope {

ProjectExports::ProjectExports(OpenProject& project, const ProjectModels& models)
    : m_project(project)
    , m_models(models) {}

quint64 ProjectExports::recommendations(qint64 model, std::size_t count, const QString& path) {
    const SessionModel* found = m_models.find(model);
    if (!found) {
        return 0;
    }
    using Loaded = std::shared_ptr<const Recommender>;
    const std::shared_ptr<ProjectFile> file = m_project.file;
    const QString name = toQString(found->stored.name);
    return m_project.jobs.start<std::size_t>(
        tr("Export recommendations of %1").arg(name),
        [file, known = found->model, stored = found->stored, data = m_project.data,
         asked = m_project.fingerprint, count,
         target = path.toStdString()](const ExecutionContext& context) -> Result<std::size_t> {
            TRY(checkOutput(target, "", file->path()));
            TRY_ASSIGN(const auto dataset, data->still(asked)); // the model is of its rows
            // The project is held only while the model is read: edits go on during the rest.
            Result<Loaded> loaded =
                known ? Result<Loaded>(known) : file->use(context, [&](const Project& project) {
                    return loadModel(project, stored, *dataset);
                });
            if (!loaded) {
                return loaded.error();
            }
            return exportLists(**loaded, *dataset, count, target, context);
        },
        this,
        [this, name, path](Result<std::size_t> rows) {
            if (rows) {
                Q_EMIT m_project.notice(tr("Recommendations of %1 are exported").arg(name),
                                        tr("%1 in %2")
                                            .arg(formatCounted(*rows, tr("1 row"), tr("%1 rows")),
                                                 QDir::toNativeSeparators(path)));
            } else if (rows.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_project.failed(tr("Recommendations of %1 were not exported").arg(name),
                                        formatError(rows.error()));
            }
        },
        [](const std::size_t& rows) { return formatCounted(rows, tr("1 row"), tr("%1 rows")); });
}

ProjectExports::DemoReader ProjectExports::demoReader() const {
    if (!m_project.file) {
        return {};
    }
    return [file = m_project.file](const ExecutionContext& context) {
        return file->use(context, [](const Project& project) { return demoOptions(project); });
    };
}

} // namespace tastescope

#include "moc_project_exports.cpp"
