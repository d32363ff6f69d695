// SPDX-License-Identifier: GPL-3.0-or-later
// One number on its whole way: from a rating in a file to the metric that the command line prints, the
// project keeps, the window's tables show and an exported file holds. Everywhere the same double.
#include "support/page_fixture.h"
#include "support/run.h"

#include "engine/data/dataset.h"
#include "engine/data/split.h"
#include "engine/registry/registry.h"
#include "storage/export/metrics.h"
#include "storage/project/project.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/train.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/models/models_page.h"
#include "ui/pages/models/trained_models.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_models.h"
#include "ui/tables/table_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

using namespace tastescope;

namespace {

const QByteArray ratings = "user,item,rating\n"
                           "ann,alpha,4.5\nann,beta,3\nann,gamma,5\nann,delta,2.5\nann,eta,4\n"
                           "bob,alpha,4\nbob,gamma,3.5\nbob,epsilon,4.5\nbob,zeta,1\nbob,beta,5\n"
                           "cleo,delta,4.5\ncleo,epsilon,2\ncleo,alpha,3\ncleo,theta,5\ncleo,gamma,4\n"
                           "dan,zeta,4.5\ndan,eta,3\ndan,gamma,2\ndan,alpha,5\n";

const std::string wantedKey = "ndcg@10";

struct Answer {
    int code = -1;
    QByteArray out;
    QByteArray problems;
};

Answer runCommandLine(const QStringList& arguments) {
    QProcess process;
    process.start(QStringLiteral(TASTESCOPE_CLI), arguments);
    if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit) {
        return {-1, {}, process.errorString().toUtf8()};
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

/// The three doubles of one metric; compared by their bits.
struct Figures {
    double value = std::nan("");
    double low = std::nan("");
    double high = std::nan("");

    bool sameBits(const Figures& other) const {
        const auto bits = [](double number) { return std::bit_cast<std::uint64_t>(number); };
        return bits(value) == bits(other.value) && bits(low) == bits(other.low) &&
               bits(high) == bits(other.high);
    }
    QByteArray text() const {
        return QByteArray::number(value, 'g', 17) + " [" + QByteArray::number(low, 'g', 17) + ", " +
               QByteArray::number(high, 'g', 17) + "]";
    }
};

Figures ofJson(const QByteArray& answer) {
    const QJsonObject metric =
        QJsonDocument::fromJson(
            answer)[QStringLiteral("models")][0][QStringLiteral("metrics")][QStringLiteral("ndcg@10")]
            .toObject();
    const auto number = [&](const char* name) { return metric[QLatin1String(name)].toDouble(std::nan("")); };
    return {number("value"), number("low"), number("high")};
}

Figures ofMetrics(const std::vector<StoredMetric>& metrics) {
    for (const StoredMetric& metric : metrics) {
        if (metric.key == wantedKey) {
            return {metric.value, metric.low, metric.high};
        }
    }
    return {};
}

Figures ofFile(const QString& project) {
    const auto opened = Project::open(project.toStdString(), OpenMode::ReadOnly);
    const auto metrics = opened ? (*opened)->experiments().metrics(0) : opened.error();
    return metrics ? ofMetrics(*metrics) : Figures();
}

/// What a person reads in one cell of a table, and the number below it.
struct Cell {
    QString shown;
    double raw = std::nan("");
};

Cell cellOf(const QAbstractItemModel& table, const QString& row, const QString& column) {
    for (int at = 0; at < table.columnCount(); ++at) {
        if (table.headerData(at, Qt::Horizontal).toString() != column) {
            continue;
        }
        for (int line = 0; line < table.rowCount(); ++line) {
            if (table.index(line, 0).data().toString() == row) {
                const QModelIndex cell = table.index(line, at);
                const QVariant raw = cell.data(TrainedModels::SortRole);
                return {cell.data().toString(), raw.isValid() ? raw.toDouble() : std::nan("")};
            }
        }
    }
    return {};
}

double parsed(const QByteArray& cell) {
    double number = std::nan("");
    const auto [end, error] = std::from_chars(cell.begin(), cell.end(), number);
    return error == std::errc() && end == cell.end() ? number : std::nan("");
}

Figures ofCsv(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) ||
        file.readLine().trimmed() != "model,algorithm,params,metric,value,low,high,users,protocol") {
        return {};
    }
    while (!file.atEnd()) {
        const QList<QByteArray> cells = file.readLine().trimmed().split(',');
        if (cells.size() > 8 && cells[3] == wantedKey.c_str()) {
            return {parsed(cells[4]), parsed(cells[5]), parsed(cells[6])};
        }
    }
    return {};
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairsOfTheText() {
    Pairs pairs;
    for (const QByteArray& line : ratings.trimmed().split('\n').mid(1)) {
        const QList<QByteArray> cells = line.split(',');
        pairs.emplace_back(cells[0].toStdString(), cells[1].toStdString());
    }
    return pairs;
}

/// ndcg@10 of the popularity model by its definition, from the text of the file; only which pairs were held
/// out is taken from the program.
double byHand(const IdMap& items, const std::set<Pairs::value_type>& heldOut) {
    std::map<std::string, std::set<std::string>> past;
    std::map<std::string, std::set<std::string>> wanted;
    std::map<std::string, int> audience;
    for (const auto& [user, item] : pairsOfTheText()) {
        if (heldOut.contains({user, item})) {
            wanted[user].insert(item);
        } else {
            past[user].insert(item);
            ++audience[item];
        }
    }
    double sum = 0;
    for (const auto& [user, relevant] : wanted) {
        std::vector<std::string> list;
        for (const auto& [item, count] : audience) {
            if (!past[user].contains(item)) {
                list.push_back(item);
            }
        }
        std::sort(list.begin(), list.end(), [&](const std::string& a, const std::string& b) {
            return audience[a] != audience[b] ? audience[a] > audience[b] : items.find(a) < items.find(b);
        });
        double gained = 0;
        double ideal = 0;
        for (std::size_t place = 0; place < std::min<std::size_t>(10, list.size()); ++place) {
            gained += relevant.contains(list[place]) ? 1 / std::log2(double(place) + 2) : 0;
        }
        for (std::size_t place = 0; place < std::min<std::size_t>(10, relevant.size()); ++place) {
            ideal += 1 / std::log2(double(place) + 2);
        }
        sum += gained / ideal;
    }
    return sum / double(wanted.size());
}

EvaluateRequest request() {
    EvaluateRequest wanted;
    wanted.contestants.push_back({"popularity", "popularity", ParamSet(findAlgorithm("popularity")->params)});
    wanted.split = {Protocol::PerUser, 0.4, 42};
    return wanted;
}

} // namespace

