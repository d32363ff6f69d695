// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "storage/files/atomic_file.h"
#include "ui/jobs/job_runner.h"
#include "ui/pages/settings/settings_page.h"
#include "ui/session/session.h"
#include "ui/shell/log_file.h"
#include "ui/shell/main_window.h"
#include "ui/shell/places.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/focus_ring.h"
#include "ui/widgets/plain_tooltips.h"

#include <QApplication>
#include <QBuffer>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QPixmap>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace tastescope {

namespace {

constexpr int screenshotLimitMs = 120'000;
constexpr int settleMs = 300; ///< between the last job's end and the picture: debounced widgets catch up

[[noreturn]] void wrongUse(const QString& what) {
    std::fprintf(stderr, "tastescope: %s\nTry tastescope --help.\n", qPrintable(what));
    std::exit(2);
}

// Takes the picture once the jobs have been idle for a moment; ends with 1 when that never happens.
class Photographer : public QObject {
public:
    Photographer(MainWindow& window, JobRunner& jobs, const GuiOptions& options)
        : m_window(window)
        , m_jobs(jobs)
        , m_options(options) {
        m_clock.start();
        m_poll.setInterval(50);
        connect(&m_poll, &QTimer::timeout, this, &Photographer::look);
        m_poll.start();
    }
    void setReady(bool ready) { m_ready = ready; }

private:
    void look() {
        if (m_clock.hasExpired(screenshotLimitMs)) {
            std::fprintf(stderr, "tastescope: the page was not ready within %d s\n",
                         screenshotLimitMs / 1000);
            QApplication::exit(1);
            return;
        }
        if (!m_ready || !m_jobs.idle()) {
            m_quiet.invalidate();
            return;
        }
        if (!m_quiet.isValid()) {
            m_quiet.start();
        } else if (m_quiet.hasExpired(settleMs)) {
            m_poll.stop();
            QCoreApplication::processEvents(); // a busy machine may not have laid out the last answer yet
            QByteArray picture;
            QBuffer buffer(&picture);
            // As every output is written: through no link that somebody else made.
            const bool saved =
                m_window.grab().save(&buffer, "PNG") &&
                writeFileAtomically(
                    m_options.screenshot.toStdString(),
                    std::string_view(picture.constData(), static_cast<std::size_t>(picture.size())));
            if (!saved) {
                std::fprintf(stderr, "tastescope: %s cannot be written\n", qPrintable(m_options.screenshot));
            }
            QApplication::exit(saved ? 0 : 1);
        }
    }

    MainWindow& m_window;
    JobRunner& m_jobs;
    const GuiOptions& m_options;
    QTimer m_poll;
    QElapsedTimer m_clock;
    QElapsedTimer m_quiet;
    bool m_ready = false;
};

QString dataFile(const QString& name) {
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QLatin1Char('/') + name;
}

} // namespace

