// SPDX-License-Identifier: GPL-3.0-or-later
// Every metric once more, straight from its definition and with no thought of speed, over small random worlds
// that hold whatever files hold (metric_world.h).
#include "engine/evaluation/evaluator.h"
#include "engine/evaluation/segments.h"
#include "engine/metrics/aggregate.h"
#include "engine/metrics/metric.h"
#include "tests/engine/evaluation/metric_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>

namespace tastescope {
namespace {

using test::drawWorld;
using test::Item;
using test::World;
using Value = std::optional<double>; ///< nothing: does not apply

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}
Value meanOrNothing(const std::vector<double>& values) {
    return values.empty() ? Value() : Value(mean(values));
}

class Twin {
public:
    Twin(const World& world, std::size_t k) : m_world(world), m_k(k), m_audience(world.items) {
        for (std::size_t user = 0; user < world.users; ++user) {
            m_people += world.have[user].empty() ? 0 : 1;
            m_events += static_cast<double>(world.have[user].size());
            for (const auto& [item, value] : world.have[user]) {
                m_audience[item].insert(user);
            }
        }
    }

    std::set<Item> haveOf(std::size_t user) const {
        std::set<Item> items;
        for (const auto& [item, value] : m_world.have[user]) {
            items.insert(item);
        }
        return items;
    }
    double count(Item item) const { return static_cast<double>(m_audience[item].size()); }
    std::vector<Item> listOf(std::size_t user) const {
        std::vector<Item> list = m_world.lists[user];
        list.resize(std::min(list.size(), m_k));
        return list;
    }
    /// What the popularity model would show, and the head of the catalogue.
    std::vector<Item> popular() const {
        std::vector<Item> order;
        for (Item item = 0; item < m_world.items; ++item) {
            if (count(item) > 0) {
                order.push_back(item);
            }
        }
        std::ranges::stable_sort(order, [&](Item a, Item b) { return count(a) > count(b); });
        return order;
    }
    std::set<Item> head() const {
        std::set<Item> head;
        double held = 0;
        for (const Item item : popular()) {
            if (held * 10 >= m_events * 8) {
                break;
            }
            head.insert(item);
            held += count(item);
        }
        return head;
    }

    std::map<std::string, Value> ofUser(std::size_t user) const {
        std::map<std::string, Value> out;
        addAccuracy(user, out);
        addBeyond(user, out);
        addCategories(user, out);
        return out;
    }

    std::map<std::string, Value> ofAll() const {
        std::map<std::string, Value> out = ofItems();
        out.merge(ofCreators());
        out["homogenisation"] = homogenisation();
        return out;
    }
    std::map<std::string, Value> ofItems() const {
        std::map<Item, double> shown;
        double total = 0;
        for (std::size_t user = 0; user < m_world.users; ++user) {
            for (const Item item : m_world.want[user].empty() ? std::vector<Item>() : listOf(user)) {
                if (count(item) > 0) {
                    shown[item] += 1;
                    total += 1;
                }
            }
        }
        const std::vector<Item> catalogue = popular();
        const auto size = static_cast<double>(catalogue.size());
        double entropy = 0;
        double differences = 0;
        for (const Item a : catalogue) {
            entropy -= shown[a] > 0 ? shown[a] / total * std::log2(shown[a] / total) : 0;
            for (const Item b : catalogue) {
                differences += std::abs(shown[a] - shown[b]);
            }
        }
        const auto distinct = static_cast<double>(
            std::ranges::count_if(shown, [](const auto& pair) { return pair.second > 0; }));
        return {{"coverage", distinct / size},
                {"entropy", total > 0 ? Value(entropy) : Value()},
                {"gini", total > 0 ? Value(differences / (2 * size * total)) : Value()}};
    }
    std::size_t coldShown() const {
        std::size_t cold = 0;
        for (std::size_t user = 0; user < m_world.users; ++user) {
            for (const Item item : m_world.want[user].empty() ? std::vector<Item>() : listOf(user)) {
                cold += count(item) > 0 ? 0 : 1;
            }
        }
        return cold;
    }
    /// Of a group: the mean count of the lists against that of the histories.
    Value liftOfGroup(const std::vector<std::size_t>& users) const {
        std::vector<double> lists;
        std::vector<double> histories;
        for (const std::size_t user : users) {
            const Value list = meanCount(listOf(user));
            const Value past = meanCount(haveOf(user));
            if (list && past && !m_world.want[user].empty()) {
                lists.push_back(*list);
                histories.push_back(*past);
            }
        }
        return lists.empty() ? Value() : Value((mean(lists) - mean(histories)) / mean(histories));
    }

private:
    template <typename Items>
    Value meanCount(const Items& items) const {
        std::vector<double> counts;
        for (const Item item : items) {
            counts.push_back(count(item));
        }
        return meanOrNothing(counts);
    }
    Value together(Item a, Item b) const {
        double both = 0;
        for (const std::size_t user : m_audience[a]) {
            both += static_cast<double>(m_audience[b].count(user));
        }
        return count(a) * count(b) > 0 ? Value(both / std::sqrt(count(a) * count(b))) : Value();
    }
    Value alike(Item a, Item b) const {
        const std::set<std::string>& left = m_world.attributes[a];
        const std::set<std::string>& right = m_world.attributes[b];
        double both = 0;
        for (const std::string& word : left) {
            both += static_cast<double>(right.count(word));
        }
        return left.empty() || right.empty() ? Value()
                                             : Value(both / std::sqrt(static_cast<double>(left.size()) *
                                                                      static_cast<double>(right.size())));
    }
    /// Whether each place is a hit: of a repeated item only the first.
    std::vector<bool> hitsOf(std::size_t user) const {
        std::vector<bool> hits;
        std::set<Item> met;
        for (const Item item : listOf(user)) {
            hits.push_back(met.insert(item).second && m_world.want[user].count(item) > 0);
        }
        return hits;
    }

