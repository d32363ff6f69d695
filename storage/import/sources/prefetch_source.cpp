// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/prefetch_source.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace tastescope {
namespace {

class PrefetchSource final : public ByteSource {
public:
    PrefetchSource(std::unique_ptr<ByteSource> source, std::size_t blockSize, std::size_t blocks,
                   std::stop_token stop)
        : m_stop(std::move(stop))
        , m_source(std::move(source))
        , m_blockSize(blockSize)
        , m_maxBlocks(blocks)
        , m_thread([this](const std::stop_token& ended) { readAhead(ended); }) {}

    Result<std::size_t> read(std::span<char> out) override {
        if (m_used == m_block.size()) {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, m_stop, [this] { return !m_queue.empty() || m_done; })) {
                return cancelledError();
            }
            if (m_queue.empty()) {
                return m_error ? Result<std::size_t>(*m_error) : Result<std::size_t>(std::size_t{0});
            }
            m_block = std::move(m_queue.front());
            m_queue.pop_front();
            m_used = 0;
            lock.unlock();
            m_changed.notify_all();
        }
        const std::size_t count = std::min(out.size(), m_block.size() - m_used);
        std::memcpy(out.data(), m_block.data() + m_used, count);
        m_used += count;
        return count;
    }

    std::uint64_t position() const override { return m_position.load(std::memory_order_relaxed); }

private:
    void readAhead(const std::stop_token& stop) {
        std::optional<Error> error;
        while (!stop.stop_requested()) {
            std::vector<char> block(m_blockSize);
            const auto got = m_source->read(block);
            if (!got || *got == 0) {
                error = got ? std::nullopt : std::optional(got.error());
                break;
            }
            block.resize(*got);
            m_position.store(m_source->position(), std::memory_order_relaxed);
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return m_queue.size() < m_maxBlocks; })) {
                break;
            }
            m_queue.push_back(std::move(block));
            lock.unlock();
            m_changed.notify_all();
        }
        const std::lock_guard lock(m_mutex);
        m_error = std::move(error);
        m_done = true;
        m_changed.notify_all();
    }

    std::stop_token m_stop;
    std::unique_ptr<ByteSource> m_source;
    std::size_t m_blockSize;
    std::size_t m_maxBlocks;
    std::atomic<std::uint64_t> m_position{0};
    std::vector<char> m_block;
    std::size_t m_used = 0;

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<std::vector<char>> m_queue;
    std::optional<Error> m_error;
    bool m_done = false;
    std::jthread m_thread; // last: it uses everything above
};

} // namespace

std::unique_ptr<ByteSource> makePrefetchSource(std::unique_ptr<ByteSource> source, std::size_t blockSize,
                                               std::size_t blocks, const std::stop_token& stop) {
    return std::make_unique<PrefetchSource>(std::move(source), blockSize, blocks, stop);
}

} // namespace tastescope
