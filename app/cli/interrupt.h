// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl-C as a stop token, and a terminal that is closed alike. The signal handler only sets a flag and wakes
// a thread, which requests the stop. A second Ctrl-C ends the program at once.
//
// What whoever started the program has ignored stays so: SIGHUP under nohup, and the Ctrl-C at the keyboard
// for what a script runs in the background. A SIGINT that is sent to this very process (kill -INT) counts
// there too; what ends it at once is a second SIGTERM then.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace tastescope {

/// SIGINT, SIGTERM and SIGHUP are remembered from here on, until a watcher comes that hears of it. For the
/// very start of the program: allocates nothing and needs nothing initialised.
void noteInterruptsFromNowOn();

/// While it lives, SIGINT, SIGTERM and SIGHUP are caught; one noted before requests the stop at once. One at
/// a time.
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
