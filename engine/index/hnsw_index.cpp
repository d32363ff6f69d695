// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that includes hnswlib. What is known about it: inserting from several threads races; equal
// vectors ruin recall; it knows no filter; its file format is not safe to load (vectors are kept and the
// graph is rebuilt); its own vector code reads what it should not.
#define NO_MANUAL_VECTORIZATION

#include "engine/base/fingerprint.h"
#include "engine/base/memory.h"
#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/index/index_support.h"
#include "engine/index/neighbour_index.h"
#include "engine/ranking/scan.h"
#include "engine/ranking/selection.h"

#include <Eigen/Core>
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t recallLength = 10;
constexpr std::size_t queriesPerChunk = 16;

/// Squared distance; with one dimension more it orders inner products.
float distance(const void* a, const void* b, const void* dimensions) {
    const auto size = static_cast<Eigen::Index>(*static_cast<const std::size_t*>(dimensions));
    using Vector = Eigen::Map<const Eigen::VectorXf>;
    return (Vector(static_cast<const float*>(a), size) - Vector(static_cast<const float*>(b), size))
        .squaredNorm();
}

class Space final : public hnswlib::SpaceInterface<float> {
public:
    explicit Space(std::size_t dimensions) : m_dimensions(dimensions) {}
    std::size_t get_data_size() override { return m_dimensions * sizeof(float); }
    hnswlib::DISTFUNC<float> get_dist_func() override { return distance; }
    void* get_dist_func_param() override { return &m_dimensions; }

private:
    std::size_t m_dimensions;
};

/// Rows that are equal bit for bit: one of each is a node of the graph, the others follow it into a result.
struct EqualRows {
    std::vector<std::uint32_t> first; ///< of each group, ascending
    std::vector<std::uint32_t> offsets{0};
    std::vector<std::uint32_t> rows; ///< group after group, ascending within one

    std::span<const std::uint32_t> group(std::size_t number) const {
        return std::span(rows).subspan(offsets[number], offsets[number + 1] - offsets[number]);
    }
};

EqualRows groupEqual(VectorView vectors) {
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> byPrint; // numbers of groups
    std::vector<std::vector<std::uint32_t>> groups;
    for (std::size_t row = 0; row < vectors.rows(); ++row) {
        Fingerprint print;
        print.addArray(vectors.row(row));
        std::vector<std::size_t>& alike = byPrint[print.value()];
        std::size_t group = groups.size();
        for (const std::size_t other : alike) {
            const std::span<const float> first = vectors.row(groups[other].front());
            if (std::memcmp(first.data(), vectors.row(row).data(), first.size_bytes()) == 0) {
                group = other;
            }
        }
        if (group == groups.size()) {
            alike.push_back(group);
            groups.emplace_back();
        }
        groups[group].push_back(static_cast<std::uint32_t>(row));
    }
    EqualRows out;
    for (const std::vector<std::uint32_t>& group : groups) {
        out.first.push_back(group.front());
        out.rows.insert(out.rows.end(), group.begin(), group.end());
        out.offsets.push_back(static_cast<std::uint32_t>(out.rows.size()));
    }
    return out;
}

double lengthSquared(std::span<const float> row) {
    return std::inner_product(row.begin(), row.end(), row.begin(), 0.0, std::plus<>(),
                              [](double a, double b) { return a * b; });
}

class HnswIndex final : public NeighbourIndex {
public:
    HnswIndex(std::vector<float> values, std::size_t dimensions, EqualRows equal, const IndexOptions& options,
              std::uint64_t seed)
        : m_values(std::move(values))
        , m_dimensions(dimensions)
        , m_metric(options.metric)
        , m_equal(std::move(equal))
        , m_space(dimensions + 1)
        , m_graph(&m_space, m_equal.first.size(), options.links, options.buildBreadth,
                  static_cast<std::size_t>(seed)) {
        m_graph.setEf(options.searchBreadth);
    }

    bool insertAll(const ExecutionContext& context);
    Result<void> measureRecall(const IndexOptions& options, const ExecutionContext& context);

    std::size_t size() const override { return m_values.size() / m_dimensions; }
    std::size_t dimensions() const override { return m_dimensions; }
    IndexMetric metric() const override { return m_metric; }
    bool exact() const override { return false; }
    double recall() const override { return m_recall; }
    std::size_t bytes() const override;

