// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/sasrec/sasrec_trainer.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/models/learning/early_stopping.h"
#include "engine/models/sequence/sasrec/sasrec_windows.h"
#include "engine/neural/embedding.h"
#include "engine/neural/softmax_loss.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t shardCount = 8; ///< fixed: the sums do not depend on the number of threads
/// At least, as long as each shard has a window: little data asks for small batches.
constexpr std::size_t stepsAnEpoch = 16;
/// Weights are averaged over about so many of the latest epochs (Izmailov et al. 2018): steadier than any
/// one.
constexpr int epochsAveraged = 5;
constexpr std::size_t mostHeld = 10'000;
constexpr std::size_t heldPerChunk = 32;
constexpr std::size_t heldPerTile = 8;
constexpr std::uint64_t dropoutStreams = std::uint64_t{1} << 60; ///< behind all others
constexpr std::uint64_t negativeStreams = std::uint64_t{1} << 61;

/// What a shard needs for itself, kept from batch to batch.
struct Shard {
    PackedSequences batch;
    SasRecWorkspace<float> space;
    Buffer<float> hiddenGradient;
    Buffer<float> scores;
    Buffer<float> vectors; ///< of targets, then of negatives
};

class Trainer {
public:
    Trainer(const ItemSequences& sequences, const SasRecOptions& options, const ExecutionContext& context)
        : m_options(options)
        , m_context(context)
        , m_network(options.shape)
        , m_windows(sequences, options.shape, options.patience > 0 ? mostHeld : 0, context.seed)
        , m_weights(m_network.initialWeights(context))
        , m_average(m_weights)
        , m_adam(m_weights, {.learningRate = options.learningRate, .secondDecay = 0.98})
        , m_shards(shardCount)
        , m_gradients(shardCount) {
        for (ShardGradient& gradient : m_gradients) {
            gradient.dense.resize(m_weights.dense.size());
        }
    }

    Result<NetworkWeights> run() {
        if (m_windows.tokens() == 0) {
            std::ranges::fill(m_weights.dense, 0.0F);
            std::ranges::fill(m_weights.table, 0.0F);
            return m_weights;
        }
        const EarlyStoppingOptions course{.epochs = m_options.epochs, .patience = m_options.patience};
        TRY_ASSIGN(auto best, bestEpochOf(
                                  course, m_context,
                                  [&](int epoch) {
                                      const double loss = runEpoch(epoch);
                                      averageEpoch(epoch);
                                      return loss;
                                  },
                                  [&] { return validate(); }, [&] { return m_average; }));
        m_context.report(1, "Training");
        return best;
    }

private:
    /// The mean loss of an event.
    double runEpoch(int epoch) {
        m_windows.beginEpoch(epoch, m_context);
        const std::size_t windows = m_windows.windows();
        const std::size_t perShard = std::clamp<std::size_t>(
            windows / (shardCount * stepsAnEpoch), 1, std::max<std::size_t>(m_options.batch / shardCount, 1));
        const std::size_t batch = perShard * shardCount;
        double loss = 0;
        std::size_t examples = 0;
        for (std::size_t first = 0; first < windows && !m_context.stopRequested(); first += batch) {
            const double part = static_cast<double>(first) / static_cast<double>(windows);
            m_context.report((epoch - 1 + part) / m_options.epochs, "Training");
            runBatch(first, perShard);
            for (const ShardGradient& gradient : m_gradients) {
                loss += gradient.loss;
                examples += gradient.examples;
            }
            if (m_context.finishRequested()) {
                break; // what there is counts as this epoch
            }
        }
        return loss / static_cast<double>(std::max<std::size_t>(examples, 1));
    }

    void runBatch(std::size_t first, std::size_t perShard) {
        ++m_step;
        std::size_t tokens = 0;
        for (std::size_t shard = 0; shard < shardCount; ++shard) {
            PackedSequences& batch = m_shards[shard].batch;
            batch.clear();
            for (std::size_t place = 0; place < perShard; ++place) {
                const std::size_t window = first + shard * perShard + place;
                if (window < m_windows.windows()) {
                    m_windows.append(window, batch);
                }
            }
            tokens += batch.tokens();
        }
        const float scale = 1.0F / static_cast<float>(tokens);
        parallelChunks(m_context, shardCount, 1,
                       [&](std::size_t shard, std::size_t) { runShard(shard, scale); });
        if (!m_context.stopRequested()) {
            m_adam.step(m_gradients, m_weights, m_context);
        }
    }