GuiOptions parseGuiOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Recommendation explorer."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("PROJECT"), QStringLiteral("A .tastescope file to open."),
                                 QStringLiteral("[PROJECT]"));
    const QCommandLineOption demo(QStringLiteral("demo"), QStringLiteral("Open the demo project."));
    const QCommandLineOption page(
        QStringLiteral("page"), QStringLiteral("Show a page: %1.").arg(pageIds().join(QStringLiteral(", "))),
        QStringLiteral("ID"));
    const QCommandLineOption argument(QStringLiteral("arg"), QStringLiteral("An argument of the page."),
                                      QStringLiteral("key=value"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("light or dark."),
                                   QStringLiteral("THEME"));
    const QCommandLineOption size(QStringLiteral("size"), QStringLiteral("Size of the window."),
                                  QStringLiteral("WxH"));
    const QCommandLineOption screenshot(QStringLiteral("screenshot"),
                                        QStringLiteral("Draw the page into a PNG file and end."),
                                        QStringLiteral("FILE.png"));
    parser.addOptions({demo, page, argument, theme, size, screenshot});
    parser.process(arguments);
    GuiOptions options;
    if (parser.positionalArguments().size() > 1) {
        wrongUse(QStringLiteral("only one project can be opened"));
    }
    options.project = parser.positionalArguments().value(0);
    options.demo = parser.isSet(demo);
    options.page = parser.value(page);
    if (parser.isSet(page) && !pageIds().contains(options.page)) {
        wrongUse(QStringLiteral("there is no page \"%1\"; --page takes %2")
                     .arg(options.page, pageIds().join(QStringLiteral(", "))));
    }
    options.screenshot = parser.value(screenshot);
    options.theme = parser.value(theme);
    if (!options.theme.isEmpty() && options.theme != QLatin1String("light") &&
        options.theme != QLatin1String("dark")) {
        wrongUse(QStringLiteral("--theme takes light or dark"));
    }
    for (const QString& pair : parser.values(argument)) {
        const auto cut = pair.indexOf(QLatin1Char('='));
        if (cut < 1) {
            wrongUse(QStringLiteral("--arg takes key=value"));
        }
        const QString key = pair.left(cut);
        // A key given twice becomes a list, as "paths" is.
        if (options.arguments.contains(key) || key == QLatin1String("paths")) {
            QStringList all = options.arguments.value(key).toStringList();
            options.arguments[key] = all << pair.mid(cut + 1);
        } else {
            options.arguments[key] = pair.mid(cut + 1);
        }
    }
    if (parser.isSet(size)) {
        const QStringList sides = parser.value(size).split(QLatin1Char('x'));
        options.size = QSize(sides.value(0).toInt(), sides.value(1).toInt());
        if (sides.size() != 2 || options.size.width() < 100 || options.size.height() < 100) {
            wrongUse(QStringLiteral("--size takes a width and a height, as 1440x900"));
        }
    }
    return options;
}

int runApplication(const GuiOptions& options) {
    const bool picture = !options.screenshot.isEmpty();
    startLog(dataFile(QStringLiteral("tastescope.log")));
    QSettings settings(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) +
                           QStringLiteral("/window.ini"),
                       QSettings::IniFormat);
    Theme& theme = Theme::instance();
    JobRunner jobs;
    applyStoredSettings(settings, jobs);
    if (!options.theme.isEmpty()) {
        theme.setChoice(options.theme == QLatin1String("dark") ? ThemeChoice::Dark : ThemeChoice::Light);
    }
    theme.apply();
    QApplication::setWindowIcon(QIcon(iconPixmap(QStringLiteral("logo"), Role::Accent, 64, 1)));
    new FocusRing(qApp);
    new PlainTooltips(qApp);

    Session session(jobs);
    MainWindow window(session, settings);
    if (options.size.isValid()) {
        window.setMinimumSize(QSize(100, 100).expandedTo(options.size.boundedTo(window.minimumSize())));
        window.resize(options.size);
    }
    Photographer* photographer = nullptr;
    if (picture) {
        photographer = new Photographer(window, jobs, options);
        photographer->setParent(&window);
    }
    const auto showPage = [&] {
        if (!options.page.isEmpty() && !window.openPage(options.page, options.arguments)) {
            std::fprintf(stderr,
                         "tastescope: the page %s opens with a data set: name a project, or add --demo\n",
                         qPrintable(options.page));
            if (picture) {
                QApplication::exit(1);
            }
        }
        if (photographer) {
            photographer->setReady(true);
        }
    };
    QObject::connect(
        &session, &Session::failed, &window, [picture](const QString& title, const QString& text) {
            if (picture) { // nobody is there to read a toast
                std::fprintf(stderr, "tastescope: %s: %s\n", qPrintable(title), qPrintable(text));
                QApplication::exit(1);
            }
        });
    QObject::connect(&session, &Session::inUse, &window, [picture](const QString&, const QString& text) {
        if (picture) {
            std::fprintf(stderr, "tastescope: %s\n", qPrintable(text));
            QApplication::exit(1);
        }
    });
    if (options.demo || !options.project.isEmpty()) {
        QObject::connect(&session, &Session::projectChanged, &window, showPage,
                         static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        if (options.demo) {
            session.openDemo();
        } else {
            session.openProject(options.project);
        }
    } else {
        QTimer::singleShot(0, &window, showPage);
    }
    window.show();
    return QApplication::exec();
}

} // namespace tastescope
