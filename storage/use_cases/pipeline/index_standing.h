// SPDX-License-Identifier: GPL-3.0-or-later
// What a graph of neighbours misses, told of an item: where the index has it for somebody, and where it
// stands when every vector is looked at. Of models whose vectors are so few that their index is exact there
// is nothing to tell.
#pragma once

#include "engine/pipeline/candidates/mix.h"
#include "storage/use_cases/pipeline/mix_sources.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// One mix a model, of nothing but its graph. Immutable, thread-safe.
using NeighbourGraphs = std::vector<std::shared_ptr<const CandidateMix>>;

/// Whether the index of the model's items is a graph where so many vectors get one.
bool hasGraph(const Recommender& model, std::size_t graphFrom);
/// Of those models that have one; none may be. `asked`: so many nearest are wanted of each. A minute for
/// 100,000 items. OutOfMemory, Cancelled.
Result<NeighbourGraphs> neighbourGraphs(const std::shared_ptr<const Dataset>& data,
                                        std::span<const NamedModel> models, std::size_t graphFrom,
                                        std::size_t asked, const ExecutionContext& context);

struct IndexStanding {
    std::string model;
    std::size_t found = 0; ///< by the graph, from 1; 0: not among its first `asked`
    std::size_t exact = 0; ///< from 1
    std::size_t asked = 0;
};
/// Of the models that list the item for the asker, in the order of the graphs. Looks at all vectors: some
/// milliseconds for 100,000. Cancelled.
Result<std::vector<IndexStanding>> indexStandings(const NeighbourGraphs& graphs, const Asker& asker,
                                                  ItemIndex item, const ExecutionContext& context);

} // namespace tastescope
