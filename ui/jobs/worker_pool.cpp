// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/worker_pool.h"

namespace tastescope {

WorkerPool::WorkerPool(int threads) {
    m_threads.reserve(static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) {
        m_threads.emplace_back([this] { run(); });
    }
}

WorkerPool::~WorkerPool() {
    finish();
}

void WorkerPool::post(std::function<void()> task) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_finished) {
            return;
        }
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void WorkerPool::finish() {
    std::deque<std::function<void()>> dropped; // destroyed outside the lock: captures may be large
    {
        const std::lock_guard lock(m_mutex);
        m_finished = true;
        dropped.swap(m_tasks);
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

void WorkerPool::run() {
    while (true) {
        std::function<void()> task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_finished || !m_tasks.empty(); });
            if (m_finished) {
                return;
            }
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

} // namespace tastescope
