// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/evaluator.h"
#include "engine/registry/registry.h"

#include "engine/metrics/metric.h"
#include "engine/models/algorithm.h"
#include "tests/engine/evaluation/evaluation_support.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

namespace tastescope {
namespace {

constexpr std::size_t users = 60;
constexpr std::size_t items = 40;

std::vector<std::vector<ScoredItem>> randomLists(const Dataset& train, std::uint64_t seed) {
    Random random(seed);
    std::vector<std::vector<ScoredItem>> lists(users);
    for (std::size_t user = 0; user < users; ++user) {
        std::vector<std::uint32_t> pool;
        for (std::uint32_t item = 0; item < items; ++item) {
            const auto seen = train.matrix().itemsOf(UserIndex(user));
            if (train.matrix().countOf(ItemIndex(item)) > 0 &&
                !std::binary_search(seen.begin(), seen.end(), ItemIndex(item))) {
                pool.push_back(item);
            }
        }
        random.shuffle(std::span(pool));
        pool.resize(std::min<std::size_t>(pool.size(), user % 11 == 0 ? 4 : 10));
        for (const std::uint32_t item : pool) {
            lists[user].push_back({ItemIndex(item), static_cast<float>(20 - lists[user].size())});
        }
    }
    return lists;
}

/// Metrics written down a second time, from sets and maps, with no thought of speed.
class SlowTwin {
public:
    SlowTwin(const test::RandomWorld& world, const std::vector<std::vector<ScoredItem>>& lists, std::size_t k)
        : m_world(world)
        , m_lists(lists)
        , m_k(k)
        , m_have(users)
        , m_want(users)
        , m_audience(items) {
        const Dataset& train = *world.train;
        for (std::size_t row = 0; row < train.events().size(); ++row) {
            const Event event = train.events().at(row);
            m_have[event.user.value].insert(event.item.value);
            m_audience[event.item.value].insert(event.user.value);
        }
        for (std::size_t row = 0; row < world.test->size(); ++row) {
            const Event event = world.test->at(row);
            m_want[event.user.value][event.item.value] = event.value;
        }
    }

    std::map<std::string, double> means() const {
        std::map<std::string, std::pair<double, double>> sums;
        for (std::size_t user = 0; user < users; ++user) {
            if (m_want[user].empty()) {
                continue;
            }
            for (const auto& [id, value] : ofUser(user)) {
                if (!std::isnan(value)) {
                    sums[id].first += value;
                    sums[id].second += 1;
                }
            }
        }
        std::map<std::string, double> out = ofAll();
        for (const auto& [id, sum] : sums) {
            out[id] = sum.first / sum.second;
        }
        return out;
    }

private:
    using Item = std::uint32_t;

    std::vector<Item> listOf(std::size_t user) const {
        std::vector<Item> list;
        for (const ScoredItem& entry : m_lists[user]) {
            if (list.size() < m_k) {
                list.push_back(entry.item.value);
            }
        }
        return list;
    }

    double cooccurrence(Item a, Item b) const {
        double both = 0;
        for (const std::uint32_t user : m_audience[a]) {
            both += static_cast<double>(m_audience[b].count(user));
        }
        return both / std::sqrt(static_cast<double>(m_audience[a].size() * m_audience[b].size()));
    }

    double likeness(Item a, Item b) const {
        const AttributeColumn& column = *m_world.train->itemAttributes().categories();
        const auto left = column.codesOf(a);
        const auto right = column.codesOf(b);
        double both = 0;
        for (const std::uint32_t code : left) {
            both += static_cast<double>(std::count(right.begin(), right.end(), code));
        }
        return both / std::sqrt(static_cast<double>(left.size()) * static_cast<double>(right.size()));
    }

