// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/scan.h"

#include "engine/base/parallel.h"
#include "engine/ranking/selection.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#ifdef __SSE__
#include <immintrin.h>
#endif

// Vectors wider than the target's registers would be passed differently by other compilers; ours never leave
// this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace tastescope {
namespace {

using Lane = float __attribute__((vector_size(kernelLanes * sizeof(float))));

// A tile is so many vectors of lanes by so many queries that its sums fill the registers.
constexpr std::size_t panelLanes = kernelLanes == 16 ? 4 : 2;
constexpr std::size_t panelItems = panelLanes * kernelLanes;
constexpr std::size_t tileQueries = 6;
constexpr std::size_t wordBits = 64;
static_assert(wordBits % panelItems == 0);

// A chunk of work: enough queries to read each panel into the nearest cache for a good reason.
constexpr std::size_t chunkTiles = 16;
constexpr std::size_t chunkQueries = chunkTiles * tileQueries;
// Between two looks at the stop token: about a millisecond.
constexpr std::size_t multiplicationsPerPoll = std::size_t{1} << 26;

inline Lane load(const float* from) {
    Lane lane;
    std::memcpy(&lane, from, sizeof lane);
    return lane;
}

inline void store(float* to, Lane lane) {
    std::memcpy(to, &lane, sizeof lane);
}

/// One bit a lane: above the threshold. Not so NaN.
inline std::uint64_t above(Lane scores, Lane threshold) {
#if defined(__AVX512F__)
    return _mm512_cmp_ps_mask(reinterpret_cast<__m512>(scores), reinterpret_cast<__m512>(threshold),
                              _CMP_GT_OQ);
#elif defined(__AVX__)
    return static_cast<std::uint32_t>(_mm256_movemask_ps(
        _mm256_cmp_ps(reinterpret_cast<__m256>(scores), reinterpret_cast<__m256>(threshold), _CMP_GT_OQ)));
#elif defined(__SSE__)
    return static_cast<std::uint32_t>(
        _mm_movemask_ps(_mm_cmpgt_ps(reinterpret_cast<__m128>(scores), reinterpret_cast<__m128>(threshold))));
#else
    std::uint64_t bits = 0;
    for (std::size_t lane = 0; lane < kernelLanes; ++lane) {
        bits |= static_cast<std::uint64_t>(scores[lane] > threshold[lane]) << lane;
    }
    return bits;
#endif
}

/// What a tile found: for each query the items of the panel above its threshold, and their scores.
struct TileHits {
    std::uint64_t items[tileQueries];
    alignas(64) float scores[tileQueries][panelItems]; ///< only where `items` is not 0
};

/// `queries` holds the tile's queries dimension by dimension.
void scoreTile(const float* panel, const float* queries, std::size_t dimensions, const float* thresholds,
               TileHits& hits) {
    Lane sums[tileQueries][panelLanes]{};
    for (std::size_t d = 0; d < dimensions; ++d) {
        Lane items[panelLanes];
#pragma GCC unroll 4
        for (std::size_t lane = 0; lane < panelLanes; ++lane) {
            items[lane] = load(panel + d * panelItems + lane * kernelLanes);
        }
#pragma GCC unroll 6
        for (std::size_t query = 0; query < tileQueries; ++query) {
            const float factor = queries[d * tileQueries + query];
#pragma GCC unroll 4
            for (std::size_t lane = 0; lane < panelLanes; ++lane) {
                sums[query][lane] += items[lane] * factor;
            }
        }
    }
#pragma GCC unroll 6
    for (std::size_t query = 0; query < tileQueries; ++query) {
        const Lane threshold = thresholds[query] - Lane{};
        std::uint64_t found = 0;
#pragma GCC unroll 4
        for (std::size_t lane = 0; lane < panelLanes; ++lane) {
            found |= above(sums[query][lane], threshold) << (lane * kernelLanes);
        }
        hits.items[query] = found;
        if (found != 0) {
#pragma GCC unroll 4
            for (std::size_t lane = 0; lane < panelLanes; ++lane) {
                store(hits.scores[query] + lane * kernelLanes, sums[query][lane]);
            }
        }
    }
}

std::size_t panelCount(std::size_t size) {
    return (size + panelItems - 1) / panelItems;
}

/// The rows from `first` on as a panel; what lies behind the last row is left as it is.
void packPanel(VectorView rows, std::size_t first, float* panel) {
    const std::size_t count = std::min(panelItems, rows.rows() - first);
    for (std::size_t place = 0; place < count; ++place) {
        const float* from = rows.row(first + place).data();
        for (std::size_t d = 0; d < rows.dimensions; ++d) {
            panel[d * panelItems + place] = from[d];
        }
    }
}

/// One worker's memory, reused from chunk to chunk.
struct Scratch {
    std::vector<float> panel;
    std::vector<float> queries;
    std::vector<std::uint64_t> blocked; ///< word by word, in each the queries: what may not be selected
    std::vector<std::vector<Selection::Key>> kept{chunkQueries};
    TileHits hits{};
};

Scratch& threadScratch() {
    thread_local Scratch scratch;
    return scratch;
}

/// The queries [begin, end) of a task against all panels.
class ChunkScan {
public:
    ChunkScan(const ScanTask& task, std::size_t begin, std::size_t end)
        : m_task(task)
        , m_size(task.packed ? task.packed->size() : task.rows.rows())
        , m_dimensions(task.packed ? task.packed->dimensions() : task.rows.dimensions)
        , m_begin(begin)
        , m_count(end - begin)
        , m_tiles((m_count + tileQueries - 1) / tileQueries)
        , m_scratch(threadScratch())
        , m_restricted(!task.allowed.empty() || task.excluded) {
        packQueries();
        block();
        for (std::size_t query = 0; query < m_count; ++query) {
            m_selections.emplace_back(task.k, m_scratch.kept[query]);
        }
        m_thresholds.fill(std::numeric_limits<float>::infinity()); // of the places that are no query
        std::fill_n(m_thresholds.begin(), m_count, -std::numeric_limits<float>::infinity());
    }

