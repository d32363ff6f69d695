// SPDX-License-Identifier: GPL-3.0-or-later
// A run stays what it is of when another project or other data comes: nothing is asked of one that is gone,
// and nothing is said of it that is not so any more.
#include "pages/evaluate/evaluate_fixture.h"
#include "storage/use_cases/demo.h"
#include "support/other_data.h"
#include "support/run.h"
#include "ui/pages/evaluate/contestants.h"
#include "ui/session/project_experiments.h"

#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>

#include <cmath>

using namespace tastescope;
using Fixture = EvaluateFixture;

namespace {

/// A project beside the open one; empty where it was not made.
QString otherProject(const Fixture& f) {
    DemoOptions options;
    options.users = 40;
    options.items = 60;
    options.artists = 10;
    options.events = 900;
    const QString path = f.path(QStringLiteral("other.tastescope"));
    return createDemoProject(path.toStdString(), options) ? path : QString();
}

void exportBy(const Fixture& f, const QString& entry) {
    chooseFromMenu(entry);
    QTest::mouseClick(findButton(f.page, QStringLiteral("Export")), Qt::LeftButton);
}

} // namespace

class TestEvaluateOtherData : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSweepBesideARunThatIsGoneIsNotBegun() {
        Fixture f;
        QVERIFY(f.openAndRun());
        const QString other = otherProject(f);
        QVERIFY(!other.isEmpty());
        bool left = false;
        inDialog([&](QDialog& dialog) {
            QVERIFY(findNamed<QComboBox>(dialog, QStringLiteral("Model to sweep")));
            f.session.openProject(other);
            QVERIFY(f.settle());
            left = !dialog.isVisible();
        });
        QTest::mouseClick(findButton(f.page, QStringLiteral("Sweep")), Qt::LeftButton);
        QVERIFY(left);
        QVERIFY(f.settle());
        QCOMPARE(f.session.path(), other);
        QVERIFY(!f.page.shown());
        QVERIFY(f.session.experiments().runs().empty());
    }

    // The project goes while the name of the file is asked for.
    void whatIsSavedIsOfTheRunThatWasShown_data() {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<QString>("ending");
        QTest::addColumn<bool>("written");
        QTest::newRow("table") << QStringLiteral("Save table…") << QStringLiteral("csv") << true;
        QTest::newRow("report") << QStringLiteral("Save report…") << QStringLiteral("html")
                                << false; // it is read of the project
    }
    void whatIsSavedIsOfTheRunThatWasShown() {
        QFETCH(QString, entry);
        QFETCH(QString, ending);
        QFETCH(bool, written);
        Fixture f;
        QVERIFY(f.openAndRun());
        const std::string label = f.result().models.front().label;
        const QString other = otherProject(f);
        QVERIFY(!other.isEmpty());
        const QString file = f.path(QStringLiteral("kept.") + ending);
        inDialog([&](QDialog& dialog) {
            f.session.openProject(other);
            QVERIFY(f.settle());
            QVERIFY(!f.page.shown());
            auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
            QVERIFY(field);
            field->setText(file); // typed, it would be completed
            QVERIFY(QMetaObject::invokeMethod(&dialog, "accept"));
        });
        exportBy(f, entry);
        QVERIFY(f.settle());
        QCOMPARE(f.session.path(), other);
        QCOMPARE(QFileInfo::exists(file), written);
        if (written) {
            QFile table(file);
            QVERIFY(table.open(QIODevice::ReadOnly));
            QVERIFY(table.readAll().contains(QByteArray::fromStdString(label)));
        }
    }

    void theCommandPromisesNoNumbersOfDataThatIsGone() {
        Fixture f;
        QVERIFY(f.openAndRun());
        QSignalSpy told(&f.session, &Session::notice);
        exportBy(f, QStringLiteral("Copy as command"));
        QCOMPARE(told.size(), 1);
        QVERIFY(told.takeFirst().at(1).toString().contains(QStringLiteral("these very numbers")));
        QVERIFY(replaceData(f.session, f.path(QStringLiteral("less.csv")), 20, 30));
        QVERIFY(f.settle());
        QVERIFY(f.page.shown());
        told.clear();
        exportBy(f, QStringLiteral("Copy as command"));
        QCOMPARE(told.size(), 1);
        const QString words = told.takeFirst().at(1).toString();
        QVERIFY2(words.contains(QStringLiteral("The data changed")), qPrintable(words));
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("tastescope-cli evaluate ")));
    }

    void theCostIsThatOfTheDataThereIs() {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.settle());
        const auto* table = f.page.findChild<ContestantTable*>();
        QVERIFY(table);
        const double before = table->seconds();
        QVERIFY(before > 0);
        QVERIFY(replaceData(f.session, f.path(QStringLiteral("less.csv")), 20, 30));
        QVERIFY(f.settle());
        ContestantTable fresh(f.session);
        QVERIFY(f.settle());
        QCOMPARE(table->rowCount(), fresh.rowCount());
        for (int row = 0; row < fresh.rowCount(); ++row) {
            int same = 0; // what was chosen stands first
            while (same < table->rowCount() && table->at(same).name != fresh.at(row).name) {
                ++same;
            }
            QVERIFY2(same < table->rowCount(), qPrintable(fresh.at(row).name));
            const double now = fresh.at(row).seconds;
            const double shown = table->at(same).seconds;
            QVERIFY2(std::isnan(now) ? std::isnan(shown) : std::abs(shown - now) <= 1e-9,
                     qPrintable(fresh.at(row).name));
        }
        QVERIFY(table->seconds() < before);
    }
};

RUN_TEST(TestEvaluateOtherData);
#include "tst_evaluate_other_data.moc"
