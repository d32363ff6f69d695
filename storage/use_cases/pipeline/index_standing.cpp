// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/pipeline/index_standing.h"

#include <utility>

namespace tastescope {

bool hasGraph(const Recommender& model, std::size_t graphFrom) {
    const VectorView items = model.itemVectors();
    return items.dimensions > 0 && items.rows() > 0 && items.rows() >= graphFrom;
}

Result<NeighbourGraphs> neighbourGraphs(const std::shared_ptr<const Dataset>& data,
                                        std::span<const NamedModel> models, std::size_t graphFrom,
                                        std::size_t asked, const ExecutionContext& context) {
    NeighbourGraphs graphs;
    for (const NamedModel& model : models) {
        if (!hasGraph(*model.model, graphFrom)) {
            continue;
        }
        context.report(static_cast<double>(graphs.size()) / static_cast<double>(models.size()),
                       "Building the index of " + model.name);
        MixOptions options;
        options.total = asked;
        options.graphFrom = graphFrom;
        options.sources.push_back({model.name, SourceKind::Neighbours, asked, model.model});
        TRY_ASSIGN(auto mix, CandidateMix::make(data, std::move(options), context));
        graphs.push_back(std::move(mix));
    }
    return graphs;
}

Result<std::vector<IndexStanding>> indexStandings(const NeighbourGraphs& graphs, const Asker& asker,
                                                  ItemIndex item, const ExecutionContext& context) {
    std::vector<IndexStanding> standings;
    for (const std::shared_ptr<const CandidateMix>& graph : graphs) {
        TRY_ASSIGN(const auto exact, graph->standingOf(asker, std::span(&item, 1), {}, context));
        const SourceHit* stands = exact.hitOf(0, 0);
        if (stands == nullptr) {
            continue;
        }
        TRY_ASSIGN(const auto sets, graph->candidates(std::span(&asker, 1), {}, context));
        const CandidateSet& found = sets.front();
        const std::size_t at = found.find(item);
        const SourceHit* hit = at == CandidateSet::none ? nullptr : found.hitOf(at, 0);
        standings.push_back(
            {graph->names()->front(), hit != nullptr ? hit->rank : 0, stands->rank, graph->options().total});
    }
    return standings;
}

} // namespace tastescope
