// SPDX-License-Identifier: GPL-3.0-or-later
// Re-ranking while a slider is dragged: 500 people × 1,000 candidates, lists of 30, 50 positions of the
// slider. Time is of the slowest of 95 % of the positions (p95_ms); one list is the mean of 200 people on one
// thread. Argument: threads.
#include "engine/base/random.h"
#include "engine/pipeline/rerank/reranker.h"
#include "engine/pipeline/rules/rule_set_json.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {
namespace {

constexpr std::size_t people = 500;
constexpr std::size_t candidates = 1'000;
constexpr std::size_t items = 12'000;
constexpr std::size_t creators = 1'500;
constexpr std::size_t genres = 18;
constexpr std::size_t moods = 40;
constexpr int positions = 50;

AttributeColumn columnOf(const char* name, AttributeKind kind) {
    AttributeColumn column;
    column.name = name;
    column.kind = kind;
    return column;
}

/// A catalogue as music is: a few genres and moods a song, creators of very different size, old and new.
std::shared_ptr<const Dataset> catalogue() {
    Random random(1);
    Dataset::Parts parts;
    auto ids = std::make_shared<IdMap>();
    auto users = std::make_shared<IdMap>();
    AttributeColumn creator = columnOf("creator", AttributeKind::Text);
    AttributeColumn categories = columnOf("categories", AttributeKind::List);
    AttributeColumn tags = columnOf("tags", AttributeKind::List);
    AttributeColumn released = columnOf("released", AttributeKind::Date);
    AttributeColumn explicitMark = columnOf("explicit", AttributeKind::Number);
    const auto words = [](AttributeColumn& column, const char* prefix, std::size_t count) {
        column.offsets.push_back(0);
        for (std::size_t at = 0; at < count; ++at) {
            column.words.push_back(fmt::format("{}{}", prefix, at));
        }
    };
    words(categories, "genre", genres);
    words(tags, "mood", moods);
    const auto draw = [&](AttributeColumn& column, std::size_t count) {
        const std::size_t begin = column.codes.size();
        for (std::size_t at = 0; at < count; ++at) {
            const auto code = static_cast<std::uint32_t>(random.below(column.words.size()));
            const auto first = column.codes.begin() + static_cast<std::ptrdiff_t>(begin);
            if (std::find(first, column.codes.end(), code) == column.codes.end()) {
                column.codes.push_back(code);
            }
        }
        column.offsets.push_back(static_cast<std::uint32_t>(column.codes.size()));
    };
    for (std::size_t item = 0; item < items; ++item) {
        ids->intern(fmt::format("i{}", item));
        creator.texts.push_back(
            fmt::format("c{}", static_cast<std::size_t>(creators * std::pow(random.uniform(), 2))));
        draw(categories, 1 + random.below(2));
        draw(tags, random.below(4));
        released.dates.push_back(static_cast<Time>(random.below(2'000)) * millisecondsPerDay);
        explicitMark.numbers.push_back(random.below(10) == 0 ? 1 : 0);
    }
    std::vector<Event> events;
    for (std::size_t user = 0; user < people; ++user) {
        users->intern(fmt::format("u{}", user));
        for (int event = 0; event < 40; ++event) {
            const auto item = static_cast<std::size_t>(items * std::pow(random.uniform(), 3));
            events.push_back({UserIndex(user), ItemIndex(item), 0, std::nanf(""),
                              static_cast<Time>(1'900 + random.below(100)) * millisecondsPerDay});
        }
    }
    parts.items = ids;
    parts.users = users;
    parts.signals = {SignalType{}};
    parts.itemAttributes = std::make_shared<ItemAttributes>(
        AttributeTable{items, {creator, categories, tags, released, explicitMark}});
    parts.events = std::make_shared<Interactions>(std::move(events), people);
    return std::make_shared<const Dataset>(std::move(parts));
}

const std::shared_ptr<const PreparedCandidates>& prepared() {
    static const auto made = [] {
        const auto data = catalogue();
        const AttributeColumn& genre = *data->itemAttributes().categories();
        std::vector<CandidateList> lists(people);
        for (std::size_t user = 0; user < people; ++user) {
            Random random(2, user);
            std::vector<double> taste;
            for (std::size_t at = 0; at < genres; ++at) {
                taste.push_back(random.normal());
            }
            std::vector<CandidateScore> scored;
            for (std::size_t item = 0; item < items; ++item) {
                double score = random.normal();
                for (const std::uint32_t code : genre.codesOf(item)) {
                    score += taste[code];
                }
                scored.push_back({ItemIndex(item), score});
            }
            std::ranges::sort(scored, std::greater(), &CandidateScore::score);
            scored.resize(candidates);
            lists[user] = {UserIndex(user), std::move(scored)};
        }
        return std::make_shared<const PreparedCandidates>(
            std::make_shared<const RuleFacts>(ruleFactsOf(data)), std::move(lists));
    }();
    return made;
}

constexpr const char* limits =
    R"("limits": [{"attribute": "creator", "max": 2}, {"attribute": "creator", "gap": 1}, {"condition": "creator_size == 'small'", "min_share": 0.2}])";

void drag(benchmark::State& state, bool prices, const std::function<std::string(double)>& rules) {
    const Reranker reranker(prepared());
    ExecutionContext context;
    context.threads = static_cast<int>(state.range(0));
    RerankOptions options;
    options.prices = prices;
    std::vector<double> times;
    std::size_t places = 0;
    const auto once = [&](double slider) {
        const RuleSet set = parseRuleSet(rules(slider)).value();
        const auto start = std::chrono::steady_clock::now();
        const RerankResult made = reranker.run(set, options, context).value();
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        places += made.lists.front().size();
    };
    once(0.5); // conditions are looked up once
    times.clear();
    for (auto _ : state) {
        for (int position = 0; position < positions; ++position) {
            once((position + 0.5) / positions);
        }
    }
    benchmark::DoNotOptimize(places);
    std::ranges::sort(times);
    state.counters["p95_ms"] = times[times.size() * 95 / 100];
    state.counters["median_ms"] = times[times.size() / 2];
}

void mmrWithLimits(benchmark::State& state) {
    drag(state, false, [](double slider) {
        return fmt::format(R"({{"list": 30, "balance": {{"mmr": {}}}, {}}})", slider, limits);
    });
}
void mmrAlone(benchmark::State& state) {
    drag(state, false,
         [](double slider) { return fmt::format(R"({{"list": 30, "balance": {{"mmr": {}}}}})", slider); });
}
void limitsAlone(benchmark::State& state) {
    drag(state, false, [](double) { return fmt::format(R"({{"list": 30, {}}})", limits); });
}
void dpp(benchmark::State& state) {
    drag(state, false,
         [](double slider) { return fmt::format(R"({{"list": 30, "balance": {{"dpp": {}}}}})", slider); });
}
std::string everything(double slider) {
    return fmt::format(
        R"({{"list": 30, "balance": {{"mmr": {}, "calibration": 0.2, "novelty": 0.1, "freshness": 0.1, "popularity_damping": 0.2}}, {},
            "rules": [{{"do": "boost", "condition": "age_days < 30", "by": 0.1}}, {{"do": "bury", "condition": "seen_days < 7"}},
                      {{"do": "filter", "condition": "explicit == 1"}}, {{"do": "boost", "condition": "category == 'genre3'", "by": 0.1}},
                      {{"do": "bury", "condition": "popularity > 40"}}]}})",
        slider, limits);
}
void everythingOn(benchmark::State& state) {
    drag(state, false, everything);
}
/// The prices of all rules, limits and balances: thirteen.
void everythingWithPrices(benchmark::State& state) {
    drag(state, true, everything);
}
/// The prices of five rules over a balance.
void fivePrices(benchmark::State& state) {
    drag(state, true, [](double slider) {
        return fmt::format(R"({{"list": 30, "balance": {{"mmr": {}, "calibration": 0.2}}, {}}})", slider,
                           limits);
    });
}

void oneList(benchmark::State& state) {
    CandidateList list;
    list.user = UserIndex(3U);
    const PreparedPerson& person = prepared()->people()[3];
    for (std::size_t at = 0; at < person.items.size(); ++at) {
        list.candidates.push_back({person.items[at], person.scores[at]});
    }
    const Reranker reranker(std::make_shared<const PreparedCandidates>(
        std::make_shared<const RuleFacts>(prepared()->facts()), std::vector{list}));
    const RuleSet set = parseRuleSet(everything(0.7)).value();
    ExecutionContext context;
    context.threads = static_cast<int>(state.range(0));
    for (auto _ : state) {
        benchmark::DoNotOptimize(reranker.run(set, {}, context).value());
    }
}

BENCHMARK(mmrAlone)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(limitsAlone)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(mmrWithLimits)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(dpp)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(everythingOn)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(fivePrices)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(everythingWithPrices)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(oneList)->Arg(1)->Unit(benchmark::kMicrosecond)->UseRealTime();

} // namespace
} // namespace tastescope

BENCHMARK_MAIN();
