// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/run.h"
#include "support/session_fixture.h"

#include "engine/base/random.h"
#include "engine/data/dataset.h"
#include "engine/data/statistics.h"
#include "engine/registry/registry.h"
#include "storage/import/loading/import_report.h"
#include "storage/import/planning/import_plan.h"
#include "storage/import/planning/plan_import.h"
#include "storage/project/project.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/project_models.h"
#include "ui/session/recent_projects.h"

#include <QFile>
#include <QUndoStack>

#include <algorithm>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace tastescope;

class TestSession : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<SessionFixture>();
        QVERIFY(m_fixture->made);
    }
    void cleanup() { m_fixture.reset(); }

    void startsEmpty() {
        const Session& session = *m_fixture->session;
        QVERIFY(!session.isOpen());
        QVERIFY(!session.dataset());
        QVERIFY(session.models().all().empty());
        QCOMPARE(session.noun(&Nouns::items), QStringLiteral("items"));
        QCOMPARE(session.nounTitle(&Nouns::users), QStringLiteral("Users"));
    }

    void opensAProjectAndReadsStatistics() {
        Session& session = *m_fixture->session;
        QSignalSpy changed(&session, &Session::projectChanged);
        QSignalSpy statistics(&session, &Session::statisticsReady);
        QVERIFY(m_fixture->open());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(statistics.size(), 1);
        QCOMPARE(session.dataset()->userCount(), std::size_t{200});
        QCOMPARE(session.statistics()->users, std::size_t{200});
        QCOMPARE(session.projectName(), QStringLiteral("small"));
        QVERIFY(!session.fingerprint().isEmpty());
        QCOMPARE(session.noun(&Nouns::items), QStringLiteral("songs"));
        QVERIFY(session.models().all().empty()); // nothing trains by itself
        const auto recents = session.recentProjects();
        QCOMPARE(recents.size(), std::size_t{1});
        QCOMPARE(recents[0].path, m_fixture->path);
        QVERIFY(recents[0].detail.contains(QStringLiteral("200 listeners")));
    }

    void anUnknownFileFailsInWords() {
        Session& session = *m_fixture->session;
        QSignalSpy failed(&session, &Session::failed);
        session.openProject(m_fixture->folder.filePath(QStringLiteral("absent.tastescope")));
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("absent")));
        QVERIFY(!failed[0][1].toString().isEmpty());
        QVERIFY(!session.isOpen());
    }

    void aLockHeldElsewhereGetsAClearMessage() {
        // Another open file description counts like another process.
        const QByteArray lockFile = QFile::encodeName(m_fixture->path + QStringLiteral(".lock"));
        const int other = ::open(lockFile.constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        QCOMPARE(::flock(other, LOCK_EX | LOCK_NB), 0);
        Session& session = *m_fixture->session;
        QSignalSpy inUse(&session, &Session::inUse);
        session.openProject(m_fixture->path);
        QVERIFY(m_fixture->settled());
        QCOMPARE(inUse.size(), 1);
        QCOMPARE(inUse[0][0].toString(), m_fixture->path);
        QVERIFY2(inUse[0][1].toString().contains(QStringLiteral("another window")),
                 qPrintable(inUse[0][1].toString()));
        QVERIFY(!session.isOpen());
        ::close(other);
        QVERIFY(m_fixture->open()); // once the other has let go
    }

    void theOpenProjectStaysLockedAndClosingLetsGo() {
        QVERIFY(m_fixture->open());
        const QString lockFile = m_fixture->path + QStringLiteral(".lock");
        QVERIFY(QFile::exists(lockFile));
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settled());
        QVERIFY(!QFile::exists(lockFile));
    }

    void closesAndReopensAtOnce() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QSignalSpy failed(&session, &Session::failed);
        for (int i = 0; i < 5; ++i) {
            session.closeProject();
            QVERIFY(!session.isOpen());
            QVERIFY(!session.dataset());
            session.openProject(m_fixture->path);
        }
        QVERIFY(m_fixture->settled());
        QVERIFY(session.isOpen());
        session.openProject(m_fixture->path); // again, without closing
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 0);
        QVERIFY(session.isOpen());
    }

    void trainsAndKeepsTheModel() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QSignalSpy notice(&session, &Session::notice);
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QCOMPARE(names(session), QStringList{QStringLiteral("Hits")});
        QVERIFY(session.models().all()[0].model != nullptr);
        QVERIFY(!session.models().all()[0].stale);
        QCOMPARE(notice.size(), 1);
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        Session& again = *m_fixture->session;
        QCOMPARE(names(again), QStringList{QStringLiteral("Hits")});
        QVERIFY(!again.models().all()[0].model);
        QSignalSpy changed(&again.models(), &ProjectModels::changed);
        again.models().ensureLoaded(again.models().all()[0].stored.id);
        again.models().ensureLoaded(again.models().all()[0].stored.id); // no second reading
        QVERIFY(m_fixture->settled());
        QVERIFY(again.models().all()[0].model != nullptr);
        QCOMPARE(changed.size(), 1);
    }

    void aCancelledTrainingLeavesNoModel() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QSignalSpy failed(&session, &Session::failed);
        Random random(3);
        for (int i = 0; i < 8; ++i) {
            const AlgorithmInfo* info = findAlgorithm("als");
            QVERIFY(info);
            ParamSet params(info->params);
            QVERIFY(params.set(info->params, "iterations", "50"));
            QVERIFY(params.set(info->params, "factors", "128")); // long enough to be caught at work
            const quint64 job = session.models().train({"als", params, {}, 42});
            QVERIFY(session.models().request(job));
            QTest::qWait(static_cast<int>(random.below(25)));
            QElapsedTimer clock;
            clock.start();
            m_fixture->jobs->cancel(job);
            QVERIFY(m_fixture->settled());
            QVERIFY2(clock.elapsed() < 200, qPrintable(QString::number(clock.elapsed())));
            QCOMPARE(m_fixture->jobs->info(job)->state, JobState::Cancelled);
        }
        QVERIFY(session.models().all().empty());
        QCOMPARE(failed.size(), 0);
        QCOMPARE(
            Project::open(m_fixture->path.toStdString(), OpenMode::ReadOnly).value()->models().all()->size(),
            std::size_t{0});
    }

    void renamesWithUndo() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QVERIFY(m_fixture->train("popularity", "Others"));
        const qint64 id = session.models().all()[0].stored.id;
        session.models().rename(id, QStringLiteral("  Best  of all "));
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session)[0], QStringLiteral("Best of all"));
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session)[0], QStringLiteral("Hits"));
        session.undoStack().redo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session)[0], QStringLiteral("Best of all"));
        QSignalSpy failed(&session, &Session::failed);
        session.models().rename(id, QStringLiteral("Others"));
        session.models().rename(id, QStringLiteral("   "));
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 1);
        QCOMPARE(names(session)[0], QStringLiteral("Best of all"));
    }

    // What comes next does not wait for what the person gave up.
    void leavingForAnotherProjectStopsWorkAtOnce() {
        const SessionFixture other(30, 40, 600);
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        int asked = 0;
        session.setLeaveQuestion([&asked] { return ++asked > 1; });
        const AlgorithmInfo& als = *findAlgorithm("als");
        constexpr int many = 30;
        for (int one = 0; one < many; ++one) {
            session.models().train({"als", ParamSet(als.params), {}, 1});
        }
        session.openProject(other.path); // and no
        QCOMPARE(session.workUnderWay(), many);
        session.openProject(other.path); // and yes
        QVERIFY(m_fixture->settled());
        QCOMPARE(session.path(), other.path);
        int stopped = 0;
        for (int row = 0; row < m_fixture->jobs->rowCount(); ++row) {
            stopped += m_fixture->jobs->at(row).state == JobState::Cancelled;
        }
        QVERIFY(stopped >= many - 1); // the first may have come to its end
        session.openProject(m_fixture->path);
        QVERIFY(m_fixture->settled());
        QVERIFY(session.models().unfinished().size() >= static_cast<std::size_t>(stopped)); // to go on with
    }

    void deletesWithUndoAndTheModelStillWorks() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        const qint64 id = session.models().all()[0].stored.id;
        std::vector<float> before(session.dataset()->itemCount());
        session.models().all()[0].model->scoreUser(UserIndex(std::size_t{3}), before);
        session.models().rename(id, QStringLiteral("Charts"));
        session.models().remove(id);
        QVERIFY(m_fixture->settled());
        QVERIFY(session.models().all().empty());
        // The whole stack there and back.
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session), QStringList{QStringLiteral("Charts")});
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session), QStringList{QStringLiteral("Hits")});
        session.undoStack().redo();
        session.undoStack().redo();
        QVERIFY(m_fixture->settled());
        QVERIFY(session.models().all().empty());
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        m_fixture->session->models().ensureLoaded(m_fixture->session->models().all()[0].stored.id);
        QVERIFY(m_fixture->settled());
        std::vector<float> after(before.size());
        QVERIFY(m_fixture->session->models().all()[0].model);
        m_fixture->session->models().all()[0].model->scoreUser(UserIndex(std::size_t{3}), after);
        QCOMPARE(after, before);
    }

    void signalWeightsMakeModelsStaleAndUndoFreshens() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        const QString fingerprint = session.fingerprint();
        std::vector<SignalType> weights = session.dataset()->signals();
        weights[0].weight += 2;
        QSignalSpy changed(&session, &Session::datasetChanged);
        QSignalSpy statistics(&session, &Session::statisticsReady);
        session.setSignals(weights, PairPolicy::Sum);
        QVERIFY(m_fixture->settled());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(statistics.size(), 1);
        QVERIFY(session.dataset()->signals() == weights);
        QVERIFY(session.fingerprint() != fingerprint);
        QVERIFY(session.models().all()[0].stale);
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(session.fingerprint(), fingerprint);
        QVERIFY(!session.models().all()[0].stale);
        session.undoStack().redo();
        QVERIFY(m_fixture->settled());
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        QVERIFY(m_fixture->session->dataset()->signals() == weights); // it was stored
        QVERIFY(m_fixture->session->models().all()[0].stale);
    }

    void aDamagedModelIsNamedAndCanBeDeleted() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QVERIFY(m_fixture->train("popularity", "More"));
        QVERIFY(m_fixture->train("popularity", "Third"));
        session.closeProject();
        QVERIFY(m_fixture->settled());
        flipBytesOf(m_fixture->path, 1);
        QVERIFY(m_fixture->open());
        for (const SessionModel& model : std::vector(session.models().all())) {
            session.models().ensureLoaded(model.stored.id);
        }
        QVERIFY(m_fixture->settled());
        const auto& models = session.models().all();
        const auto damaged = std::find_if(models.begin(), models.end(),
                                          [](const SessionModel& m) { return !m.problem.isEmpty(); });
        QVERIFY(damaged != models.end());
        QVERIFY(damaged->damaged);
        const qint64 id = damaged->stored.id;
        const auto sound =
            std::ranges::find_if(models, [](const SessionModel& one) { return one.problem.isEmpty(); });
        QVERIFY(sound != models.end());
        const QString kept = QString::fromStdString(sound->stored.name);
        session.models().remove(sound->stored.id);
        QSignalSpy edited(&session, &Session::edited);
        session.models().remove(id);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session.models().all().size(), std::size_t{1});
        QCOMPARE(edited.size(), 0); // no undo is offered of what cannot come back
        QSignalSpy failed(&session, &Session::failed);
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 1);
        QVERIFY(session.isOpen());
        // What was done before it can be, and it does nothing there and back.
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QVERIFY(names(session).contains(kept));
        session.undoStack().redo();
        session.undoStack().redo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(session.models().all().size(), std::size_t{1});
        session.undoStack().undo();
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QVERIFY(names(session).contains(kept));
        QCOMPARE(failed.size(), 2);
    }

    void importsIntoTheOpenProject() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        const QString csv = writeCsv(400);
        QSignalSpy changed(&session, &Session::datasetChanged);
        QSignalSpy finished(&session, &Session::importFinished);
        Result<ImportPlan> plan = planImport({csv.toStdString()});
        QVERIFY(plan.hasValue());
        plan->replace = true;
        session.importInto(m_fixture->path, *plan);
        QVERIFY(m_fixture->settled());
        QCOMPARE(finished.size(), 1);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(session.lastImport()->rowsImported, std::uint64_t{400});
        QCOMPARE(session.dataset()->events().size(), std::size_t{400});
        QVERIFY(session.models().all()[0].stale);
        QVERIFY(m_fixture->train("popularity", "New hits")); // the handle works again
        QVERIFY(!session.models().all()[1].stale);
    }

    void importsIntoANewProjectAndOpensIt() {
        Session& session = *m_fixture->session;
        const QString csv = writeCsv(50);
        const QString target = m_fixture->folder.filePath(QStringLiteral("new.tastescope"));
        Result<ImportPlan> plan = planImport({csv.toStdString()});
        QVERIFY(plan.hasValue());
        session.importInto(target, *plan);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session.path(), target);
        QCOMPARE(session.dataset()->events().size(), std::size_t{50});
    }

    void aFailedImportLeavesTheProjectOpenAndAsItWas() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        const QString csv = writeCsv(50);
        Result<ImportPlan> plan = planImport({csv.toStdString()});
        QVERIFY(plan.hasValue());
        QVERIFY(QFile::remove(csv));
        QSignalSpy failed(&session, &Session::failed);
        const QString fingerprint = session.fingerprint();
        plan->replace = true;
        session.importInto(m_fixture->path, *plan);
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 1);
        QCOMPARE(session.fingerprint(), fingerprint);
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QCOMPARE(session.models().all().size(), std::size_t{1});
    }

    void theDemoIsMadeOnceAndArrivesTrained() {
        Session& session = *m_fixture->session;
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
        QFile::remove(folder + QStringLiteral("/demo.tastescope"));
        QSignalSpy arrived(&session, &Session::demoOpened);
        QSignalSpy told(&session, &Session::notice);
        const auto kinds = [&session] {
            QSet<QString> all;
            for (const SessionModel& model : session.models().all()) {
                all << QString::fromStdString(model.stored.algorithm);
            }
            return all;
        };
        const QSet<QString> wanted{QStringLiteral("popularity"), QStringLiteral("item_knn"),
                                   QStringLiteral("content_tfidf"), QStringLiteral("als")};
        session.openDemo();
        QTRY_COMPARE_WITH_TIMEOUT(arrived.size(), 1, 60000);
        QCOMPARE(session.projectName(), QStringLiteral("demo"));
        QCOMPARE(m_fixture->jobs->runningCount(), 4); // each to be seen and to be cancelled
        QVERIFY(m_fixture->settled(60000));
        QCOMPARE(kinds(), wanted);
        QCOMPARE(session.models().all().size(), std::size_t{4});
        QCOMPARE(told.size(), 0); // nobody asked for them one by one
        const QString fingerprint = session.fingerprint();
        session.closeProject();
        session.openDemo();
        QVERIFY(m_fixture->settled(60000));
        QCOMPARE(session.fingerprint(), fingerprint);
        QCOMPARE(arrived.size(), 2);
        QCOMPARE(session.models().all().size(), std::size_t{4}); // and not eight
        // What a person keeps of them stays as it is; a demo with nothing left is begun anew.
        session.models().remove(session.models().all().front().stored.id);
        QVERIFY(m_fixture->settled());
        session.closeProject();
        session.openDemo();
        QVERIFY(m_fixture->settled(60000));
        QCOMPARE(session.models().all().size(), std::size_t{3});
        while (!session.models().all().empty()) {
            session.models().remove(session.models().all().front().stored.id);
            QVERIFY(m_fixture->settled());
        }
        session.closeProject();
        session.openDemo();
        QVERIFY(m_fixture->settled(60000));
        QCOMPARE(kinds(), wanted);
        session.closeProject();
        QVERIFY(m_fixture->settled());
        QFile::remove(folder + QStringLiteral("/demo.tastescope"));
    }

    void recentProjectsAreNewestFirstAndBounded() {
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->open());
        const QString other = m_fixture->folder.filePath(QStringLiteral("other.tastescope"));
        session.closeProject();
        QVERIFY(m_fixture->settled());
        QVERIFY(QFile::copy(m_fixture->path, other));
        session.openProject(other);
        QVERIFY(m_fixture->settled());
        QCOMPARE(session.recentProjects().size(), std::size_t{2});
        QCOMPARE(session.recentProjects()[0].name, QStringLiteral("other"));
        QVERIFY(m_fixture->open());
        QCOMPARE(session.recentProjects()[0].name, QStringLiteral("small"));
        session.forgetRecent(other);
        QCOMPARE(session.recentProjects().size(), std::size_t{1});
        // Under the program's own name, not that of an unknown organisation.
        QVERIFY(QFile::exists(m_fixture->folder.filePath(QStringLiteral("tastescope/recent.ini"))));
    }

    void aSessionMayGoWhileItTrains() {
        QVERIFY(m_fixture->open());
        const AlgorithmInfo* info = findAlgorithm("als");
        m_fixture->session->models().train({"als", ParamSet(info->params), {}, 42});
        QTest::qWait(5);
        m_fixture->session.reset();
        m_fixture->jobs.reset();
        m_fixture->renew();
        QVERIFY(m_fixture->open());
    }

