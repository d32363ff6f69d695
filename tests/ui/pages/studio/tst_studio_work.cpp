// SPDX-License-Identifier: GPL-3.0-or-later
// What the rule studio computes, without a window: a learned ranker's sources are asked once for a person,
// and what is made of their answer is what the door makes.
#include "engine/data/demo/demo_world.h"
#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/registry/registry.h"
#include "support/run.h"
#include "ui/catalogue/catalogue.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/studio/story_popup.h"
#include "ui/pages/studio/studio_index.h"
#include "ui/pages/studio/studio_work.h"

#include <QTest>

#include <algorithm>
#include <atomic>

using namespace tastescope;

namespace {

/// Counts how often it is asked for a person.
class Counted final : public Recommender {
public:
    explicit Counted(std::shared_ptr<const Recommender> model) : m_model(std::move(model)) {}
    int asked() const { return m_asked; }

    std::size_t itemCount() const override { return m_model->itemCount(); }
    std::size_t userCount() const override { return m_model->userCount(); }
    void scoreUser(UserIndex user, std::span<float> scores) const override {
        ++m_asked;
        m_model->scoreUser(user, scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        ++m_asked;
        m_model->scoreHistory(history, scores);
    }
    using Recommender::scoreHistory;
    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        return m_model->explain(history, item);
    }
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        m_model->itemSimilarity(item, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        m_model->userSimilarity(user, similarity);
    }
    std::size_t bytes() const override { return m_model->bytes(); }
    void save(ModelArchive& archive) const override { m_model->save(archive); }

private:
    std::shared_ptr<const Recommender> m_model;
    mutable std::atomic<int> m_asked = 0;
};

struct RankedWorld {
    std::shared_ptr<const Counted> source;
    StudioWorld world;
};

std::shared_ptr<const Dataset> demo(std::size_t users) {
    DemoOptions options;
    options.users = users;
    options.items = 200;
    options.artists = 20;
    options.events = 50 * users;
    return makeDemoWorld(options)->dataset;
}

/// A learned ranker of two sources whose order is that of the first.
RankedWorld rankedWorld() {
    const auto data = demo(60);
    const auto fit = [&](const char* algorithm) {
        const AlgorithmInfo& info = *findAlgorithm(algorithm);
        return info.fit(*data, ParamSet(info.params), {}).value();
    };
    RankedWorld out;
    out.source = std::make_shared<const Counted>(fit("item_knn"));
    LearnedRanker::Parts parts;
    parts.features = std::make_shared<const RankerFeatures>(
        std::make_shared<const ItemFacts>(itemFactsOf(data, {})),
        std::vector<RankerSource>{{"item_knn", "Neighbours", out.source},
                                  {"popularity", "Popularity", fit("popularity")}});
    const auto ranker = std::make_shared<const LearnedRanker>(std::move(parts));
    out.world = {data, std::make_shared<const RuleFacts>(ruleFactsOf(data)),
                 std::make_shared<const ModelCandidates>(rankedRecommender(ranker)), ranker};
    return out;
}

RuleSet pinned(const Dataset& data, std::size_t item) {
    RuleSet rules;
    rules.list = 20;
    rules.balance.mmr = 0.7;
    Rule pin;
    pin.action = Rule::Do::Pin;
    pin.place = 3;
    pin.condition = *Condition::parse("item == '" + std::string(data.items().at(item)) + "'");
    rules.rules.push_back(pin);
    return rules;
}

} // namespace

class TestStudioWork : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLearnedRankersSourcesAreAskedOnce() {
        const RankedWorld made = rankedWorld();
        const UserIndex user(7);
        const RuleSet rules = pinned(*made.world.data, 150);
        const auto first = preview(made.world, user, rules, 0, {}, {});
        QVERIFY2(first, first ? "" : first.error().text().c_str());
        QCOMPARE(made.source->asked(), 1);
        // Neither other weights nor another pin nor the tale of an item ask again.
        RuleSet other = pinned(*made.world.data, 151);
        other.balance.mmr = 0.4;
        const auto second = preview(made.world, user, other, 0, *first, {});
        QVERIFY(second);
        const auto tale = rankerTale(made.world, second->people, ItemIndex(151));
        QVERIFY(tale);
        QCOMPARE(made.source->asked(), 1);
        std::size_t found = 0;
        for (const auto& [source, count] : first->sources) {
            found += count;
        }
        QVERIFY(found > 0);

