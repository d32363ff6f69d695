// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C as a stop token. The signal handler only sets a flag and wakes a thread, which requests the stop. A
// second Ctrl-C ends the program at once.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace tastescope {

/// SIGINT and SIGTERM are remembered from here on, until a watcher comes that hears of it. For the very start
/// of the program: allocates nothing and needs nothing initialised.
void noteInterruptsFromNowOn();

/// While it lives, SIGINT and SIGTERM are caught; one noted before requests the stop at once. One at a time.
class InterruptWatcher {
public:
    InterruptWatcher();
    ~InterruptWatcher();
    InterruptWatcher(const InterruptWatcher&) = delete;
    InterruptWatcher& operator=(const InterruptWatcher&) = delete;

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::atomic<bool> m_ended = false;
    std::thread m_watcher;
};

} // namespace tastescope
