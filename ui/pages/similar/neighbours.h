// SPDX-License-Identifier: GPL-3.0-or-later
// What several models hold for close to one item, user or creator, and where they agree. Pure functions,
// thread-safe; for JobRunner::ask.
#pragma once

#include "ui/lists/ranked_list_model.h"
#include "ui/pages/similar/similar_index.h"

#include <QString>

#include <memory>
#include <vector>

namespace tastescope {

class NeighbourFinder;

/// A model to ask; `finder` is null while it is being read.
struct NeighbourModelSource {
    qint64 id = 0;
    QString name;
    QString algorithm;
    std::shared_ptr<NeighbourFinder> finder;
    QString problem; ///< damaged: what to do
};

struct NeighbourList {
    qint64 model = 0;
    QString name;
    QString algorithm;
    QString note;  ///< why there are no rows; empty otherwise
    QString doubt; ///< what may be missing from them; empty when they are exact
    std::vector<RankedRow> rows;
};

struct NeighbourAnswer {
    SimilarFacts facts;
    std::vector<NeighbourList> lists;
    std::vector<std::vector<int>> shared; ///< list × list: neighbours in both
    std::vector<int> inLists;             ///< [n] = distinct neighbours that are in exactly n lists
};

/// The k nearest by each model, best first. Rows without any likeness (score <= 0) are left out. Fails only
/// by cancellation.
Result<NeighbourAnswer> askNeighbours(const SimilarIndex& index, SimilarEntity centre,
                                      const std::vector<NeighbourModelSource>& models, std::size_t k,
                                      const ExecutionContext& context);

} // namespace tastescope
