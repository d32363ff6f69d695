// SPDX-License-Identifier: GPL-3.0-or-later
// The items most like an item and the users most like a user, as one model holds them: exactly, by looking at
// all of them, or through a graph of the model's vectors (HNSW) for those who ask a large catalogue again and
// again. One look at 100,000 vectors takes some milliseconds and building their graph a minute: a single
// question is always answered exactly.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace tastescope {

class NeighbourIndex;
class Recommender;

enum class NeighbourKind { Items, Users };

struct Neighbour {
    std::uint32_t row = 0; ///< of an item or a user
    float score = 0;
    friend bool operator==(const Neighbour&, const Neighbour&) = default;
};

struct Neighbours {
    std::vector<Neighbour> nearest; ///< score descending, then row ascending
    bool approximate = false;       ///< some of the nearest may be missing …
    double recall = 1;              ///< … this share of them is found, measured when the graph was built
};

/// How many leading dimensions of its vectors make the model's likeness by their cosine: all, or all but a
/// bias; 0 when it is something else. Told from a few rows spread over the table.
std::size_t likenessWidth(const Recommender& model, NeighbourKind kind);

/// Thread-safe: others may ask while the graph is built, and are answered exactly until it is there.
class NeighbourFinder {
public:
    /// Fewer vectors than this never get a graph.
    static constexpr std::size_t graphFrom = 100'000;

    explicit NeighbourFinder(std::shared_ptr<const Recommender> model, std::size_t from = graphFrom);
    ~NeighbourFinder();

    const std::shared_ptr<const Recommender>& model() const { return m_model; }

    /// The k most like `row`, itself left out; fewer when there are fewer. Fails only by cancellation.
    Result<Neighbours> nearest(NeighbourKind kind, std::uint32_t row, std::size_t k,
                               const ExecutionContext& context = {}) const;

    /// There are enough vectors for a graph, and nobody has tried to build it yet.
    bool wantsGraph(NeighbourKind kind) const;
    /// Builds it; nothing is built where the model's likeness is not the cosine of its vectors. Fails by
    /// cancellation and where memory does not suffice; what failed may be tried again.
    Result<void> buildGraph(NeighbourKind kind, const ExecutionContext& context = {});

private:
    struct Graph {
        bool tried = false;
        std::size_t width = 0; ///< dimensions that make likeness: biases are none
        std::shared_ptr<const NeighbourIndex> index;
    };
    Graph graph(NeighbourKind kind) const;

    std::shared_ptr<const Recommender> m_model;
    std::size_t m_from;
    mutable std::mutex m_mutex;
    std::array<Graph, 2> m_graphs; ///< by kind, guarded by the mutex
};

} // namespace tastescope
