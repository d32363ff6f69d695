// SPDX-License-Identifier: GPL-3.0-or-later
// The A/B lab as a person works in it, and that its numbers are those of the command line.
#include "support/choices.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/charts/chart_view.h"
#include "ui/pages/ab/ab_page.h"
#include "ui/pages/ab/log_card.h"
#include "ui/pages/ab/plan_fields.h"
#include "ui/pages/ab/plan_panel.h"
#include "ui/pages/ab/results_card.h"
#include "ui/pages/ab/results_table.h"
#include "ui/pages/ab/watch_card.h"
#include "ui/tables/table_view.h"
#include "ui/text/format.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QAbstractItemModelTester>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QMimeData>
#include <QProcess>
#include <QSettings>
#include <QTest>
#include <QTimer>

#include <bit>
#include <cmath>

using namespace tastescope;

namespace {

/// Two weeks of two arms: B buys more, nothing is known of plays, and skips are a matter of a rule.
QByteArray results() {
    QByteArray text = "visitor,variant,country,bought,plays,skips,plays_before,day\n";
    quint32 state = 12345;
    const auto below = [&state](quint32 bound) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8) % bound;
    };
    for (int row = 0; row < 2400; ++row) {
        const bool treated = below(2) == 1;
        const quint32 before = below(40);
        text += QByteArray::number(row) + (treated ? ",new," : ",control,") +
                (below(3) == 0 ? "de," : "fr,") +
                QByteArray::number(int(below(100) < (treated ? 32U : 20U))) + ',' +
                QByteArray::number(before + below(12)) + ',' + QByteArray::number(below(treated ? 4 : 9)) +
                ',' + QByteArray::number(before) + ',' + QByteArray::number(row / 172 + 1) + '\n';
    }
    return text;
}

QByteArray policyLog() {
    QByteArray text = "item_id,position,click,propensity_score,target_prob,q,v\n";
    for (int row = 0; row < 3000; ++row) {
        const int item = row % 5;
        text += QByteArray::number(item) + ',' + QByteArray::number(row % 3 + 1) + ',' +
                QByteArray::number(int((row * 7) % 11 == 0)) + ',' + (item == 0 ? "0.4" : "0.15") + ',' +
                (item == 1 ? "0.5" : "0.125") + ",0.09,0.1\n";
    }
    return text;
}

std::uint64_t bitsOf(double value) {
    return std::bit_cast<std::uint64_t>(value);
}

struct Fixture : ShownPage<AbPage> {
    explicit Fixture(const QSize& size = {1256, 828}) : ShownPage(size) {
        page.activateWindow();
        (void)QTest::qWaitForWindowActive(&page);
        settle();
    }
    PlanPanel& plan() const { return *page.findChild<PlanPanel*>(); }
    ResultsCard& card() const { return *page.findChild<ResultsCard*>(); }
    ResultsTable& table() const { return *page.findChild<ResultsTable*>(); }
    LogCard& log() const { return *page.findChild<LogCard*>(); }
    TableView& measures() const { return *findNamed<TableView>(page, QStringLiteral("Measures")); }
    ChartView& watched() const { return *page.findChild<WatchCard*>()->findChild<ChartView*>(); }

