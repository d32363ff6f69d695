// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/data_defaults.h"
#include "engine/models/hybrid/hybrid_model.h"
#include "engine/ranking/recommend.h"
#include "engine/ranking/top_k.h"
#include "engine/registry/registry.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/use_cases/lists.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tastescope {
namespace {

using test::randomData;

class Train : public test::ProjectTest {
protected:
    Train() : ProjectTest(randomData(40, 30, 600, 1)) {}
};

std::vector<float> scoresOf(const Recommender& model) {
    std::vector<float> scores(model.itemCount());
    model.scoreUser(UserIndex(3), scores);
    return scores;
}

TEST_F(Train, ScoresTheSameAfterLoading) {
    const auto trained = trainModel(*project, *dataset, {"item_knn", {}, "", 7});
    ASSERT_TRUE(trained) << trained.error().text();
    EXPECT_EQ(trained->stored.algorithm, "item_knn");
    EXPECT_EQ(trained->stored.seed, 7U);
    EXPECT_EQ(trained->stored.dataFingerprint, dataset->fingerprint());
    EXPECT_GT(trained->stored.bytes, 0U);
    EXPECT_GE(trained->stored.fitSeconds, 0);
    EXPECT_NE(trained->stored.trained, noTime);
    const auto found = project->models().find(trained->stored.name);
    ASSERT_TRUE(found) << found.error().text();
    const StoredModel::DataCounts counts{dataset->userCount(), dataset->itemCount(),
                                         dataset->events().size()};
    EXPECT_EQ(found->dataCounts, counts);
    EXPECT_EQ(paramsOf(*found).values(), fittedParams(*findAlgorithm("item_knn"), *dataset, {}).values());
    const auto loaded = loadModel(*project, *found, *dataset);
    ASSERT_TRUE(loaded) << loaded.error().text();
    EXPECT_EQ(scoresOf(**loaded), scoresOf(*trained->model));
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext stopped;
    stopped.stop = stop.get_token();
    const auto none = loadModel(*project, *found, *dataset, stopped);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::Cancelled);
}

TEST_F(Train, NamesModelsByTitleAndSizeAndKeepsNamesUnique) {
    const auto first = trainModel(*project, *dataset, {"popularity", {}, "", 42});
    ASSERT_TRUE(first) << first.error().text();
    EXPECT_EQ(first->stored.name, findAlgorithm("popularity")->title);
    EXPECT_TRUE(std::isnan(first->stored.loss));
    const auto second = trainModel(*project, *dataset, {"popularity", {}, "", 42});
    EXPECT_EQ(second->stored.name, first->stored.name + " 2");
    const AlgorithmInfo& knn = *findAlgorithm("item_knn");
    auto params =
        makeParams(knn.params, std::vector<std::pair<std::string, std::string>>{{"neighbours", "20"}});
    ASSERT_TRUE(params) << params.error().text();
    const auto third = trainModel(*project, *dataset, {"item_knn", *params, "", 42});
    EXPECT_EQ(third->stored.name, knn.title + "-20");
    EXPECT_EQ(third->stored.params, fittedParams(knn, *dataset, *params).text());
    EXPECT_EQ(trainModel(*project, *dataset, {"item_knn", *params, "Mine", 42})->stored.name, "Mine");
}

ProjectData grown(const Dataset& dataset) {
    ProjectData data{dataset.parts(), {}, {}};
    auto users = std::make_shared<IdMap>(dataset.users());
    auto items = std::make_shared<IdMap>(dataset.items());
    std::vector<Event> events;
    for (std::size_t row = 0; row < dataset.events().size(); ++row) {
        events.push_back(dataset.events().at(row));
    }
    const UserIndex user(users->intern("newcomer"));
    for (const char* id : {"i1", "i2", "brand new"}) {
        events.push_back({user, ItemIndex(items->intern(id))});
    }
    data.parts.events = std::make_shared<Interactions>(std::move(events), users->size());
    data.parts.users = users;
    data.parts.items = items;
    return data;
}

