// SPDX-License-Identifier: GPL-3.0-or-later
// Training and scoring on a synthetic data set of the size of MovieLens 1M cut 80/20: 6,040 people, 3,706
// items, about 800,000 pairs, activity and popularity long-tailed. Arguments: threads last.
#include "engine/base/random.h"
#include "engine/ranking/recommend.h"
#include "engine/registry/registry.h"
#include "tests/support/numbered_ids.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

using test::numbered;

constexpr std::size_t userCount = 6040;
constexpr std::size_t itemCount = 3706;

/// Without replacement, by popularity times a person's leaning: the smallest exponential clocks ring first.
std::vector<Event> eventsOf(std::size_t user) {
    Random random(1, user);
    const double activity = std::exp(random.normal(std::log(132.0) - 0.45, 0.95));
    const auto count = static_cast<std::size_t>(std::clamp(activity, 16.0, 1800.0));
    const std::size_t leaning = random.below(8);
    std::vector<std::pair<double, std::size_t>> clocks;
    for (std::size_t item = 0; item < itemCount; ++item) {
        const double popularity = std::exp(-4.5 * static_cast<double>(item) / itemCount);
        clocks.emplace_back(random.exponential() / (popularity * (item % 8 == leaning ? 6 : 1)), item);
    }
    std::nth_element(clocks.begin(), clocks.begin() + static_cast<std::ptrdiff_t>(count), clocks.end());
    std::vector<Event> events;
    for (std::size_t place = 0; place < count; ++place) {
        events.push_back({UserIndex(user), ItemIndex(clocks[place].second), 0,
                          static_cast<float>(1 + random.below(5)), noTime});
    }
    return events;
}

std::shared_ptr<const Dataset> makeData(bool binary) {
    std::vector<Event> events;
    for (std::size_t user = 0; user < userCount; ++user) {
        const std::vector<Event> row = eventsOf(user);
        events.insert(events.end(), row.begin(), row.end());
    }
    Dataset::Parts parts;
    parts.users = numbered(userCount);
    parts.items = numbered(itemCount);
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true}};
    parts.events = std::make_shared<Interactions>(std::move(events), userCount);
    parts.matrix.binary = binary;
    return std::make_shared<Dataset>(std::move(parts));
}

const Dataset& data(bool binary) {
    static const std::shared_ptr<const Dataset> ones = makeData(true);
    static const std::shared_ptr<const Dataset> ratings = makeData(false);
    return binary ? *ones : *ratings;
}

using Changes = std::vector<std::pair<std::string, std::string>>;

std::shared_ptr<const Recommender> train(const char* id, const Changes& changes, bool binary, int threads) {
    const AlgorithmInfo& algorithm = *findAlgorithm(id);
    ExecutionContext context;
    context.threads = threads;
    return algorithm.fit(data(binary), makeParams(algorithm.params, changes).value(), context).value();
}

