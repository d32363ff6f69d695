// SPDX-License-Identifier: GPL-3.0-or-later
// Every page, button and dialog on data that has next to nothing: no people, no events, one of each, people
// who have everything, no times, damaged models. Nothing crashes, and what is empty says so.
#include "engine/data/dataset.h"
#include "support/page_fixture.h"
#include "support/run.h"
#include "support/window_fixture.h"
#include "ui/lists/ranked_list_view.h"
#include "ui/pages/explore/lists_panel.h"
#include "ui/pages/explore/reason_panel.h"
#include "ui/session/project_models.h"
#include "ui/text/format.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_row.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPointer>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QTimer>
#include <QUndoStack>

#include <algorithm>
#include <array>
#include <utility>

using namespace tastescope;

namespace {

/// What a list says instead of rows; null when it shows rows.
const EmptyState* shownState(const ListColumn& column) {
    for (const EmptyState* state : column.findChildren<EmptyState*>()) {
        if (state->isVisible()) {
            return state;
        }
    }
    return nullptr;
}

/// Looks at whatever opens over the window, goes through it by keys, and closes it.
class DialogCloser : public QObject {
public:
    DialogCloser() {
        m_timer.setInterval(15);
        connect(&m_timer, &QTimer::timeout, this, &DialogCloser::look);
        m_timer.start();
    }
    int seen() const { return m_seen; }

private:
    void look() {
        if (QWidget* popup = QApplication::activePopupWidget()) {
            popup->grab();
            popup->close();
            return;
        }
        const QPointer<QWidget> modal = QApplication::activeModalWidget();
        if (!modal) {
            return;
        }
        ++m_seen;
        modal->grab();
        for (int step = 0; step < 6 && modal; ++step) {
            QTest::keyClick(modal, Qt::Key_Tab);
        }
        if (modal) {
            modal->close();
        }
    }

    QTimer m_timer;
    int m_seen = 0;
};

} // namespace