/// Up to the rounding of products taken for several people at once.
void expectSame(const std::vector<ScoredItem>& list, const std::vector<ScoredItem>& expected) {
    ASSERT_EQ(list.size(), expected.size());
    for (std::size_t place = 0; place < list.size(); ++place) {
        EXPECT_EQ(list[place].item, expected[place].item);
        EXPECT_NEAR(list[place].score, expected[place].score, 1e-5 * (1 + std::abs(expected[place].score)));
    }
}

TEST_F(Train, UsersWhoCameLaterAreScoredByTheirHistory) {
    for (const char* algorithm : {"popularity", "item_knn", "als", "ease"}) {
        ASSERT_TRUE(trainModel(*project, *dataset, {algorithm, {}, algorithm, 7}));
    }
    ASSERT_TRUE(project->replaceData(grown(*dataset)));
    const auto later = project->loadDataset().value();
    const std::vector<UserIndex> users{UserIndex(3), UserIndex(later->userCount() - 1)};
    const auto models = project->models().all();
    ASSERT_TRUE(models);
    for (const StoredModel& stored : *models) {
        SCOPED_TRACE(stored.name);
        const auto model = loadModel(*project, stored, *later);
        ASSERT_TRUE(model) << model.error().text();
        const auto lists = recommendAll(**model, askersOf(*later, users), {5});
        ASSERT_TRUE(lists) << lists.error().text();
        std::vector<float> scores((*model)->itemCount());
        (*model)->scoreUser(users[0], scores);
        expectSame((*lists)[0], topK(scores, 5, later->matrix().itemsOf(users[0])));
        (*model)->scoreHistory(later->historyOf(users[1]), scores);
        expectSame((*lists)[1], topK(scores, 5, later->matrix().itemsOf(users[1])));
        EXPECT_LT(std::abs((*lists)[1].front().score), 1e4F);
    }
}

TEST_F(Train, AModelOfReplacedDataIsRefused) {
    const auto trained = trainModel(*project, *dataset, {"als", {}, "A", 7});
    ASSERT_TRUE(trained) << trained.error().text();
    // Fewer users and items; then as many of both under other ids.
    ASSERT_TRUE(project->replaceData(randomData(20, 10, 100, 2)));
    const auto fewer = loadModel(*project, trained->stored, *project->loadDataset().value());
    ASSERT_FALSE(fewer);
    EXPECT_EQ(fewer.error().code, ErrorCode::Conflict);
    ProjectData other = randomData(40, 30, 600, 1);
    auto items = std::make_shared<IdMap>();
    for (std::uint32_t row = 0; row < other.parts.items->size(); ++row) {
        items->intern("other " + std::string(other.parts.items->at(row)));
    }
    other.parts.items = items;
    ASSERT_TRUE(project->replaceData(other));
    const auto renamed = loadModel(*project, trained->stored, *project->loadDataset().value());
    ASSERT_FALSE(renamed);
    EXPECT_EQ(renamed.error().code, ErrorCode::Conflict);
    EXPECT_NE(renamed.error().text().find("Train it again"), std::string::npos);
}

TEST_F(Train, UnknownAlgorithmIsAnError) {
    EXPECT_EQ(trainModel(*project, *dataset, {"nothing", {}, "", 42}).error().code, ErrorCode::NotFound);
    EXPECT_TRUE(project->models().all().value().empty());
}

TEST_F(Train, CancelledTrainingStoresNothing) {
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(trainModel(*project, *dataset, {"item_knn", {}, "", 42}, context).error().code,
              ErrorCode::Cancelled);
    EXPECT_TRUE(project->models().all().value().empty());
}

/// Stops when it hears that a model is being saved.
class StopAtSaving final : public ProgressSink {
public:
    explicit StopAtSaving(std::stop_source& stop) : m_stop(stop) {}
    void report(double, std::string_view step) override {
        if (step == "Saving") {
            m_stop.request_stop();
        }
    }

private:
    std::stop_source& m_stop;
};

