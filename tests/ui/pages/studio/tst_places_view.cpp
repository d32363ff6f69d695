// SPDX-License-Identifier: GPL-3.0-or-later
// The lists of the studio for somebody who hears them: Qt tells no rows of a view of one's own.
#include "support/run.h"
#include "ui/pages/studio/lists/moves_view.h"
#include "ui/pages/studio/lists/people_view.h"

#include <QTest>

using namespace tastescope;

namespace {

MoveSide sideOf(int item, int rank, int other) {
    MoveSide side;
    side.item = item;
    side.title = QStringLiteral("R&B <%1>").arg(item);
    side.rank = rank;
    side.other = other;
    return side;
}

/// The first two of `first`, `first` + 1, … change places; the rest stay.
ListMoves movesFrom(int first, int places) {
    ListMoves moves;
    for (int place = 0; place < places; ++place) {
        const int other = place < 2 ? 1 - place : place;
        moves.rows.push_back(
            {place, sideOf(first + place, place, other), sideOf(first + other, other, other)});
    }
    return moves;
}

/// What is heard where the keys stand is what the entry says.
void hearEach(PlacesView& view) {
    view.setFocus();
    view.setCurrentIndex(view.model()->index(0, 0));
    QStringList heard{view.accessibleDescription()};
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Right, Qt::Key_Down, Qt::Key_Up, Qt::Key_Left}) {
        QTest::keyClick(&view, key);
        const QString words = view.currentIndex().data(Qt::AccessibleTextRole).toString();
        QVERIFY(!words.isEmpty());
        QCOMPARE(view.accessibleDescription(), words);
        QVERIFY(view.accessibleDescription() != heard.constLast());
        heard += words;
    }
}

} // namespace

class PlacesViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aListBeforeAndAfterSaysWhereTheKeysStand() {
        MovesView view;
        view.resize(900, 400);
        view.show();
        view.setMoves(movesFrom(1, 4), {});
        hearEach(view);
        view.setCurrentIndex(view.model()->index(0, 1));
        QCOMPARE(view.accessibleDescription(), QStringLiteral("Now at 1: R&B <2>, before at 2"));
        view.setMoves(movesFrom(5, 4), {}); // the rules have changed, and the keys stand where they stood
        QCOMPARE(view.accessibleDescription(), QStringLiteral("Now at 1: R&B <6>, before at 2"));
        view.setMoves({}, QStringLiteral("The filters leave nothing"));
        QCOMPARE(view.accessibleDescription(), QStringLiteral("The filters leave nothing"));
        view.setMoves(movesFrom(1, 4), QStringLiteral("The filters leave nothing"));
        QCOMPARE(view.accessibleDescription(), QString());
    }

    void listsOfSeveralPeopleSayItWithTheName() {
        PeopleView view;
        view.resize(900, 400);
        view.show();
        const PersonList ann{QStringLiteral("Ann"), {}, movesFrom(1, 4), {}};
        const PersonList bob{QStringLiteral("Bob"), {}, movesFrom(5, 4), {}};
        view.setPeople({ann, bob});
        hearEach(view);
        view.setCurrentIndex(view.model()->index(0, 1));
        QCOMPARE(view.accessibleDescription(), QStringLiteral("Bob. Now at 1: R&B <6>, before at 2"));
        view.setPeople({bob, ann});
        QCOMPARE(view.currentIndex().column(), 1);
        QCOMPARE(view.accessibleDescription(), QStringLiteral("Ann. Now at 1: R&B <2>, before at 2"));
        view.setPeople({});
        QVERIFY(view.accessibleDescription().startsWith(QStringLiteral("Nothing is left")));
    }
};

RUN_TEST(PlacesViewTest);
#include "tst_places_view.moc"