    Result<std::vector<std::vector<ScoredItem>>> search(const NeighbourQueries& queries,
                                                        const ExecutionContext& context) const override;

private:
    VectorView view() const { return {m_values, m_dimensions}; }
    /// Nothing when the graph is not the way to answer: too much is excluded, or it finds too few.
    std::optional<std::vector<ScoredItem>>
    ask(std::span<const float> query, std::size_t k, std::span<const ItemIndex> excluded,
        const std::optional<std::span<const ItemIndex>>& allowed) const;

    std::vector<float> m_values;
    std::size_t m_dimensions;
    IndexMetric m_metric;
    EqualRows m_equal;
    Space m_space;
    hnswlib::HierarchicalNSW<float> m_graph;
    double m_recall = 0;
};

bool HnswIndex::insertAll(const ExecutionContext& context) {
    double longest = 0;
    for (const std::uint32_t row : m_equal.first) {
        longest = std::max(longest, lengthSquared(view().row(row)));
    }
    // Vectors of equal length are closest where their inner product is largest (Bachrach and others 2014).
    std::vector<float> node(m_dimensions + 1);
    for (std::size_t group = 0; group < m_equal.first.size(); ++group) {
        if (context.stopRequested()) {
            return false;
        }
        const std::span<const float> row = view().row(m_equal.first[group]);
        std::ranges::copy(row, node.begin());
        node.back() = static_cast<float>(std::sqrt(std::max(0.0, longest - lengthSquared(row))));
        m_graph.addPoint(node.data(), group);
        if (group % 1024 == 0) {
            context.report(static_cast<double>(group) / static_cast<double>(m_equal.first.size()),
                           "Building the index");
        }
    }
    return true;
}

std::optional<std::vector<ScoredItem>>
HnswIndex::ask(std::span<const float> query, std::size_t k, std::span<const ItemIndex> excluded,
               const std::optional<std::span<const ItemIndex>>& allowed) const {
    const std::size_t barred = allowed ? size() - std::min(size(), allowed->size()) : 0;
    const std::size_t wanted = k + excluded.size() + barred;
    if (wanted > std::max<std::size_t>(k, m_equal.first.size() / 8)) {
        return std::nullopt;
    }
    std::vector<float> asked(query.begin(), query.end());
    asked.push_back(0);
    auto found = m_graph.searchKnn(asked.data(), wanted);
    std::vector<ScoredItem> candidates;
    for (; !found.empty(); found.pop()) {
        const std::span<const std::uint32_t> group = m_equal.group(found.top().second);
        const float score = scanProduct(query.data(), view().row(group.front()).data(), m_dimensions);
        for (const std::uint32_t row : group) {
            if (!std::ranges::binary_search(excluded, ItemIndex(row)) &&
                (!allowed || std::ranges::binary_search(*allowed, ItemIndex(row)))) {
                candidates.push_back({ItemIndex(row), score});
            }
        }
    }
    std::erase_if(candidates, [](const ScoredItem& candidate) { return std::isnan(candidate.score); });
    if (candidates.size() < std::min(k, size() - std::min(size(), excluded.size() + barred))) {
        return std::nullopt;
    }
    std::ranges::sort(candidates, better);
    candidates.resize(std::min(k, candidates.size()));
    return candidates;
}

Result<std::vector<std::vector<ScoredItem>>> HnswIndex::search(const NeighbourQueries& queries,
                                                               const ExecutionContext& context) const {
    TRY(checkQueries(queries, m_dimensions));
    if (queries.allowed && queries.allowed->empty()) {
        return std::vector<std::vector<ScoredItem>>(queries.vectors.rows());
    }
    const std::vector<float> prepared = preparedRows(queries.vectors, m_metric);
    const VectorView rows{prepared, m_dimensions};
    const auto excludedOf = [&](std::size_t query) {
        return queries.excluded ? queries.excluded(query) : std::span<const ItemIndex>();
    };
    std::vector<std::optional<std::vector<ScoredItem>>> answers(rows.rows());
    parallelChunks(context, rows.rows(), queriesPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t query = begin; query < end && !context.stopRequested(); ++query) {
            answers[query] = ask(rows.row(query), queries.k, excludedOf(query), queries.allowed);
        }
    });
    std::vector<std::size_t> open;
    std::vector<std::vector<ScoredItem>> lists(rows.rows());
    for (std::size_t query = 0; query < rows.rows(); ++query) {
        if (answers[query]) {
            lists[query] = *std::move(answers[query]);
        } else {
            open.push_back(query);
        }
    }
    ScanTask task;
    task.rows = view();
    task.queries = open.size();
    task.k = queries.k;
    task.query = [&](std::size_t place) { return rows.row(open[place]).data(); };
    task.excluded = [&](std::size_t place) { return excludedOf(open[place]); };
    task.allowed = queries.allowed.value_or(std::span<const ItemIndex>());
    std::vector<std::vector<ScoredItem>> scanned(open.size());
    if (!scanBest(task, scanned, context)) {
        return cancelledError();
    }
    for (std::size_t place = 0; place < open.size(); ++place) {
        lists[open[place]] = std::move(scanned[place]);
    }
    return lists;
}

