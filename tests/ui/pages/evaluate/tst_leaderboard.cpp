// SPDX-License-Identifier: GPL-3.0-or-later
// What was not measured stands below all that was, whichever direction is better.
#include "pages/evaluate/result_fixture.h"
#include "support/run.h"
#include "ui/pages/evaluate/leaderboard.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"

#include <QComboBox>
#include <QTest>

#include <limits>

using namespace tastescope;

namespace {

ModelResult trained(const char* label, double value) {
    ModelResult out;
    out.label = label;
    out.algorithm = "als";
    out.fitSeconds = 1 + value;
    out.scoreSeconds = 1 + value;
    out.metrics = {metric("ndcg@10", value), metric("gini@10", value), metric("rmse", value),
                   metric("mae", value)};
    return out;
}

/// Between two that were measured stands one that was not: a list made elsewhere has no errors of ratings and
/// no times.
std::shared_ptr<ProjectRun> runWithGaps() {
    auto run = std::make_shared<ProjectRun>();
    run->result.usersWithTest = 40;
    ModelResult outside;
    outside.label = "elsewhere";
    outside.metrics = {metric("ndcg@10", std::numeric_limits<double>::quiet_NaN())};
    run->result.models = {trained("high", 0.8), outside, trained("low", 0.2)};
    return run;
}

QStringList column(const QAbstractItemView& table, int section) {
    QStringList texts;
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        texts << table.model()->index(row, section).data().toString();
    }
    return texts;
}

} // namespace

class TestLeaderboard : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void byEveryMeasureTheRowsFollowTheRank() {
        const ShownResults shown(runWithGaps());
        const ResultsView& view = shown.view;
        auto* measure = findNamed<QComboBox>(view, QStringLiteral("Measure"));
        const auto* table = findNamed<TableView>(view, QStringLiteral("Leaderboard"));
        QVERIFY(measure && table);
        QCOMPARE(measure->count(), 4);
        measure->setFocus();
        QTest::keyClick(measure, Qt::Key_End); // so that the first is chosen too
        for (int row = 0; row < measure->count(); ++row) {
            QTest::keyClick(measure, row == 0 ? Qt::Key_Home : Qt::Key_Down);
            QCOMPARE(toQString(view.key()), measure->currentData().toString());
            const bool less = metricDirection(view.key()) < 0;
            QCOMPARE(column(*table, Leaderboard::Name),
                     QStringList({less ? QStringLiteral("low") : QStringLiteral("high"),
                                  less ? QStringLiteral("high") : QStringLiteral("low"),
                                  QStringLiteral("elsewhere")}));
            QCOMPARE(column(*table, Leaderboard::Rank),
                     QStringList({QStringLiteral("1"), QStringLiteral("2"), QString()}));
        }
    }

    void byEveryColumnTheBestComeFirstAndTheUnmeasuredLast() {
        const ShownResults shown(runWithGaps());
        const ResultsView& view = shown.view;
        auto* table = findNamed<TableView>(view, QStringLiteral("Leaderboard"));
        QVERIFY(table);
        const QString more = metricTitle("ndcg@10");
        for (int section = Leaderboard::Main; section < table->model()->columnCount(); ++section) {
            const QString title = table->model()->headerData(section, Qt::Horizontal).toString();
            table->sortByColumn(section, title == more ? Qt::DescendingOrder : Qt::AscendingOrder);
            const QStringList names = column(*table, Leaderboard::Name);
            QVERIFY2(names.last() == QStringLiteral("elsewhere"), qPrintable(title));
            QVERIFY2((names.first() == QStringLiteral("high")) == (title == more), qPrintable(title));
        }
    }
};

RUN_TEST(TestLeaderboard);
#include "tst_leaderboard.moc"
