// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the window writes for a person takes the place of nothing that the project consists of: chosen as
// the file, by its name or by a link, it is refused with a way out, and all of it is still there.
#include "charts/chart_kinds.h"
#include "charts/chart_window.h"
#include "pages/evaluate/evaluate_fixture.h"
#include "pages/studio/studio_fixture.h"
#include "storage/project/project.h"
#include "support/import_fixture.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/ab/ab_page.h"
#include "ui/pages/ab/log_card.h"
#include "ui/pages/ab/results_card.h"
#include "ui/pages/explore/explore_page.h"
#include "ui/pages/models/export_dialog.h"
#include "ui/pages/models/models_page.h"
#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/tables/table_view.h"
#include "ui/widgets/ask_dialog.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>

#include <sys/stat.h>

#include <tuple>

using namespace tastescope;

namespace {

ino_t nodeOf(const QString& path) {
    struct stat is {};
    return ::stat(path.toLocal8Bit().constData(), &is) == 0 ? is.st_ino : 0;
}

/// What must not be written over, by a name that ends as the file is wanted to.
struct Victim {
    QString file;
    QString named;
    ino_t node;
};

/// The open project and its lock, each under a link's name.
QList<Victim> victims(const PageFixture& f, const QString& ending) {
    QList<Victim> all;
    for (const QString& file : {f.session.path(), f.session.path() + QStringLiteral(".lock")}) {
        const QString named = f.path(QStringLiteral("link%1.%2").arg(QString::number(all.size()), ending));
        QFile::remove(named);
        if (!QFile::link(file, named)) {
            qFatal("no link to %s", qUtf8Printable(file));
        }
        all.append({file, named, nodeOf(file)});
    }
    return all;
}

/// A failure that names a way out, and the same file as before.
void checkRefused(QSignalSpy& failed, const Victim& victim) {
    QTRY_COMPARE(failed.size(), 1);
    const QString text = failed.takeFirst().at(1).toString();
    QVERIFY2(text.contains(QStringLiteral("project")) && text.contains(QStringLiteral("Choose another name")),
             qPrintable(text));
    QVERIFY(victim.node != 0);
    QCOMPARE(nodeOf(victim.file), victim.node);
    QVERIFY(QFileInfo(victim.named).isSymLink());
}

/// Closed and opened again it is what it was.
void checkWhole(PageFixture& f) {
    const QString path = f.session.path();
    const QString data = f.session.fingerprint();
    QVERIFY(!data.isEmpty());
    f.session.closeProject();
    QVERIFY(f.settle());
    {
        const auto project = Project::open(path.toStdString(), OpenMode::ReadOnly);
        QVERIFY2(project.hasValue(), project ? "" : project.error().text().c_str());
        QVERIFY((*project)->checkIntegrity()->empty());
    }
    f.session.openProject(path);
    QVERIFY(f.settle());
    QCOMPARE(f.session.fingerprint(), data);
}

QByteArray experiment() {
    QByteArray text = "visitor,variant,country,bought,plays,plays_before\n";
    for (int row = 0; row < 600; ++row) {
        text += QByteArray::number(row) + (row % 2 ? ",new," : ",control,") + (row % 3 ? "de," : "fr,") +
                QByteArray::number(int(row % 7 == 0)) + ',' + QByteArray::number(row % 41 + row % 5) + ',' +
                QByteArray::number(row % 41) + '\n';
    }
    return text;
}

QByteArray policyLog() {
    QByteArray text = "item_id,click,propensity_score,target_prob\n";
    for (int row = 0; row < 3000; ++row) {
        const int item = row % 5;
        text += QByteArray::number(item) + ',' + QByteArray::number(int(row % 11 == 0)) + ',' +
                (item == 0 ? "0.4," : "0.15,") + (item == 1 ? "0.5" : "0.125") + '\n';
    }
    return text;
}

/// In the file dialog that opens next.
void answer(QWidget& guard, const QString& path) {
    onNext<QFileDialog>(guard, [&guard, path](QFileDialog& dialog) { chooseToReplace(guard, dialog, path); });
}

} // namespace

