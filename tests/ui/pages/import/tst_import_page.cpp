// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/import/files_step.h"
#include "ui/pages/import/import_draft.h"
#include "ui/pages/import/import_page.h"
#include "ui/pages/import/preview_model.h"
#include "ui/pages/import/problems_panel.h"
#include "ui/pages/import/readiness_panel.h"
#include "ui/signals/signal_weight_model.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace tastescope;

namespace {

// 40 people, 30 things, two signals, one bad row each of two kinds.
QByteArray events() {
    QByteArray text = "who,thing,action,when\n";
    for (int row = 0; row < 600; ++row) {
        text += QByteArray("u0") + QByteArray::number(row % 40) + ",t" + QByteArray::number((row * 7) % 30) +
                (row % 5 == 0 ? ",skip," : ",listen,") + QByteArray::number(1700000000 + row * 3600) + "\n";
    }
    text += "u01,,listen,1700000000\n";
    text += "u01,t1,listen,yesterday\n";
    return text;
}

} // namespace

class TestImportPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leadsFromAFileToAProject() {
        PageFixture fixture;
        ImportPage page(fixture.session, fixture.navigator);
        page.resize(1240, 820);
        page.show();
        page.activate(
            {{QStringLiteral("paths"), QStringList{fixture.write(QStringLiteral("log.csv"), events())}}});
        QVERIFY(fixture.settle());
        QTRY_VERIFY(findButton(page, QStringLiteral("Save list"))); // counted: there are problems
        auto* problems = findNamed<QAbstractItemView>(page, QStringLiteral("Rows left out, by reason"));
        QCOMPARE(problems->model()->rowCount(), 2);
        auto* weights = findNamed<QAbstractItemView>(page, QStringLiteral("Signal weights"));
        QCOMPARE(weights->model()->rowCount(), 2);