class TestOneNumber : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }
    void aRatingArrivesAsItStandsInTheFile();
    void theMetricIsTheSameDoubleEverywhere();
    void aPersonReadsItInTheTableAndTheComparison();
    void theMetricIsWhatItsDefinitionSays();
    void nothingIsExportedBeforeAnEvaluation();
    void aFailedEvaluationKeepsTheMetrics();

private:
    Figures printedByTheCommandLine();
    bool trainInTheWindow();

    std::unique_ptr<PageFixture> m_fixture;
    QString m_project; ///< the command line's
    QString m_copy;    ///< the window's
};

void TestOneNumber::init() {
    m_fixture = std::make_unique<PageFixture>();
    m_project = m_fixture->path(QStringLiteral("one.tastescope"));
    m_copy = m_fixture->path(QStringLiteral("copy.tastescope"));
    const QString file = m_fixture->write(QStringLiteral("ratings.csv"), ratings);
    const Answer imported = runCommandLine({QStringLiteral("import"), m_project, file});
    QVERIFY2(imported.code == 0, imported.problems);
    QVERIFY(QFile::copy(m_project, m_copy));
    m_fixture->session.openProject(m_copy);
    QVERIFY(m_fixture->settle());
    QVERIFY(m_fixture->session.isOpen());
}

