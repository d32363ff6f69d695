// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/item_similarity.h"

#include "engine/base/parallel.h"
#include "engine/models/neighbourhood/best_neighbours.h"
#include "engine/models/neighbourhood/popularity_rows.h"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

constexpr std::array<std::pair<std::string_view, ItemSimilarity>, 5> names{
    {{"cosine", ItemSimilarity::Cosine},
     {"jaccard", ItemSimilarity::Jaccard},
     {"bm25", ItemSimilarity::Bm25},
     {"tfidf", ItemSimilarity::Tfidf},
     {"asymmetric", ItemSimilarity::Asymmetric}}};
constexpr std::size_t itemsPerChunk = 16;
constexpr std::size_t rowsAtOnce = 16;   ///< are fetched while those before them are read
constexpr std::size_t itemsAtOnce = 128; ///< are looked through before the next threshold
constexpr std::size_t fetchedRanks = 64; ///< of a row at its beginning; what follows comes by itself
constexpr std::size_t ranksPerLine = 16;
constexpr double bm25Saturation = 1.2; // k1 and b of Robertson and Zaragoza 2009
constexpr double bm25Length = 0.75;

/// log((1 + items) / (1 + n)): a person with a long list says less about each pair on it.
std::vector<double> userInformation(const PopularityRows& data) {
    const auto items = static_cast<double>(data.items());
    std::vector<double> information;
    for (std::size_t user = 0; user < data.users(); ++user) {
        information.push_back(std::log((1 + items) / (1 + static_cast<double>(data.lengthOf(user)))));
    }
    return information;
}

/// Replaces every value by `value(x, user, rank)`.
template <typename Function>
void transformValues(PopularityRows& data, const ExecutionContext& context, const Function& value) {
    for (std::size_t user = 0; user < data.users() && !context.stopRequested(); ++user) {
        for (std::uint64_t entry = data.userOffsets[user]; entry < data.userOffsets[user + 1]; ++entry) {
            data.values[entry] = value(data.values[entry], user, data.ranks[entry]);
        }
    }
}

/// The sum of `value(x)` over an item's people, by rank.
template <typename Function>
std::vector<double> sumsOfItems(const PopularityRows& data, const ExecutionContext& context,
                                const Function& value) {
    std::vector<double> sums(data.items());
    for (std::size_t user = 0; user < data.users() && !context.stopRequested(); ++user) {
        for (std::uint64_t entry = data.userOffsets[user]; entry < data.userOffsets[user + 1]; ++entry) {
            sums[data.ranks[entry]] += value(static_cast<double>(data.values[entry]));
        }
    }
    return sums;
}

/// Divides every column by its Euclidean length, so that products become cosines.
void normaliseColumns(PopularityRows& data, const ExecutionContext& context) {
    const std::vector<double> squares = sumsOfItems(data, context, [](double x) { return x * x; });
    std::vector<float> scale(squares.size());
    std::ranges::transform(squares, scale.begin(),
                           [](double sum) { return sum > 0 ? static_cast<float>(1 / std::sqrt(sum)) : 0; });
    transformValues(data, context, [&](float x, std::size_t, std::size_t rank) { return x * scale[rank]; });
}

void weighTfidf(PopularityRows& data, const ExecutionContext& context) {
    const std::vector<double> information = userInformation(data);
    transformValues(data, context, [&](float x, std::size_t user, std::size_t) {
        return static_cast<float>(std::sqrt(x) * information[user]);
    });
    normaliseColumns(data, context);
}

void weighBm25(PopularityRows& data, const ExecutionContext& context) {
    const std::vector<double> information = userInformation(data);
    const std::vector<double> lengths = sumsOfItems(data, context, [](double x) { return x; });
    double total = 0;
    for (const double length : lengths) {
        total += length;
    }
    const double mean = total > 0 ? total / static_cast<double>(lengths.size()) : 1;
    transformValues(data, context, [&](float x, std::size_t user, std::size_t rank) {
        const double length = 1 - bm25Length + bm25Length * lengths[rank] / mean;
        return static_cast<float>(x * (bm25Saturation + 1) / (bm25Saturation * length + x) *
                                  information[user]);
    });
}

/// A sum of products and the number of people in it, added to in one step.
using Cell = float __attribute__((vector_size(2 * sizeof(float))));

