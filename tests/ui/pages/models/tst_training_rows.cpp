// SPDX-License-Identifier: GPL-3.0-or-later
// The waiting and stopped trainings by the keyboard: whoever is on a button of theirs is still there when the
// queue moves.
#include "support/held_lane.h"
#include "support/models_page_fixture.h"
#include "support/run.h"
#include "ui/pages/models/training_queue.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPointer>

using namespace tastescope;

class TestTrainingRows : public QObject, private ModelsPageFixture {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(); }
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void theFocusStaysOnItsJobAndGoesOnToTheNext() {
        QVERIFY(m_fixture->open());
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        HeldLane lane(*m_fixture->jobs);
        const quint64 a = queue("A");
        queue("B");
        queue("C");
        QTRY_VERIFY(button("Cancel A") && button("Cancel B") && button("Cancel C"));
        const QPointer<QAbstractButton> onB = button("Cancel B");
        onB->setFocus();
        QVERIFY(onB->hasFocus());
        m_fixture->jobs->cancel(a); // its row is another now, and stands elsewhere
        QTRY_VERIFY(button("Resume A"));
        QVERIFY(onB && onB->hasFocus());
        Q_EMIT Theme::instance().changed();
        QVERIFY(onB && onB->hasFocus());
        QTest::keyClick(onB, Qt::Key_Tab); // as the rows stand
        QCOMPARE(focusName(), QStringLiteral("Cancel C"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QCOMPARE(focusName(), QStringLiteral("Resume A"));
        // Who has pressed one is on the same button of the next.
        onB->setFocus();
        QTest::keyClick(onB, Qt::Key_Space);
        QCOMPARE(focusName(), QStringLiteral("Cancel C"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(focusName(), QStringLiteral("Remove A from the list"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
        QCOMPARE(focusName(), QStringLiteral("Resume A"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(focusName(), QStringLiteral("Cancel A")); // it waits again
        lane.letGo();
        QVERIFY(m_fixture->settled());
    }

    // It begins: the button that cancels it is the one above from now on.
    void theFocusFollowsAJobThatBegins() {
        QVERIFY(m_fixture->open());
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        HeldLane lane(*m_fixture->jobs);
        const quint64 a = queue("A");
        QTRY_VERIFY(button("Cancel A"));
        button("Cancel A")->setFocus();
        QString begun;
        QObject here;
        connect(m_fixture->jobs.get(), &JobRunner::jobChanged, &here, [&](quint64 id) {
            if (begun.isEmpty() && id == a && m_fixture->jobs->info(a)->state == JobState::Running) {
                begun = focusName();
            }
        });
        lane.letGo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(begun, QStringLiteral("Cancel"));
    }

    // A person goes from a kind to its settings, and from them to what trains it.
    void tabGoesFromTheSettingsToWhatTrainsThem() {
        QVERIFY(m_fixture->open());
        choose("als");
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        auto* factors = named<QWidget>("Factors");
        QVERIFY(factors && button("Train ALS"));
        factors->setFocus();
        QStringList passed;
        for (int step = 0; step < 60 && QApplication::focusWidget() != button("Train ALS"); ++step) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            passed << focusName();
        }
        QVERIFY2(button("Train ALS")->hasFocus(), qPrintable(passed.join(u'\n')));
        QVERIFY2(passed.contains(QStringLiteral("Seed")), qPrintable(passed.join(u'\n')));
        QVERIFY2(!passed.contains(m_page->findChild<TableView*>()->accessibleName()),
                 qPrintable(passed.join(u'\n')));
    }

private:
    static QString focusName() {
        const QWidget* focus = QApplication::focusWidget();
        return focus ? focus->accessibleName().isEmpty() && qobject_cast<const QAbstractButton*>(focus)
                           ? static_cast<const QAbstractButton*>(focus)->text()
                           : focus->accessibleName()
                     : QString();
    }
    quint64 queue(const char* name) {
        const AlgorithmInfo* info = findAlgorithm("popularity");
        m_fixture->session->models().train({"popularity", ParamSet(info->params), name, 42});
        return m_fixture->jobs->at(m_fixture->jobs->rowCount() - 1).id;
    }
};

RUN_TEST(TestTrainingRows);

#include "tst_training_rows.moc"