TEST_F(Train, AStopWhileAModelIsSavedStoresNothing) {
    for (const std::string algorithm : {"popularity", "ease", "item_knn"}) {
        std::stop_source stop;
        StopAtSaving sink(stop);
        ExecutionContext context;
        context.stop = stop.get_token();
        context.progress = &sink;
        const auto trained = trainModel(*project, *dataset, {algorithm, {}, "", 42}, context);
        EXPECT_TRUE(stop.stop_requested()) << algorithm;
        ASSERT_FALSE(trained) << algorithm;
        EXPECT_EQ(trained.error().code, ErrorCode::Cancelled) << algorithm;
        EXPECT_TRUE(project->models().all().value().empty()) << algorithm;
    }
    // And the project still takes one.
    EXPECT_TRUE(trainModel(*project, *dataset, {"ease", {}, "", 42}));
}

TEST_F(Train, ARemovedModelCanBePutBack) {
    const auto trained = trainModel(*project, *dataset, {"popularity", {}, "P", 42});
    ASSERT_TRUE(trained) << trained.error().text();
    const ModelArchive archive = project->models().archive(trained->stored.id).value();
    ASSERT_TRUE(project->models().remove(trained->stored.id));
    EXPECT_EQ(project->models().find("P").error().code, ErrorCode::NotFound);
    const auto restored = project->models().add(trained->stored, archive);
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_EQ(restored->id, trained->stored.id);
    EXPECT_EQ(restored->name, "P");
    EXPECT_EQ(restored->trained, trained->stored.trained);
    EXPECT_EQ(scoresOf(*loadModel(*project, *restored, *dataset).value()), scoresOf(*trained->model));
}

// A number is kept where it is free, and is nobody else's before or after.
TEST_F(Train, AModelPutBackKeepsItsNumberUnlessItIsTaken) {
    std::vector<StoredModel> stored;
    for (const char* name : {"A", "B", "C"}) {
        const auto trained = trainModel(*project, *dataset, {"popularity", {}, name, 42});
        ASSERT_TRUE(trained) << trained.error().text();
        stored.push_back(trained->stored);
    }
    for (const std::size_t at : {std::size_t{2}, std::size_t{1}}) { // the last, and in between
        const ModelArchive archive = project->models().archive(stored[at].id).value();
        ASSERT_TRUE(project->models().remove(stored[at].id));
        const auto other = trainModel(*project, *dataset, {"popularity", {}, "Other", 42});
        ASSERT_TRUE(other) << other.error().text();
        EXPECT_GT(other->stored.id, stored[at].id) << "it is not given out again";
        const auto back = project->models().add(stored[at], archive);
        ASSERT_TRUE(back) << back.error().text();
        EXPECT_EQ(back->id, stored[at].id);
        const auto second = project->models().add(stored[at], archive);
        ASSERT_TRUE(second) << second.error().text();
        EXPECT_GT(second->id, other->stored.id);
        EXPECT_EQ(second->name, stored[at].name + " 2");
    }
    const std::vector<StoredModel> all = project->models().all().value();
    ASSERT_EQ(all.size(), std::size_t{7});
    for (std::size_t at = 0; at < stored.size(); ++at) {
        EXPECT_EQ(all[at].id, stored[at].id);
        EXPECT_EQ(all[at].name, stored[at].name);
    }
    EXPECT_EQ(project->checkIntegrity().value(), std::vector<std::string>{});
}

