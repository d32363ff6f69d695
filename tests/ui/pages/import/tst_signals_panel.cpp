// SPDX-License-Identifier: GPL-3.0-or-later
// How much one event says, as it is typed while data is imported.
#include "support/import_fixture.h"
#include "support/run.h"
#include "ui/signals/signal_weight_model.h"

#include <QDoubleSpinBox>

using namespace tastescope;

class TestSignalsPanel : public QObject {
    Q_OBJECT
    static constexpr const char* table = "Signal weights";
    static constexpr int name = SignalWeightModel::NameColumn;
    static constexpr int weight = SignalWeightModel::WeightColumn;

    static int rowOf(const ImportFixture& fixture, const QString& signal) {
        for (int row = 0; row < fixture.rows(table); ++row) {
            if (fixture.cell(table, row, name) == signal) {
                return row;
            }
        }
        return -1;
    }

private Q_SLOTS:
    void countsTheSignalsOfTheFile() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QTRY_COMPARE(fixture.rows(table), 2);
        const int skips = rowOf(fixture, QStringLiteral("Skip"));
        QVERIFY(skips >= 0);
        QCOMPARE(fixture.cell(table, skips, SignalWeightModel::RowsColumn), QStringLiteral("120"));
        QVERIFY(fixture.cell(table, skips, weight).startsWith(QChar(0x2212))); // a skip says no
    }

    void aWeightIsTypedAndStays() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QTRY_COMPARE(fixture.rows(table), 2);
        const int listens = rowOf(fixture, QStringLiteral("Listen"));
        fixture.editCell(table, listens, weight, QStringLiteral("7"));
        QCOMPARE(fixture.cell(table, listens, weight), QStringLiteral("7"));
        QVERIFY(fixture.settle()); // what depends on it is counted again
        QTest::qWait(400);
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.cell(table, rowOf(fixture, QStringLiteral("Listen")), weight), QStringLiteral("7"));
    }

    void anEditThatIsLeftOrNoNumberChangesNothing() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QTRY_COMPARE(fixture.rows(table), 2);
        const QString before = fixture.cell(table, 0, weight);
        fixture.editCell(table, 0, weight, QStringLiteral("9"), Qt::Key_Escape);
        QCOMPARE(fixture.cell(table, 0, weight), before);
        auto* model = fixture.named<QAbstractItemView>(table)->model();
        QVERIFY(!model->setData(model->index(0, weight), QStringLiteral("much")));
        QVERIFY(!model->setData(model->index(0, weight), std::numeric_limits<double>::infinity()));
        QVERIFY(!model->setData(model->index(0, name), 3)); // only weights can be edited
        QCOMPARE(fixture.cell(table, 0, weight), before);
    }

    void ratingsTurnIntoLikes() {
        ImportFixture fixture;
        QVERIFY(fixture.give({fixture.write(QStringLiteral("r.csv"), ImportFixture::ratings())}));
        QTRY_VERIFY(fixture.rows(table) == 1);
        auto* turn = fixture.named<QAbstractButton>("Turn values into likes");
        QVERIFY(turn);
        turn->setFocus();
        QTest::keyClick(turn, Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.rows(table), 2, 10'000);
        const int likes = rowOf(fixture, QStringLiteral("Like"));
        QVERIFY(likes >= 0);
        QCOMPARE(fixture.cell(table, likes, SignalWeightModel::RowsColumn), QStringLiteral("160")); // 4 and 5
        auto* from = fixture.named<QDoubleSpinBox>("Values from here on are likes");
        ImportFixture::type(from->findChild<QLineEdit*>(), QStringLiteral("5"));
        QTest::keyClick(from, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.cell(table, rowOf(fixture, QStringLiteral("Like")), SignalWeightModel::RowsColumn),
            QStringLiteral("80"), 10'000);
    }

    void eventsWithoutValuesHaveNoThreshold() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QVERIFY(!fixture.named<QAbstractButton>("Turn values into likes"));
    }

    void howEventsOfAPairAddUpIsChosen() {
        ImportFixture fixture;
        QVERIFY(fixture.giveEvents());
        QTRY_COMPARE(fixture.rows(table), 2);
        auto* policy = fixture.named<QComboBox>("Several events of one pair");
        QVERIFY(ImportFixture::choose(policy, QStringLiteral("Latest counts")));
        QTest::qWait(400);
        QVERIFY(fixture.settle());
        QCOMPARE(policy->currentText(), QStringLiteral("Latest counts")); // not set back by the count
    }
};

RUN_TEST(TestSignalsPanel);
#include "tst_signals_panel.moc"

#include <limits>
