// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include <sys/syscall.h>
#include <unistd.h>

namespace tastescope {
namespace {

using namespace std::chrono_literals;

/// Sets what the program finds when it starts, and puts back what was there.
class Found {
public:
    Found(int signal, void (*handler)(int)) : m_signal(signal) {
        struct sigaction action {};
        action.sa_handler = handler;
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, &m_before);
    }
    Found(const Found&) = delete;
    Found& operator=(const Found&) = delete;
    ~Found() { sigaction(m_signal, &m_before, nullptr); }

private:
    int m_signal;
    struct sigaction m_before {};
};

bool isIgnored(int signal) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    return now.sa_handler == SIG_IGN;
}

bool isDefault(int signal) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    return now.sa_handler == SIG_DFL;
}

/// As the kernel sends it for a key that is pressed.
void pressCtrlC() {
    siginfo_t info{};
    info.si_signo = SIGINT;
    info.si_code = SI_KERNEL;
    ASSERT_EQ(syscall(SYS_rt_sigqueueinfo, getpid(), SIGINT, &info), 0);
}

/// Whether the stop is requested; waits for it as long as a busy machine may need.
bool stops(const InterruptWatcher& watcher) {
    std::mutex mutex;
    std::condition_variable changed;
    bool stopped = false;
    const std::stop_callback callback(watcher.token(), [&] {
        const std::scoped_lock guard(mutex);
        stopped = true;
        changed.notify_all();
    });
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 60s, [&] { return stopped; });
}

TEST(Interrupt, EachSignalThatEndsAProgramRequestsTheStop) {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const Found found(signal, SIG_DFL);
        {
            const InterruptWatcher watcher;
            EXPECT_FALSE(watcher.token().stop_requested());
            std::raise(signal);
            EXPECT_TRUE(stops(watcher)) << signal;
        }
        EXPECT_TRUE(isDefault(signal)) << signal;
    }
}

TEST(Interrupt, ATerminalThatSaysTwiceThatItIsClosedIsHeardOnce) {
    const Found found(SIGHUP, SIG_DFL);
    const InterruptWatcher watcher;
    std::raise(SIGHUP);
    std::raise(SIGHUP);
    EXPECT_TRUE(stops(watcher));
}

TEST(Interrupt, WhatWasIgnoredStaysIgnored) {
    for (const int signal : {SIGTERM, SIGHUP}) {
        const Found found(signal, SIG_IGN);
        noteInterruptsFromNowOn();
        {
            const InterruptWatcher watcher;
            EXPECT_TRUE(isIgnored(signal)) << signal;
        }
        EXPECT_TRUE(isIgnored(signal)) << signal;
    }
}

TEST(Interrupt, InTheBackgroundTheKeyboardIsOfOthersButWhatIsSentCounts) {
    const Found found(SIGINT, SIG_IGN);
    noteInterruptsFromNowOn();
    {
        const InterruptWatcher watcher;
        pressCtrlC();
        pressCtrlC();
        std::this_thread::sleep_for(100ms); // the watcher would have heard of it
        EXPECT_FALSE(watcher.token().stop_requested());
        kill(getpid(), SIGINT);
        EXPECT_TRUE(stops(watcher));
    }
    EXPECT_TRUE(isIgnored(SIGINT));
}

TEST(Interrupt, AfterTheKeyboardNothingIsLeftForTheNextCommand) {
    const Found found(SIGINT, SIG_IGN);
    {
        const InterruptWatcher watcher;
        pressCtrlC();
        std::this_thread::sleep_for(100ms);
        EXPECT_FALSE(watcher.token().stop_requested());
    }
    const InterruptWatcher next;
    EXPECT_FALSE(next.token().stop_requested());
}

} // namespace
} // namespace tastescope
