// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/item_similarity.h"

#include "engine/base/parallel.h"

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
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
constexpr double bm25Saturation = 1.2; // k1 and b of Robertson and Zaragoza 2009
constexpr double bm25Length = 0.75;

/// The positive entries, by user and by item, each with the value that similarities multiply.
struct Positives {
    std::vector<std::uint64_t> userOffsets{0};
    std::vector<std::uint32_t> items;
    std::vector<float> byUser;
    std::vector<std::uint64_t> itemOffsets{0};
    std::vector<std::uint32_t> users;
    std::vector<float> byItem;
    bool countsSuffice = true; ///< the values are all 1

    std::size_t countOf(std::size_t item) const { return itemOffsets[item + 1] - itemOffsets[item]; }
};

/// As everything that follows: of no use after a stop.
Positives positivesOf(const InteractionMatrix& matrix, std::size_t items, const ExecutionContext& context) {
    Positives out;
    out.items.reserve(matrix.entryCount());
    out.byUser.reserve(matrix.entryCount());
    std::vector<std::uint64_t> sizes(items);
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        if (context.stopRequested()) {
            return out;
        }
        const auto row = matrix.itemsOf(UserIndex(user));
        const auto values = matrix.valuesOf(UserIndex(user));
        for (std::size_t place = 0; place < row.size(); ++place) {
            if (values[place] > 0) {
                out.items.push_back(row[place].value);
                out.byUser.push_back(values[place]);
                out.countsSuffice = out.countsSuffice && values[place] == 1.0F;
                ++sizes[row[place].value];
            }
        }
        out.userOffsets.push_back(out.items.size());
    }
    for (const std::uint64_t size : sizes) {
        out.itemOffsets.push_back(out.itemOffsets.back() + size);
    }
    out.users.resize(out.items.size());
    out.byItem.resize(out.items.size());
    std::vector<std::uint64_t> next(out.itemOffsets.begin(), out.itemOffsets.end() - 1);
    for (std::size_t user = 0; user < matrix.userCount() && !context.stopRequested(); ++user) {
        for (std::uint64_t entry = out.userOffsets[user]; entry < out.userOffsets[user + 1]; ++entry) {
            const std::uint64_t place = next[out.items[entry]]++;
            out.users[place] = static_cast<std::uint32_t>(user);
            out.byItem[place] = out.byUser[entry];
        }
    }
    return out;
}

/// log((1 + items) / (1 + n)): a person with a long list says less about each pair on it.
std::vector<double> userInformation(const Positives& data) {
    const auto items = static_cast<double>(data.itemOffsets.size() - 1);
    std::vector<double> information;
    for (std::size_t user = 0; user + 1 < data.userOffsets.size(); ++user) {
        const auto size = static_cast<double>(data.userOffsets[user + 1] - data.userOffsets[user]);
        information.push_back(std::log((1 + items) / (1 + size)));
    }
    return information;
}

/// Replaces every value by `value(x, user, item)`, in both orders.
template <typename Function>
void transformValues(Positives& data, const ExecutionContext& context, const Function& value) {
    for (std::size_t user = 0; user + 1 < data.userOffsets.size() && !context.stopRequested(); ++user) {
        for (std::uint64_t entry = data.userOffsets[user]; entry < data.userOffsets[user + 1]; ++entry) {
            data.byUser[entry] = value(data.byUser[entry], user, data.items[entry]);
        }
    }
    for (std::size_t item = 0; item + 1 < data.itemOffsets.size() && !context.stopRequested(); ++item) {
        for (std::uint64_t entry = data.itemOffsets[item]; entry < data.itemOffsets[item + 1]; ++entry) {
            data.byItem[entry] = value(data.byItem[entry], data.users[entry], item);
        }
    }
}

