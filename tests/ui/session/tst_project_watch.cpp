// SPDX-License-Identifier: GPL-3.0-or-later
// The file of the open project and other programs: what they do to it stands in the title and the status bar
// at once, nothing is worked for that could not be stored, and a copy saves it. Leaving asks, starting
// offers.
#include "engine/data/dataset.h"
#include "engine/data/demo/demo_world.h"
#include "engine/registry/registry.h"
#include "storage/project/project.h"
#include "support/run.h"
#include "support/window_fixture.h"
#include "ui/input/open_paths.h"
#include "ui/session/project_exports.h"
#include "ui/session/project_models.h"
#include "ui/session/project_watch.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/ask_dialog.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QUndoStack>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tastescope;

class TestProjectWatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<WindowFixture>();
        QVERIFY(QDir().mkpath(m_fixture->path(QStringLiteral("home"))));
        m_project = m_fixture->demo(QStringLiteral("home/music"), 60, 80, 2'000);
        QVERIFY(m_fixture->open(m_project));
    }
    void cleanup() {
        ::chmod(m_fixture->path(QStringLiteral("home")).toLocal8Bit().constData(), 0755);
        m_fixture.reset();
    }

    void whatOthersDoIsSaidAtOnce_data() {
        QTest::addColumn<QString>("fate");
        QTest::addColumn<QString>("mark");
        QTest::newRow("deleted") << QStringLiteral("delete") << QStringLiteral("deleted");
        QTest::newRow("moved") << QStringLiteral("move") << QStringLiteral("moved");
        QTest::newRow("replaced") << QStringLiteral("replace") << QStringLiteral("replaced");
        QTest::newRow("read-only") << QStringLiteral("chmod") << QStringLiteral("read-only");
        QTest::newRow("folder gone") << QStringLiteral("rmdir") << QStringLiteral("folder gone");
    }
    void whatOthersDoIsSaidAtOnce() {
        QFETCH(QString, fate);
        QFETCH(QString, mark);
        QVERIFY(!m_fixture->window->windowTitle().contains(mark));
        suffer(fate);
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture->window->windowTitle().contains(u'(' + mark + u')'), 1500);
        const QString said = m_fixture->window->findChild<StatusBar*>()->texts().first();
        QVERIFY2(said.contains(QStringLiteral("project")), qPrintable(said));
        // Refused before the work, whichever work it is.
        QSignalSpy failed(m_fixture->session.get(), &Session::failed);
        QCOMPARE(m_fixture->session->models().train({"popularity", {}, {}, 42}), quint64{0});
        QCOMPARE(failed.size(), 1);
        QCOMPARE(m_fixture->jobs->runningCount(), 0);
        // Saved is said only of what is.
        QSignalSpy notice(m_fixture->session.get(), &Session::notice);
        QTest::keyClick(m_fixture->window.get(), Qt::Key_S, Qt::ControlModifier);
        QVERIFY(m_fixture->settle());
        for (const QList<QVariant>& told : notice) {
            QVERIFY(!told.first().toString().contains(QStringLiteral("Everything is saved")));
        }
        QCOMPARE(failed.size(), fate == QLatin1String("chmod") ? 1 : 2);
        // A copy holds it all.
        const QString copy = m_fixture->path(QStringLiteral("copy.tastescope"));
        const QString data = m_fixture->session->fingerprint();
        QSignalSpy copied(m_fixture->session.get(), &Session::copied);
        m_fixture->session->saveCopy(copy);
        QVERIFY(m_fixture->settle());
        QCOMPARE(copied.size(), 1);
        QVERIFY(m_fixture->open(copy));
        QCOMPARE(m_fixture->session->fingerprint(), data);
        QVERIFY(!m_fixture->session->isReadOnly());
        QVERIFY(!m_fixture->window->windowTitle().contains(u'('));
    }

    void whatCannotBeReachedIsNotCalledGone() {
        const QByteArray home = m_fixture->path(QStringLiteral("home")).toLocal8Bit();
        const QByteArray away = m_fixture->path(QStringLiteral("away")).toLocal8Bit();
        QCOMPARE(std::rename(home.constData(), away.constData()), 0);
        QCOMPARE(::symlink(home.constData(), home.constData()), 0); // a loop: nobody gets through
        QTRY_VERIFY(m_fixture->window->windowTitle().contains(QStringLiteral("(cannot be reached)")));
        QSignalSpy failed(m_fixture->session.get(), &Session::failed);
        QCOMPARE(m_fixture->session->models().train({"popularity", {}, {}, 42}), quint64{0});
        QCOMPARE(failed.size(), 1);
        QVERIFY(!failed.first().last().toString().contains(QStringLiteral("copy")));
        QCOMPARE(::unlink(home.constData()), 0);
        QCOMPARE(std::rename(away.constData(), home.constData()), 0);
        QTRY_VERIFY(!m_fixture->window->windowTitle().contains(u'('));
        m_fixture->session->models().train({"popularity", {}, {}, 42});
        QVERIFY(m_fixture->settle());
        QCOMPARE(m_fixture->session->models().all().size(), std::size_t{1});
    }

    void aFileWrittenIntoIsSaidAndOpenedAnew() {
        const QString theirs = m_fixture->demo(QStringLiteral("home/theirs"), 30, 40, 900);
        QFile source(theirs);
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray bytes = source.readAll();
        // What the program writes itself says nothing.
        m_fixture->session->models().train({"popularity", {}, {}, 42});
        QVERIFY(m_fixture->settle());
        QTest::qWait(ProjectWatch::pollMs + 200);
        QVERIFY(!m_fixture->window->windowTitle().contains(u'('));
        QFile target(m_project);
        QVERIFY(target.open(QIODevice::ReadWrite | QIODevice::Truncate)); // the same file, other bytes
        target.write(bytes);
        target.close();
        QTRY_VERIFY_WITH_TIMEOUT(
            m_fixture->window->windowTitle().contains(QStringLiteral("(changed by another program)")), 3000);
        QSignalSpy failed(m_fixture->session.get(), &Session::failed);
        QCOMPARE(m_fixture->session->models().train({"popularity", {}, {}, 42}), quint64{0});
        QCOMPARE(failed.size(), 1);
        QVERIFY(m_fixture->open(m_project));
        QTRY_VERIFY(!m_fixture->window->windowTitle().contains(u'('));
        QCOMPARE(m_fixture->session->dataset()->userCount(), std::size_t{30});
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settle());
        QVERIFY(target.open(QIODevice::ReadOnly));
        QCOMPARE(target.readAll(), bytes);
    }

    void whatComesBackIsFineAgain() {
        QFile::rename(m_project, m_project + QStringLiteral(".away"));
        QTRY_VERIFY(m_fixture->window->windowTitle().contains(QStringLiteral("(moved)")));
        QFile::rename(m_project + QStringLiteral(".away"), m_project);
        QTRY_VERIFY(!m_fixture->window->windowTitle().contains(u'('));
        m_fixture->session->models().train({"popularity", {}, {}, 42});
        QVERIFY(m_fixture->settle());
        QCOMPARE(m_fixture->session->models().all().size(), std::size_t{1});
    }

    void savedIsSaidWhenItIs() {
        m_fixture->session->models().train({"popularity", {}, {}, 42});
        QVERIFY(m_fixture->settle());
        QSignalSpy notice(m_fixture->session.get(), &Session::notice);
        QTest::keyClick(m_fixture->window.get(), Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE(notice.size(), 1);
        QCOMPARE(notice.first().first().toString(), QStringLiteral("Everything is saved"));
    }

    void aReadOnlyFileOpensAsSuch() {
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settle());
        ::chmod(m_project.toLocal8Bit().constData(), 0444);
        QVERIFY(m_fixture->open(m_project));
        QVERIFY(m_fixture->session->isReadOnly());
        QVERIFY(m_fixture->session->dataset()->userCount() > 0);
        QTRY_VERIFY(m_fixture->window->windowTitle().contains(QStringLiteral("(read-only)")));
        QSignalSpy failed(m_fixture->session.get(), &Session::failed);
        QCOMPARE(m_fixture->session->models().train({"popularity", {}, {}, 42}), quint64{0});
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed.first().last().toString().contains(QStringLiteral("Save a copy")));
        QVERIFY(!QFileInfo::exists(m_project + QStringLiteral(".lock")));
    }

    void aSecondWindowOffersToRead() {
        JobRunner jobs;
        Session second(jobs);
        QSignalSpy inUse(&second, &Session::inUse);
        QSignalSpy failed(&second, &Session::failed);
        // The lock is by process: another process holds it here.
        QProcess holder;
        holder.start(QStringLiteral("flock"), {QStringLiteral("--no-fork"), QStringLiteral("-x"),
                                               m_project + QStringLiteral(".other.lock"),
                                               QStringLiteral("sleep"), QStringLiteral("60")});
        const QString other = m_project + QStringLiteral(".other");
        QVERIFY(QFile::copy(m_project, other));
        if (!holder.waitForStarted()) {
            QSKIP("no flock here");
        }
        QTRY_VERIFY(QFileInfo::exists(other + QStringLiteral(".lock")));
        QTest::qWait(200);
        second.openProject(other);
        QTRY_VERIFY(jobs.idle());
        QCOMPARE(failed.size(), 0);
        QCOMPARE(inUse.size(), 1);
        second.openForReading(inUse.first().first().toString());
        QTRY_VERIFY(jobs.idle());
        QVERIFY(second.isOpen());
        QVERIFY(second.isReadOnly());
        QVERIFY(second.dataset()->userCount() > 0);
        // As long as it is held, opening it again leaves it readable; then what its message says is true.
        second.openProject(other);
        QTRY_VERIFY(jobs.idle());
        QVERIFY(second.isOpen() && second.isReadOnly());
        QVERIFY(second.dataset()->userCount() > 0);
        holder.kill();
        holder.waitForFinished();
        QTRY_VERIFY_WITH_TIMEOUT(isFree(other + QStringLiteral(".lock")), 5000);
        second.openForReading(other);
        QTRY_VERIFY(jobs.idle());
        QVERIFY(second.isReadOnly());
        second.openProject(other);
        QTRY_VERIFY(jobs.idle());
        QTRY_VERIFY(!second.isReadOnly());
        QCOMPARE(failed.size(), 0);
        second.models().train({"popularity", {}, {}, 42});
        QTRY_VERIFY(jobs.idle());
        QTRY_COMPARE(second.models().all().size(), std::size_t{1});
    }

    void aWindowThatReadsIsToldOfWhatTheOtherStored() {
        JobRunner jobs;
        Session second(jobs);
        second.openForReading(m_project);
        QTRY_VERIFY(jobs.idle());
        QVERIFY(second.isOpen() && second.isReadOnly());
        QTRY_VERIFY(second.watch().report().standing == Standing::ReadOnly);
        QCOMPARE(second.models().all().size(), std::size_t{0});
        m_fixture->session->models().train({"popularity", {}, {}, 42});
        QVERIFY(m_fixture->settle());
        QTRY_VERIFY(second.watch().report().standing == Standing::Outdated);
        QVERIFY(second.isReadOnly());
        second.openForReading(m_project);
        QTRY_VERIFY(jobs.idle());
        QTRY_COMPARE(second.models().all().size(), std::size_t{1});
        QVERIFY(second.isReadOnly());
        QTRY_VERIFY(second.watch().report().standing == Standing::ReadOnly);
    }

    void theWindowSaysWhatTheOtherStored() {
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settle());
        m_fixture->session->openForReading(m_project);
        QVERIFY(m_fixture->settle());
        QTRY_VERIFY(m_fixture->window->windowTitle().contains(QStringLiteral("(read-only)")));
        JobRunner jobs;
        Session second(jobs);
        second.openProject(m_project);
        QTRY_VERIFY(jobs.idle());
        QVERIFY(!second.isReadOnly());
        second.models().train({"popularity", {}, {}, 42});
        QTRY_COMPARE(second.models().all().size(), std::size_t{1});
        QTRY_VERIFY(
            m_fixture->window->windowTitle().contains(QStringLiteral("(changed in the other window)")));
        QCOMPARE(m_fixture->session->models().train({"popularity", {}, {}, 42}), quint64{0});
        QAbstractButton* again = nullptr;
        for (auto* button : m_fixture->window->findChildren<QAbstractButton*>()) {
            again = button->text() == QLatin1String("Open it again") ? button : again;
        }
        QVERIFY(again && again->isVisible());
        QTest::mouseClick(again, Qt::LeftButton);
        QVERIFY(m_fixture->settle());
        QTRY_COMPARE(m_fixture->session->models().all().size(), std::size_t{1});
        QTRY_VERIFY(!m_fixture->window->windowTitle().contains(QStringLiteral("(changed")));
    }

    void aFileThatMayBeWrittenToAgainIs() {
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settle());
        ::chmod(m_project.toLocal8Bit().constData(), 0444);
        QVERIFY(m_fixture->open(m_project));
        QVERIFY(m_fixture->session->isReadOnly());
        ::chmod(m_project.toLocal8Bit().constData(), 0644);
        QVERIFY(m_fixture->open(m_project));
        QTRY_VERIFY(!m_fixture->session->isReadOnly());
        QTRY_VERIFY(!m_fixture->window->windowTitle().contains(u'('));
        m_fixture->session->models().train({"popularity", {}, {}, 42});
        QVERIFY(m_fixture->settle());
        QCOMPARE(m_fixture->session->models().all().size(), std::size_t{1});
    }

    // Pages read what they need of the project through the handle that is open: closing another descriptor of
    // the file would let go of SQLite's locks.
    void openingLeavesItLocked() {
        QVERIFY(m_fixture->settle());
        QVERIFY(isLocked());
        QVERIFY(m_fixture->open(m_project));
        QVERIFY(isLocked());
        m_fixture->session->models().train({"popularity", {}, {}, 42});
        QVERIFY(m_fixture->settle());
        QVERIFY(isLocked());
        const auto truth = m_fixture->session->exports().demoReader();
        QVERIFY(truth);
        const auto options = truth(ExecutionContext());
        QVERIFY(options && *options);
        QVERIFY(isLocked());
    }

    void aReplacedFileIsOpenedAnewAndNothingOldGoesIntoIt() {
        m_fixture->session->models().train({"popularity", {}, "Ours", 42});
        QVERIFY(m_fixture->settle());
        suffer(QStringLiteral("replace"));
        QTRY_VERIFY(m_fixture->window->windowTitle().contains(QStringLiteral("(replaced)")));
        QVERIFY(m_fixture->open(m_project));
        QTRY_VERIFY(!m_fixture->window->windowTitle().contains(u'('));
        QCOMPARE(m_fixture->session->models().all().size(), std::size_t{0});
        QCOMPARE(m_fixture->session->dataset()->userCount(), std::size_t{40});
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settle());
        const auto project = Project::open(m_project.toStdString(), OpenMode::ReadOnly);
        QVERIFY(project);
        QVERIFY((*project)->checkIntegrity()->empty());
    }

    void leavingAsksOnceAndTheNextStartOffersToResume() {
        const AlgorithmInfo* slow = findAlgorithm("sasrec");
        QVERIFY(slow);
        ParamSet params(slow->params);
        QVERIFY(params.set(slow->params, "patience", "0"));
        QVERIFY(params.set(slow->params, "epochs", "1000")); // minutes: a question takes its time
        m_fixture->session->models().train({"sasrec", params, "Slow one", 7});
        m_fixture->session->models().train({"popularity", {}, "Waits", 42});
        QCOMPARE(m_fixture->session->workUnderWay(), 2);
        int asked = 0;
        const auto answer = [&](bool leave) {
            QTimer::singleShot(0, m_fixture->window.get(), [&asked, leave, this] {
                auto* dialog = qobject_cast<AskDialog*>(QApplication::activeModalWidget());
                QVERIFY(dialog);
                ++asked;
                m_fixture->window->close(); // again, while it asks: no second question
                QVERIFY(QApplication::activeModalWidget() == dialog);
                leave ? dialog->accept() : dialog->reject();
            });
        };
        answer(false);
        QVERIFY(!m_fixture->window->close());
        QVERIFY(m_fixture->window->isVisible());
        QCOMPARE(m_fixture->session->workUnderWay(), 2);
        m_fixture->window->activateWindow(); // keys of the window act where it is the active one
        QVERIFY(QTest::qWaitForWindowActive(m_fixture->window.get()));
        answer(false);
        QTest::keyClick(m_fixture->window.get(), Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(asked, 2);
        QVERIFY(m_fixture->session->isOpen());
        answer(true);
        QVERIFY(m_fixture->window->close());
        QCOMPARE(asked, 3);
        m_fixture->restart();
        QVERIFY(m_fixture->open(m_project));
        const std::vector<TrainRequest> unfinished = m_fixture->session->models().unfinished();
        QCOMPARE(unfinished.size(), std::size_t{2});
        QCOMPARE(unfinished[0].name, std::string("Slow one"));
        QCOMPARE(unfinished[0].seed, std::uint64_t{7});
        QCOMPARE(unfinished[0].params.text(), params.text());
        QAbstractButton* resume = nullptr;
        for (auto* button : m_fixture->window->findChildren<QAbstractButton*>()) {
            resume = button->text() == QLatin1String("Resume") ? button : resume;
        }
        QVERIFY(resume && resume->isVisible());
        QTest::mouseClick(resume, Qt::LeftButton);
        QCOMPARE(m_fixture->session->workUnderWay(), 2);
        m_fixture->jobs->cancelAll(); // by the person's own wish: nothing is left to resume
        QVERIFY(m_fixture->settle());
        QCOMPARE(m_fixture->session->models().unfinished().size(), std::size_t{0});
        QVERIFY(m_fixture->window->close());
    }

    void nothingIsAskedWhenNothingIsLost() {
        m_fixture->session->models().train({"popularity", {}, {}, 42});
        QVERIFY(m_fixture->settle());
        QVERIFY(m_fixture->window->close()); // a question would wait for ever
    }

    void theDialogShowsEveryFileOfAKnownSet() {
        const QString filter = dataFilter();
        const QString patterns = filter.section(u'(', 1, 1).section(u')', 0, 0);
        for (const char* name : {"u.data",
                                 "u.item",
                                 "u.user",
                                 "u.genre",
                                 "u.occupation",
                                 "u.info",
                                 "u1.base",
                                 "ua.test",
                                 "ratings.dat",
                                 "users.dat",
                                 "movies.dat",
                                 "ratings.csv",
                                 "user_artists.dat",
                                 "user_taggedartists-timestamps.dat",
                                 "BX-Book-Ratings.csv",
                                 "events.csv",
                                 "steam-200k.csv",
                                 "books.csv",
                                 "a.jsonl",
                                 "a.zip",
                                 "a.csv.gz"}) {
            bool shown = false;
            for (const QString& pattern : patterns.split(u' ')) {
                const auto expression = QRegularExpression::wildcardToRegularExpression(pattern);
                shown |= QRegularExpression(expression, QRegularExpression::CaseInsensitiveOption)
                             .match(QString::fromLatin1(name))
                             .hasMatch();
            }
            QVERIFY2(shown, name);
        }
    }

private:
    /// As another process sees it.
    bool isLocked() const {
        const QByteArray name = m_project.toLocal8Bit();
        const pid_t child = ::fork();
        if (child == 0) {
            const int handle = ::open(name.constData(), O_RDWR | O_CLOEXEC);
            struct flock wanted {};
            wanted.l_type = F_WRLCK;
            wanted.l_whence = SEEK_SET;
            const bool found = handle >= 0 && ::fcntl(handle, F_GETLK, &wanted) == 0;
            ::_exit(found && wanted.l_type != F_UNLCK ? 0 : 1);
        }
        int status = 0;
        return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

    /// Whether nobody holds the lock file: whoever was killed lets it go, but maybe not at that moment.
    static bool isFree(const QString& lock) {
        const int handle = ::open(lock.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC);
        const bool free = handle < 0 || ::flock(handle, LOCK_EX | LOCK_NB) == 0;
        if (handle >= 0) {
            ::close(handle);
        }
        return free;
    }

    void suffer(const QString& fate) {
        const QString away = m_project + QStringLiteral(".away");
        if (fate == QLatin1String("delete")) {
            QVERIFY(QFile::remove(m_project));
        } else if (fate == QLatin1String("move")) {
            QVERIFY(QFile::rename(m_project, away));
        } else if (fate == QLatin1String("replace")) {
            const QString other = m_fixture->demo(QStringLiteral("other"), 40, 50, 900);
            QCOMPARE(std::rename(other.toLocal8Bit().constData(), m_project.toLocal8Bit().constData()), 0);
        } else if (fate == QLatin1String("chmod")) {
            QCOMPARE(::chmod(m_project.toLocal8Bit().constData(), 0444), 0);
        } else {
            QVERIFY(QDir(m_fixture->path(QStringLiteral("home"))).removeRecursively());
        }
    }

    std::unique_ptr<WindowFixture> m_fixture;
    QString m_project;
};

RUN_TEST(TestProjectWatch);

#include "tst_project_watch.moc"
