// SPDX-License-Identifier: GPL-3.0-or-later
// The vectors closest to a vector, behind one interface: an exact scan, or a graph (HNSW: Malkov, Yashunin
// 2018) for catalogues that are too large for it. The graph's recall is measured against the exact scan every
// time it is built: on badly conditioned vectors it can be poor, and then it says so. neighbours.h asks it
// for items and users; inner products and many queries at once wait for the candidates of a pipeline.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/base/scored_item.h"
#include "engine/linalg/vector_view.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace tastescope {

enum class IndexMetric { InnerProduct, Cosine };

struct NeighbourQueries {
    VectorView vectors; ///< as wide as those of the index
    std::size_t k = 10; ///< fewer come back when fewer are left
    /// Sorted; what a query does not want (itself, what was seen). May be null.
    std::function<std::span<const ItemIndex>(std::size_t query)> excluded{};
    /// Sorted; what may be found, nothing = all. Where they are few, all of them are looked at.
    std::optional<std::span<const ItemIndex>> allowed{};
};

/// Immutable, thread-safe. Scores are inner products or cosines (0 where a vector has no length); order:
/// score descending, then item ascending. An exact and an approximate index give an item the same score.
class NeighbourIndex {
public:
    virtual ~NeighbourIndex() = default;
    NeighbourIndex() = default;
    NeighbourIndex(const NeighbourIndex&) = delete;
    NeighbourIndex& operator=(const NeighbourIndex&) = delete;

    virtual std::size_t size() const = 0;
    virtual std::size_t dimensions() const = 0;
    virtual IndexMetric metric() const = 0;
    virtual bool exact() const = 0;
    /// Share of the true ten nearest that are found, over a seeded sample of queries; 1 for an exact index.
    virtual double recall() const = 0;
    virtual std::size_t bytes() const = 0;

    /// list[i] belongs to query i; queries in parallel. Fails by cancellation, and on vectors of another
    /// width.
    virtual Result<std::vector<std::vector<ScoredItem>>>
    search(const NeighbourQueries& queries, const ExecutionContext& context = {}) const = 0;
};

struct IndexOptions {
    IndexMetric metric = IndexMetric::InnerProduct;
    std::size_t exactBelow = 100'000; ///< so many vectors or more get a graph
    std::size_t links = 16;           ///< of a node of the graph, twice as many on the lowest level
    std::size_t buildBreadth = 200;   ///< candidates looked at for the links of a node
    std::size_t searchBreadth = 128;  ///< candidates looked at for an answer
    /// What will be asked for: recall is measured on a sample of these; without them on the vectors
    /// themselves.
    VectorView sampleQueries{};
    std::size_t samples = 200;
};

/// Chosen by size. The vectors are copied. Fails by cancellation and where memory does not suffice.
Result<std::shared_ptr<const NeighbourIndex>> buildIndex(VectorView vectors, const IndexOptions& options,
                                                         const ExecutionContext& context = {});
Result<std::shared_ptr<const NeighbourIndex>> buildExactIndex(VectorView vectors, const IndexOptions& options,
                                                              const ExecutionContext& context = {});
/// Inserted from one thread, seeded by the context: the same graph every time.
Result<std::shared_ptr<const NeighbourIndex>> buildHnswIndex(VectorView vectors, const IndexOptions& options,
                                                             const ExecutionContext& context = {});

} // namespace tastescope