private:
    QString writeCsv(int rows) const {
        const QString path = m_fixture->folder.filePath(QStringLiteral("events.csv"));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) {
            file.write("user_id,item_id,rating,timestamp\n");
            for (int i = 0; i < rows; ++i) {
                file.write(QStringLiteral("u%1,i%2,%3,%4\n")
                               .arg(i % 23)
                               .arg(i % 37)
                               .arg(1 + i % 5)
                               .arg(1'700'000'000 + i * 60)
                               .toUtf8());
            }
        }
        return path;
    }

    /// Turns bits inside the stored container of a model: finds the array's name, damages what follows.
    static void flipBytesOf(const QString& path, int models) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        const std::vector<std::byte> container = ModelArchive().serialise();
        const QByteArray magic(reinterpret_cast<const char*>(container.data()), 8);
        qsizetype at = 0;
        for (int i = 0; i < models; ++i) {
            at = bytes.indexOf(magic, at + 1);
            QVERIFY(at > 0);
            for (int offset = 40; offset < 200; offset += 8) {
                bytes[at + offset] = static_cast<char>(bytes[at + offset] ^ 0x5A);
            }
        }
        file.seek(0);
        file.write(bytes);
    }

    std::unique_ptr<SessionFixture> m_fixture;
};

RUN_TEST(TestSession);
#include "tst_session.moc"