class TestStates : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPageInEveryState_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("models");
        for (const char* state : {"nothing open", "no data", "no events", "people only", "items only"}) {
            QTest::addRow("%s", state) << QString::fromLatin1(state) << false;
        }
        for (const char* state : {"one of each", "two rows", "all have everything", "one user", "one item",
                                  "no times", "no attributes"}) {
            QTest::addRow("%s, no model", state) << QString::fromLatin1(state) << false;
            QTest::addRow("%s, every model", state) << QString::fromLatin1(state) << true;
        }
    }
    void everyPageInEveryState() {
        QFETCH(QString, state);
        QFETCH(bool, models);
        WindowFixture fixture;
        const QString project = make(fixture, state);
        if (!project.isEmpty()) {
            QVERIFY2(fixture.open(project), qPrintable(state));
            QVERIFY(!models || fixture.trainAllKinds());
        }
        const DialogCloser closer;
        for (const QString& page : fixture.pages()) {
            walk(fixture, page);
        }
        everyPerson(fixture);
        QVERIFY(fixture.settle());
    }

    // A list that has nothing is a state of its own, whatever kind of model it is of.
    void whoHasEverythingIsTold() {
        WindowFixture fixture;
        QVERIFY(fixture.open(make(fixture, QStringLiteral("two rows"))));
        QVERIFY(fixture.trainAllKinds());
        QVERIFY(fixture.session->models().all().size() > 8);
        int asked = 0;
        for (const SessionModel& model : std::vector(fixture.session->models().all())) {
            const QString name = toQString(model.stored.name);
            fixture.window->openPage(
                QStringLiteral("explore"),
                {{QStringLiteral("user"), QStringLiteral("u2")}, {QStringLiteral("model"), name}});
            QVERIFY(fixture.settle());
            const auto* first = fixture.window->currentPage()->findChild<ListColumn*>();
            QVERIFY(first);
            if (first->list().rows().rowCount() > 0) {
                continue; // some kinds bring back what was had
            }
            ++asked;
            const auto* none = shownState(*first);
            QVERIFY2(none, qPrintable(name));
            QVERIFY2(shownWords(*none).contains(QStringLiteral("Nothing left to recommend")),
                     qPrintable(name));
            const auto* reason = fixture.window->currentPage()->findChild<ReasonPanel*>();
            QVERIFY2(shownWords(*reason).contains(QStringLiteral("Nothing selected")), qPrintable(name));
        }
        QVERIFY(asked > 8);
    }

    // Where the training ends, and as long as the model is looked at.
    void aModelThatRanksWithoutSignalSaysSo() {
        WindowFixture fixture;
        QVERIFY(fixture.open(make(fixture, QStringLiteral("no attributes"))));
        fixture.window->openPage(QStringLiteral("models"));
        QSignalSpy told(fixture.session.get(), &Session::notice);
        const QString words = QStringLiteral("Ranks without signal");
        fixture.session->models().train({"popularity", {}, {}, 42});
        QVERIFY(fixture.settle());
        QCOMPARE(told.size(), 1);
        QVERIFY(!told[0][1].toString().contains(words));
        QVERIFY(fixture.session->models().all().back().remarks.isEmpty());
        QVERIFY(!shownWords(*fixture.window->currentPage()).contains(words));
        fixture.session->models().train({"content_tfidf", {}, {}, 42});
        QVERIFY(fixture.settle());
        QCOMPARE(told.size(), 2);
        QVERIFY2(told[1][1].toString().contains(words), qPrintable(told[1][1].toString()));
        const qint64 id = fixture.session->models().all().back().stored.id;
        fixture.window->openPage(QStringLiteral("models"), {{QStringLiteral("model"), id}});
        QVERIFY(shownWords(*fixture.window->currentPage()).contains(words));
        // Deleted and brought back it is the same model.
        fixture.session->models().remove(id);
        QVERIFY(fixture.settle());
        fixture.session->undoStack().undo();
        QVERIFY(fixture.settle());
        QCOMPARE(fixture.session->models().all().back().remarks.size(), 1);
    }

    void aDamagedModelIsAStateOfItsList() {
        WindowFixture fixture;
        const QString project = fixture.demo(QStringLiteral("music"), 60, 80, 2'000);
        QVERIFY(fixture.open(project));
        QVERIFY(fixture.trainAllKinds());
        const auto count = fixture.session->models().all().size();
        fixture.session->closeProject();
        QVERIFY(fixture.settle());
        damageModels(project, static_cast<int>(count));
        QVERIFY(fixture.open(project));
        const DialogCloser closer;
        int told = 0;
        for (const SessionModel& model : std::vector(fixture.session->models().all())) {
            fixture.window->openPage(QStringLiteral("explore"),
                                     {{QStringLiteral("model"), toQString(model.stored.name)}});
            QVERIFY(fixture.settle());
            if (fixture.session->models().find(model.stored.id)->problem.isEmpty()) {
                continue;
            }
            const auto* none = shownState(*fixture.window->currentPage()->findChild<ListColumn*>());
            QVERIFY(none);
            QVERIFY(shownWords(*none).contains(QStringLiteral("No list from this model")));
            ++told;
        }
        QVERIFY(told > 0);
        for (const QString& page : fixture.pages()) {
            walk(fixture, page);
        }
    }

    // What stands in a list, and the person's past, belong to the data of a moment ago while other data
    // comes.
    void oldRowsDoNothingWhileOtherDataIsRead() {
        WindowFixture fixture;
        const QString music = fixture.demo(QStringLiteral("music"), 60, 80, 2'000);
        const QString two = make(fixture, QStringLiteral("two rows"));
        QVERIFY(fixture.open(music));
        QVERIFY(fixture.trainAllKinds());
        fixture.window->openPage(QStringLiteral("explore"));
        QVERIFY(fixture.settle());
        auto* past = findView(fixture, QStringLiteral("History"));
        QVERIFY(past && past->model()->rowCount() > 0);
        bool opened = false;
        connect(fixture.session.get(), &Session::projectChanged, past, [&] {
            // The first moment with the other data: its catalogue is not there yet.
            past->setCurrentIndex(past->model()->index(0, 0));
            QTest::keyClick(past, Qt::Key_Delete);
            QTest::keyClick(fixture.window.get(), Qt::Key_Right, Qt::AltModifier);
            opened = true;
        });
        QVERIFY(fixture.open(two));
        QVERIFY(opened);
        QVERIFY(fixture.settle());
        fixture.session->closeProject();
        QVERIFY(fixture.settle());
        QCOMPARE(past->model()->rowCount(), 0);
    }

    // A list that is open, or a slider that is held, is answered after the project went as well.
    void everyChoiceIsHarmlessWhenTheProjectIsGone() {
        WindowFixture fixture;
        QVERIFY(fixture.open(fixture.demo(QStringLiteral("music"), 60, 80, 2'000)));
        for (const char* id : {"popularity", "item_knn", "als"}) {
            fixture.session->models().train({id, {}, {}, 42});
        }
        QVERIFY(fixture.settle());
        for (Page* page : fixture.window->findChildren<Page*>()) {
            fixture.window->openPage(page->id());
            QVERIFY(fixture.settle());
        }
        int used = 0;
        // One use may do away with others.
        const auto each = [&](auto* first, const auto& use) {
            using Widget = std::remove_pointer_t<decltype(first)>;
            for (Page* page : fixture.window->findChildren<Page*>()) {
                if (page->id() == QStringLiteral("settings")) {
                    continue; // it is of no project
                }
                QList<QPointer<Widget>> all;
                for (Widget* widget : page->findChildren<Widget*>()) {
                    all << widget;
                }
                for (const QPointer<Widget>& widget : all) {
                    if (widget) {
                        use(widget);
                        ++used;
                    }
                }
            }
        };
        const auto useAll = [&] {
            each(static_cast<QComboBox*>(nullptr), [](QPointer<QComboBox> box) {
                for (int row = 0; box && row < box->count(); ++row) {
                    box->setCurrentIndex(row);
                    Q_EMIT box->activated(row);
                }
            });
            each(static_cast<QSlider*>(nullptr), [](QPointer<QSlider> slider) {
                slider->setValue(slider->maximum());
                if (slider) {
                    slider->setValue(slider->minimum());
                }
            });
            each(static_cast<QAbstractButton*>(nullptr), [](QPointer<QAbstractButton> button) {
                if (button->isCheckable()) {
                    button->click();
                }
            });
        };
        connect(fixture.session.get(), &Session::projectChanged, fixture.window.get(), useAll);
        fixture.session->closeProject();
        QVERIFY(fixture.settle());
        QVERIFY(used > 50);
        useAll();
        QVERIFY(fixture.settle());
    }

    // What is typed or moved comes to rest a moment later: by then there may be nothing that it is about, or
    // something else.
    void whatWasTypedJustBeforeIsHarmless_data() {
        QTest::addColumn<QString>("next");
        for (const char* next : {"nothing open", "two rows"}) {
            QTest::addRow("%s", next) << QString::fromLatin1(next);
        }
    }
    void whatWasTypedJustBeforeIsHarmless() {
        QFETCH(QString, next);
        WindowFixture fixture;
        const QString other = make(fixture, next);
        QVERIFY(fixture.open(fixture.demo(QStringLiteral("music"), 60, 80, 2'000)));
        fixture.session->models().train({"item_knn", {}, {}, 42});
        QVERIFY(fixture.settle());
        for (Page* page : fixture.window->findChildren<Page*>()) {
            fixture.window->openPage(page->id());
            QVERIFY(fixture.settle());
        }
        fixture.window->openPage(QStringLiteral("coldstart")); // what it shows next is asked for at once
        QVERIFY(fixture.settle());
        const auto [typed, moved] = useEveryField(*fixture.window);
        QVERIFY2(typed > 3 && moved > 5, qPrintable(QStringLiteral("%1, %2").arg(typed).arg(moved)));
        if (other.isEmpty()) {
            fixture.session->closeProject();
        } else {
            QVERIFY(fixture.open(other));
        }
        QTRY_VERIFY(isAtRest(*fixture.window));
        QVERIFY(fixture.settle());
        QVERIFY(!fixture.window->grab().isNull());
    }

    // Words that led nowhere do not stay in a field that names who is shown.
    void aFieldNamesWhoIsShown() {
        WindowFixture fixture;
        QVERIFY(fixture.open(fixture.demo(QStringLiteral("music"), 60, 80, 2'000)));
        fixture.session->models().train({"popularity", {}, {}, 42});
        QVERIFY(fixture.settle());
        fixture.window->openPage(QStringLiteral("explore"));
        QVERIFY(fixture.settle());
        QLineEdit* field = nullptr;
        for (auto* found : fixture.window->currentPage()->findChildren<QLineEdit*>()) {
            if (found->isVisible() && found->accessibleName().startsWith(QStringLiteral("Search"))) {
                field = found;
            }
        }
        QVERIFY(field);
        const QString shown = field->text();
        QVERIFY(!shown.isEmpty());
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("nobody of this name"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(fixture.settle());
        findView(fixture, QStringLiteral("History"))->setFocus();
        QCOMPARE(field->text(), shown);
    }

private:
    static QString make(const WindowFixture& fixture, const QString& state) {
        const QString name = QString(state).replace(u' ', u'_');
        if (state == QLatin1String("no data")) {
            return fixture.withoutEvents(name, 0, 0);
        }
        if (state == QLatin1String("no events")) {
            return fixture.withoutEvents(name, 3, 4);
        }
        if (state == QLatin1String("people only")) {
            return fixture.withoutEvents(name, 3, 0);
        }
        if (state == QLatin1String("items only")) {
            return fixture.withoutEvents(name, 0, 4);
        }
        if (state == QLatin1String("one of each")) {
            return fixture.importCsv(name, "user,item,rating\nu1,i1,4\n");
        }
        if (state == QLatin1String("two rows")) {
            return fixture.importCsv(name, "user,item,rating\nu1,i1,4\nu2,i1,5\n");
        }
        if (state == QLatin1String("all have everything")) {
            return fixture.importCsv(name,
                                     "user,item,rating,timestamp\nu1,i1,4,1700000000\nu1,i2,3,1700000100\n"
                                     "u2,i1,5,1700000200\nu2,i2,1,1700000300\n");
        }
        if (state == QLatin1String("one user")) {
            return fixture.importCsv(name,
                                     "user,item,rating,timestamp\nu1,i1,4,1700000000\nu1,i2,3,1700000100\n");
        }
        if (state == QLatin1String("one item")) {
            return fixture.importCsv(name,
                                     "user,item,rating,timestamp\nu1,i1,4,1700000000\nu2,i1,3,1700000100\n"
                                     "u3,i1,2,1700000200\n");
        }
        if (state == QLatin1String("no times") || state == QLatin1String("no attributes")) {
            const bool times = state == QLatin1String("no attributes");
            QByteArray text = times ? "user,item,rating,timestamp\n" : "user,item,rating\n";
            for (int row = 0; row < 60; ++row) {
                text += 'u' + QByteArray::number(row / 6) + ",i" + QByteArray::number(row * 7 % 11) + ',' +
                        QByteArray::number(1 + row % 5) +
                        (times ? ',' + QByteArray::number(1700000000 + row * 5000) : QByteArray()) + '\n';
            }
            return fixture.importCsv(name, text);
        }
        return {}; // nothing open
    }

    /// Types into every field and moves every slider of the project's pages; how many did something.
    static std::pair<int, int> useEveryField(const QWidget& window) {
        int typed = 0;
        int moved = 0;
        for (const Page* page : window.findChildren<Page*>()) {
            if (page->id() == QStringLiteral("settings")) {
                continue; // it is of no project
            }
            for (QLineEdit* field : page->findChildren<QLineEdit*>()) {
                if (field->isEnabled() && !field->isReadOnly() &&
                    !qobject_cast<QAbstractSpinBox*>(field->parentWidget())) {
                    const QString before = field->text();
                    QTest::keyClicks(field, QStringLiteral("~~")); // nothing is called so: no list opens
                    typed += field->text() != before;
                }
            }
            for (const SliderRow* row : page->findChildren<SliderRow*>()) {
                auto* box = row->findChild<QDoubleSpinBox*>();
                if (row->isEnabled()) {
                    QTest::keyClick(box, box->value() < box->maximum() ? Qt::Key_Up : Qt::Key_Down);
                    moved += row->isMoving();
                }
            }
        }
        return {typed, moved};
    }

    /// Whether no field or slider waits for its rest.
    static bool isAtRest(const QWidget& window) {
        const QList<QTimer*> timers = window.findChildren<QTimer*>();
        return std::ranges::none_of(timers, [](const QTimer* timer) {
            return timer->isActive() && timer->isSingleShot() && timer->interval() <= 1'000;
        });
    }

    static QAbstractItemView* findView(const WindowFixture& fixture, const QString& name) {
        for (auto* view : fixture.window->findChildren<QAbstractItemView*>()) {
            if (view->accessibleName() == name) {
                return view;
            }
        }
        return nullptr;
    }

    /// Draws the page, goes through it by keys, opens every row and presses every button that stays on this
    /// data.
    static void walk(WindowFixture& fixture, const QString& id) {
        MainWindow& window = *fixture.window;
        if (!window.openPage(id)) {
            return;
        }
        fixture.settle();
        QVERIFY(!window.grab().isNull());
        QVERIFY2(!shownWords(*window.currentPage()).trimmed().isEmpty(), qPrintable(id));
        for (const auto key : {Qt::Key_Tab, Qt::Key_Down, Qt::Key_F6, Qt::Key_Tab, Qt::Key_End, Qt::Key_F6,
                               Qt::Key_Space, Qt::Key_Tab, Qt::Key_F6, Qt::Key_Down}) {
            QWidget* focus = QApplication::focusWidget();
            QTest::keyClick(focus ? focus : &window, key);
        }
        window.openPage(id);
        QList<QPointer<QAbstractItemView>> views;
        for (auto* view : window.currentPage()->findChildren<QAbstractItemView*>()) {
            views << view;
        }
        for (const auto& view : views) {
            if (view && view->isVisible() && view->model() && view->model()->rowCount() > 0) {
                view->setCurrentIndex(view->model()->index(0, 0));
                Q_EMIT view->clicked(view->currentIndex());
                Q_EMIT view->activated(view->currentIndex());
                fixture.settle();
                window.openPage(id);
            }
        }
        QList<QPointer<QAbstractButton>> buttons;
        for (auto* button : window.currentPage()->findChildren<QAbstractButton*>()) {
            if (button->isVisible() && !button->text().contains(QStringLiteral("demo"))) {
                buttons << button;
            }
        }
        for (const auto& button : buttons) {
            if (button && button->isVisible() && button->isEnabled()) {
                QTest::mouseClick(button, Qt::LeftButton);
                if (!fixture.settle(500)) { // a simulation, which need not come to its end here
                    fixture.jobs->cancelAll();
                    fixture.settle();
                }
                window.openPage(id);
            }
        }
        QVERIFY(!window.grab().isNull());
    }

    static void everyPerson(WindowFixture& fixture) {
        const auto data = fixture.session->dataset();
        if (!data) {
            return;
        }
        std::vector<QString> models{QString()};
        for (const SessionModel& model : fixture.session->models().all()) {
            models.push_back(toQString(model.stored.name));
        }
        for (const QString& model : models) {
            for (std::size_t user = 0; user < std::min<std::size_t>(3, data->userCount()); ++user) {
                fixture.window->openPage(
                    QStringLiteral("explore"),
                    {{QStringLiteral("user"), toQString(data->users().at(static_cast<std::uint32_t>(user)))},
                     {QStringLiteral("model"), model}});
                fixture.settle();
                fixture.window->grab();
            }
        }
    }
};

RUN_TEST(TestStates);

#include "tst_states.moc"
