// SPDX-License-Identifier: GPL-3.0-or-later
// The list of projects opened lately, in the program's settings. GUI thread only.
#pragma once

#include "engine/data/interactions.h"

#include <QString>

#include <vector>

namespace tastescope {

struct RecentProject {
    QString path;
    QString name;
    QString dataset;
    QString detail; ///< "8,000 listeners, 9 models"
    Time opened = noTime;
};

class RecentProjects {
public:
    static constexpr int limit = 12;

    /// Newest first.
    std::vector<RecentProject> all() const;
    /// Puts it first; an entry with the same path is replaced.
    void remember(const RecentProject& recent);
    void forget(const QString& path);

private:
    static void write(const std::vector<RecentProject>& all);
};

} // namespace tastescope
