// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/index/neighbours.h"

#include "engine/index/neighbour_index.h"
#include "engine/models/recommender.h"
#include "engine/models/vector_model.h"
#include "engine/ranking/top_k.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace tastescope {
namespace {

VectorView vectorsOf(const Recommender& model, NeighbourKind kind) {
    return kind == NeighbourKind::Items ? model.itemVectors() : model.userVectors();
}

std::vector<float> likenessOf(const Recommender& model, NeighbourKind kind, std::uint32_t row) {
    std::vector<float> likeness(kind == NeighbourKind::Items ? model.itemCount() : model.userCount());
    if (kind == NeighbourKind::Items) {
        model.itemSimilarity(ItemIndex(row), likeness);
    } else {
        model.userSimilarity(UserIndex(row), likeness);
    }
    return likeness;
}

std::vector<Neighbour> asNeighbours(std::span<const ScoredItem> list) {
    std::vector<Neighbour> out;
    for (const ScoredItem& near : list) {
        out.push_back({near.item.value, near.score});
    }
    return out;
}

double cosine(std::span<const float> a, std::span<const float> b) {
    double product = 0;
    double left = 0;
    double right = 0;
    for (std::size_t d = 0; d < a.size(); ++d) {
        product += static_cast<double>(a[d]) * b[d];
        left += static_cast<double>(a[d]) * a[d];
        right += static_cast<double>(b[d]) * b[d];
    }
    return left > 0 && right > 0 ? product / std::sqrt(left * right) : 0;
}

} // namespace

std::size_t likenessWidth(const Recommender& model, NeighbourKind kind) {
    constexpr std::size_t asked = 3;
    constexpr std::size_t compared = 100;
    constexpr double rounding = 1e-4;
    const VectorView vectors = vectorsOf(model, kind);
    const std::size_t rows = vectors.rows();
    // Where a model says which are biases, nothing is left to guess: a small one hides behind the rounding.
    const std::size_t biases = vectorBiases(model);
    std::size_t width = vectors.dimensions - std::min(biases, vectors.dimensions);
    const std::size_t least = biases == 0 && width > 1 ? width - 1 : width;
    for (std::size_t question = 0; question < asked && width >= least && width > 0; ++question) {
        const std::size_t row = question * rows / asked;
        const std::vector<float> likeness = likenessOf(model, kind, static_cast<std::uint32_t>(row));
        const auto agrees = [&](std::size_t dimensions) {
            for (std::size_t other = 0; other < rows; other += std::max<std::size_t>(1, rows / compared)) {
                const double expected =
                    cosine(vectors.row(row).first(dimensions), vectors.row(other).first(dimensions));
                if (!(std::abs(expected - static_cast<double>(likeness[other])) < rounding)) {
                    return false;
                }
            }
            return true;
        };
        while (width >= least && width > 0 && !agrees(width)) {
            --width;
        }
    }
    return width >= least ? width : 0;
}

namespace {

std::vector<float> leading(VectorView vectors, std::size_t width) {
    std::vector<float> values;
    values.reserve(vectors.rows() * width);
    for (std::size_t row = 0; row < vectors.rows(); ++row) {
        const std::span<const float> part = vectors.row(row).first(width);
        values.insert(values.end(), part.begin(), part.end());
    }
    return values;
}

} // namespace

NeighbourFinder::NeighbourFinder(std::shared_ptr<const Recommender> model, std::size_t from)
    : m_model(std::move(model))
    , m_from(from) {}

NeighbourFinder::~NeighbourFinder() = default;

NeighbourFinder::Graph NeighbourFinder::graph(NeighbourKind kind) const {
    const std::lock_guard lock(m_mutex);
    return m_graphs[static_cast<std::size_t>(kind)];
}

Result<Neighbours> NeighbourFinder::nearest(NeighbourKind kind, std::uint32_t row, std::size_t k,
                                            const ExecutionContext& context) const {
    const ItemIndex itself(row);
    const Graph built = graph(kind);
    if (!built.index) {
        return Neighbours{asNeighbours(topK(likenessOf(*m_model, kind, row), k, std::span(&itself, 1)))};
    }
    NeighbourQueries query;
    query.vectors = {vectorsOf(*m_model, kind).row(row).first(built.width), built.width};
    query.k = k;
    query.excluded = [&](std::size_t) { return std::span(&itself, 1); };
    TRY_ASSIGN(const auto lists, built.index->search(query, context));
    return Neighbours{asNeighbours(lists.front()), !built.index->exact(), built.index->recall()};
}

bool NeighbourFinder::wantsGraph(NeighbourKind kind) const {
    return vectorsOf(*m_model, kind).rows() >= std::max<std::size_t>(m_from, 1) && !graph(kind).tried;
}

Result<void> NeighbourFinder::buildGraph(NeighbourKind kind, const ExecutionContext& context) {
    if (!wantsGraph(kind)) {
        return {};
    }
    Graph made{true, likenessWidth(*m_model, kind), nullptr};
    if (made.width > 0) {
        const std::vector<float> values = leading(vectorsOf(*m_model, kind), made.width);
        IndexOptions options;
        options.metric = IndexMetric::Cosine;
        options.exactBelow = m_from;
        TRY_ASSIGN(made.index, buildIndex({values, made.width}, options, context));
    }
    const std::lock_guard lock(m_mutex);
    m_graphs[static_cast<std::size_t>(kind)] = std::move(made);
    return {};
}

} // namespace tastescope
