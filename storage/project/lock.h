// SPDX-License-Identifier: GPL-3.0-or-later
// One process writes to a project at a time. The lock is advisory, sits on "<project>.lock" and is let go by
// the system when the process ends in any way, so that a left-over file blocks nobody.
#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <memory>

namespace tastescope {

class OwnWrites;

/// Handles of one process share a lock (counted); another process gets Conflict. Thread-safe.
class ProjectLock {
public:
    enum class Sharing { InProcess, None }; ///< None: Conflict also when this process holds it already
    /// Whoever only looks or tidies up holds a lock for a moment, for which a writer waits; who tidies up
    /// does not.
    enum class Patience { Moment, None };
    static Result<ProjectLock> acquire(const std::filesystem::path& project, Sharing sharing,
                                       Patience patience = Patience::Moment);

    /// Of all handles that share the lock; valid as long as one does.
    OwnWrites& writes() const;

private:
    struct Held;
    explicit ProjectLock(std::shared_ptr<Held> held) : m_held(std::move(held)) {}
    std::shared_ptr<Held> m_held;
};

} // namespace tastescope
