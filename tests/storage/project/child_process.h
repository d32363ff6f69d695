// SPDX-License-Identifier: GPL-3.0-or-later
// A forked process for tests of what survives its death.
#pragma once

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <functional>

namespace tastescope::test {

/// The body runs in a forked copy of this process, which then exits without running any destructor of ours.
/// Killed at the latest when this object goes.
class Child {
public:
    using Signal = std::function<void()>; ///< tells the parent that waitUntilReady() may return

    explicit Child(const std::function<void(Signal)>& body) {
        if (::pipe(m_pipe.data()) != 0) {
            return;
        }
        m_id = ::fork();
        if (m_id == 0) {
            body([this] { static_cast<void>(::write(m_pipe[1], "r", 1) == 1); });
            ::_exit(0);
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        kill();
        ::close(m_pipe[0]);
        ::close(m_pipe[1]);
    }

    pid_t id() const { return m_id; }
    void waitUntilReady() const {
        char byte = 0;
        static_cast<void>(::read(m_pipe[0], &byte, 1) == 1);
    }
    void kill() {
        if (m_id > 0) {
            ::kill(m_id, SIGKILL);
            wait();
        }
    }
    /// True when it ended by itself, with success.
    bool wait() {
        int status = 0;
        const bool ended = m_id > 0 && ::waitpid(m_id, &status, 0) == m_id;
        m_id = 0;
        return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

private:
    std::array<int, 2> m_pipe{-1, -1};
    pid_t m_id = 0;
};

} // namespace tastescope::test