    bool load(const char* argument, const QString& path) {
        page.activate({{QLatin1String(argument), path}});
        return settle();
    }
    bool loadResults() {
        return load("results", write(QStringLiteral("r.csv"), results())) && card().answer();
    }
    QString words(const QWidget& in) const { return shownWords(in); }
    QString words() const { return words(page); }
    bool says(const char* text) const { return words().contains(QString::fromUtf8(text)); }
    void type(const char* name, const char* text) {
        auto* box = findNamed<QDoubleSpinBox>(page, QString::fromUtf8(name));
        QVERIFY2(box, name);
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, QString::fromUtf8(text));
        QTest::keyClick(box, Qt::Key_Return);
    }
    void choose(const char* name, int place) {
        auto* box = findNamed<QComboBox>(page, QString::fromUtf8(name));
        QVERIFY2(box, name);
        box->setFocus();
        for (int step = 0; step < box->count() && box->currentIndex() != place; ++step) {
            QTest::keyClick(box, box->currentIndex() < place ? Qt::Key_Down : Qt::Key_Up);
        }
        QCOMPARE(box->currentIndex(), place);
        settle();
    }
    int rowOf(const char* measure) const {
        for (int row = 0; row < table().rowCount(); ++row) {
            if (table().index(row, 0).data().toString() == QLatin1String(measure)) {
                return row;
            }
        }
        return -1;
    }
    QString reading(int row) const { return table().index(row, table().columnCount() - 1).data().toString(); }
    void select(int row) {
        measures().setFocus();
        for (int step = 0; step < 40 && measures().currentIndex().row() != row; ++step) {
            QTest::keyClick(&measures(), measures().currentIndex().row() < row ? Qt::Key_Down : Qt::Key_Up);
        }
    }
};

QJsonObject ask(const QStringList& command) {
    QProcess process;
    process.start(QStringLiteral(TASTESCOPE_CLI), QStringList{QStringLiteral("--json")} + command);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0) {
        qWarning("%s", process.readAllStandardError().constData());
        return {};
    }
    return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

double in(const QJsonObject& object, const char* key) {
    return object[QLatin1String(key)].toDouble(std::nan(""));
}

/// Does `answer` in the dialog that comes.
void inDialog(QObject& context, const std::function<void(QWidget&)>& answer) {
    auto* timer = new QTimer(&context);
    timer->setInterval(10);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, answer] {
        if (QWidget* dialog = QApplication::activeModalWidget()) {
            timer->stop();
            timer->deleteLater();
            QTimer::singleShot(5000, dialog, &QWidget::close);
            answer(*dialog);
        }
    });
    timer->start();
}

} // namespace

class TestAbPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noTextOfAChoiceIsCut() {
        Fixture fixture;
        checkChoices(fixture.page);
        fixture.page.resize(860, 640); // where they are narrow
        QVERIFY(fixture.settle());
        checkChoices(fixture.page);
    }

    void thePlannerWorksAlone() {
        Fixture f;
        f.type("Baseline", "10");
        f.type("Smallest effect", "10");
        f.type("People a day", "1000");
        QVERIFY(f.settle());
        QVERIFY(f.says("14,751"));
        QVERIFY(f.says("30 days"));
        QVERIFY(f.says("Rounded up to whole weeks: 35 days"));
        QVERIFY(f.says("Offline metrics do not guarantee clicks."));
        QVERIFY(f.says("Load results"));
        QVERIFY(f.says("No log yet"));
        // The same effect in other words plans the same.
        f.choose("The smallest effect is", 1);
        QCOMPARE(findNamed<QDoubleSpinBox>(f.page, QStringLiteral("Smallest effect"))->value(), 1.0);
        QVERIFY(f.says("14,751"));
        const ChartSpec& curve = f.plan().findChild<ChartView*>()->spec();
        QVERIFY(!curve.series.empty());
        QVERIFY(curve.notes[0].second.contains(QStringLiteral("14,751 at 1 points")));
    }

    void aPlanIsTheCommandsPlan_data() {
        QTest::addColumn<QStringList>("fields");
        const auto row = [](const char* name, std::initializer_list<const char*> fields) {
            QStringList all;
            for (const char* field : fields) {
                all << QString::fromUtf8(field);
            }
            QTest::newRow(name) << all;
        };
        row("a rate", {"Baseline", "11.8", "Smallest effect", "4", "People a day", "5200"});
        row("three arms of unequal size", {"Baseline", "3.21", "Arms", "3",
                                           "People in an arm for one in the control", "0.5", "Power", "0.9"});
        row("one side", {"Baseline", "40", "Sides", "1", "Significance", "0.01"});
        row("a mean", {"Measure", "1", "Baseline", "51.2", "Standard deviation", "103.4"});
    }
    void aPlanIsTheCommandsPlan() {
        QFETCH(QStringList, fields);
        Fixture f;
        for (qsizetype at = 0; at < fields.size(); at += 2) {
            const QByteArray name = fields[at].toUtf8();
            if (findNamed<QComboBox>(f.page, fields[at])) {
                f.choose(name.constData(), fields[at + 1].toInt());
            } else {
                f.type(name.constData(), fields[at + 1].toUtf8().constData());
            }
        }
        QVERIFY(f.settle());
        QVERIFY(f.plan().answer());
        const PlanAnswer& answer = *f.plan().answer();
        const QJsonObject said = ask(planCommand(f.plan().values()));
        QCOMPARE(in(said, "n_per_arm"), double(answer.plan.control));
        QCOMPARE(in(said, "n_treated"), double(answer.plan.treated));
        QCOMPARE(bitsOf(in(said, "n_exact")), bitsOf(answer.plan.exact));
        QCOMPARE(bitsOf(in(said, "mde")), bitsOf(answer.request.effect));
        QCOMPARE(said[QStringLiteral("days")].toInt(), int(answer.plan.days));
        QVERIFY(f.says(formatCount(answer.plan.control).toUtf8().constData()));
    }

    void aPlanThatCannotBeSaysWhy() {
        Fixture f;
        f.choose("The smallest effect is", 1);
        f.type("Smallest effect", "95");
        QVERIFY(f.settle());
        QVERIFY(!f.plan().answer());
        QVERIFY(!findButton(f.page, QStringLiteral("Export plan"))->isEnabled());
        f.type("Smallest effect", "2");
        QVERIFY(f.settle());
        QVERIFY(f.plan().answer());
    }

    void theDataOfferTheirOwnBaselines() {
        Fixture f;
        QVERIFY(f.openDemo());
        auto* measure = findNamed<QComboBox>(f.page, QStringLiteral("Measure"));
        QVERIFY(measure->count() > 3);
        f.choose("Measure", 1);
        f.choose("Measure", 3);
        QVERIFY(f.settle());
        QVERIFY(f.plan().values().daily > 0);
        QVERIFY(f.plan().answer());
        QVERIFY(f.plan().answer()->plan.days > 0);
        f.session.closeProject();
        QVERIFY(f.settle());
        QCOMPARE(measure->count(), 2);
        QVERIFY(f.plan().answer());
    }

    void resultsAreTheCommandsResults() {
        Fixture f;
        QVERIFY(f.loadResults());
        QCOMPARE(f.table().rowCount(), 4);
        f.choose("Kinds of people", 1);
        QVERIFY(f.card().answer());
        f.choose("Known before the test", 4);
        const ResultsAnswer& answer = *f.card().answer();
        QVERIFY(answer.table.sample.adjust);
        QVERIFY(!answer.reading.segments.empty());
        const QJsonObject said = ask(analyseCommand(answer.question.request));
        QCOMPARE(bitsOf(in(said[QStringLiteral("srm")].toObject(), "p")), bitsOf(answer.reading.split.p));
        const QJsonArray whole = said[QStringLiteral("comparisons")].toArray();
        const QJsonArray segments = said[QStringLiteral("segments")].toArray();
        QCOMPARE(f.table().rowCount(), int(whole.size() * (1 + segments.size())));
        for (const ResultRow& row : f.table().rows()) {
            const QJsonArray from =
                row.segment < 0 ? whole
                                : segments[row.segment].toObject()[QStringLiteral("comparisons")].toArray();
            const QJsonObject one = from[qsizetype(row.comparison)].toObject();
            QCOMPARE(one[QStringLiteral("metric")].toString(), f.table().measure(row));
            const Effect& effect = row.of.effect;
            for (const auto& [key, value] :
                 {std::pair("difference", effect.difference.value), std::pair("low", effect.difference.low),
                  std::pair("high", effect.difference.high), std::pair("lift", effect.lift.value),
                  std::pair("p", effect.p), std::pair("p_holm", row.of.pHolm)}) {
                QVERIFY2(bitsOf(in(one, key)) == bitsOf(value), key);
            }
            QCOMPARE(one[QStringLiteral("words")].toString(), toQString(row.of.words));
        }
        // And watched, with the plan's effect of each measure.
        for (std::size_t at = 0; at < answer.watched.size(); ++at) {
            const QJsonObject watched = ask(sequentialCommand(answer, at));
            const QJsonObject one =
                watched[QStringLiteral("comparisons")].toArray()[qsizetype(at)].toObject();
            const Watched& now = answer.watched[at].now;
            QCOMPARE(bitsOf(in(one, "low")), bitsOf(now.difference.low));
            QCOMPARE(bitsOf(in(one, "high")), bitsOf(now.difference.high));
            QCOMPARE(bitsOf(in(one, "p")), bitsOf(now.p));
            const QJsonArray days = one[QStringLiteral("days")].toArray();
            QCOMPARE(days.size(), qsizetype(answer.watched[at].days.size()));
            QCOMPARE(bitsOf(in(days.last().toObject(), "high")),
                     bitsOf(answer.watched[at].days.back().difference.high));
        }
    }

    void whatIsChosenIsReadAndWatched() {
        Fixture f;
        const QAbstractItemModelTester tester(&f.table(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(f.loadResults());
        const int bought = f.rowOf("bought");
        f.select(bought);
        QVERIFY(f.says("bought is higher in new than in control"));
        QVERIFY(f.watched().spec().title.startsWith(QStringLiteral("bought")));
        QCOMPARE(f.watched().spec().series[1].x.size(), std::size_t(14));
        QCOMPARE(f.reading(bought), QStringLiteral("promising"));
        // What a rise means is said by a person, and nothing more is claimed.
        const int skips = f.rowOf("skips");
        QCOMPARE(f.reading(skips), QStringLiteral("promising")); // fewer skips
        f.select(skips);
        f.choose("What is good in this measure", 0);
        QCOMPARE(f.reading(skips), QStringLiteral("worse"));
        f.choose("What is good in this measure", 2);
        QCOMPARE(f.reading(skips), QStringLiteral("by design"));
        QVERIFY(f.says("by design, and no finding"));
        const int plays = f.rowOf("plays");
        f.select(plays);
        QCOMPARE(f.reading(plays), QStringLiteral("too early to say"));
        QVERIFY(f.says("no difference is shown"));
        // Both ways to show it have the interval of their own.
        auto* scale = findButton(f.page, QStringLiteral("Difference"));
        QTest::mouseClick(scale, Qt::LeftButton);
        const ResultRow& row = f.table().at(bought);
        QCOMPARE(bitsOf(row.drawn.estimate.low), bitsOf(row.of.effect.difference.low));
        QVERIFY(row.drawn.from <= 0 && row.drawn.to >= row.drawn.estimate.value);
    }

    void cupedAsksForItsColumnAndNarrows() {
        Fixture f;
        QVERIFY(f.loadResults());
        const auto width = [&f] {
            const Estimate& e = f.table().at(f.rowOf("plays")).of.effect.difference;
            return e.high - e.low;
        };
        const double before = width();
        auto* cuped = findButton(f.page, QStringLiteral("Take away what was known before (CUPED)"));
        QTest::mouseClick(cuped, Qt::LeftButton);
        QVERIFY(!cuped->isChecked());
        auto* column = findNamed<QComboBox>(f.page, QStringLiteral("Known before the test"));
        QTest::keyClick(column->view(), Qt::Key_Escape);
        column->hidePopup();
        f.choose("Known before the test", column->findText(QStringLiteral("plays_before")));
        QVERIFY(cuped->isChecked());
        QVERIFY(width() < 0.5 * before);
        QTest::mouseClick(cuped, Qt::LeftButton);
        QVERIFY(f.settle());
        QCOMPARE(width(), before);
    }

    void theControlCanBeAnother() {
        Fixture f;
        QVERIFY(f.loadResults());
        const double lift = f.table().at(0).of.effect.difference.value;
        f.choose("Control arm", 1);
        QCOMPARE(f.card().answer()->table.sample.arms[0], std::string("new"));
        QCOMPARE(f.table().at(0).of.effect.difference.value, -lift);
    }

    void whatIsUnclearIsAsked() {
        Fixture f;
        QVERIFY(f.load("results", f.write(QStringLiteral("u.csv"),
                                          "who,side,score\n1,left,3\n2,right,5\n3,left,4\n4,right,7\n")));
        QVERIFY(!f.card().answer());
        QVERIFY(f.says("No column says in which arm somebody was"));
        inDialog(f.page, [](QWidget& dialog) {
            auto* side = findNamed<QComboBox>(dialog, QStringLiteral("Role of column side"));
            QVERIFY(side);
            QAbstractButton* read = findButton(dialog, QStringLiteral("Read the file"));
            QVERIFY(read && !read->isEnabled());
            side->setFocus();
            QTest::keyClick(side, Qt::Key_Down);
            auto* who = findNamed<QComboBox>(dialog, QStringLiteral("Role of column who"));
            who->setFocus();
            while (who->currentText() != QStringLiteral("person")) {
                QTest::keyClick(who, who->currentText() == QStringLiteral("nothing") ||
                                             who->currentText() == QStringLiteral("arm")
                                         ? Qt::Key_Down
                                         : Qt::Key_Up);
            }
            QTest::mouseClick(read, Qt::LeftButton);
        });
        QTest::mouseClick(findButton(f.page, QStringLiteral("Say what columns mean")), Qt::LeftButton);
        QTRY_VERIFY(f.card().answer());
        QCOMPARE(f.table().rowCount(), 1);
        QCOMPARE(f.table().measure(f.table().at(0)), QStringLiteral("score"));
    }

    void filesThatAreNoneAreTold() {
        Fixture f;
        QVERIFY(f.load("results", f.write(QStringLiteral("empty.csv"), "")));
        QVERIFY(f.says("empty.csv cannot be read"));
        QVERIFY(f.load("log", f.write(QStringLiteral("bad.csv"), "action,reward,propensity\na,1,0\n")));
        QVERIFY(f.says("bad.csv cannot be read"));
        QVERIFY(f.load("results", f.path(QStringLiteral("nowhere.csv"))));
        QVERIFY(f.says("nowhere.csv cannot be read"));
        QVERIFY(f.load("results", f.write(QStringLiteral("one.csv"), "user,arm,x\n1,A,1\n2,B,2\n")));
        QCOMPARE(f.reading(0), QStringLiteral("nothing to say"));
        QVERIFY(f.load("results",
                       f.write(QStringLiteral("t.csv"), "arm,users,conversions\nA,100,5\nB,90,9\nC,80,8\n")));
        QCOMPARE(f.table().rowCount(), 2);
        QVERIFY(f.loadResults());
    }

    void aLogIsTheCommandsEstimates() {
        Fixture f;
        QVERIFY(f.load("log", f.write(QStringLiteral("l.csv"), policyLog())));
        QVERIFY(f.log().log());
        auto* table = f.page.findChild<LogTable*>();
        const QAbstractItemModelTester tester(table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        PolicyLogRequest request = usualLogRequest();
        request.file = f.path(QStringLiteral("l.csv")).toStdString();
        const QJsonObject said = ask(opeCommand(request));
        const QJsonObject estimates = said[QStringLiteral("estimates")].toObject();
        QCOMPARE(table->rowCount(), int(estimates.size()));
        for (const LogRow& row : table->rows()) {
            const QJsonObject one = estimates[row.id].toObject();
            QVERIFY2(bitsOf(in(one, "value")) == bitsOf(row.drawn.estimate.value), qPrintable(row.id));
            QVERIFY2(bitsOf(in(one, "low")) == bitsOf(row.drawn.estimate.low), qPrintable(row.id));
            QVERIFY2(bitsOf(in(one, "high")) == bitsOf(row.drawn.estimate.high), qPrintable(row.id));
        }
        QVERIFY(f.words(f.log()).contains(said[QStringLiteral("words")].toString()));
        QCOMPARE(bitsOf(in(said, "ess")), bitsOf(f.log().log()->estimates.effective));
        // A place of the list has estimates of its own; weights are a picture with a table.
        const double ips = table->at(0).drawn.estimate.value;
        f.choose("Place in the list", 2);
        QVERIFY(table->at(0).drawn.estimate.value != ips);
        QCOMPARE(bitsOf(table->at(0).drawn.estimate.value),
                 bitsOf(f.log().log()->positions[1].estimates.ips.value));
        QTest::mouseClick(findButton(f.page, QStringLiteral("Weights")), Qt::LeftButton);
        QVERIFY(findNamed<ChartView>(f.page, QStringLiteral("Rows by weight")));
    }

    void filesAreDroppedWhereTheyBelong() {
        Fixture f;
        const auto drop = [&f](const QString& path, QPoint at) {
            QMimeData data;
            data.setUrls({QUrl::fromLocalFile(path)});
            QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&f.page, &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent dropped(QPointF(at), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&f.page, &dropped);
            QVERIFY(f.settle());
        };
        drop(f.write(QStringLiteral("r.csv"), results()), f.card().mapTo(&f.page, f.card().rect().center()));
        QVERIFY(f.card().answer() && !f.log().log());
        drop(f.write(QStringLiteral("l.csv"), policyLog()), f.log().mapTo(&f.page, f.log().rect().center()));
        QVERIFY(f.log().log());
    }

    void largeFilesAreJobsThatCanBeCancelled() {
        Fixture f;
        QByteArray text = "user,arm,x\n";
        text.reserve(9'000'000);
        for (int row = 0; text.size() < 8'400'000; ++row) {
            text += "u" + QByteArray::number(row) + (row % 2 ? ",A,1.25\n" : ",B,3.75\n");
        }
        f.page.activate({{QStringLiteral("results"), f.write(QStringLiteral("large.csv"), text)}});
        QCOMPARE(f.jobs.runningCount(), 1);
        QTRY_VERIFY(findNamed<QWidget>(f.page, QStringLiteral("Progress of reading the results")));
        QElapsedTimer clock;
        clock.start();
        QTest::mouseClick(findButton(f.page, QStringLiteral("Cancel")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(f.jobs.runningCount(), 0, 2000);
        QVERIFY(!f.card().answer());
        QVERIFY(f.says("The run was stopped"));
    }

    void whatWasThereComesBack() {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
        Fixture f;
        QVERIFY(f.loadResults());
        QVERIFY(f.load("log", f.write(QStringLiteral("l.csv"), policyLog())));
        f.type("Baseline", "33.3");
        f.choose("Sides", 1);
        f.choose("Control arm", 1);
        f.select(f.rowOf("skips"));
        f.choose("What is good in this measure", 2);
        f.page.saveState(settings);
        AbPage again(f.session, f.navigator);
        again.restoreState(settings);
        QVERIFY(!again.findChild<ResultsCard*>()->answer()); // nothing is read before the page is seen
        again.resize(1256, 828);
        again.show();
        QVERIFY(f.settle());
        const auto* card = again.findChild<ResultsCard*>();
        QVERIFY(card->answer());
        QCOMPARE(card->answer()->table.sample.arms[0], std::string("new"));
        QCOMPARE(again.findChild<PlanPanel*>()->values().baseline, 0.333);
        QVERIFY(again.findChild<PlanPanel*>()->values().oneSided);
        QVERIFY(again.findChild<LogCard*>()->log());
        QCOMPARE(again.findChild<ResultsTable*>()->at(f.rowOf("skips")).goal, Goal::ByRule);
        // A file that is gone is no error.
        QFile::remove(f.path(QStringLiteral("r.csv")));
        AbPage without(f.session, f.navigator);
        without.restoreState(settings);
        without.show();
        QVERIFY(f.settle());
        QVERIFY(!without.findChild<ResultsCard*>()->answer());
    }

    void theTableIsCopiedWithItsHeaders() {
        Fixture f;
        QVERIFY(f.loadResults());
        f.measures().setFocus();
        f.measures().clearSelection();
        QTest::keyClick(&f.measures(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split(u'\n');
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[0].startsWith(QStringLiteral("Measure\tcontrol\tnew\tLift with 95")));
        QVERIFY(lines[1].startsWith(QStringLiteral("bought\t")));
        QVERIFY(lines[1].contains(QStringLiteral("\tfrom +")));
    }

    void everyControlHasANameAndIsReachedByTab() {
        Fixture f;
        QVERIFY(f.loadResults());
        QVERIFY(f.load("log", f.write(QStringLiteral("l.csv"), policyLog())));
        QSet<QWidget*> wanted;
        for (QWidget* widget : f.page.findChildren<QWidget*>()) {
            if (widget->isVisibleTo(&f.page) && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus &&
                !widget->focusProxy() && !qobject_cast<QAbstractScrollArea*>(widget->parentWidget())) {
                const auto* button = qobject_cast<QAbstractButton*>(widget);
                QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                         widget->metaObject()->className());
                if (!qobject_cast<QToolButton*>(widget)) { // of a group only the checked one has a stop
                    wanted.insert(widget);
                }
            }
        }
        QVERIFY(wanted.size() > 20);
        f.plan().findChild<QComboBox*>()->setFocus();
        for (int step = 0; step < 120; ++step) {
            wanted.remove(QApplication::focusWidget());
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        }
        QVERIFY2(wanted.isEmpty(), wanted.isEmpty() ? "" : qPrintable((*wanted.begin())->accessibleName()));
    }

    // Beside the rail of icons, below the top bar and above the status bar.
    void theSmallestWindowHoldsEverything() {
        Fixture f({1072, 648});
        QVERIFY(f.loadResults());
        QVERIFY(f.load("log", f.write(QStringLiteral("l.csv"), policyLog())));
        auto* watch = f.page.findChild<WatchCard*>();
        QTRY_COMPARE(f.card().parentWidget()->height(), 648); // once everything is laid out
        for (const Note* note : f.page.findChildren<Note*>()) {
            QVERIFY(!note->isVisible() || note->height() >= note->heightForWidth(note->width()));
        }
        QVERIFY(f.card().geometry().bottom() < watch->geometry().top());
        QVERIFY(watch->findChild<ChartView*>()->height() >= 100);
        QVERIFY(findNamed<TableView>(f.page, QStringLiteral("Estimates"))->height() >= 56);
    }

    void realExperimentsRead() {
        const QString data = QStringLiteral(TASTESCOPE_SOURCE_DIR "/../shared/data/");
        if (!QFile::exists(data + QStringLiteral("cookie-cats/cookie_cats.csv"))) {
            QSKIP("the real data is not here");
        }
        Fixture f;
        QVERIFY(f.load("results", data + QStringLiteral("cookie-cats/cookie_cats.csv")));
        QVERIFY(findNamed<Chip>(f.page, QStringLiteral("split uneven, p 0.0086")));
        const int seven = f.rowOf("retention_7");
        f.select(seven);
        QVERIFY(f.says("retention_7 is lower in gate_40 than in gate_30, by 0.31 to 1.33 percentage points"));
        QCOMPARE(f.reading(seven), QStringLiteral("worse"));
        QCOMPARE(f.reading(f.rowOf("retention_1")), QStringLiteral("too early to say"));
        for (const auto& [log, verdict] : {std::pair("random/men/men.csv", PolicyVerdict::Trust),
                                           std::pair("bts/men/men.csv", PolicyVerdict::Careful),
                                           std::pair("bts/women/women.csv", PolicyVerdict::No)}) {
            QVERIFY(f.load("log", data + QStringLiteral("obd-small/") + QLatin1String(log)));
            QVERIFY(f.log().log());
            QCOMPARE(f.log().log()->estimates.verdict, verdict);
        }
    }
};

RUN_TEST(TestAbPage);

#include "tst_ab_page.moc"
