// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C as a stop token. The signal handler only sets a flag; a thread that watches it requests the stop. A
// second Ctrl-C ends the program at once.
#pragma once

#include <stop_token>
#include <thread>

namespace tastescope {

/// While it lives, SIGINT and SIGTERM are caught. One at a time.
class InterruptWatcher {
public:
    InterruptWatcher();
    ~InterruptWatcher();
    InterruptWatcher(const InterruptWatcher&) = delete;
    InterruptWatcher& operator=(const InterruptWatcher&) = delete;

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::jthread m_watcher;
};

} // namespace tastescope
