// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/column_source.h"

#include "ui/session/project_experiments.h"
#include "ui/session/project_lists.h"
#include "ui/session/project_models.h"
#include "ui/session/project_rules.h"
#include "ui/session/session.h"
#include "ui/text/format.h"

#include <algorithm>

namespace tastescope {

const StoredRules* rulesOfColumn(const Session& session, qint64 column) {
    const std::vector<StoredRules>& all = session.rules().all();
    const auto found = std::find_if(all.begin(), all.end(), [column](const StoredRules& rules) {
        return columnOfRules(rules) == column;
    });
    return found == all.end() ? nullptr : &*found;
}

const StoredOutside* outsideOfColumn(const Session& session, qint64 column) {
    return isOutsideColumn(column) ? session.experiments().lists().findOutside(column - outsideColumns)
                                   : nullptr;
}

QString columnName(const Session& session, qint64 column) {
    if (const StoredRules* rules = rulesOfColumn(session, column)) {
        return toQString(rules->rules.name);
    }
    if (const StoredOutside* outside = outsideOfColumn(session, column)) {
        return toQString(outside->name);
    }
    const SessionModel* model = session.models().find(column);
    return model ? toQString(model->stored.name) : QString();
}

} // namespace tastescope
