// SPDX-License-Identifier: GPL-3.0-or-later
// A list that was made elsewhere as a column: the person's list in the file, what was wrong in the file, the
// hits of the held-out part, and what can be said of a row. Pure, thread-safe.
#pragma once

#include "engine/explain/what_if.h"
#include "storage/use_cases/outside/outside_lists.h"
#include "ui/pages/explore/held_out_column.h"

#include <QString>

#include <vector>

namespace tastescope {

/// The first k places of the person's list, as rows: what the data does not know keeps its place, what is in
/// the person's history is quiet. An edit of the history changes nothing of them.
std::vector<RankedRow> outsideRows(const Catalogue& catalogue, const OutsideTable& table, UserIndex user,
                                   std::size_t k, bool edited);

/// The same list with the hits of what had been held out when models were measured.
HeldOutColumn outsideHeldOut(const Catalogue& catalogue, const HeldOutNumbers& numbers, qint64 column,
                             const OutsideTable& table, UserIndex user, std::size_t k, const QString& data);

/// Why there is no row; empty while there is one.
QString outsideEmpty(const OutsideTable& table, UserIndex user, const QString& userNoun,
                     const QString& itemNouns);
/// "rank 3 of 10 in lists.csv. The file gives no reason."
QString outsideSentence(const OutsideTable& table, UserIndex user, ItemIndex item, const QString& itemNoun,
                        const QString& userNoun);

} // namespace tastescope