/// Divides every column by its Euclidean length, so that products become cosines.
void normaliseColumns(Positives& data, const ExecutionContext& context) {
    std::vector<float> scale(data.itemOffsets.size() - 1);
    for (std::size_t item = 0; item < scale.size(); ++item) {
        double squares = 0;
        for (std::uint64_t entry = data.itemOffsets[item]; entry < data.itemOffsets[item + 1]; ++entry) {
            squares += static_cast<double>(data.byItem[entry]) * data.byItem[entry];
        }
        scale[item] = squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
    }
    transformValues(data, context, [&](float x, std::size_t, std::size_t item) { return x * scale[item]; });
}

void weighTfidf(Positives& data, const ExecutionContext& context) {
    const std::vector<double> information = userInformation(data);
    transformValues(data, context, [&](float x, std::size_t user, std::size_t) {
        return static_cast<float>(std::sqrt(x) * information[user]);
    });
    normaliseColumns(data, context);
}

void weighBm25(Positives& data, const ExecutionContext& context) {
    const std::vector<double> information = userInformation(data);
    std::vector<double> lengths(data.itemOffsets.size() - 1);
    double total = 0;
    for (std::size_t item = 0; item < lengths.size(); ++item) {
        for (std::uint64_t entry = data.itemOffsets[item]; entry < data.itemOffsets[item + 1]; ++entry) {
            lengths[item] += data.byItem[entry];
        }
        total += lengths[item];
    }
    const double mean = total > 0 ? total / static_cast<double>(lengths.size()) : 1;
    transformValues(data, context, [&](float x, std::size_t user, std::size_t item) {
        const double length = 1 - bm25Length + bm25Length * lengths[item] / mean;
        return static_cast<float>(x * (bm25Saturation + 1) / (bm25Saturation * length + x) *
                                  information[user]);
    });
}

/// A sum of products and the number of people in it, added to in one step.
using Cell = float __attribute__((vector_size(2 * sizeof(float))));

/// One item's row while it is gathered. Counts and cells are zero outside of a row's computation.
struct Accumulator {
    std::vector<std::uint32_t> counts;
    std::vector<Cell> cells;
    std::vector<std::uint32_t> touched;
    std::vector<float> similarities;
    std::vector<std::uint64_t> keys;
};

/// Orders by similarity descending, then item ascending, when compared descending: similarities are positive,
/// and the bits of positive floats ascend with them.
std::uint64_t keyOf(float similarity, std::size_t item) {
    return static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(similarity)) << 32 |
           (~static_cast<std::uint32_t>(item));
}

class RowBuilder {
public:
    RowBuilder(const Positives& data, const ItemSimilarityOptions& options)
        : m_data(data)
        , m_options(options)
        , m_shrinkage(static_cast<float>(options.shrinkage))
        , m_countsOnly(options.kind == ItemSimilarity::Jaccard ||
                       options.kind == ItemSimilarity::Asymmetric ||
                       (options.kind == ItemSimilarity::Cosine && data.countsSuffice)) {
        for (std::size_t item = 0; item < items(); ++item) {
            const auto people = static_cast<float>(data.countOf(item));
            m_people.push_back(people);
            m_scale.push_back(scaleOf(people, 1 - options.alpha));
            m_otherScale.push_back(scaleOf(people, options.alpha));
        }
    }

    std::size_t items() const { return m_data.itemOffsets.size() - 1; }