    bool run(const ExecutionContext& context);
    std::vector<ScoredItem> list(std::size_t query) { return m_selections[query].best(); }

private:
    void packQueries();
    void block();
    const float* panelAt(std::size_t panel);
    void takeHits(std::size_t panel, std::size_t tile);

    const ScanTask& m_task;
    std::size_t m_size;
    std::size_t m_dimensions;
    std::size_t m_begin;
    std::size_t m_count;
    std::size_t m_tiles;
    Scratch& m_scratch;
    bool m_restricted;
    std::vector<Selection> m_selections;
    std::array<float, chunkQueries> m_thresholds{};
};

void ChunkScan::packQueries() {
    m_scratch.queries.assign(m_tiles * tileQueries * m_dimensions, 0.0F);
    for (std::size_t query = 0; query < m_count; ++query) {
        const float* from = m_task.query(m_begin + query);
        float* to = m_scratch.queries.data() + query / tileQueries * tileQueries * m_dimensions;
        for (std::size_t d = 0; d < m_dimensions; ++d) {
            to[d * tileQueries + query % tileQueries] = from[d];
        }
    }
}

void ChunkScan::block() {
    if (!m_restricted) {
        return;
    }
    const std::size_t words = (m_size + wordBits - 1) / wordBits;
    m_scratch.blocked.assign(words * m_count, m_task.allowed.empty() ? 0 : ~std::uint64_t{0});
    const auto word = [&](ItemIndex item, std::size_t query) -> std::uint64_t& {
        return m_scratch.blocked[item.value / wordBits * m_count + query];
    };
    for (const ItemIndex item : m_task.allowed) {
        for (std::size_t query = 0; item.value < m_size && query < m_count; ++query) {
            word(item, query) &= ~(std::uint64_t{1} << (item.value % wordBits));
        }
    }
    for (std::size_t query = 0; m_task.excluded && query < m_count; ++query) {
        for (const ItemIndex item : m_task.excluded(m_begin + query)) {
            if (item.value < m_size) {
                word(item, query) |= std::uint64_t{1} << (item.value % wordBits);
            }
        }
    }
}

void ChunkScan::takeHits(std::size_t panel, std::size_t tile) {
    const std::size_t first = panel * panelItems;
    const std::size_t left = m_size - first;
    // What a panel is filled up with is no item.
    const std::uint64_t items = left < panelItems ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0};
    const std::size_t end = std::min(m_count, (tile + 1) * tileQueries);
    for (std::size_t query = tile * tileQueries; query < end; ++query) {
        std::uint64_t hits = m_scratch.hits.items[query % tileQueries] & items;
        if (hits != 0 && m_restricted) {
            hits &= ~(m_scratch.blocked[first / wordBits * m_count + query] >> (first % wordBits));
        }
        if (hits == 0) {
            continue;
        }
        const float* scores = m_scratch.hits.scores[query % tileQueries];
        Selection& selection = m_selections[query];
        for (; hits != 0; hits &= hits - 1) {
            const auto place = static_cast<std::size_t>(std::countr_zero(hits));
            selection.offer(static_cast<std::uint32_t>(first + place), scores[place]);
        }
        m_thresholds[query] = selection.threshold();
    }
}

