// SPDX-License-Identifier: GPL-3.0-or-later
// What is refused, asked for twice or done in between costs nothing of what can be undone, and undo is
// offered only of what was done last.
#include "support/run.h"
#include "support/session_fixture.h"

#include "engine/data/dataset.h"

#include <QSignalSpy>
#include <QUndoCommand>
#include <QUndoStack>

using namespace tastescope;

namespace {

QStringList names(const Session& session) {
    QStringList found;
    for (const SessionModel& model : session.models().all()) {
        found.append(QString::fromStdString(model.stored.name));
    }
    return found;
}

} // namespace

class TestSessionUndo : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<SessionFixture>();
        QVERIFY(m_fixture->made);
    }
    void cleanup() { m_fixture.reset(); }

    // What is refused costs nothing of what was done before.
    void aRefusedNameLeavesTheHistoryOfUndo() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QVERIFY(m_fixture->train("popularity", "Others"));
        session.models().remove(session.models().all()[0].stored.id);
        QVERIFY(m_fixture->settled());
        const qint64 id = session.models().all()[0].stored.id;
        QSignalSpy failed(&session, &Session::failed);
        for (const QString& name : {QString(201, u'x'), QString(101, u'ä'), QStringLiteral("Others ")}) {
            session.models().rename(id, name);
            QVERIFY(m_fixture->settled());
        }
        QCOMPARE(failed.size(), 2);
        QCOMPARE(names(session), QStringList{QStringLiteral("Others")});
        session.models().rename(id, QString(100, u'ä'));
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 2);
        session.undoStack().undo();
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QVERIFY(names(session).contains(QStringLiteral("Hits")));
        QVERIFY(names(session).contains(QStringLiteral("Others")));
    }

    // A training takes the name that a rename has left: what was done before can still be undone.
    void aNameThatIsTakenMeanwhileCostsNoUndo() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QVERIFY(m_fixture->train("popularity", "Others"));
        session.models().remove(session.models().all()[1].stored.id);
        QVERIFY(m_fixture->settled());
        session.models().rename(session.models().all()[0].stored.id, QStringLiteral("Mine"));
        QVERIFY(m_fixture->settled());
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QSignalSpy failed(&session, &Session::failed);
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 1);
        QCOMPARE(names(session), (QStringList{QStringLiteral("Mine"), QStringLiteral("Hits")}));
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session).size(), 3);
    }

    // What is said late offers no undo of something else.
    void undoIsOfferedOfTheLastStepOnly() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        std::vector<SignalType> weights = session.dataset()->signals();
        weights[0].weight += 2;
        QSignalSpy edited(&session, &Session::edited);
        QSignalSpy notice(&session, &Session::notice);
        session.setSignals(weights, PairPolicy::Sum);
        session.undoStack().push(new QUndoCommand(QStringLiteral("Another")));
        QVERIFY(m_fixture->settled());
        QCOMPARE(edited.size(), 0);
        QCOMPARE(notice.size(), 1);
        weights[0].weight += 2;
        session.setSignals(weights, PairPolicy::Sum);
        QVERIFY(m_fixture->settled());
        QCOMPARE(edited.size(), 1);
    }

    // As by a key that is held down while the project is busy.
    void deletingTwiceIsDeletingOnce() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QSignalSpy edited(&session, &Session::edited);
        QSignalSpy failed(&session, &Session::failed);
        const qint64 id = session.models().all()[0].stored.id;
        for (int time = 0; time < 3; ++time) {
            session.models().remove(id);
            session.models().rename(id, QStringLiteral("Charts"));
        }
        QVERIFY(m_fixture->settled());
        QCOMPARE(edited.size(), 1);
        QCOMPARE(session.undoStack().count(), 1);
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session), QStringList{QStringLiteral("Hits")});
        QCOMPARE(failed.size(), 0);
    }

    // The model has another number then; the next one is told of as ever.
    void undoAndRedoInOneGoLeaveNothingBehind() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QVERIFY(m_fixture->train("popularity", "Others"));
        session.models().remove(session.models().all()[0].stored.id);
        session.undoStack().undo();
        session.undoStack().redo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session), QStringList{QStringLiteral("Others")});
        QSignalSpy edited(&session, &Session::edited);
        session.models().remove(session.models().all()[0].stored.id);
        QVERIFY(m_fixture->settled());
        QCOMPARE(edited.size(), 1);
        session.undoStack().undo();
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session).size(), 2);
    }

    // Two at once: the message of the first offers no undo, which would be of the second.
    void onlyTheLastOfTwoOffersUndo() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QVERIFY(m_fixture->train("popularity", "Others"));
        QSignalSpy edited(&session, &Session::edited);
        for (const SessionModel& model : std::vector(session.models().all())) {
            session.models().remove(model.stored.id);
        }
        QVERIFY(m_fixture->settled());
        QCOMPARE(edited.size(), 1);
        QCOMPARE(edited[0][0].toString(), QStringLiteral("Others is deleted"));
    }

private:
    std::unique_ptr<SessionFixture> m_fixture;
};

RUN_TEST(TestSessionUndo);

#include "tst_session_undo.moc"
