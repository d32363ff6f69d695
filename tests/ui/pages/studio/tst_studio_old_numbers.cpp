// SPDX-License-Identifier: GPL-3.0-or-later
// What the rule studio shows of other rules, or of another ranker, than those that are chosen is never passed
// off as theirs; by keys and mouse.
#include "pages/studio/studio_fixture.h"
#include "support/run.h"
#include "ui/pages/studio/rule_court.h"
#include "ui/pages/studio/studio_runner.h"
#include "ui/session/project_rules.h"
#include "ui/tables/table_view.h"

#include <QAbstractButton>
#include <QTest>

#include <algorithm>

using namespace tastescope;

namespace {

struct OldFixture : StudioFixture {
    bool openTwo() { return open({QStringLiteral("item_knn"), QStringLiteral("als")}); }
    QComboBox* rankers() const { return findNamed<QComboBox>(page, QStringLiteral("Ranked by")); }
    void chooseOtherRanker() const {
        rankers()->setFocus();
        QTest::keyClick(rankers(), Qt::Key_Down);
        QVERIFY(rankers()->currentText().startsWith(QStringLiteral("ALS")));
    }
    QAbstractButton* by(const char* words) const { return findButton(page, QString::fromUtf8(words)); }
    QString said() const { return shownWords(*effect()); }
    bool allGrey() const {
        const auto all = gauges();
        return !all.empty() && std::ranges::all_of(all, &Gauge::isStale);
    }
    /// Of the numbers that stand beside A and B.
    QString lastColumn() {
        QString head;
        inDialog([&](QWidget& dialog) {
            const QAbstractItemModel* model = dialog.findChild<TableView*>()->model();
            head = model->headerData(model->columnCount() - 1, Qt::Horizontal).toString();
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QTest::mouseClick(by("Compare A, B and now"), Qt::LeftButton);
        return head;
    }
    int rowsOfRules() const {
        return page.findChild<CourtModel*>()->rowCount() + page.findChild<LedgerModel*>()->rowCount();
    }
};

} // namespace

class TestStudioOldNumbers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersOfTheRankerBeforeAreGrey() {
        OldFixture fixture;
        QVERIFY(fixture.openTwo());
        QVERIFY(fixture.rowsOfRules() > 0);
        fixture.chooseOtherRanker();
        QVERIFY(fixture.effect()->isStale() && fixture.allGrey());
        QVERIFY(fixture.moves()->isStale());
        QCOMPARE(fixture.rowsOfRules(), 0);
        QVERIFY(fixture.ready());
        QVERIFY(!fixture.allGrey() && !fixture.moves()->isStale());
        QVERIFY(fixture.rowsOfRules() > 0);
    }

