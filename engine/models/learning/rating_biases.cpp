// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/rating_biases.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 256;
constexpr double largestRating = std::numeric_limits<float>::max();

/// One half step: the biases of the rows, given those of the columns.
template <typename Row, typename Lines>
bool solveRows(const InteractionMatrix& matrix, const Lines& columnsOf, double mean, double regularization,
               std::span<const float> columnBiases, std::span<float> biases,
               const ExecutionContext& context) {
    return parallelChunks(context, biases.size(), rowsPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const auto columns = columnsOf(Row(row));
            const std::span<const float> values = matrix.valuesOf(Row(row));
            double sum = 0;
            for (std::size_t place = 0; place < columns.size(); ++place) {
                sum += values[place] - mean - columnBiases[columns[place].value];
            }
            const double weight = regularization + static_cast<double>(columns.size());
            biases[row] = weight > 0 ? static_cast<float>(sum / weight) : 0.0F;
        }
    });
}

double trainingError(const InteractionMatrix& matrix, const RatingBiases& biases,
                     const ExecutionContext& context) {
    const auto squares = [&](std::size_t begin, std::size_t end) {
        double sum = 0;
        for (std::size_t user = begin; user < end; ++user) {
            const std::span<const ItemIndex> items = matrix.itemsOf(UserIndex(user));
            const std::span<const float> values = matrix.valuesOf(UserIndex(user));
            for (std::size_t place = 0; place < items.size(); ++place) {
                const double error = values[place] - biases.ofItem(items[place]) - biases.users[user];
                sum += error * error;
            }
        }
        return sum;
    };
    const double sum = parallelSum<double>(context, biases.users.size(), rowsPerChunk, squares);
    return std::sqrt(sum / std::max(1.0, static_cast<double>(matrix.entryCount())));
}

} // namespace

double RatingBiases::foldIn(std::span<const HistoryEntry> history, const RatingScale& scale) const {
    double sum = 0;
    double weight = userRegularization;
    for (const HistoryEntry& past : history) {
        if (past.item.value < items.size() && scale.counts(past)) {
            sum += scale.of(past) - ofItem(past.item);
            weight += 1;
        }
    }
    return weight > 0 ? sum / weight : 0;
}

void RatingBiases::save(ModelArchive& archive) const {
    archive.putNumber("mean", mean);
    archive.putNumber("user_regularization", userRegularization);
    archive.put("user_biases", std::span<const float>(users));
    archive.put("item_biases", std::span<const float>(items));
}

Result<RatingBiases> RatingBiases::load(const ModelArchive& archive, const ModelShape& shape) {
    TRY_ASSIGN(const auto mean, loadReal(archive, "mean", -largestRating, largestRating));
    TRY_ASSIGN(const auto regularization, loadReal(archive, "user_regularization", 0, 1e9));
    TRY_ASSIGN(auto users, loadFloats(archive, "user_biases", shape.users));
    TRY_ASSIGN(auto items, loadFloats(archive, "item_biases", shape.items));
    return RatingBiases{mean, regularization, std::move(users), std::move(items)};
}

Result<RatingBiases> fitBiases(const Ratings& ratings, const BiasOptions& options,
                               const ExecutionContext& context) {
    const InteractionMatrix& matrix = ratings.matrix;
    RatingBiases biases{ratings.mean, options.userRegularization, std::vector<float>(matrix.userCount()),
                        std::vector<float>(matrix.itemCount())};
    const auto usersOf = [&](ItemIndex item) { return matrix.usersOf(item); };
    const auto itemsOf = [&](UserIndex user) { return matrix.itemsOf(user); };
    for (int epoch = 1; epoch <= options.epochs; ++epoch) {
        if (!solveRows<ItemIndex>(matrix, usersOf, biases.mean, options.itemRegularization, biases.users,
                                  biases.items, context) ||
            !solveRows<UserIndex>(matrix, itemsOf, biases.mean, options.userRegularization, biases.items,
                                  biases.users, context)) {
            return cancelledError();
        }
        context.loss({epoch, options.epochs, trainingError(matrix, biases, context)});
        context.report(epoch / static_cast<double>(options.epochs), "Fitting biases");
        if (context.finishRequested()) {
            break;
        }
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    return biases;
}

} // namespace tastescope
