// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/parallel.h"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <thread>

namespace tastescope {

int threadCount(const ExecutionContext& context) {
    return context.threads > 0 ? context.threads : std::max(1, tbb::this_task_arena::max_concurrency());
}

bool parallelChunks(const ExecutionContext& context, std::size_t size, std::size_t chunk,
                    const std::function<void(std::size_t, std::size_t)>& body) {
    const std::size_t chunks = (size + chunk - 1) / chunk;
    const auto run = [&](std::size_t index) {
        if (!context.stopRequested()) {
            body(index * chunk, std::min(size, (index + 1) * chunk));
        }
    };
    const int threads = threadCount(context);
    if (threads == 1 || chunks <= 1) {
        for (std::size_t index = 0; index < chunks; ++index) {
            run(index);
        }
    } else {
        tbb::task_arena arena(threads);
        arena.execute([&] {
            tbb::parallel_for(
                tbb::blocked_range<std::size_t>(0, chunks, 1),
                [&](const tbb::blocked_range<std::size_t>& range) {
                    for (std::size_t index = range.begin(); index != range.end(); ++index) {
                        run(index);
                    }
                },
                tbb::simple_partitioner());
        });
    }
    return !context.stopRequested();
}

} // namespace tastescope
