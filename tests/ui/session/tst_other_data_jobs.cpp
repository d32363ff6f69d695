// SPDX-License-Identifier: GPL-3.0-or-later
// Work that waits behind an import which replaces the data of the open project: it takes the data that is
// there when it begins, or says that the data changed; nothing of the rows before comes out of it.
#include "support/run.h"
#include "support/session_fixture.h"

#include "engine/data/dataset.h"
#include "engine/registry/registry.h"
#include "storage/import/planning/import_plan.h"
#include "storage/import/planning/plan_import.h"
#include "ui/session/parameter_search.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_exports.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_rules.h"
#include "ui/session/project_run.h"
#include "ui/session/project_searches.h"

#include <QFile>
#include <QUndoStack>

#include <algorithm>

using namespace tastescope;

namespace {

/// Fewer than the demo has.
constexpr int people = 23;
constexpr int things = 37;

SearchRequest searchOf(const char* algorithm) {
    SearchRequest request;
    request.options.algorithm = algorithm;
    request.options.trials = 2;
    request.options.metric = *parseSearchMetric("ndcg@10");
    return request;
}

} // namespace

class TestOtherDataJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<SessionFixture>();
        QVERIFY(m_fixture->made && m_fixture->open());
        m_before = session().fingerprint();
    }
    void cleanup() { m_fixture.reset(); }

    void aTrainingTakesTheDataThatIsThere() {
        replaceData();
        const AlgorithmInfo* info = findAlgorithm("item_knn");
        session().models().train({"item_knn", ParamSet(info->params), "Late", 42});
        QVERIFY(replaced());
        QCOMPARE(session().models().all().size(), std::size_t{1});
        const SessionModel& model = session().models().all().front();
        QVERIFY(!model.stale);
        QCOMPARE(QString::fromStdString(model.stored.dataFingerprint), session().fingerprint());
        QVERIFY(model.model); // it is used at once
        std::vector<float> scores(session().dataset()->itemCount());
        model.model->scoreUser(UserIndex(std::size_t{people - 1}), scores);
    }

    void anEvaluationIsOfTheDataThatIsThere() {
        QVERIFY(m_fixture->train("popularity", "Hits"));
        const StoredModel hits = session().models().all().front().stored;
        QSignalSpy failed(&session(), &Session::failed);
        replaceData();
        session().experiments().measure(hits, ProjectExperiments::Failing::Aloud);
        QVERIFY(replaced());
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed.first().at(1).toString()));
        QCOMPARE(session().experiments().runs().size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(session().experiments().runs().back().dataFingerprint),
                 session().fingerprint());
    }

    void protocolsOfARunOfOtherDataAreRefused() {
        EvaluateRequest request;
        Contestant hits;
        hits.label = hits.algorithm = "popularity";
        hits.params = ParamSet(findAlgorithm("popularity")->params);
        request.contestants = {hits};
        QSignalSpy failed(&session(), &Session::failed);
        replaceData();
        session().experiments().measureSideBySide(1, request);
        QVERIFY(replaced());
        checkSaid(failed);
        QVERIFY(!session().experiments().sideBySide(1, "popularity"));
    }

    void noListsOfTheDataBeforeAreExported() {
        QVERIFY(m_fixture->train("popularity", "Hits"));
        const QString path = m_fixture->folder.filePath(QStringLiteral("lists.csv"));
        QSignalSpy failed(&session(), &Session::failed);
        replaceData();
        QVERIFY(session().exports().recommendations(session().models().all().front().stored.id, 5, path));
        QVERIFY(replaced());
        checkSaid(failed);
        QVERIFY(!QFile::exists(path));
    }

    void aSearchTakesTheDataThatIsThere() {
        const quint64 old = session().searches().start(searchOf("item_knn"));
        QVERIFY(m_fixture->settled(60'000));
        QVERIFY(session().searches().state(old)->complete);
        replaceData();
        const quint64 late = session().searches().start(searchOf("item_knn"));
        QVERIFY(replaced());
        QVERIFY(!session().searches().state(old));
        QCOMPARE(session().searches().newest("item_knn"), late);
        const SearchState* state = session().searches().state(late);
        QVERIFY(state && state->complete && !state->trials.empty());
        QVERIFY(std::ranges::all_of(state->trials, [](const SearchTrial& trial) {
            return trial.last.users > 0 && trial.last.users <= people;
        }));
    }

    // It shows at once what an equal search measured, but nothing of the data before.
    void aSearchThatWaitsForgetsWhatWasKnown() {
        session().searches().start(searchOf("item_knn"));
        QVERIFY(m_fixture->settled(60'000));
        replaceData();
        const quint64 late = session().searches().start(searchOf("item_knn"));
        QCOMPARE(session().searches().state(late)->trials.size(), std::size_t{2});
        bool forgotten = false;
        const QObject watching;
        connect(&session(), &Session::datasetChanged, &watching, [&] {
            const SearchState* state = session().searches().state(late);
            forgotten = state && state->trials.empty() && !state->best;
        });
        QVERIFY(replaced());
        QVERIFY(forgotten);
    }

    void otherWeightsForgetASearchToo() {
        const quint64 old = session().searches().start(searchOf("item_knn"));
        QVERIFY(m_fixture->settled(60'000));
        QVERIFY(session().searches().state(old));
        std::vector<SignalType> weights = session().dataset()->signals();
        weights[0].weight += 1;
        session().setSignals(weights, PairPolicy::Sum);
        QVERIFY(m_fixture->settled());
        QVERIFY(session().fingerprint() != m_before);
        QVERIFY(!session().searches().state(old));
    }

    void noBoardOfTheDataBeforeIsShown() {
        ProjectLists& lists = session().experiments().lists();
        QVERIFY(m_fixture->train("popularity", "Hits"));
        lists.makeBoard(5);
        QVERIFY(m_fixture->settled());
        QVERIFY(lists.latestBoard());
        const auto fits = [&] {
            const auto& board = lists.latestBoard();
            return !board || std::ranges::all_of(board->people, [&](const BoardPerson& person) {
                return person.user.value < session().dataset()->userCount();
            });
        };
        bool always = true;
        const QObject watching;
        connect(&session(), &Session::datasetChanged, &watching,
                [&] { always = always && !lists.latestBoard(); });
        connect(&lists, &ProjectLists::boardMade, &watching, [&] { always = always && fits(); });
        replaceData();
        lists.makeBoard(5);
        QVERIFY(replaced());
        QVERIFY(always && fits());
        lists.makeBoard(5);
        QVERIFY(m_fixture->settled());
        QVERIFY(lists.latestBoard() && fits() && always);
    }

    // Signals have the names of their data, and their weights too.
    void weightsOfTheDataBeforeAreNotWrittenOverOthers() {
        replaceData();
        QVERIFY(replaced());
        std::vector<SignalType> weights = session().dataset()->signals();
        QCOMPARE(weights.size(), std::size_t{1});
        const std::string rating = weights[0].name;
        weights[0].weight += 2;
        replaceData(false);
        session().setSignals(weights, PairPolicy::Sum);
        QVERIFY(m_fixture->settled());
        const auto isOther = [&] {
            const std::vector<SignalType> now = session().dataset()->signals();
            return now.size() == 1 && now[0].name != rating && now[0].kind == SignalKind::Implicit;
        };
        QVERIFY(isOther());
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        QVERIFY(isOther());
    }

    void whatWasDraftedMeanwhileStays() {
        session().rules().keepDraft("before");
        QVERIFY(m_fixture->settled());
        replaceData();
        session().rules().keepDraft("first");
        session().rules().keepDraft("second");
        QVERIFY(replaced());
        QCOMPARE(session().rules().draft(), std::string("second"));
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        QCOMPARE(session().rules().draft(), std::string("second"));
    }

private:
    Session& session() const { return *m_fixture->session; }

    void replaceData(bool rated = true) const {
        QByteArray text = rated ? "user_id,item_id,rating,timestamp\n" : "user_id,item_id,timestamp\n";
        for (int i = 0; i < 400; ++i) {
            text += 'u' + QByteArray::number(i % people) + ",i" + QByteArray::number(i % things) + ',';
            text += rated ? QByteArray::number(1 + i % 5) + ',' : QByteArray();
            text += QByteArray::number(1'700'000'000 + i * 60) + '\n';
        }
        QFile file(m_fixture->folder.filePath(QStringLiteral("less.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        file.close();
        Result<ImportPlan> plan = planImport({file.fileName().toStdString()});
        QVERIFY(plan.hasValue());
        plan->replace = true;
        session().importInto(m_fixture->path, *plan);
    }

    /// All work is over, and the data is the other.
    bool replaced() const {
        return m_fixture->settled(60'000) && session().fingerprint() != m_before &&
               session().dataset()->userCount() == people && session().dataset()->itemCount() == things;
    }

    static void checkSaid(const QSignalSpy& failed) {
        QCOMPARE(failed.size(), 1);
        const QString text = failed.first().at(1).toString();
        QVERIFY2(text.contains(QStringLiteral("data changed")) && text.contains(QStringLiteral("again")),
                 qPrintable(text));
    }

    std::unique_ptr<SessionFixture> m_fixture;
    QString m_before;
};

RUN_TEST(TestOtherDataJobs);
#include "tst_other_data_jobs.moc"
