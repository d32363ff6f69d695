// SPDX-License-Identifier: GPL-3.0-or-later
// What of the files goes in together, and what is left out: nothing of it silently.
#pragma once

#include "storage/import/planning/plan_files.h"
#include "storage/import/planning/sniffer.h"

#include <vector>

namespace tastescope {

/// Files without names of columns that are cut as a file of interactions is, into as many columns of the same
/// kinds, are more of the same: parts of an export, months of a log.
void adoptAlike(std::vector<Sniff>& sniffs);

/// Ids that one file pads with zeros ("0042") and the file of interactions does not ("42"), or the other way
/// round: where nothing in the samples meets as it stands and something does without the zeros, they are
/// taken off on both sides. Says so in the notes.
void meetPaddedIds(std::vector<Sniff>& sniffs, ImportPlan& plan);

/// Notes what is not used, what stands twice in an archive, and how several files of interactions add up.
/// `sources` belong to `sniffs`, one by one.
void noteLeftOut(const std::vector<SourceFile>& sources, const std::vector<Sniff>& sniffs, ImportPlan& plan);

} // namespace tastescope
