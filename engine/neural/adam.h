// SPDX-License-Identifier: GPL-3.0-or-later
// Adam (Kingma and Ba 2015), and its use in training by shards: a batch is cut into a fixed number of shards,
// each shard's gradient is computed by one thread, and they are added in the order of the shards. So the
// result does not depend on the number of threads.
#pragma once

#include "engine/base/execution.h"
#include "engine/linalg/rows.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tastescope {

struct AdamOptions {
    double learningRate = 1e-3;
    double firstDecay = 0.9;
    double secondDecay = 0.999;
    double epsilon = 1e-8;
};

class Adam {
public:
    Adam(std::size_t parameters, const AdamOptions& options);
    void beginStep();
    /// Moves parameters [first, first + count) against their gradient. Disjoint ranges may be updated at the
    /// same time.
    void update(std::size_t first, std::span<const float> gradient, float* parameters);

private:
    AdamOptions m_options;
    std::vector<float> m_first;
    std::vector<float> m_second;
    double m_firstPower = 1;
    double m_secondPower = 1;
    float m_rate = 0;
    float m_epsilon = 0;
};

/// What one shard of a batch asks for. Either every row of the table has its gradient, or those named in
/// `ids`, in any order and several times where need be.
struct ShardGradient {
    std::vector<float> dense; ///< as the network's flat parameters
    std::vector<std::uint32_t> ids;
    Buffer<float> rows; ///< table rows (`ids` empty), or a row an id
    double loss = 0;
    std::size_t examples = 0;
};

/// Weights of a network with one large table of embeddings.
struct NetworkWeights {
    std::vector<float> dense;
    std::vector<float> table; ///< rows of `dimensions` values
    std::size_t dimensions = 1;

    std::size_t tableRows() const { return table.size() / dimensions; }
    Rows<const float> tableView() const { return {table.data(), tableRows(), dimensions}; }
};

class ShardedAdam {
public:
    ShardedAdam(const NetworkWeights& weights, const AdamOptions& options);
    /// One step with the sum of the shards' gradients. Rows of the table without gradient stay as they are.
    void step(std::span<const ShardGradient> shards, NetworkWeights& weights,
              const ExecutionContext& context);

private:
    void updateDense(std::span<const ShardGradient> shards, NetworkWeights& weights,
                     const ExecutionContext& context);
    void updateAllRows(std::span<const ShardGradient> shards, NetworkWeights& weights,
                       const ExecutionContext& context);
    void updateNamedRows(std::span<const ShardGradient> shards, NetworkWeights& weights,
                         const ExecutionContext& context);

    Adam m_dense;
    Adam m_table;
    struct Named {
        std::uint32_t id;
        std::uint32_t shard;
        std::uint32_t row;
    };
    std::vector<Named> m_named;
    std::vector<std::size_t> m_groups; ///< where the rows of the next id begin
};

} // namespace tastescope
