// SPDX-License-Identifier: GPL-3.0-or-later
// Lists, scores and predictions made elsewhere, to be judged beside models.
#pragma once

#include "engine/data/dataset.h"
#include "engine/data/folds.h"
#include "engine/evaluation/evaluation_options.h"
#include "storage/use_cases/evaluation_files.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

class Project;

/// An item that a list names, by the rows of its file.
struct ListedItem {
    ItemIndex item;
    double score = 0; ///< the best highest
};

/// A file of lists under its own row numbers.
struct ListFile {
    std::filesystem::path path;
    std::shared_ptr<const IdMap> users;
    std::shared_ptr<const IdMap> items;
    std::vector<std::vector<ListedItem>> entries; ///< by user, in the order of the file
    std::size_t rows = 0;
    std::size_t repeated = 0; ///< rows whose item stands in the user's list already
    bool scored = false;      ///< in the order of a column of scores, whatever part of it
    std::string name{};       ///< what it is called; empty: as its file
};

using ListCopies = std::vector<ListFile>;
/// measureModels (evaluate.h) with copies in place of the files of their paths among those of the request.
Result<EvaluationResult> measureWithCopies(const Dataset& dataset, const EvaluateRequest& request,
                                           const ListCopies& copies, const ExecutionContext& context = {});
/// evaluateModels and measureSideBySide likewise.
Result<EvaluationResult> evaluateWithCopies(Project& project, const Dataset& dataset,
                                            const EvaluateRequest& request, const ListCopies& copies,
                                            const ExecutionContext& context = {});
Result<std::vector<EvaluationResult>> sideBySideWithCopies(const Dataset& dataset, EvaluateRequest request,
                                                           const ListCopies& copies,
                                                           const ExecutionContext& context = {});

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
/// users, or all items are unknown: then the ids are not those of the data.
Result<JudgedLists> contestantOf(const ListFile& file, const EvaluationInput& input,
                                 const IdMap& itemsOfProject);

/// What a file with a number for pairs of users and items says.
enum class NumberKind {
    Scores,     ///< to rank by
    Predictions ///< of ratings
};

/// Such a file under its own row numbers.
struct NumberFile {
    struct Row {
        std::uint32_t user = 0;
        std::uint32_t item = 0;
        double number = 0;
    };
    std::filesystem::path path;
    NumberKind kind = NumberKind::Scores;
    std::shared_ptr<const IdMap> users;
    std::shared_ptr<const IdMap> items;
    std::vector<Row> rows; ///< in the order of the file
};

/// Columns user, item and score (prediction, rating or value; of predictions: prediction, predicted,
/// predicted_rating, est, score, rating or value): the first of these names that a column has, else the
/// column that `map` or the importer takes for values, else the only one that is left. BadInput, with the
/// line, for a row that is not such.
Result<std::vector<NumberFile>> readNumbers(const std::vector<std::filesystem::path>& files, NumberKind kind,
                                            const ColumnMap& map, const ExecutionContext& context);

struct FoldFile {
    Folds folds;
    FileCounts counts;
};
/// Folds that were drawn elsewhere (in the order of another program, say): columns user, item and fold,
/// whatever the folds are called, or the only column that is left. Pairs of `dataset` that the file does not
/// name are never held out; the last row of a pair counts. BadInput for fewer than two folds, and where it
/// knows no pair.
Result<FoldFile> readFolds(const std::filesystem::path& file, const ColumnMap& map, const Dataset& dataset,
                           const ExecutionContext& context);

/// The numbers in the rows of `input`. The last number of a pair counts. Rows of repeated pairs, of items in
/// users' pasts (for predictions: not counted), of unknown items and users are counted, and for predictions
/// the test ratings that have none. BadInput when it knows none of the users or of the items.
Result<JudgedLists> contestantOf(const NumberFile& file, const EvaluationInput& input);

} // namespace tastescope
