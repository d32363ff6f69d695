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
void chooseProject(Session& session, QWidget* parent);
void chooseData(Session& session, Navigator& navigator, QWidget* parent);

} // namespace tastescope
