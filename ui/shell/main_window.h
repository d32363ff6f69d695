// SPDX-License-Identifier: GPL-3.0-or-later
// The window: rail, top bar, pages, status bar. It knows pages only as Page.
#pragma once

#include "ui/navigation/page.h"

#include <QHash>
#include <QMainWindow>

class QSettings;
class QStackedWidget;

namespace tastescope {

class CommandPalette;
class Commands;
class JobsPopup;
class ProjectNotices;
class Rail;
class StatusBar;
class ToastArea;
class TopBar;
struct PaletteEntry;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// `settings` outlives the window; geometry and per-page state are kept there.
    MainWindow(Session& session, QSettings& settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a place; one that cannot be opened now is left alone (returns false).
    bool openPage(const QString& id, const QVariantMap& arguments = {});
    Page* currentPage() const;
    Page* page(const QString& id) const { return m_pages.value(id); }
    Navigator& navigator() { return m_navigator; }
    Commands& commands() { return *m_commands; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildFrame();
    void buildCommands();
    void connectSession();
    void projectChanged();
    void goToRegion(int step);
    void openPalette();
    void runEntry(const PaletteEntry& entry);
    void toggleTheme();
    void saveState();

    Session& m_session;
    QSettings& m_settings;
    Navigator m_navigator;
    Commands* m_commands = nullptr;
    TopBar* m_top = nullptr;
    Rail* m_rail = nullptr;
    QStackedWidget* m_stack = nullptr;
    ToastArea* m_toasts = nullptr;
    ProjectNotices* m_notices = nullptr;
    JobsPopup* m_jobs = nullptr;
    CommandPalette* m_palette = nullptr;
    QHash<QString, Page*> m_pages;
    QString m_openedPath;
    bool m_altPressed = false;
};

} // namespace tastescope