    std::map<std::string, double> ofUser(std::size_t user) const {
        std::map<std::string, double> out;
        const std::vector<Item> list = listOf(user);
        const std::map<Item, float>& want = m_want[user];
        const double k = static_cast<double>(m_k);
        const double relevant = static_cast<double>(want.size());
        double hits = 0, dcg = 0, graded = 0, precisions = 0, first = 0;
        for (std::size_t rank = 1; rank <= list.size(); ++rank) {
            if (want.count(list[rank - 1])) {
                hits += 1;
                dcg += 1 / std::log2(rank + 1.0);
                graded += want.at(list[rank - 1]) / std::log2(rank + 1.0);
                precisions += hits / static_cast<double>(rank);
                first = first > 0 ? first : 1.0 / static_cast<double>(rank);
            }
        }
        std::vector<float> gains;
        for (const auto& [item, gain] : want) {
            gains.push_back(gain);
        }
        std::sort(gains.rbegin(), gains.rend());
        double ideal = 0, idealGraded = 0;
        for (std::size_t rank = 1; rank <= std::min(m_k, gains.size()); ++rank) {
            ideal += 1 / std::log2(rank + 1.0);
            idealGraded += gains[rank - 1] / std::log2(rank + 1.0);
        }
        out["precision"] = hits / k;
        out["recall"] = hits / relevant;
        out["recall_capped"] = hits / std::min(k, relevant);
        out["hit"] = hits > 0 ? 1 : 0;
        out["ndcg"] = dcg / ideal;
        out["ndcg_graded"] = graded / idealGraded;
        out["map"] = precisions / relevant;
        out["map_capped"] = precisions / std::min(k, relevant);
        out["mrr"] = first;
        addListMetrics(user, list, out);
        return out;
    }

    void addListMetrics(std::size_t user, const std::vector<Item>& list,
                        std::map<std::string, double>& out) const {
        double ild = 0, cooc = 0, pairs = 0;
        for (std::size_t a = 0; a < list.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                ild += 1 - likeness(list[a], list[b]);
                cooc += 1 - cooccurrence(list[a], list[b]);
                pairs += 1;
            }
        }
        double interactions = 0, people = 0;
        for (std::size_t other = 0; other < users; ++other) {
            interactions += static_cast<double>(m_have[other].size());
            people += m_have[other].empty() ? 0 : 1;
        }
        double novelty = 0, byInteractions = 0, arp = 0, past = 0, serendipity = 0, serendipityCooc = 0;
        const double size = static_cast<double>(list.size());
        for (const Item item : list) {
            const double count = static_cast<double>(m_audience[item].size());
            novelty -= std::log2(count / people);
            byInteractions -= std::log2(count / interactions);
            arp += count;
            double like = 0, together = 0;
            for (const Item seen : m_have[user]) {
                like += likeness(item, seen);
                together += cooccurrence(item, seen);
            }
            if (m_want[user].count(item)) {
                serendipity += 1 - like / static_cast<double>(m_have[user].size());
                serendipityCooc += 1 - together / static_cast<double>(m_have[user].size());
            }
        }
        for (const Item seen : m_have[user]) {
            past += static_cast<double>(m_audience[seen].size()) / static_cast<double>(m_have[user].size());
        }
        out["ild"] = ild / pairs;
        out["ild_cooc"] = cooc / pairs;
        out["novelty"] = novelty / size;
        out["novelty_interactions"] = byInteractions / size;
        out["arp"] = arp / size;
        out["popularity_lift"] = (arp / size - past) / past;
        out["serendipity"] = serendipity / size;
        out["serendipity_cooc"] = serendipityCooc / size;
    }

    std::map<std::string, double> ofAll() const {
        std::vector<double> counts(items, 0);
        double total = 0, catalogue = 0;
        for (std::size_t user = 0; user < users; ++user) {
            for (const Item item : m_want[user].empty() ? std::vector<Item>{} : listOf(user)) {
                counts[item] += 1;
                total += 1;
            }
        }
        double distinct = 0, entropy = 0, differences = 0;
        for (std::size_t a = 0; a < items; ++a) {
            if (m_audience[a].empty()) {
                continue;
            }
            catalogue += 1;
            distinct += counts[a] > 0 ? 1 : 0;
            entropy -= counts[a] > 0 ? counts[a] / total * std::log2(counts[a] / total) : 0;
            for (std::size_t b = 0; b < items; ++b) {
                differences += m_audience[b].empty() ? 0 : std::abs(counts[a] - counts[b]);
            }
        }
        return {{"coverage", distinct / catalogue},
                {"entropy", entropy},
                {"gini", differences / (2 * catalogue * total)}};
    }

