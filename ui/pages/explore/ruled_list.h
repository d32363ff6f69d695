// SPDX-License-Identifier: GPL-3.0-or-later
// The list of a rule set: candidates, ranking and re-ranking as the command `pipeline` runs them, with the
// reasons that it gives. Pure functions for jobs; thread-safe.
#pragma once

#include "engine/explain/what_if.h"
#include "storage/use_cases/pipeline/project_pipeline.h"
#include "ui/catalogue/catalogue.h"

#include <QString>

#include <memory>
#include <vector>

namespace tastescope {

struct RuledSource {
    std::shared_ptr<const ProjectPipeline> by;
    RuleSet rules;
    UserIndex user; ///< whose list it is; asked by the history once that is edited
};

/// The first k of the list, as long as the rules have it. A place before (`was`) is that in the list of the
/// untouched history. BadInput with the path of a name that the data does not have; Cancelled.
Result<std::vector<ListPlace>> ruledPlaces(const RuledSource& source, const History& history,
                                           const HistoryEdit& edit, std::size_t k,
                                           const ExecutionContext& context = {});

/// Which sources found the item, where the ranker has it, and which rule moved it.
Result<QString> ruledSentence(const RuledSource& source, const History& history, const HistoryEdit& edit,
                              ItemIndex item, const ExecutionContext& context = {});

} // namespace tastescope
