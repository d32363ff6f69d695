// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/suitable.h"

#include <cassert>

namespace tastescope {
namespace {

const char* idOf(ModelKind kind) {
    switch (kind) {
    case ModelKind::Factors:
        return "als";
    case ModelKind::Neighbours:
        return "item_knn";
    case ModelKind::Content:
        return "content_tfidf";
    case ModelKind::Popularity:
        break;
    }
    return "popularity";
}

} // namespace

const AlgorithmInfo& firstChoice(ModelKind kind) {
    const AlgorithmInfo* algorithm = findAlgorithm(idOf(kind));
    assert(algorithm);
    return *algorithm;
}

} // namespace tastescope