        // To the last bit what is made by asking for each list anew.
        for (const auto* now : {&*first, &*second}) {
            const RuleSet& by = now == &*first ? rules : other;
            auto ranked = rankPeople(made.world.data, made.world.source, {user}, {}).value();
            auto lists = candidateLists(ranked, pinnedItems(by, made.world.data->items()), {}).value();
            const PreparedCandidates prepared(made.world.facts, std::move(lists), {});
            QVERIFY(std::ranges::equal(now->people.prepared->people().front().items,
                                       prepared.people().front().items));
            QVERIFY(std::ranges::equal(now->people.prepared->people().front().scores,
                                       prepared.people().front().scores));
            QCOMPARE(now->story.list, listStory(prepared, by, 0, 0, {}).value().list);
        }
        QVERIFY(made.source->asked() > 1); // the count counts
        const Asker asker = UserRow{made.world.data.get(), user};
        CandidateSet one;
        one.items = {ItemIndex(151)};
        one.offsets = {0, 0};
        const auto explained = made.world.ranker->explain({asker, one}, 0, {});
        QVERIFY(explained);
        QCOMPARE(tale->score.score, explained->score);
        QCOMPARE(tale->score.raw, explained->raw);
        QCOMPARE(tale->score.shares.size(), explained->shares.size());
    }

    // Somebody whom the ranker's data does not have is asked by their history, as the door does.
    void whoCameLaterIsAskedByHistory() {
        RankedWorld made = rankedWorld();
        made.world.data = demo(80);
        made.world.facts = std::make_shared<const RuleFacts>(ruleFactsOf(made.world.data));
        const UserIndex user(72);
        const auto now = preview(made.world, user, {}, 0, {}, {});
        QVERIFY2(now, now ? "" : now.error().text().c_str());
        QCOMPARE(made.source->asked(), 1);
        const auto ranked = rankPeople(made.world.data, made.world.source, {user}, {}).value();
        QVERIFY(!ranked.best.front().empty());
        QVERIFY(std::ranges::equal(now->people.ranked->best.front(), ranked.best.front(),
                                   [](const ScoredItem& here, const ScoredItem& there) {
                                       return here.item == there.item && here.score == there.score;
                                   }));
    }

    // Exact against approximate rank: told where a graph finds neighbours, and else nothing is said.
    void storiesTellWhatAGraphMisses() {
        const auto data = demo(60);
        const AlgorithmInfo& als = *findAlgorithm("als");
        ParamSet params(als.params);
        QVERIFY(params.set(als.params, "factors", "8"));
        const auto model = als.fit(*data, params, {}).value();
        StudioWorld world{data, std::make_shared<const RuleFacts>(ruleFactsOf(data)),
                          std::make_shared<const ModelCandidates>(model)};
        world.models.push_back({"ALS-8", "als", model});
        JobRunner jobs;
        StudioIndex index(jobs);
        const auto exact = index.of(world);
        QVERIFY(exact && exact->empty());
        QVERIFY(jobs.idle());
        world.graphFrom = data->itemCount();
        world.source = std::make_shared<const ModelCandidates>(model);
        QVERIFY(!index.of(world));
        QVERIFY(!index.of(world)); // and is not built twice
        QCOMPARE(jobs.rowCount(), 1);
        QTRY_VERIFY(jobs.idle());
        const auto graphs = index.of(world);
        QVERIFY(graphs && graphs->size() == 1);

        const auto catalogue = Catalogue::of(data).value();
        const RuleSet rules;
        const auto shown = preview(world, UserIndex(7), rules, 0, {}, {}).value();
        const PreparedPerson& person = shown.people.prepared->people().front();
        const ItemIndex item = person.items[4];
        const auto words = [&](const std::shared_ptr<const NeighbourGraphs>& by) {
            const auto stages = itemStages(world, shown.people, rules, item, 0, by, {}).value();
            const ItemTale tale =
                taleOf(item, stages, shown.story, person, rules, *catalogue, QStringLiteral("ALS-8"), false);
            QString out;
            for (const auto& [name, value] : tale.stages) {
                out += name + QStringLiteral(": ") + value + u'\n';
            }
            return out;
        };
        const QString told = words(graphs);
        QVERIFY2(told.contains(QStringLiteral("By the neighbour index of ALS-8: found at 5, exactly at 5")),
                 qPrintable(told));
        QVERIFY2(words(nullptr).contains(QStringLiteral("being built")), qPrintable(words(nullptr)));
        QVERIFY2(!words(exact).contains(QStringLiteral("neighbour index")), qPrintable(words(exact)));
        // Building has ended without one.
        ItemStages ended = itemStages(world, shown.people, rules, item, 0, nullptr, {}).value();
        ended.unbuilt = "it was cancelled";
        const ItemTale said =
            taleOf(item, ended, shown.story, person, rules, *catalogue, QStringLiteral("ALS-8"), false);
        QVERIFY(said.stages.front().second.startsWith(QStringLiteral("not built: it was cancelled")));
        // One that the graph does not find.
        ItemStages missed = itemStages(world, shown.people, rules, item, 0, exact, {}).value();
        missed.index.push_back({"ALS-8", 0, 11, 1'000});
        const ItemTale tale =
            taleOf(item, missed, shown.story, person, rules, *catalogue, QStringLiteral("ALS-8"), false);
        QCOMPARE(tale.stages.front().second, QStringLiteral("not among its first 1,000, exactly at 11"));
        // Another world's graphs are others.
        world.source = std::make_shared<const ModelCandidates>(model);
        QVERIFY(!index.of(world));
        index.forget();
        QTRY_VERIFY(jobs.idle());
    }
};

RUN_TEST(TestStudioWork);

#include "tst_studio_work.moc"
