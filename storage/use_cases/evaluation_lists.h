// SPDX-License-Identifier: GPL-3.0-or-later
// Lists made elsewhere, to be judged beside those of models.
#pragma once

#include "engine/data/dataset.h"
#include "engine/evaluation/evaluation_options.h"
#include "storage/use_cases/evaluation_files.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tastescope {

/// A file of lists under its own row numbers.
struct ListFile {
    std::filesystem::path path;
    std::shared_ptr<const IdMap> users;
    std::shared_ptr<const IdMap> items;
    std::vector<std::vector<ScoredItem>>
        entries; ///< by user, in the order of the file; the best score highest
    std::size_t rows = 0;
    std::size_t repeated = 0; ///< rows whose item stands in the user's list already
};

/// Columns user, item and, optionally, rank or score (found by header, or `map`); without either the order of
/// the file counts. BadInput, with the line, for a row that is not such.
Result<std::vector<ListFile>> readLists(const std::vector<std::filesystem::path>& files, const ColumnMap& map,
                                        const ExecutionContext& context);

/// `items` with rows behind the last for what only lists name: it holds its place in them, and can be no hit
/// unless the test part has it. The same map when there is nothing to add.
std::shared_ptr<const IdMap> withListed(const std::shared_ptr<const IdMap>& items,
                                        const std::vector<ListFile>& lists);

/// Lists as they are judged, and what was in the file.
struct JudgedLists {
    Contestant contestant;
    FileCounts counts;
};

/// The lists in the row numbers of `input`, whose items withListed has completed, by score, then item. Every
/// row keeps its place and its item: as a hit it counts at its best place only (HitRow), as what is shown
/// wherever it stands. Rows of seen items,
/// repetitions, unknown items (neither in the parts nor among `itemsOfProject`) and unknown users are
/// counted, each for itself; users it does not know are passed over. BadInput when it knows none of the
/// users, or none of the items from an event: then the ids are not those of the data.
Result<JudgedLists> contestantOf(const ListFile& file, const EvaluationInput& input,
                                 const IdMap& itemsOfProject);

} // namespace tastescope
