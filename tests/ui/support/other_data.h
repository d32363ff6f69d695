// SPDX-License-Identifier: GPL-3.0-or-later
// Other data in the open project, as an import that replaces it brings it.
#pragma once

#include "storage/import/planning/plan_import.h"
#include "ui/session/session.h"

#include <QByteArray>
#include <QFile>
#include <QString>

namespace tastescope {

/// Begins an import of people p0… who each rated every second of the things t0…, by way of the file `csv`.
/// False where it did not begin.
inline bool replaceData(Session& session, const QString& csv, int users, int items) {
    QByteArray text = "user,item,rating\n";
    for (int user = 0; user < users; ++user) {
        for (int item = user % 2; item < items; item += 2) {
            text += 'p' + QByteArray::number(user) + ",t" + QByteArray::number(item) + ',' +
                    QByteArray::number(1 + (user + item) % 5) + '\n';
        }
    }
    QFile file(csv);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
        return false;
    }
    file.close();
    Result<ImportPlan> plan = planImport({csv.toStdString()});
    if (!plan) {
        return false;
    }
    plan->replace = true;
    session.importInto(session.path(), *plan);
    return true;
}

} // namespace tastescope
