// SPDX-License-Identifier: GPL-3.0-or-later
// The list of projects opened lately, in the program's settings. GUI thread only.
#pragma once

#include "ui/session/session.h"

namespace tastescope {

class RecentProjects {
public:
    static constexpr int limit = 12;

    /// Newest first.
    std::vector<Session::Recent> all() const;
    /// Puts it first; an entry with the same path is replaced.
    void remember(const Session::Recent& recent);
    void forget(const QString& path);

private:
    static void write(const std::vector<Session::Recent>& all);
};

} // namespace tastescope
