// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/sgd_kernel.h"

#include "engine/linalg/vector_lane.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::size_t ahead = 4; ///< cells whose item rows are asked for before they are needed

/// What a rating does to both biases; returns the rate times the error for the vectors.
float stepBiases(float error, const SgdStep& step, float& userBias, float& itemBias) {
    const float held = std::clamp(error, -largestStepError, largestStepError);
    userBias += step.rate * (held - step.biasRidge * userBias);
    itemBias += step.rate * (held - step.biasRidge * itemBias);
    return step.rate * held;
}

/// The user's vector stays in R registers for all of the user's cells.
template <std::size_t R>
double descendInRegisters(std::span<const RatingCell> cells, const SgdTables& tables, const SgdStep& step) {
    constexpr std::size_t dims = R * kernelLanes;
    const float keep = 1 - step.rate * step.ridge;
    double squares = 0;
    for (std::size_t place = 0; place < cells.size();) {
        const std::uint32_t user = cells[place].user;
        float* const userRow = tables.users + user * dims;
        float userBias = tables.userBiases[user];
        VectorLane mine[R];
        for (std::size_t r = 0; r < R; ++r) {
            mine[r] = loadLane(userRow + r * kernelLanes);
        }
        for (; place < cells.size() && cells[place].user == user; ++place) {
            const RatingCell& cell = cells[place];
            __builtin_prefetch(tables.items + cells[std::min(place + ahead, cells.size() - 1)].item * dims);
            float* const itemRow = tables.items + cell.item * dims;
            VectorLane theirs[R];
            VectorLane sum{};
            for (std::size_t r = 0; r < R; ++r) {
                theirs[r] = loadLane(itemRow + r * kernelLanes);
                sum += mine[r] * theirs[r];
            }
            float& itemBias = tables.itemBiases[cell.item];
            const float error = cell.rating - userBias - itemBias - sumOfLane(sum);
            squares += static_cast<double>(error) * error;
            const float gain = stepBiases(error, step, userBias, itemBias);
            for (std::size_t r = 0; r < R; ++r) {
                storeLane(itemRow + r * kernelLanes, keep * theirs[r] + gain * mine[r]);
                mine[r] = keep * mine[r] + gain * theirs[r];
            }
        }
        tables.userBiases[user] = userBias;
        for (std::size_t r = 0; r < R; ++r) {
            storeLane(userRow + r * kernelLanes, mine[r]);
        }
    }
    return squares;
}

/// Of any width.
double descendInMemory(std::span<const RatingCell> cells, const SgdTables& tables, const SgdStep& step) {
    const float keep = 1 - step.rate * step.ridge;
    double squares = 0;
    for (const RatingCell& cell : cells) {
        float* const userRow = tables.users + cell.user * tables.dims;
        float* const itemRow = tables.items + cell.item * tables.dims;
        const float error = cell.rating - tables.userBiases[cell.user] - tables.itemBiases[cell.item] -
                            dotProduct(userRow, itemRow, tables.dims);
        squares += static_cast<double>(error) * error;
        const float gain =
            stepBiases(error, step, tables.userBiases[cell.user], tables.itemBiases[cell.item]);
        for (std::size_t d = 0; d < tables.dims; d += kernelLanes) {
            const VectorLane mine = loadLane(userRow + d);
            const VectorLane theirs = loadLane(itemRow + d);
            storeLane(userRow + d, keep * mine + gain * theirs);
            storeLane(itemRow + d, keep * theirs + gain * mine);
        }
    }
    return squares;
}

} // namespace

double descendCells(std::span<const RatingCell> cells, const SgdTables& tables, const SgdStep& step) {
    switch (tables.dims / kernelLanes) {
    case 1:
        return descendInRegisters<1>(cells, tables, step);
    case 2:
        return descendInRegisters<2>(cells, tables, step);
    case 3:
        return descendInRegisters<3>(cells, tables, step);
    case 4:
        return descendInRegisters<4>(cells, tables, step);
    case 6:
        return descendInRegisters<6>(cells, tables, step);
    case 8:
        return descendInRegisters<8>(cells, tables, step);
    default:
        return descendInMemory(cells, tables, step);
    }
}

} // namespace tastescope
