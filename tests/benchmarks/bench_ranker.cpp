// SPDX-License-Identifier: GPL-3.0-or-later
// What the learned second stage gains over the best of its own sources, on people and events it has not seen:
// bench_ranker PROJECT:PROTOCOL[:SOURCES] … with a protocol of evaluate ("time", "random") and sources as
// train takes them ("als+ease"). The whole catalogue without what somebody had, ndcg@10, intervals paired by
// person. Without arguments: how long scoring takes.

#include "engine/base/random.h"
#include "engine/evaluation/evaluator.h"
#include "engine/metrics/metric.h"
#include "engine/pipeline/ranker/train_ranker.h"
#include "storage/project/project.h"
#include "storage/use_cases/value_signals.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

namespace tastescope {
namespace {

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<ItemIndex> itemsWithEvents(const Dataset& data) {
    std::vector<ItemIndex> items;
    for (std::size_t item = 0; item < data.itemCount(); ++item) {
        if (data.matrix().countOf(ItemIndex(item)) > 0) {
            items.emplace_back(item);
        }
    }
    return items;
}

Result<void> measure(const std::string& argument) {
    const std::vector<std::string_view> parts = cutAt(argument, ':');
    TRY_ASSIGN(const auto protocol, parseProtocol(parts.size() > 1 ? parts[1] : "time"));
    TRY_ASSIGN(const auto project, Project::open(std::string(parts[0]), OpenMode::ReadOnly));
    TRY_ASSIGN(const auto loaded, project->loadDataset());
    const auto data = weighed(*loaded, Weighing::Once);
    TRY_ASSIGN(const auto split, splitDataset(*data, {protocol, 0.2, 42}));
    const EvaluationInput input = evaluationInput(split, "benchmark");

    RankerOptions options;
    options.cut = protocol;
    TRY_ASSIGN(options.sources,
               sourcesNamed(parts.size() > 2 ? std::string(parts[2]) : standardSources(*split.train)));
    ExecutionContext context;
    context.threads = 1;
    const auto start = std::chrono::steady_clock::now();
    TRY_ASSIGN(const auto ranker, trainRanker(split.train, options, context));
    const double seconds = secondsSince(start);

    Contestant second{"ranker", "", {}};
    second.lists.resize(std::max(input.train->userCount(), input.test.offsets.size() - 1));
    std::vector<UserIndex> users;
    for (std::size_t row = 0; row + 1 < input.test.offsets.size(); ++row) {
        if (input.test.relevantCount(UserIndex(row)) > 0) {
            users.emplace_back(row);
        }
    }
    const std::vector<ItemIndex> allowed = itemsWithEvents(*split.train);
    ListOptions listed{10};
    listed.candidates = allowed;
    TRY_ASSIGN(auto lists, ranker->lists(askersOf(*split.train, users), listed, context));
    for (std::size_t at = 0; at < users.size(); ++at) {
        second.lists[users[at].value] = std::move(lists[at]);
    }
    std::vector<Contestant> contestants{std::move(second)};
    for (const AlgorithmInfo* info : options.sources) {
        contestants.push_back({info->id, info->id, ParamSet(info->params)});
    }
    EvaluationOptions measured;
    measured.metrics = {findMetric("ndcg")};
    TRY_ASSIGN(const auto result, evaluate(input, contestants, measured, context));

    fmt::print("{} by {}: {} people, trained in {:.1f} s\n{}\n", parts[0], protocolName(protocol),
               result.users.size(), seconds, ranker->verdict());
    for (std::size_t at = 0; at < result.models.size(); ++at) {
        const MetricValue& value = result.models[at].metrics.front();
        fmt::print("  {:<20} {:.4f} [{:.4f}, {:.4f}]", result.models[at].label, value.value, value.low,
                   value.high);
        if (at > 0) {
            fmt::print("   held back {:.4f}", ranker->report().sources[at - 1]);
        }
        fmt::print("\n");
    }
    for (const PairResult& pair : result.pairs) {
        if (pair.a == "ranker") {
            const double base = result.models[0].metrics.front().value - pair.difference;
            fmt::print("  against {:<20} {:+.4f} [{:+.4f}, {:+.4f}]  {:+.1f} %\n", pair.b, pair.difference,
                       pair.low, pair.high, 100 * pair.difference / base);
        }
    }
    for (const FeatureShare& share : ranker->importance()) {
        if (share.amount > 0.02) {
            fmt::print("    {:<40} {:.3f}\n", share.feature, share.amount);
        }
    }
    fmt::print("    course:");
    for (const double value : ranker->report().course) {
        fmt::print(" {:.4f}", value);
    }
    fmt::print("  loss {}, {} trees, {} rows of {} people\n\n", ranker->report().loss, ranker->trees().size(),
               ranker->report().rows, ranker->report().learned);
    std::fflush(stdout);
    return {};
}

} // namespace
} // namespace tastescope

int main(int count, char** arguments) {
    for (int at = 1; at < count; ++at) {
        if (const auto done = tastescope::measure(arguments[at]); !done) {
            fmt::print(stderr, "{}\n", done.error().text());
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
