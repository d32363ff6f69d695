// SPDX-License-Identifier: GPL-3.0-or-later
// Some people out of all, as the groups of an evaluation open them: steps stay among them until they are
// left.
#include "engine/data/dataset.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/explore/group_bar.h"
#include "ui/text/format.h"

#include <QAbstractButton>
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
    static QString idOf(const PageFixture& f, std::uint32_t user) {
        return toQString(f.session.dataset()->users().at(user));
    }
};

RUN_TEST(TestExploreGroup);

#include "tst_explore_group.moc"
