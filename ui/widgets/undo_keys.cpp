// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/undo_keys.h"

#include "ui/widgets/rest_box.h"
#include "ui/widgets/slider_row.h"

#include <QAbstractSpinBox>
#include <QKeyEvent>
#include <QLineEdit>

namespace tastescope {
namespace {

/// A step that has not rested yet is one that can be taken back as well, and the last one.
void sendWaitingOf(const QWidget& page) {
    for (SliderRow* row : page.findChildren<SliderRow*>()) {
        row->sendWaiting();
    }
    for (RestBox* box : page.findChildren<RestBox*>()) {
        box->sendWaiting();
    }
}

} // namespace

bool leaveToWindow(const QObject& watched, const QKeyEvent& key, const QWidget* page) {
    const bool undo = key.matches(QKeySequence::Undo);
    if (!undo && !key.matches(QKeySequence::Redo)) {
        return false;
    }
    if (page) {
        sendWaitingOf(*page);
    }
    // A field takes these keys even where it has nothing to take back, and the window's own would be dead for
    // as long as the focus is in one.
    const auto* field = qobject_cast<const QLineEdit*>(&watched);
    if (!field && qobject_cast<const QAbstractSpinBox*>(&watched)) {
        field = watched.findChild<const QLineEdit*>();
    }
    return field && !(undo ? field->isUndoAvailable() : field->isRedoAvailable());
}

} // namespace tastescope
