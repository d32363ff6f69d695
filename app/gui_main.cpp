// SPDX-License-Identifier: GPL-3.0-or-later
// The window's program.
#include "app/application.h"

#include <QApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <optional>
#include <string_view>

int main(int argc, char** argv) {
    const bool picture = std::any_of(argv + 1, argv + argc, [](const char* argument) {
        return std::string_view(argument).starts_with("--screenshot");
    });
    // A picture is drawn without a display and leaves the person's settings alone; both have to be known
    // before Qt looks at the environment.
    std::optional<QTemporaryDir> scratch;
    if (picture) {
        if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
            !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
        }
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