/// The pairs of one item with more popular ones while they are gathered. Counts and cells are zero outside of
/// a row's computation.
struct Accumulator {
    std::vector<std::uint32_t> counts;
    std::vector<Cell> cells;
    std::vector<std::uint32_t> hits; ///< whose cells are not 0
    std::vector<float> own;          ///< similarities to the row's item
    std::vector<float> other;        ///< and the other way round; empty where they are the same
    std::vector<float> least;        ///< what counts for the more popular items, as it was a while ago
    std::size_t end = 0;             ///< so many of them are wanted
    bool stale = true;               ///< they are older than the chunk of rows
    std::vector<std::uint64_t> keys;
};

/// What a similarity is made of.
enum class Measure { Products, Cosine, Jaccard, Asymmetric };

Measure measureOf(ItemSimilarity kind, bool ones) {
    switch (kind) {
    case ItemSimilarity::Jaccard:
        return Measure::Jaccard;
    case ItemSimilarity::Asymmetric:
        return Measure::Asymmetric;
    case ItemSimilarity::Cosine:
        return ones ? Measure::Cosine : Measure::Products;
    default:
        return Measure::Products;
    }
}

/// Compares every item with the more popular ones and offers the similarities to both.
class PairComparer {
public:
    PairComparer(const InteractionMatrix& matrix, const PopularityRows& data,
                 const ItemSimilarityOptions& options, BestNeighbours& best)
        : m_matrix(matrix)
        , m_data(data)
        , m_best(best)
        , m_measure(measureOf(options.kind, data.ones))
        , m_shrinkage(static_cast<float>(options.shrinkage)) {
        for (const std::uint32_t people : data.people) {
            const double alpha = m_measure == Measure::Asymmetric ? options.alpha : 0.5;
            m_people.push_back(static_cast<float>(people));
            m_scale.push_back(people > 0 ? static_cast<float>(std::pow(people, alpha - 1)) : 0);
            m_otherScale.push_back(people > 0 ? static_cast<float>(std::pow(people, -alpha)) : 0);
        }
    }

    /// Before the ranks up to `end` are compared.
    void prepare(std::size_t end, Accumulator& row) const {
        const std::size_t items = m_data.items();
        (m_measure == Measure::Products ? row.cells.resize(items) : row.counts.resize(items));
        row.own.resize(items);
        if (m_measure == Measure::Asymmetric) {
            row.other.resize(items);
        }
        row.end = end;
        row.stale = true;
    }

    void compare(std::size_t rank, Accumulator& row) const {
        switch (m_measure) {
        case Measure::Products:
            return compareBy<Measure::Products>(rank, row);
        case Measure::Cosine:
            return compareBy<Measure::Cosine>(rank, row);
        case Measure::Jaccard:
            return compareBy<Measure::Jaccard>(rank, row);
        case Measure::Asymmetric:
            return compareBy<Measure::Asymmetric>(rank, row);
        }
    }

private:
    /// The more popular items of a person's row; the item itself stands at `last`.
    struct Range {
        std::uint64_t first;
        std::uint64_t last;
    };

    template <Measure measure>
    void compareBy(std::size_t rank, Accumulator& row) const {
        row.keys.clear();
        const std::size_t work = gather<measure>(rank, row);
        if (work * 8 < rank) {
            takeFew<measure>(rank, row);
        } else {
            takeMany<measure>(rank, row);
        }
        if (!row.keys.empty()) {
            m_best.offer(rank, row.keys);
        }
    }