class TestOutputs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recommendationsOfAModel() {
        ShownPage<ModelsPage> f({1256, 828});
        QVERIFY(f.openDemo({QStringLiteral("popularity")}));
        f.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.page));
        auto* table = f.page.findChild<TableView*>();
        QSignalSpy failed(&f.session, &Session::failed);
        for (const Victim& victim : victims(f, QStringLiteral("csv"))) {
            table->setFocus();
            table->selectRow(0);
            onNext<ExportDialog>(f.page, [](ExportDialog& dialog) {
                QTest::mouseClick(findButton(dialog, QStringLiteral("Choose file")), Qt::LeftButton);
            });
            answer(f.page, victim.named);
            QAbstractButton* button = findButton(f.page, QStringLiteral("Export"));
            QVERIFY(button && button->isEnabled());
            QTest::mouseClick(button, Qt::LeftButton);
            QVERIFY(f.settle());
            checkRefused(failed, victim);
        }
        checkWhole(f);
    }

    void tableAndReportOfAnEvaluation() {
        EvaluateFixture f;
        QVERIFY(f.open({QStringLiteral("popularity")}));
        QVERIFY(f.run());
        QSignalSpy failed(&f.session, &Session::failed);
        const std::pair<const char*, const char*> outputs[] = {
            {"Save table…", "csv"}, {"Save report…", "html"}, {"Save report…", "pdf"}};
        for (const auto& [entry, ending] : outputs) {
            for (const Victim& victim : victims(f, QLatin1String(ending))) {
                answer(f.page, victim.named);
                chooseFromMenu(QString::fromUtf8(entry));
                QTest::mouseClick(findButton(f.page, QStringLiteral("Export")), Qt::LeftButton);
                QVERIFY(f.settle());
                checkRefused(failed, victim);
            }
        }
        checkWhole(f);
    }

    void rules() {
        StudioFixture f;
        QVERIFY(f.open());
        QSignalSpy failed(&f.session, &Session::failed);
        for (const Victim& victim : victims(f, QStringLiteral("json"))) {
            answer(f.page, victim.named);
            chooseFromMenu(QStringLiteral("Export to a file…"));
            QTest::mouseClick(findButton(f.page, QStringLiteral("Export rules")), Qt::LeftButton);
            QTRY_VERIFY(!failed.isEmpty());
            checkRefused(failed, victim);
        }
        checkWhole(f);
    }

    void testBoard() {
        ShownPage<ExplorePage> f({1440, 850});
        QVERIFY(f.openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")}));
        f.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.page));
        QTest::mouseClick(findButton(f.page, QStringLiteral("Board")), Qt::LeftButton);
        QVERIFY(f.settle());
        QTRY_VERIFY(f.session.experiments().lists().latestBoard());
        BoardPlan plan;
        plan.people.emplace_back(f.session.dataset()->users().at(0)); // an empty one has nothing to export
        f.session.experiments().lists().changeBoard([plan](BoardPlan& kept, const auto&) { kept = plan; },
                                                    QStringLiteral("One"));
        QVERIFY(f.settle());
        QSignalSpy failed(&f.session, &Session::failed);
        for (const QString& ending : {QStringLiteral("json"), QStringLiteral("csv")}) {
            for (const Victim& victim : victims(f, ending)) {
                answer(f.page, victim.named);
                chooseFromMenu(QStringLiteral("Export to a file…"));
                auto* button =
                    findNamed<QAbstractButton>(f.page, QStringLiteral("Import or export the board"));
                QVERIFY(button);
                QTest::mouseClick(button, Qt::LeftButton);
                QTRY_VERIFY(!failed.isEmpty());
                checkRefused(failed, victim);
            }
        }
        checkWhole(f);
    }

    void picture() {
        PageFixture f;
        QVERIFY(f.openDemo());
        ChartWindow window(barsOfNames());
        window.setWindowFilePath(f.session.path()); // as the main window has it
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        for (const char* ending : {"png", "svg", "pdf"}) {
            for (const Victim& victim : victims(f, QLatin1String(ending))) {
                onNext<PictureDialog>(
                    window, [](PictureDialog& dialog) { QTest::keyClick(&dialog, Qt::Key_Return); });
                answer(window, victim.named);
                chooseFrom(*window.chart, QStringLiteral("Save picture…"));
                const QString said = shownWords(*window.toasts);
                QVERIFY2(said.contains(QStringLiteral("The picture was not saved")) &&
                             said.contains(QStringLiteral("Choose another name")),
                         qPrintable(said));
                QCOMPARE(nodeOf(victim.file), victim.node);
                QVERIFY(QFileInfo(victim.named).isSymLink());
                QAbstractButton* close = findButton(*window.toasts, QStringLiteral("Close message"));
                QVERIFY(close);
                QTest::mouseClick(close, Qt::LeftButton);
                QVERIFY(!shownWords(*window.toasts).contains(QStringLiteral("The picture was not saved")));
            }
        }
        checkWhole(f);
    }

    // Nor what is read for the import that left the rows out.
    void rowsLeftOut() {
        ImportFixture f;
        QVERIFY(f.openDemo());
        QVERIFY(f.giveEvents());
        QTRY_VERIFY(f.isShown("Save list"));
        QSignalSpy failed(&f.session, &Session::failed);
        for (const Victim& victim : victims(f, QStringLiteral("csv"))) {
            answer(f.page, victim.named);
            QVERIFY(f.click("Save list"));
            QVERIFY(f.settle());
            checkRefused(failed, victim);
        }
        const QString input = f.path(QStringLiteral("log.csv"));
        answer(f.page, input);
        QVERIFY(f.click("Save list"));
        QVERIFY(f.settle());
        QCOMPARE(failed.size(), 1);
        QVERIFY2(failed.first().at(1).toString().contains(QStringLiteral("Choose another name")),
                 qPrintable(failed.first().at(1).toString()));
        QFile file(input);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), ImportFixture::events());
        checkWhole(f);
    }

    // Also where the ending alone makes the name that of the file.
    void tablesOfTheAbLab() {
        ShownPage<AbPage> f({1256, 828});
        QVERIFY(f.openDemo());
        f.page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&f.page));
        const QByteArray results = experiment();
        const QByteArray log = policyLog();
        f.page.activate({{QStringLiteral("results"), f.write(QStringLiteral("results.csv"), results)}});
        QVERIFY(f.settle() && f.page.findChild<ResultsCard*>()->answer());
        f.page.activate({{QStringLiteral("log"), f.write(QStringLiteral("log.csv"), log)}});
        QVERIFY(f.settle() && f.page.findChild<LogCard*>()->log());
        QSignalSpy failed(&f.session, &Session::failed);
        const std::tuple<const char*, QString, QByteArray> inputs[] = {
            {"More with the results", f.path(QStringLiteral("results")), results},
            {"More with the log", f.path(QStringLiteral("log")), log}};
        for (const auto& [menu, name, content] : inputs) {
            bool asked = false;
            onNext<AskDialog>(f.page, [&asked](AskDialog& ask) {
                asked = true;
                QTest::mouseClick(findButton(ask, QStringLiteral("Replace")), Qt::LeftButton);
            });
            answer(f.page, name);
            chooseFromMenu(QStringLiteral("Save table…"));
            QTest::mouseClick(findButton(f.page, QString::fromUtf8(menu)), Qt::LeftButton);
            QVERIFY2(asked, menu);
            QVERIFY(f.settle());
            QTRY_COMPARE(failed.size(), 1);
            const QString text = failed.takeFirst().at(1).toString();
            QVERIFY2(text.contains(QStringLiteral("Choose another name")), qPrintable(text));
            QFile file(name + QStringLiteral(".csv"));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), content);
        }
    }
};

RUN_TEST(TestOutputs);
#include "tst_outputs.moc"