        QTest::mouseClick(findButton(page, QStringLiteral("Continue")), Qt::LeftButton);
        QVERIFY(!findButton(page, QStringLiteral("Continue"))); // no attribute files: straight to the name
        auto* folder = findNamed<QLineEdit>(page, QStringLiteral("Folder"));
        folder->setText(fixture.path(QString()));
        QSignalSpy finished(&fixture.session, &Session::importFinished);
        QTest::mouseClick(findButton(page, QStringLiteral("Import")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        QCOMPARE(fixture.session.lastImport()->rowsImported, std::uint64_t{600});
        QCOMPARE(fixture.session.lastImport()->rowsRejected, std::uint64_t{2});
        QCOMPARE(fixture.session.dataset()->userCount(), std::size_t{40});
        QVERIFY(findButton(page, QStringLiteral("Look at the data set")));
    }

    void saysWhatIsMissing() {
        PageFixture fixture;
        ImportPage page(fixture.session, fixture.navigator);
        page.resize(1240, 820);
        page.show();
        page.activate(
            {{QStringLiteral("paths"), QStringList{fixture.write(QStringLiteral("log.csv"), events())}}});
        QVERIFY(fixture.settle());
        auto* role = findNamed<QComboBox>(page, QStringLiteral("Role of column who"));
        QVERIFY(role);
        QCOMPARE(role->currentIndex(), 1); // guessed: the user
        role->setFocus();
        QTest::keyClick(role, Qt::Key_Up); // Ignore
        QTRY_VERIFY(!findButton(page, QStringLiteral("Continue"))->isEnabled());
    }

    void anotherDelimiterCutsTheFileAnewOffTheGuiThread() {
        PageFixture fixture;
        ImportDraft draft(fixture.session);
        const QString path = fixture.write(QStringLiteral("log.csv"), QByteArray(events()).replace(',', ';'));
        draft.setPaths({path});
        QVERIFY(fixture.settle());
        QCOMPARE(draft.plan().files.size(), std::size_t{1});
        const FilePlan right = draft.plan().files.front();
        QCOMPARE(right.columns.size(), std::size_t{4});
        FilePlan wrong = right; // as if the sniffer had missed the delimiter
        wrong.dialect.delimiter = ",";
        wrong.columns.resize(1);
        draft.edit([&](ImportPlan& plan) { plan.files.front() = wrong; });
        QSignalSpy replaced(&draft, &ImportDraft::fileReplaced);
        FilePlan changed = wrong;
        changed.dialect.delimiter = ";";
        draft.replaceFile(0, changed);
        QCOMPARE(replaced.count(), 0); // asked, not read here
        QVERIFY(fixture.settle());
        QCOMPARE(replaced.count(), 1);
        QCOMPARE(draft.plan().files.front().columns.size(), std::size_t{4});
        QCOMPARE(draft.plan().files.front().columns.back().name, right.columns.back().name);
        changed = draft.plan().files.front();
        changed.dialect.quote = '\'';
        draft.replaceFile(0, changed); // the same columns: at once
        QCOMPARE(replaced.count(), 2);
    }

    void aWeightIsEditedByKeyboard() {
        PageFixture fixture;
        ImportPage page(fixture.session, fixture.navigator);
        page.resize(1240, 820);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        page.activate(
            {{QStringLiteral("paths"), QStringList{fixture.write(QStringLiteral("log.csv"), events())}}});
        QVERIFY(fixture.settle());
        auto* weights = findNamed<QAbstractItemView>(page, QStringLiteral("Signal weights"));
        QTRY_COMPARE(weights->model()->rowCount(), 2);
        weights->setCurrentIndex(weights->model()->index(0, SignalWeightModel::WeightColumn));
        weights->setFocus();
        QTest::keyClick(weights, Qt::Key_F2);
        QWidget* editor = weights->viewport()->findChild<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
        QVERIFY(editor);
        QTest::keyClicks(editor->findChild<QLineEdit*>(), QStringLiteral("7"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(weights->model()
                         ->index(0, SignalWeightModel::WeightColumn)
                         .data(SignalWeightModel::WeightRole)
                         .toDouble(),
                     7.0);
        QVERIFY(fixture.settle());
        QTRY_COMPARE(weights->model()
                         ->index(0, SignalWeightModel::WeightColumn)
                         .data(SignalWeightModel::WeightRole)
                         .toDouble(),
                     7.0);
    }

    void anUnreadableFileIsAnErrorInWords() {
        PageFixture fixture;
        ImportPage page(fixture.session, fixture.navigator);
        page.show();
        page.activate({{QStringLiteral("paths"), QStringList{fixture.path(QStringLiteral("absent.csv"))}}});
        QVERIFY(fixture.settle());
        QVERIFY(!findButton(page, QStringLiteral("Continue"))->isEnabled());
    }

    void modelsAreSound() {
        const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
        ImportFileModel files;
        const QAbstractItemModelTester filesTester(&files, mode);
        files.setRows({FilePlan{}, FilePlan{}});
        ProblemModel problems;
        const QAbstractItemModelTester problemsTester(&problems, mode);
        problems.setRows({{"Item is empty", 3, 7, "log.csv", ""}});
        QCOMPARE(problems.index(0, 2).data().toString(), QStringLiteral("row 7"));
        SignalWeightModel weights;
        const QAbstractItemModelTester weightsTester(&weights, mode);
        weights.setRows({{defaultSignal("skip"), 4}});
        QVERIFY(!weights.setData(weights.index(0, 1), QStringLiteral("much"), Qt::EditRole));
        QVERIFY(weights.setData(weights.index(0, 1), -2.5, Qt::EditRole));
        ReadinessModel readiness;
        const QAbstractItemModelTester readinessTester(&readiness, mode);
        readiness.setRows({ReadinessCheck{}});
        PreviewModel preview;
        const QAbstractItemModelTester previewTester(&preview, mode);
        FilePreview sample;
        sample.plan.columns.resize(2);
        sample.rows = {{1, {"a"}, {"", "Value is empty"}}};
        preview.setPreview(sample);
        QCOMPARE(preview.index(0, 1).data().toString(), QStringLiteral("empty"));
    }
};

RUN_TEST(TestImportPage);
#include "tst_import_page.moc"
