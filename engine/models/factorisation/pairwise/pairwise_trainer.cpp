// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_trainer.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/models/factorisation/pairwise/pairwise_blocks.h"
#include "engine/models/factorisation/pairwise/pairwise_fold_in_all.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/learning/early_stopping.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t heldPerChunk = 4096;
constexpr int heldDraws = 4; ///< negatives that a held pair is compared with
constexpr double startingLength = 0.1;
constexpr float beyondMeasure = 1e15F;
constexpr std::uint64_t negativeStreams = std::uint64_t{1} << 60; ///< behind all others
constexpr std::uint64_t heldNegativeStreams = std::uint64_t{1} << 61;

struct State {
    AlignedFloats users;
    AlignedFloats items;
    std::vector<float> biases;
};

bool withinMeasure(const float* values, std::size_t count) {
    int beyond = 0; // no early exit: the loop becomes vector instructions
    for (std::size_t place = 0; place < count; ++place) {
        beyond |= static_cast<int>(!(std::abs(values[place]) < beyondMeasure));
    }
    return beyond == 0;
}

/// What a task keeps from cell to cell.
struct Scratch {
    std::vector<unsigned char> marks;
    std::vector<std::uint32_t> negatives;
};

class Trainer {
public:
    Trainer(const InteractionMatrix& matrix, std::size_t users, std::size_t items,
            const PairwiseOptions& options, const ExecutionContext& context)
        : m_matrix(matrix)
        , m_options(options)
        , m_context(context)
        , m_dims(paddedDimensions(options.factors))
        , m_itemCount(items)
        , m_rows(positiveRows(matrix, options.validation, m_held, context))
        , m_blocks(m_rows, items, m_dims)
        , m_scratch(m_blocks.blocksPerSide())
        , m_state{startingRows(users, options, 0, context), startingRows(items, options, 1, context),
                  std::vector<float>(items)} {
        for (Scratch& scratch : m_scratch) {
            scratch.marks.resize(m_blocks.itemsPerBlock());
        }
        if (options.loss == PairwiseLoss::Ranks) {
            m_gains = warpGains(items, options.mostDraws);
        }
    }

    Result<PairwiseFactors> run() {
        const EarlyStoppingOptions course{.epochs = m_rows.pairCount() > 0 ? m_options.epochs : 0,
                                          .patience = m_options.patience};
        TRY_ASSIGN(m_state,
                   bestEpochOf(
                       course, m_context, [&](int epoch) { return trainingLoss(descendEpoch(epoch)); },
                       [&] { return heldLoss(); }, [&] { return m_state; }));
        return finished();
    }

private:
    PairwiseSums descendEpoch(int epoch) {
        m_blocks.beginEpoch(epoch, m_context);
        const double passed = m_options.epochs > 1 ? (epoch - 1.0) / (m_options.epochs - 1.0) : 0;
        const double share = 1 - passed * (1 - m_options.finalRate);
        const PairwiseStep step{static_cast<float>(m_options.learningRate * share),
                                static_cast<float>(m_options.regularization),
                                static_cast<float>(m_options.biasRegularization)};
        PairwiseSums sums;
        for (const std::uint32_t round : m_blocks.rounds()) {
            sums += parallelSum<PairwiseSums>(
                m_context, m_blocks.blocksPerSide(), 1, [&](std::size_t userBlock, std::size_t) {
                    return descendCell(epoch, userBlock, m_blocks.itemBlock(round, userBlock), step);
                });
        }
        return sums;
    }

    PairwiseSums descendCell(int epoch, std::size_t userBlock, std::size_t itemBlock,
                             const PairwiseStep& step) {
        Random random = cellRandom(m_context.seed, epoch, m_blocks.blocksPerSide(), userBlock, itemBlock);
        Scratch& scratch = m_scratch[userBlock];
        const PairwiseRun run{m_blocks.cell(userBlock, itemBlock), m_blocks.items(itemBlock)};
        const PairwiseTables tables{m_state.users.data(), m_state.items.data(), m_state.biases.data(),
                                    m_dims};
        if (m_options.loss == PairwiseLoss::Ranks) {
            return descendWarp(run, {m_options.mostDraws, m_gains}, random, scratch.marks, tables, step);
        }
        drawNegatives(run, m_options.negatives, random, scratch.marks, scratch.negatives);
        return descendPairs(run, scratch.negatives, tables, step);
    }

    /// The mean loss of a step; infinite when the vectors are beyond measure.
    double trainingLoss(const PairwiseSums& sums) const {
        const bool within = withinMeasure(m_state.users.data(), m_state.users.size()) &&
                            withinMeasure(m_state.items.data(), m_state.items.size()) &&
                            withinMeasure(m_state.biases.data(), m_state.biases.size());
        return within ? sums.loss / static_cast<double>(std::max<std::uint64_t>(sums.steps, 1))
                      : std::numeric_limits<double>::infinity();
    }

