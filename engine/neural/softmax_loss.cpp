// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/softmax_loss.h"

#include "engine/linalg/products.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr std::size_t tileValues = std::size_t{1} << 18; ///< a tile of scores stays near the core
constexpr std::size_t leastTileRows = 16;
constexpr std::size_t mostTileRows = 128;

/// Calls `turn(first, scores)` for tiles of examples: it makes gradients of the scores in place and returns
/// their loss. The products with them follow.
template <typename T, typename Turn>
double forTiles(const SoftmaxTask<T>& task, const RankingGradients<T>& gradients, Buffer<T>& scratch,
                Turn turn) {
    const std::size_t candidates = task.candidates.rows;
    const std::size_t tile =
        std::clamp(tileValues / std::max<std::size_t>(candidates, 1), leastTileRows, mostTileRows);
    double loss = 0;
    for (std::size_t first = 0; first < task.hidden.rows; first += tile) {
        if (task.stop.stop_requested()) {
            return loss;
        }
        const std::size_t count = std::min(tile, task.hidden.rows - first);
        const Rows<T> scores(scratch.take(tile * candidates), count, candidates);
        const Rows<const T> hidden = task.hidden.part(first, count);
        multiplyByTransposed<T>(hidden, task.candidates, scores);
        loss += turn(first, scores);
        multiply<T>(scores, task.candidates, gradients.hidden.part(first, count));
        multiplyTransposed<T>(scores, hidden, gradients.candidates, Into::Add);
    }
    return loss;
}

template <typename T>
void scaleRow(T* values, T factor, std::size_t count) {
    for (std::size_t at = 0; at < count; ++at) {
        values[at] *= factor;
    }
}

template <typename T>
T logistic(T x) {
    return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

/// log(1 + exp(x))
template <typename T>
T softplus(T x) {
    return std::max(x, T{0}) + std::log1p(std::exp(-std::abs(x)));
}

/// The target's part of the gradients, whose score's gradient is `slope`.
template <typename T>
void addTarget(const SoftmaxTask<T>& task, const SampledTargets<T>& targets,
               const RankingGradients<T>& gradients, std::size_t example, T slope) {
    const std::size_t width = task.hidden.columns;
    addScaled(slope, targets.vectors.row(example), gradients.hidden.row(example), width);
    const T* const hidden = task.hidden.row(example);
    T* const into = targets.gradients.row(example);
    for (std::size_t column = 0; column < width; ++column) {
        into[column] = slope * hidden[column];
    }
}

/// The other targets of an example's group, or what was chosen before it, lose every chance.
template <typename T>
void leaveOutGroup(const SoftmaxTargets<T>& targets, std::size_t example, std::size_t candidates, T* scores) {
    if (targets.groups.empty()) {
        return;
    }
    const auto after = std::ranges::upper_bound(targets.groups, example);
    const std::uint32_t own = targets.columns[example];
    const T score = scores[own];
    const bool sequence = !targets.chosen.empty();
    const std::span<const std::uint32_t> out = sequence ? targets.chosen : targets.columns;
    const std::size_t end = sequence ? example + 1 : *after;
    for (std::size_t other = *(after - 1); other < end; ++other) {
        if (out[other] < candidates) {
            scores[out[other]] = -std::numeric_limits<T>::infinity();
        }
    }
    scores[own] = score;
}

/// As forTiles for targets beside the candidates: `turn(row, score of the target, slope of the target)`
/// turns one row of negatives' scores.
template <typename T, typename Turn>
double forSampledTiles(const SoftmaxTask<T>& task, const SampledTargets<T>& targets,
                       const RankingGradients<T>& gradients, Buffer<T>& scratch, Turn turn) {
    // The targets' slopes lie behind the largest tile.
    const std::size_t candidates = task.candidates.rows;
    const std::size_t width = task.hidden.columns;
    std::size_t done = 0;
    T* slopes = nullptr;
    const std::size_t tileSize = std::max(mostTileRows * candidates, tileValues + candidates);
    slopes = scratch.take(tileSize + task.hidden.rows) + tileSize;
    const double loss = forTiles(task, gradients, scratch, [&](std::size_t first, Rows<T> scores) {
        double sum = 0;
        for (std::size_t row = 0; row < scores.rows; ++row) {
            const std::size_t example = first + row;
            T* const at = scores.row(row);
            for (std::size_t column = 0; column < candidates; ++column) {
                if (targets.candidateIds[column] == targets.ids[example]) {
                    at[column] = -std::numeric_limits<T>::infinity();
                }
            }
            const T score = dotOf(task.hidden.row(example), targets.vectors.row(example), width);
            sum += turn(at, score, slopes[example]);
        }
        done = first + scores.rows;
        return sum;
    });
    for (std::size_t example = 0; example < done; ++example) {
        addTarget(task, targets, gradients, example, slopes[example]);
    }
    return loss;
}

} // namespace