    const test::RandomWorld& m_world;
    const std::vector<std::vector<ScoredItem>>& m_lists;
    std::size_t m_k;
    std::vector<std::set<Item>> m_have;
    std::vector<std::map<Item, float>> m_want;
    std::vector<std::set<Item>> m_audience;
};

struct Bench {
    test::RandomWorld world = test::randomWorld(users, items, 21);
    EvaluationInput input{world.train, heldOutOf(*world.train, *world.test), nullptr, "test"};
    std::vector<Contestant> contestants{{"first", "", {}, {}, randomLists(*world.train, 1)},
                                        {"second", "", {}, {}, randomLists(*world.train, 2)}};
    EvaluationOptions options;
    Bench() {
        options.ks = {5, 10};
        options.resamples = 50;
    }
};

const MetricValue* find(const ModelResult& model, const std::string& key) {
    const auto found = std::find_if(model.metrics.begin(), model.metrics.end(),
                                    [&](const MetricValue& value) { return value.key == key; });
    return found == model.metrics.end() ? nullptr : &*found;
}

TEST(Evaluator, AgreesWithTheSlowTwin) {
    const Bench bench;
    const auto result = evaluate(bench.input, bench.contestants, bench.options);
    ASSERT_TRUE(result) << result.error().text();
    for (std::size_t model = 0; model < 2; ++model) {
        for (const std::size_t k : bench.options.ks) {
            const auto expected = SlowTwin(bench.world, bench.contestants[model].lists, k).means();
            EXPECT_GE(expected.size(), 20U);
            for (const auto& [id, value] : expected) {
                const MetricValue* found = find(result->models[model], id + "@" + std::to_string(k));
                ASSERT_NE(found, nullptr) << id;
                EXPECT_NEAR(found->value, value, 1e-12) << found->key;
            }
        }
    }
}

TEST(Evaluator, UsersWithoutTestItemsAreLeftOutAndCounted) {
    const Bench bench;
    const auto result = evaluate(bench.input, bench.contestants, bench.options);
    std::size_t with = 0;
    for (std::size_t user = 0; user < users; ++user) {
        with +=
            bench.world.test->lastOf(UserIndex(user)) > bench.world.test->firstOf(UserIndex(user)) ? 1 : 0;
    }
    EXPECT_LT(with, users);
    EXPECT_EQ(result->usersWithTest, with);
    EXPECT_EQ(result->usersWithout, users - with);
    const MetricValue* ndcg = find(result->models[0], "ndcg@10");
    EXPECT_EQ(ndcg->users, with);
    EXPECT_TRUE(std::isnan(ndcg->perUser[3]));
    EXPECT_LE(ndcg->low, ndcg->value);
    EXPECT_GE(ndcg->high, ndcg->value);
    EXPECT_EQ(find(result->models[0], "auc"), nullptr) << "lists have no scores of all items";
}

TEST(Evaluator, EveryIntervalHoldsItsValue) {
    const Bench bench;
    const auto result = evaluate(bench.input, bench.contestants, bench.options);
    for (const MetricValue& metric : result->models[0].metrics) {
        EXPECT_LE(metric.low, metric.value) << metric.key;
        EXPECT_GE(metric.high, metric.value) << metric.key;
    }
}

TEST(Evaluator, PairsAreDifferencesOfMeansWithCorrectedTests) {
    const Bench bench;
    const auto result = evaluate(bench.input, bench.contestants, bench.options);
    const auto pair = std::find_if(result->pairs.begin(), result->pairs.end(),
                                   [](const PairResult& one) { return one.metric == "recall@5"; });
    ASSERT_NE(pair, result->pairs.end());
    EXPECT_EQ(pair->a, "first");
    EXPECT_EQ(pair->b, "second");
    EXPECT_NEAR(pair->difference,
                find(result->models[0], "recall@5")->value - find(result->models[1], "recall@5")->value,
                1e-12);
    EXPECT_LE(pair->low, pair->difference);
    EXPECT_GE(pair->high, pair->difference);
    EXPECT_GT(pair->p, 0);
    EXPECT_LE(pair->p, 1);
}

TEST(Evaluator, SameBitsForOneAndTwoThreads) {
    const Bench bench;
    ExecutionContext context;
    context.threads = 1;
    const auto one = evaluate(bench.input, bench.contestants, bench.options, context);
    context.threads = 2;
    const auto two = evaluate(bench.input, bench.contestants, bench.options, context);
    EXPECT_EQ(one->fingerprint, two->fingerprint);
    for (std::size_t at = 0; at < one->models[0].metrics.size(); ++at) {
        EXPECT_EQ(one->models[0].metrics[at].value, two->models[0].metrics[at].value);
        EXPECT_EQ(one->models[0].metrics[at].low, two->models[0].metrics[at].low);
        EXPECT_EQ(one->models[0].metrics[at].high, two->models[0].metrics[at].high);
    }
}

TEST(Evaluator, ColdItemsBelongToWhatWasToBeFound) {
    Bench bench;
    const auto before = evaluate(bench.input, bench.contestants, bench.options);
    std::fill(bench.input.test.coldItems.begin(), bench.input.test.coldItems.end(), 1U);
    const auto after = evaluate(bench.input, bench.contestants, bench.options);
    EXPECT_LT(find(after->models[0], "recall@10")->value, find(before->models[0], "recall@10")->value);
    EXPECT_EQ(after->usersWithout, 0U);
    EXPECT_NE(after->fingerprint, before->fingerprint);
}

TEST(Evaluator, HeldOutKeepsPositivesOnly) {
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", 2);
    parts.items = test::numberedIds("i", 3);
    parts.signals = {defaultSignal("listen"), defaultSignal("skip"), defaultSignal("like")};
    const Dataset train{std::move(parts)};
    const Interactions events({{UserIndex(0), ItemIndex(0), 1},
                               {UserIndex(0), ItemIndex(1), 0},
                               {UserIndex(1), ItemIndex(2), 2},
                               {UserIndex(1), ItemIndex(5), 0}},
                              2);
    const HeldOut held = heldOutOf(train, events);
    ASSERT_EQ(held.itemsOf(UserIndex(0)).size(), 1U);
    EXPECT_EQ(held.itemsOf(UserIndex(0))[0], ItemIndex(1));
    EXPECT_FLOAT_EQ(held.valuesOf(UserIndex(1))[0], 1) << "without values every gain is 1";
    EXPECT_EQ(held.relevantCount(UserIndex(1)), 2U) << "an item unknown to train still was to be found";
}

TEST(Evaluator, GainsAreTheTestValuesEvenWhereSignalsCountAsOne) {
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", 1);
    parts.items = test::numberedIds("i", 2);
    parts.signals = {{"rating", SignalKind::Explicit, 1, false}};
    parts.matrix.binary = true;
    const Dataset train{std::move(parts)};
    const HeldOut held = heldOutOf(
        train, Interactions({{UserIndex(0), ItemIndex(1), 0, 4}, {UserIndex(0), ItemIndex(3), 0, 2}}, 1));
    ASSERT_EQ(held.values.size(), 1U);
    EXPECT_FLOAT_EQ(held.values[0], 4);
    ASSERT_EQ(held.coldValues.size(), 1U);
    EXPECT_FLOAT_EQ(held.coldValues[0], 2);
}

TEST(Evaluator, TrainsAndJudgesAnAlgorithm) {
    Bench bench;
    const AlgorithmInfo* popularity = findAlgorithm("popularity");
    ASSERT_NE(popularity, nullptr);
    const std::vector<Contestant> one{{"popularity", "popularity", ParamSet(popularity->params)}};
    const auto result = evaluate(bench.input, one, bench.options);
    ASSERT_TRUE(result) << result.error().text();
    ASSERT_NE(find(result->models[0], "auc"), nullptr);
    const InteractionMatrix& matrix = bench.input.train->matrix();
    for (std::size_t user = 0; user < users; ++user) {
        for (const ScoredItem& entry : result->models[0].lists[user]) {
            EXPECT_GT(matrix.countOf(entry.item), 0U) << "the catalogue is what occurs in training";
            const auto seen = matrix.itemsOf(UserIndex(user));
            EXPECT_FALSE(std::binary_search(seen.begin(), seen.end(), entry.item));
        }
    }
}

TEST(Evaluator, WrongRequestsAreErrors) {
    Bench bench;
    EXPECT_EQ(evaluate(bench.input, {}, bench.options).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(evaluate(bench.input, {{"x", "no_such", {}}}, bench.options).error().code,
              requireAlgorithm("no_such").error().code);
    bench.options.ks = {0};
    EXPECT_EQ(evaluate(bench.input, bench.contestants, bench.options).error().code,
              ErrorCode::InvalidArgument);
    bench.options.ks = {10};
    bench.input.test = heldOutOf(*bench.world.train, Interactions({}, users));
    EXPECT_EQ(evaluate(bench.input, bench.contestants, bench.options).error().code, ErrorCode::BadInput);
}

/// Lists of more people than every two are compared of: three items of twelve each.
struct Crowd {
    EvaluationInput input;
    std::vector<Contestant> contestants{{"lists", "", {}}};
    EvaluationOptions options;
    double exact = 0; ///< over all pairs

    explicit Crowd(std::size_t people) {
        Random random(4);
        std::vector<Event> events;
        std::vector<Event> wanted;
        std::vector<std::set<std::uint32_t>> sets;
        for (std::size_t user = 0; user < people; ++user) {
            events.push_back({UserIndex(user), ItemIndex(user % 12)});
            wanted.push_back({UserIndex(user), ItemIndex((user + 1) % 12)});
            std::set<std::uint32_t>& set = sets.emplace_back();
            while (set.size() < 3) {
                set.insert(static_cast<std::uint32_t>(random.below(2 + random.below(11))));
            }
            std::vector<ScoredItem>& list = contestants[0].lists.emplace_back();
            for (const std::uint32_t item : set) {
                list.push_back({ItemIndex(item), 1});
            }
        }
        for (std::size_t one = 0; one < people; ++one) {
            for (std::size_t other = 0; other < one; ++other) {
                std::vector<std::uint32_t> both;
                std::ranges::set_intersection(sets[one], sets[other], std::back_inserter(both));
                exact += static_cast<double>(both.size()) / static_cast<double>(6 - both.size());
            }
        }
        exact /= static_cast<double>(people) * static_cast<double>(people - 1) / 2;
        Dataset::Parts parts;
        parts.users = test::numberedIds("u", people);
        parts.items = test::numberedIds("i", 12);
        parts.signals = {defaultSignal("listen")};
        parts.events = std::make_shared<Interactions>(std::move(events), people);
        input.train = std::make_shared<Dataset>(std::move(parts));
        input.test = heldOutOf(*input.train, Interactions(std::move(wanted), people));
        options.metrics = {findMetric("homogenisation")};
        options.resamples = 0;
    }
    MetricValue measured(std::uint64_t seed, int threads = 0) const {
        ExecutionContext context;
        context.seed = seed;
        context.threads = threads;
        return evaluate(input, contestants, options, context)->models[0].metrics[0];
    }
};

TEST(Evaluator, HomogenisationIsOfAllPairsUpToAThousandPeopleAndThenOfDrawnOnes) {
    for (const std::size_t people : {999U, 1000U}) {
        const Crowd crowd(people);
        EXPECT_NEAR(crowd.measured(1).value, crowd.exact, 1e-12);
        EXPECT_EQ(crowd.measured(1).value, crowd.measured(2).value) << "nothing is drawn";
    }
    const Crowd crowd(1001);
    const MetricValue first = crowd.measured(1, 1);
    EXPECT_EQ(first.value, crowd.measured(1, 2).value);
    EXPECT_NE(first.value, crowd.measured(2).value);
    EXPECT_NE(first.value, crowd.exact);
    EXPECT_NEAR(first.value, crowd.exact, 0.003) << "a hundred thousand pairs of half a million";
    EXPECT_LE(first.low, crowd.exact);
    EXPECT_GE(first.high, crowd.exact);
    EXPECT_EQ(first.users, 1001U);
}

TEST(Evaluator, AGapBetweenGroupsIsOfAnotherMetric) {
    Bench bench;
    bench.options.metrics = {findMetric("user_group_gap")};
    const auto alone = evaluate(bench.input, bench.contestants, bench.options);
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().code, ErrorCode::InvalidArgument);
    bench.options.metrics.push_back(findMetric("ndcg"));
    const auto beside = evaluate(bench.input, bench.contestants, bench.options);
    ASSERT_TRUE(beside) << beside.error().text();
    EXPECT_EQ(beside->models[0].metrics.size(), bench.options.ks.size());
}

} // namespace
} // namespace tastescope
