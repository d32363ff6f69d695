// SPDX-License-Identifier: GPL-3.0-or-later
// What was being trained when the window went is trained as it would have been.
#include "support/run.h"
#include "support/session_fixture.h"

#include "engine/base/archive.h"
#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/pipeline/ranker/tree_booster.h"
#include "storage/use_cases/ranker/train_ranker.h"
#include "ui/session/unfinished_trainings.h"
#include "ui/text/format.h"

#include <algorithm>
#include <utility>

using namespace tastescope;

namespace {

using Changes = std::vector<NameValue>;

TrainRequest asked(const char* kind, const Changes& changes, Weighing weighing, std::uint64_t seed) {
    TrainRequest request{kind, {}, kind + std::to_string(seed), seed, weighing};
    const auto params = makeParams(findAlgorithm(kind)->params, changes);
    if (!params) {
        qFatal("%s", params.error().text().c_str());
    }
    request.params = *params;
    return request;
}

std::vector<TrainRequest> severalKinds() {
    TrainRequest ranker{std::string(rankerId), {}, "Learned", 5, Weighing::Once};
    ranker.params = ParamSet(rankerParams());
    for (const auto& [name, value] :
         {std::pair("trees", "10"), {"windows", "2"}, {"people", "60"}, {"candidates", "40"}}) {
        if (!ranker.params.set(rankerParams(), name, value)) {
            qFatal("%s", name);
        }
    }
    return {asked("popularity", {}, Weighing::Once, 1),
            asked("item_knn", {}, Weighing::Values, 42),
            asked("als", {{"factors", "8"}, {"alpha", "2.5"}}, Weighing::Once, 7),
            asked("als", {}, Weighing::Signals, 42),
            asked("puresvd", {{"factors", "6"}}, Weighing::Values, 3),
            asked("hybrid", {{"first", "popularity"}, {"second", "item_knn"}, {"third", "none"}},
                  Weighing::Once, 9),
            ranker};
}

/// What would be stored of it.
std::vector<std::byte> bytesOf(const Recommender& model) {
    ModelArchive archive;
    model.save(archive);
    return archive.serialise();
}

} // namespace

class TestUnfinished : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theyAreKeptAsTheyWereAskedFor() {
        const SessionFixture fixture(60, 80, 2'000); // its settings
        const std::vector<TrainRequest> before = severalKinds();
        UnfinishedTrainings().keep(fixture.path, before);
        const std::vector<TrainRequest> after = UnfinishedTrainings().of(fixture.path);
        QCOMPARE(after.size(), before.size());
        for (std::size_t place = 0; place < after.size(); ++place) {
            const TrainRequest& was = before[place];
            const TrainRequest& is = after[place];
            QCOMPARE(is.algorithm, was.algorithm);
            QCOMPARE(is.name, was.name);
            QCOMPARE(is.seed, was.seed);
            QVERIFY2(is.weighing == was.weighing, was.algorithm.c_str());
            QVERIFY2(is.params == was.params, was.algorithm.c_str());
            for (const auto& [name, value] : was.params.values()) {
                QVERIFY2(!is.params.given(name) || was.params.given(name), name.c_str());
            }
        }
        UnfinishedTrainings().keep(fixture.path, {});
        QVERIFY(UnfinishedTrainings().of(fixture.path).empty());
    }

    // A value that equals what holds without data is a wish all the same where the data would say otherwise.
    void whatWasSetToItsDefaultIsKept() {
        const SessionFixture fixture(60, 80, 2'000);
        const AlgorithmInfo& als = *findAlgorithm("als");
        const auto alpha = std::ranges::find(als.params, "alpha", &ParamSpec::name);
        QVERIFY(alpha != als.params.end() && alpha->byData);
        UnfinishedTrainings().keep(
            fixture.path, {asked("als", {{"alpha", paramText(alpha->standard)}}, Weighing::Signals, 1)});
        const std::vector<TrainRequest> after = UnfinishedTrainings().of(fixture.path);
        QCOMPARE(after.size(), std::size_t{1});
        QVERIFY(after.front().params.given("alpha"));
        QVERIFY(!after.front().params.given("regularization"));
    }

    void whatIsResumedIsTheSameModel() {
        SessionFixture fixture(120, 300, 8'000);
        QVERIFY(fixture.open());
        std::vector<TrainRequest> requests = severalKinds();
        if (!canBoost()) {
            requests.pop_back(); // the ranker
        }
        for (const TrainRequest& request : requests) {
            fixture.session->models().train(request);
            QVERIFY(fixture.settled(60'000));
        }
        QCOMPARE(fixture.session->models().all().size(), requests.size());
        fixture.session->closeProject();
        QVERIFY(fixture.settled());
        // As if the machine had gone before any of them was done.
        fixture.renew();
        UnfinishedTrainings().keep(fixture.path, requests);
        QVERIFY(fixture.open());
        for (const TrainRequest& request : fixture.session->models().unfinished()) {
            fixture.session->models().train(request);
            QVERIFY(fixture.settled(60'000));
        }
        const std::vector<SessionModel>& all = fixture.session->models().all();
        QCOMPARE(all.size(), 2 * requests.size());
        for (std::size_t place = 0; place < requests.size(); ++place) {
            const StoredModel& whole = all[place].stored;
            const StoredModel& resumed = all[requests.size() + place].stored;
            QCOMPARE(toQString(resumed.name), toQString(whole.name + " 2"));
            QCOMPARE(resumed.params, whole.params);
            QCOMPARE(resumed.weighing, whole.weighing);
            QCOMPARE(resumed.seed, whole.seed);
            fixture.session->models().ensureLoaded(whole.id);
            QVERIFY(fixture.settled());
            const auto* loaded = fixture.session->models().find(whole.id);
            QVERIFY2(loaded->model, qPrintable(loaded->problem));
            QVERIFY2(bytesOf(*loaded->model) == bytesOf(*all[requests.size() + place].model),
                     whole.name.c_str());
        }
    }
};

RUN_TEST(TestUnfinished);
#include "tst_unfinished.moc"
