// SPDX-License-Identifier: GPL-3.0-or-later
// What the person said on the command line corrects what was sniffed.
#pragma once

#include "storage/import/planning/sniffer.h"

namespace tastescope {

/// The roles of --map alone, before any file is looked at. Error: an unknown one.
Result<void> checkMapHints(const ImportHints& hints);

/// --interactions, --items, --users: these files have that purpose, and others lose it.
Result<void> applyFileHints(std::vector<Sniff>& sniffs, const ImportHints& hints, ImportPlan& plan);

/// For when no file is one of interactions: a table in which --map names the user or the item, and whose
/// other one is known or named as well, becomes one. False when there is none.
bool makeMappedInteractions(std::vector<Sniff>& sniffs, const ImportHints& hints);

/// --map role=column. user, item, signal, value and time are about files of interactions; item.NAME and
/// user.NAME about files of items and users as well. A number of a column means the files that the role is
/// mostly about. Behind the column of a time or an attribute its format may stand, ":dmy", as
/// parseTimeFormat() reads it. Errors: an unknown role, or a column that no file has.
Result<void> applyMapHints(std::vector<Sniff>& sniffs, const ImportHints& hints);

} // namespace tastescope
