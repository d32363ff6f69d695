// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/nmf_trainer.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/models/factorisation/ratings/rating_fold_in.h"
#include "engine/models/factorisation/ratings/rating_training.h"
#include "engine/models/learning/early_stopping.h"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 16;
constexpr std::size_t rowsPerStart = 512;

/// Sums of a row under way; one a thread.
struct Scratch {
    AlignedFloats wanted;    ///< Σ q r
    AlignedFloats predicted; ///< Σ q r̂
    explicit Scratch(std::size_t dims) : wanted(dims), predicted(dims) {}
};

class Trainer {
public:
    Trainer(const Ratings& ratings, std::size_t users, std::size_t items, const NmfOptions& options,
            const ExecutionContext& context)
        : m_ratings(ratings)
        , m_options(options)
        , m_context(context)
        , m_units(nonNegativeUnits(ratings))
        , m_part(holdBack(ratings.matrix, options.validation, context))
        , m_userCount(users)
        , m_itemCount(items)
        , m_dims(paddedDimensions(options.factors))
        , m_users(start(users, 0))
        , m_items(start(items, 1))
        , m_scratch([this] { return Scratch(m_dims); }) {}

    Result<RatingFactors> run() {
        const EarlyStoppingOptions course{.epochs = training().entryCount() > 0 ? m_options.epochs : 0,
                                          .unvalidated = Unvalidated::LeastTraining};
        TRY_ASSIGN(m_items, bestEpochOf(
                                course, m_context, [&](int) { return updateBoth(); },
                                [&] {
                                    return heldError(m_part, m_context,
                                                     [&](const HeldRating& held) { return errorOf(held); });
                                },
                                [&] { return m_items; }));
        return finished();
    }

private:
    const InteractionMatrix& training() const { return m_part.matrix(m_ratings); }

