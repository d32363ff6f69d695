// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/memory.h"
#include "engine/index/index_support.h"
#include "engine/index/neighbour_index.h"
#include "engine/ranking/scan.h"

#include <cmath>
#include <utility>

namespace tastescope {
namespace {

class ExactIndex final : public NeighbourIndex {
public:
    ExactIndex(PackedVectors vectors, IndexMetric metric) : m_vectors(std::move(vectors)), m_metric(metric) {}

    std::size_t size() const override { return m_vectors.size(); }
    std::size_t dimensions() const override { return m_vectors.dimensions(); }
    IndexMetric metric() const override { return m_metric; }
    bool exact() const override { return true; }
    double recall() const override { return 1; }
    std::size_t bytes() const override { return m_vectors.bytes(); }

    Result<std::vector<std::vector<ScoredItem>>> search(const NeighbourQueries& queries,
                                                        const ExecutionContext& context) const override {
        TRY(checkQueries(queries, dimensions()));
        if (queries.allowed && queries.allowed->empty()) {
            return std::vector<std::vector<ScoredItem>>(queries.vectors.rows());
        }
        std::vector<float> prepared;
        VectorView rows = queries.vectors;
        if (m_metric == IndexMetric::Cosine) {
            prepared = preparedRows(rows, m_metric);
            rows.values = prepared;
        }
        ScanTask task;
        task.packed = &m_vectors;
        task.queries = rows.rows();
        task.k = queries.k;
        task.query = [&](std::size_t query) { return rows.row(query).data(); };
        task.excluded = queries.excluded;
        task.allowed = queries.allowed.value_or(std::span<const ItemIndex>());
        std::vector<std::vector<ScoredItem>> lists(rows.rows());
        if (!scanBest(task, lists, context)) {
            return cancelledError();
        }
        return lists;
    }

private:
    PackedVectors m_vectors;
    IndexMetric m_metric;
};

} // namespace

std::vector<float> preparedRows(VectorView rows, IndexMetric metric) {
    std::vector<float> out(rows.values.begin(), rows.values.end());
    for (std::size_t row = 0; metric == IndexMetric::Cosine && row < rows.rows(); ++row) {
        double squares = 0;
        for (const float value : rows.row(row)) {
            squares += static_cast<double>(value) * value;
        }
        const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
        for (std::size_t d = 0; d < rows.dimensions; ++d) {
            float& value = out[row * rows.dimensions + d];
            value = static_cast<float>(value * scale);
        }
    }
    return out;
}

Result<void> checkQueries(const NeighbourQueries& queries, std::size_t dimensions) {
    if (queries.vectors.dimensions == dimensions || queries.vectors.values.empty()) {
        return {};
    }
    return Error{ErrorCode::InvalidArgument, "The queries are not as wide as the vectors of the index",
                 "Use vectors of the same model", "index"};
}

Result<std::shared_ptr<const NeighbourIndex>> buildExactIndex(VectorView vectors, const IndexOptions& options,
                                                              const ExecutionContext& context) {
    const std::size_t copies = options.metric == IndexMetric::Cosine ? 2 : 1;
    TRY(requireMemory(copies * vectors.values.size_bytes(), "The index"));
    std::vector<float> prepared;
    if (options.metric == IndexMetric::Cosine) {
        prepared = preparedRows(vectors, options.metric);
        vectors.values = prepared;
    }
    PackedVectors packed(vectors, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    return std::shared_ptr<const NeighbourIndex>(
        std::make_shared<ExactIndex>(std::move(packed), options.metric));
}

Result<std::shared_ptr<const NeighbourIndex>> buildIndex(VectorView vectors, const IndexOptions& options,
                                                         const ExecutionContext& context) {
    return vectors.rows() < options.exactBelow ? buildExactIndex(vectors, options, context)
                                               : buildHnswIndex(vectors, options, context);
}

} // namespace tastescope
