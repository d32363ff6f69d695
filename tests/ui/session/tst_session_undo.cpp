// SPDX-License-Identifier: GPL-3.0-or-later
// What is refused, asked for twice or done in between costs nothing of what can be undone, and undo is
// offered only of what was done last.
#include "support/run.h"
#include "support/session_fixture.h"

#include "engine/data/dataset.h"
#include "storage/project/project.h"

#include <QSignalSpy>
#include <QUndoCommand>
#include <QUndoStack>

using namespace tastescope;

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

    // It is leaving twice for a while; the next one is told of as ever.
    void undoAndRedoInOneGoLeaveNothingBehind() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QVERIFY(m_fixture->train("popularity", "Others"));
        const qint64 hits = session.models().all()[0].stored.id;
        session.models().remove(hits);
        session.undoStack().undo();
        session.undoStack().redo();
        QVERIFY(session.models().isLeaving(hits));
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session), QStringList{QStringLiteral("Others")});
        QVERIFY(!session.models().isLeaving(hits));
        QSignalSpy edited(&session, &Session::edited);
        session.models().remove(session.models().all()[0].stored.id);
        QVERIFY(m_fixture->settled());
        QCOMPARE(edited.size(), 1);
        session.undoStack().undo();
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session).size(), 2);
    }

    // What was chosen, pinned or shown of it is found again: it is the same model, in its place.
    void aModelThatComesBackIsItself() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        for (const char* name : {"A", "B", "C"}) {
            QVERIFY(m_fixture->train("popularity", name));
        }
        const auto known = [&session] {
            std::vector<std::pair<qint64, std::string>> all;
            for (const SessionModel& model : session.models().all()) {
                all.emplace_back(model.stored.id, model.stored.name);
            }
            return all;
        };
        const auto before = known();
        const qint64 id = before[1].first;
        session.models().rename(id, QStringLiteral("Mine"));
        session.models().remove(id);
        QVERIFY(m_fixture->settled());
        QVERIFY(m_fixture->train("popularity", "Later"));
        const qint64 later = session.models().all().back().stored.id;
        QVERIFY(later > before.back().first);
        for (int time = 0; time < 2; ++time) {
            session.undoStack().undo();
            QVERIFY(m_fixture->settled());
            QVERIFY(session.models().find(id));
            QCOMPARE(names(session), QStringList({QStringLiteral("A"), QStringLiteral("Mine"),
                                                  QStringLiteral("C"), QStringLiteral("Later")}));
            session.undoStack().redo();
            QVERIFY(m_fixture->settled());
            QVERIFY(!session.models().find(id));
        }
        session.undoStack().undo();
        session.undoStack().undo(); // the rename
        QVERIFY(m_fixture->settled());
        auto after = before;
        after.emplace_back(later, "Later");
        QVERIFY(known() == after);
        QVERIFY(m_fixture->open()); // as it is in the file
        QVERIFY(known() == after);
    }

    // Asked for while it is on its way out and back: what could not be read then is no problem of the model.
    void whatIsReadWhileItGoesAndComesBackIsNoProblem() {
        QVERIFY(m_fixture->open());
        QVERIFY(m_fixture->train("popularity", "Hits"));
        m_fixture->renew();
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        const qint64 id = session.models().all()[0].stored.id;
        session.models().remove(id);
        session.models().ensureLoaded(id);
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QVERIFY(session.models().find(id));
        QVERIFY(session.models().find(id)->problem.isEmpty());
        session.models().ensureLoaded(id);
        QVERIFY(m_fixture->settled());
        QVERIFY(session.models().find(id)->model);
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

    void aModelThatIsGoneAlreadyIsSaidAsItIs() {
        QVERIFY(m_fixture->open());
        Session& session = *m_fixture->session;
        QVERIFY(m_fixture->train("popularity", "Hits"));
        QVERIFY(m_fixture->train("popularity", "Others"));
        const qint64 id = session.models().all()[0].stored.id;
        {
            const auto elsewhere = Project::open(m_fixture->path.toStdString(), OpenMode::ReadWrite);
            QVERIFY(elsewhere.hasValue());
            QVERIFY((*elsewhere)->models().remove(id).hasValue());
        }
        QSignalSpy notice(&session, &Session::notice);
        QSignalSpy edited(&session, &Session::edited);
        QSignalSpy failed(&session, &Session::failed);
        session.models().remove(id);
        QVERIFY(m_fixture->settled());
        QCOMPARE(names(session), QStringList{QStringLiteral("Others")});
        QCOMPARE(edited.size(), 0);
        QCOMPARE(failed.size(), 0);
        QCOMPARE(notice.size(), 1);
        QCOMPARE(notice[0][0].toString(), QStringLiteral("Hits is gone already"));
        QVERIFY(!notice[0][1].toString().contains(QStringLiteral("damaged")));
        session.undoStack().undo();
        QVERIFY(m_fixture->settled());
        QCOMPARE(failed.size(), 1);
        QVERIFY(!failed[0][1].toString().contains(QStringLiteral("damaged")));
        QCOMPARE(names(session), QStringList{QStringLiteral("Others")});
    }

private:
    std::unique_ptr<SessionFixture> m_fixture;
};

RUN_TEST(TestSessionUndo);

#include "tst_session_undo.moc"
