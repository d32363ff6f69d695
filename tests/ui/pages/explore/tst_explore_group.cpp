// SPDX-License-Identifier: GPL-3.0-or-later
// Some people out of all, as the groups of an evaluation open them: steps stay among them until they are
// left.
#include "engine/data/dataset.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/catalogue/lookup_field.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/group_bar.h"
#include "ui/pages/explore/lists_panel.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace tastescope;

class TestExploreGroup : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stepsStayInTheGroup() {
        ShownPage<ExplorePage> f;
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        f.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.page));
        const auto* bar = f.page.findChild<GroupBar*>();
        QVERIFY(bar && !bar->isVisible());
        const QStringList ids{idOf(f, 5), idOf(f, 50), idOf(f, 70)};
        f.page.activate(
            {{QStringLiteral("users"), ids}, {QStringLiteral("group"), QStringLiteral("Activity 4–7")}});
        QVERIFY(f.settle());
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->accessibleName(), QStringLiteral("Activity 4–7, 1 of 3"));
        QTest::keyClick(&f.page, Qt::Key_Right, Qt::AltModifier);
        QVERIFY(f.settle());
        QCOMPARE(bar->accessibleName(), QStringLiteral("Activity 4–7, 2 of 3"));
        QTest::mouseClick(findButton(f.page, QStringLiteral("The next one in the group")), Qt::LeftButton);
        QVERIFY(f.settle());
        QTest::keyClick(&f.page, Qt::Key_Right, Qt::AltModifier); // round about
        QVERIFY(f.settle());
        QCOMPARE(bar->accessibleName(), QStringLiteral("Activity 4–7, 1 of 3"));
        QTest::mouseClick(findButton(f.page, QStringLiteral("The one before in the group")), Qt::LeftButton);
        QVERIFY(f.settle());
        QCOMPARE(bar->accessibleName(), QStringLiteral("Activity 4–7, 3 of 3"));
        // Somebody else can be looked at meanwhile, and the group is there to come back to.
        f.page.activate({{QStringLiteral("user"), idOf(f, 9)}});
        QVERIFY(f.settle());
        QCOMPARE(bar->accessibleName(), QStringLiteral("Activity 4–7, 3"));
        QTest::keyClick(&f.page, Qt::Key_Right, Qt::AltModifier);
        QVERIFY(f.settle());
        QCOMPARE(bar->accessibleName(), QStringLiteral("Activity 4–7, 1 of 3"));
        QTest::mouseClick(findButton(f.page, QStringLiteral("Leave the group")), Qt::LeftButton);
        QVERIFY(!bar->isVisible());
        QVERIFY(bar->stepped(1).isEmpty());
    }

    // What is made late would else be where Tab comes last in the window.
    void tabComesByWhatIsMadeLateWhereItIsSeen() {
        ShownPage<ExplorePage> f;
        QVERIFY(f.openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")}));
        f.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.page));
        f.page.activate({{QStringLiteral("users"), QStringList{idOf(f, 5), idOf(f, 50)}},
                         {QStringLiteral("group"), QStringLiteral("g")}});
        QVERIFY(f.settle());
        auto* search = findNamed<LookupField>(f.page, QStringLiteral("Search listeners"));
        QVERIFY(search);
        search->setFocus();
        for (const char* words :
             {"The one before in the group", "The next one in the group", "Leave the group"}) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(QApplication::focusWidget());
            QCOMPARE(QApplication::focusWidget()->accessibleName(), QLatin1String(words));
        }
        std::vector<const QWidget*> stops;
        for (const ListColumn* column : f.page.findChildren<ListColumn*>()) {
            if (column->isVisible()) {
                stops.push_back(column->findChild<QComboBox*>());
                stops.push_back(&column->list());
            }
        }
        QVERIFY(stops.size() > 2);
        stops.push_back(
            findButton(f.page, QStringLiteral("Lists from elsewhere, as columns beside the models")));
        int before = 0;
        for (const QWidget* stop : stops) {
            QVERIFY(stop);
            const int place = placeOf(f.page, stop);
            QVERIFY2(place > before, qPrintable(stop->accessibleName()));
            before = place;
        }
    }

    void otherDataHasNoGroup() {
        ShownPage<ExplorePage> f;
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        f.page.activate({{QStringLiteral("users"), QStringList{idOf(f, 1), idOf(f, 2)}},
                         {QStringLiteral("group"), QStringLiteral("g")}});
        QVERIFY(f.settle());
        f.session.closeProject();
        QVERIFY(f.settle());
        QVERIFY(f.page.findChild<GroupBar*>()->ids().isEmpty());
    }

private:
    /// In the order of Tab.
    static int placeOf(const QWidget& window, const QWidget* stop) {
        int place = 0;
        for (const QWidget* at = &window; at != stop; at = at->nextInFocusChain()) {
            ++place;
        }
        return place;
    }
    static QString idOf(const PageFixture& f, std::uint32_t user) {
        return toQString(f.session.dataset()->users().at(user));
    }
};

RUN_TEST(TestExploreGroup);

#include "tst_explore_group.moc"
