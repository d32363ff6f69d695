// SPDX-License-Identifier: GPL-3.0-or-later
// The data of the open project is replaced by less while every page shows something of it and works on it: no
// page asks for people, items or models that are no more, and what was under way ends.
#include "engine/data/dataset.h"
#include "support/other_data.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "support/window_fixture.h"
#include "ui/navigation/page.h"
#include "ui/session/project_models.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QPointer>
#include <QSlider>
#include <QTest>

using namespace tastescope;

class TestOtherData : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPageGoesOn_data() {
        QTest::addColumn<int>("users");
        QTest::addColumn<int>("items");
        QTest::addColumn<bool>("busy");
        for (const auto& [users, items] : {std::pair(2, 2), std::pair(12, 9)}) {
            for (const bool busy : {false, true}) {
                QTest::addRow("%d people, %d items%s", users, items, busy ? ", at work" : "")
                    << users << items << busy;
            }
        }
    }
    void everyPageGoesOn() {
        QFETCH(int, users);
        QFETCH(int, items);
        QFETCH(bool, busy);
        WindowFixture fixture;
        QVERIFY(fixture.open(fixture.demo(QStringLiteral("music"), 60, 80, 2'000)));
        for (const char* id : {"popularity", "item_knn", "als"}) {
            fixture.session->models().train({id, {}, {}, 42});
        }
        QVERIFY(fixture.settle());
        for (const QString& page : fixture.pages()) {
            fixture.window->openPage(page);
            QVERIFY(fixture.settle());
            chooseTheLast(*fixture.window->currentPage());
            QVERIFY(fixture.settle());
        }
        if (busy) {
            for (const QString& page : fixture.pages()) {
                fixture.window->openPage(page);
                beginEverything(*fixture.window->currentPage());
            }
        }
        connect(fixture.session.get(), &Session::datasetChanged, fixture.window.get(),
                [&fixture] { useEveryChoice(*fixture.window); });
        QVERIFY(replaceData(*fixture.session, fixture.path(QStringLiteral("less.csv")), users, items));
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.session->dataset()->userCount(), static_cast<std::size_t>(users));
        for (const SessionModel& model : fixture.session->models().all()) {
            QVERIFY(!model.model || !model.stale);
        }
        for (const QString& page : fixture.pages()) {
            fixture.window->openPage(page);
            QVERIFY(fixture.settle());
            QVERIFY2(!shownWords(*fixture.window->currentPage()).isEmpty(), qPrintable(page));
            chooseTheLast(*fixture.window->currentPage());
            QVERIFY(fixture.settle());
            QVERIFY(!fixture.window->grab().isNull());
        }
    }

private:
    /// The last row of each table and list: what is not there in less data.
    static void chooseTheLast(const Page& page) {
        QList<QPointer<QAbstractItemView>> views;
        for (QAbstractItemView* view : page.findChildren<QAbstractItemView*>()) {
            views << view;
        }
        for (const QPointer<QAbstractItemView>& view : views) {
            if (view && view->isVisible() && view->model() && view->model()->rowCount() > 0) {
                view->setCurrentIndex(view->model()->index(view->model()->rowCount() - 1, 0));
            }
        }
    }

    static void beginEverything(const Page& page) {
        QList<QPointer<QAbstractButton>> buttons;
        for (QAbstractButton* button : page.findChildren<QAbstractButton*>()) {
            const QString words = button->text() + button->accessibleName();
            const bool asks = words.startsWith(QStringLiteral("Train all")); // in a dialog
            if (!asks &&
                (words.startsWith(QStringLiteral("Run")) || words.startsWith(QStringLiteral("Rehearse")) ||
                 words.startsWith(QStringLiteral("Train")))) {
                buttons << button;
            }
        }
        for (const QPointer<QAbstractButton>& button : buttons) {
            if (button && button->isVisible() && button->isEnabled()) {
                button->click();
            }
        }
    }

    static void useEveryChoice(const QWidget& window) {
        QList<QPointer<QWidget>> all;
        for (const Page* page : window.findChildren<Page*>()) {
            if (page->id() != QStringLiteral("settings")) { // it is of no project
                for (QWidget* widget : page->findChildren<QWidget*>()) {
                    all << widget;
                }
            }
        }
        for (const QPointer<QWidget>& widget : all) { // one use may do away with others
            if (const QPointer<QComboBox> box = qobject_cast<QComboBox*>(widget)) {
                for (int row = 0; box && row < box->count(); ++row) {
                    box->setCurrentIndex(row);
                    Q_EMIT box->activated(row);
                }
            } else if (auto* slider = qobject_cast<QSlider*>(widget)) {
                slider->setValue(slider->maximum());
            } else if (auto* button = qobject_cast<QAbstractButton*>(widget);
                       button && button->isCheckable()) {
                button->click();
            }
        }
    }
};

RUN_TEST(TestOtherData);
#include "tst_other_data.moc"
