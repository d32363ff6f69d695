// SPDX-License-Identifier: GPL-3.0-or-later
// Every metric of given lists at three cut-offs, of as many people as a large and a small public set have,
// and the bootstrap of eight models. Prints the seconds of the wall and of the processor. `bench_metrics
// TRAIN.csv TEST.csv LISTS.csv ITEMS.csv` measures the lists of these files instead, at 3, 5 and 10: the
// metrics that other programs have as well without intervals, as those give none, and all with.
// metrics_peers.py sets others beside it.
#include "engine/base/random.h"
#include "engine/evaluation/evaluator.h"
#include "engine/metrics/aggregate.h"
#include "engine/metrics/metric.h"
#include "storage/import/loading/importer.h"
#include "storage/import/planning/plan_import.h"
#include "storage/use_cases/evaluation_files.h"
#include "storage/use_cases/evaluation_lists.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <vector>

namespace tastescope {
namespace {

struct Size {
    std::size_t users;
    std::size_t items;
    std::size_t events; ///< about so many
    std::size_t longest;
};

std::shared_ptr<const IdMap> numberedIds(char prefix, std::size_t count) {
    auto ids = std::make_shared<IdMap>();
    for (std::size_t row = 0; row < count; ++row) {
        ids->intern(prefix + std::to_string(row));
    }
    return ids;
}

/// One to four of thirty categories an item, four items a creator.
std::shared_ptr<const ItemAttributes> attributesOf(std::size_t items, Random& random) {
    AttributeColumn categories;
    categories.name = "categories";
    categories.kind = AttributeKind::List;
    categories.offsets.push_back(0);
    for (std::size_t word = 0; word < 30; ++word) {
        categories.words.push_back("c" + std::to_string(word));
    }
    AttributeColumn creators;
    creators.name = "creator";
    for (std::size_t item = 0; item < items; ++item) {
        std::set<std::uint32_t> codes;
        for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
            codes.insert(static_cast<std::uint32_t>(random.below(30)));
        }
        categories.codes.insert(categories.codes.end(), codes.begin(), codes.end());
        categories.offsets.push_back(static_cast<std::uint32_t>(categories.codes.size()));
        creators.texts.push_back("a" + std::to_string(random.below(items / 4 + 1)));
    }
    return std::make_shared<ItemAttributes>(
        AttributeTable{items, {std::move(categories), std::move(creators)}});
}

/// An item by popularity, of which the first have most: density as 1 / √rank.
std::uint32_t drawItem(std::size_t items, Random& random) {
    const double draw = random.uniform();
    return static_cast<std::uint32_t>(draw * draw * static_cast<double>(items));
}

struct World {
    EvaluationInput input;
    std::vector<Contestant> contestants{{"lists", "", {}, {}}};
};

/// A tenth of what people have is held out; lists find some of it.
World makeWorld(const Size& size) {
    Random random(5);
    std::vector<Event> train;
    std::vector<Event> test;
    World world;
    std::vector<std::vector<ScoredItem>>& lists = world.contestants[0].lists;
    lists.resize(size.users);
    const double each = static_cast<double>(size.events) / static_cast<double>(size.users);
    for (std::size_t user = 0; user < size.users; ++user) {
        const auto wanted = static_cast<std::size_t>(each * (0.4 + 1.2 * random.uniform()));
        std::set<std::uint32_t> have;
        while (have.size() < std::max<std::size_t>(4, wanted)) {
            have.insert(drawItem(size.items, random));
        }
        std::vector<std::uint32_t> held;
        for (const std::uint32_t item : have) {
            const bool out = random.below(10) == 0;
            (out ? test : train).push_back({UserIndex(user), ItemIndex(item)});
            if (out) {
                held.push_back(item);
            }
        }
        std::set<std::uint32_t> listed;
        while (listed.size() < size.longest) {
            const std::uint32_t item = !held.empty() && random.below(10) == 0
                                           ? held[random.below(held.size())]
                                           : drawItem(size.items, random);
            const bool seen = have.contains(item) && std::ranges::find(held, item) == held.end();
            if (!seen && listed.insert(item).second) {
                lists[user].push_back({ItemIndex(item), -static_cast<float>(lists[user].size())});
            }
        }
    }
    Dataset::Parts parts;
    parts.users = numberedIds('u', size.users);
    parts.items = numberedIds('i', size.items);
    parts.signals = {defaultSignal("like")};
    parts.matrix.binary = true;
    parts.itemAttributes = attributesOf(size.items, random);
    parts.events = std::make_shared<Interactions>(std::move(train), size.users);
    world.input.train = std::make_shared<Dataset>(std::move(parts));
    world.input.test = heldOutOf(*world.input.train, Interactions(std::move(test), size.users));
    world.input.protocol = "benchmark";
    return world;
}

void allMetrics(benchmark::State& state, const Size& size, std::vector<std::size_t> ks) {
    const World world = makeWorld(size);
    EvaluationOptions options;
    options.ks = std::move(ks);
    ExecutionContext context;
    context.threads = static_cast<int>(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(evaluate(world.input, world.contestants, options, context).value());
    }
    state.counters["users"] = static_cast<double>(size.users);
    state.counters["events"] = static_cast<double>(world.input.train->events().size());
}

void large(benchmark::State& state) {
    allMetrics(state, {53'424, 10'000, 5'976'479, 20}, {5, 10, 20});
}
void largeLong(benchmark::State& state) {
    allMetrics(state, {53'424, 10'000, 5'976'479, 50}, {10, 20, 50});
}
void small(benchmark::State& state) {
    allMetrics(state, {943, 1'682, 100'000, 20}, {5, 10, 20});
}
BENCHMARK(small)->Arg(1)->Arg(2)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(large)->Arg(1)->Arg(2)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(largeLong)->Arg(2)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

/// One metric of eight models over 6,000 people, as their table and their pairs need it.
void bootstrap(benchmark::State& state) {
    Random random(3);
    std::vector<std::vector<double>> columns(8);
    for (std::vector<double>& column : columns) {
        for (std::size_t user = 0; user < 6'000; ++user) {
            column.push_back(random.uniform());
        }
    }
    ExecutionContext context;
    context.threads = static_cast<int>(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(bootstrapMeans(columns, 1'000, context).value());
    }
}
BENCHMARK(bootstrap)->Arg(1)->Arg(2)->UseRealTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);

/// As `evaluate --train --test --lists` reads them, with the attributes of `items`.
Result<World> worldOf(const std::filesystem::path& train, const std::filesystem::path& test,
                      const std::filesystem::path& listFile, const std::filesystem::path& items) {
    ImportHints hints;
    hints.interactionsFile = train.string();
    hints.itemsFile = items.string();
    TRY_ASSIGN(const auto plan, planImport({train, items}, hints));
    TRY_ASSIGN(auto imported, readFiles(plan, nullptr));
    const Dataset project(std::move(imported.parts));
    EvaluateRequest request;
    request.trainFile = train;
    request.testFile = test;
    TRY_ASSIGN(const auto lists, readLists({listFile}, {}, {}));
    TRY_ASSIGN(auto parts, readEvaluationFiles(project, request, lists, {}));
    TRY_ASSIGN(auto judged, contestantOf(lists.front(), parts.input, project.items()));
    return World{std::move(parts.input), {std::move(judged.contestant)}};
}

void files(benchmark::State& state, const World& world, bool all) {
    EvaluationOptions options;
    options.ks = {3, 5, 10};
    if (!all) {
        options.resamples = 0;
        for (const char* id : {"precision", "recall", "hit", "ndcg", "map", "mrr", "novelty", "arp",
                               "coverage", "ild", "serendipity"}) {
            options.metrics.push_back(findMetric(id));
        }
    }
    ExecutionContext context;
    context.threads = static_cast<int>(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(evaluate(world.input, world.contestants, options, context).value());
    }
}

int run(int count, char** arguments) {
    benchmark::Initialize(&count, arguments);
    if (count != 1 && count != 5) {
        fmt::print(stderr, "Give no file, or four: train, test, lists, items\n");
        return EXIT_FAILURE;
    }
    if (count == 1) {
        benchmark::RunSpecifiedBenchmarks();
        return EXIT_SUCCESS;
    }
    const auto world = worldOf(arguments[1], arguments[2], arguments[3], arguments[4]);
    if (!world) {
        fmt::print(stderr, "{}\n", world.error().text());
        return EXIT_FAILURE;
    }
    for (const bool all : {false, true}) {
        benchmark::RegisterBenchmark(all ? "files_all" : "files_values",
                                     [&world, all](benchmark::State& state) { files(state, *world, all); })
            ->Arg(1)
            ->Arg(2)
            ->UseRealTime()
            ->MeasureProcessCPUTime()
            ->Unit(benchmark::kMillisecond);
    }
    benchmark::RunSpecifiedBenchmarks();
    return EXIT_SUCCESS;
}

} // namespace
} // namespace tastescope

int main(int count, char** arguments) {
    return tastescope::run(count, arguments);
}
