// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/svd_trainer.h"

#include "engine/base/parallel.h"
#include "engine/models/factorisation/ratings/rating_row_solver.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/factorisation/ratings/sgd_kernel.h"
#include "engine/models/learning/early_stopping.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

/// Everything that gradients move, by place.
struct State {
    AlignedFloats users;
    AlignedFloats items;
    std::vector<float> userBiases;
    std::vector<float> itemBiases;
};

class Trainer {
public:
    Trainer(const Ratings& ratings, std::size_t users, std::size_t items, const SvdOptions& options,
            const ExecutionContext& context)
        : m_ratings(ratings)
        , m_options(options)
        , m_context(context)
        , m_units(unitsAroundMean(ratings))
        , m_part(holdBack(ratings.matrix, options.validation, context))
        , m_blocks(m_part.matrix(ratings), m_units, context)
        , m_userCount(users)
        , m_itemCount(items)
        , m_dims(paddedDimensions(options.factors))
        , m_state{randomRows(users, options.factors, m_dims, startingDeviation, 0, context),
                  randomRows(items, options.factors, m_dims, startingDeviation, 1, context),
                  std::vector<float>(users), std::vector<float>(items)} {}

    Result<RatingFactors> run() {
        const EarlyStoppingOptions course{.epochs = m_blocks.cellCount() > 0 ? m_options.epochs : 0,
                                          .unvalidated = Unvalidated::LeastTraining};
        TRY_ASSIGN(m_state, bestEpochOf(
                                course, m_context, [&](int epoch) { return descend(epoch); },
                                [&] {
                                    return heldError(m_part, m_context,
                                                     [&](const HeldRating& held) { return errorOf(held); });
                                },
                                [&] { return m_state; }));
        return finished();
    }

private:
    /// Root mean square error of the predictions just before each step.
    double descend(int epoch) {
        const auto rate = static_cast<float>(m_options.learningRate / (1 + m_options.decay * (epoch - 1)));
        const SgdStep step{rate, static_cast<float>(m_options.regularization),
                           static_cast<float>(m_options.biasRegularization)};
        const SgdTables tables{m_state.users.data(), m_state.items.data(), m_state.userBiases.data(),
                               m_state.itemBiases.data(), m_dims};
        double squares = 0;
        for (const std::size_t stratum : m_blocks.strata(epoch, m_context.seed)) {
            squares += parallelSum<double>(
                m_context, m_blocks.blocksPerSide(), 1, [&](std::size_t block, std::size_t) {
                    return descendCells(m_blocks.block(block, m_blocks.itemBlock(stratum, block)), tables,
                                        step);
                });
        }
        return std::sqrt(squares / static_cast<double>(m_blocks.cellCount()));
    }

    double errorOf(const HeldRating& held) const {
        const std::uint32_t user = m_blocks.userPlaces()[held.user.value];
        const std::uint32_t item = m_blocks.itemPlaces()[held.item.value];
        return m_units.inUnits(held.rating) - m_state.userBiases[user] - m_state.itemBiases[item] -
               dotProduct(m_state.users.data() + user * m_dims, m_state.items.data() + item * m_dims, m_dims);
    }

    /// Items in their own order; those not trained say nothing.
    RatingSide itemSide() const {
        RatingSide side(m_itemCount, m_options.factors);
        for (std::size_t item = 0; item < m_itemCount; ++item) {
            if (m_part.matrix(m_ratings).countOf(ItemIndex(item)) == 0) {
                continue;
            }
            const std::uint32_t place = m_blocks.itemPlaces()[item];
            std::copy_n(m_state.items.data() + place * m_dims, m_options.factors, side.vectorOf(item));
            side.biases[item] = m_state.itemBiases[place];
        }
        return side;
    }

    Result<RatingFactors> finished() {
        RatingSide items = itemSide();
        RatingSide users(m_userCount, m_options.factors);
        solveUsers(m_ratings.matrix, m_units, {m_options.regularization, m_options.biasRegularization}, items,
                   nullptr, users, m_context);
        if (m_context.stopRequested()) {
            return cancelledError();
        }
        m_context.report(1, "Training");
        return assembled(m_ratings, m_units, {m_options.regularization, m_options.biasRegularization},
                         std::move(users), std::move(items));
    }

    const Ratings& m_ratings;
    const SvdOptions& m_options;
    const ExecutionContext& m_context;
    RatingUnits m_units;
    TrainingPart m_part;
    RatingBlocks m_blocks;
    std::size_t m_userCount;
    std::size_t m_itemCount;
    std::size_t m_dims;
    State m_state;
};

} // namespace

Result<RatingFactors> trainSvd(const Ratings& ratings, std::size_t users, std::size_t items,
                               const SvdOptions& options, const ExecutionContext& context) {
    if (context.stopRequested()) {
        return cancelledError();
    }
    return Trainer(ratings, users, items, options, context).run();
}

} // namespace tastescope
