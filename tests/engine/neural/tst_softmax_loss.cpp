// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/neural/softmax_loss.h"

#include "tests/engine/neural/gradient_check.h"

#include <gtest/gtest.h>

#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t width = 4;
constexpr double scale = 0.5;

double dot(const double* a, const double* b) {
    return std::inner_product(a, a + width, b, 0.0);
}
Rows<double> rowsOf(std::vector<double>& values) {
    return {values.data(), values.size() / width, width};
}

TEST(SoftmaxLoss, EqualsTheDefinitionAndItsGradients) {
    constexpr std::size_t examples = 300; // several tiles
    constexpr std::size_t candidates = 5;
    std::vector<double> hidden = randomValues(examples * width, 1);
    std::vector<double> vectors = randomValues(candidates * width, 2);
    const std::vector<double> offsets = randomValues(candidates, 3);
    std::vector<std::uint32_t> columns;
    for (std::size_t example = 0; example < examples; ++example) {
        columns.push_back(static_cast<std::uint32_t>(example % candidates));
    }
    std::vector<std::uint32_t> groups; // of three, in different columns
    for (std::uint32_t first = 0; first <= examples; first += 3) {
        groups.push_back(first);
    }
    std::vector<std::uint32_t> chosen; // the last target, and no candidate before the first
    for (std::size_t example = 0; example < examples; ++example) {
        chosen.push_back(example % 3 == 0 ? candidates : columns[example - 1]);
    }
    Buffer<double> scratch;
    enum class Kind { Plain, Sampled, Sequences };
    for (const Kind kind : {Kind::Plain, Kind::Sampled, Kind::Sequences}) {
        const bool sampled = kind == Kind::Sampled;
        std::vector<double> dHidden(hidden.size(), 9.0);
        std::vector<double> dVectors(vectors.size());
        SoftmaxTargets<double> targets{.columns = columns};
        if (sampled) {
            targets.offsets = offsets;
            targets.groups = groups;
        } else if (kind == Kind::Sequences) {
            targets.groups = groups;
            targets.chosen = chosen;
        }
        const auto run = [&] {
            std::ranges::fill(dVectors, 0.0);
            return scale * softmaxLoss<double>({rowsOf(hidden), rowsOf(vectors), scale}, targets,
                                               {rowsOf(dHidden), rowsOf(dVectors)}, scratch);
        };
        double expected = 0;
        for (std::size_t example = 0; example < examples; ++example) {
            double total = 0;
            double own = 0;
            for (std::size_t c = 0; c < candidates; ++c) {
                const std::size_t group = example / 3 * 3;
                const bool inGroup = std::find(columns.begin() + static_cast<std::ptrdiff_t>(group),
                                               columns.begin() + static_cast<std::ptrdiff_t>(group + 3),
                                               c) != columns.begin() + static_cast<std::ptrdiff_t>(group + 3);
                const auto begin = columns.begin() + static_cast<std::ptrdiff_t>(group);
                const auto end = columns.begin() + static_cast<std::ptrdiff_t>(example);
                const bool wasChosen = std::find(begin, end, c) != end;
                if (c != columns[example] && (sampled ? inGroup : kind == Kind::Sequences && wasChosen)) {
                    continue;
                }
                const double score = dot(hidden.data() + example * width, vectors.data() + c * width) +
                                     (sampled ? offsets[c] : 0);
                total += std::exp(score);
                own = c == columns[example] ? score : own;
            }
            expected += scale * (std::log(total) - own);
        }
        EXPECT_NEAR(run(), expected, 1e-9);
        const std::vector<double> hiddenGradient = dHidden;
        const std::vector<double> vectorGradient = dVectors;
        expectGradient(hidden, hiddenGradient, run);
        expectGradient(vectors, vectorGradient, run);
    }
}

/// Both losses with sampled negatives, one of which is an example's target.
class SampledLoss : public testing::TestWithParam<bool> {};

TEST_P(SampledLoss, EqualsTheDefinitionAndItsGradients) {
    const bool binary = GetParam();
    constexpr std::size_t examples = 6;
    std::vector<double> hidden = randomValues(examples * width, 1);
    std::vector<double> negatives = randomValues(3 * width, 2);
    std::vector<double> positives = randomValues(examples * width, 3);
    const std::vector<std::uint32_t> ids{1, 2, 3, 4, 5, 6};
    const std::vector<std::uint32_t> negativeIds{9, 4, 8};
    std::vector<double> dHidden(hidden.size());
    std::vector<double> dNegatives(negatives.size());
    std::vector<double> dPositives(positives.size());
    Buffer<double> scratch;
    const double level = binary ? 0.3 : std::log(4.0);
    const auto run = [&] {
        std::ranges::fill(dNegatives, 0.0);
        const SoftmaxTask<double> task{rowsOf(hidden), rowsOf(negatives), scale};
        const SampledTargets<double> targets{rowsOf(positives), rowsOf(dPositives), ids, negativeIds};
        const RankingGradients<double> gradients{rowsOf(dHidden), rowsOf(dNegatives)};
        return scale * (binary ? calibratedBinaryLoss<double>(task, targets, level, gradients, scratch)
                               : sampledSoftmaxLoss<double>(task, targets, level, gradients, scratch));
    };
    double expected = 0;
    for (std::size_t example = 0; example < examples; ++example) {
        const double own = dot(hidden.data() + example * width, positives.data() + example * width);
        double softmax = std::exp(own);
        double entropy = -level * std::log(1 / (1 + std::exp(-own)));
        for (std::size_t n = 0; n < 3; ++n) {
            if (negativeIds[n] != ids[example]) {
                const double score = dot(hidden.data() + example * width, negatives.data() + n * width);
                softmax += 4 * std::exp(score);
                entropy -= std::log(1 - 1 / (1 + std::exp(-score)));
            }
        }
        expected += scale * (binary ? entropy / 4 : std::log(softmax) - own);
    }
    EXPECT_NEAR(run(), expected, 1e-9);
    const std::vector<double> hiddenGradient = dHidden;
    const std::vector<double> negativeGradient = dNegatives;
    const std::vector<double> positiveGradient = dPositives;
    expectGradient(hidden, hiddenGradient, run);
    expectGradient(negatives, negativeGradient, run);
    expectGradient(positives, positiveGradient, run);
}

INSTANTIATE_TEST_SUITE_P(Both, SampledLoss, testing::Bool());

TEST(SoftmaxLoss, CalibrationGoesFromPlainToWhole) {
    EXPECT_NEAR(calibrationExponent(100, 1001, 0), 1,
                1e-12); // plain binary cross-entropy
    EXPECT_NEAR(calibrationExponent(100, 1001, 1), 0.1,
                1e-12); // the sampling rate
    EXPECT_NEAR(calibrationExponent(5000, 1001, 0.5), 1, 1e-12);
}

} // namespace
} // namespace tastescope