void TestOneNumber::aRatingArrivesAsItStandsInTheFile() {
    const Dataset& data = *m_fixture->session.dataset();
    QCOMPARE(data.events().size(), std::size_t{19});
    int met = 0;
    for (std::size_t row = 0; row < data.events().size(); ++row) {
        const Event event = data.events().at(row);
        if (data.users().at(event.user.value) == "ann" && data.items().at(event.item.value) == "alpha") {
            QCOMPARE(event.value, 4.5F);
            ++met;
        }
    }
    QCOMPARE(met, 1);
}

Figures TestOneNumber::printedByTheCommandLine() {
    const Answer answer = runCommandLine(
        {QStringLiteral("--json"), QStringLiteral("evaluate"), m_project, QStringLiteral("--model"),
         QStringLiteral("popularity"), QStringLiteral("--protocol"), QStringLiteral("per-user"),
         QStringLiteral("--test"), QStringLiteral("0.4"), QStringLiteral("--seed"), QStringLiteral("42")});
    return answer.code == 0 ? ofJson(answer.out) : Figures();
}

bool TestOneNumber::trainInTheWindow() {
    for (const char* algorithm : {"popularity", "item_knn"}) {
        m_fixture->session.models().train(
            {algorithm, ParamSet(findAlgorithm(algorithm)->params), algorithm, 42});
    }
    return m_fixture->settle() && m_fixture->session.models().all().size() == 2;
}

void TestOneNumber::theMetricIsTheSameDoubleEverywhere() {
    const Figures printed = printedByTheCommandLine();
    // A figure that could not come out by accident: neither 0 nor 1, with a real interval.
    QVERIFY2(printed.value > 0 && printed.value < 1 && printed.low < printed.high, printed.text());

    Session& session = m_fixture->session;
    QSignalSpy metricsChanged(&session.experiments(), &ProjectExperiments::changed);
    QSignalSpy modelsChanged(&session.models(), &ProjectModels::changed);
    const quint64 job = session.experiments().evaluate(request());
    QVERIFY(job != 0);
    QVERIFY(m_fixture->settle());
    QCOMPARE(m_fixture->jobs.info(job)->state, JobState::Done);
    QCOMPARE(metricsChanged.size(), 1);
    QCOMPARE(modelsChanged.size(), 1);

    const QString fromCommandLine = m_fixture->path(QStringLiteral("one.csv"));
    const QString fromWindow = m_fixture->path(QStringLiteral("copy.csv"));
    for (const auto& [project, file] :
         {std::pair(m_project, fromCommandLine), std::pair(m_copy, fromWindow)}) {
        const Answer exported = runCommandLine(
            {QStringLiteral("export"), project, QStringLiteral("metrics"), QStringLiteral("--out"), file});
        QVERIFY2(exported.code == 0, exported.problems);
    }

    const std::vector<std::pair<const char*, Figures>> places{
        {"the command line's project", ofFile(m_project)},
        {"the window's project", ofFile(m_copy)},
        {"the session", ofMetrics(session.experiments().metrics())},
        {"the command line's export", ofCsv(fromCommandLine)},
        {"the window's export", ofCsv(fromWindow)},
    };
    for (const auto& [place, figures] : places) {
        QVERIFY2(figures.sameBits(printed),
                 QByteArray(place) + ": " + figures.text() + " instead of " + printed.text());
    }
}

