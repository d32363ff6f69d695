// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/deep/two_tower/two_tower_trainer.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/models/deep/two_tower/two_tower_batch.h"
#include "engine/models/learning/early_stopping.h"
#include "engine/models/learning/next_item_validation.h"
#include "engine/neural/softmax_loss.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

namespace tastescope {
namespace {

constexpr std::size_t shardCount = 8; ///< fixed: the sums do not depend on the number of threads
/// At least, where a batch does not become too small by it.
constexpr std::size_t stepsAnEpoch = 16;
constexpr std::size_t leastShard = 32; ///< events: among fewer items there is nothing to choose
constexpr std::size_t mostHeld = 10'000;
constexpr std::size_t groupSize = 32; ///< items of a person at once
constexpr std::size_t rowsPerChunk = 128;
constexpr std::size_t heldPerTile = 8;
constexpr double embeddingScale = 0.1;

/// Random streams of their own for each purpose, and within it for each epoch and person or step and shard.
enum class Purpose : std::uint64_t { Rows = 1, Towers = 2, Order = 3, Groups = 4, Masks = 5, Dropout = 6 };
std::uint64_t streamOf(Purpose purpose, std::uint64_t major, std::uint64_t minor) {
    return static_cast<std::uint64_t>(purpose) << 58 | major << 32 | minor;
}

struct Group {
    std::uint32_t user;
    std::uint64_t first; ///< in the epoch's items
    std::uint32_t count;
};

/// What a shard needs for itself, kept from batch to batch.
struct Shard {
    Shard(const TowerTable& table, const TowerAttributes& attributes) : batch(table, attributes) {}
    TwoTowerBatch batch;
    Tower::Space<float> itemSpace, peopleSpace;
    Buffer<float> items, people, means, scores;
    Buffer<float> itemOut, meanOut, itemIn, meanIn, peopleIn; ///< gradients
    Buffer<std::uint8_t> kept;
    std::vector<float> offsets;
};

class Trainer {
public:
    Trainer(const ItemSequences& sequences, const TowerAttributes& attributes, std::size_t items,
            const TwoTowerOptions& options, const ExecutionContext& context)
        : m_sequences(sequences)
        , m_attributes(attributes)
        , m_options(options)
        , m_context(context)
        , m_table{items, attributes.itemTerms, attributes.userTerms}
        , m_network(options.shape)
        , m_held(heldUsers(sequences, options.patience > 0 ? mostHeld : 0, context.seed))
        , m_isHeld(sequences.users())
        , m_chance(items)
        , m_order(sequences.items)
        , m_weights(initialWeights())
        , m_adam(m_weights, {.learningRate = options.learningRate})
        , m_gradients(shardCount) {
        for (const std::uint32_t user : m_held) {
            m_isHeld[user] = 1;
        }
        for (ShardGradient& gradient : m_gradients) {
            gradient.dense.resize(m_weights.dense.size());
            m_shards.push_back(std::make_unique<Shard>(m_table, m_attributes));
        }
    }

    Result<NetworkWeights> run() {
        if (m_sequences.items.empty()) {
            std::ranges::fill(m_weights.dense, 0.0F);
            std::ranges::fill(m_weights.table, 0.0F);
            return m_weights;
        }
        const EarlyStoppingOptions course{.epochs = m_options.epochs, .patience = m_options.patience};
        TRY_ASSIGN(auto best, bestEpochOf(
                                  course, m_context, [&](int epoch) { return runEpoch(epoch); },
                                  [&] { return validate(); }, [&] { return m_weights; }));
        m_context.report(1, "Training");
        return best;
    }

private:
    /// Also counts how often each item is met.
    NetworkWeights initialWeights() {
        std::vector<double> counts(m_table.items);
        for (const ItemIndex item : m_sequences.items) {
            ++counts[item.value];
        }
        for (std::size_t item = 0; item < m_table.items; ++item) {
            m_chance[item] = counts[item] / static_cast<double>(m_sequences.items.size());
        }
        NetworkWeights weights;
        weights.dimensions = m_options.shape.dimensions;
        weights.dense.resize(m_network.parameters());
        m_network.items().initialise(m_context.seed, streamOf(Purpose::Towers, 0, 0), weights.dense.data());
        m_network.people().initialise(m_context.seed, streamOf(Purpose::Towers, 0, 1), weights.dense.data());
        weights.table.resize(m_table.rows() * weights.dimensions);
        parallelChunks(m_context, m_table.rows(), rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; ++row) {
                if (row < m_table.items && counts[row] == 0) {
                    continue; // nothing is known of it but its attributes
                }
                Random random(m_context.seed, streamOf(Purpose::Rows, 0, row));
                for (std::size_t d = 0; d < weights.dimensions; ++d) {
                    weights.table[row * weights.dimensions + d] =
                        static_cast<float>(random.normal(0, embeddingScale));
                }
            }
        });
        return weights;
    }

