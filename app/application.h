// SPDX-License-Identifier: GPL-3.0-or-later
// Wires the window together, or draws one page into a picture.
#pragma once

#include <QSize>
#include <QString>
#include <QVariantMap>

namespace tastescope {

struct GuiOptions {
    QString project; ///< opened at start; empty = none
    bool demo = false;
    QString page; ///< id; empty = the window's own choice
    QVariantMap arguments;
    QString theme; ///< "light", "dark" or empty = as kept
    QSize size;
    QString screenshot; ///< write this picture and end
};

/// Reads the command line; on a mistake says on standard error what is wrong and ends with code 2.
GuiOptions parseGuiOptions(const QStringList& arguments);

/// Runs until the window is closed or the picture is written; the program's exit code.
int runApplication(const GuiOptions& options);

} // namespace tastescope
