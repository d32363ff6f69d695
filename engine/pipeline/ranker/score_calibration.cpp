// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/ranker/score_calibration.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tastescope {
namespace {

double sigmoid(double x) {
    return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x));
}

/// log(1 + e^x) without overflow.
double softplus(double x) {
    return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

struct Targets {
    double yes = 1;
    double no = 0;
};

double loss(std::span<const double> scores, std::span<const char> taken, const Targets& targets,
            const ScoreCalibration& by) {
    double sum = 0;
    for (std::size_t at = 0; at < scores.size(); ++at) {
        const double x = by.slope * scores[at] + by.shift;
        sum += softplus(x) - (taken[at] != 0 ? targets.yes : targets.no) * x;
    }
    return sum;
}

struct Step {
    double slope = 0;
    double shift = 0;
};

Step newtonStep(std::span<const double> scores, std::span<const char> taken, const Targets& targets,
                const ScoreCalibration& by) {
    constexpr double ridge = 1e-9;
    double gSlope = 0;
    double gShift = 0;
    double hSlope = ridge;
    double hShift = ridge;
    double hBoth = 0;
    for (std::size_t at = 0; at < scores.size(); ++at) {
        const double p = sigmoid(by.slope * scores[at] + by.shift);
        const double off = p - (taken[at] != 0 ? targets.yes : targets.no);
        const double weight = p * (1 - p);
        gSlope += off * scores[at];
        gShift += off;
        hSlope += weight * scores[at] * scores[at];
        hShift += weight;
        hBoth += weight * scores[at];
    }
    const double determinant = hSlope * hShift - hBoth * hBoth;
    if (!(determinant > 0)) {
        return {};
    }
    return {-(hShift * gSlope - hBoth * gShift) / determinant,
            -(hSlope * gShift - hBoth * gSlope) / determinant};
}

} // namespace

double ScoreCalibration::operator()(double raw) const {
    return sigmoid(slope * raw + shift);
}

ScoreCalibration calibrated(std::span<const double> scores, std::span<const char> taken) {
    const auto count = static_cast<double>(scores.size());
    const auto yes = static_cast<double>(std::ranges::count_if(taken, [](char one) { return one != 0; }));
    const Targets targets{(yes + 1) / (yes + 2), 1 / (count - yes + 2)};
    const ScoreCalibration plain{1, std::log((yes + 1) / (count - yes + 1))};
    if (yes == 0) {
        return plain;
    }
    ScoreCalibration best{0, plain.shift};
    double least = loss(scores, taken, targets, best);
    constexpr int mostSteps = 100;
    constexpr double shortest = 1e-10;
    for (int round = 0; round < mostSteps; ++round) {
        const Step step = newtonStep(scores, taken, targets, best);
        double share = 1;
        bool better = false;
        for (; share >= shortest && !better; share /= 2) {
            const ScoreCalibration next{best.slope + share * step.slope, best.shift + share * step.shift};
            const double there = loss(scores, taken, targets, next);
            if (there < least - shortest * std::abs(least)) {
                best = next;
                least = there;
                better = true;
            }
        }
        if (!better) {
            break;
        }
    }
    return best.slope > 0 && std::isfinite(best.slope) && std::isfinite(best.shift) ? best : plain;
}

} // namespace tastescope
