// SPDX-License-Identifier: GPL-3.0-or-later
// A project file that cannot take or give anything for a while, as it was moved, its disk is full or its
// drive does not answer: what was to be stored or read is, once it can be.
#include "support/failing_disk.h"
#include "support/held_lane.h"
#include "support/run.h"
#include "support/session_fixture.h"

#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/pipeline/ranker/tree_booster.h"
#include "storage/use_cases/ranker/train_ranker.h"
#include "ui/session/parameter_search.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_rules.h"
#include "ui/session/project_run.h"
#include "ui/session/project_searches.h"
#include "ui/session/project_watch.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

using namespace tastescope;

namespace {

const QString waits = QStringLiteral("Waiting for the project file");

TrainRequest smallRanker() {
    TrainRequest request{std::string(rankerId), {}, "Learned", 5, Weighing::Once};
    request.params = ParamSet(rankerParams());
    for (const auto& [name, value] :
         {std::pair("trees", "10"), {"windows", "2"}, {"people", "60"}, {"candidates", "40"}}) {
        if (!request.params.set(rankerParams(), name, value)) {
            qFatal("%s", name);
        }
    }
    return request;
}

QString awayFrom(const QString& path) {
    return path + QStringLiteral(".away");
}

/// For the life of it the disk is full, or else the file is somewhere else.
class Trouble {
public:
    Trouble(bool full, QString path) : m_path(std::move(path)) {
        if (full) {
            m_disk.emplace(FailingDisk::At::Writing);
        } else if (!QFile::rename(m_path, awayFrom(m_path))) {
            qFatal("not moved");
        }
    }
    Trouble(const Trouble&) = delete;
    Trouble& operator=(const Trouble&) = delete;
    ~Trouble() {
        if (!m_disk) {
            QFile::rename(awayFrom(m_path), m_path);
        }
    }

private:
    const QString m_path;
    std::optional<FailingDisk> m_disk;
};

} // namespace