    /// Uniform, such that the products are about as large as the mean rating.
    AlignedFloats start(std::size_t rows, std::uint64_t purpose) {
        const double mean = std::max(m_units.inUnits(m_ratings.mean), 0.0);
        const double most = 2 * std::sqrt((mean > 0 ? mean : 1) / static_cast<double>(m_options.factors));
        AlignedFloats out(rows * m_dims);
        parallelChunks(m_context, rows, rowsPerStart, [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; ++row) {
                Random random(m_context.seed, 2 * row + purpose);
                for (std::size_t d = 0; d < m_options.factors; ++d) {
                    out.data()[row * m_dims + d] = static_cast<float>(most * random.uniform());
                }
            }
        });
        return out;
    }

    /// Users, then items; returns the root mean square error before.
    double updateBoth() {
        const double squares = update<UserIndex>(m_items, m_users, m_userCount);
        update<ItemIndex>(m_users, m_items, m_itemCount);
        return std::sqrt(squares / static_cast<double>(training().entryCount()));
    }

    /// One multiplicative update of every row of `changed`; returns Σ (error before)².
    template <typename Row>
    double update(const AlignedFloats& fixed, AlignedFloats& changed, std::size_t rows) {
        return parallelSum<double>(m_context, rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            Scratch& scratch = m_scratch.local();
            double squares = 0;
            for (std::size_t row = begin; row < end; ++row) {
                float* const x = changed.data() + row * m_dims;
                if constexpr (std::is_same_v<Row, UserIndex>) {
                    squares += updateRow(fixed, training().itemsOf(Row(row)), training().valuesOf(Row(row)),
                                         x, scratch);
                } else {
                    squares += updateRow(fixed, training().usersOf(Row(row)), training().valuesOf(Row(row)),
                                         x, scratch);
                }
            }
            return squares;
        });
    }

    template <typename Index>
    double updateRow(const AlignedFloats& fixed, std::span<const Index> others,
                     std::span<const float> ratings, float* x, Scratch& scratch) const {
        float* const wanted = scratch.wanted.data();
        float* const predicted = scratch.predicted.data();
        std::fill(wanted, wanted + m_dims, 0.0F);
        std::fill(predicted, predicted + m_dims, 0.0F);
        double squares = 0;
        for (std::size_t place = 0; place < others.size(); ++place) {
            const float* const other = fixed.data() + others[place].value * m_dims;
            const auto rating = static_cast<float>(m_units.inUnits(ratings[place]));
            const float estimate = dotProduct(x, other, m_dims);
            const double error = rating - estimate;
            squares += error * error;
            addScaled(other, rating, m_dims, wanted);
            addScaled(other, estimate, m_dims, predicted);
        }
        const auto ridge = static_cast<float>(m_options.regularization * static_cast<double>(others.size()));
        for (std::size_t d = 0; d < m_dims; ++d) {
            const float below = predicted[d] + ridge * x[d];
            x[d] = below > 0 ? x[d] * (wanted[d] / below) : 0;
        }
        return squares;
    }

    double errorOf(const HeldRating& held) const {
        return m_units.inUnits(held.rating) - dotProduct(m_users.data() + held.user.value * m_dims,
                                                         m_items.data() + held.item.value * m_dims, m_dims);
    }

    /// The mean of the rows that have ratings, by their number.
    template <typename Row>
    std::vector<float> averageOf(const InteractionMatrix& ratings, const std::vector<float>& rows) const {
        std::vector<double> sums(m_options.factors);
        for (std::size_t row = 0; row < rows.size() / m_options.factors; ++row) {
            const auto count = static_cast<double>(ratings.countOf(Row(row)));
            for (std::size_t d = 0; d < m_options.factors && count > 0; ++d) {
                sums[d] += count * rows[row * m_options.factors + d];
            }
        }
        const auto total = static_cast<double>(std::max<std::size_t>(ratings.entryCount(), 1));
        std::vector<float> average;
        average.reserve(sums.size());
        for (const double sum : sums) {
            average.push_back(static_cast<float>(sum / total));
        }
        return average;
    }

    template <typename Row>
    static void fillUnrated(const InteractionMatrix& ratings, const std::vector<float>& average,
                            std::vector<float>& rows) {
        for (std::size_t row = 0; row < rows.size() / average.size(); ++row) {
            if (ratings.countOf(Row(row)) == 0) {
                std::copy(average.begin(), average.end(),
                          rows.begin() + static_cast<std::ptrdiff_t>(row * average.size()));
            }
        }
    }

    Result<RatingFactors> finished() {
        RatingFactors model;
        model.users = m_userCount;
        model.items = m_itemCount;
        model.factors = m_options.factors;
        model.units = m_units;
        model.ridge = m_options.regularization;
        model.biasRidge = m_options.regularization;
        model.scale = m_ratings;
        model.userBiases.resize(m_userCount);
        model.itemBiases.resize(m_itemCount);
        model.itemVectors = withoutPadding(m_items, m_itemCount, m_dims, m_options.factors);
        fillUnrated<ItemIndex>(training(), averageOf<ItemIndex>(training(), model.itemVectors),
                               model.itemVectors);
        solvePeople(model);
        if (m_context.stopRequested()) {
            return cancelledError();
        }
        model.strangerVector = averageOf<UserIndex>(m_ratings.matrix, model.userVectors);
        fillUnrated<UserIndex>(m_ratings.matrix, model.strangerVector, model.userVectors);
        m_context.report(1, "Training");
        return model;
    }

    /// As an unseen history would be, from all ratings.
    void solvePeople(RatingFactors& model) const {
        model.userVectors.resize(m_userCount * m_options.factors);
        const auto fold = makeNonNegativeFold(model);
        parallelChunks(m_context, m_userCount, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
            std::vector<PastRating> past;
            for (std::size_t user = begin; user < end && !m_context.stopRequested(); ++user) {
                const auto items = m_ratings.matrix.itemsOf(UserIndex(user));
                const auto ratings = m_ratings.matrix.valuesOf(UserIndex(user));
                past.clear();
                for (std::size_t place = 0; place < items.size(); ++place) {
                    past.push_back({items[place], m_units.inUnits(ratings[place])});
                }
                if (!past.empty()) {
                    const FoldedPerson person = fold->personOf(past);
                    std::copy(person.vector.begin(), person.vector.end(),
                              model.userVectors.begin() +
                                  static_cast<std::ptrdiff_t>(user * m_options.factors));
                }
            }
        });
    }

    const Ratings& m_ratings;
    const NmfOptions& m_options;
    const ExecutionContext& m_context;
    RatingUnits m_units;
    TrainingPart m_part;
    std::size_t m_userCount;
    std::size_t m_itemCount;
    std::size_t m_dims;
    AlignedFloats m_users;
    AlignedFloats m_items;
    tbb::enumerable_thread_specific<Scratch> m_scratch;
};

} // namespace

RatingUnits nonNegativeUnits(const Ratings& ratings) {
    return {std::min(ratings.low, 0.0), unitsAroundMean(ratings).deviation};
}

Result<RatingFactors> trainNmf(const Ratings& ratings, std::size_t users, std::size_t items,
                               const NmfOptions& options, const ExecutionContext& context) {
    if (context.stopRequested()) {
        return cancelledError();
    }
    return Trainer(ratings, users, items, options, context).run();
}

} // namespace tastescope