TEST_F(Train, RenamesAndRefusesATakenName) {
    const auto a = trainModel(*project, *dataset, {"popularity", {}, "A", 42});
    const auto b = trainModel(*project, *dataset, {"popularity", {}, "B", 42});
    EXPECT_EQ(project->models().rename(a->stored.id, "B").error().code, ErrorCode::Conflict);
    EXPECT_EQ(project->models().rename(a->stored.id, "").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(project->models().rename(999, "C").error().code, ErrorCode::NotFound);
    ASSERT_TRUE(project->models().rename(a->stored.id, "C"));
    ASSERT_TRUE(project->models().rename(a->stored.id, "A"));
    EXPECT_TRUE(project->models().find("A"));
}

// A model measured one way can be stored that way: what `train` keeps scores as what an evaluation with the
// same switch fits, and still does when it is loaded.
TEST_F(Train, CountsEventsAsItWasTold) {
    for (const char* id : {"item_knn", "als", "popularity", "ease"}) {
        std::vector<std::vector<float>> all;
        for (const Weighing weighing : {Weighing::Signals, Weighing::Values, Weighing::Once}) {
            TrainRequest request{id, {}, "", 7};
            request.weighing = weighing;
            const auto trained = trainModel(*project, *dataset, request);
            ASSERT_TRUE(trained) << trained.error().text();
            EXPECT_EQ(parseWeighing(project->models().find(trained->stored.name)->weighing), weighing);
            Dataset::Parts parts = dataset->parts();
            if (weighing != Weighing::Signals) {
                countByValues(parts, weighing == Weighing::Values);
            }
            const Dataset measured(std::move(parts));
            ExecutionContext context;
            context.seed = 7;
            const AlgorithmInfo* algorithm = findAlgorithm(id);
            const auto fitted = algorithm->fit(measured, fittedParams(*algorithm, *dataset, {}), context);
            ASSERT_TRUE(fitted) << fitted.error().text();
            EXPECT_EQ(scoresOf(*trained->model), scoresOf(**fitted)) << id;
            const auto loaded = loadModel(*project, trained->stored, *dataset);
            ASSERT_TRUE(loaded) << loaded.error().text();
            EXPECT_EQ(scoresOf(**loaded), scoresOf(**fitted)) << id;
            all.push_back(scoresOf(**loaded));
        }
        if (std::string_view(id) == "item_knn" || std::string_view(id) == "als") {
            EXPECT_NE(all[1], all[2]) << id << ": values weigh";
        }
    }
}

// What measures a stored model asks for the settings that are stored with it: they are those that it has.
TEST_F(Train, AHybridIsStoredWithTheWeightsItHas) {
    const AlgorithmInfo& info = *findAlgorithm("hybrid");
    for (const std::string parts :
         {"first=item_knn,second=popularity,third=none", "first=popularity,second=item_knn,third=als"}) {
        const auto asked = ParamSet::parse(info.params, parts).value();
        const auto trained = trainModel(*project, *dataset, {"hybrid", asked, "", 7});
        ASSERT_TRUE(trained) << trained.error().text();
        const ParamSet stored = paramsOf(project->models().find(trained->stored.name).value());
        for (const DataDefault& one : trained->chosen) {
            EXPECT_EQ(stored.values().at(one.name), one.value) << one.name;
        }
        ASSERT_FALSE(hybridParts(*trained->model).empty());
        for (const HybridPart& part : hybridParts(*trained->model)) {
            for (const char* place : {"first", "second", "third"}) {
                if (stored.choice(place) == part.algorithm) {
                    EXPECT_EQ(stored.real(std::string("weight_") + place), part.weight) << part.algorithm;
                }
            }
        }
        const auto again = trainModel(*project, *dataset, {"hybrid", stored, "", 7});
        ASSERT_TRUE(again) << again.error().text();
        EXPECT_EQ(again->stored.params, trained->stored.params);
        EXPECT_EQ(scoresOf(*again->model), scoresOf(*trained->model));
    }
}

TEST_F(Train, AModelOfAnOlderVersionCountsBySignals) {
    const auto trained = trainModel(*project, *dataset, {"popularity", {}, "P", 42});
    ASSERT_TRUE(trained) << trained.error().text();
    StoredModel old = trained->stored;
    old.weighing.clear();
    old.name = "Old";
    ASSERT_TRUE(project->models().add(old, project->models().archive(trained->stored.id).value()));
    const StoredModel found = project->models().find("Old").value();
    EXPECT_EQ(parseWeighing(found.weighing), Weighing::Signals);
    EXPECT_EQ(scoresOf(*loadModel(*project, found, *dataset).value()), scoresOf(*trained->model));
}

} // namespace
} // namespace tastescope
