// SPDX-License-Identifier: GPL-3.0-or-later
// Items as vectors of what they are: words of the title, tags, categories, creator, numbers and dates. Within
// a field terms weigh TF-IDF (Salton and Buckley 1988) or BM25 (Robertson and Zaragoza 2009) and the field as
// a whole its given weight, so that a long title does not outweigh a genre.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/attributes.h"
#include "engine/linalg/sparse_rows.h"

namespace tastescope {

enum class TermWeighting {
    Tfidf, ///< (1 + log tf) · log((1 + N) / (1 + df))
    Bm25   ///< the repetitions of a term saturate, terms of a long list count less; k1 = 1.2, b = 0.75
};

/// Weight of each field's unit vector inside an item's vector; 0 leaves the field out.
struct ContentWeights {
    double title = 1;
    double tags = 1; ///< the column "tags" and all further list columns
    double categories = 1;
    double creator = 1;
    double numbers = 1; ///< number and date columns
    TermWeighting weighting = TermWeighting::Tfidf;
};

struct ContentFeatures {
    SparseRows vectors; ///< a row an item, of length 1, or empty where nothing is known
    std::size_t terms = 0;
};

/// Rows 0 … items - 1; the table may have fewer. A term of a single item is left out: it likens nothing.
/// Numbers are replaced by their rank among the items and spread over two neighbouring buckets, so that near
/// values are alike and outliers do no harm. Fails only by cancellation.
Result<ContentFeatures> contentFeatures(const ItemAttributes& attributes, std::size_t items,
                                        const ContentWeights& weights, const ExecutionContext& context);

} // namespace tastescope