    /// Keys of the row's neighbours, by item ascending; valid until the accumulator's next use.
    void build(std::size_t item, Accumulator& row) const {
        (m_countsOnly ? row.counts.resize(items()) : row.cells.resize(items()));
        row.similarities.resize(items());
        row.keys.clear();
        const std::size_t work = workOf(item);
        if (work * 8 < items()) {
            buildFromFew(item, row);
        } else {
            buildFromMany(item, row);
        }
        keepBest(row.keys);
        std::sort(row.keys.begin(), row.keys.end(), [](std::uint64_t a, std::uint64_t b) {
            return static_cast<std::uint32_t>(~a) < static_cast<std::uint32_t>(~b);
        });
    }

private:
    float scaleOf(float people, double exponent) const {
        if (!(people > 0)) {
            return 0;
        }
        return m_options.kind == ItemSimilarity::Asymmetric ? static_cast<float>(std::pow(people, -exponent))
                                                            : 1 / std::sqrt(people);
    }
    std::size_t workOf(std::size_t item) const {
        std::size_t work = 0;
        for (std::uint64_t entry = m_data.itemOffsets[item]; entry < m_data.itemOffsets[item + 1]; ++entry) {
            const std::uint32_t user = m_data.users[entry];
            work += m_data.userOffsets[user + 1] - m_data.userOffsets[user];
        }
        return work;
    }

    template <typename Visit>
    void visitOthers(std::size_t item, const Visit& visit) const {
        for (std::uint64_t entry = m_data.itemOffsets[item]; entry < m_data.itemOffsets[item + 1]; ++entry) {
            const std::uint32_t user = m_data.users[entry];
            visit(entry, m_data.userOffsets[user], m_data.userOffsets[user + 1]);
        }
    }

    void gather(std::size_t item, Accumulator& row) const {
        if (m_countsOnly) {
            visitOthers(item, [&](std::uint64_t, std::uint64_t first, std::uint64_t last) {
                for (std::uint64_t place = first; place < last; ++place) {
                    ++row.counts[m_data.items[place]];
                }
            });
            return;
        }
        visitOthers(item, [&](std::uint64_t entry, std::uint64_t first, std::uint64_t last) {
            const Cell weight{m_data.byItem[entry], 1};
            for (std::uint64_t place = first; place < last; ++place) {
                row.cells[m_data.items[place]] += Cell{m_data.byUser[place], 1} * weight;
            }
        });
    }

    /// Rows that touch few cells: only those are looked at.
    void buildFromFew(std::size_t item, Accumulator& row) const {
        gather(item, row);
        row.touched.clear();
        visitOthers(item, [&](std::uint64_t, std::uint64_t first, std::uint64_t last) {
            const auto begin = m_data.items.begin();
            row.touched.insert(row.touched.end(), begin + static_cast<std::ptrdiff_t>(first),
                               begin + static_cast<std::ptrdiff_t>(last));
        });
        std::sort(row.touched.begin(), row.touched.end());
        row.touched.erase(std::unique(row.touched.begin(), row.touched.end()), row.touched.end());
        for (const std::uint32_t other : row.touched) {
            const float similarity = takeCell(item, other, row);
            if (similarity > 0 && other != item) {
                row.keys.push_back(keyOf(similarity, other));
            }
        }
    }

    /// Rows that touch most cells: all similarities in one go, then those above the worst one kept so far.
    void buildFromMany(std::size_t item, Accumulator& row) const {
        gather(item, row);
        for (std::size_t other = 0; other < items(); ++other) {
            row.similarities[other] = takeCell(item, other, row);
        }
        row.similarities[item] = 0;
        const std::size_t room = m_options.neighbours > 0 ? 2 * m_options.neighbours + 128 : items() + 1;
        float least = 0;
        constexpr std::size_t step = 16;
        for (std::size_t first = 0; first < items(); first += step) {
            const std::size_t last = std::min(first + step, items());
            bool any = false;
            for (std::size_t other = first; other < last; ++other) {
                any |= row.similarities[other] > least;
            }
            for (std::size_t other = first; any && other < last; ++other) {
                if (row.similarities[other] > least) { // a later item of the same similarity comes behind
                    row.keys.push_back(keyOf(row.similarities[other], other));
                }
            }
            if (row.keys.size() > room) {
                keepBest(row.keys);
                least = similarityOf(*std::min_element(row.keys.begin(), row.keys.end()));
            }
        }
    }

    static float similarityOf(std::uint64_t key) {
        return std::bit_cast<float>(static_cast<std::uint32_t>(key >> 32));
    }

