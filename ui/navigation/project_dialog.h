// SPDX-License-Identifier: GPL-3.0-or-later
// A dialog about something of the open project, that would mean something else in another one: it is left,
// rejected, where another project comes meanwhile or this one is closed.
#pragma once

#include "ui/session/session.h"

#include <QDialog>

namespace tastescope {

inline int execOfProject(QDialog& dialog, const Session& session) {
    QObject::connect(&session, &Session::projectChanged, &dialog, &QDialog::reject);
    return dialog.exec();
}

} // namespace tastescope
