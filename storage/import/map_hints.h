// SPDX-License-Identifier: GPL-3.0-or-later
// What the person said on the command line corrects what was sniffed.
#pragma once

#include "storage/import/sniffer.h"

namespace tastescope {

/// --interactions, --items, --users: these files have that purpose, and others lose it.
Result<void> applyFileHints(std::vector<Sniff>& sniffs, const ImportHints& hints, ImportPlan& plan);

/// --map role=column. user, item, signal, value and time are about files of interactions (with none yet, any
/// table that has the column becomes one); item.NAME and user.NAME about files with items and users as well.
/// Errors: an unknown role, or a column that no file has.
Result<void> applyMapHints(std::vector<Sniff>& sniffs, const ImportHints& hints);

} // namespace tastescope