    /// Rows lie anywhere in memory: some are on their way while others are read. `visit` gets a Range.
    template <typename Visit>
    void visitRows(std::size_t rank, const Visit& visit) const {
        const std::uint32_t item = m_data.itemOfRank[rank];
        if (m_data.people[rank] == 0) {
            return;
        }
        const auto users = m_matrix.usersOf(ItemIndex(item));
        const std::uint32_t* const places = m_data.places.data() + m_matrix.itemOffsets()[item];
        std::array<std::array<Range, rowsAtOnce>, 2> ranges{};
        const auto fetch = [&](std::size_t from) {
            auto& into = ranges[from / rowsAtOnce % 2];
            const std::size_t count = std::min(rowsAtOnce, users.size() - from);
            for (std::size_t at = 0; at < count; ++at) {
                const std::uint64_t first = m_data.userOffsets[users[from + at].value];
                into[at] = {first, first + places[from + at]};
                const std::uint64_t end = std::min(first + fetchedRanks, into[at].last);
                for (std::uint64_t place = first; place < end; place += ranksPerLine) {
                    __builtin_prefetch(m_data.ranks.data() + place);
                }
            }
        };
        fetch(0);
        for (std::size_t from = 0; from < users.size(); from += rowsAtOnce) {
            if (from + rowsAtOnce < users.size()) {
                fetch(from + rowsAtOnce);
            }
            const auto& now = ranges[from / rowsAtOnce % 2];
            const std::size_t count = std::min(rowsAtOnce, users.size() - from);
            for (std::size_t at = 0; at < count; ++at) {
                if (now[at].first != now[at].last) {
                    visit(now[at]);
                }
            }
        }
    }

    /// Returns how many entries were added up.
    template <Measure measure>
    std::size_t gather(std::size_t rank, Accumulator& row) const {
        std::size_t work = 0;
        const std::uint32_t* const ranks = m_data.ranks.data();
        const float* const values = m_data.values.data();
        visitRows(rank, [&](Range range) {
            work += range.last - range.first;
            if constexpr (measure == Measure::Products) {
                const Cell weight{values[range.last], 1};
                for (std::uint64_t place = range.first; place < range.last; ++place) {
                    row.cells[ranks[place]] += Cell{values[place], 1} * weight;
                }
            } else {
                for (std::uint64_t place = range.first; place < range.last; ++place) {
                    ++row.counts[ranks[place]];
                }
            }
        });
        return work;
    }

    /// Rows that touch few cells: only those are looked at.
    template <Measure measure>
    void takeFew(std::size_t rank, Accumulator& row) const {
        row.hits.clear();
        visitRows(rank, [&](Range range) {
            row.hits.insert(row.hits.end(), m_data.ranks.data() + range.first,
                            m_data.ranks.data() + range.last);
        });
        std::sort(row.hits.begin(), row.hits.end());
        row.hits.erase(std::unique(row.hits.begin(), row.hits.end()), row.hits.end());
        const float least = m_best.least(rank);
        for (const std::uint32_t other : row.hits) {
            take<measure>(rank, other, other + 1, row);
            offer(rank, other, least, row);
        }
    }

    /// Rows that touch most cells: all similarities in one go, then those that have a place somewhere.
    template <Measure measure>
    void takeMany(std::size_t rank, Accumulator& row) const {
        if (row.stale) {
            row.least.resize(m_data.items());
            for (std::size_t other = 0; other < row.end; ++other) {
                row.least[other] = m_best.least(other);
            }
            row.stale = false;
        }
        take<measure>(rank, 0, rank, row);
        float least = m_best.least(rank);
        const float* const own = row.own.data();
        const float* const mirrored = mirroredOf(row);
        const float* const threshold = row.least.data();
        std::array<std::uint32_t, itemsAtOnce> hits{};
        // Items of like popularity first: they tend to be the most similar, and what follows is passed over.
        for (std::size_t last = rank, first = 0; last > 0; last = first) {
            first = last - std::min(last, itemsAtOnce);
            std::size_t count = 0;
            for (std::size_t other = first; other < last; ++other) {
                hits[count] = static_cast<std::uint32_t>(other);
                count += static_cast<std::size_t>(own[other] >= least) |
                         static_cast<std::size_t>(mirrored[other] >= threshold[other]);
            }
            while (count > 0) {
                offer(rank, hits[--count], least, row);
            }
            if (row.keys.size() > m_best.room() / 2) {
                least = std::max(least, m_best.keepBest(row.keys));
            }
        }
    }

    static const float* mirroredOf(const Accumulator& row) {
        return row.other.empty() ? row.own.data() : row.other.data();
    }

    void offer(std::size_t rank, std::size_t other, float least, Accumulator& row) const {
        if (row.own[other] >= least) {
            row.keys.push_back(neighbourKey(row.own[other], m_data.itemOfRank[other]));
        }
        const float mirrored = mirroredOf(row)[other];
        if (mirrored >= m_best.least(other)) {
            m_best.offer(other, neighbourKey(mirrored, m_data.itemOfRank[rank]));
        }
    }

