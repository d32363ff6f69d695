// SPDX-License-Identifier: GPL-3.0-or-later
// Two runs side by side, as a person compares them with keys alone, and what counts as a difference.
#include "pages/evaluate/evaluate_fixture.h"
#include "support/run.h"
#include "ui/pages/evaluate/words/run_words.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_run.h"
#include "ui/text/format.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>
#include <QSpinBox>

#include <algorithm>
#include <map>

using namespace tastescope;
using Fixture = EvaluateFixture;

namespace {

/// The cells of the line with that title; empty where there is none.
QStringList lineOf(const TableView& table, const QString& title) {
    for (int row = 0; row < table.model()->rowCount(); ++row) {
        if (table.model()->index(row, 0).data().toString() == title) {
            return {table.model()->index(row, 1).data().toString(),
                    table.model()->index(row, 2).data().toString()};
        }
    }
    return {};
}

RunLine lineOf(const ProjectRun& a, const ProjectRun& b, const QString& title) {
    const std::vector<RunLine> lines = compareRuns(a, b, Nouns());
    const auto found = std::ranges::find(lines, title, &RunLine::title);
    return found == lines.end() ? RunLine() : *found;
}

} // namespace

class TestRunsDialog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theVersionAndWhatIsInRulesAreCompared() {
        ProjectRun a;
        a.head.version = "1.2.3";
        a.head.request.emplace();
        Contestant ruled;
        ruled.label = "als+calm";
        ruled.algorithm = "als";
        ruled.rules = ListRules{"calm", R"({"balance":{"mmr":0.7}})"};
        a.head.request->contestants = {ruled};
        ProjectRun b = a;
        const QString version = QStringLiteral("Program version");
        const QString rules = QStringLiteral("Rules");
        QVERIFY(!lineOf(a, b, version).title.isEmpty() && !lineOf(a, b, version).differs);
        QVERIFY(!lineOf(a, b, rules).title.isEmpty() && !lineOf(a, b, rules).differs);
        b.head.version = "1.2.4";
        b.head.request->contestants[0].rules->json = R"({"balance":{"mmr":0.5}})"; // by the same name
        QVERIFY(lineOf(a, b, version).differs);
        QCOMPARE(lineOf(a, b, version).b, QStringLiteral("1.2.4"));
        QVERIFY(lineOf(a, b, rules).differs);
        QVERIFY(lineOf(a, b, rules).a.contains(QStringLiteral("0.7")));
        QVERIFY(lineOf(a, b, rules).b.contains(QStringLiteral("0.5")));
        b.head.version.clear();
        b.head.request->contestants[0].rules.reset();
        QCOMPARE(lineOf(a, b, version).b, QStringLiteral("not known"));
        QCOMPARE(lineOf(a, b, rules).b, QStringLiteral("none"));
    }

    // Also when they ask for the same run before either has its answer; and of one that is not there.
    void everyoneWhoAsksForARunIsAnswered() {
        Fixture f;
        QVERIFY(f.openAndRun());
        ProjectExperiments& experiments = f.session.experiments();
        const std::int64_t run = experiments.runs().back().experiment;
        f.session.openProject(f.session.path()); // nothing is in memory now
        QVERIFY(f.settle());
        QObject one;
        QObject other;
        std::map<const QObject*, std::size_t> models;
        for (QObject* who : {&one, &other}) {
            experiments.read(run, who, [&models, who](const ProjectExperiments::Run& read) {
                models[who] = read ? read->result.models.size() : 0;
            });
        }
        QSignalSpy failed(&f.session, &Session::failed);
        int answers = 0;
        experiments.read(run + 77, &one,
                         [&answers](const ProjectExperiments::Run& read) { answers += read ? 100 : 1; });
        QVERIFY(f.settle());
        QCOMPARE(models.size(), std::size_t{2});
        QVERIFY(models[&one] > 0 && models[&one] == models[&other]);
        QCOMPARE(answers, 1);
        QCOMPARE(failed.size(), 1);
    }

    void runsAreComparedByKeys() {
        Fixture f;
        QVERIFY(f.openAndRun());
        auto* share = findNamed<QSpinBox>(f.page, QStringLiteral("Test part in per cent"));
        share->setFocus();
        share->selectAll();
        QTest::keyClicks(share, QStringLiteral("30"));
        QTest::keyClick(share, Qt::Key_Return);
        QVERIFY(f.run());
        QAbstractButton* compare = findButton(f.page, QStringLiteral("Compare runs"));
        QVERIFY(compare);
        bool finished = false;
        inDialog([&finished](QDialog& dialog) {
            auto* first = findNamed<QComboBox>(dialog, QStringLiteral("First run"));
            auto* second = findNamed<QComboBox>(dialog, QStringLiteral("Second run"));
            auto* only = findNamed<QCheckBox>(dialog, QStringLiteral("Only what differs"));
            auto* table = findNamed<TableView>(dialog, QStringLiteral("What differs between the runs"));
            QVERIFY(first && second && only && table);
            QCOMPARE(first->count(), 2);
            QCOMPARE(first->currentIndex(), 0); // the run shown against the one before it
            QCOMPARE(second->currentIndex(), 1);
            const QString part = QStringLiteral("Test part");
            const QString split = QStringLiteral("Split");
            QTRY_COMPARE(lineOf(*table, part), (QStringList{formatPercent(0.2), formatPercent(0.3)}));
            QVERIFY(only->isChecked());
            QVERIFY(lineOf(*table, split).isEmpty()); // both are cut alike
            const int differing = table->model()->rowCount();
            only->setFocus();
            QTest::keyClick(only, Qt::Key_Space);
            QVERIFY(table->model()->rowCount() > differing);
            QCOMPARE(lineOf(*table, split).size(), 2);
            QVERIFY(!lineOf(*table, QStringLiteral("Program version")).first().isEmpty());
            QVERIFY(lineOf(*table, QStringLiteral("Program version")).first() != QStringLiteral("not known"));
            QTest::keyClick(only, Qt::Key_Space);
            QCOMPARE(table->model()->rowCount(), differing);
            // A run and itself.
            first->setFocus();
            QTest::keyClick(first, Qt::Key_Down);
            QCOMPARE(first->currentIndex(), 1);
            QTRY_COMPARE(table->model()->rowCount(), 0);
            QCOMPARE(table->emptyText(), QStringLiteral("The two runs do not differ"));
            // And the other way round.
            second->setFocus();
            QTest::keyClick(second, Qt::Key_Up);
            QTRY_COMPARE(lineOf(*table, part), (QStringList{formatPercent(0.3), formatPercent(0.2)}));
            QTest::keyClick(table, Qt::Key_Escape);
            finished = !dialog.isVisible();
        });
        compare->setFocus();
        QTest::keyClick(compare, Qt::Key_Space);
        QVERIFY(finished);
    }
};

RUN_TEST(TestRunsDialog);

#include "tst_runs_dialog.moc"
