// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/neighbour_map.h"

#include "engine/index/projection.h"
#include "ui/pages/similar/likeness.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace tastescope {
namespace {

constexpr std::size_t othersWithVectors = 250;
constexpr std::size_t othersWithout = 30; ///< each asks the model for a whole row
constexpr std::size_t legendLimit = 4;

QString tr(const char* text) {
    return QCoreApplication::translate("NeighbourMap", text);
}

/// Vectors are compared by their direction.
void normalise(EntityVectors& vectors) {
    for (std::size_t from = 0; from < vectors.values.size(); from += vectors.dimensions) {
        double length = 0;
        for (std::size_t d = 0; d < vectors.dimensions; ++d) {
            length += std::pow(static_cast<double>(vectors.values[from + d]), 2);
        }
        const auto scale = static_cast<float>(length > 0 ? 1 / std::sqrt(length) : 0);
        for (std::size_t d = 0; d < vectors.dimensions; ++d) {
            vectors.values[from + d] *= scale;
        }
    }
}

/// Likeness among `rows`, as shares of the largest there is between two of them.
Result<std::vector<float>> mutualLikeness(const Recommender& model, const SimilarIndex& index,
                                          SimilarKind kind, const std::vector<std::uint32_t>& rows,
                                          const ExecutionContext& context) {
    std::vector<float> likeness;
    float largest = 0;
    for (const std::uint32_t a : rows) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        const std::vector<float> row = likenessRow(model, index, {kind, a});
        for (const std::uint32_t b : rows) {
            likeness.push_back(row[b]);
            largest = a == b ? largest : std::max(largest, row[b]);
        }
    }
    for (float& value : likeness) {
        value = largest > 0 ? std::clamp(value / largest, -1.0F, 1.0F) : 0;
    }
    return likeness;
}

std::vector<std::pair<int, QString>> legendOf(const SimilarIndex& index,
                                              const std::vector<MapPoint>& points) {
    std::map<int, int> counts;
    for (const MapPoint& point : points) {
        if (point.part == MapPoint::Part::Neighbour && point.slot >= 0) {
            ++counts[point.slot];
        }
    }
    std::vector<std::pair<int, int>> order(counts.begin(), counts.end());
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::pair<int, QString>> legend;
    for (std::size_t place = 0; place < order.size() && place < legendLimit; ++place) {
        legend.emplace_back(order[place].first, index.catalogue().slotName(order[place].first));
    }
    return legend;
}

} // namespace

Result<NeighbourMap> mapNeighbours(const SimilarIndex& index, SimilarEntity centre,
                                   const NeighbourModelSource& source, const NeighbourList& list,
                                   const ExecutionContext& context) {
    NeighbourMap map;
    map.model = source.name;
    if (!source.finder || list.rows.empty()) {
        return map;
    }
    const Recommender& model = *source.finder->model();
    const bool vectors = vectorsOf(model, index, centre.kind, {centre.row}).dimensions >= 2;
    const std::size_t wanted = list.rows.size() + (vectors ? othersWithVectors : othersWithout);
    std::vector<std::uint32_t> rows;
    TRY_ASSIGN(const auto found, mostAlike(*source.finder, index, centre, wanted, context));
    for (const Neighbour& near : found.nearest) {
        rows.push_back(near.row);
    }
    std::reverse(rows.begin(), rows.end()); // what matters is painted last
    rows.push_back(centre.row);
    std::vector<PlanePoint> plane;
    if (vectors) {
        EntityVectors taken = vectorsOf(model, index, centre.kind, rows);
        normalise(taken);
        plane = principalPlane(taken.values, taken.dimensions);
        map.method = tr("principal components of its vectors");
    } else {
        TRY_ASSIGN(const auto likeness, mutualLikeness(model, index, centre.kind, rows, context));
        plane = scaledPlane(likeness, rows.size());
        map.method = tr("scaling of its likeness");
    }
    for (std::size_t place = 0; place < rows.size(); ++place) {
        const SimilarEntity entity{centre.kind, rows[place]};
        MapPoint point{entity, index.title(entity), index.slot(entity), MapPoint::Part::Other,
                       0,      plane[place].x,      plane[place].y};
        const std::size_t rank = rows.size() - 1 - place; // the centre is 0
        if (rank == 0) {
            point.part = MapPoint::Part::Centre;
        } else if (rank <= list.rows.size()) {
            point.part = MapPoint::Part::Neighbour;
            point.rank = rank;
        }
        map.points.push_back(std::move(point));
    }
    map.legend = legendOf(index, map.points);
    return map;
}

ChartTable mapTable(const NeighbourMap& map) {
    ChartTable table;
    table.header = {tr("Name"), tr("Part"), tr("Rank"), tr("Right"), tr("Up")};
    for (auto point = map.points.rbegin(); point != map.points.rend(); ++point) {
        const bool neighbour = point->part == MapPoint::Part::Neighbour;
        table.rows.push_back({point->title,
                              neighbour                               ? tr("neighbour")
                              : point->part == MapPoint::Part::Centre ? tr("centre")
                                                                      : tr("not a neighbour"),
                              neighbour ? QString::number(point->rank) : QString(),
                              QString::number(point->x, 'g', 6), QString::number(point->y, 'g', 6)});
    }
    return table;
}

} // namespace tastescope
