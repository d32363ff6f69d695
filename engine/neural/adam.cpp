// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/adam.h"

#include "engine/base/parallel.h"
#include "engine/linalg/products.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace tastescope {
namespace {

constexpr std::size_t piece = 4096; ///< values that are added and used while they are near the core

} // namespace

Adam::Adam(std::size_t parameters, const AdamOptions& options)
    : m_options(options)
    , m_first(parameters)
    , m_second(parameters) {}

void Adam::beginStep() {
    m_firstPower *= m_options.firstDecay;
    m_secondPower *= m_options.secondDecay;
    // The corrections for the moments' start at zero, folded into the rate.
    const double correction = std::sqrt(1 - m_secondPower);
    m_rate = static_cast<float>(m_options.learningRate * correction / (1 - m_firstPower));
    m_epsilon = static_cast<float>(m_options.epsilon * correction);
}

void Adam::update(std::size_t first, std::span<const float> gradient, float* parameters) {
    const auto b1 = static_cast<float>(m_options.firstDecay);
    const auto b2 = static_cast<float>(m_options.secondDecay);
    float* const mean = m_first.data() + first;
    float* const square = m_second.data() + first;
    for (std::size_t at = 0; at < gradient.size(); ++at) {
        mean[at] = b1 * mean[at] + (1 - b1) * gradient[at];
        square[at] = b2 * square[at] + (1 - b2) * gradient[at] * gradient[at];
        parameters[first + at] -= m_rate * mean[at] / (std::sqrt(square[at]) + m_epsilon);
    }
}

ShardedAdam::ShardedAdam(const NetworkWeights& weights, const AdamOptions& options)
    : m_dense(weights.dense.size(), options)
    , m_table(weights.table.size(), options) {}

void ShardedAdam::step(std::span<const ShardGradient> shards, NetworkWeights& weights,
                       const ExecutionContext& context) {
    m_dense.beginStep();
    m_table.beginStep();
    updateDense(shards, weights, context);
    const bool named = std::ranges::any_of(shards, [](const auto& shard) { return !shard.ids.empty(); });
    if (named) {
        updateNamedRows(shards, weights, context);
    } else {
        updateAllRows(shards, weights, context);
    }
}

void ShardedAdam::updateDense(std::span<const ShardGradient> shards, NetworkWeights& weights,
                              const ExecutionContext& context) {
    parallelChunks(context, weights.dense.size(), piece, [&](std::size_t begin, std::size_t end) {
        std::array<float, piece> sum{};
        for (const ShardGradient& shard : shards) {
            if (shard.examples > 0) {
                addScaled<float>(1, shard.dense.data() + begin, sum.data(), end - begin);
            }
        }
        m_dense.update(begin, {sum.data(), end - begin}, weights.dense.data());
    });
}

void ShardedAdam::updateAllRows(std::span<const ShardGradient> shards, NetworkWeights& weights,
                                const ExecutionContext& context) {
    parallelChunks(context, weights.table.size(), piece, [&](std::size_t begin, std::size_t end) {
        std::array<float, piece> sum{};
        for (const ShardGradient& shard : shards) {
            if (shard.examples > 0) {
                addScaled<float>(1, shard.rows.data() + begin, sum.data(), end - begin);
            }
        }
        m_table.update(begin, {sum.data(), end - begin}, weights.table.data());
    });
}

void ShardedAdam::updateNamedRows(std::span<const ShardGradient> shards, NetworkWeights& weights,
                                  const ExecutionContext& context) {
    m_named.clear();
    for (std::size_t shard = 0; shard < shards.size(); ++shard) {
        const std::size_t rows = shards[shard].examples > 0 ? shards[shard].ids.size() : 0;
        for (std::size_t row = 0; row < rows; ++row) {
            m_named.push_back(
                {shards[shard].ids[row], static_cast<std::uint32_t>(shard), static_cast<std::uint32_t>(row)});
        }
    }
    std::ranges::sort(m_named, {}, [](const Named& a) { return std::tuple(a.id, a.shard, a.row); });
    m_groups.clear();
    for (std::size_t at = 0; at < m_named.size(); ++at) {
        if (at == 0 || m_named[at].id != m_named[at - 1].id) {
            m_groups.push_back(at);
        }
    }
    m_groups.push_back(m_named.size());
    const std::size_t width = weights.dimensions;
    parallelChunks(context, m_groups.size() - 1, 256, [&](std::size_t begin, std::size_t end) {
        std::vector<float> sum(width);
        for (std::size_t group = begin; group < end; ++group) {
            std::ranges::fill(sum, 0.0F);
            for (std::size_t at = m_groups[group]; at < m_groups[group + 1]; ++at) {
                const float* const rows = shards[m_named[at].shard].rows.data();
                addScaled<float>(1, rows + m_named[at].row * width, sum.data(), width);
            }
            m_table.update(m_named[m_groups[group]].id * width, sum, weights.table.data());
        }
    });
}

} // namespace tastescope
