// SPDX-License-Identifier: GPL-3.0-or-later
// Which items the same people like: similarities of the columns of the interaction matrix, only its positive
// entries counted (Sarwar, Karypis, Konstan, Riedl 2001; Deshpande and Karypis 2004; asymmetric: Aiolli
// 2013).
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/interaction_matrix.h"
#include "engine/linalg/sparse_rows.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace tastescope {

enum class ItemSimilarity {
    Cosine,  ///< of the weights
    Jaccard, ///< people in common / people of either
    Bm25,  ///< scalar product of weights damped by the length of the item's and the person's lists, scaled so
           ///< that the largest of all is 1
    Tfidf, ///< cosine of roots of weights, active people counting less
    Asymmetric ///< people in common / (people of the row's item^(1 - alpha) · people of the other^alpha)
};

struct ItemSimilarityOptions {
    ItemSimilarity kind = ItemSimilarity::Cosine;
    std::size_t neighbours = 0; ///< the most similar ones kept a row; 0 = all
    double shrinkage = 0;       ///< similarity · n / (n + shrinkage), n = people in common
    double alpha = 0.5; ///< Asymmetric: how much the popularity of the item that gains counts against it
};

/// "cosine", "jaccard", "bm25", "tfidf", "asymmetric"; nothing for another name.
std::optional<ItemSimilarity> parseItemSimilarity(std::string_view name);
std::string_view itemSimilarityName(ItemSimilarity kind);

/// Row i holds the items most like item i, itself left out; similarities are in (0, 1]; ties go to the lower
/// item. A column whose item nobody likes is empty. Parallel over items with one dense row a thread; the
/// result does not depend on the number of threads. Fails only by cancellation.
Result<SparseRows> itemSimilarities(const InteractionMatrix& matrix, std::size_t items,
                                    const ItemSimilarityOptions& options, const ExecutionContext& context);

} // namespace tastescope
