// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/neighbours.h"

#include "ui/pages/similar/likeness.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Neighbours", text);
}

QString nounOf(const Nouns& nouns, SimilarKind kind) {
    return toQString(kind == SimilarKind::Items   ? nouns.item
                     : kind == SimilarKind::Users ? nouns.user
                                                  : nouns.creator);
}

Result<NeighbourList> listOf(const SimilarIndex& index, SimilarEntity centre,
                             const NeighbourModelSource& asked, std::size_t k,
                             const ExecutionContext& context) {
    NeighbourList list{asked.id, asked.name, asked.algorithm, asked.problem, {}, {}};
    if (!asked.finder) {
        return list;
    }
    if (!knows(*asked.finder->model(), index, centre)) {
        list.note = tr("This %1 is newer than the model: train it again.")
                        .arg(nounOf(index.dataset().nouns(), centre.kind));
        return list;
    }
    TRY_ASSIGN(const auto found, mostAlike(*asked.finder, index, centre, k, context));
    if (found.nearest.empty()) {
        list.note = tr("No likeness known to this model yet. A Content model can tell by attributes.");
        return list;
    }
    if (found.approximate) {
        list.doubt = tr("approximate, %1 of the nearest are found").arg(formatPercent(found.recall));
    }
    const double full = std::max(1.0, static_cast<double>(found.nearest.front().score));
    for (const Neighbour& near : found.nearest) {
        const SimilarEntity entity{centre.kind, near.row};
        RankedRow row;
        row.index = near.row;
        row.title = index.title(entity);
        row.subtitle = index.remark(entity);
        row.slot = index.slot(entity);
        row.category = index.category(entity);
        if (row.subtitle.isEmpty()) {
            row.subtitle = row.category;
        }
        row.rank = list.rows.size() + 1;
        row.score = static_cast<double>(near.score);
        row.share = row.score / full;
        list.rows.push_back(std::move(row));
    }
    return list;
}

void compareLists(NeighbourAnswer& answer) {
    const std::size_t lists = answer.lists.size();
    std::map<std::uint32_t, std::vector<std::size_t>> places; ///< row -> lists it is in
    for (std::size_t list = 0; list < lists; ++list) {
        for (const RankedRow& near : answer.lists[list].rows) {
            places[near.index].push_back(list);
        }
    }
    answer.shared.assign(lists, std::vector<int>(lists));
    answer.inLists.assign(lists + 1, 0);
    for (const auto& [row, in] : places) {
        ++answer.inLists[in.size()];
        for (const std::size_t a : in) {
            for (const std::size_t b : in) {
                ++answer.shared[a][b];
            }
        }
    }
    for (NeighbourList& list : answer.lists) {
        for (RankedRow& near : list.rows) {
            const std::size_t in = places[near.index].size();
            near.emphasis = lists > 1 && in == lists ? Emphasis::Strong
                            : lists > 1 && in == 1   ? Emphasis::Quiet
                                                     : Emphasis::Plain;
            near.remark = tr("in %1 of %2 lists").arg(in).arg(lists);
            if (!list.doubt.isEmpty()) {
                near.remark += QStringLiteral("; ") + list.doubt;
            }
        }
    }
}

} // namespace

Result<NeighbourAnswer> askNeighbours(const SimilarIndex& index, SimilarEntity centre,
                                      const std::vector<NeighbourModelSource>& models, std::size_t k,
                                      const ExecutionContext& context) {
    NeighbourAnswer answer;
    answer.facts = index.facts(centre);
    for (const NeighbourModelSource& model : models) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        TRY_ASSIGN(auto list, listOf(index, centre, model, k, context));
        answer.lists.push_back(std::move(list));
    }
    compareLists(answer);
    return answer;
}

} // namespace tastescope
