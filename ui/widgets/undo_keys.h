// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of undo and redo, which fields take as their own and steps that have not rested yet would miss.
// GUI thread only.
#pragma once

class QKeyEvent;
class QObject;
class QWidget;

namespace tastescope {

/// To be asked of every shortcut override, before `watched` has it; other keys are left alone. What waits in
/// the sliders and number boxes of `page`, which may be null, is sent, to be taken back as the last step.
/// True where `watched` is a field that has nothing of its own to take back: the window's undo then acts.
bool leaveToWindow(const QObject& watched, const QKeyEvent& key, const QWidget* page);

} // namespace tastescope
