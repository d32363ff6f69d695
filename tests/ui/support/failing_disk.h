// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that is full, or a drive that does not answer, as SQLite meets it: no project file can be written
// to, or read where it is not in memory, by anybody in this process.
#pragma once

#include <sqlite3.h>

#include <cerrno>
#include <sys/types.h>

namespace tastescope {

/// Well again at the end of its life. One at a time.
class FailingDisk {
public:
    enum class At { Reading, Writing };
    explicit FailingDisk(At at) : m_at(at) {
        set(at == At::Reading ? reinterpret_cast<sqlite3_syscall_ptr>(&noAnswer)
                              : reinterpret_cast<sqlite3_syscall_ptr>(&isFull));
    }
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;
    ~FailingDisk() { set(nullptr); }

private:
    // One of them is what SQLite was built with. The last is an offset, which plain read and write lack.
    static ssize_t noAnswer(int, void*, std::size_t, off_t) {
        errno = ETIMEDOUT;
        return -1;
    }
    static ssize_t isFull(int, const void*, std::size_t, off_t) {
        errno = ENOSPC;
        return -1;
    }
    void set(sqlite3_syscall_ptr call) const {
        sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
        static constexpr const char* reading[] = {"read", "pread", "pread64"};
        static constexpr const char* writing[] = {"write", "pwrite", "pwrite64"};
        for (const char* name : m_at == At::Reading ? reading : writing) {
            system->xSetSystemCall(system, name, call);
        }
    }

    const At m_at;
};

} // namespace tastescope
