// SPDX-License-Identifier: GPL-3.0-or-later
// The window's program.
#include "app/application.h"

#include <QApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace {

bool asked(int argc, char** argv, std::initializer_list<std::string_view> options) {
    return std::any_of(argv + 1, argv + argc, [&](const char* argument) {
        return std::any_of(options.begin(), options.end(), [argument](std::string_view option) {
            return std::string_view(argument).starts_with(option);
        });
    });
}

} // namespace

int main(int argc, char** argv) {
    // Whether a window is needed has to be known before Qt looks at the environment.
    const bool picture = asked(argc, argv, {"--screenshot"});
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
        !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        if (!picture && !asked(argc, argv, {"--help", "-h", "--version", "-v"})) {
            std::fputs("tastescope: there is no display to open a window on. Log in to a desktop, or draw a "
                       "page with --screenshot FILE.png.\n",
                       stderr);
            return 1;
        }
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    std::optional<QTemporaryDir> scratch; // a picture leaves the person's settings alone
    if (picture) {
        scratch.emplace();
        qputenv("XDG_CONFIG_HOME", scratch->path().toLocal8Bit());
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("tastescope"));
    QApplication::setApplicationDisplayName(QStringLiteral("Tastescope"));
    QApplication::setApplicationVersion(QStringLiteral(TASTESCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("tastescope"));
    return tastescope::runApplication(tastescope::parseGuiOptions(QApplication::arguments()));
}