    void theyStayGreyWhenTheMeasuringIsCancelled() {
        OldFixture fixture;
        QVERIFY(fixture.openTwo());
        // As soon as it can be: the answer is delivered after it.
        connect(
            fixture.page.findChild<StudioRunner*>(), &StudioRunner::progressed, &fixture.page,
            [&] {
                if (QAbstractButton* cancel = findButton(*fixture.effect(), QStringLiteral("Cancel"))) {
                    QTest::mouseClick(cancel, Qt::LeftButton);
                }
            },
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        fixture.chooseOtherRanker();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.by("Run again"), 20'000);
        QVERIFY(fixture.settle());
        QVERIFY(fixture.effect()->isStale() && fixture.allGrey());
        QCOMPARE(fixture.rowsOfRules(), 0);
        const QString said = fixture.said();
        QVERIFY2(said.contains(QStringLiteral("from before the change")), qPrintable(said));
        QVERIFY(!said.contains(QStringLiteral("rules before"))); // they are the same
        QTest::mouseClick(fixture.by("Run again"), Qt::LeftButton);
        QVERIFY(fixture.ready());
        QVERIFY(!fixture.by("Run again") && !fixture.allGrey());
    }

    void onlyNumbersOfTheRulesAsTheyAreArePinned() {
        OldFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        QTest::mouseClick(fixture.by("Pin the rules as A"), Qt::LeftButton);
        QVERIFY(fixture.by("Rules pinned as A"));
        QCOMPARE(fixture.lastColumn(), QStringLiteral("Now"));
        QVERIFY(fixture.ready());
        // Before the sample is measured again its numbers are of the rules before.
        fixture.choose(QStringLiteral("Fair exposure"));
        QAbstractButton* other = fixture.by("Pin the rules as B");
        QVERIFY(other && !other->isEnabled());
        QVERIFY2(other->toolTip().contains(QStringLiteral("measured")), qPrintable(other->toolTip()));
        QTest::mouseClick(other, Qt::LeftButton);
        QVERIFY(!fixture.by("Rules pinned as B"));
        QCOMPARE(fixture.lastColumn(), QStringLiteral("Before the change"));
        QVERIFY(fixture.ready());
        QVERIFY(other->isEnabled());
        QTest::mouseClick(other, Qt::LeftButton);
        QVERIFY(fixture.by("Rules pinned as B"));
        QCOMPARE(fixture.lastColumn(), QStringLiteral("Now"));
        // What is pinned can be let go at any time.
        fixture.choose(QStringLiteral("Ranker only"));
        QTest::mouseClick(fixture.by("Rules pinned as A"), Qt::LeftButton);
        QVERIFY(fixture.by("Pin the rules as A") && !fixture.by("Pin the rules as A")->isEnabled());
        QVERIFY(fixture.effect()->isStale());
        QVERIFY(fixture.ready());
    }

    void anotherRankerLetsGoWhatWasPinned() {
        OldFixture fixture;
        QVERIFY(fixture.openTwo());
        QTest::mouseClick(fixture.by("Pin the rules as A"), Qt::LeftButton);
        QVERIFY(fixture.by("Rules pinned as A") && fixture.gauges().front()->spec().pinnedA);
        fixture.chooseOtherRanker();
        QVERIFY(fixture.by("Pin the rules as A") && !fixture.by("Pin the rules as A")->isEnabled());
        QVERIFY(!fixture.by("Compare A, B and now"));
        QVERIFY(fixture.ready());
        QVERIFY(fixture.by("Pin the rules as A")->isEnabled());
        QVERIFY(!fixture.gauges().front()->spec().pinnedA);
    }

    void rulesThatAreTheMeasuredAgainAreNotGrey() {
        OldFixture fixture;
        QVERIFY(fixture.open());
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        fixture.choose(QStringLiteral("Fair exposure"));
        QVERIFY(fixture.allGrey());
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(!fixture.effect()->isStale() && !fixture.allGrey());
        QVERIFY(fixture.by("Pin the rules as A")->isEnabled());
        QVERIFY(fixture.ready());
    }

    // Rules that the data cannot answer: the numbers of those before stay, and are said to be.
    void aMeasuringThatFailsIsSaidAndCanBeTriedAgain() {
        OldFixture fixture;
        QVERIFY(fixture.open());
        RuleSet rules;
        rules.name = "Elsewhere";
        Limit limit;
        limit.attribute = "planet";
        limit.max = 1;
        rules.limits.push_back(limit);
        fixture.session.rules().save(rules);
        QTRY_COMPARE(fixture.session.rules().all().size(), 1U);
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        fixture.choose(QStringLiteral("Elsewhere"));
        for (const bool first : {true, false}) {
            QTRY_VERIFY(fixture.by("Run again") && fixture.jobs.idle());
            const QString said = fixture.said();
            QVERIFY2(said.contains(QStringLiteral("planet")), qPrintable(said));
            QVERIFY2(said.contains(QStringLiteral("from before the change")), qPrintable(said));
            QVERIFY(fixture.effect()->isStale() && fixture.allGrey());
            QVERIFY(!findButton(*fixture.effect(), QStringLiteral("Cancel")));
            if (first) {
                QTest::mouseClick(fixture.by("Run again"), Qt::LeftButton);
                QVERIFY(!fixture.by("Run again"));
            }
        }
        fixture.choose(QStringLiteral("Ranker only"));
        QVERIFY(fixture.ready());
        QVERIFY(!fixture.by("Run again") && !fixture.said().contains(QStringLiteral("planet")));
    }
};

RUN_TEST(TestStudioOldNumbers);

#include "tst_studio_old_numbers.moc"
