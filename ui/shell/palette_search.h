// SPDX-License-Identifier: GPL-3.0-or-later
// Finding items, people, models, pages and commands by a few letters. Pure functions; the search over the
// data set may run on any thread.
#pragma once

#include "engine/base/result.h"
#include "engine/data/dataset.h"

#include <QString>

#include <memory>
#include <vector>

namespace tastescope {

enum class PaletteKind { Item, User, Model, Page, Command };

struct PaletteEntry {
    PaletteKind kind = PaletteKind::Command;
    QString title;
    QString detail; ///< grey, after the title
    QString id;     ///< data's own id, page id, or index of the command
    QString iconName;
};

/// How well `text` answers `query`: 0 = not at all, then contained, word start, text start, equal. Case does
/// not matter.
int matchQuality(const QString& text, const QString& query);

/// Items by title or id, then users by id; the best first, ties in data order; at most `limit` of each.
Result<std::vector<PaletteEntry>> searchDataset(const Dataset& dataset, const QString& query,
                                                std::size_t limit, const ExecutionContext& context);

/// The entries that answer, best first (stable). All, when the query is empty.
std::vector<PaletteEntry> filterEntries(const std::vector<PaletteEntry>& entries, const QString& query);

} // namespace tastescope