    void addAccuracy(std::size_t user, std::map<std::string, Value>& out) const {
        const std::vector<Item> list = listOf(user);
        const std::vector<bool> hits = hitsOf(user);
        const std::map<Item, float>& want = m_world.want[user];
        const auto k = static_cast<double>(m_k);
        const auto wanted = static_cast<double>(want.size());
        double found = 0, gain = 0, graded = 0, precisions = 0, first = 0;
        for (std::size_t rank = 1; rank <= list.size(); ++rank) {
            if (hits[rank - 1]) {
                found += 1;
                gain += 1 / std::log2(static_cast<double>(rank) + 1);
                graded += want.at(list[rank - 1]) / std::log2(static_cast<double>(rank) + 1);
                precisions += found / static_cast<double>(rank);
                first = first > 0 ? first : 1 / static_cast<double>(rank);
            }
        }
        std::vector<float> gains;
        for (const auto& [item, value] : want) {
            gains.push_back(value);
        }
        std::sort(gains.rbegin(), gains.rend());
        double ideal = 0, idealGraded = 0;
        for (std::size_t rank = 1; rank <= std::min(m_k, gains.size()); ++rank) {
            ideal += 1 / std::log2(static_cast<double>(rank) + 1);
            idealGraded += gains[rank - 1] / std::log2(static_cast<double>(rank) + 1);
        }
        out["precision"] = found / k;
        out["recall"] = found / wanted;
        out["recall_capped"] = found / std::min(k, wanted);
        out["hit"] = found > 0 ? 1 : 0;
        out["ndcg"] = gain / ideal;
        out["ndcg_graded"] = graded / idealGraded;
        out["map"] = precisions / wanted;
        out["map_capped"] = precisions / std::min(k, wanted);
        out["mrr"] = first;
    }

    /// Shares of categories of weighted items; nothing where none has any.
    using Shares = std::optional<std::map<std::string, double>>;
    Shares sharesOf(const std::vector<std::pair<Item, double>>& weighted) const {
        std::map<std::string, double> shares;
        double total = 0;
        for (const auto& [item, weight] : weighted) {
            const std::set<std::string>& categories = m_world.categories[item];
            for (const std::string& category : categories) {
                shares[category] += weight / static_cast<double>(categories.size());
            }
            total += categories.empty() ? 0 : weight;
        }
        for (auto& [category, share] : shares) {
            share /= total;
        }
        return shares.empty() ? Shares() : Shares(shares);
    }
    Value bubble(const Shares& shares) const {
        std::set<std::string> known;
        for (const Item item : popular()) {
            known.insert(m_world.categories[item].begin(), m_world.categories[item].end());
        }
        if (!shares || known.size() < 2) {
            return {};
        }
        double entropy = 0;
        for (const auto& [category, share] : *shares) {
            entropy -= share * std::log(share);
        }
        return 1 - entropy / std::log(static_cast<double>(known.size()));
    }
    void addCategories(std::size_t user, std::map<std::string, Value>& out) const {
        std::vector<std::pair<Item, double>> shown;
        std::vector<std::pair<Item, double>> had;
        for (const Item item : listOf(user)) {
            shown.emplace_back(item, 1);
        }
        for (const auto& [item, value] : m_world.have[user]) {
            had.emplace_back(item, m_world.values ? static_cast<double>(value) : 1);
        }
        const Shares q = sharesOf(shown);
        const Shares p = sharesOf(had);
        const Value narrow = bubble(q);
        const Value past = shown.empty() ? Value() : bubble(p);
        out["bubble_index"] = narrow;
        out["bubble_index_history"] = past;
        out["bubble_index_relative"] = narrow && past ? Value(*narrow - *past) : Value();
        out["calibration_kl"] = Value();
        if (p && q) {
            double divergence = 0;
            for (const auto& [category, share] : *p) {
                const double other = q->count(category) > 0 ? q->at(category) : 0;
                divergence += share * std::log(share / (0.99 * other + 0.01 * share));
            }
            out["calibration_kl"] = divergence;
        }
    }