    /// The similarity of a gathered cell, which is cleared. Without branches that depend on the cell.
    float takeCell(std::size_t item, std::size_t other, Accumulator& row) const {
        float similarity = 0;
        float common = 0;
        if (m_countsOnly) {
            common = static_cast<float>(row.counts[other]);
            row.counts[other] = 0;
            similarity = m_options.kind == ItemSimilarity::Jaccard
                             ? common / (m_people[item] + m_people[other] - common)
                             : common * (m_scale[item] * m_otherScale[other]);
        } else {
            similarity = row.cells[other][0];
            common = row.cells[other][1];
            row.cells[other] = Cell{};
        }
        return m_shrinkage > 0 ? similarity * common / (common + m_shrinkage) : similarity;
    }

    void keepBest(std::vector<std::uint64_t>& keys) const {
        const std::size_t keep = m_options.neighbours;
        if (keep > 0 && keys.size() > keep) {
            std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(keep) - 1, keys.end(),
                             std::greater<>());
            keys.resize(keep);
        }
    }

    const Positives& m_data;
    const ItemSimilarityOptions& m_options;
    float m_shrinkage;
    bool m_countsOnly;               ///< numbers of people make the similarity: no sums
    std::vector<float> m_people;     ///< an item
    std::vector<float> m_scale;      ///< 1 / √people, or 1 / people^(1 - alpha)
    std::vector<float> m_otherScale; ///< 1 / √people, or 1 / people^alpha
};

struct ChunkRows {
    std::vector<std::uint32_t> sizes;
    std::vector<std::uint64_t> keys;
};

SparseRows concatenate(std::vector<ChunkRows>& chunks) {
    SparseRows rows;
    std::size_t entries = 0;
    for (const ChunkRows& chunk : chunks) {
        entries += chunk.keys.size();
    }
    rows.columns.reserve(entries);
    rows.values.reserve(entries);
    for (ChunkRows& chunk : chunks) {
        for (const std::uint32_t size : chunk.sizes) {
            rows.offsets.push_back(rows.offsets.back() + size);
        }
        for (const std::uint64_t key : chunk.keys) {
            rows.columns.push_back(static_cast<std::uint32_t>(~key));
            rows.values.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(key >> 32)));
        }
        chunk = {}; // the whole result is never held twice
    }
    return rows;
}

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
    Positives data = positivesOf(matrix, items, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (options.kind == ItemSimilarity::Tfidf) {
        weighTfidf(data, context);
    } else if (options.kind == ItemSimilarity::Bm25) {
        weighBm25(data, context);
    } else if (options.kind == ItemSimilarity::Cosine && !data.countsSuffice) {
        normaliseColumns(data, context);
    }
    const RowBuilder builder(data, options);
    tbb::enumerable_thread_specific<Accumulator> accumulators;
    std::vector<ChunkRows> chunks((items + itemsPerChunk - 1) / itemsPerChunk);
    std::atomic<std::size_t> finished = 0;
    const bool done = parallelChunks(context, items, itemsPerChunk, [&](std::size_t begin, std::size_t end) {
        Accumulator& row = accumulators.local();
        ChunkRows& chunk = chunks[begin / itemsPerChunk];
        for (std::size_t item = begin; item < end && !context.stopRequested(); ++item) {
            builder.build(item, row);
            chunk.sizes.push_back(static_cast<std::uint32_t>(row.keys.size()));
            chunk.keys.insert(chunk.keys.end(), row.keys.begin(), row.keys.end());
        }
        const std::size_t sum = finished += end - begin;
        context.report(static_cast<double>(sum) / static_cast<double>(items), "Comparing items");
    });
    if (!done) {
        return cancelledError();
    }
    SparseRows rows = concatenate(chunks);
    if (options.kind == ItemSimilarity::Bm25) {
        scaleToOne(rows.values);
    }
    return rows;
}

} // namespace tastescope
