// SPDX-License-Identifier: GPL-3.0-or-later
// Nearest vectors: the exact scan of 10,000 × 64, the graph over 100,000 × 64. Arguments: threads last.
#include "clustered_vectors.h"
#include "engine/index/neighbour_index.h"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tastescope {
namespace {

constexpr std::size_t dimensions = 64;
constexpr std::size_t queryCount = 20'000;

std::vector<float> clustered(std::size_t rows, std::uint64_t seed) {
    constexpr std::size_t centres = 200;
    return clusteredVectors(rows, dimensions, centres, seed);
}

ExecutionContext withThreads(std::int64_t threads) {
    ExecutionContext context;
    context.threads = static_cast<int>(threads);
    return context;
}

void ask(benchmark::State& state, const NeighbourIndex& index, int threads) {
    const std::vector<float> queries = clustered(queryCount, 5);
    const ExecutionContext context = withThreads(threads);
    for (auto _ : state) {
        benchmark::DoNotOptimize(index.search({{queries, dimensions}, 10, {}}, context).value());
    }
    state.counters["queries/s"] =
        benchmark::Counter(queryCount, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["recall"] = index.recall();
    if (index.exact()) {
        state.counters["flop/s"] =
            benchmark::Counter(2.0 * queryCount * static_cast<double>(index.size()) * dimensions,
                               benchmark::Counter::kIsIterationInvariantRate);
    }
}

void exactScan(benchmark::State& state) {
    const std::vector<float> rows = clustered(static_cast<std::size_t>(state.range(0)), 1);
    const auto index = buildExactIndex({rows, dimensions}, {}).value();
    ask(state, *index, static_cast<int>(state.range(1)));
}
BENCHMARK(exactScan)
    ->Args({10'000, 1})
    ->Args({10'000, 2})
    ->Args({100'000, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void graphBuild(benchmark::State& state) {
    const std::vector<float> rows = clustered(static_cast<std::size_t>(state.range(0)), 1);
    for (auto _ : state) {
        benchmark::DoNotOptimize(buildHnswIndex({rows, dimensions}, {}, withThreads(2)).value());
    }
}
BENCHMARK(graphBuild)->Arg(20'000)->UseRealTime()->Unit(benchmark::kMillisecond);

void graphSearch(benchmark::State& state) {
    static const std::shared_ptr<const NeighbourIndex> index = [] {
        const std::vector<float> rows = clustered(100'000, 1);
        return buildHnswIndex({rows, dimensions}, {}).value();
    }();
    ask(state, *index, static_cast<int>(state.range(0)));
}
BENCHMARK(graphSearch)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
} // namespace tastescope

BENCHMARK_MAIN();
