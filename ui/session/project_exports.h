// SPDX-License-Identifier: GPL-3.0-or-later
// Files written from the open project. GUI thread only; the writing itself is done in jobs.
#pragma once

#include <QObject>

#include <cstddef>

namespace tastescope {

class OpenProject;
class ProjectModels;

class ProjectExports : public QObject {
    Q_OBJECT
public:
    ProjectExports(OpenProject& project, const ProjectModels& models);

    /// Writes the best `count` unseen items of every user as a visible job; `path` ends in .csv or .json. The
    /// session's notice or failed tells how it ended. Returns the job's id, 0 for an unknown model.
    quint64 recommendations(qint64 model, std::size_t count, const QString& path);

private:
    OpenProject& m_project;
    const ProjectModels& m_models;
};

} // namespace tastescope
