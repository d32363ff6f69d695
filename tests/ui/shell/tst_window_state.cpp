// SPDX-License-Identifier: GPL-3.0-or-later
// What a second start finds again, and that the undo of a message undoes what the message tells of.
#include "engine/registry/registry.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/reason_panel.h"
#include "ui/session/project_models.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/main_window.h"
#include "ui/shell/palette_model.h"
#include "ui/shell/rail.h"
#include "ui/tables/table_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/toast.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QSettings>
#include <QSplitter>
#include <QStandardPaths>
#include <QTest>
#include <QUndoCommand>
#include <QUndoStack>

#include <memory>

using namespace tastescope;

namespace {

class CountingCommand : public QUndoCommand {
public:
    explicit CountingCommand(int& value) : m_value(value) {}
    void redo() override { ++m_value; }
    void undo() override { --m_value; }

private:
    int& m_value;
};

} // namespace

class TestWindowState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().apply();
    }

    void sizeSplittersAndColumnsComeBack() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        QVERIFY(fixture.openDemo({QStringLiteral("popularity"), QStringLiteral("item_knn")}));
        QVERIFY(fixture.settle());
        auto window = makeWindow(fixture, settings);
        window->resize(1300, 780);
        QVERIFY(window->openPage(QStringLiteral("models")));
        auto* table = findNamed<TableView>(*window, QStringLiteral("Trained models"));
        QVERIFY(table);
        table->setColumnWidth(0, 171);
        table->horizontalHeader()->moveSection(1, 3);
        QVERIFY(window->openPage(QStringLiteral("data"), {{QStringLiteral("tab"), 1}}));
        QVERIFY(fixture.settle());
        auto* rows = findNamed<TableView>(*window, QStringLiteral("Rows of the data set"));
        QVERIFY(rows);
        rows->setColumnWidth(1, 203);
        rows->sortByColumn(0, Qt::AscendingOrder);
        QVERIFY(fixture.settle());
        const QString first = rows->model()->index(0, 0).data().toString();
        QVERIFY(window->openPage(QStringLiteral("explore")));
        QVERIFY(fixture.settle());
        auto* splitter = shown(*window);
        QVERIFY(splitter);
        // By mouse, as a person would.
        QWidget* handle = splitter->handle(1);
        QTest::mousePress(handle, Qt::LeftButton, {}, handle->rect().center());
        QTest::mouseMove(handle, handle->rect().center() + QPoint(30, 0));
        QTest::mouseRelease(handle, Qt::LeftButton, {}, handle->rect().center() + QPoint(30, 0));
        const QList<int> sizes = splitter->sizes();
        window->close();
        window.reset();

        window = makeWindow(fixture, settings);
        QCOMPARE(window->size(), QSize(1300, 780));
        QVERIFY(window->openPage(QStringLiteral("models")));
        table = findNamed<TableView>(*window, QStringLiteral("Trained models"));
        QCOMPARE(table->columnWidth(0), 171);
        QCOMPARE(table->horizontalHeader()->visualIndex(1), 3);
        QVERIFY(window->openPage(QStringLiteral("data"), {{QStringLiteral("tab"), 1}}));
        QVERIFY(fixture.settle());
        rows = findNamed<TableView>(*window, QStringLiteral("Rows of the data set"));
        QVERIFY(rows);
        QCOMPARE(rows->columnWidth(1), 203);
        QCOMPARE(rows->horizontalHeader()->sortIndicatorSection(), 0);
        QCOMPARE(rows->model()->index(0, 0).data().toString(), first);
        QVERIFY(window->openPage(QStringLiteral("explore")));
        QVERIFY(fixture.settle());
        QTRY_VERIFY(shown(*window));
        QCOMPARE(shown(*window)->sizes().first(), sizes.first());
    }

    void theDemoOpensOnAPersonWithListsAndReasons() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
        QFile::remove(folder + QStringLiteral("/demo.tastescope"));
        auto window = makeWindow(fixture, settings);
        QVERIFY(window->openPage(QStringLiteral("start")));
        QAbstractButton* open = findButton(*window, QStringLiteral("Open demo"));
        QVERIFY(open);
        QTest::mouseClick(open, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(window->currentPage()->id(), QStringLiteral("explore"), 60000);
        // Until the first model is there, the page says so and offers no second training.
        QVERIFY(!findButton(*window, QStringLiteral("Train both")));
        QVERIFY(fixture.settle(60000));
        int lists = 0;
        for (RankedListView* list : window->findChildren<RankedListView*>()) {
            lists += list->isVisible() && list->rows().rowCount() > 0 ? 1 : 0;
        }
        QCOMPARE(lists, 3);
        auto* reason = window->findChild<ReasonPanel*>();
        QVERIFY(reason && reason->isVisible());
        QVERIFY(!findButton(*reason, QStringLiteral("Open in Similar"))->visibleRegion().isEmpty());
        auto* sentence = reason->findChild<Note*>();
        QVERIFY(sentence && sentence->isVisible());
        QVERIFY(sentence->accessibleName().size() > 20);
        // Without a single toast over what there is to see.
        QCOMPARE(window->findChild<ToastArea*>()->count(), 0);
        window.reset();
        fixture.session.closeProject();
        QVERIFY(fixture.settle());
        QFile::remove(folder + QStringLiteral("/demo.tastescope"));
    }

    void undoOfAMessageIsOfItsOwnEdit() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        auto window = makeWindow(fixture, settings);
        auto* toasts = window->findChild<ToastArea*>();
        int first = 0;
        int second = 0;
        fixture.session.undoStack().push(new CountingCommand(first));
        Q_EMIT fixture.session.notice(QStringLiteral("ALS is trained"), QStringLiteral("It took 1 s."));
        QVERIFY(!findButton(*toasts, QStringLiteral("Undo"))); // a training is no edit
        Q_EMIT fixture.session.edited(QStringLiteral("ALS is deleted"), {});
        QAbstractButton* undo = findButton(*toasts, QStringLiteral("Undo"));
        QVERIFY(undo);
        // It goes when it would take back something else: what came later, also at the same place.
        fixture.session.undoStack().undo();
        QVERIFY(!findButton(*toasts, QStringLiteral("Undo")));
        fixture.session.undoStack().redo();
        Q_EMIT fixture.session.edited(QStringLiteral("ALS is deleted"), {});
        QVERIFY(findButton(*toasts, QStringLiteral("Undo")));
        fixture.session.undoStack().push(new CountingCommand(second));
        QVERIFY(!findButton(*toasts, QStringLiteral("Undo")));
        QCOMPARE(first, 1);
        QCOMPARE(second, 1);
        Q_EMIT fixture.session.edited(QStringLiteral("Weights are changed"), {});
        undo = findButton(*toasts, QStringLiteral("Undo"));
        QVERIFY(undo);
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(second, 0);
        QCOMPARE(first, 1);
    }

    void regionsAndPlacesByKey() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        QVERIFY(fixture.openDemo({QStringLiteral("popularity")}));
        QVERIFY(fixture.settle());
        auto window = makeWindow(fixture, settings);
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        const QStringList ids = window->findChild<Rail*>()->ids();
        for (const char* place : {"data", "explore", "similar", "models"}) {
            const QString id = QString::fromLatin1(place);
            const auto key = static_cast<Qt::Key>(Qt::Key_0 + ids.indexOf(id));
            QTest::keyClick(window.get(), key, Qt::ControlModifier);
            QCOMPARE(window->currentPage()->id(), id);
            QVERIFY(fixture.settle());
            // All regions are reached and the round closes, in both directions.
            for (const Qt::KeyboardModifiers way :
                 {Qt::KeyboardModifiers(Qt::NoModifier), Qt::KeyboardModifiers(Qt::ShiftModifier)}) {
                const int steps = roundOf(*window, way);
                QVERIFY2(steps >= 2 && steps < 12, place);
            }
        }
    }

    void theRoundSkipsWhatCannotTakeTheFocus() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        QVERIFY(fixture.openDemo({QStringLiteral("popularity")})); // nothing that Similar could ask
        QVERIFY(fixture.settle());
        auto window = makeWindow(fixture, settings);
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QVERIFY(window->openPage(QStringLiteral("similar")));
        QVERIFY(fixture.settle());
        QCOMPARE(roundOf(*window, Qt::NoModifier), 2); // rail and what to do; the search is disabled
        QCOMPARE(roundOf(*window, Qt::ShiftModifier), 2);
        const AlgorithmInfo* info = findAlgorithm("item_knn");
        fixture.session.models().train({info->id, ParamSet(info->params), {}, 42});
        QVERIFY(fixture.settle());
        QCOMPARE(roundOf(*window, Qt::NoModifier), 4); // rail, search, lists, map
        QCOMPARE(roundOf(*window, Qt::ShiftModifier), 4);
    }

    void thePaletteSpeaksOfModelsInWords() {
        PageFixture fixture;
        QSettings settings(fixture.path(QStringLiteral("window.ini")), QSettings::IniFormat);
        QVERIFY(fixture.openDemo({QStringLiteral("item_knn")}));
        QVERIFY(fixture.settle());
        auto window = makeWindow(fixture, settings);
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = window->findChild<CommandPalette*>();
        const PaletteEntry* model = palette->model()->entry(palette->model()->index(1));
        QVERIFY(model);
        QCOMPARE(model->kind, PaletteKind::Model);
        QCOMPARE(model->detail.toStdString(), findAlgorithm("item_knn")->tagline);
        QTest::keyClick(palette->field(), Qt::Key_Escape);
    }

private:
    /// How many steps of F6 lead back to where the first one went.
    static int roundOf(MainWindow& window, Qt::KeyboardModifiers way) {
        const auto step = [&] {
            QWidget* focus = QApplication::focusWidget();
            QTest::keyClick(focus ? focus : &window, Qt::Key_F6, way);
        };
        step();
        const QWidget* begin = QApplication::focusWidget();
        int steps = 0;
        do {
            step();
            ++steps;
        } while (QApplication::focusWidget() != begin && steps < 12);
        return steps;
    }
    static std::unique_ptr<MainWindow> makeWindow(PageFixture& fixture, QSettings& settings) {
        auto window = std::make_unique<MainWindow>(fixture.session, settings);
        window->show();
        return window;
    }
    static QSplitter* shown(const MainWindow& window) {
        for (QSplitter* splitter : window.findChildren<QSplitter*>()) {
            if (splitter->isVisible()) {
                return splitter;
            }
        }
        return nullptr;
    }
};

RUN_TEST(TestWindowState);
#include "tst_window_state.moc"
