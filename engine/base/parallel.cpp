// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/parallel.h"

#include "engine/base/cores.h"
#include "engine/base/subnormals.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace tastescope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double worthAHelper =
    100e-6;                           ///< seconds of work: waking one takes 5 of the caller's, 50 of its own
constexpr double observeEvery = 5e-6; ///< the caller looks at the clock
constexpr double handful = 5e-6;      ///< chunks are handed out in portions that take about so long
constexpr std::size_t portionsEach = 4; ///< at least, of what is left, so that nobody waits long for the last

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// What a chunk of a section took when this thread ran it last. A hint: an address that two sections share,
/// or a slot that two fight for, costs a helper that was not needed or comes late.
class Paces {
public:
    std::optional<double> of(const std::type_info& section) const {
        const Slot& slot = m_slots[placeOf(section)];
        return slot.section == &section ? std::optional(slot.pace) : std::nullopt;
    }
    /// Grows by half at a time: that this thread had to wait for a processor says nothing of the work.
    void note(const std::type_info& section, double pace) {
        Slot& slot = m_slots[placeOf(section)];
        const bool known = slot.section == &section;
        slot = {&section, known ? std::min(pace, 1.5 * slot.pace + 1e-9) : pace};
    }

private:
    struct Slot {
        const std::type_info* section = nullptr;
        double pace = 0;
    };
    static std::size_t placeOf(const std::type_info& section) {
        return std::hash<const void*>{}(&section) / alignof(std::max_align_t) % slots;
    }
    static constexpr std::size_t slots = 64;
    std::array<Slot, slots> m_slots;
};

thread_local Paces paces;

/// The chunks of a call.
struct Chunks {
    const ExecutionContext& context;
    const std::function<void(std::size_t, std::size_t)>& body;
    std::size_t size;
    std::size_t chunk;
    std::size_t count = (size + chunk - 1) / chunk;

    bool stopped() const { return context.stopRequested(); }
    /// On whatever thread, so that it makes no difference to the result.
    void run(std::size_t index) const {
        const FlushSubnormals flush;
        body(index * chunk, std::min(size, (index + 1) * chunk));
    }
};

/// Chunks that are handed out in order, a portion at a time, to the caller and to the helpers that come.
class Shared {
public:
    Shared(const Chunks& chunks, std::size_t first, std::size_t portion, int helpers)
        : wanted(helpers)
        , m_chunks(chunks)
        , m_portion(portion)
        , m_next(first) {}

    /// Returns how many chunks it has run when there are no more to take. Called by several threads.
    std::size_t work() noexcept {
        std::size_t done = 0;
        try {
            while (!m_chunks.stopped()) {
                const std::size_t first = m_next.fetch_add(m_portion, std::memory_order_relaxed);
                if (first >= m_chunks.count) {
                    break;
                }
                const std::size_t last = std::min(m_chunks.count, first + m_portion);
                for (std::size_t index = first; index < last && !m_chunks.stopped(); ++index) {
                    m_chunks.run(index);
                    ++done;
                }
            }
        } catch (...) {
            m_next = m_chunks.count;
            const std::lock_guard lock(m_failing);
            m_failure = std::current_exception();
        }
        return done;
    }
    /// When everybody has left.
    void rethrow() const {
        if (m_failure) {
            std::rethrow_exception(m_failure);
        }
    }

    // The team's, under its lock.
    int wanted;                    ///< helpers that may still come
    int inside = 0;                ///< helpers at work
    std::condition_variable empty; ///< the last of them has left

private:
    const Chunks& m_chunks;
    std::size_t m_portion;
    alignas(64) std::atomic<std::size_t> m_next;
    std::mutex m_failing;
    std::exception_ptr m_failure;
};

/// The helpers of all sections of the process: one fewer than cores, made when first wanted. Nobody waits for
/// a helper that has not come, so a section of a helper's own cannot lock up, nor one behind a fork.
class Team {
public:
    /// Never ends: a thread that the end of the process overtakes must not find it gone.
    static Team& instance() {
        static Team& team = *new Team;
        return team;
    }

    void invite(Shared& section) {
        {
            const std::lock_guard lock(m_lock);
            m_open.push_back(&section);
            hire(section.wanted);
        }
        m_work.notify_one(); // who comes calls the next
    }

    /// Ends the invitation and waits until nobody is inside.
    void leave(Shared& section) {
        std::unique_lock lock(m_lock);
        std::erase(m_open, &section);
        section.empty.wait(lock, [&] { return section.inside == 0; });
    }

private:
    /// Helpers as far as they are free or can be had.
    void hire(int helpers) {
        while (m_idle + m_starting < helpers && m_helpers < availableCores() - 1) {
            try {
                std::thread([this] { help(); }).detach();
            } catch (const std::system_error&) { // no more threads to be had: work is done with fewer
                return;
            }
            ++m_helpers;
            ++m_starting;
        }
    }

