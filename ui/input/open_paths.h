// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to files and folders that are dropped on the window or chosen in a dialog.
#pragma once

#include <QStringList>

class QMimeData;
class QWidget;

namespace tastescope {

class Navigator;
class Session;

QStringList localPaths(const QMimeData& data); ///< empty when nothing of it is on this computer
/// A single project file is opened; anything else goes to the import page.
void openPaths(Session& session, Navigator& navigator, const QStringList& paths);
/// Saves a copy of the open project under a name that is asked for.
void chooseCopy(Session& session, QWidget& over);
/// What the dialogs for data show first: every file that an importer, or one of the known sets, reads.
QString dataFilter();
void chooseProject(Session& session, QWidget* parent);
void chooseData(Session& session, Navigator& navigator, QWidget* parent);

} // namespace tastescope