    std::span<const ItemIndex> trainedOf(std::size_t user) const {
        const auto items = m_sequences.itemsOf(user);
        return items.first(items.size() - m_isHeld[user]);
    }

    /// Every item of every person in one group, in random company.
    void drawGroups(int epoch) {
        const auto major = static_cast<std::uint64_t>(epoch);
        parallelChunks(m_context, m_sequences.users(), 256, [&](std::size_t begin, std::size_t end) {
            for (std::size_t user = begin; user < end; ++user) {
                const auto items = trainedOf(user);
                const std::span row = std::span(m_order).subspan(m_sequences.offsets[user], items.size());
                std::ranges::copy(items, row.begin());
                Random(m_context.seed, streamOf(Purpose::Order, major, user)).shuffle(row);
            }
        });
        m_groups.clear();
        for (std::size_t user = 0; user < m_sequences.users(); ++user) {
            const std::size_t count = trainedOf(user).size();
            const std::size_t pieces = (count + groupSize - 1) / groupSize;
            for (std::size_t piece = 0; piece < pieces; ++piece) { // pieces of nearly equal size
                const std::size_t first = count * piece / pieces;
                const std::size_t last = count * (piece + 1) / pieces;
                m_groups.push_back({static_cast<std::uint32_t>(user), m_sequences.offsets[user] + first,
                                    static_cast<std::uint32_t>(last - first)});
            }
        }
        Random(m_context.seed, streamOf(Purpose::Groups, major, 0)).shuffle(std::span(m_groups));
    }

