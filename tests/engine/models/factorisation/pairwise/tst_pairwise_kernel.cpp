// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_kernel.h"

#include "engine/linalg/dense_kernel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace tastescope {
namespace {

constexpr std::size_t userCount = 12;
constexpr std::size_t itemCount = 70;
constexpr std::size_t blockItems = 40; ///< of the run: every other item, and so on

/// Tables, a run over some of the items, and the same tables in doubles.
struct Bench {
    std::size_t factors;
    std::size_t dims;
    AlignedFloats users;
    AlignedFloats items;
    std::vector<float> biases = std::vector<float>(itemCount);
    std::vector<std::uint32_t> block;
    std::vector<PairwiseCell> cells;
    std::vector<unsigned char> marks = std::vector<unsigned char>(blockItems);

    explicit Bench(std::size_t factorCount, std::uint64_t seed = 1)
        : factors(factorCount)
        , dims(paddedDimensions(factorCount))
        , users(userCount * dims)
        , items(itemCount * dims) {
        Random random(seed);
        const double deviation = 1 / std::sqrt(std::sqrt(static_cast<double>(factors)));
        const auto fill = [&](AlignedFloats& rows, std::size_t count) {
            for (std::size_t row = 0; row < count; ++row) {
                for (std::size_t d = 0; d < factors; ++d) {
                    rows.data()[row * dims + d] = static_cast<float>(random.normal(0, deviation));
                }
            }
        };
        fill(users, userCount);
        fill(items, itemCount);
        for (float& bias : biases) {
            bias = static_cast<float>(random.normal(0, 0.5));
        }
        for (std::uint32_t item = 0; item < blockItems; ++item) {
            block.push_back((item * 17 + 3) % itemCount);
        }
        for (std::uint32_t user = 1; user < userCount; ++user) {
            for (std::uint32_t place = 0; place < blockItems; ++place) {
                if (random.below(4) == 0) {
                    cells.push_back({user, place});
                }
            }
        }
    }
    PairwiseRun run() const { return {cells, block}; }
    PairwiseTables tables() { return {users.data(), items.data(), biases.data(), dims}; }
};

/// The same steps in plain loops and doubles.
struct Twin {
    std::vector<double> users;
    std::vector<double> items;
    std::vector<double> biases;
    std::size_t dims;
    double loss = 0;

    explicit Twin(const Bench& bench)
        : users(bench.users.data(), bench.users.data() + bench.users.size())
        , items(bench.items.data(), bench.items.data() + bench.items.size())
        , biases(bench.biases.begin(), bench.biases.end())
        , dims(bench.dims) {}

    double score(std::uint32_t user, std::uint32_t item) const {
        double sum = biases[item];
        for (std::size_t d = 0; d < dims; ++d) {
            sum += users[user * dims + d] * items[item * dims + d];
        }
        return sum;
    }
    void step(std::uint32_t user, std::uint32_t i, std::uint32_t j, double g, const PairwiseStep& step) {
        for (std::size_t d = 0; d < dims; ++d) {
            const double x = users[user * dims + d];
            const double a = items[i * dims + d];
            const double b = items[j * dims + d];
            users[user * dims + d] += step.rate * (g * (a - b) - step.ridge * x);
            items[i * dims + d] += step.rate * (g * x - step.ridge * a);
            items[j * dims + d] += step.rate * (-g * x - step.ridge * b);
        }
        biases[i] += step.rate * (g - step.biasRidge * biases[i]);
        biases[j] += step.rate * (-g - step.biasRidge * biases[j]);
    }
    void expectEquals(const Bench& bench) const {
        for (std::size_t place = 0; place < users.size(); ++place) {
            ASSERT_NEAR(bench.users.data()[place], users[place], 2e-5);
        }
        for (std::size_t place = 0; place < items.size(); ++place) {
            ASSERT_NEAR(bench.items.data()[place], items[place], 2e-5);
        }
        for (std::size_t place = 0; place < biases.size(); ++place) {
            ASSERT_NEAR(bench.biases[place], biases[place], 2e-5);
        }
    }
};

const PairwiseStep step{0.05F, 0.02F, 0.01F};

TEST(PairwiseKernel, MakesTheStepsOfPlainLoops) {
    for (const std::size_t factors : {3U, 8U, 20U, 32U, 40U, 48U, 64U, 70U, 130U}) {
        Bench bench(factors);
        Twin twin(bench);
        Random random(7);
        std::vector<std::uint32_t> negatives;
        drawNegatives(bench.run(), Negatives::Uniform, random, bench.marks, negatives);
        negatives[5] = noPlace;
        const PairwiseSums sums = descendPairs(bench.run(), negatives, bench.tables(), step);
        for (std::size_t pair = 0; pair < bench.cells.size(); ++pair) {
            if (negatives[pair] == noPlace) {
                continue;
            }
            const std::uint32_t user = bench.cells[pair].user;
            const std::uint32_t i = bench.block[bench.cells[pair].place];
            const std::uint32_t j = bench.block[negatives[pair]];
            const double margin = twin.score(user, i) - twin.score(user, j);
            twin.loss += std::log1p(std::exp(-margin));
            twin.step(user, i, j, 1 / (1 + std::exp(margin)), step);
        }
        EXPECT_EQ(sums.steps, bench.cells.size() - 1);
        EXPECT_NEAR(sums.loss, twin.loss, 1e-5 * twin.loss);
        twin.expectEquals(bench);
    }
}

/// One person, a positive and a negative, three factors.
struct One {
    Bench bench{3};
    std::vector<PairwiseCell> cells{{2, 0}};
    std::vector<std::uint32_t> block{5, 9};
    std::vector<std::uint32_t> negatives{1};