const float* ChunkScan::panelAt(std::size_t panel) {
    if (m_task.packed) {
        return m_task.packed->panel(panel);
    }
    m_scratch.panel.resize(panelItems * m_dimensions);
    packPanel(m_task.rows, panel * panelItems, m_scratch.panel.data());
    return m_scratch.panel.data();
}

bool ChunkScan::run(const ExecutionContext& context) {
    const std::size_t perPanel = m_tiles * tileQueries * panelItems * std::max<std::size_t>(m_dimensions, 1);
    const std::size_t poll = std::max<std::size_t>(1, multiplicationsPerPoll / perPanel);
    for (std::size_t panel = 0; panel < panelCount(m_size); ++panel) {
        if (panel % poll == 0 && context.stopRequested()) {
            return false;
        }
        const float* items = panelAt(panel);
        for (std::size_t tile = 0; tile < m_tiles; ++tile) {
            const float* queries = m_scratch.queries.data() + tile * tileQueries * m_dimensions;
            scoreTile(items, queries, m_dimensions, m_thresholds.data() + tile * tileQueries, m_scratch.hits);
            takeHits(panel, tile);
        }
    }
    return true;
}

} // namespace

PackedVectors::PackedVectors(VectorView rows, const ExecutionContext& context)
    : m_values(panelCount(rows.rows()) * panelItems * rows.dimensions)
    , m_size(rows.rows())
    , m_dimensions(rows.dimensions) {
    constexpr std::size_t panelsPerChunk = 64;
    parallelChunks(context, panelCount(m_size), panelsPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t panel = begin; panel < end; ++panel) {
            packPanel(rows, panel * panelItems, m_values.data() + panel * panelItems * m_dimensions);
        }
    });
}

const float* PackedVectors::panel(std::size_t number) const {
    return m_values.data() + number * panelItems * m_dimensions;
}

float PackedVectors::at(std::size_t row, std::size_t dimension) const {
    return panel(row / panelItems)[dimension * panelItems + row % panelItems];
}

bool scanBest(const ScanTask& task, std::span<std::vector<ScoredItem>> lists,
              const ExecutionContext& context) {
    ScanTask bounded = task;
    bounded.k = std::min(task.k, task.packed ? task.packed->size() : task.rows.rows());
    if (bounded.k == 0) {
        return !context.stopRequested();
    }
    return parallelChunks(context, task.queries, chunkQueries, [&](std::size_t begin, std::size_t end) {
        ChunkScan scan(bounded, begin, end);
        if (scan.run(context)) {
            for (std::size_t query = begin; query < end; ++query) {
                lists[query] = scan.list(query - begin);
            }
        }
    });
}

float scanProduct(const float* a, const float* b, std::size_t dimensions) {
    float sum = 0;
    for (std::size_t d = 0; d < dimensions; ++d) {
#ifdef __FMA__ // as the compiler contracts the products of a tile
        sum = std::fma(a[d], b[d], sum);
#else
        sum += a[d] * b[d];
#endif
    }
    return sum;
}

} // namespace tastescope
