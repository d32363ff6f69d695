// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <cerrno>
#include <csignal>

#include <semaphore.h>

namespace tastescope {
namespace {

constinit std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

/// What the watcher sleeps on. Never destroyed: a late signal must find it.
sem_t& bell() {
    alignas(sem_t) static constinit sem_t all{};
    return all;
}
constinit std::atomic<bool> hasWatcher{false};

void noteInterrupt(int) {
    const int before = errno;
    interrupted.store(true);
    if (hasWatcher.load()) {
        sem_post(&bell());
    }
    errno = before;
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

void noteInterruptsFromNowOn() {
    install(noteInterrupt);
}

InterruptWatcher::InterruptWatcher() {
    sem_init(&bell(), 0, 0);
    hasWatcher.store(true);
    if (interrupted.load()) {
        m_source.request_stop(); // the handler has had its turn: another signal ends the program
    } else {
        install(noteInterrupt);
    }
    m_watcher = std::thread([this] {
        while (!m_ended.load() && !interrupted.load()) {
            sem_wait(&bell()); // a signal that comes between is counted
        }
        if (interrupted.load()) {
            m_source.request_stop();
        }
    });
}

InterruptWatcher::~InterruptWatcher() {
    m_ended.store(true);
    sem_post(&bell());
    m_watcher.join();
    install(SIG_DFL);
    hasWatcher.store(false);
    interrupted.store(false);
}

} // namespace tastescope
