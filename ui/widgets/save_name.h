// SPDX-License-Identifier: GPL-3.0-or-later
// The one way a person names a file that the window writes. GUI thread only.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace tastescope {

/// Asks where to write one of the kinds of file, "CSV table (*.csv)", of which each has one ending and the
/// first is the usual one. `name`, with that ending, is offered in `folder`. The name comes back with the
/// ending of a kind: its own, in whatever case, or that of the chosen kind, also behind a dot, as in "ALS
/// 0.5". Where that name is taken it is asked whether it may be replaced; who says no is asked for a name
/// again. Empty when the person has thought better of it.
QString askSaveName(QWidget& over, const QString& title, const QString& folder, const QString& name,
                    const QStringList& kinds);

/// The folder that the file is in; the home folder where that is gone or does not answer within a
/// moment, for the dialog would wait for it as well, or there is no file.
QString folderBeside(const QString& file);
/// `isThere` says whether a folder is there, in a thread of its own that nobody waits for any longer.
QString folderBeside(const QString& file, const std::function<bool(const QString&)>& isThere);

} // namespace tastescope
