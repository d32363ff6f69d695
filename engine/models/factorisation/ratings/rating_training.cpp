// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_training.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 512;
constexpr std::size_t heldPerChunk = 4096;
constexpr std::uint64_t heldStreams = std::uint64_t{1} << 40; ///< apart from those of the starting vectors

} // namespace

TrainingPart holdBack(const InteractionMatrix& ratings, double share, const ExecutionContext& context) {
    TrainingPart part;
    if (share <= 0) {
        return part;
    }
    part.whole = false;
    std::vector<std::uint64_t> offsets{0};
    std::vector<ItemIndex> items;
    std::vector<float> values;
    for (std::size_t user = 0; user < ratings.userCount() && !context.stopRequested(); ++user) {
        Random random(context.seed, heldStreams + user);
        const auto rated = ratings.itemsOf(UserIndex(user));
        const auto given = ratings.valuesOf(UserIndex(user));
        for (std::size_t place = 0; place < rated.size(); ++place) {
            if (random.uniform() < share) {
                part.held.push_back({UserIndex(user), rated[place], given[place]});
            } else {
                items.push_back(rated[place]);
                values.push_back(given[place]);
            }
        }
        offsets.push_back(items.size());
    }
    offsets.resize(ratings.userCount() + 1, items.size()); // after a stop: rows without entries
    part.own = InteractionMatrix::fromRows(std::move(offsets), std::move(items), std::move(values),
                                           ratings.itemCount(), context);
    return part;
}

std::optional<double> heldError(const TrainingPart& part, const ExecutionContext& context,
                                const std::function<double(const HeldRating&)>& error) {
    if (part.held.empty()) {
        return std::nullopt;
    }
    const double squares =
        parallelSum<double>(context, part.held.size(), heldPerChunk, [&](std::size_t begin, std::size_t end) {
            double sum = 0;
            for (std::size_t place = begin; place < end; ++place) {
                const double off = error(part.held[place]);
                sum += off * off;
            }
            return sum;
        });
    return std::sqrt(squares / static_cast<double>(part.held.size()));
}

std::vector<float> withoutPadding(const AlignedFloats& padded, std::size_t rows, std::size_t dims,
                                  std::size_t factors) {
    std::vector<float> out(rows * factors);
    for (std::size_t row = 0; row < rows; ++row) {
        std::copy_n(padded.data() + row * dims, factors,
                    out.begin() + static_cast<std::ptrdiff_t>(row * factors));
    }
    return out;
}

AlignedFloats withPadding(std::span<const float> rows, std::size_t factors, std::size_t dims) {
    const std::size_t count = rows.size() / factors;
    AlignedFloats out(count * dims);
    for (std::size_t row = 0; row < count; ++row) {
        std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(row * factors), factors,
                    out.data() + row * dims);
    }
    return out;
}

AlignedFloats randomRows(std::size_t rows, std::size_t factors, std::size_t dims, double deviation,
                         std::uint64_t purpose, const ExecutionContext& context) {
    AlignedFloats out(rows * dims);
    parallelChunks(context, rows, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            Random random(context.seed, 2 * row + purpose);
            for (std::size_t d = 0; d < factors; ++d) {
                out.data()[row * dims + d] = static_cast<float>(random.normal(0, deviation));
            }
        }
    });
    return out;
}

RatingFactors assembled(const Ratings& ratings, const RatingUnits& units, const RatingRidge& ridge,
                        RatingSide users, RatingSide items) {
    RatingFactors model;
    model.users = users.rows;
    model.items = items.rows;
    model.factors = users.factors;
    model.units = units;
    model.ridge = ridge.ridge;
    model.biasRidge = ridge.biasRidge;
    model.scale = ratings;
    model.userVectors = withoutPadding(users.vectors, users.rows, users.dims, users.factors);
    model.itemVectors = withoutPadding(items.vectors, items.rows, items.dims, items.factors);
    model.userBiases = std::move(users.biases);
    model.itemBiases = std::move(items.biases);
    return model;
}

std::size_t ratingModelBytes(const Dataset& dataset, std::size_t factors, bool implied) {
    const std::size_t rows = dataset.userCount() + dataset.itemCount();
    return sizeof(float) * (rows * (factors + 2) + (implied ? dataset.itemCount() * factors : 0));
}

std::size_t ratingTrainingBytes(const Dataset& dataset, std::size_t factors, bool implied) {
    const std::size_t dims = paddedDimensions(factors + 1);
    // The state, the best one so far and the model; the ratings in two orders, split and regrouped.
    return 3 * ratingModelBytes(dataset, dims, implied) + 64 * dataset.matrix().entryCount();
}

} // namespace tastescope