void alsIteration(benchmark::State& state, const char* solver) {
    constexpr int iterations = 10;
    const Changes changes{{"factors", std::to_string(state.range(0))},
                          {"solver", solver},
                          {"iterations", std::to_string(iterations)}};
    data(true);
    for (auto _ : state) {
        benchmark::DoNotOptimize(train("als", changes, true, static_cast<int>(state.range(1))));
    }
    state.counters["iteration"] = benchmark::Counter(
        iterations, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
    state.counters["pairs"] = static_cast<double>(data(true).matrix().entryCount());
}
BENCHMARK_CAPTURE(alsIteration, cholesky, "cholesky")
    ->Args({32, 2})
    ->Args({64, 1})
    ->Args({64, 2})
    ->Args({128, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(alsIteration, cg, "cg")
    ->Args({64, 1})
    ->Args({64, 2})
    ->Args({128, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void ratingEpoch(benchmark::State& state, const char* id, const char* rounds) {
    constexpr int epochs = 20;
    const Changes changes{{"factors", std::to_string(state.range(0))}, {rounds, std::to_string(epochs)}};
    const auto pairs = static_cast<double>(data(false).matrix().entryCount());
    for (auto _ : state) {
        benchmark::DoNotOptimize(train(id, changes, false, static_cast<int>(state.range(1))));
    }
    // Seconds a rating and epoch, the solution for every person at the end included.
    state.counters["step"] = benchmark::Counter(
        epochs * pairs, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK_CAPTURE(ratingEpoch, svd, "svd", "epochs")
    ->Args({64, 1})
    ->Args({64, 2})
    ->Args({128, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ratingEpoch, svdpp, "svdpp", "epochs")
    ->Args({32, 1})
    ->Args({32, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ratingEpoch, nmf, "nmf", "epochs")
    ->Args({32, 1})
    ->Args({32, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ratingEpoch, explicit_als, "explicit_als", "iterations")
    ->Args({64, 1})
    ->Args({64, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void itemKnn(benchmark::State& state, const char* similarity, bool binary) {
    const Changes changes{{"neighbours", std::to_string(state.range(0))},
                          {"similarity", similarity},
                          {"shrinkage", state.range(1) != 0 ? "10" : "0"}};
    data(binary);
    for (auto _ : state) {
        benchmark::DoNotOptimize(train("item_knn", changes, binary, static_cast<int>(state.range(2))));
    }
}
BENCHMARK_CAPTURE(itemKnn, cosine_of_ones, "cosine", true)
    ->Args({20, 0, 1})
    ->Args({20, 0, 2})
    ->Args({100, 1, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(itemKnn, cosine_of_ratings, "cosine", false)
    ->Args({20, 0, 2})
    ->Args({100, 1, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void pairEpoch(benchmark::State& state, const char* id) {
    constexpr int epochs = 10;
    const Changes changes{{"factors", std::to_string(state.range(0))}, {"epochs", std::to_string(epochs)}};
    data(true);
    for (auto _ : state) {
        benchmark::DoNotOptimize(train(id, changes, true, static_cast<int>(state.range(1))));
    }
    // The solution for every person at the end included.
    state.counters["epoch"] = benchmark::Counter(epochs, benchmark::Counter::kIsIterationInvariantRate |
                                                             benchmark::Counter::kInvert);
}
BENCHMARK_CAPTURE(pairEpoch, bpr, "bpr")
    ->Args({64, 1})
    ->Args({64, 2})
    ->Args({128, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pairEpoch, warp, "warp")
    ->Args({64, 1})
    ->Args({64, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// The ones, with three of eighteen genres and a year for each item.
const Dataset& describedData() {
    static const std::shared_ptr<const Dataset> described = [] {
        AttributeTable table;
        table.rows = itemCount;
        AttributeColumn genres;
        genres.name = "categories";
        genres.kind = AttributeKind::List;
        for (std::size_t genre = 0; genre < 18; ++genre) {
            genres.words.push_back("genre " + std::to_string(genre));
        }
        AttributeColumn year;
        year.name = "year";
        year.kind = AttributeKind::Number;
        genres.offsets.push_back(0);
        for (std::size_t item = 0; item < itemCount; ++item) {
            for (const std::size_t step : {0U, 5U, 11U}) {
                genres.codes.push_back(static_cast<std::uint32_t>((item % 8 + step) % 18));
            }
            genres.offsets.push_back(static_cast<std::uint32_t>(genres.codes.size()));
            year.numbers.push_back(static_cast<double>(1920 + item % 80));
        }
        table.columns = {std::move(genres), std::move(year)};
        Dataset::Parts parts = data(true).parts();
        parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(table));
        return std::make_shared<const Dataset>(std::move(parts));
    }();
    return *described;
}

/// Seconds an epoch, the solution for every person at the end included. Arguments: factors, threads.
void featuresEpoch(benchmark::State& state, const char* loss, bool attributes) {
    constexpr int epochs = 10;
    const AlgorithmInfo& algorithm = *findAlgorithm("features");
    const Changes changes{{"factors", std::to_string(state.range(0))},
                          {"epochs", std::to_string(epochs)},
                          {"patience", "0"}, // nothing is held back or validated
                          {"loss", loss}};
    const Dataset& dataset = attributes ? describedData() : data(true);
    ExecutionContext context;
    context.threads = static_cast<int>(state.range(1));
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            algorithm.fit(dataset, makeParams(algorithm.params, changes).value(), context).value());
    }
    state.counters["epoch"] = benchmark::Counter(epochs, benchmark::Counter::kIsIterationInvariantRate |
                                                             benchmark::Counter::kInvert);
}
BENCHMARK_CAPTURE(featuresEpoch, warp, "warp", true)
    ->Args({64, 1})
    ->Args({64, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(featuresEpoch, warp_without_attributes, "warp", false)
    ->Args({64, 1})
    ->Args({64, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(featuresEpoch, bpr, "bpr", true)
    ->Args({64, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void ease(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(train("ease", {{"lambda", "400"}}, true, static_cast<int>(state.range(0))));
    }
}
BENCHMARK(ease)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void topTen(benchmark::State& state, const char* id) {
    const auto model = train(id, {}, true, 2);
    std::vector<UserIndex> users;
    for (std::size_t user = 0; user < userCount; ++user) {
        users.emplace_back(user);
    }
    ExecutionContext context;
    context.threads = static_cast<int>(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(recommendAll(*model, askersOf(data(true), users), {}, context).value());
    }
    state.counters["users/s"] = benchmark::Counter(userCount, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK_CAPTURE(topTen, als, "als")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(topTen, item_knn, "item_knn")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
} // namespace tastescope

BENCHMARK_MAIN();
