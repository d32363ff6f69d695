// SPDX-License-Identifier: GPL-3.0-or-later
// Copies of the open project by the command and by the button of a message, and what is offered for a project
// that another window holds.
#include "charts/chart_window.h"
#include "storage/project/project.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "support/window_fixture.h"
#include "ui/session/project_models.h"
#include "ui/widgets/toast.h"

#include <QAbstractButton>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace tastescope;

class TestCopies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<WindowFixture>();
        m_project = m_fixture->demo(QStringLiteral("music"), 60, 80, 2'000);
        QVERIFY(m_fixture->open(m_project));
        m_fixture->session->models().train({"popularity", {}, "Hits", 42});
        QVERIFY(m_fixture->settle());
        QVERIFY(QTest::qWaitForWindowActive(m_fixture->window.get()));
    }
    void cleanup() { m_fixture.reset(); }

    void theCommandSavesOneAndTheMessageOpensIt() {
        const QString copy = m_fixture->path(QStringLiteral("kept.tastescope"));
        const QString data = m_fixture->session->fingerprint();
        QCOMPARE(m_fixture->window->windowFilePath(), m_project); // what no picture is saved over
        answer(copy);
        pressCommand();
        QVERIFY(m_fixture->settle());
        QTRY_VERIFY(button("Open it"));
        QVERIFY2(said().contains(QStringLiteral("A copy is saved")) && said().contains(copy),
                 qPrintable(said()));
        QCOMPARE(m_fixture->session->path(), m_project); // until the person says so
        QTest::mouseClick(button("Open it"), Qt::LeftButton);
        QVERIFY(m_fixture->settle());
        QTRY_COMPARE(m_fixture->session->path(), copy);
        QCOMPARE(m_fixture->session->fingerprint(), data);
        QCOMPARE(m_fixture->session->models().all().size(), std::size_t{1});
        QCOMPARE(m_fixture->window->windowFilePath(), copy);
        QTRY_VERIFY(!button("Open it"));
    }

    void leftTheDialogSavesNothing() {
        QSignalSpy copied(m_fixture->session.get(), &Session::copied);
        bool asked = false;
        onNext<QFileDialog>(*m_fixture->window, [&asked](QFileDialog& dialog) {
            asked = true;
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        pressCommand();
        QVERIFY(asked);
        QVERIFY(m_fixture->settle());
        QCOMPARE(copied.size(), 0);
    }

    void theProjectItselfIsNoPlaceForIt() {
        const QString data = m_fixture->session->fingerprint();
        QSignalSpy failed(m_fixture->session.get(), &Session::failed);
        answer(m_project);
        pressCommand();
        QVERIFY(m_fixture->settle());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY2(failed.first().at(1).toString().contains(QStringLiteral("Choose another name")),
                 qPrintable(failed.first().at(1).toString()));
        QVERIFY(said().contains(QStringLiteral("was not copied")));
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settle());
        QVERIFY(m_fixture->open(m_project));
        QCOMPARE(m_fixture->session->fingerprint(), data);
        QCOMPARE(m_fixture->session->models().all().size(), std::size_t{1});
    }

    void theMessageThatTheFileIsGoneSavesOne() {
        const QString copy = m_fixture->path(QStringLiteral("saved.tastescope"));
        const QString data = m_fixture->session->fingerprint();
        QVERIFY(QFile::remove(m_project));
        QTRY_VERIFY_WITH_TIMEOUT(button("Save a copy"), 3000);
        QVERIFY2(said().contains(QStringLiteral("deleted")), qPrintable(said()));
        // Other messages may push this one out while its dialog is open.
        answer(copy, [this] {
            for (int other = 0; other < ToastArea::maxToasts; ++other) {
                Q_EMIT m_fixture->session->failed(QStringLiteral("Another"),
                                                  QStringLiteral("Of that time, %1.").arg(other));
            }
            QTest::qWait(1); // what was pushed out is freed
        });
        QTest::mouseClick(button("Save a copy"), Qt::LeftButton);
        QVERIFY(m_fixture->settle());
        QTRY_VERIFY(button("Open it"));
        QTest::mouseClick(button("Open it"), Qt::LeftButton);
        QVERIFY(m_fixture->settle());
        QTRY_COMPARE(m_fixture->session->path(), copy);
        QCOMPARE(m_fixture->session->fingerprint(), data);
        QVERIFY(!m_fixture->session->isReadOnly());
    }

    void aProjectInUseIsOpenedForReadingByItsButton() {
        const QString other = m_fixture->demo(QStringLiteral("theirs"), 30, 40, 900);
        QProcess holder; // the lock is by process
        holder.start(QStringLiteral("sh"),
                     {QStringLiteral("-c"),
                      QStringLiteral("exec 9>\"$0\" && flock -x 9 && echo held && exec sleep 60"),
                      other + QStringLiteral(".lock")});
        if (!holder.waitForReadyRead(5000)) {
            QSKIP("no flock here");
        }
        m_fixture->session->openProject(other);
        QVERIFY(m_fixture->settle());
        QTRY_VERIFY(button("Open for reading"));
        QVERIFY2(said().contains(QStringLiteral("theirs was not opened")), qPrintable(said()));
        QCOMPARE(m_fixture->session->path(), m_project); // what is open stays
        QTest::mouseClick(button("Open for reading"), Qt::LeftButton);
        QVERIFY(m_fixture->settle());
        QTRY_COMPARE(m_fixture->session->path(), other);
        QVERIFY(m_fixture->session->isReadOnly());
        QTRY_VERIFY(m_fixture->window->windowTitle().contains(QStringLiteral("(read-only)")));
        QTRY_VERIFY(!button("Open for reading"));
        m_fixture->session->closeProject();
        QVERIFY(m_fixture->settle());
        holder.kill();
        holder.waitForFinished();
    }

private:
    void pressCommand() {
        QTest::keyClick(m_fixture->window.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    }
    /// In the next file dialog, after `before`; where the file is there, it may be replaced.
    void answer(const QString& path, const std::function<void()>& before = {}) {
        MainWindow& window = *m_fixture->window;
        onNext<QFileDialog>(window, [&window, path, before](QFileDialog& dialog) {
            if (before) {
                before();
            }
            chooseToReplace(window, dialog, path);
        });
    }
    ToastArea& toasts() const { return *m_fixture->window->findChild<ToastArea*>(); }
    QAbstractButton* button(const char* words) const {
        return findButton(toasts(), QString::fromLatin1(words));
    }
    QString said() const { return shownWords(toasts()); }

    std::unique_ptr<WindowFixture> m_fixture;
    QString m_project;
};

RUN_TEST(TestCopies);
#include "tst_copies.moc"