template <typename T>
double softmaxLoss(const SoftmaxTask<T>& task, const SoftmaxTargets<T>& targets,
                   const RankingGradients<T>& gradients, Buffer<T>& scratch) {
    const std::size_t candidates = task.candidates.rows;
    return forTiles(task, gradients, scratch, [&](std::size_t first, Rows<T> scores) {
        double sum = 0;
        for (std::size_t row = 0; row < scores.rows; ++row) {
            T* const at = scores.row(row);
            const std::size_t target = targets.columns[first + row];
            if (!targets.offsets.empty()) {
                addScaled<T>(1, targets.offsets.data(), at, candidates);
            }
            leaveOutGroup(targets, first + row, candidates, at);
            const T largest = largestOf(at, candidates);
            const T score = at[target] - largest;
            const T total = expInPlace(at, largest, candidates);
            sum += std::log(static_cast<double>(total)) - static_cast<double>(score);
            scaleRow(at, task.scale / total, candidates);
            at[target] -= task.scale;
        }
        return sum;
    });
}

template <typename T>
double sampledSoftmaxLoss(const SoftmaxTask<T>& task, const SampledTargets<T>& targets, T logWeight,
                          const RankingGradients<T>& gradients, Buffer<T>& scratch) {
    const std::size_t candidates = task.candidates.rows;
    return forSampledTiles(task, targets, gradients, scratch, [&](T* negatives, T score, T& slope) {
        for (std::size_t column = 0; column < candidates; ++column) {
            negatives[column] += logWeight;
        }
        const T largest = std::max(score, largestOf(negatives, candidates));
        const T own = std::exp(score - largest);
        const T total = own + expInPlace(negatives, largest, candidates);
        scaleRow(negatives, task.scale / total, candidates);
        slope = task.scale * (own / total - 1);
        return std::log(static_cast<double>(total)) - static_cast<double>(score - largest);
    });
}

template <typename T>
double calibratedBinaryLoss(const SoftmaxTask<T>& task, const SampledTargets<T>& targets, T beta,
                            const RankingGradients<T>& gradients, Buffer<T>& scratch) {
    const std::size_t candidates = task.candidates.rows;
    const T share = 1 / static_cast<T>(candidates + 1);
    return forSampledTiles(task, targets, gradients, scratch, [&](T* negatives, T score, T& slope) {
        double loss = static_cast<double>(beta * softplus(-score));
        for (std::size_t column = 0; column < candidates; ++column) {
            loss += static_cast<double>(softplus(negatives[column]));
            negatives[column] = task.scale * share * logistic(negatives[column]);
        }
        slope = -task.scale * share * beta * logistic(-score);
        return loss * static_cast<double>(share);
    });
}

double calibrationExponent(std::size_t negatives, std::size_t items, double t) {
    const double rate =
        static_cast<double>(negatives) / static_cast<double>(std::max<std::size_t>(items, 2) - 1);
    return rate < 1 ? rate * (t * (1 - 1 / rate) + 1 / rate) : 1;
}

#define TASTESCOPE_INSTANTIATE(T)                                                                            \
    template double softmaxLoss<T>(const SoftmaxTask<T>&, const SoftmaxTargets<T>&,                          \
                                   const RankingGradients<T>&, Buffer<T>&);                                  \
    template double sampledSoftmaxLoss<T>(const SoftmaxTask<T>&, const SampledTargets<T>&, T,                \
                                          const RankingGradients<T>&, Buffer<T>&);                           \
    template double calibratedBinaryLoss<T>(const SoftmaxTask<T>&, const SampledTargets<T>&, T,              \
                                            const RankingGradients<T>&, Buffer<T>&);
TASTESCOPE_INSTANTIATE(float)
TASTESCOPE_INSTANTIATE(double)
#undef TASTESCOPE_INSTANTIATE

} // namespace tastescope
