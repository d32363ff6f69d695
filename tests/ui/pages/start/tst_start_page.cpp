// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/run.h"
#include "ui/jobs/job_runner.h"
#include "ui/navigation/page.h"
#include "ui/pages/start/start_page.h"
#include "ui/pages/start/start_recent.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QFile>
#include <QListView>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

using namespace tastescope;

class StartPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        qputenv("XDG_CONFIG_HOME", m_folder.path().toLocal8Bit());
        qputenv("XDG_DATA_HOME", m_folder.path().toLocal8Bit());
        Theme::instance().apply();
        m_session = std::make_unique<Session>(m_jobs);
        m_page = std::make_unique<StartPage>(*m_session, m_navigator);
        m_page->resize(1256, 828);
        m_page->show();
    }
    void cleanupTestCase() {
        m_page.reset();
        m_session.reset();
    }

    void sayWhereProjectsWillBe() {
        QCOMPARE(list()->model()->rowCount(), 0);
        QVERIFY(!list()->isVisible());
        QVERIFY(shows(QStringLiteral("Your projects will be listed here")));
        QVERIFY(!shows(QStringLiteral("Parquet")));
    }

    void demoButtonOpensTheDemo() {
        for (auto* button : m_page->findChildren<Button*>()) {
            if (button->text() == QStringLiteral("Open demo")) {
                QCOMPARE(button->height(), 32);
                QTest::mouseClick(button, Qt::LeftButton);
            }
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_session->isOpen(), 60'000);
        QTRY_COMPARE(list()->model()->rowCount(), 1);
        QVERIFY(list()->isVisible());
        QVERIFY(!shows(QStringLiteral("Your projects will be listed here")));
    }

    void doubleClickOpensAndDeleteForgets() {
        QTRY_VERIFY_WITH_TIMEOUT(m_jobs.idle(), 60'000);
        m_session->closeProject();
        QTRY_VERIFY(!m_session->isOpen());
        const QPoint at = list()->visualRect(list()->model()->index(0, 0)).center();
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(list()->viewport(), Qt::LeftButton, {}, at);
        QTRY_VERIFY_WITH_TIMEOUT(m_session->isOpen(), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_jobs.idle(), 60'000);
        list()->setCurrentIndex(list()->model()->index(0, 0));
        QTest::keyClick(list(), Qt::Key_Delete);
        QTRY_COMPARE(list()->model()->rowCount(), 0);
        QVERIFY(m_session->isOpen()); // forgotten, not closed
    }

    void vanishedFilesAreMarked() {
        const QString there = m_folder.filePath(QStringLiteral("there.tastescope"));
        QFile file(there);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        JobRunner jobs;
        RecentModel model(jobs);
        const auto isMissing = [&](int row) {
            return model.data(model.index(row), RecentModel::MissingRole).toBool();
        };
        model.setRecent(
            {recent(QStringLiteral("gone.tastescope")), recent(QStringLiteral("there.tastescope"))});
        QTRY_VERIFY(isMissing(0));
        QVERIFY(!isMissing(1));
        QVERIFY(
            model.data(model.index(0), RecentModel::DetailRole).toString().contains(QStringLiteral("not")));
        // It stays marked from one visit to the next, until it is there again.
        model.setRecent(
            {recent(QStringLiteral("there.tastescope")), recent(QStringLiteral("gone.tastescope"))});
        QVERIFY(isMissing(1));
        QVERIFY(QFile::rename(there, m_folder.filePath(QStringLiteral("gone.tastescope"))));
        model.setRecent(
            {recent(QStringLiteral("there.tastescope")), recent(QStringLiteral("gone.tastescope"))});
        QTRY_VERIFY(isMissing(0));
        QVERIFY(!isMissing(1));
    }

    // A drive that does not answer holds up no page: the list is there at once, however long looking takes.
    void theListDoesNotWaitForTheFiles() {
        JobRunner jobs;
        const auto go = std::make_shared<std::atomic<bool>>(false);
        const auto letGo = [go] {
            *go = true;
            go->notify_all();
        };
        const auto atLast = qScopeGuard(letGo);
        for (unsigned thread = 0; thread < std::max(3U, std::thread::hardware_concurrency()); ++thread) {
            jobs.ask<int>(QStringLiteral("held %1").arg(thread),
                          [go](const ExecutionContext&) -> Result<int> {
                              go->wait(false);
                              return 1;
                          },
                          nullptr, {});
        }
        RecentModel model(jobs);
        for (int visit = 0; visit < 3; ++visit) {
            model.setRecent({recent(QStringLiteral("never.tastescope"))});
        }
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(!model.data(model.index(0), RecentModel::MissingRole).toBool());
        letGo();
        QTRY_VERIFY(model.data(model.index(0), RecentModel::MissingRole).toBool());
        QTRY_VERIFY(jobs.idle());
    }

private:
    RecentProject recent(const QString& file) const {
        return {m_folder.filePath(file), QStringLiteral("Gone"), QStringLiteral("Books"),
                QStringLiteral("8 readers"), noTime};
    }
    QListView* list() const { return m_page->findChild<QListView*>(); }
    bool shows(const QString& text) const {
        for (const QLabel* label : m_page->findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(text)) {
                return true;
            }
        }
        return false;
    }

    QTemporaryDir m_folder;
    JobRunner m_jobs;
    Navigator m_navigator;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<StartPage> m_page;
};

RUN_TEST(StartPageTest);
#include "tst_start_page.moc"