    double runEpoch(int epoch) {
        drawGroups(epoch);
        const std::size_t shardEvents =
            std::clamp(m_sequences.items.size() / (shardCount * stepsAnEpoch), leastShard,
                       std::max(m_options.batch / shardCount, leastShard));
        double loss = 0;
        std::size_t examples = 0;
        for (std::size_t next = 0; next < m_groups.size() && !m_context.stopRequested();) {
            const double part = static_cast<double>(next) / static_cast<double>(m_groups.size());
            m_context.report((epoch - 1 + part) / m_options.epochs, "Training");
            next = runBatch(next, shardEvents);
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

    /// Returns the first group of the next batch.
    std::size_t runBatch(std::size_t next, std::size_t shardEvents) {
        ++m_step;
        std::size_t examples = 0;
        for (std::size_t shard = 0; shard < shardCount; ++shard) {
            TwoTowerBatch& batch = m_shards[shard]->batch;
            batch.clear();
            Random random(m_context.seed, streamOf(Purpose::Masks, m_step, shard));
            while (next < m_groups.size() && batch.groups().examples() < shardEvents) {
                const Group& group = m_groups[next++];
                batch.beginGroup(group.user, random.uniform() < 0.5); // strangers have no attributes
                for (std::uint32_t place = 0; place < group.count; ++place) {
                    batch.add(m_order[group.first + place], random.uniform() < m_options.idDropout);
                }
                batch.endGroup();
            }
            examples += batch.groups().examples();
        }
        const float scale = 1.0F / static_cast<float>(examples);
        parallelChunks(m_context, shardCount, 1,
                       [&](std::size_t shard, std::size_t) { runShard(shard, scale); });
        if (!m_context.stopRequested()) {
            m_adam.step(m_gradients, m_weights, m_context);
        }
        return next;
    }

    void runShard(std::size_t index, float scale) {
        Shard& shard = *m_shards[index];
        ShardGradient& gradient = m_gradients[index];
        const TowerGroups& groups = shard.batch.groups();
        const std::size_t d = m_options.shape.dimensions;
        const float* const parameters = m_weights.dense.data();
        gradient.examples = groups.examples();
        gradient.loss = 0;
        gradient.ids.clear();
        if (gradient.examples == 0) {
            return;
        }
        std::ranges::fill(gradient.dense, 0.0F);
        const Rows<float> items = shard.items.take(shard.batch.items(), d);
        const Rows<float> people = shard.people.take(shard.batch.people(), d);
        const Rows<float> means = shard.means.take(groups.examples(), d);
        shard.batch.inputs(m_weights, items, people);
        leaveOneOutMeans<float>(groups, items, people, means);
        if (m_options.dropout > 0) {
            dropoutForward<float>({m_context.seed, streamOf(Purpose::Dropout, m_step, index)},
                                  m_options.dropout, means, shard.kept.take(means.rows * d));
        }
        const Rows<float> itemOut = m_network.items().forward<float>(parameters, items, shard.itemSpace);
        const Rows<float> meanOut = m_network.people().forward<float>(parameters, means, shard.peopleSpace);

        const Rows<float> itemGradient = shard.itemOut.take(items.rows, d);
        const Rows<float> meanGradient = shard.meanOut.take(means.rows, d);
        std::fill_n(itemGradient.data, items.rows * d, 0.0F);
        placeOffsets(shard);
        gradient.loss = softmaxLoss<float>(
            {meanOut, itemOut, scale, m_context.stop},
            {.columns = groups.targets, .offsets = shard.offsets, .groups = groups.offsets},
            {meanGradient, itemGradient}, shard.scores);
        if (m_context.stopRequested()) {
            return;
        }
        backward(shard, gradient, items, means, itemGradient, meanGradient);
    }

    void backward(Shard& shard, ShardGradient& gradient, Rows<float> items, Rows<float> means,
                  Rows<float> itemGradient, Rows<float> meanGradient) const {
        const std::size_t d = m_options.shape.dimensions;
        const float* const parameters = m_weights.dense.data();
        const Rows<float> itemIn = shard.itemIn.take(items.rows, d);
        const Rows<float> meanIn = shard.meanIn.take(means.rows, d);
        const Rows<float> peopleIn = shard.peopleIn.take(shard.batch.people(), d);
        m_network.items().backward<float>(parameters, gradient.dense.data(), items, itemGradient, itemIn,
                                          shard.itemSpace);
        m_network.people().backward<float>(parameters, gradient.dense.data(), means, meanGradient, meanIn,
                                           shard.peopleSpace);
        if (m_options.dropout > 0) {
            dropoutBackward<float>(m_options.dropout, shard.kept.data(), meanIn);
        }
        std::fill_n(peopleIn.data, peopleIn.rows * d, 0.0F);
        leaveOneOutMeansBackward<float>(shard.batch.groups(), meanIn, itemIn, peopleIn);
        shard.batch.tableGradient(itemIn, peopleIn, gradient);
    }

    /// Minus the logarithm of an item's chance to be among those of the shard.
    void placeOffsets(Shard& shard) const {
        shard.offsets.clear();
        const auto draws = static_cast<double>(shard.batch.groups().examples());
        for (std::size_t row = 0; row < shard.batch.items(); ++row) {
            const double chance = -std::expm1(draws * std::log1p(-m_chance[shard.batch.itemOf(row)]));
            shard.offsets.push_back(
                m_options.popularityCorrection ? static_cast<float>(-std::log(std::max(chance, 1e-12))) : 0);
        }
    }

    std::optional<double> validate() {
        if (m_held.empty()) {
            return std::nullopt;
        }
        const std::size_t d = m_options.shape.dimensions;
        const Rows<float> inputs = m_inputs.take(m_table.items, d);
        const Rows<float> vectors = m_vectors.take(m_table.items, d);
        parallelChunks(m_context, m_table.items, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            const Rows<float> in = inputs.part(begin, end - begin);
            itemInputs(m_weights, m_table, m_attributes, begin, in);
            Tower::Space<float> space;
            const Rows<float> out = m_network.items().forward<float>(m_weights.dense.data(), in, space);
            std::copy_n(out.data, out.rows * d, vectors.row(begin));
        });
        const double sum = parallelSum<double>(
            m_context, m_held.size(), rowsPerChunk, [&](std::size_t begin, std::size_t end) {
                return validateUsers(std::span(m_held).subspan(begin, end - begin), inputs, vectors);
            });
        return sum / static_cast<double>(m_held.size());
    }

    double validateUsers(std::span<const std::uint32_t> users, Rows<const float> inputs,
                         Rows<const float> vectors) const {
        const std::size_t d = m_options.shape.dimensions;
        Buffer<float> space;
        Buffer<float> scores;
        Tower::Space<float> tower;
        const Rows<float> means = space.take(users.size(), d);
        std::fill_n(means.data, users.size() * d, 0.0F);
        for (std::size_t row = 0; row < users.size(); ++row) {
            const auto past = trainedOf(users[row]);
            for (const ItemIndex item : past) {
                addScaled(1 / static_cast<float>(past.size()), inputs.row(item.value), means.row(row), d);
            }
        }
        const Rows<float> people = m_network.people().forward<float>(m_weights.dense.data(), means, tower);
        double loss = 0;
        for (std::size_t first = 0; first < users.size() && !m_context.stopRequested();
             first += heldPerTile) {
            const std::size_t count = std::min(heldPerTile, users.size() - first);
            const Rows<float> tile = scores.take(count, m_table.items);
            multiplyByTransposed<float>(people.part(first, count), vectors, tile);
            for (std::size_t row = 0; row < count; ++row) {
                const std::uint32_t user = users[first + row];
                loss += heldItemLoss({tile.row(row), m_table.items}, m_sequences.itemsOf(user).back(),
                                     trainedOf(user));
            }
        }
        return loss;
    }

    const ItemSequences& m_sequences;
    const TowerAttributes& m_attributes;
    const TwoTowerOptions& m_options;
    const ExecutionContext& m_context;
    TowerTable m_table;
    TwoTowerNetwork m_network;
    std::vector<std::uint32_t> m_held;
    std::vector<std::uint8_t> m_isHeld;
    std::vector<double> m_chance;   ///< by item: that a drawn event is about it
    std::vector<ItemIndex> m_order; ///< this epoch's
    std::vector<Group> m_groups;
    NetworkWeights m_weights;
    std::uint64_t m_step = 0;
    ShardedAdam m_adam;
    std::vector<std::unique_ptr<Shard>> m_shards;
    std::vector<ShardGradient> m_gradients;
    Buffer<float> m_inputs;
    Buffer<float> m_vectors;
};

} // namespace

void itemInputs(const NetworkWeights& weights, const TowerTable& table, const TowerAttributes& attributes,
                std::size_t first, Rows<float> out) {
    const Rows<const float> rows = weights.tableView();
    for (std::size_t row = 0; row < out.rows; ++row) {
        std::copy_n(rows.row(first + row), out.columns, out.row(row));
        const auto terms = attributes.items.columnsOf(first + row);
        const auto values = attributes.items.valuesOf(first + row);
        for (std::size_t at = 0; at < terms.size(); ++at) {
            addScaled(values[at], rows.row(table.itemTerm(terms[at])), out.row(row), out.columns);
        }
    }
}

Result<NetworkWeights> trainTwoTower(const ItemSequences& sequences, const TowerAttributes& attributes,
                                     std::size_t items, const TwoTowerOptions& options,
                                     const ExecutionContext& context) {
    return Trainer(sequences, attributes, items, options, context).run();
}

} // namespace tastescope
