// SPDX-License-Identifier: GPL-3.0-or-later
// The help page of metrics: each with everything that the table knows of it, found by its words and by keys.
#include "engine/metrics/metric.h"
#include "engine/metrics/metric_edges.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/metrics/metric_facts.h"
#include "ui/metrics/metrics_dialog.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QScrollArea>
#include <QTest>

using namespace tastescope;

namespace {

struct Shown {
    explicit Shown(const QString& metric = {}) : dialog(metric) { dialog.show(); }

    bool isActive() {
        dialog.activateWindow();
        return QTest::qWaitForWindowActive(&dialog);
    }
    TableView& table() { return *dialog.findChild<TableView*>(); }
    SearchField& field() { return *dialog.findChild<SearchField*>(); }
    QString current() { return table().currentIndex().siblingAtColumn(0).data().toString(); }
    QString words() const { return shownWords(dialog); }

    PageFixture folder; // what tables remember goes there
    MetricsDialog dialog;
};

} // namespace

class TestMetricsDialog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyMetricShowsEverythingByKeys() {
        Shown f;
        QVERIFY(f.isActive());
        QCOMPARE(QApplication::focusWidget(), &f.field());
        QCOMPARE(f.table().model()->rowCount(), static_cast<int>(metrics().size()));
        const QAbstractItemModelTester tester(f.table().model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTest::keyClick(&f.field(), Qt::Key_Down);
        QCOMPARE(QApplication::focusWidget(), &f.table());
        for (const MetricInfo& metric : metrics()) {
            QCOMPARE(f.current(), toQString(metric.title));
            const QStringList shown = f.words().split(u'\n');
            for (const QString& text :
                 {toQString(metric.title), toQString(meaningOf(metric)), toQString(edgesOf(metric)),
                  toQString(metric.formula), directionSentence(metric.direction), toQString(metric.source),
                  toQString(metric.id),
                  metric.unit.empty() ? QStringLiteral("None: it is a number by itself.")
                                      : toQString(metric.unit)}) {
                QVERIFY2(shown.contains(text), qPrintable(toQString(metric.id) + u' ' + text));
            }
            for (const MetricFact& fact : metricFacts(metric)) {
                QVERIFY2(!fact.text.isEmpty(), qPrintable(fact.name));
                QVERIFY2(shown.contains(fact.name), qPrintable(fact.name));
                QVERIFY(f.dialog.findChild<QScrollArea*>()->accessibleDescription().contains(fact.text));
            }
            QTest::keyClick(&f.table(), Qt::Key_Down);
        }
        QTest::keyClick(&f.table(), Qt::Key_Return);
        QVERIFY(f.dialog.isVisible());
        QTest::keyClick(&f.table(), Qt::Key_Escape);
        QVERIFY(!f.dialog.isVisible());
    }

    void whatIsTypedIsLookedForInAllOfIt() {
        Shown f;
        QVERIFY(f.isActive());
        QTest::keyClicks(&f.field(), QStringLiteral("LOWER better nats"));
        QCOMPARE(f.table().model()->rowCount(), 1);
        QCOMPARE(f.current(), QStringLiteral("Miscalibration"));
        QVERIFY(f.words().contains(QStringLiteral("Steck 2018")));
        QVERIFY(f.words().contains(QStringLiteral("1 of %1").arg(metrics().size())));
        QTest::keyClick(&f.field(), Qt::Key_Return); // into the list, and the page stays
        QCOMPARE(QApplication::focusWidget(), &f.table());
        QVERIFY(f.dialog.isVisible());
        f.field().setFocus();
        f.field().selectAll();
        QTest::keyClicks(&f.field(), QStringLiteral("unheard of"));
        QCOMPARE(f.table().model()->rowCount(), 0);
        QCOMPARE(f.table().emptyText(), QStringLiteral("No measure is about \"unheard of\""));
        QVERIFY(!f.words().contains(QStringLiteral("Steck 2018"))); // nothing of what was found before
        // What was looked at is looked at again when it is found again.
        f.field().selectAll();
        QTest::keyClick(&f.field(), Qt::Key_Delete);
        QCOMPARE(f.table().model()->rowCount(), static_cast<int>(metrics().size()));
        QCOMPARE(f.current(), toQString(metrics().front().title));
        QVERIFY(f.words().contains(toQString(metrics().front().formula)));
        QTest::keyClick(&f.field(), Qt::Key_Down);
        QTest::keyClick(&f.table(), Qt::Key_Down);
        const QString second = f.current();
        f.field().setFocus();
        QTest::keyClicks(&f.field(), second);
        QCOMPARE(f.current(), second);
    }

    void itOpensAtTheMetricAsked() {
        {
            Shown f(QStringLiteral("gini"));
            QCOMPARE(f.current(), QStringLiteral("Gini index"));
            QVERIFY(f.words().contains(QStringLiteral("Lower is better.")));
        }
        Shown f(QStringLiteral("unheard_of"));
        QCOMPARE(f.current(), toQString(metrics().front().title));
    }
};

RUN_TEST(TestMetricsDialog);

#include "tst_metrics_dialog.moc"
