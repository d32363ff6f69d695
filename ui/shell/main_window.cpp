// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "engine/data/dataset.h"
#include "engine/registry/registry.h"
#include "ui/charts/picture_memory.h"
#include "ui/input/open_paths.h"
#include "ui/jobs/job_runner.h"
#include "ui/metrics/metrics_dialog.h"
#include "ui/pages/page_registry.h"
#include "ui/session/project_models.h"
#include "ui/session/session.h"
#include "ui/shell/about_dialog.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/commands.h"
#include "ui/shell/jobs_chip.h"
#include "ui/shell/jobs_popup.h"
#include "ui/shell/keyboard_dialog.h"
#include "ui/shell/project_notices.h"
#include "ui/shell/rail.h"
#include "ui/shell/regions.h"
#include "ui/shell/status_bar.h"
#include "ui/shell/top_bar.h"
#include "ui/tables/column_memory.h"
#include "ui/text/button_text.h"
#include "ui/text/format.h"
#include "ui/theme/style_roots.h"
#include "ui/theme/theme.h"
#include "ui/widgets/screen_size.h"
#include "ui/widgets/toast.h"
#include "ui/widgets/undo_keys.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QStackedWidget>
#include <QUndoStack>

namespace tastescope {

namespace {

constexpr int narrowBelow = 1200; ///< width under which the rail shows icons only
constexpr QSize smallest(1120, 720);
constexpr QSize standard(1440, 900);

} // namespace

MainWindow::MainWindow(Session& session, QSettings& settings, QWidget* parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_settings(settings) {
    setWindowTitle(QStringLiteral("Tastescope"));
    setAccessibleName(QStringLiteral("Tastescope"));
    setMinimumSize(smallest.boundedTo(roomFor(*this))); // the status bar stays on a small screen
    setAcceptDrops(true);
    ColumnMemory::instance().load(m_settings);
    PictureMemory::instance().load(m_settings);
    buildFrame();
    buildCommands();
    connectSession();
    resize(standard);
    restoreGeometry(m_settings.value(QStringLiteral("window/geometry")).toByteArray());
    projectChanged();
    openPage(QStringLiteral("start"));
    qApp->installEventFilter(this);
}

MainWindow::~MainWindow() {
    qApp->removeEventFilter(this);
}

void MainWindow::buildFrame() {
    StyleRoots::styleByParts(*this);
    m_top = new TopBar(m_session, this);
    addToolBar(Qt::TopToolBarArea, m_top);
    m_stack = new QStackedWidget(this);
    StyleRoots::styleByParts(*m_stack);
    QSet<QString> built;
    for (Page* page : createPages(m_session, m_navigator, m_settings)) {
        m_pages.insert(page->id(), page);
        built.insert(page->id());
        m_stack->addWidget(page);
        m_settings.beginGroup(QStringLiteral("pages/") + page->id());
        page->restoreState(m_settings);
        m_settings.endGroup();
    }
    m_rail = new Rail(built, this);
    auto* body = new QWidget(this);
    StyleRoots::styleByParts(*body);
    auto* row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(m_stack, 1);
    setCentralWidget(body);
    auto* status = new StatusBar(m_session, this);
    setStatusBar(status);
    m_toasts = new ToastArea(this, status->height());
    m_notices = new ProjectNotices(m_session, *m_toasts, *this);
    connect(m_notices, &ProjectNotices::titleChanged, this, [this] { setWindowTitle(m_notices->title()); });
    m_jobs = new JobsPopup(m_session.jobs(), this);
    m_palette = new CommandPalette(m_session, this);
    connect(m_rail, &Rail::chosen, this, [this](const QString& id) { openPage(id); });
    connect(&m_navigator, &Navigator::requested, this, &MainWindow::openPage);
    connect(m_top, &TopBar::searchRequested, this, &MainWindow::openPalette);
    connect(m_top, &TopBar::jobsRequested, this, [this] { m_jobs->showBelow(*m_top->jobsChip()); });
    connect(m_top, &TopBar::themeToggled, this, &MainWindow::toggleTheme);
    connect(m_top, &TopBar::helpRequested, this, [this] { KeyboardDialog(*m_commands, this).exec(); });
    connect(m_top, &TopBar::datasetClicked, this, [this] { openPage(QStringLiteral("data")); });
    connect(m_palette, &CommandPalette::chosen, this, &MainWindow::runEntry);
    connect(&Theme::instance(), &Theme::changed, this,
            [this] { m_rail->setNarrow(width() < Theme::instance().scaled(narrowBelow)); });
}

void MainWindow::buildCommands() {
    m_commands = new Commands(this);
    const auto page = [this] { return currentPage(); };
    m_commands->add(
        CommandMenu::File, tr("Open project…"), {QKeySequence(Qt::CTRL | Qt::Key_O)},
        [this] { chooseProject(m_session, this); }, QStringLiteral("open"));
    m_commands->add(
        CommandMenu::File, tr("Import data…"), {QKeySequence(Qt::CTRL | Qt::Key_I)},
        [this] { chooseData(m_session, m_navigator, this); }, QStringLiteral("import"));
    m_commands->add(
        CommandMenu::File, tr("Open the demo"), {}, [this] { m_session.openDemo(); }, QStringLiteral("play"));
    m_commands->add(
        CommandMenu::File, tr("Save"), {QKeySequence(Qt::CTRL | Qt::Key_S)},
        [this] {
            if (m_session.isOpen()) {
                m_session.checkSaved();
            } else {
                m_toasts->show({ToastKind::Caution,
                                tr("Nothing to save"),
                                tr("Open a project or import data first."),
                                {},
                                {}});
            }
        },
        QStringLiteral("save"));
    m_commands->add(
        CommandMenu::File, tr("Save a copy…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)},
        [this] { chooseCopy(m_session, *this); }, QStringLiteral("save"));
    m_commands->add(
        CommandMenu::File, tr("Close project"), {QKeySequence(Qt::CTRL | Qt::Key_W)},
        [this] { m_session.closeProject(); }, QStringLiteral("close"));
    m_commands->add(CommandMenu::File, tr("Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { close(); });
    m_commands->addUndo(m_session.undoStack());
    m_commands->add(
        CommandMenu::Edit, tr("Search within the page"),
        {QKeySequence(Qt::CTRL | Qt::Key_F), QKeySequence(Qt::Key_Slash)}, [page] { page()->focusSearch(); },
        QStringLiteral("search"));
    m_commands->add(
        CommandMenu::View, tr("Command palette"), {QKeySequence(Qt::CTRL | Qt::Key_K)},
        [this] { openPalette(); }, QStringLiteral("search"));
    m_commands->add(CommandMenu::View, tr("Next region"), {QKeySequence(Qt::Key_F6)},
                    [this] { goToRegion(1); });
    m_commands->add(CommandMenu::View, tr("Previous region"), {QKeySequence(Qt::SHIFT | Qt::Key_F6)},
                    [this] { goToRegion(-1); });
    m_commands->add(
        CommandMenu::View, tr("Show or hide the inspector"), {QKeySequence(Qt::CTRL | Qt::Key_Period)},
        [page] { page()->toggleInspector(); }, QStringLiteral("info"));
    m_commands->add(
        CommandMenu::View, tr("Switch between light and dark"), {}, [this] { toggleTheme(); },
        QStringLiteral("theme"));
    const auto zoom = [this](int percent) {
        Theme::instance().setZoom(percent);
        m_settings.setValue(QStringLiteral("ui/zoom"), Theme::instance().zoom());
    };
    m_commands->add(
        CommandMenu::View, tr("Larger text"),
        {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)},
        [zoom] { zoom(Theme::instance().zoom() + 10); }, QStringLiteral("zoom"));
    m_commands->add(
        CommandMenu::View, tr("Smaller text"), {QKeySequence(Qt::CTRL | Qt::Key_Minus)},
        [zoom] { zoom(Theme::instance().zoom() - 10); }, QStringLiteral("zoom"));
    m_commands->add(
        CommandMenu::View, tr("Standard text size"), {}, [zoom] { zoom(100); }, QStringLiteral("zoom"));
    m_commands->add(
        CommandMenu::Help, tr("Keyboard and help"), {QKeySequence(Qt::Key_F1)},
        [this] { KeyboardDialog(*m_commands, this).exec(); }, QStringLiteral("why"));
    m_commands->add(
        CommandMenu::Help, tr("What the measures mean"), {}, [this] { MetricsDialog({}, this).exec(); },
        QStringLiteral("evaluate"));
    m_commands->add(
        CommandMenu::Help, tr("About Tastescope"), {}, [this] { AboutDialog(this).exec(); },
        QStringLiteral("info"));
    const QStringList ids = m_rail->ids();
    for (int i = 0; i < std::min<int>(10, static_cast<int>(ids.size())); ++i) {
        QAction* go = m_commands->add(CommandMenu::None, tr("Go to place %1").arg(i),
                                      {QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + i))},
                                      [this, id = ids[i]] { openPage(id); });
        go->setProperty("place", ids[i]); // the palette lists pages by themselves
    }
    m_commands->fill(*menuBar());
    menuBar()->hide(); // until Alt; the actions belong to the window too, so their keys work all the time
}

void MainWindow::connectSession() {
    connect(&m_session, &Session::projectChanged, this, &MainWindow::projectChanged);
    connect(&m_session, &Session::datasetChanged, this, &MainWindow::projectChanged);
    connect(&m_session, &Session::demoOpened, this, [this] { openPage(QStringLiteral("explore")); });
    connect(&m_session, &Session::failed, this, [this](const QString& title, const QString& text) {
        m_toasts->show({ToastKind::Failure, title, text, {}, {}});
    });
    connect(&m_session, &Session::notice, this, [this](const QString& title, const QString& text) {
        m_toasts->show({ToastKind::Done, title, text, {}, {}});
    });
    connect(&m_session, &Session::edited, this, [this](const QString& title, const QString& text) {
        m_toasts->show({ToastKind::Done, title, text, tr("Undo"), [this] { m_session.undoStack().undo(); }});
    });
    // It undoes what it tells of, never what came after it.
    connect(&m_session.undoStack(), &QUndoStack::indexChanged, this,
            [this] { m_toasts->closeThatOffer(tr("Undo")); });
}

void MainWindow::projectChanged() {
    const bool data = m_session.dataset() != nullptr;
    m_rail->setDataOpen(data, data ? m_session.noun(&Nouns::users) : QString());
    setWindowTitle(m_notices->title());
    setWindowFilePath(m_session.path()); // what nothing may be saved over
    const QString current = currentPage() ? currentPage()->id() : QString();
    const bool another = m_session.path() != m_openedPath;
    m_openedPath = m_session.path();
    if (another) {
        m_notices->offerToResume();
    }
    if (data && another && current == QLatin1String("start")) {
        openPage(QStringLiteral("data"));
    } else if (!data && m_rail->model()->rowOf(current) >= 0 && !m_rail->isOpenable(current)) {
        openPage(QStringLiteral("start"));
    }
}

bool MainWindow::openPage(const QString& id, const QVariantMap& arguments) {
    Page* page = m_pages.value(id);
    // Import has no place in the rail and can always be opened.
    if (!page || (m_rail->model()->rowOf(id) >= 0 && !m_rail->isOpenable(id))) {
        return false;
    }
    m_stack->setCurrentWidget(page);
    m_rail->setCurrent(id);
    page->activate(arguments);
    return true;
}

Page* MainWindow::currentPage() const {
    return static_cast<Page*>(m_stack->currentWidget());
}

void MainWindow::goToRegion(int step) {
    cycleRegion(QList<QWidget*>{m_rail} + currentPage()->regions(), step);
}

void MainWindow::openPalette() {
    std::vector<PaletteEntry> entries;
    for (const SessionModel& model : m_session.models().all()) {
        const QString name = toQString(model.stored.name);
        const AlgorithmInfo* info = findAlgorithm(model.stored.algorithm);
        entries.push_back({PaletteKind::Model, name, toQString(info ? info->tagline : model.stored.algorithm),
                           QString::number(model.stored.id), QStringLiteral("models")});
    }
    const RailModel& rail = *m_rail->model();
    for (int row = 0; row < rail.rowCount(); ++row) {
        const QModelIndex index = rail.index(row);
        const QString id = index.data(RailModel::IdRole).toString();
        if (m_rail->isOpenable(id)) {
            entries.push_back({PaletteKind::Page,
                               index.data().toString(),
                               {},
                               id,
                               index.data(RailModel::IconRole).toString()});
        }
    }
    entries.push_back(
        {PaletteKind::Page, tr("Settings"), {}, QStringLiteral("settings"), QStringLiteral("settings")});
    const QList<QAction*>& all = m_commands->all();
    for (int i = 0; i < all.size(); ++i) {
        if (all[i]->isEnabled() && !all[i]->property("place").isValid()) {
            const QString picture = all[i]->property("iconName").toString();
            entries.push_back({PaletteKind::Command, shownText(all[i]->text()),
                               all[i]->shortcut().toString(QKeySequence::NativeText), QString::number(i),
                               picture.isEmpty() ? QStringLiteral("chevron") : picture});
        }
    }
    m_palette->open(entries);
}

void MainWindow::runEntry(const PaletteEntry& entry) {
    switch (entry.kind) {
    case PaletteKind::Item:
        openPage(QStringLiteral("similar"), {{QStringLiteral("item"), entry.id}});
        break;
    case PaletteKind::User:
        openPage(QStringLiteral("explore"), {{QStringLiteral("user"), entry.id}});
        break;
    case PaletteKind::Model:
        openPage(QStringLiteral("models"), {{QStringLiteral("model"), entry.id}});
        break;
    case PaletteKind::Page:
        openPage(entry.id);
        break;
    case PaletteKind::Command:
        m_commands->all().at(entry.id.toInt())->trigger();
        break;
    }
}

void MainWindow::toggleTheme() {
    Theme& theme = Theme::instance();
    theme.setChoice(theme.isDark() ? ThemeChoice::Light : ThemeChoice::Dark);
    m_settings.setValue(QStringLiteral("ui/theme"),
                        theme.isDark() ? QStringLiteral("dark") : QStringLiteral("light"));
}

void MainWindow::saveState() {
    m_settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    for (const Page* page : std::as_const(m_pages)) {
        m_settings.beginGroup(QStringLiteral("pages/") + page->id());
        page->saveState(m_settings);
        m_settings.endGroup();
    }
    ColumnMemory::instance().save(m_settings);
    PictureMemory::instance().save(m_settings);
    m_settings.sync();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_notices->mayStopWork()) {
        event->ignore();
        return;
    }
    saveState();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    m_rail->setNarrow(width() < Theme::instance().scaled(narrowBelow));
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPaths(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList paths = localPaths(*event->mimeData());
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        openPaths(m_session, m_navigator, paths);
    }
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        leaveToWindow(*watched, *static_cast<QKeyEvent*>(event), currentPage())) {
        event->ignore();
        return true;
    }
    // Alt alone, pressed and released, shows and hides the menu bar.
    if (event->type() == QEvent::KeyPress) {
        m_altPressed = static_cast<QKeyEvent*>(event)->key() == Qt::Key_Alt;
    } else if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::Shortcut ||
               event->type() == QEvent::WindowDeactivate) {
        m_altPressed = false; // it was of Alt and Left, or Alt and Tab
    } else if (event->type() == QEvent::KeyRelease && m_altPressed && isActiveWindow() &&
               static_cast<QKeyEvent*>(event)->key() == Qt::Key_Alt) {
        m_altPressed = false;
        menuBar()->setVisible(!menuBar()->isVisible());
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace tastescope