    /// The mean loss of the pairs held back, if there are any.
    std::optional<double> heldLoss() const {
        if (m_held.empty()) {
            return std::nullopt;
        }
        const double sum = parallelSum<double>(m_context, m_held.size(), heldPerChunk,
                                               [&](std::size_t begin, std::size_t end) {
                                                   double losses = 0;
                                                   for (std::size_t pair = begin; pair < end; ++pair) {
                                                       losses += lossOf(m_held[pair], pair);
                                                   }
                                                   return losses;
                                               });
        return sum / static_cast<double>(m_held.size());
    }

    /// Against the same negatives in all epochs. What is held back of the same person may be among them, as
    /// it may in training.
    double lossOf(const HeldPair& held, std::size_t stream) const {
        Random random(m_context.seed, heldNegativeStreams + stream);
        const auto own = m_rows.itemsOf(held.user);
        const double score = scoreOf(held.user, held.item);
        const bool ranks = m_options.loss == PairwiseLoss::Ranks;
        const int draws = ranks ? m_options.mostDraws : heldDraws;
        double loss = 0;
        int drawn = 0;
        for (int tries = 0; drawn < draws && tries < 16 * draws; ++tries) {
            const auto item = static_cast<std::uint32_t>(random.below(m_itemCount));
            if (item == held.item || std::binary_search(own.begin(), own.end(), item)) {
                continue;
            }
            ++drawn;
            const double margin = score - scoreOf(held.user, item);
            if (ranks && margin < 1) {
                return static_cast<double>(m_gains[static_cast<std::size_t>(drawn)]) * (1 - margin);
            }
            loss += ranks ? 0 : std::log1p(std::exp(-std::clamp(margin, -700.0, 700.0)));
        }
        return loss / std::max(drawn, 1);
    }

    double scoreOf(std::uint32_t user, std::uint32_t item) const {
        return m_state.biases[item] +
               dotProduct(m_state.users.data() + user * m_dims, m_state.items.data() + item * m_dims, m_dims);
    }

    Result<PairwiseFactors> finished() {
        PairwiseFactors out;
        out.factors = m_options.factors;
        out.items.resize(m_itemCount * (m_options.factors + 1));
        for (std::size_t item = 0; item < m_itemCount; ++item) {
            float* const row = out.items.data() + item * (m_options.factors + 1);
            std::copy_n(m_state.items.data() + item * m_dims, m_options.factors, row);
            row[m_options.factors] = m_state.biases[item];
        }
        foldPeople(out);
        if (m_context.stopRequested()) {
            return cancelledError();
        }
        m_context.report(1, "Training");
        return out;
    }

    /// From all that they like, whether held back or not: as an unseen history of theirs would be.
    void foldPeople(PairwiseFactors& out) const {
        std::vector<HeldPair> none;
        const PositiveRows whole = positiveRows(m_matrix, 0, none, m_context);
        const PairwiseFoldInAll people(whole, out.items, m_options.factors, m_context);
        out.line = people.nearestLine(
            m_options.regularization, [](double margin) { return 1 / (1 + std::exp(margin)); },
            [&](std::size_t user, float* vector) {
                std::copy_n(m_state.users.data() + user * m_dims, m_options.factors, vector);
            });
        out.users = people.fold(out.line);
    }

    const InteractionMatrix& m_matrix;
    const PairwiseOptions& m_options;
    const ExecutionContext& m_context;
    std::size_t m_dims;
    std::size_t m_itemCount;
    std::vector<HeldPair> m_held;
    PositiveRows m_rows;
    PairwiseBlocks m_blocks;
    std::vector<Scratch> m_scratch;
    std::vector<float> m_gains; ///< of WARP
    State m_state;
};

} // namespace

AlignedFloats startingRows(std::size_t rows, const PairwiseOptions& options, std::uint64_t purpose,
                           const ExecutionContext& context) {
    const double deviation = startingLength / std::sqrt(static_cast<double>(options.factors));
    return randomRows(rows, options.factors, paddedDimensions(options.factors), deviation, purpose, context);
}

Random cellRandom(std::uint64_t seed, int epoch, std::size_t side, std::size_t userBlock,
                  std::size_t itemBlock) {
    const std::uint64_t cell = (static_cast<std::uint64_t>(epoch) * side + userBlock) * side + itemBlock;
    return Random(seed, negativeStreams + cell);
}

Result<PairwiseFactors> trainPairs(const InteractionMatrix& matrix, std::size_t users, std::size_t items,
                                   const PairwiseOptions& options, const ExecutionContext& context) {
    if (context.stopRequested()) {
        return cancelledError();
    }
    return Trainer(matrix, users, items, options, context).run();
}

std::size_t pairwiseTrainingBytes(std::size_t users, std::size_t items, std::size_t pairs,
                                  std::size_t factors) {
    // The state and its best copy; later the items around their mean; the pairs twice by user and in cells.
    const std::size_t rows = users + items;
    return sizeof(float) * paddedDimensions(factors) * (2 * rows + items) + 24 * pairs + 32 * rows;
}

} // namespace tastescope
