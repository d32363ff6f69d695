// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/explicit_als_trainer.h"

#include "engine/base/parallel.h"
#include "engine/models/factorisation/ratings/rating_row_solver.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/learning/early_stopping.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 64;
constexpr double startingLength = 0.1; ///< of an item's vector: small against the solved ones

class Trainer {
public:
    Trainer(const Ratings& ratings, std::size_t users, std::size_t items, const ExplicitAlsOptions& options,
            const ExecutionContext& context)
        : m_ratings(ratings)
        , m_options(options)
        , m_context(context)
        , m_units(unitsAroundMean(ratings))
        , m_ridge{options.regularization, options.biasRegularization}
        , m_part(holdBack(ratings.matrix, options.validation, context))
        , m_users(users, options.factors)
        , m_items(items, options.factors) {}

    Result<RatingFactors> run() {
        start();
        const EarlyStoppingOptions course{.epochs = training().entryCount() > 0 ? m_options.iterations : 0,
                                          .unvalidated = Unvalidated::LeastTraining};
        TRY_ASSIGN(m_items, bestEpochOf(
                                course, m_context, [&](int) { return iterate(); },
                                [&] {
                                    return heldError(m_part, m_context,
                                                     [&](const HeldRating& held) { return errorOf(held); });
                                },
                                [&] { return m_items; }));
        solveUsers(m_ratings.matrix, m_units, m_ridge, m_items, nullptr, m_users, m_context);
        if (m_context.stopRequested()) {
            return cancelledError();
        }
        m_context.report(1, "Training");
        return assembled(m_ratings, m_units, m_ridge, std::move(m_users), std::move(m_items));
    }

private:
    const InteractionMatrix& training() const { return m_part.matrix(m_ratings); }

    /// Random users; items are solved first.
    void start() {
        const AlignedFloats vectors =
            randomRows(m_users.rows, m_options.factors, m_users.dims,
                       startingLength / std::sqrt(static_cast<double>(m_options.factors)), 0, m_context);
        for (std::size_t user = 0; user < m_users.rows; ++user) {
            std::copy_n(vectors.data() + user * m_users.dims, m_options.factors, m_users.vectorOf(user));
        }
    }

    double iterate() {
        solveItems(training(), m_units, m_ridge, m_users, m_items, m_context);
        solveUsers(training(), m_units, m_ridge, m_items, nullptr, m_users, m_context);
        return trainingError();
    }

    double errorOf(const HeldRating& held) const {
        return m_units.inUnits(held.rating) - m_users.predict(held.user.value, m_items, held.item.value);
    }

    /// Root mean square.
    double trainingError() const {
        const double squares = parallelSum<double>(
            m_context, m_users.rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
                double sum = 0;
                for (std::size_t user = begin; user < end; ++user) {
                    const auto items = training().itemsOf(UserIndex(user));
                    const auto ratings = training().valuesOf(UserIndex(user));
                    for (std::size_t place = 0; place < items.size(); ++place) {
                        const double error = errorOf({UserIndex(user), items[place], ratings[place]});
                        sum += error * error;
                    }
                }
                return sum;
            });
        return std::sqrt(squares / static_cast<double>(training().entryCount()));
    }

    const Ratings& m_ratings;
    const ExplicitAlsOptions& m_options;
    const ExecutionContext& m_context;
    RatingUnits m_units;
    RatingRidge m_ridge;
    TrainingPart m_part;
    RatingSide m_users;
    RatingSide m_items;
};

} // namespace

Result<RatingFactors> trainExplicitAls(const Ratings& ratings, std::size_t users, std::size_t items,
                                       const ExplicitAlsOptions& options, const ExecutionContext& context) {
    if (context.stopRequested()) {
        return cancelledError();
    }
    return Trainer(ratings, users, items, options, context).run();
}

} // namespace tastescope