void TestOneNumber::aPersonReadsItInTheTableAndTheComparison() {
    const Figures printed = printedByTheCommandLine();
    QVERIFY2(printed.value > 0 && printed.value < 1, printed.text());
    const QString wanted = QString::number(printed.value, 'f', 3);
    ModelsPage page(m_fixture->session, m_fixture->navigator);
    page.show();
    QVERIFY(trainInTheWindow());
    auto* table = page.findChild<TableView*>();
    QVERIFY(table);
    const QString model = QStringLiteral("popularity");
    const QString other = QStringLiteral("item_knn");
    const QString metric = QStringLiteral("NDCG@10");
    QCOMPARE(cellOf(*table->model(), model, metric).shown, QStringLiteral("–")); // not evaluated yet
    m_fixture->session.experiments().evaluate(request());
    QVERIFY(m_fixture->settle());

    const Cell inTable = cellOf(*table->model(), model, metric);
    QCOMPARE(inTable.shown, wanted);
    QVERIFY(Figures({inTable.raw, 0, 0}).sameBits({printed.value, 0, 0}));
    QCOMPARE(cellOf(*table->model(), other, metric).shown, QStringLiteral("–"));
    const auto* models = page.findChild<TrainedModels*>();
    const int row = models->find([](const TrainedRow& of) { return of.stored.name == "popularity"; });
    const StoredMetric& painted = models->at(row).metric.value(); // the bar and its whisker
    QVERIFY(Figures({painted.value, painted.low, painted.high}).sameBits(printed));

    Cell inDialog;
    Cell ofOther;
    QTimer::singleShot(0, this, [&] {
        auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        const auto* compared = dialog->findChild<TableView*>();
        inDialog = cellOf(*compared->model(), metric, model);
        ofOther = cellOf(*compared->model(), metric, other);
        QTest::keyClick(dialog, Qt::Key_Escape);
    });
    table->selectAll();
    QTest::mouseClick(findButton(page, QStringLiteral("Compare")), Qt::LeftButton);
    QVERIFY2(inDialog.shown.startsWith(wanted + QStringLiteral(" [")),
             qPrintable(inDialog.shown)); // interval
    QVERIFY(Figures({inDialog.raw, 0, 0}).sameBits({printed.value, 0, 0}));
    QVERIFY(ofOther.shown.isEmpty() && std::isnan(ofOther.raw));
}

void TestOneNumber::theMetricIsWhatItsDefinitionSays() {
    Session& session = m_fixture->session;
    session.experiments().evaluate(request());
    QVERIFY(m_fixture->settle());
    const Dataset& data = *session.dataset();
    const Result<Split> split = splitDataset(data, request().split);
    QVERIFY(split);
    std::set<Pairs::value_type> heldOut;
    for (std::size_t row = 0; row < split->test->size(); ++row) {
        const Event event = split->test->at(row);
        heldOut.emplace(data.users().at(event.user.value), data.items().at(event.item.value));
    }
    QCOMPARE(heldOut.size(), std::size_t{8}); // 40 % of 5, 5, 5 and 4, in whole pairs
    const double expected = byHand(data.items(), heldOut);
    const double measured = ofMetrics(session.experiments().metrics()).value;
    QVERIFY2(std::abs(expected - measured) < 1e-14,
             QByteArray::number(expected, 'g', 17) + " " + QByteArray::number(measured, 'g', 17));
}

void TestOneNumber::nothingIsExportedBeforeAnEvaluation() {
    const QString file = m_fixture->path(QStringLiteral("none.csv"));
    const Answer answer = runCommandLine(
        {QStringLiteral("export"), m_project, QStringLiteral("metrics"), QStringLiteral("--out"), file});
    QVERIFY(answer.code != 0);
    QVERIFY2(answer.problems.contains("no evaluation yet"), answer.problems);
    QVERIFY(!QFile::exists(file));
}

void TestOneNumber::aFailedEvaluationKeepsTheMetrics() {
    Session& session = m_fixture->session;
    session.experiments().evaluate(request());
    QVERIFY(m_fixture->settle());
    const Figures before = ofMetrics(session.experiments().metrics());
    EvaluateRequest impossible = request();
    impossible.split.protocol = Protocol::Time; // the ratings have no times
    QSignalSpy failed(&session, &Session::failed);
    QSignalSpy changed(&session.experiments(), &ProjectExperiments::changed);
    session.experiments().evaluate(impossible);
    QVERIFY(m_fixture->settle());
    QCOMPARE(failed.size(), 1);
    QVERIFY(!failed[0][1].toString().isEmpty());
    QCOMPARE(changed.size(), 0);
    QVERIFY(ofMetrics(session.experiments().metrics()).sameBits(before));
    QVERIFY(ofFile(m_copy).sameBits(before));
    session.closeProject();
    QVERIFY(session.experiments().metrics().empty());
    QCOMPARE(session.experiments().evaluate(request()), quint64{0});
}

RUN_TEST(TestOneNumber);
#include "tst_one_number.moc"
