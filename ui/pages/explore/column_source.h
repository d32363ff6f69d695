// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind a column of lists: a model of the project, named by its id, one of its rule sets, named
// by the negative of its id (both ids count from 1, so 0 is nothing), or lists from elsewhere
// (columnOfOutside).
#pragma once

#include "storage/project/outside_store.h"
#include "storage/project/rule_store.h"

#include <QString>

namespace tastescope {

class Session;

inline qint64 columnOfRules(const StoredRules& rules) {
    return -rules.id;
}
inline bool isRulesColumn(qint64 column) {
    return column < 0;
}
/// Null for a model, or when it is not there any more.
const StoredRules* rulesOfColumn(const Session& session, qint64 column);
/// Null for all else, or when they are not there any more.
const StoredOutside* outsideOfColumn(const Session& session, qint64 column);
/// Name of the model, rule set or lists; empty when it is not there any more.
QString columnName(const Session& session, qint64 column);

} // namespace tastescope
