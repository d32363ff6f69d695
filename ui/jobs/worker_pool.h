// SPDX-License-Identifier: GPL-3.0-or-later
// A few threads that take tasks in the order they came. Tasks do not throw.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tastescope {

class WorkerPool {
public:
    explicit WorkerPool(int threads);
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;
    ~WorkerPool(); ///< finish()

    /// Thread-safe; never blocks for long. Ignored after finish().
    void post(std::function<void()> task);
    /// Drops what has not begun and waits for what has.
    void finish();

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    bool m_finished = false;
    std::vector<std::thread> m_threads;
};

} // namespace tastescope
