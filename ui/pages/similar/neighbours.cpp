// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/neighbours.h"

#include "engine/index/top_k.h"
#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Neighbours", text);
}

struct Scored {
    std::uint32_t row;
    float score;
};

std::vector<Scored> nearest(const Recommender& model, SimilarEntity centre, std::size_t k) {
    std::vector<Scored> found;
    if (centre.kind == SimilarKind::Items) {
        for (const ScoredItem& near : similarItems(model, ItemIndex(centre.row), k)) {
            found.push_back({near.item.value, near.score});
        }
    } else {
        for (const ScoredUser& near : similarUsers(model, UserIndex(centre.row), k)) {
            found.push_back({near.user.value, near.score});
        }
    }
    std::erase_if(found, [](const Scored& near) { return !(near.score > 0); });
    return found;
}

NeighbourList listOf(const SimilarIndex& index, SimilarEntity centre, const NeighbourModelSource& asked,
                     std::size_t k) {
    NeighbourList list{asked.id, asked.name, asked.algorithm, asked.problem, {}};
    if (!asked.model) {
        return list;
    }
    const bool items = centre.kind == SimilarKind::Items;
    const Nouns& nouns = index.dataset().nouns();
    const std::size_t known = items ? asked.model->itemCount() : asked.model->userCount();
    if (centre.row >= known) {
        list.note = tr("This %1 is newer than the model: train it again.")
                        .arg(toQString(items ? nouns.item : nouns.user));
        return list;
    }
    const std::vector<Scored> found = nearest(*asked.model, centre, k);
    if (found.empty()) {
        list.note = tr("No likeness known to this model yet. A Content model can tell by attributes.");
        return list;
    }
    const double full = std::max(1.0, static_cast<double>(found.front().score));
    for (const Scored& near : found) {
        const SimilarEntity entity{centre.kind, near.row};
        if (near.row < index.count(centre.kind)) {
            list.rows.push_back({entity, index.title(entity), index.remark(entity), index.slot(entity),
                                 near.score, static_cast<double>(near.score) / full});
        }
    }
    return list;
}

void compareLists(NeighbourAnswer& answer) {
    const std::size_t lists = answer.lists.size();
    std::map<std::uint32_t, std::vector<std::size_t>> places; ///< row -> lists it is in
    for (std::size_t list = 0; list < lists; ++list) {
        for (const Neighbour& near : answer.lists[list].rows) {
            places[near.entity.row].push_back(list);
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
        for (Neighbour& near : list.rows) {
            near.lists = static_cast<int>(places[near.entity.row].size());
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
        answer.lists.push_back(listOf(index, centre, model, k));
    }
    compareLists(answer);
    return answer;
}

} // namespace tastescope
