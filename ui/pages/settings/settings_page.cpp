// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_page.h"

#include "engine/base/parallel.h"
#include "ui/jobs/job_runner.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace tastescope {

namespace {

constexpr const char* themeKey = "ui/theme";
constexpr const char* zoomKey = "ui/zoom";
constexpr const char* outlineKey = "ui/strongOutlines";
constexpr const char* threadsKey = "engine/threads";

QString themeName(int choice) {
    return choice == 1   ? QStringLiteral("light")
           : choice == 2 ? QStringLiteral("dark")
                         : QStringLiteral("system");
}

void addRow(QGridLayout& grid, const QString& label, const QString& remark, QWidget* control) {
    const int row = grid.rowCount();
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new TextLabel(TextStyle::BodyStrong, Role::Text, label));
    auto* small = new TextLabel(TextStyle::Small, Role::Text3, remark);
    small->setWordWrap(true);
    words->addWidget(small);
    grid.addLayout(words, row, 0);
    grid.addWidget(control, row, 1, Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace

SettingsPage::SettingsPage(Session& session, Navigator& navigator, QSettings& settings, QWidget* parent)
    : Page(session, navigator, parent)
    , m_settings(settings)
    , m_theme(new SegmentedControl(tr("Theme"), {tr("System"), tr("Light"), tr("Dark")}, this))
    , m_zoom(new ComboBox(this))
    , m_outlines(new Switch(tr("Stronger outlines"), this))
    , m_threads(new ComboBox(this))
    , m_folder(new TextLabel(TextStyle::Body, Role::Text2, {}, this)) {
    m_zoom->setAccessibleName(tr("Text size"));
    for (int percent = 70; percent <= 200; percent += 10) {
        m_zoom->addItem(QStringLiteral("%1 %").arg(percent), percent);
    }
    m_threads->setAccessibleName(tr("Threads"));
    const int most = threadCount(ExecutionContext{});
    m_threads->addItem(tr("All (%1)").arg(most), 0);
    for (int threads = 1; threads < most; ++threads) {
        m_threads->addItem(QString::number(threads), threads);
    }
    auto* copy = new Button(ButtonKind::Plain, tr("Copy path"), {}, this);
    m_folder->setElided(true);
    auto* look = new Card(tr("Appearance"), {}, this);
    auto* grid = new QGridLayout;
    grid->setVerticalSpacing(16);
    grid->setColumnStretch(0, 1);
    addRow(*grid, tr("Theme"), tr("System follows the computer's own choice."), m_theme);
    addRow(*grid, tr("Text size"), tr("Also Ctrl and plus or minus."), m_zoom);
    addRow(*grid, tr("Stronger outlines"), tr("Borders of fields and buttons with more contrast."),
           m_outlines);
    look->body()->addLayout(grid);
    auto* machine = new Card(tr("This computer"), {}, this);
    auto* facts = new QGridLayout;
    facts->setVerticalSpacing(16);
    facts->setColumnStretch(0, 1);
    addRow(*facts, tr("Data folder"), tr("The demo project and the log are kept here."), copy);
    machine->body()->addLayout(facts);
    facts->addWidget(m_folder, facts->rowCount(), 0, 1, 2);
    addRow(*facts, tr("Threads"),
           tr("For work that begins from now on. Results are the same for any number of threads."),
           m_threads);
    auto* column = new QVBoxLayout;
    column->setSpacing(16);
    column->addWidget(
        new PageHead(tr("Settings"), tr("How should the window look, and where do things lie?"), this));
    column->addWidget(look);
    column->addWidget(machine);
    column->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 16, 24, 16);
    row->addLayout(column, 2);
    row->addStretch(1);
    connect(m_theme, &SegmentedControl::chosen, this, [this](int choice) {
        Theme::instance().setChoice(static_cast<ThemeChoice>(choice));
        m_settings.setValue(QLatin1String(themeKey), themeName(choice));
    });
    connect(m_zoom, &QComboBox::activated, this, [this] {
        const int percent = m_zoom->currentData().toInt();
        Theme::instance().setZoom(percent);
        m_settings.setValue(QLatin1String(zoomKey), percent);
    });
    connect(m_outlines, &QCheckBox::toggled, this, [this](bool on) {
        Theme::instance().setStrongOutlines(on);
        m_settings.setValue(QLatin1String(outlineKey), on);
    });
    connect(m_threads, &QComboBox::activated, this, [this] {
        const int threads = m_threads->currentData().toInt();
        this->session().jobs().setThreads(threads);
        m_settings.setValue(QLatin1String(threadsKey), threads);
    });
    connect(copy, &Button::clicked, this, [this] { QApplication::clipboard()->setText(m_folder->text()); });
    connect(&Theme::instance(), &Theme::changed, this, &SettingsPage::refresh);
    refresh();
}

void SettingsPage::activate(const QVariantMap&) {
    refresh();
}

void SettingsPage::refresh() {
    const Theme& theme = Theme::instance();
    m_theme->setCurrent(static_cast<int>(theme.choice()));
    m_zoom->setCurrentIndex(m_zoom->findData(theme.zoom() / 10 * 10));
    m_threads->setCurrentIndex(std::max(0, m_threads->findData(session().jobs().threads())));
    const QSignalBlocker quiet(m_outlines);
    m_outlines->setChecked(theme.strongOutlines());
    m_folder->setText(
        QDir::toNativeSeparators(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)));
}

void applyStoredSettings(const QSettings& settings, JobRunner& jobs) {
    Theme& theme = Theme::instance();
    const QString choice = settings.value(QLatin1String(themeKey)).toString();
    theme.setChoice(choice == QLatin1String("light")  ? ThemeChoice::Light
                    : choice == QLatin1String("dark") ? ThemeChoice::Dark
                                                      : ThemeChoice::System);
    theme.setZoom(settings.value(QLatin1String(zoomKey), 100).toInt());
    theme.setStrongOutlines(settings.value(QLatin1String(outlineKey), false).toBool());
    // A choice made on a larger machine means all of this one.
    const int threads = settings.value(QLatin1String(threadsKey), 0).toInt();
    jobs.setThreads(threads < threadCount(ExecutionContext{}) ? threads : 0);
}

} // namespace tastescope