    std::vector<float*> movable() {
        std::vector<float*> out;
        for (std::size_t d = 0; d < 3; ++d) {
            out.push_back(bench.users.data() + 2 * bench.dims + d);
            out.push_back(bench.items.data() + 5 * bench.dims + d);
            out.push_back(bench.items.data() + 9 * bench.dims + d);
        }
        out.push_back(&bench.biases[5]);
        out.push_back(&bench.biases[9]);
        return out;
    }
    double margin() const {
        const Twin twin(bench);
        return twin.score(2, 5) - twin.score(2, 9);
    }
    PairwiseSums descend(const PairwiseStep& by) {
        return descendPairs({cells, block}, negatives, bench.tables(), by);
    }
};

TEST(PairwiseKernel, StepsDownTheGradient) {
    // The step is -rate times the gradient, taken by differences, of the loss and half the ridge.
    One one;
    const auto objective = [&] {
        double sum = std::log1p(std::exp(-one.margin()));
        const std::vector<float*> values = one.movable();
        for (std::size_t place = 0; place < values.size(); ++place) {
            const float ridge = place < 9 ? step.ridge : step.biasRidge;
            sum += ridge / 2 * *values[place] * *values[place];
        }
        return sum;
    };
    std::vector<double> slopes;
    std::vector<float> before;
    for (float* const value : one.movable()) {
        const float kept = *value;
        before.push_back(kept);
        *value = kept + 1e-2F;
        const double above = objective();
        const double right = *value;
        *value = kept - 1e-2F;
        slopes.push_back((above - objective()) / (right - *value));
        *value = kept;
    }
    one.descend(step);
    const std::vector<float*> after = one.movable();
    for (std::size_t place = 0; place < after.size(); ++place) {
        EXPECT_NEAR(*after[place] - before[place], -step.rate * slopes[place], 2e-6) << place;
    }
}

TEST(PairwiseKernel, KnowsTheLogisticFunction) {
    for (double margin = -45; margin <= 45; margin += 0.37) {
        One one;
        one.bench.biases[5] += static_cast<float>(margin - one.margin());
        const double held = std::clamp(one.margin(), -40.0, 40.0);
        const float bias = one.bench.biases[9];
        one.bench.biases[9] = 0;
        one.bench.biases[5] -= bias;
        const PairwiseSums sums = one.descend({1, 0, 0});
        EXPECT_NEAR(sums.loss, std::log1p(std::exp(-held)), 1e-15 + 2e-4 * std::log1p(std::exp(-held)));
        EXPECT_NEAR(-one.bench.biases[9], 1 / (1 + std::exp(held)), 1e-15 + 2e-4 / (1 + std::exp(held)));
    }
}

TEST(PairwiseKernel, DrawsNegativesThatAreNone) {
    Bench bench(8);
    // Someone who likes all but one item, and someone who likes all.
    for (std::uint32_t place = 0; place < blockItems; ++place) {
        bench.cells.push_back({userCount, place});
    }
    for (std::uint32_t place = 1; place < blockItems; ++place) {
        bench.cells.push_back({userCount + 1, place});
    }
    for (const Negatives kind : {Negatives::Uniform, Negatives::Popularity}) {
        Random random(3);
        std::vector<std::uint32_t> negatives;
        std::size_t without = 0;
        for (int round = 0; round < 20; ++round) {
            drawNegatives(bench.run(), kind, random, bench.marks, negatives);
            ASSERT_EQ(negatives.size(), bench.cells.size());
            for (std::size_t pair = 0; pair < negatives.size(); ++pair) {
                if (negatives[pair] == noPlace) {
                    ++without;
                    EXPECT_GE(bench.cells[pair].user, userCount);
                    continue;
                }
                const bool own =
                    std::any_of(bench.cells.begin(), bench.cells.end(), [&](const PairwiseCell& cell) {
                        return cell.user == bench.cells[pair].user && cell.place == negatives[pair];
                    });
                EXPECT_FALSE(own);
            }
            EXPECT_TRUE(std::all_of(bench.marks.begin(), bench.marks.end(), [](auto m) { return m == 0; }));
        }
        EXPECT_GE(without, 20 * blockItems);
    }
}

TEST(PairwiseKernel, DrawsUniformlyOrByPopularity) {
    // One person likes place 0; ten like place 1 and two like place 2: the first is asked often.
    std::vector<PairwiseCell> cells(1, {0, 0});
    for (std::uint32_t user = 1; user <= 10; ++user) {
        cells.push_back({user, 1});
    }
    cells.push_back({11, 2});
    cells.push_back({12, 2});
    const std::vector<std::uint32_t> block{10, 11, 12, 13};
    std::vector<unsigned char> marks(4);
    for (const Negatives kind : {Negatives::Uniform, Negatives::Popularity}) {
        Random random(5);
        std::array<double, 4> counts{};
        std::vector<std::uint32_t> negatives;
        for (int round = 0; round < 6000; ++round) {
            drawNegatives({cells, block}, kind, random, marks, negatives);
            ++counts[negatives[0]];
        }
        const bool alike = kind == Negatives::Uniform;
        EXPECT_NEAR(counts[1], alike ? 2000 : 5000, 150);
        EXPECT_NEAR(counts[2], alike ? 2000 : 1000, 150);
        EXPECT_NEAR(counts[3], alike ? 2000 : 0, 150);
    }
}

TEST(PairwiseKernel, WeighsRanksAsDefined) {
    const std::vector<float> gains = warpGains(101, 200);
    ASSERT_EQ(gains.size(), 201U);
    const auto harmonic = [](int rank) {
        double sum = 0;
        for (int n = 1; n <= rank; ++n) {
            sum += 1.0 / n;
        }
        return sum;
    };
    for (int draws = 1; draws <= 200; ++draws) {
        const int rank = std::max(100 / draws, 1);
        EXPECT_NEAR(gains[static_cast<std::size_t>(draws)], harmonic(rank) / harmonic(100), 1e-6);
    }
    EXPECT_EQ(warpGains(1, 3), (std::vector<float>{0, 1, 1, 1}));
}

TEST(PairwiseKernel, MakesTheStepsOfPlainWarp) {
    for (const std::size_t factors : {3U, 40U, 64U, 130U}) {
        Bench bench(factors);
        Twin twin(bench);
        constexpr int mostDraws = 6;
        const std::vector<float> gains = warpGains(itemCount, mostDraws);
        Random random(11);
        const PairwiseSums sums =
            descendWarp(bench.run(), {mostDraws, gains}, random, bench.marks, bench.tables(), step);
        Random again(11);
        std::size_t found = 0;
        for (const PairwiseCell& cell : bench.cells) {
            const std::uint32_t i = bench.block[cell.place];
            const double score = twin.score(cell.user, i);
            for (int draws = 0; draws < mostDraws;) {
                const std::uint64_t place = static_cast<std::uint64_t>(again.next32()) * blockItems >> 32;
                if (std::any_of(bench.cells.begin(), bench.cells.end(), [&](const PairwiseCell& other) {
                        return other.user == cell.user && other.place == place;
                    })) {
                    continue;
                }
                ++draws;
                const std::uint32_t j = bench.block[place];
                const double margin = score - twin.score(cell.user, j);
                if (margin < 1) {
                    const double gain = gains[static_cast<std::size_t>(draws)];
                    twin.loss += gain * (1 - margin);
                    twin.step(cell.user, i, j, gain, step);
                    ++found;
                    break;
                }
            }
        }
        EXPECT_GT(found, bench.cells.size() / 2);
        EXPECT_LE(found, bench.cells.size());
        EXPECT_EQ(sums.steps, bench.cells.size());
        EXPECT_NEAR(sums.loss, twin.loss, 1e-4 * twin.loss);
        twin.expectEquals(bench);
        EXPECT_TRUE(std::all_of(bench.marks.begin(), bench.marks.end(), [](auto m) { return m == 0; }));
    }
}

TEST(PairwiseKernel, LeavesAloneWhatIsFarEnough) {
    One one;
    one.bench.biases[5] += static_cast<float>(1.5 - one.margin());
    const float before = one.bench.biases[5];
    Random random(1);
    const std::vector<float> gains = warpGains(itemCount, 10);
    std::vector<unsigned char> marks(2);
    const PairwiseSums sums =
        descendWarp({one.cells, one.block}, {10, gains}, random, marks, one.bench.tables(), step);
    EXPECT_EQ(sums.loss, 0);
    EXPECT_EQ(one.bench.biases[5], before);
}

} // namespace
} // namespace tastescope
