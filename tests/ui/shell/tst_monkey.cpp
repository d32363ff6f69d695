// SPDX-License-Identifier: GPL-3.0-or-later
// A person without sense: seeded keys, clicks, pages, editors, popups, dialogs, sizes, trainings and projects
// over the whole window. It passes when nothing crashes and the window still answers; the address sanitizer
// makes it say more. TASTESCOPE_MONKEY_SECONDS and TASTESCOPE_MONKEY_SEED set how long and which.
#include "engine/base/random.h"
#include "engine/registry/registry.h"
#include "support/freed_later.h"
#include "support/run.h"
#include "support/window_fixture.h"
#include "ui/session/project_models.h"
#include "ui/shell/jobs_chip.h"
#include "ui/shell/jobs_popup.h"
#include "ui/theme/theme.h"
#include "ui/widgets/focus_ring.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDeadlineTimer>
#include <QFileDialog>
#include <QMenu>
#include <QPointer>
#include <QTest>
#include <QTimer>
#include <QUndoStack>

#include <algorithm>
#include <array>
#include <utility>

using namespace tastescope;

namespace {

int fromEnvironment(const char* name, int otherwise) {
    bool given = false;
    const int value = qEnvironmentVariableIntValue(name, &given);
    return given ? value : otherwise;
}

/// Acts by a timer, so that what it opens (menus, dialogs with a loop of their own) meets it too.
class Monkey : public QObject {
public:
    Monkey(WindowFixture& fixture, QStringList projects, std::uint64_t seed)
        : m_fixture(fixture)
        , m_projects(std::move(projects))
        , m_random(seed, 1) {
        m_timer.setInterval(2);
        connect(&m_timer, &QTimer::timeout, this, &Monkey::act);
        m_timer.start();
    }
    void stop() { m_timer.stop(); }
    int steps() const { return m_steps; }
    const QStringList& last() const { return m_last; }

private:
    static constexpr int mostLoops = 12;

    int below(int count) { return static_cast<int>(m_random.below(static_cast<std::uint64_t>(count))); }
    bool chance(int percent) { return below(100) < percent; }
    template <typename T>
    T oneOf(const QList<T>& all) {
        return all[below(static_cast<int>(all.size()))];
    }
    void note(const QString& what) {
        m_last << what;
        if (m_last.size() > 40) {
            m_last.removeFirst();
        }
        if (qEnvironmentVariableIsSet("TASTESCOPE_MONKEY_TELLS")) {
            std::fprintf(stderr, "%s\n", qPrintable(what));
        }
    }

    /// Not in the timer's own event: Qt does not let a timer into a loop that runs within its event.
    void act() {
        if (!std::exchange(m_queued, true)) {
            QMetaObject::invokeMethod(this, &Monkey::step, Qt::QueuedConnection);
        }
    }

    void step() {
        m_queued = false;
        if (!m_timer.isActive()) {
            return;
        }
        ++m_steps;
        ++m_depth;
        if (m_depth < mostLoops) {
            choose();
        } else if (QWidget* open = QApplication::activePopupWidget() ? QApplication::activePopupWidget()
                                                                     : QApplication::activeModalWidget()) {
            open->close();
        }
        --m_depth;
    }

    void choose() {
        if (!m_fixture.window->isVisible()) { // quit by a command
            m_fixture.window->show();
            return;
        }
        if (QWidget* popup = QApplication::activePopupWidget()) {
            inPopup(*popup);
            return;
        }
        if (QWidget* modal = QApplication::activeModalWidget()) {
            inDialog(*modal);
            return;
        }
        const int what = below(100);
        if (what < 34) {
            key();
        } else if (what < 62) {
            click();
        } else if (what < 70) {
            page();
        } else if (what < 76) {
            type();
        } else if (what < 80) {
            resize();
        } else if (what < 84) {
            row();
        } else if (what < 88) {
            contextMenu();
        } else if (what < 92) {
            train();
        } else if (what < 94) {
            cancel();
        } else if (what < 96) {
            undo();
        } else if (what < 97) {
            project();
        } else if (what < 98) {
            look();
        } else {
            QTest::qWait(below(120));
        }
    }

