// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a whole: keys, palette, themes, names for screen readers, and no HTML from data.
#include "engine/data/dataset.h"
#include "engine/data/demo/demo_world.h"
#include "storage/project/project.h"
#include "support/run.h"
#include "ui/jobs/job_runner.h"
#include "ui/metrics/metrics_dialog.h"
#include "ui/session/edit_command.h"
#include "ui/session/session.h"
#include "ui/shell/about_dialog.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/commands.h"
#include "ui/shell/jobs_chip.h"
#include "ui/shell/keyboard_dialog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/palette_model.h"
#include "ui/shell/places.h"
#include "ui/shell/rail.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/top_bar.h"
#include "ui/theme/theme.h"
#include "ui/widgets/toast.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QShortcut>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>
#include <QUrl>

#include <algorithm>
#include <future>
#include <memory>

using namespace tastescope;

class MainWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        QLocale::setDefault(QLocale(QLocale::German)); // where a comma is the point
        qputenv("XDG_CONFIG_HOME", m_folder.path().toLocal8Bit());
        qputenv("XDG_DATA_HOME", m_folder.path().toLocal8Bit());
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().apply();
        m_settings = std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("window.ini")),
                                                 QSettings::IniFormat);
        m_jobs = std::make_unique<JobRunner>();
        m_session = std::make_unique<Session>(*m_jobs);
        m_window = std::make_unique<MainWindow>(*m_session, *m_settings);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanupTestCase() {
        QLocale::setDefault(QLocale::system());
        m_window.reset();
        m_session.reset();
        m_jobs.reset();
    }

    // First: nothing is open yet.
    void placesWaitForADataSet() {
        QCOMPARE(current(), QStringLiteral("start"));
        const RailModel& rail = *m_window->findChild<Rail*>()->model();
        const QModelIndex data = rail.index(rail.rowOf(QStringLiteral("data")));
        QVERIFY(!(data.flags() & Qt::ItemIsEnabled));
        QCOMPARE(data.data(Qt::ToolTipRole).toString(), QStringLiteral("Opens with a data set"));
        const QModelIndex map = rail.index(rail.rowOf(QStringLiteral("map")));
        QVERIFY(!(map.flags() & Qt::ItemIsEnabled));
        QCOMPARE(map.data(Qt::ToolTipRole).toString(), QStringLiteral("Comes in a later version"));
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(current(), QStringLiteral("start"));
    }

    void projectOpensItsDataPage() {
        m_session->openProject(hostileProject());
        QTRY_VERIFY_WITH_TIMEOUT(m_session->dataset() != nullptr, 60'000);
        QTRY_COMPARE(current(), QStringLiteral("data"));
        QVERIFY(m_window->windowTitle().contains(QStringLiteral("Tastescope")));
        QTRY_VERIFY_WITH_TIMEOUT(m_jobs->idle(), 60'000);
        const QStringList status = m_window->findChild<StatusBar*>()->texts();
        QVERIFY2(status.contains(QStringLiteral("2,000 listeners")), qPrintable(status.join(u'|')));
        QVERIFY(status.contains(QStringLiteral("3,000 songs")));
    }

    void railFollowsMouseAndKeys() {
        auto* list = m_window->findChild<Rail*>()->list();
        const auto* model = m_window->findChild<Rail*>()->model();
        const QModelIndex start = model->index(model->rowOf(QStringLiteral("start")));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(start).center());
        QCOMPARE(current(), QStringLiteral("start"));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Down); // over the group's word
        QCOMPARE(current(), QStringLiteral("start"));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(current(), QStringLiteral("data"));
        QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(current(), QStringLiteral("start"));
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(current(), QStringLiteral("data"));
    }

    void everyPageHasTheNameThatTheCommandTakes() {
        for (const QString& id : pageIds()) {
            QVERIFY2(m_window->openPage(id), qPrintable(id));
            QCOMPARE(current(), id);
        }
        QCOMPARE(m_window->findChildren<Page*>().size(), pageIds().size());
        QVERIFY(m_window->openPage(QStringLiteral("data")));
    }

    void paletteFindsAndGoes() {
        auto* palette = m_window->findChild<CommandPalette*>();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(palette->isVisible());
        QTest::keyClicks(palette->field(), QStringLiteral("settings"));
        QTRY_COMPARE(first(*palette), QStringLiteral("Settings"));
        QTest::keyClick(palette->field(), Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(current(), QStringLiteral("settings"));
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(palette->isVisible());
        QTest::keyClick(palette->field(), Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void paletteSaysWhenNothingIsFound() {
        auto* palette = m_window->findChild<CommandPalette*>();
        const auto said = [palette] {
            QString words;
            for (const auto* label : palette->findChildren<QLabel*>()) {
                words += label->isVisible() ? label->text() : QString();
            }
            return words;
        };
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(said().isEmpty());
        QTest::keyClicks(palette->field(), QStringLiteral("<i>qqzzxx"));
        QTRY_VERIFY(said().contains(QStringLiteral("\"<i>qqzzxx\"")));
        palette->field()->clear();
        QTRY_VERIFY(said().isEmpty());
        QTest::keyClick(palette->field(), Qt::Key_Escape);
    }

    // The focus never leaves the field: it says what Enter would run.
    void paletteSaysWhichEntryIsCurrent() {
        auto* palette = m_window->findChild<CommandPalette*>();
        const auto* list = palette->findChild<QListView*>();
        const QLineEdit* field = palette->field();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QStringList said{field->accessibleDescription()};
        QVERIFY(said[0].startsWith(first(*palette)));
        for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Down, Qt::Key_Up}) {
            QTest::keyClick(palette->field(), key);
            const QString words = field->accessibleDescription();
            QVERIFY2(words.startsWith(list->currentIndex().data().toString()), qPrintable(words));
            QVERIFY(words != said.constLast());
            said += words;
        }
        QCOMPARE(said[3], said[1]);
        QTest::keyClicks(palette->field(), QStringLiteral("next region"));
        QTRY_VERIFY2(
            field->accessibleDescription().startsWith(QStringLiteral("Next region, ")), // and its key
            qPrintable(field->accessibleDescription()));
        palette->field()->clear();
        QTest::keyClicks(palette->field(), QStringLiteral("qqzzxx"));
        QTRY_VERIFY(field->accessibleDescription().contains(QStringLiteral("\"qqzzxx\"")));
        QTest::keyClick(palette->field(), Qt::Key_Escape);
    }

    void searchStaysWhereItIsWhenJobsCome() {
        const auto* search = m_window->findChild<SearchOpener*>();
        QVERIFY(search);
        m_window->resize(1440, 900);
        QTest::qWait(0);
        const QPoint before = search->mapTo(m_window.get(), QPoint());
        std::promise<void> gate;
        const std::shared_future<void> opened = gate.get_future().share();
        m_session->jobs().start<bool>(
            QStringLiteral("A job with a title of many words that fills its place in the bar"),
            [opened](const ExecutionContext&) -> Result<bool> {
                opened.wait();
                return true;
            },
            m_window.get(), {});
        auto* chip = m_window->findChild<JobsChip*>();
        QTRY_VERIFY(chip->accessibleName().contains(QStringLiteral("many words")));
        QTRY_VERIFY(chip->width() > 200);
        QCOMPARE(search->mapTo(m_window.get(), QPoint()), before);
        gate.set_value();
        QTRY_VERIFY(m_session->jobs().idle());
    }

    void paletteFindsItemsAndPeople() {
        auto* palette = m_window->findChild<CommandPalette*>();
        const Dataset& data = *m_session->dataset();
        const QString title = QString::fromStdString(data.itemLabel(ItemIndex(7)));
        QVERIFY(title.contains(QStringLiteral("<b>"))); // shown as it is, never rendered
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(palette->field(), title);
        QTRY_COMPARE(first(*palette), title);
        const PaletteEntry* hit = palette->model()->entry(palette->model()->index(1));
        QCOMPARE(hit->kind, PaletteKind::Item);
        palette->field()->clear();
        const QString person =
            QString::fromUtf8(data.users().at(3).data(), qsizetype(data.users().at(3).size()));
        QTest::keyClicks(palette->field(), person);
        QTRY_VERIFY(first(*palette).endsWith(person));
        QTest::keyClick(palette->field(), Qt::Key_Escape);
    }

    // Closed, or opened anew, before the answer has come: it is not shown, and nothing is run.
    void paletteTakesNoAnswerToWhatIsNotAskedAnyMore() {
        auto* palette = m_window->findChild<CommandPalette*>();
        const QString title = QString::fromStdString(m_session->dataset()->itemLabel(ItemIndex(7)));
        const QString page = current();
        for (const bool again : {false, true}) {
            QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
            const QString before = first(*palette);
            const int rows = palette->model()->rowCount();
            QTest::keyClicks(palette->field(), title);
            QTest::keyClick(palette->field(), Qt::Key_Return);
            QTest::keyClick(palette->field(), Qt::Key_Escape);
            if (again) {
                QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
                QVERIFY(palette->isVisible() && palette->field()->text().isEmpty());
            }
            QTRY_VERIFY(m_session->jobs().idle());
            QCOMPARE(palette->isVisible(), again);
            QCOMPARE(current(), page);
            QCOMPARE(first(*palette), before);
            QCOMPARE(palette->model()->rowCount(), rows);
        }
        QTest::keyClick(palette->field(), Qt::Key_Escape);
    }

    void paletteShowsNamesInCommandsAsTheyAre() {
        m_session->undoStack().push(new EditCommand(
            QStringLiteral("Delete R&B"), [] {}, [] {}));
        auto* palette = m_window->findChild<CommandPalette*>();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(palette->field(), QStringLiteral("undo delete r&b"));
        QTRY_COMPARE(first(*palette), QStringLiteral("Undo Delete R&B"));
        QTest::keyClick(palette->field(), Qt::Key_Escape);
        m_session->undoStack().clear();
    }

    void searchRanksAndIsBounded() {
        const Dataset& data = *m_session->dataset();
        const auto found = searchDataset(data, QStringLiteral("a"), 5, {});
        QVERIFY(found.hasValue());
        QVERIFY(found->size() <= 10);
        std::stop_source stop;
        stop.request_stop();
        ExecutionContext stopped;
        stopped.stop = stop.get_token();
        QVERIFY(!searchDataset(data, QStringLiteral("a"), 5, stopped).hasValue());
        QCOMPARE(matchQuality(QStringLiteral("Glass Orchard"), QStringLiteral("glass")), 3);
        QCOMPARE(matchQuality(QStringLiteral("Glass Orchard"), QStringLiteral("orch")), 2);
        QCOMPARE(matchQuality(QStringLiteral("Glass Orchard"), QStringLiteral("las")), 1);
        QCOMPARE(matchQuality(QStringLiteral("Glass"), QStringLiteral("GLASS")), 4);
        QCOMPARE(matchQuality(QStringLiteral("Glass"), QStringLiteral("x")), 0);
    }

    void partsOfTheStatusBarKeepTheirRoom() {
        for (const QLabel* part : m_window->findChild<StatusBar*>()->findChildren<QLabel*>()) {
            QCOMPARE(part->contentsMargins().left(), 12);
        }
    }

    void aCommandStandsInTheMenuThatItNames() {
        QStringList menus;
        for (const QAction* title : m_window->menuBar()->actions()) {
            QStringList texts;
            for (const QAction* action : title->menu()->actions()) {
                texts << action->text();
            }
            menus << title->text() + QStringLiteral(": ") + texts.join(QStringLiteral(", "));
        }
        QCOMPARE(menus,
                 QStringList(
                     {QStringLiteral("&File: Open project…, Import data…, Open the demo, Save, Save a copy…, "
                                     "Close project, Quit"),
                      QStringLiteral("&Edit: Undo, Redo, Search within the page"),
                      QStringLiteral("&View: Command palette, Next region, Previous region, Show or hide the "
                                     "inspector, Switch between light and dark, Larger text, Smaller text, "
                                     "Standard text size"),
                      QStringLiteral("&Help: Keyboard and help, What the measures mean, About Tastescope")}));
    }

    void themeSwitchesLive() {
        Theme& theme = Theme::instance();
        const QColor before = m_window->grab().toImage().pixelColor(700, 300);
        for (QAction* action : m_window->commands().all()) {
            if (action->text() == QStringLiteral("Switch between light and dark")) {
                action->trigger();
            }
        }
        QVERIFY(theme.isDark());
        const QColor after = m_window->grab().toImage().pixelColor(700, 300);
        QVERIFY(after.lightness() < before.lightness() - 100);
        QCOMPARE(m_settings->value(QStringLiteral("ui/theme")).toString(), QStringLiteral("dark"));
        theme.setChoice(ThemeChoice::Light);
    }

    void zoomByKeys() {
        Theme& theme = Theme::instance();
        QTest::keyClick(m_window.get(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(theme.zoom(), 110);
        QTest::keyClick(m_window.get(), Qt::Key_Minus, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_Minus, Qt::ControlModifier);
        QCOMPARE(theme.zoom(), 90);
        theme.setZoom(100);
    }

    void regionsByF6() {
        QVERIFY(m_window->openPage(QStringLiteral("start")));
        auto* rail = m_window->findChild<Rail*>();
        rail->setFocus();
        QCOMPARE(QApplication::focusWidget(), rail->list());
        QTest::keyClick(m_window.get(), Qt::Key_F6);
        QVERIFY(QApplication::focusWidget() != rail->list());
        QVERIFY(m_window->currentPage()->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(m_window.get(), Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(QApplication::focusWidget(), rail->list());
    }

    void menuBarComesWithAlt() {
        QVERIFY(!m_window->menuBar()->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_Alt);
        QVERIFY(m_window->menuBar()->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_Alt);
        QVERIFY(!m_window->menuBar()->isVisible());
        // Nor is it meant by Alt and another key, or another window.
        int heard = 0;
        const QShortcut shortcut(Qt::ALT | Qt::Key_Left, m_window.get());
        connect(&shortcut, &QShortcut::activated, this, [&heard] { ++heard; });
        QTest::keyPress(m_window.get(), Qt::Key_Alt, Qt::AltModifier);
        QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
        QTest::keyRelease(m_window.get(), Qt::Key_Alt);
        QCOMPARE(heard, 1);
        QVERIFY(!m_window->menuBar()->isVisible());
        QTest::keyPress(m_window.get(), Qt::Key_Alt, Qt::AltModifier);
        QEvent left(QEvent::WindowDeactivate);
        QApplication::sendEvent(m_window.get(), &left);
        QTest::keyRelease(m_window.get(), Qt::Key_Alt);
        QVERIFY(!m_window->menuBar()->isVisible());
    }

    void railNarrowsInSmallWindows() {
        m_window->resize(1440, 900);
        QCOMPARE(m_window->findChild<Rail*>()->width(), 184);
        m_window->resize(1120, 720);
        QCOMPARE(m_window->findChild<Rail*>()->width(), 48);
        m_window->resize(1440, 900);
    }

    void droppedDataGoesToTheImportPage() {
        QFile file(m_folder.filePath(QStringLiteral("events.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("user,item\n1,2\n") > 0);
        file.close();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(file.fileName())});
        QDragEnterEvent enter(QPoint(600, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(600, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &drop);
        QCOMPARE(current(), QStringLiteral("import"));
        QMimeData web;
        web.setUrls({QUrl(QStringLiteral("https://example.org/a.csv"))});
        QDragEnterEvent no(QPoint(600, 400), Qt::CopyAction, &web, Qt::LeftButton, Qt::NoModifier);
        no.ignore();
        QApplication::sendEvent(m_window.get(), &no);
        QVERIFY(!no.isAccepted());
        QTRY_VERIFY_WITH_TIMEOUT(m_jobs->idle(), 30'000);
    }

    void failuresBecomeToasts() {
        auto* toasts = m_window->findChild<ToastArea*>();
        const int before = toasts->count();
        Q_EMIT m_session->failed(QStringLiteral("Not saved"), QStringLiteral("<b>disk</b> full"));
        QCOMPARE(toasts->count(), before + 1);
    }

    void everyFocusableWidgetHasAName() {
        QStringList nameless;
        AboutDialog about(m_window.get());
        KeyboardDialog keys(m_window->commands(), m_window.get());
        const MetricsDialog measures({}, m_window.get());
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->accessibleName().isEmpty()) {
                continue;
            }
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            if ((button && !button->text().isEmpty()) || isInnerPart(*widget)) {
                continue;
            }
            QStringList path;
            for (const QWidget* at = widget; at; at = at->parentWidget()) {
                path.prepend(QString::fromLatin1(at->metaObject()->className()));
            }
            nameless += path.join(QStringLiteral(" > "));
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    }

    /// Numbers are shown with a point, and typed as they are shown.
    void everyNumberBoxTakesThePoint() {
        const auto boxes = m_window->findChildren<QDoubleSpinBox*>();
        QVERIFY(boxes.size() > 20);
        for (const QDoubleSpinBox* box : boxes) {
            QVERIFY2(box->locale().decimalPoint() == QStringLiteral("."), qPrintable(box->accessibleName()));
        }
    }

    void noLabelRendersHtml() {
        QStringList risky;
        for (const QLabel* label : m_window->findChildren<QLabel*>()) {
            if (label->textFormat() != Qt::PlainText && Qt::mightBeRichText(label->text())) {
                risky += label->text();
            }
        }
        QVERIFY2(risky.isEmpty(), qPrintable(risky.join(u'\n')));
    }

    // Whatever a tooltip holds is shown as words, so that HTML written into one is read as it stands.
    void noTooltipIsHtml() {
        QStringList written;
        const auto look = [&written](const QString& tip) {
            for (const char* sign : {"<p>", "<br>", "&amp;", "&lt;", "&gt;", "&quot;"}) {
                if (tip.contains(QString::fromLatin1(sign))) {
                    written += tip;
                }
            }
        };
        const QString user = QString::fromStdString(std::string(m_session->dataset()->users().at(0)));
        for (const QString& id : pageIds()) {
            const bool explores = id == QLatin1String("explore");
            QVERIFY2(m_window->openPage(id, explores ? QVariantMap{{QStringLiteral("user"), user}}
                                                     : QVariantMap{}),
                     qPrintable(id));
            QTRY_VERIFY_WITH_TIMEOUT(m_jobs->idle(), 60'000);
        }
        int said = 0;
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            look(widget->toolTip());
            const auto* view = qobject_cast<const QAbstractItemView*>(widget);
            const QAbstractItemModel* model = view ? view->model() : nullptr;
            for (int row = 0; model && row < std::min(20, model->rowCount()); ++row) {
                for (int column = 0; column < model->columnCount(); ++column) {
                    const QString tip = model->index(row, column).data(Qt::ToolTipRole).toString();
                    said += tip.contains(QStringLiteral("</b> <img src=x>")) ? 1 : 0;
                    look(tip);
                }
            }
        }
        QVERIFY2(written.isEmpty(), qPrintable(written.join(u'\n')));
        QVERIFY(said > 0); // of the titles of the history
    }

    void stateIsKept() {
        m_window->close();
        QVERIFY(!m_settings->value(QStringLiteral("window/geometry")).toByteArray().isEmpty());
    }

private:
    // The demo with markup in every title, in the name and among the people's ids.
    QString hostileProject() const {
        DemoOptions options;
        options.users = 2000;
        auto world = makeDemoWorld(options);
        Dataset::Parts parts = world->dataset->parts();
        AttributeTable table = parts.itemAttributes->table();
        for (AttributeColumn& column : table.columns) {
            for (std::size_t row = 0; column.name == "title" && row < column.texts.size(); ++row) {
                column.texts[row] = "<b>" + column.texts[row] + "</b> <img src=x>";
            }
        }
        parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(table));
        parts.name = "<h1>Shop</h1> & <i>co</i>";
        const QString path = m_folder.filePath(QStringLiteral("<u>hostile.tastescope"));
        const auto made = Project::create(path.toStdString(), {parts, "{}"});
        return made ? path : QString();
    }

    QString current() const { return m_window->currentPage()->id(); }
    static QString first(const CommandPalette& palette) {
        const PaletteModel& model = *palette.model();
        const int row = model.nextEntry(0, 1);
        return row < 0 ? QString() : model.index(row).data().toString();
    }
    // Parts that Qt makes inside of a control and that speak through it.
    static bool isInnerPart(const QWidget& widget) {
        const QWidget* parent = widget.parentWidget();
        return widget.objectName().startsWith(QStringLiteral("qt_")) ||
               (parent && (parent->inherits("QAbstractSpinBox") || parent->inherits("QComboBox") ||
                           parent->inherits("QComboBoxPrivateContainer") || parent->inherits("QTabBar")));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<JobRunner> m_jobs;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

RUN_TEST(MainWindowTest);
#include "tst_main_window.moc"