    void runShard(std::size_t index, float scale) {
        Shard& shard = m_shards[index];
        ShardGradient& gradient = m_gradients[index];
        gradient.examples = shard.batch.tokens();
        gradient.loss = 0;
        gradient.ids.clear();
        if (gradient.examples == 0) {
            return;
        }
        std::ranges::fill(gradient.dense, 0.0F);
        const std::uint64_t stream = m_step * shardCount + index;
        const DropoutPlan dropout{m_options.dropout, m_context.seed, dropoutStreams + stream * 256};
        const Rows<float> hidden = m_network.forward<float>(m_weights.dense.data(), m_weights.tableView(),
                                                            shard.batch, dropout, shard.space);
        const Rows<float> into = shard.hiddenGradient.take(hidden.rows, hidden.columns);
        SoftmaxTask<float> task{hidden, m_weights.tableView().part(0, m_options.shape.items), scale,
                                m_context.stop};
        if (m_options.loss == SasRecLoss::Softmax) {
            wholeLoss(shard, gradient, task, into);
        } else {
            sampledLoss(shard, gradient, task, into, stream);
        }
        if (m_context.stopRequested()) {
            return;
        }
        const Rows<float> inputs = m_network.backward<float>(m_weights.dense.data(), shard.batch, dropout,
                                                             into, gradient.dense.data(), shard.space);
        const std::size_t width = m_weights.dimensions;
        if (m_options.loss == SasRecLoss::Softmax) {
            scatterRows<float>(inputs, shard.batch.inputs, 1,
                               {gradient.rows.data(), m_weights.tableRows(), width});
        } else { // behind targets and negatives
            const std::size_t before = gradient.ids.size();
            std::copy_n(inputs.data, inputs.rows * width, gradient.rows.data() + before * width);
            gradient.ids.insert(gradient.ids.end(), shard.batch.inputs.begin(), shard.batch.inputs.end());
        }
    }

    void wholeLoss(Shard& shard, ShardGradient& gradient, const SoftmaxTask<float>& task,
                   Rows<float> into) const {
        const Rows<float> table = gradient.rows.take(m_weights.tableRows(), m_weights.dimensions);
        std::fill_n(table.data, table.rows * table.columns, 0.0F);
        // A history has an item once: what stands in it is no candidate for what comes next.
        gradient.loss = softmaxLoss<float>(
            task,
            {.columns = shard.batch.targets, .groups = shard.batch.offsets, .chosen = shard.batch.inputs},
            {into, table.part(0, m_options.shape.items)}, shard.scores);
    }

    void sampledLoss(Shard& shard, ShardGradient& gradient, SoftmaxTask<float>& task, Rows<float> into,
                     std::uint64_t stream) const {
        const std::vector<std::uint32_t>& targets = shard.batch.targets;
        const std::size_t tokens = targets.size();
        const std::size_t negatives = m_options.negatives;
        gradient.ids = targets;
        Random random(m_context.seed, negativeStreams + stream);
        for (std::size_t place = 0; place < negatives; ++place) {
            gradient.ids.push_back(static_cast<std::uint32_t>(random.below(m_options.shape.items)));
        }
        const std::size_t width = m_weights.dimensions;
        const Rows<float> vectors = shard.vectors.take(tokens + negatives, width);
        gatherRows<float>(m_weights.tableView(), gradient.ids, 1, vectors);
        const Rows<float> rows = gradient.rows.take(2 * tokens + negatives, width);
        std::fill_n(rows.row(tokens), negatives * width, 0.0F);
        task.candidates = vectors.part(tokens, negatives);
        const SampledTargets<float> sampled{vectors.part(0, tokens), rows.part(0, tokens), targets,
                                            std::span(gradient.ids).subspan(tokens)};
        const RankingGradients<float> gradients{into, rows.part(tokens, negatives)};
        const double items = static_cast<double>(m_options.shape.items);
        if (m_options.loss == SasRecLoss::Sampled) {
            const double each = std::max(1.0, (items - 1) / static_cast<double>(negatives));
            gradient.loss = sampledSoftmaxLoss<float>(task, sampled, static_cast<float>(std::log(each)),
                                                      gradients, shard.scores);
        } else {
            const double beta = calibrationExponent(negatives, m_options.shape.items, m_options.calibration);
            gradient.loss =
                calibratedBinaryLoss<float>(task, sampled, static_cast<float>(beta), gradients, shard.scores);
        }
    }

