// SPDX-License-Identifier: GPL-3.0-or-later
// Work in fixed chunks, so that the result does not depend on the number of threads: chunk boundaries depend
// on the size alone, and reductions add the chunks' partial results in order.
//
// How many threads a section gets is decided by its work, so that two are never slower than one: the caller
// works alone unless a tenth of a millisecond of work for another thread is left, by what a chunk of the same
// section took the last time and takes now. Helpers are shared by all sections, never more than there are
// cores, and sleep when there is nothing to do.
#pragma once

#include "engine/base/execution.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <typeinfo>
#include <vector>

namespace tastescope {

/// The number of threads a context stands for (its own, or all cores that this process may use).
int threadCount(const ExecutionContext& context);

/// Calls `body(begin, end)` for the chunks [0, chunk), [chunk, 2·chunk), … of [0, size), on at most the
/// context's threads and in any order. May be called from a body. No chunk is begun after a stop was
/// requested; returns false in that case. `body` should not throw; what it throws reaches the caller when all
/// threads have left.
bool parallelChunks(const ExecutionContext& context, std::size_t size, std::size_t chunk,
                    const std::function<void(std::size_t begin, std::size_t end)>& body);

/// The same for a body that several sections share; `section` tells them apart.
bool parallelChunksOf(const std::type_info& section, const ExecutionContext& context, std::size_t size,
                      std::size_t chunk, const std::function<void(std::size_t begin, std::size_t end)>& body);

/// Sum of `body(begin, end)` over the chunks, added in chunk order: the same bits for any number of threads.
/// After a stop the value is meaningless; ask the context.
template <typename T>
T parallelSum(const ExecutionContext& context, std::size_t size, std::size_t chunk,
              const std::function<T(std::size_t begin, std::size_t end)>& body) {
    std::vector<T> parts((size + chunk - 1) / chunk, T{});
    parallelChunksOf(body.target_type(), context, size, chunk,
                     [&](std::size_t begin, std::size_t end) { parts[begin / chunk] = body(begin, end); });
    T sum{};
    for (const T& part : parts) {
        sum += part;
    }
    return sum;
}

} // namespace tastescope
