// SPDX-License-Identifier: GPL-3.0-or-later
// How much of the machine's matrix-product rate the neural trainings reach. The operations of a training are
// counted on paper (matrix products only); the machine's rate is that of products of 256 × 2048 by
// 2048 × 2048 on as many threads, measured in the same run. Arguments: threads last.
#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/linalg/products.h"
#include "engine/models/deep/two_tower/two_tower_trainer.h"
#include "engine/models/sequence/sasrec/sasrec_trainer.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

namespace tastescope {
namespace {

double secondsOf(const auto& work) {
    const auto before = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
}

/// Floating-point operations a second of large products, the best of a few rounds.
double productRate(int threads) {
    constexpr std::size_t size = 2048;
    constexpr std::size_t panel = 256;
    std::vector<float> a(size * size, 0.5F);
    std::vector<float> b(size * size, 0.25F);
    std::vector<float> c(size * size);
    ExecutionContext context;
    context.threads = threads;
    double best = 0;
    for (int round = 0; round < 4; ++round) {
        const double seconds = secondsOf([&] {
            parallelChunks(context, size, panel, [&](std::size_t begin, std::size_t end) {
                multiply<float>({a.data() + begin * size, end - begin, size}, {b.data(), size, size},
                                {c.data() + begin * size, end - begin, size});
            });
        });
        best = std::max(best, 2.0 * size * size * size / seconds);
    }
    return best;
}

void productRates(benchmark::State& state) {
    double rate = 0;
    for (auto _ : state) {
        rate = std::max(rate, productRate(static_cast<int>(state.range(0))));
    }
    state.counters["GFLOP/s"] = rate / 1e9;
}
BENCHMARK(productRates)->Arg(1)->Arg(2)->UseRealTime()->Iterations(3)->Unit(benchmark::kMillisecond);

/// Full sequences: `users` of `length` different items each.
ItemSequences sequencesOf(std::size_t users, std::size_t items, std::size_t length) {
    ItemSequences out;
    for (std::size_t user = 0; user < users; ++user) {
        Random random(1, user);
        const std::size_t stride = 1 + random.below(items / length - 1);
        std::size_t item = random.below(items);
        for (std::size_t place = 0; place < length; ++place) {
            out.items.emplace_back(item);
            out.tied.push_back(0);
            item = (item + stride) % items;
        }
        out.offsets.push_back(out.items.size());
    }
    return out;
}

/// Epochs of SASRec: 2 blocks, 64 dimensions, length 50. Arguments: items, sampled items or 0, threads.
void sasRecEpoch(benchmark::State& state) {
    constexpr std::size_t users = 4096;
    const auto items = static_cast<std::size_t>(state.range(0));
    const auto negatives = static_cast<std::size_t>(state.range(1));
    const int threads = static_cast<int>(state.range(2));
    SasRecOptions options;
    options.shape = {.items = items, .dimensions = 64, .blocks = 2, .heads = 1, .length = 50};
    options.epochs = 1;
    options.patience = 0; // nothing is held back or validated
    options.loss = negatives > 0 ? SasRecLoss::Sampled : SasRecLoss::Softmax;
    options.negatives = negatives;
    const ItemSequences sequences = sequencesOf(users, items, options.shape.length);
    PackedSequences all;
    for (std::size_t user = 0; user < users; ++user) {
        all.inputs.resize(all.inputs.size() + options.shape.length);
        all.endSequence();
    }
    const double loss = 3 * 2.0 * static_cast<double>(all.tokens()) * 64 *
                        static_cast<double>(negatives > 0 ? negatives : items);
    const double flops = SasRecNetwork(options.shape).trainingFlops(all) + loss;
    ExecutionContext context;
    context.threads = threads;
    double best = 0;
    for (auto _ : state) {
        const double seconds =
            secondsOf([&] { benchmark::DoNotOptimize(trainSasRec(sequences, options, context)); });
        best = std::max(best, flops / seconds);
    }
    state.counters["GFLOP/s"] = best / 1e9;
    state.counters["of_product_rate"] = best / productRate(threads);
}
BENCHMARK(sasRecEpoch)
    ->Args({1682, 0, 1})
    ->Args({1682, 0, 2})
    ->Args({3706, 0, 2})
    ->Args({20000, 0, 2})
    ->Args({20000, 512, 2})
    ->UseRealTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

/// Epochs of two towers without attributes: 64 dimensions, 128 hidden units. Arguments: items, events a step,
/// threads.
void twoTowerEpoch(benchmark::State& state) {
    constexpr double users = 4096;
    constexpr double length = 50;
    const auto items = static_cast<std::size_t>(state.range(0));
    const int threads = static_cast<int>(state.range(2));
    TwoTowerOptions options;
    options.shape = {.dimensions = 64, .hidden = 128, .cosine = false};
    options.epochs = 1;
    options.patience = 0; // nothing is held back or validated
    options.batch = static_cast<std::size_t>(state.range(1));
    const ItemSequences sequences =
        sequencesOf(static_cast<std::size_t>(users), items, static_cast<std::size_t>(length));
    TowerAttributes attributes;
    attributes.items.offsets.assign(items + 1, 0);
    attributes.users.offsets.assign(static_cast<std::size_t>(users) + 1, 0);
    // An event meets as many candidates as there are different items among those of its shard.
    const double events = static_cast<double>(options.batch) / 8;
    const auto catalogue = static_cast<double>(items);
    const double candidates = catalogue * -std::expm1(events * std::log1p(-1 / catalogue));
    const double forwardPass = 2 * 64 * (2 * 128 * (1 + candidates / events) + candidates) * users * length;
    ExecutionContext context;
    context.threads = threads;
    double best = 0;
    for (auto _ : state) {
        const double seconds = secondsOf(
            [&] { benchmark::DoNotOptimize(trainTwoTower(sequences, attributes, items, options, context)); });
        best = std::max(best, 3 * forwardPass / seconds);
    }
    state.counters["GFLOP/s"] = best / 1e9;
    state.counters["of_product_rate"] = best / productRate(threads);
}
BENCHMARK(twoTowerEpoch)
    ->Args({3706, 4096, 1})
    ->Args({3706, 4096, 2})
    ->Args({3706, 16384, 2})
    ->UseRealTime()
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace tastescope

BENCHMARK_MAIN();