    void averageEpoch(int epoch) {
        if (epoch == 1) {
            m_average = m_weights;
            return;
        }
        const float share = 1.0F / static_cast<float>(std::min(epoch, epochsAveraged));
        for (auto [from, to] :
             {std::pair{&m_weights.dense, &m_average.dense}, std::pair{&m_weights.table, &m_average.table}}) {
            for (std::size_t at = 0; at < to->size(); ++at) {
                (*to)[at] += share * ((*from)[at] - (*to)[at]);
            }
        }
    }

    std::optional<double> validate() {
        const std::vector<std::uint32_t>& users = m_windows.heldUsers();
        if (users.empty()) {
            return std::nullopt;
        }
        const double sum = parallelSum<double>(
            m_context, users.size(), heldPerChunk, [&](std::size_t begin, std::size_t end) {
                return validateUsers(std::span(users).subspan(begin, end - begin));
            });
        return sum / static_cast<double>(users.size());
    }

    double validateUsers(std::span<const std::uint32_t> users) const {
        PackedSequences batch;
        for (const std::uint32_t user : users) {
            History past;
            for (const ItemIndex item : m_windows.before(user)) {
                past.push_back({item});
            }
            appendHistory(past, m_options.shape, batch);
        }
        SasRecWorkspace<float> space;
        const Rows<float> hidden =
            m_network.forward<float>(m_average.dense.data(), m_average.tableView(), batch, {}, space);
        Buffer<float> ends;
        Buffer<float> scores;
        const std::size_t items = m_options.shape.items;
        double sum = 0;
        for (std::size_t first = 0; first < users.size() && !m_context.stopRequested();
             first += heldPerTile) {
            const std::size_t count = std::min(heldPerTile, users.size() - first);
            const Rows<float> last = ends.take(count, hidden.columns);
            for (std::size_t place = 0; place < count; ++place) {
                std::copy_n(hidden.row(batch.offsets[first + place + 1] - 1), hidden.columns,
                            last.row(place));
            }
            const Rows<float> tile = scores.take(count, items);
            multiplyByTransposed<float>(last, m_average.tableView().part(0, items), tile);
            for (std::size_t place = 0; place < count; ++place) {
                const std::uint32_t user = users[first + place];
                sum +=
                    heldItemLoss({tile.row(place), items}, m_windows.heldItem(user), m_windows.before(user));
            }
        }
        return sum;
    }

    const SasRecOptions& m_options;
    const ExecutionContext& m_context;
    SasRecNetwork m_network;
    SasRecWindows m_windows;
    NetworkWeights m_weights;
    NetworkWeights m_average;
    std::uint64_t m_step = 0;
    ShardedAdam m_adam;
    std::vector<Shard> m_shards;
    std::vector<ShardGradient> m_gradients;
};

} // namespace

Result<NetworkWeights> trainSasRec(const ItemSequences& sequences, const SasRecOptions& options,
                                   const ExecutionContext& context) {
    return Trainer(sequences, options, context).run();
}

std::size_t sasRecTrainingBytes(const SasRecOptions& options, std::size_t events) {
    const std::size_t d = options.shape.dimensions;
    const std::size_t table = options.shape.tableRows() * d;
    const std::size_t tokens = options.batch * options.shape.length;
    // Weights, averaged and best ones, two moments; a gradient a shard; activations; sequences and their
    // windows.
    const bool whole = options.loss == SasRecLoss::Softmax;
    const std::size_t gradients =
        whole ? shardCount * table : (2 * tokens + shardCount * options.negatives) * d;
    const std::size_t activations =
        tokens * (options.shape.blocks * (11 * d + options.shape.heads * options.shape.length) + 10 * d);
    return sizeof(float) * (5 * table + gradients + activations) + 24 * events;
}

} // namespace tastescope
