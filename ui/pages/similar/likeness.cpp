// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/likeness.h"

#include "engine/ranking/top_k.h"

#include <algorithm>
#include <array>

namespace tastescope {
namespace {

constexpr std::size_t creatorItems = 16; ///< the most heard ones speak for a creator

/// The creator's most heard items that the model knows.
std::vector<ItemIndex> mostHeard(const Recommender& model, const SimilarIndex& index, std::uint32_t creator) {
    std::vector<ItemIndex> items;
    for (const ItemIndex item : index.itemsOf(creator)) {
        if (item.value < model.itemCount() && items.size() < creatorItems) {
            items.push_back(item);
        }
    }
    return items;
}

std::vector<float> creatorLikeness(const Recommender& model, const SimilarIndex& index,
                                   std::uint32_t creator) {
    std::vector<float> total(model.itemCount());
    std::vector<float> row(model.itemCount());
    const std::vector<ItemIndex> own = mostHeard(model, index, creator);
    for (const ItemIndex item : own) {
        model.itemSimilarity(item, row);
        for (std::size_t other = 0; other < row.size(); ++other) {
            total[other] += row[other];
        }
    }
    std::vector<float> likeness(index.count(SimilarKind::Creators));
    for (std::uint32_t other = 0; other < likeness.size(); ++other) {
        const std::vector<ItemIndex> theirs = mostHeard(model, index, other);
        double sum = 0;
        for (const ItemIndex item : theirs) {
            sum += static_cast<double>(total[item.value]);
        }
        const double pairs = static_cast<double>(own.size() * theirs.size());
        likeness[other] = pairs > 0 ? static_cast<float>(sum / pairs) : 0;
    }
    return likeness;
}

/// Of the first `width` dimensions.
void addMean(const VectorView& vectors, std::size_t width, std::span<const ItemIndex> items,
             std::vector<float>& out) {
    std::vector<float> mean(width);
    for (const ItemIndex item : items) {
        const std::span<const float> vector = vectors.row(item.value);
        for (std::size_t d = 0; d < mean.size(); ++d) {
            mean[d] += vector[d] / static_cast<float>(items.size());
        }
    }
    out.insert(out.end(), mean.begin(), mean.end());
}

} // namespace

bool knows(const Recommender& model, const SimilarIndex& index, SimilarEntity entity) {
    switch (entity.kind) {
    case SimilarKind::Items:
        return entity.row < model.itemCount();
    case SimilarKind::Users:
        return entity.row < model.userCount();
    case SimilarKind::Creators:
        break;
    }
    return !mostHeard(model, index, entity.row).empty();
}

std::vector<float> likenessRow(const Recommender& model, const SimilarIndex& index, SimilarEntity entity) {
    if (entity.kind == SimilarKind::Creators) {
        return creatorLikeness(model, index, entity.row);
    }
    const bool items = entity.kind == SimilarKind::Items;
    std::vector<float> likeness(items ? model.itemCount() : model.userCount());
    if (items) {
        model.itemSimilarity(ItemIndex(entity.row), likeness);
    } else {
        model.userSimilarity(UserIndex(entity.row), likeness);
    }
    likeness.resize(std::min(likeness.size(), index.count(entity.kind)));
    return likeness;
}

Result<Neighbours> mostAlike(const NeighbourFinder& finder, const SimilarIndex& index, SimilarEntity entity,
                             std::size_t k, const ExecutionContext& context) {
    Neighbours found;
    if (entity.kind == SimilarKind::Creators) {
        const std::array<ItemIndex, 1> itself{ItemIndex(entity.row)};
        for (const ScoredItem& near : topK(creatorLikeness(*finder.model(), index, entity.row), k, itself)) {
            found.nearest.push_back({near.item.value, near.score});
        }
    } else {
        const NeighbourKind kind =
            entity.kind == SimilarKind::Items ? NeighbourKind::Items : NeighbourKind::Users;
        TRY_ASSIGN(found, finder.nearest(kind, entity.row, k, context));
    }
    std::erase_if(found.nearest, [](const Neighbour& near) { return !(near.score > 0); });
    return found;
}

EntityVectors vectorsOf(const Recommender& model, const SimilarIndex& index, SimilarKind kind,
                        const std::vector<std::uint32_t>& rows) {
    const VectorView vectors = kind == SimilarKind::Users ? model.userVectors() : model.itemVectors();
    EntityVectors taken;
    if (vectors.rows() == 0) {
        return taken;
    }
    taken.dimensions =
        likenessWidth(model, kind == SimilarKind::Users ? NeighbourKind::Users : NeighbourKind::Items);
    for (const std::uint32_t row : rows) {
        if (kind == SimilarKind::Creators) {
            addMean(vectors, taken.dimensions, mostHeard(model, index, row), taken.values);
        } else {
            const std::span<const float> vector = vectors.row(row).first(taken.dimensions);
            taken.values.insert(taken.values.end(), vector.begin(), vector.end());
        }
    }
    return taken;
}

} // namespace tastescope