    std::string creatorOf(Item item) const {
        return m_world.creators[item].empty() ? "item " + std::to_string(item) : m_world.creators[item];
    }
    std::map<std::string, Value> ofCreators() const {
        std::map<std::string, double> exposure;
        std::map<std::string, double> interactions;
        std::vector<std::string> order; // by their first item with an event
        for (Item item = 0; item < m_world.items; ++item) {
            if (count(item) > 0) {
                exposure[creatorOf(item)];
                if (interactions.count(creatorOf(item)) == 0) {
                    order.push_back(creatorOf(item));
                }
                interactions[creatorOf(item)] += count(item);
            }
        }
        double total = 0;
        for (std::size_t user = 0; user < m_world.users; ++user) {
            const std::vector<Item> list = m_world.want[user].empty() ? std::vector<Item>() : listOf(user);
            for (std::size_t rank = 1; rank <= list.size(); ++rank) {
                const double worth = 1 / std::log2(static_cast<double>(rank) + 1);
                exposure[creatorOf(list[rank - 1])] += worth;
                total += worth;
            }
        }
        std::ranges::stable_sort(order, [&](const std::string& a, const std::string& b) {
            return interactions[a] > interactions[b];
        });
        double held = 0;
        double small = total;
        for (const std::string& creator : order) {
            if (held * 10 < m_events * 8) {
                held += interactions[creator];
                small -= exposure[creator];
            }
        }
        double differences = 0;
        for (const auto& [a, one] : exposure) {
            for (const auto& [b, other] : exposure) {
                differences += std::abs(one - other);
            }
        }
        const auto size = static_cast<double>(exposure.size());
        return {{"creator_exposure_gini", total > 0 ? Value(differences / (2 * size * total)) : Value()},
                {"small_creator_exposure", total > 0 ? Value(small / total) : Value()}};
    }
    Value homogenisation() const {
        std::vector<std::set<Item>> sets;
        for (std::size_t user = 0; user < m_world.users; ++user) {
            const std::vector<Item> list = m_world.want[user].empty() ? std::vector<Item>() : listOf(user);
            if (!list.empty()) {
                sets.emplace_back(list.begin(), list.end());
            }
        }
        std::vector<double> alike;
        for (std::size_t one = 0; one < sets.size(); ++one) {
            for (std::size_t other = 0; other < one; ++other) {
                std::set<Item> either = sets[one];
                either.insert(sets[other].begin(), sets[other].end());
                const auto size = static_cast<double>(either.size());
                alike.push_back((static_cast<double>(sets[one].size() + sets[other].size()) - size) / size);
            }
        }
        return meanOrNothing(alike);
    }

