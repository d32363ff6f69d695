// SPDX-License-Identifier: GPL-3.0-or-later
// Lists that were computed already: going back to a person, an edit or a length is instant. GUI thread only.
#pragma once

#include "ui/pages/explore/explore_state.h"

#include <QCache>

namespace tastescope {

class KnownLists {
public:
    /// What the lists depend on, as one word. It does not see that a model or the data became another: then
    /// clear().
    static QString key(const QString& person, const HistoryEdit& edit, const std::vector<qint64>& models,
                       int length);

    const Lists* find(const QString& key) const { return m_lists.object(key); } ///< null when unknown
    void keep(const QString& key, const Lists& lists) { m_lists.insert(key, new Lists(lists)); }
    void clear() { m_lists.clear(); }

private:
    QCache<QString, Lists> m_lists{32};
};

} // namespace tastescope
