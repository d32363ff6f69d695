// SPDX-License-Identifier: GPL-3.0-or-later
// How the first stage grows with the catalogue: the graph over 10,000 to 1,000,000 vectors of 64 dimensions,
// asked on one thread for the best 10 and for 1,000 candidates. Argument: vectors. A line is one build and
// 200 questions of each kind, the exact scan's all at once and one after the other (alone); recall is the
// share of the exact scan's answer. Seconds of the processor. Leave the largest out:
// --benchmark_filter='/(10000|30000|100000)/'
#include "clustered_vectors.h"
#include "engine/index/neighbour_index.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <memory>
#include <vector>

namespace tastescope {
namespace {

constexpr std::size_t dimensions = 64;
constexpr std::size_t questions = 200;

/// Of the processor: what a busy machine does besides does not count.
double secondsOf(const auto& work) {
    const auto now = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
    const double start = now();
    work();
    return now() - start;
}

double recallOf(const std::vector<std::vector<ScoredItem>>& found,
                const std::vector<std::vector<ScoredItem>>& right) {
    std::size_t hits = 0;
    std::size_t all = 0;
    for (std::size_t query = 0; query < right.size(); ++query) {
        const float last = right[query].back().score;
        all += right[query].size();
        hits += static_cast<std::size_t>(
            std::ranges::count_if(found[query], [&](const ScoredItem& one) { return one.score >= last; }));
    }
    return static_cast<double>(hits) / static_cast<double>(all);
}

/// One after the other, as people come: nothing is read for several at once.
void askEach(const NeighbourIndex& index, const std::vector<float>& people, std::size_t k,
             const ExecutionContext& context) {
    for (std::size_t query = 0; query < questions; ++query) {
        const std::span<const float> vector = std::span(people).subspan(query * dimensions, dimensions);
        benchmark::DoNotOptimize(index.search({{vector, dimensions}, k, {}, {}}, context).value());
    }
}

void graphScale(benchmark::State& state) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    const std::size_t centres = 200 + rows / 500; // more of them in a larger catalogue
    ExecutionContext one;
    one.threads = 1;
    const std::vector<float> items = clusteredVectors(rows, dimensions, centres, 1);
    const std::vector<float> people = clusteredVectors(questions, dimensions, centres, 5);
    for (auto _ : state) {
        std::shared_ptr<const NeighbourIndex> graph;
        state.counters["build_s"] = secondsOf([&] {
            graph = buildHnswIndex({items, dimensions}, {}, one).value();
        });
        state.counters["bytes_per_vector"] =
            static_cast<double>(graph->bytes()) / static_cast<double>(graph->size());
        const auto exact = buildExactIndex({items, dimensions}, {}, one).value();
        for (const std::size_t k : {std::size_t{10}, std::size_t{1'000}}) {
            const NeighbourQueries queries{{people, dimensions}, k, {}, {}};
            std::vector<std::vector<ScoredItem>> found;
            std::vector<std::vector<ScoredItem>> right;
            const double graphSeconds = secondsOf([&] { found = graph->search(queries, one).value(); });
            const double exactSeconds = secondsOf([&] { right = exact->search(queries, one).value(); });
            const std::string name = "k" + std::to_string(k);
            state.counters[name + "_us"] = 1e6 * graphSeconds / questions;
            state.counters[name + "_exact_us"] = 1e6 * exactSeconds / questions;
            state.counters[name + "_exact_alone_us"] =
                1e6 * secondsOf([&] { askEach(*exact, people, k, one); }) / questions;
            state.counters[name + "_recall"] = recallOf(found, right);
        }
    }
}
BENCHMARK(graphScale)
    ->Arg(10'000)
    ->Arg(30'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kSecond);

} // namespace
} // namespace tastescope

BENCHMARK_MAIN();
