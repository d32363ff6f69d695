// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>

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

/// For a SIGINT that was ignored: the keyboard's stays so, one that somebody sends to this process counts.
void noteSent(int signal, siginfo_t* info, void*) {
    if (info->si_code <= 0) {
        noteInterrupt(signal);
    }
}

constexpr std::array<int, 3> caught{SIGINT, SIGTERM, SIGHUP};
/// By place in `caught`: whoever started the program had it ignored, as nohup and a script's & have.
constinit std::array<std::atomic<bool>, caught.size()> ignored{};

struct sigaction plainAction(void (*handler)(int), int flags) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    return action;
}

struct sigaction actionFor(int signal, bool isIgnored) {
    if (isIgnored) {
        struct sigaction action = plainAction(SIG_IGN, 0);
        if (signal == SIGINT) { // a Ctrl-C that ends it would end what stands in the foreground alone
            action.sa_sigaction = noteSent;
            action.sa_flags = SA_SIGINFO | SA_RESTART;
        }
        return action;
    }
    // The handler goes after the first signal, so that a second one has its usual effect. A terminal that is
    // closed may say so twice, by itself and by its shell, and means one thing.
    return plainAction(noteInterrupt, signal == SIGHUP ? 0 : static_cast<int>(SA_RESETHAND));
}

void install() {
    for (std::size_t at = 0; at < caught.size(); ++at) {
        struct sigaction before {};
        sigaction(caught[at], nullptr, &before);
        if (before.sa_handler == SIG_IGN) {
            ignored[at].store(true);
        }
        const struct sigaction action = actionFor(caught[at], ignored[at].load());
        sigaction(caught[at], &action, nullptr);
    }
}

/// As it was before install().
void takeAway() {
    for (std::size_t at = 0; at < caught.size(); ++at) {
        const struct sigaction action = plainAction(ignored[at].exchange(false) ? SIG_IGN : SIG_DFL, 0);
        sigaction(caught[at], &action, nullptr);
    }
}

} // namespace

void noteInterruptsFromNowOn() {
    install();
}

InterruptWatcher::InterruptWatcher() {
    sem_init(&bell(), 0, 0);
    hasWatcher.store(true);
    if (interrupted.load()) {
        m_source.request_stop(); // the handler has had its turn: another signal ends the program
    } else {
        install();
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
    takeAway();
    hasWatcher.store(false);
    interrupted.store(false);
}

} // namespace tastescope