class TestFileAway : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<SessionFixture>();
        QVERIFY(m_fixture->made && m_fixture->open());
    }
    void cleanup() { m_fixture.reset(); }

    void whatWasMadeWaitsForTheFile_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("full");
        for (const char* kind : {"training", "learned ranker", "evaluation"}) {
            QTest::addRow("%s, moved", kind) << QString::fromLatin1(kind) << false;
            QTest::addRow("%s, disk full", kind) << QString::fromLatin1(kind) << true;
        }
    }
    void whatWasMadeWaitsForTheFile() {
        QFETCH(QString, kind);
        QFETCH(bool, full);
        if (kind == QLatin1String("learned ranker") && !canBoost()) {
            QSKIP("no gradient boosting here");
        }
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QSignalSpy failed(&session(), &Session::failed);
        HeldLane lane(*m_fixture->jobs);
        const quint64 job = begin(kind);
        QVERIFY(job != 0);
        {
            const Trouble trouble(full, m_fixture->path);
            lane.letGo();
            QTRY_COMPARE_WITH_TIMEOUT(m_fixture->jobs->info(job)->step, waits, 60'000);
        }
        QVERIFY(m_fixture->settled(60'000));
        QCOMPARE(m_fixture->jobs->info(job)->state, JobState::Done);
        QCOMPARE(failed.size(), 0);
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        const bool measured = kind == QLatin1String("evaluation");
        QCOMPARE(session().models().all().size(), std::size_t{measured ? 1U : 2U}); // once, not twice
        QCOMPARE(session().experiments().runs().size(), std::size_t{measured ? 1U : 0U});
    }

    void aSearchGoesOnOnceTheFileIsBack_data() {
        QTest::addColumn<bool>("full");
        QTest::newRow("moved") << false;
        QTest::newRow("disk full") << true;
    }
    void aSearchGoesOnOnceTheFileIsBack() {
        QFETCH(bool, full);
        SearchRequest request;
        request.options.algorithm = "als";
        request.options.trials = 20;
        request.options.metric = *parseSearchMetric("ndcg@10");
        const quint64 job = session().searches().start(request);
        const SearchState* state = session().searches().state(job);
        QVERIFY(state);
        const auto runs = [&] {
            return std::ranges::any_of(
                state->trials, [](const SearchTrial& trial) { return trial.status == TrialStatus::Running; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(runs(), 30'000);
        {
            const Trouble trouble(full, m_fixture->path);
            QTRY_COMPARE_WITH_TIMEOUT(m_fixture->jobs->info(job)->step, waits, 60'000);
        }
        QVERIFY(m_fixture->settled(120'000));
        QCOMPARE(m_fixture->jobs->info(job)->state, JobState::Done);
        QVERIFY(state->complete);
    }

    void aJobThatWaitsForTheFileHearsItsCancel() {
        HeldLane lane(*m_fixture->jobs);
        const quint64 job = begin(QStringLiteral("training"));
        QVERIFY(goAway());
        lane.letGo();
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->jobs->info(job)->step, waits, 60'000);
        m_fixture->jobs->cancel(job);
        QTRY_COMPARE(m_fixture->jobs->info(job)->state, JobState::Cancelled);
        QVERIFY(comeBack());
        QVERIFY(session().models().unfinished().empty()); // by the person's own wish
    }

    // What is gone is not waited for: a copy is what helps, and it needs the lane.
    void aTrainingWhoseFileIsGoneIsOfferedAgain() {
        HeldLane lane(*m_fixture->jobs);
        const quint64 job = begin(QStringLiteral("training"));
        QVERIFY(QFile::remove(m_fixture->path));
        lane.letGo();
        QVERIFY(m_fixture->settled(60'000));
        QCOMPARE(m_fixture->jobs->info(job)->state, JobState::Failed);
        QCOMPARE(session().models().unfinished().size(), std::size_t{1});
        QCOMPARE(session().models().unfinished().front().name, std::string("Late"));
    }

    void aModelThatCouldNotBeReadIsReadLater() {
        QVERIFY(m_fixture->train("item_knn", "Near"));
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        const qint64 id = session().models().all().front().stored.id;
        QSignalSpy changed(&session().models(), &ProjectModels::changed);
        {
            const FailingDisk disk(FailingDisk::At::Reading);
            session().models().ensureLoaded(id);
            QTRY_VERIFY(!session().models().find(id)->problem.isEmpty());
            QVERIFY(!session().models().find(id)->damaged);
            session().models().ensureLoaded(id); // asked for at every change: not read again and again
            QVERIFY(m_fixture->jobs->idle());
        }
        QTRY_VERIFY_WITH_TIMEOUT(session().models().find(id)->model, 15'000);
        QVERIFY(session().models().find(id)->problem.isEmpty());
        QCOMPARE(changed.size(), 2);
    }

    void aPipelineThatCouldNotBeReadIsReadLater() {
        QVERIFY(m_fixture->train("item_knn", "Near"));
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        std::vector<bool> answers;
        {
            const FailingDisk disk(FailingDisk::At::Reading);
            session().experiments().lists().openPipeline(this, [&](const Result<ProjectPipeline>& pipeline) {
                answers.push_back(pipeline.hasValue());
            });
            QTRY_COMPARE(answers.size(), std::size_t{1});
            QVERIFY(!answers.front());
        }
        QTRY_COMPARE_WITH_TIMEOUT(answers.size(), std::size_t{2}, 15'000);
        QVERIFY(answers.back());
    }

    void aDraftOfRulesIsStoredOnceTheFileIsBack() {
        session().rules().keepDraft("before");
        QVERIFY(m_fixture->settled());
        QVERIFY(goAway());
        QTRY_COMPARE(session().watch().report().standing, Standing::Moved);
        session().rules().keepDraft("mine");
        QCOMPARE(session().rules().draft(), std::string("mine"));
        QVERIFY(comeBack());
        QTRY_COMPARE(session().watch().report().standing, Standing::Fine);
        QCoreApplication::processEvents(); // it is told to everybody
        QVERIFY(m_fixture->settled());
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        QCOMPARE(session().rules().draft(), std::string("mine"));
    }

    // Nor does it get into the project that is opened instead.
    void aDraftThatIsOwedGoesIntoNoOtherFile() {
        const QString other = m_fixture->folder.filePath(QStringLiteral("other.tastescope"));
        QVERIFY(QFile::copy(m_fixture->path, other));
        QVERIFY(goAway());
        QTRY_COMPARE(session().watch().report().standing, Standing::Moved);
        session().rules().keepDraft("mine");
        session().openProject(other);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session().path(), other);
        QTRY_COMPARE(session().watch().report().standing, Standing::Fine);
        QCoreApplication::processEvents();
        QVERIFY(m_fixture->settled());
        session().openProject(other);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session().rules().draft(), std::string());
    }

private:
    Session& session() const { return *m_fixture->session; }
    quint64 begin(const QString& kind) const {
        if (kind == QLatin1String("evaluation")) {
            return session().experiments().measure(session().models().all().front().stored,
                                                   ProjectExperiments::Failing::Aloud);
        }
        return session().models().train(
            kind == QLatin1String("training") ? TrainRequest{"item_knn", {}, "Late", 42} : smallRanker());
    }
    bool goAway() const { return QFile::rename(m_fixture->path, awayFrom(m_fixture->path)); }
    bool comeBack() const { return QFile::rename(awayFrom(m_fixture->path), m_fixture->path); }

    std::unique_ptr<SessionFixture> m_fixture;
};

RUN_TEST(TestFileAway);
#include "tst_file_away.moc"