    void addBeyond(std::size_t user, std::map<std::string, Value>& out) const {
        const std::vector<Item> list = listOf(user);
        const std::vector<bool> hits = hitsOf(user);
        const std::set<Item> have = haveOf(user);
        std::vector<double> unlike, apart, novelty, byEvents, tail, serendipity, serendipityCooc;
        const std::set<Item> inHead = head();
        for (std::size_t place = 0; place < list.size(); ++place) {
            const Item item = list[place];
            for (std::size_t other = 0; other < place; ++other) {
                if (const Value likeness = alike(item, list[other])) {
                    unlike.push_back(1 - *likeness);
                }
                if (const Value likeness = together(item, list[other])) {
                    apart.push_back(1 - *likeness);
                }
            }
            if (count(item) > 0) {
                novelty.push_back(-std::log2(count(item) / m_people));
                byEvents.push_back(-std::log2(count(item) / m_events));
            }
            tail.push_back(inHead.count(item) ? 0 : 1);
            addSerendipity(
                item, hits[place], have, [&](Item a, Item b) { return alike(a, b); }, serendipity);
            addSerendipity(
                item, hits[place], have, [&](Item a, Item b) { return together(a, b); }, serendipityCooc);
        }
        const Value arp = meanCount(list);
        const Value past = meanCount(haveOf(user));
        out["ild"] = meanOrNothing(unlike);
        out["ild_cooc"] = meanOrNothing(apart);
        out["novelty"] = meanOrNothing(novelty);
        out["novelty_interactions"] = meanOrNothing(byEvents);
        out["longtail_share"] = meanOrNothing(tail);
        // Where no item at all has attributes there is no likeness by them, of hits and misses alike.
        const bool described =
            std::ranges::any_of(m_world.attributes, [](const auto& words) { return !words.empty(); });
        out["serendipity"] = have.empty() || !described ? Value() : meanOrNothing(serendipity);
        out["serendipity_cooc"] = have.empty() ? Value() : meanOrNothing(serendipityCooc);
        out["arp"] = arp;
        out["popularity_lift"] = arp && past ? Value((*arp - *past) / *past) : Value();
        out["unexpected_hits"] = list.empty() ? Value() : Value(unexpected(list, hits, have));
    }

    double unexpected(const std::vector<Item>& list, const std::vector<bool>& hits,
                      const std::set<Item>& have) const {
        std::set<Item> expected;
        for (const Item item : popular()) {
            if (expected.size() < m_k && have.count(item) == 0) {
                expected.insert(item);
            }
        }
        double unexpected = 0;
        for (std::size_t place = 0; place < list.size(); ++place) {
            unexpected += hits[place] && expected.count(list[place]) == 0 ? 1 : 0;
        }
        return unexpected / static_cast<double>(m_k);
    }

    template <typename Likeness>
    static void addSerendipity(Item item, bool hit, const std::set<Item>& have, const Likeness& likeness,
                               std::vector<double>& out) {
        if (!hit) {
            out.push_back(0);
            return;
        }
        std::vector<double> known;
        for (const Item past : have) {
            if (const Value value = likeness(item, past)) {
                known.push_back(*value);
            }
        }
        if (known.empty()) {
            out.push_back(0); // nothing says that it surprises, and the list is no shorter for it
        } else {
            out.push_back(1 - mean(known));
        }
    }

