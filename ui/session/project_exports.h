// SPDX-License-Identifier: GPL-3.0-or-later
// Files written from the open project, and what the writing of others asks it. GUI thread only; the work
// itself is done in jobs.
#pragma once

#include "engine/base/result.h"

#include <QObject>

#include <cstddef>
#include <functional>
#include <optional>

namespace tastescope {

struct DemoOptions;
struct ExecutionContext;
class OpenProject;
class ProjectModels;

class ProjectExports : public QObject {
    Q_OBJECT
public:
    ProjectExports(OpenProject& project, const ProjectModels& models);

    /// Writes the best `count` unseen items of every user as a visible job; `path` ends in .csv or .json. The
    /// session's notice or failed tells how it ended. Returns the job's id, 0 for an unknown model.
    quint64 recommendations(qint64 model, std::size_t count, const QString& path);

    /// For jobs: how the data of the project was made, nothing when it is not synthetic. Reads through the
    /// project that is open. Null while none is.
    using DemoReader = std::function<Result<std::optional<DemoOptions>>(const ExecutionContext&)>;
    DemoReader demoReader() const;

private:
    OpenProject& m_project;
    const ProjectModels& m_models;
};

} // namespace tastescope
