// SPDX-License-Identifier: GPL-3.0-or-later
// Where the neighbours of a centre lie to each other, in a plane. Pure functions, thread-safe; for
// JobRunner::ask.
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/pages/similar/neighbours.h"

#include <vector>

namespace tastescope {

struct MapPoint {
    enum class Part { Other, Neighbour, Centre };
    SimilarEntity entity;
    QString title;
    int slot = -1;
    Part part = Part::Other;
    std::size_t rank = 0; ///< of a neighbour
    double x = 0;
    double y = 0;
};

struct NeighbourMap {
    QString model;
    QString method;               ///< "principal components of its vectors", "scaling of its likeness"
    std::vector<MapPoint> points; ///< others first, the centre last; empty when the model knows nothing
    std::vector<std::pair<int, QString>> legend; ///< colours of the neighbours, most frequent first
};

/// `list` is that of `source`. With vectors the plane is that of their first two principal components, else
/// that of classical scaling of the likeness. Some of the next nearest stand for the surroundings. Fails only
/// by cancellation.
Result<NeighbourMap> mapNeighbours(const SimilarIndex& index, SimilarEntity centre,
                                   const NeighbourModelSource& source, const NeighbourList& list,
                                   const ExecutionContext& context);

/// The map as a table: who, what part, where.
ChartTable mapTable(const NeighbourMap& map);

} // namespace tastescope