    void help() {
        std::unique_lock lock(m_lock);
        --m_starting;
        while (true) {
            ++m_idle;
            m_work.wait(lock, [this] { return !m_open.empty(); });
            --m_idle;
            Shared& section = *m_open.front();
            ++section.inside;
            if (--section.wanted == 0) {
                m_open.erase(m_open.begin());
            }
            const bool more = !m_open.empty();
            lock.unlock();
            if (more) {
                m_work.notify_one();
            }
            section.work();
            lock.lock();
            std::erase(m_open, &section); // nothing is left to take
            if (--section.inside == 0) {
                section.empty.notify_one();
            }
        }
    }

    std::mutex m_lock;
    std::condition_variable m_work;
    std::vector<Shared*> m_open;
    int m_helpers = 0;
    int m_starting = 0;
    int m_idle = 0;
};

/// The caller's part of a section.
class Caller {
public:
    Caller(const Chunks& chunks, const std::type_info& section, int mostHelpers)
        : m_chunks(chunks)
        , m_section(section)
        , m_mostHelpers(mostHelpers) {}

    void run() {
        const std::optional<double> before = paces.of(m_section);
        // What is not known may be long, and is unknown only once.
        const double pace = before.value_or(std::numeric_limits<double>::infinity());
        if (const int helpers = helpersFor(pace, m_chunks.count); helpers > 0) {
            together(0, pace, helpers);
        } else {
            alone();
        }
        if (m_done > 0) {
            paces.note(m_section, m_seconds / static_cast<double>(m_done));
        }
    }

private:
    int helpersFor(double pace, std::size_t chunks) const {
        const double most = std::min<double>(m_mostHelpers, static_cast<double>(chunks) - 1);
        const double paid = pace * static_cast<double>(chunks) / worthAHelper;
        return static_cast<int>(std::min(most, paid));
    }

    /// Chunk by chunk, until the work that is left turns out to be enough for two.
    void alone() {
        const Clock::time_point start = Clock::now();
        for (std::size_t observe = 1; m_done < m_chunks.count && !m_chunks.stopped(); ++m_done) {
            if (m_done == observe) {
                m_seconds = secondsSince(start);
                const double pace = m_seconds / static_cast<double>(m_done);
                if (const int helpers = helpersFor(pace, m_chunks.count - m_done); helpers > 0) {
                    return together(m_done, pace, helpers);
                }
                // The first chunks may be light and the others not.
                const double next = std::min(observeEvery / pace, 3.0 * static_cast<double>(m_done));
                observe += std::max<std::size_t>(1, static_cast<std::size_t>(next));
            }
            m_chunks.run(m_done);
        }
        m_seconds = secondsSince(start);
    }

    /// Everything from `first` on.
    void together(std::size_t first, double pace, int helpers) {
        const std::size_t left = m_chunks.count - first;
        const std::size_t most = left / (portionsEach * (static_cast<std::size_t>(helpers) + 1));
        const double wanted = std::min(handful / pace, static_cast<double>(most));
        Shared section(m_chunks, first, std::max<std::size_t>(1, static_cast<std::size_t>(wanted)), helpers);
        Team::instance().invite(section);
        const Clock::time_point start = Clock::now();
        m_done += section.work();
        m_seconds += secondsSince(start); // of work: not of the waiting for others
        Team::instance().leave(section);
        section.rethrow();
    }

    const Chunks& m_chunks;
    const std::type_info& m_section;
    int m_mostHelpers;
    std::size_t m_done = 0; ///< chunks of its own
    double m_seconds = 0;   ///< that they took
};

} // namespace

int threadCount(const ExecutionContext& context) {
    return context.threads > 0 ? context.threads : availableCores();
}

bool parallelChunksOf(const std::type_info& section, const ExecutionContext& context, std::size_t size,
                      std::size_t chunk, const std::function<void(std::size_t, std::size_t)>& body) {
    const Chunks chunks{context, body, size, chunk};
    const int helpers = std::min(threadCount(context), availableCores()) - 1;
    if (helpers > 0 && chunks.count > 1) {
        Caller(chunks, section, helpers).run();
        return !context.stopRequested();
    }
    for (std::size_t index = 0; index < chunks.count && !chunks.stopped(); ++index) {
        chunks.run(index);
    }
    return !context.stopRequested();
}

bool parallelChunks(const ExecutionContext& context, std::size_t size, std::size_t chunk,
                    const std::function<void(std::size_t, std::size_t)>& body) {
    return parallelChunksOf(body.target_type(), context, size, chunk, body);
}

} // namespace tastescope
