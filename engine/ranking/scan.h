// SPDX-License-Identifier: GPL-3.0-or-later
// The exact scan: inner products of queries with all vectors, and the best of them, in one pass. A tile of
// queries × vectors is multiplied in registers and compared with the queries' thresholds there; what does not
// beat them is never written down. Every score is the sum over the dimensions in ascending order, whatever
// its place in a tile: equal vectors get equal scores, and the result is the same on any number of threads.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/scored_item.h"
#include "engine/linalg/dense_kernel.h"
#include "engine/linalg/vector_view.h"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace tastescope {

/// Vectors laid out as the scan reads them: panels of neighbouring vectors, dimension by dimension.
class PackedVectors {
public:
    PackedVectors() = default;
    /// A copy. After a stop: meaningless.
    explicit PackedVectors(VectorView rows, const ExecutionContext& context = {});

    std::size_t size() const { return m_size; }
    std::size_t dimensions() const { return m_dimensions; }
    std::size_t bytes() const { return m_values.size() * sizeof(float); }
    const float* panel(std::size_t number) const;
    float at(std::size_t row, std::size_t dimension) const;

private:
    AlignedFloats m_values;
    std::size_t m_size = 0;
    std::size_t m_dimensions = 0;
};

struct ScanTask {
    VectorView rows{};                     ///< the vectors, laid out panel by panel as the scan goes …
    const PackedVectors* packed = nullptr; ///< … or laid out already, which pays for hundreds of queries
    std::size_t queries = 0;
    std::size_t k = 10; ///< fewer come back when fewer are left
    /// The vector of a query: as many floats as the vectors have.
    std::function<const float*(std::size_t query)> query;
    /// Sorted; what this query does not want. May be null.
    std::function<std::span<const ItemIndex>(std::size_t query)> excluded{};
    std::span<const ItemIndex> allowed{}; ///< sorted; empty = all
};

/// list[i] belongs to query i; queries in parallel. False after a stop.
bool scanBest(const ScanTask& task, std::span<std::vector<ScoredItem>> lists,
              const ExecutionContext& context = {});

/// The score the scan gives, bit for bit.
float scanProduct(const float* a, const float* b, std::size_t dimensions);

} // namespace tastescope