Result<void> HnswIndex::measureRecall(const IndexOptions& options, const ExecutionContext& context) {
    const VectorView source = options.sampleQueries.rows() > 0 ? options.sampleQueries : view();
    std::vector<float> drawn;
    Random random(context.seed, source.rows());
    for (std::size_t sample = 0; sample < options.samples; ++sample) {
        const std::span<const float> row = source.row(random.below(source.rows()));
        drawn.insert(drawn.end(), row.begin(), row.end());
    }
    const std::vector<float> prepared = preparedRows({drawn, m_dimensions}, m_metric);
    const VectorView queries{prepared, m_dimensions};
    ScanTask task;
    task.rows = view();
    task.queries = queries.rows();
    task.k = recallLength;
    task.query = [&](std::size_t query) { return queries.row(query).data(); };
    std::vector<std::vector<ScoredItem>> truth(queries.rows());
    if (!scanBest(task, truth, context)) {
        return cancelledError();
    }
    TRY_ASSIGN(const auto approximate, search({queries, recallLength, {}}, context));
    std::size_t found = 0;
    std::size_t all = 0;
    for (std::size_t query = 0; query < truth.size(); ++query) {
        if (truth[query].empty()) {
            continue;
        }
        // Whatever scores as the last of the true ten is as good as it.
        const float last = truth[query].back().score;
        all += truth[query].size();
        found += static_cast<std::size_t>(std::ranges::count_if(
            approximate[query], [&](const ScoredItem& item) { return item.score >= last; }));
    }
    m_recall = all > 0 ? static_cast<double>(found) / static_cast<double>(all) : 1;
    return {};
}

std::size_t HnswIndex::bytes() const {
    return m_values.size() * sizeof(float) + m_equal.rows.size() * 3 * sizeof(std::uint32_t) +
           m_equal.first.size() * (m_graph.size_data_per_element_ + sizeof(std::mutex) + sizeof(void*));
}

/// What building takes: the vectors, and a node of the graph for each.
std::size_t bytesNeeded(VectorView vectors, const IndexOptions& options) {
    constexpr std::size_t bookkeeping = 160;
    const std::size_t node = (2 * options.links + 3) * sizeof(std::uint32_t) + bookkeeping;
    return 2 * vectors.values.size_bytes() + vectors.rows() * node;
}

} // namespace

Result<std::shared_ptr<const NeighbourIndex>> buildHnswIndex(VectorView vectors, const IndexOptions& options,
                                                             const ExecutionContext& context) {
    if (vectors.rows() == 0) {
        return buildExactIndex(vectors, options, context); // nothing to link
    }
    TRY(requireMemory(bytesNeeded(vectors, options), "The index"));
    if (options.sampleQueries.rows() > 0 && options.sampleQueries.dimensions != vectors.dimensions) {
        return Error{ErrorCode::InvalidArgument, "The sample queries are not as wide as the vectors",
                     "Use vectors of the same model", "index"};
    }
    try {
        std::vector<float> values = preparedRows(vectors, options.metric);
        EqualRows equal = groupEqual({values, vectors.dimensions});
        auto index = std::make_shared<HnswIndex>(std::move(values), vectors.dimensions, std::move(equal),
                                                 options, context.seed);
        if (!index->insertAll(context)) {
            return cancelledError();
        }
        TRY(index->measureRecall(options, context));
        return std::shared_ptr<const NeighbourIndex>(std::move(index));
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "There is not enough memory for the index",
                     "Close other programs, or use fewer factors", "index"};
    } catch (const std::runtime_error& problem) { // hnswlib's own word for it
        return Error{ErrorCode::OutOfMemory, std::string("The index could not be built: ") + problem.what(),
                     "Close other programs, or use fewer factors", "index"};
    }
}

} // namespace tastescope