    void inPopup(QWidget& popup) {
        note(QStringLiteral("popup %1").arg(QString::fromLatin1(popup.metaObject()->className())));
        const QPointer<QWidget> alive = &popup;
        if (chance(70)) {
            static const QList<Qt::Key> keys{Qt::Key_Down,   Qt::Key_Up,   Qt::Key_Return,
                                             Qt::Key_Escape, Qt::Key_Home, Qt::Key_End};
            QTest::keyClick(&popup, oneOf(keys));
        } else {
            QTest::mouseClick(&popup, Qt::LeftButton, Qt::NoModifier,
                              QPoint(below(std::max(1, popup.width())), below(std::max(1, popup.height()))));
        }
        if (alive && chance(20)) {
            alive->close();
        }
    }

    void inDialog(QWidget& dialog) {
        note(QStringLiteral("dialog %1").arg(dialog.windowTitle()));
        if (auto* files = qobject_cast<QFileDialog*>(&dialog)) {
            // No free keys here: a file dialog can delete what it shows.
            if (chance(50)) {
                files->reject();
            } else if (auto* field = files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))) {
                field->setText(m_fixture.path(QStringLiteral("monkey%1.tastescope").arg(below(3))));
                QMetaObject::invokeMethod(files, chance(70) ? "accept" : "reject");
            }
            return;
        }
        if (dialog.inherits("QMessageBox") || chance(12)) {
            dialog.close();
            return;
        }
        QList<QAbstractButton*> buttons = dialog.findChildren<QAbstractButton*>();
        buttons.removeIf(
            [](const QAbstractButton* button) { return !button->isVisible() || !button->isEnabled(); });
        if (!buttons.isEmpty() && chance(40)) {
            QTest::mouseClick(oneOf(buttons), Qt::LeftButton);
        } else {
            key();
        }
    }

    QWidget* target() {
        QWidget* focus = QApplication::focusWidget();
        return focus ? focus : m_fixture.window.get();
    }

    void key() {
        static const QList<Qt::Key> plain{
            Qt::Key_Tab,  Qt::Key_Tab,   Qt::Key_Tab,       Qt::Key_Backtab,  Qt::Key_F6,     Qt::Key_Up,
            Qt::Key_Down, Qt::Key_Left,  Qt::Key_Right,     Qt::Key_Space,    Qt::Key_Return, Qt::Key_Escape,
            Qt::Key_Home, Qt::Key_End,   Qt::Key_PageUp,    Qt::Key_PageDown, Qt::Key_Delete, Qt::Key_F2,
            Qt::Key_A,    Qt::Key_Slash, Qt::Key_Backspace, Qt::Key_1,        Qt::Key_F1,     Qt::Key_Alt};
        static const QList<Qt::Key> withControl{
            Qt::Key_0,     Qt::Key_1, Qt::Key_2,      Qt::Key_3, Qt::Key_4, Qt::Key_5,
            Qt::Key_6,     Qt::Key_7, Qt::Key_K,      Qt::Key_F, Qt::Key_Z, Qt::Key_Plus,
            Qt::Key_Minus, Qt::Key_C, Qt::Key_Period, Qt::Key_D, Qt::Key_R, Qt::Key_E,
            Qt::Key_S,     Qt::Key_A, Qt::Key_O,      Qt::Key_I};
        if (chance(65)) {
            const Qt::Key which = oneOf(plain);
            note(QStringLiteral("key %1").arg(QKeySequence(which).toString()));
            QTest::keyClick(target(), which);
        } else if (chance(80)) {
            const Qt::Key which = oneOf(withControl);
            note(QStringLiteral("ctrl %1").arg(QKeySequence(which).toString()));
            QTest::keyClick(target(), which,
                            chance(12) ? Qt::ControlModifier | Qt::ShiftModifier : Qt::ControlModifier);
        } else {
            note(QStringLiteral("alt arrow"));
            QTest::keyClick(target(), chance(50) ? Qt::Key_Left : Qt::Key_Right, Qt::AltModifier);
        }
    }

    void type() {
        static const QList<QString> words{QStringLiteral("a"),    QStringLiteral("0.5"),
                                          QStringLiteral("song"), QStringLiteral("-1e9"),
                                          QStringLiteral("<b>x"), QStringLiteral("u1")};
        const QString word = oneOf(words);
        note(QStringLiteral("type %1").arg(word));
        QTest::keyClicks(target(), word);
    }

    template <typename T>
    QList<T*> shown() const {
        QList<T*> all = m_fixture.window->findChildren<T*>();
        all.removeIf([](const T* widget) { return !widget->isVisible() || !widget->isEnabled(); });
        return all;
    }

    void click() {
        QList<QWidget*> all;
        if (chance(55)) {
            for (auto* button : shown<QAbstractButton>()) {
                all << button;
            }
        } else if (chance(30)) {
            for (auto* box : shown<QComboBox>()) {
                all << box;
            }
        } else {
            all = shown<QWidget>();
        }
        if (all.isEmpty()) {
            return;
        }
        QWidget* widget = oneOf(all);
        const QString words = widget->property("text").toString() + widget->accessibleName();
        if (words.contains(QStringLiteral("demo"), Qt::CaseInsensitive)) {
            return; // its making would take most of the time there is
        }
        note(
            QStringLiteral("click %1 %2").arg(QString::fromLatin1(widget->metaObject()->className()), words));
        const QPoint at(below(std::max(1, widget->width())), below(std::max(1, widget->height())));
        if (chance(12)) {
            QTest::mouseDClick(widget, Qt::LeftButton, Qt::NoModifier, at);
        } else {
            QTest::mouseClick(widget, Qt::LeftButton,
                              chance(10) ? Qt::ControlModifier : Qt::KeyboardModifier(Qt::NoModifier), at);
        }
    }

    void page() {
        const QString id = oneOf<QString>(m_fixture.pages());
        note(QStringLiteral("page %1").arg(id));
        m_fixture.window->openPage(id);
    }

    void resize() {
        static const QList<QSize> sizes{{1120, 720}, {1440, 900}, {1280, 720}, {1920, 1080}, {1199, 800}};
        note(QStringLiteral("resize"));
        m_fixture.window->resize(oneOf(sizes));
    }

    void row() {
        const QList<QAbstractItemView*> views = shown<QAbstractItemView>();
        if (views.isEmpty()) {
            return;
        }
        QAbstractItemView* view = oneOf(views);
        const int rows = view->model() ? view->model()->rowCount() : 0;
        if (rows == 0) {
            return;
        }
        note(QStringLiteral("row of %1").arg(view->accessibleName()));
        const QModelIndex index =
            view->model()->index(below(rows), below(std::max(1, view->model()->columnCount())));
        view->scrollTo(index);
        view->setFocus();
        view->setCurrentIndex(index);
        const QPoint at = view->visualRect(index).center();
        if (chance(30)) {
            QTest::mouseDClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, at);
        } else {
            QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, at);
        }
    }

    void contextMenu() {
        const QList<QAbstractItemView*> views = shown<QAbstractItemView>();
        if (views.isEmpty()) {
            return;
        }
        QWidget* at = oneOf(views)->viewport();
        note(QStringLiteral("menu"));
        const QPoint where(below(std::max(1, at->width())), below(std::max(1, at->height())));
        QContextMenuEvent event(QContextMenuEvent::Mouse, where, at->mapToGlobal(where));
        QApplication::sendEvent(at, &event);
    }

    void train() {
        const auto& kinds = algorithms();
        const AlgorithmInfo& info = kinds[static_cast<std::size_t>(below(static_cast<int>(kinds.size())))];
        note(QStringLiteral("train %1").arg(QString::fromStdString(info.id)));
        if (m_fixture.jobs->runningCount() < 3) {
            m_fixture.session->models().train({info.id, ParamSet(info.params), {}, 1});
        }
    }

    void cancel() {
        note(QStringLiteral("cancel"));
        chance(50) ? m_fixture.jobs->cancelAll() : m_fixture.jobs->clearFinished();
    }

    void undo() {
        note(QStringLiteral("undo"));
        QUndoStack& stack = m_fixture.session->undoStack();
        chance(60) ? stack.undo() : stack.redo();
    }

    void project() {
        note(QStringLiteral("project"));
        if (chance(15)) {
            m_fixture.session->closeProject();
        } else {
            m_fixture.session->openProject(oneOf(m_projects));
        }
    }

    void look() {
        note(QStringLiteral("look"));
        Theme& theme = Theme::instance();
        if (chance(50)) {
            theme.setChoice(theme.isDark() ? ThemeChoice::Light : ThemeChoice::Dark);
        } else {
            theme.setZoom(80 + 10 * below(8));
        }
    }

    WindowFixture& m_fixture;
    const QStringList m_projects;
    Random m_random;
    QTimer m_timer;
    int m_steps = 0;
    int m_depth = 0; ///< loops within loops
    bool m_queued = false;
    QStringList m_last;
};

} // namespace