    /// The similarities of the gathered cells in [first, last), which are cleared. Loops without branches.
    template <Measure measure>
    void take(std::size_t rank, std::size_t first, std::size_t last, Accumulator& row) const {
        const float shrinkage = m_shrinkage;
        const auto shrunk = [shrinkage](float similarity, float common) {
            return similarity * (shrinkage > 0 ? common / (common + shrinkage) : 1);
        };
        float* const own = row.own.data();
        if constexpr (measure == Measure::Products) {
            Cell* const cells = row.cells.data();
            for (std::size_t other = first; other < last; ++other) {
                own[other] = shrunk(cells[other][0], cells[other][1]);
                cells[other] = Cell{};
            }
            return;
        }
        std::uint32_t* const counts = row.counts.data();
        const float people = m_people[rank];
        const float scale = m_scale[rank];
        const float otherScale = m_otherScale[rank];
        for (std::size_t other = first; other < last; ++other) {
            const auto common = static_cast<float>(counts[other]);
            if constexpr (measure == Measure::Jaccard) {
                own[other] = shrunk(common / (people + m_people[other] - common), common);
            } else {
                own[other] = shrunk(common * (scale * m_otherScale[other]), common);
            }
            if constexpr (measure == Measure::Asymmetric) {
                row.other[other] = shrunk(common * (otherScale * m_scale[other]), common);
            }
        }
        std::fill(counts + first, counts + last, 0U);
    }

    const InteractionMatrix& m_matrix;
    const PopularityRows& m_data;
    BestNeighbours& m_best;
    Measure m_measure;
    float m_shrinkage;
    std::vector<float> m_people;     ///< by rank, as what follows
    std::vector<float> m_scale;      ///< 1 / √people, or 1 / people^(1 - alpha)
    std::vector<float> m_otherScale; ///< 1 / √people, or 1 / people^alpha
};

/// Scalar products have no natural scale: the largest becomes 1.
void scaleToOne(std::vector<float>& values) {
    const float largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    for (float& value : values) {
        value /= largest;
    }
}

} // namespace

std::optional<ItemSimilarity> parseItemSimilarity(std::string_view name) {
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const auto& known) { return known.first == name; });
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::string_view itemSimilarityName(ItemSimilarity kind) {
    const auto found =
        std::find_if(names.begin(), names.end(), [&](const auto& known) { return known.second == kind; });
    return found->first; // all kinds are named
}

Result<SparseRows> itemSimilarities(const InteractionMatrix& matrix, std::size_t items,
                                    const ItemSimilarityOptions& options, const ExecutionContext& context) {
    PopularityRows data = popularityRows(matrix, items, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (options.kind == ItemSimilarity::Tfidf) {
        weighTfidf(data, context);
    } else if (options.kind == ItemSimilarity::Bm25) {
        weighBm25(data, context);
    } else if (options.kind == ItemSimilarity::Cosine && !data.ones) {
        normaliseColumns(data, context);
    }
    BestNeighbours best(items, options.neighbours);
    const PairComparer comparer(matrix, data, options, best);
    tbb::enumerable_thread_specific<Accumulator> accumulators;
    std::atomic<std::size_t> next = 0; ///< all threads begin with the popular items, for the same reason
    const bool done = parallelChunks(context, items, itemsPerChunk, [&](std::size_t, std::size_t) {
        const std::size_t begin = itemsPerChunk * next++;
        const std::size_t end = std::min(begin + itemsPerChunk, items);
        Accumulator& row = accumulators.local();
        comparer.prepare(end, row);
        for (std::size_t rank = begin; rank < end && !context.stopRequested(); ++rank) {
            comparer.compare(rank, row);
        }
        context.report(static_cast<double>(end) / static_cast<double>(items), "Comparing items");
    });
    if (!done) {
        return cancelledError();
    }
    std::vector<std::uint32_t> rankOf(items);
    for (std::size_t rank = 0; rank < items; ++rank) {
        rankOf[data.itemOfRank[rank]] = static_cast<std::uint32_t>(rank);
    }
    SparseRows rows = best.take(rankOf, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (options.kind == ItemSimilarity::Bm25) {
        scaleToOne(rows.values);
    }
    return rows;
}

} // namespace tastescope
