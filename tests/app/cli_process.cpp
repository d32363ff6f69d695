// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tastescope::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

pid_t start(const fs::path& folder, const std::vector<std::string>& arguments, const fs::path& out,
            const fs::path& err, int input) {
    std::vector<std::string> words{TASTESCOPE_CLI};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    pid_t child = -1;
    const int problem = posix_spawn(&child, TASTESCOPE_CLI, &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (problem != 0) {
        throw std::runtime_error("the command line could not be started");
    }
    return child;
}

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

/// Of all threads of a process, so far.
double processorSeconds(pid_t process) {
    clockid_t clock{};
    timespec time{};
    if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) {
        return 0;
    }
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Whether a process has a handler for SIGINT, or has ended.
bool listens(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("State:") && line.find('Z') != std::string::npos) {
            return true;
        }
        if (line.starts_with("SigCgt:")) {
            const unsigned long long caught =
                std::stoull(line.substr(line.find_first_not_of("\t ", 7)), nullptr, 16);
            return (caught >> (SIGINT - 1) & 1) != 0;
        }
    }
    return true;
}

bool hasEnded(pid_t process) {
    siginfo_t ended{};
    return waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid == process;
}

/// Waits for the moment, or for the end of the process, which it tells.
bool endsBefore(pid_t process, Clock::time_point moment) {
    constexpr auto step = std::chrono::milliseconds(1);
    for (;;) {
        if (hasEnded(process)) {
            return true;
        }
        const Clock::time_point now = Clock::now();
        if (now >= moment) {
            return false;
        }
        std::this_thread::sleep_for(std::min<Clock::duration>(step, moment - now));
    }
}

/// Runs the command and sends it a SIGINT when `waitsFor`, which is told the process, has come back true.
template <typename Waiting>
Finished runInterrupted(const TemporaryFolder& folder, const std::vector<std::string>& arguments, Input input,
                        const Waiting& waitsFor) {
    // Outputs lie outside the working folder, so that a test can compare what is in there.
    const TemporaryFolder outputs;
    // Only this process holds the writing end: the child must not keep its own input open.
    std::array<int, 2> pipe{};
    if (pipe2(pipe.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error("no pipe");
    }
    if (input != Input::Silent) {
        close(pipe[1]);
    }
    if (input == Input::Zeros) {
        const int zeros = open("/dev/zero", O_RDONLY | O_CLOEXEC);
        dup3(zeros, pipe[0], O_CLOEXEC);
        close(zeros);
    }
    const pid_t child = start(folder.path(), arguments, outputs / "out", outputs / "err", pipe[0]);
    close(pipe[0]);
    Clock::time_point signalled = Clock::now();
    double before = std::numeric_limits<double>::infinity(); // after a signal that was not sent is nothing
    if (waitsFor(child)) {
        signalled = Clock::now();
        before = processorSeconds(child);
        kill(child, SIGINT);
    }
    int status = 0;
    rusage used{};
    while (wait4(child, &status, 0, &used) < 0 && errno == EINTR) {
    }
    if (input == Input::Silent) {
        close(pipe[1]);
    }
    Finished finished;
    finished.afterSignal = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - signalled);
    finished.processorAfterSignal = std::max(0.0, seconds(used.ru_utime) + seconds(used.ru_stime) - before);
    finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    finished.out = outputs.read("out");
    finished.err = outputs.read("err");
    return finished;
}

} // namespace

Finished runCommand(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                    std::chrono::microseconds interruptAfter, Input input, Interrupt interrupt) {
    return runInterrupted(folder, arguments, input, [&](pid_t child) {
        if (interruptAfter.count() == 0 || endsBefore(child, Clock::now() + interruptAfter)) {
            return false;
        }
        while (interrupt == Interrupt::WhenHeard && !listens(child)) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return true;
    });
}

Finished interruptWhenThere(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                            const std::string& file) {
    return runInterrupted(folder, arguments, Input::None, [&](pid_t child) {
        while (!fs::exists(folder.path() / file)) {
            if (hasEnded(child)) {
                return false;
            }
            std::this_thread::sleep_for(std::chrono::microseconds(20));
        }
        return true;
    });
}

void makeDemo(const TemporaryFolder& folder, int users, int items, int events) {
    const Finished made =
        runCommand(folder, {"demo", "d.tastescope", "--users", std::to_string(users), "--items",
                            std::to_string(items), "--events", std::to_string(events)});
    ASSERT_EQ(made.code, 0) << made.err;
}

Answer::Answer(const std::string& text) {
    m_valid = m_parser.parse(text).get(m_root) == simdjson::SUCCESS;
}

simdjson::dom::element Answer::at(const std::string& pointer) const {
    simdjson::dom::element found;
    EXPECT_EQ(m_root.at_pointer(pointer).get(found), simdjson::SUCCESS) << pointer;
    return found;
}

double Answer::number(const std::string& pointer) const {
    double value = -1;
    EXPECT_EQ(at(pointer).get(value), simdjson::SUCCESS) << pointer;
    return value;
}

std::string Answer::text(const std::string& pointer) const {
    std::string_view value;
    EXPECT_EQ(at(pointer).get(value), simdjson::SUCCESS) << pointer;
    return std::string(value);
}

std::size_t Answer::size(const std::string& pointer) const {
    simdjson::dom::array value;
    EXPECT_EQ(at(pointer).get(value), simdjson::SUCCESS) << pointer;
    return value.size();
}

} // namespace tastescope::test