class TestMonkey : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QApplication::setQuitOnLastWindowClosed(false);
        new FocusRing(qApp);
    }

    // The case that led here: the ring is shown around a widget of a page that is left.
    void leavingAPageWithTheRingShown() {
        WindowFixture fixture;
        QVERIFY(fixture.open(fixture.demo(QStringLiteral("music"), 60, 80, 2'000)));
        fixture.session->models().train({"popularity", {}, {}, 42});
        QVERIFY(fixture.settle());
        const QStringList pages{QStringLiteral("explore"), QStringLiteral("data"),
                                QStringLiteral("models"),  QStringLiteral("similar"),
                                QStringLiteral("import"),  QStringLiteral("settings")};
        for (const QString& page : pages) {
            for (int tabs = 1; tabs <= 14; ++tabs) {
                fixture.window->openPage(page);
                for (int tab = 0; tab < tabs; ++tab) {
                    QWidget* focus = QApplication::focusWidget();
                    QTest::keyClick(focus ? focus : fixture.window.get(), Qt::Key_Tab);
                }
                QCoreApplication::processEvents();
                QTest::keyClick(fixture.window.get(), tabs % 2 ? Qt::Key_1 : Qt::Key_0, Qt::ControlModifier);
                QCoreApplication::processEvents();
            }
        }
        QVERIFY(fixture.window->isVisible());
    }

    // Rows, forms, chips and columns that other ones replace, whatever the reason, while an event is under
    // way.
    void whatGoesIsFreedLater() {
        WindowFixture fixture;
        const QString music = fixture.demo(QStringLiteral("music"), 60, 80, 2'000);
        const QString two = fixture.importCsv(QStringLiteral("two"), "user,item,rating\nu1,i1,4\nu2,i1,5\n");
        QVERIFY(fixture.open(music));
        const FreedLater watch;
        const auto breaches = [&] { return watch.breaches().join(QStringLiteral("; ")); };
        const auto popup = [&]() -> QWidget* {
            auto* chip = fixture.window->findChild<JobsChip*>();
            QTest::mouseClick(chip, Qt::LeftButton);
            return fixture.window->findChild<JobsPopup*>();
        };
        // The list of jobs while one begins, while the text grows by a key pressed in it, and when it is
        // cleared.
        for (const char* kind : {"popularity", "item_knn", "als"}) {
            fixture.session->models().train({kind, {}, {}, 42});
            QWidget* jobs = popup();
            QTRY_VERIFY(jobs && jobs->isVisible());
            fixture.session->models().train({"random", {}, {}, 42});
            Theme::instance().setZoom(Theme::instance().zoom() == 100 ? 110 : 100);
            QVERIFY(fixture.settle());
            for (auto* button : jobs->findChildren<QAbstractButton*>()) {
                if (button->isVisible() && button->isEnabled() &&
                    button->text().startsWith(QLatin1String("Clear"))) {
                    QTest::mouseClick(button, Qt::LeftButton);
                }
            }
            jobs->close();
            QCOMPARE(breaches(), QString());
        }
        for (const QString& page :
             {QStringLiteral("explore"), QStringLiteral("data"), QStringLiteral("models"),
              QStringLiteral("similar"), QStringLiteral("start"), QStringLiteral("import"),
              QStringLiteral("settings")}) {
            fixture.window->openPage(page);
            QVERIFY(fixture.settle());
            Theme& theme = Theme::instance();
            theme.setChoice(theme.isDark() ? ThemeChoice::Light : ThemeChoice::Dark);
            // Every row of small lists: kinds of model with forms of their own, people with chips of their
            // own.
            for (auto* view : fixture.window->currentPage()->findChildren<QAbstractItemView*>()) {
                for (int row = 0;
                     view->isVisible() && view->model() && row < view->model()->rowCount() && row < 30;
                     row += 3) {
                    view->setCurrentIndex(view->model()->index(row, 0));
                }
            }
            // Other models, lengths, and fewer lists side by side, and back.
            for (const int key : {Qt::Key_Up, Qt::Key_Up, Qt::Key_Down, Qt::Key_Down}) {
                for (auto* combo : fixture.window->currentPage()->findChildren<QComboBox*>()) {
                    if (combo->isVisible()) {
                        QTest::keyClick(combo, static_cast<Qt::Key>(key));
                    }
                }
                QVERIFY(fixture.settle());
            }
            QVERIFY(fixture.open(page == QLatin1String("data") ? two : music));
            QVERIFY(fixture.settle());
            QVERIFY2(watch.breaches().isEmpty(), qPrintable(page + QLatin1Char(' ') + breaches()));
        }
        // Every page in windows of other widths, and with text of other sizes.
        for (const QString& page : {QStringLiteral("explore"), QStringLiteral("data"),
                                    QStringLiteral("models"), QStringLiteral("similar")}) {
            fixture.window->openPage(page);
            QVERIFY(fixture.settle());
            for (const QSize& size :
                 {QSize(1120, 720), QSize(1920, 1080), QSize(1279, 800), QSize(1440, 900)}) {
                fixture.window->resize(size);
                QCoreApplication::processEvents();
                Theme::instance().setZoom(Theme::instance().zoom() == 100 ? 130 : 100);
                QCoreApplication::processEvents();
            }
            QVERIFY2(watch.breaches().isEmpty(), qPrintable(page + QLatin1Char(' ') + breaches()));
        }
        fixture.session->closeProject();
        QVERIFY(fixture.settle());
        QCOMPARE(breaches(), QString());
        Theme::instance().setZoom(100);
    }

    void anythingGoes() {
        WindowFixture fixture;
        const QStringList projects{
            fixture.demo(QStringLiteral("music"), 80, 120, 3'000),
            fixture.importCsv(QStringLiteral("two"), "user,item,rating\nu1,i1,4\nu2,i1,5\n"),
            fixture.withoutEvents(QStringLiteral("none"), 2, 2)};
        QVERIFY(fixture.open(projects.first()));
        const int seconds = fromEnvironment("TASTESCOPE_MONKEY_SECONDS", 60);
        const int seed = fromEnvironment("TASTESCOPE_MONKEY_SEED", 20240601);
        Monkey monkey(fixture, projects, static_cast<std::uint64_t>(seed));
        const QDeadlineTimer end(std::chrono::seconds{seconds});
        while (!end.hasExpired()) {
            QTest::qWait(100);
        }
        monkey.stop();
        const QString story = monkey.last().join(QStringLiteral("; "));
        QVERIFY2(monkey.steps() > seconds * 2,
                 qPrintable(QStringLiteral("%1 steps: %2").arg(monkey.steps()).arg(story)));
        qInfo("%d steps", monkey.steps());
        while (QWidget* open = QApplication::activePopupWidget() ? QApplication::activePopupWidget()
                                                                 : QApplication::activeModalWidget()) {
            open->close();
            QCoreApplication::processEvents();
        }
        fixture.jobs->cancelAll();
        QVERIFY2(fixture.settle(120'000), "work that was cancelled did not end");
        // It still does what a window does.
        QVERIFY(fixture.open(projects.first()));
        QVERIFY(fixture.window->openPage(QStringLiteral("data")));
        Theme::instance().setZoom(100);
    }
};

RUN_TEST(TestMonkey);

#include "tst_monkey.moc"
