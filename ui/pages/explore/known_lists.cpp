// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/known_lists.h"

#include <QStringList>

namespace tastescope {

QString KnownLists::key(const QString& person, const HistoryEdit& edit, const std::vector<qint64>& models,
                        int length) {
    QStringList parts{QString::number(length), person};
    for (const qint64 id : models) {
        parts << QString::number(id);
    }
    for (const ItemIndex item : edit.removed) {
        parts << u'-' + QString::number(item.value);
    }
    for (const HistoryEntry& entry : edit.added) {
        parts << u'+' + QString::number(entry.item.value);
    }
    return parts.join(u'\n');
}

} // namespace tastescope
