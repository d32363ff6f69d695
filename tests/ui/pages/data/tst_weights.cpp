// SPDX-License-Identifier: GPL-3.0-or-later
// The weights of open data are changed by hand, make models old, and come back by undo.
#include "engine/data/dataset.h"
#include "engine/data/statistics.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/pages/data/data_page.h"
#include "ui/pages/data/weights_dialog.h"
#include "ui/session/project_models.h"
#include "ui/signals/signal_weight_model.h"
#include "ui/tables/table_view.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QUndoStack>

using namespace tastescope;

class TestWeights : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::German)); } // where a comma is the point
    void cleanupTestCase() { QLocale::setDefault(QLocale::system()); }

    void aWeightIsChangedByKeysAndComesBackByUndo() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        QVERIFY(fixture.openDemo({QStringLiteral("popularity")}));
        QVERIFY(fixture.settle());
        const std::vector<SignalType> before = fixture.session.dataset()->signals();
        QSignalSpy edited(&fixture.session, &Session::edited);
        inDialog(page, [](WeightsDialog& dialog) {
            auto* table = findNamed<TableView>(dialog, QStringLiteral("Signal weights"));
            QVERIFY(table);
            const QAbstractItemModelTester tester(table->model(),
                                                  QAbstractItemModelTester::FailureReportingMode::QtTest);
            table->setFocus();
            table->setCurrentIndex(table->model()->index(0, SignalWeightModel::WeightColumn));
            QTest::keyClick(table, Qt::Key_F2);
            auto* box = table->findChild<QDoubleSpinBox*>();
            QVERIFY(box);
            box->selectAll();
            QTest::keyClicks(box, QStringLiteral("7.5"));
            QTest::keyClick(box, Qt::Key_Return);
            QTRY_COMPARE(table->currentIndex().data(Qt::EditRole).toDouble(),
                         7.5); // committed by the event loop
            QTest::mouseClick(findButton(dialog, QStringLiteral("Change weights")), Qt::LeftButton);
        });
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.session.dataset()->signals()[0].weight, 7.5);
        QVERIFY(fixture.session.models().all().front().stale);
        QCOMPARE(edited.size(), 1);
        QVERIFY2(edited[0][1].toString().contains(QStringLiteral("old")),
                 qPrintable(edited[0][1].toString()));
        fixture.session.undoStack().undo();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.session.dataset()->signals(), before);
        QVERIFY(!fixture.session.models().all().front().stale);
        fixture.session.undoStack().redo();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.session.dataset()->signals()[0].weight, 7.5);
    }

    void cancelChangesNothing() {
        ShownPage<DataPage> fixture;
        DataPage& page = fixture.page;
        QVERIFY(fixture.openDemo());
        QVERIFY(fixture.settle());
        inDialog(page, [](WeightsDialog& dialog) {
            auto* policy = findNamed<QComboBox>(dialog, QStringLiteral("Several events of one pair"));
            QVERIFY(policy);
            policy->setFocus();
            QTest::keyClick(policy, Qt::Key_End);
            QTest::keyClick(&dialog, Qt::Key_Escape);
        });
        QVERIFY(!fixture.session.undoStack().canUndo());
    }

    void everyControlHasAName() {
        PageFixture fixture;
        QVERIFY(fixture.openDemo());
        QVERIFY(fixture.settle());
        const WeightsDialog dialog(*fixture.session.dataset(), fixture.session.statistics()->signals, 2);
        for (const QWidget* widget : dialog.findChildren<QWidget*>()) {
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const bool inner =
                widget->parentWidget() && widget->parentWidget()->inherits("QComboBoxPrivateContainer");
            if ((widget->focusPolicy() & Qt::TabFocus) && !inner && !(button && !button->text().isEmpty())) {
                QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
            }
        }
    }

private:
    // Clicks the button and works the dialog that opens over it.
    static void inDialog(const DataPage& page, const std::function<void(WeightsDialog&)>& work) {
        bool seen = false;
        QTimer::singleShot(0, qApp, [&] {
            auto* dialog = qobject_cast<WeightsDialog*>(QApplication::activeModalWidget());
            seen = dialog != nullptr;
            if (dialog) {
                work(*dialog);
                if (dialog->isVisible()) {
                    dialog->reject();
                }
            }
        });
        QTest::mouseClick(findButton(page, QStringLiteral("Change signal weights")), Qt::LeftButton);
        QVERIFY(seen);
    }
};

RUN_TEST(TestWeights);
#include "tst_weights.moc"
