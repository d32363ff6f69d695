// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <atomic>
#include <chrono>
#include <csignal>

namespace tastescope {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

void noteInterrupt(int) {
    interrupted.store(true);
}

void install(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    // The handler goes after the first signal, so that a second one has its usual effect.
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

} // namespace

InterruptWatcher::InterruptWatcher() {
    interrupted.store(false);
    install(noteInterrupt);
    m_watcher = std::jthread([this](const std::stop_token& ended) {
        while (!ended.stop_requested() && !interrupted.load()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        if (interrupted.load()) {
            m_source.request_stop();
        }
    });
}

InterruptWatcher::~InterruptWatcher() {
    install(SIG_DFL);
}

} // namespace tastescope