    const World& m_world;
    std::size_t m_k;
    std::vector<std::set<std::size_t>> m_audience;
    double m_people = 0;
    double m_events = 0;
};

const MetricValue* find(const std::vector<MetricValue>& metrics, const std::string& key) {
    const auto found = std::ranges::find(metrics, key, &MetricValue::key);
    return found == metrics.end() ? nullptr : &*found;
}

void expectValue(const MetricValue& found, std::size_t user, const Value& expected) {
    if (expected) {
        EXPECT_NEAR(found.perUser[user], *expected, 1e-9) << found.key << ", user " << user;
    } else {
        EXPECT_TRUE(std::isnan(found.perUser[user])) << found.key << ", user " << user;
    }
}

/// The mean over the users it applies to, their number, and of few of them the interval.
void expectMean(const MetricValue& found, const std::vector<double>& applies) {
    EXPECT_EQ(found.users, applies.size()) << found.key;
    if (applies.empty()) {
        EXPECT_TRUE(std::isnan(found.value)) << found.key;
        return;
    }
    EXPECT_NEAR(found.value, mean(applies), 1e-9) << found.key;
    if (applies.size() < 30) {
        const Interval interval = studentInterval(applies);
        EXPECT_EQ(std::isnan(found.low), applies.size() < 2) << found.key;
        EXPECT_TRUE(!(std::abs(found.low - interval.low) > 1e-9)) << found.key;
        EXPECT_TRUE(!(std::abs(found.high - interval.high) > 1e-9)) << found.key;
    }
}

void expectAll(const World& world, const std::vector<MetricValue>& metrics, const Twin& twin, std::size_t k) {
    const std::string suffix = "@" + std::to_string(k);
    std::map<std::string, std::vector<double>> applies;
    std::size_t shownTo = 0;
    for (std::size_t user = 0; user < world.users; ++user) {
        for (const auto& [id, value] : twin.ofUser(user)) {
            const MetricValue* found = find(metrics, id + suffix);
            ASSERT_NE(found, nullptr) << id;
            const bool tested = !world.want[user].empty();
            expectValue(*found, user, tested ? value : Value());
            applies[id]; // known, should it apply to nobody
            if (tested && value) {
                applies[id].push_back(*value);
            }
        }
        shownTo += world.want[user].empty() || world.lists[user].empty() ? 0 : 1;
    }
    for (const auto& [id, values] : applies) {
        expectMean(*find(metrics, id + suffix), values);
    }
    for (const auto& [id, value] : twin.ofAll()) {
        const MetricValue& found = *find(metrics, id + suffix);
        EXPECT_EQ(found.users, shownTo);
        EXPECT_EQ(found.coldShown, findMetric(id)->as<CatalogueMetric>()
                                       ? std::optional<std::size_t>(twin.coldShown())
                                       : std::nullopt);
        if (value) {
            EXPECT_NEAR(found.value, *value, 1e-9) << found.key;
            EXPECT_EQ(std::isnan(found.low), shownTo < 2) << found.key; // one person has no interval
            EXPECT_FALSE(found.low > found.value) << found.key;
            EXPECT_FALSE(found.high < found.value) << found.key;
        } else {
            EXPECT_TRUE(std::isnan(found.value)) << found.key;
            EXPECT_TRUE(std::isnan(found.low)) << found.key;
        }
    }
}

TEST(MetricTwin, EveryMetricOfListsFollowsItsDefinition) {
    std::set<std::string> measured;
    std::size_t cold = 0;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        SCOPED_TRACE(testing::Message() << "world " << seed);
        const World world = drawWorld(seed);
        EvaluationOptions options;
        options.ks = {1, 3, 5};
        options.resamples = 20;
        for (const MetricInfo& metric : metrics()) { // by name, so that none is left out without attributes
            if (metric.dependsOnK()) {
                options.metrics.push_back(&metric);
            }
        }
        const auto result = evaluate(world.input, {world.contestant}, options);
        ASSERT_TRUE(result) << result.error().text();
        for (const std::size_t k : options.ks) {
            const Twin twin(world, k);
            expectAll(world, result->models[0].metrics, twin, k);
            cold += twin.coldShown();
            for (const auto& all : {twin.ofUser(0), twin.ofAll()}) {
                for (const auto& [id, value] : all) {
                    measured.insert(id);
                }
            }
        }
    }
    for (const MetricInfo& metric : metrics()) {
        EXPECT_TRUE(measured.contains(metric.id) || !metric.dependsOnK()) << metric.id << " has no twin";
    }
    EXPECT_GT(cold, 0U) << "no world was drawn that has what this is about";
}

TEST(MetricTwin, TheLiftOfAGroupIsARatioOfMeans) {
    bool differs = false;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE(testing::Message() << "world " << seed);
        const World world = drawWorld(seed);
        EvaluationOptions options;
        options.ks = {3};
        options.resamples = 20;
        options.metrics = {findMetric("popularity_lift"), findMetric("arp")};
        const auto result = evaluate(world.input, {world.contestant}, options);
        ASSERT_TRUE(result) << result.error().text();
        Segmentation all{"all", {"everybody"}, std::vector<std::uint32_t>(world.users, 0)};
        const auto segments = segmentResults(*result, {all}, 20);
        ASSERT_TRUE(segments);
        std::vector<std::size_t> everybody(world.users);
        std::iota(everybody.begin(), everybody.end(), std::size_t{0});
        const Value expected = Twin(world, 3).liftOfGroup(everybody);
        const MetricValue& found = *find(segments->front().models[0].metrics, "popularity_lift@3");
        ASSERT_EQ(expected.has_value(), !std::isnan(found.value));
        if (expected) {
            EXPECT_NEAR(found.value, *expected, 1e-9);
            EXPECT_FALSE(found.low > found.value);
            const double ofUsers = find(result->models[0].metrics, "popularity_lift@3")->value;
            differs = differs || std::abs(ofUsers - found.value) > 1e-6;
            EXPECT_NEAR(find(segments->front().models[0].metrics, "arp@3")->value,
                        find(result->models[0].metrics, "arp@3")->value, 1e-12);
        }
    }
    EXPECT_TRUE(differs) << "the mean of ratios is another number";
}

} // namespace
} // namespace tastescope
