// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/popular_in_segment.h"

#include "engine/base/archive.h"
#include "engine/base/memory.h"
#include "engine/data/matrix_similarity.h"
#include "engine/linalg/sparse_rows.h"
#include "engine/models/baselines/user_segments.h"
#include "engine/models/model_shape.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view algorithmId = "popular_in_segment";

struct SegmentOptions {
    std::size_t attribute = 0;
    double smoothing = 50;
};

const ParamTable<SegmentOptions>& table() {
    static const ParamTable<SegmentOptions> all{
        {"attribute", "Attribute", &SegmentOptions::attribute, 0, 100,
         "Which attribute of the people makes the segments, in the order of the data: 1 is the first, 0 "
         "takes the mean over all."},
        {"smoothing", "Smoothing", &SegmentOptions::smoothing, 0.1, 10000,
         "How many people like everybody are added to each segment, so that small ones do not go by a few."}};
    return all;
}

/// What is counted: everything a model is made of.
struct Counts {
    SparseRows items;          ///< row = segment: how many of it like an item
    std::vector<float> people; ///< a segment: those who like anything
    std::vector<float> shares; ///< an item: share of everybody that likes it
    UserSegments segments;

    std::size_t bytes() const {
        return items.bytes() + (people.size() + shares.size()) * sizeof(float) + segments.bytes();
    }
};

class PopularInSegmentModel final : public Recommender {
public:
    PopularInSegmentModel(const Dataset& dataset, ModelShape shape, double smoothing, Counts counts)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_smoothing(smoothing)
        , m_counts(std::move(counts))
        , m_audiences(m_dataset.matrix(), shape.items, shape.users) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        const auto segments = m_counts.segments.of(user);
        if (segments.empty()) {
            scoreHistory({}, scores);
            return;
        }
        std::fill(scores.begin(), scores.end(), 0.0F);
        double own = 0; // how much of everybody's share is in the mean
        for (const std::uint32_t segment : segments) {
            const double weight =
                1 / ((m_counts.people[segment] + m_smoothing) * static_cast<double>(segments.size()));
            own += weight * m_smoothing;
            const auto items = m_counts.items.columnsOf(segment);
            const auto counts = m_counts.items.valuesOf(segment);
            for (std::size_t place = 0; place < items.size(); ++place) {
                scores[items[place]] += static_cast<float>(weight * counts[place]);
            }
        }
        for (std::size_t item = 0; item < m_shape.items; ++item) {
            scores[item] += static_cast<float>(own) * m_counts.shares[item];
        }
    }
    void scoreHistory(std::span<const HistoryEntry>, std::span<float> scores) const override {
        std::copy(m_counts.shares.begin(), m_counts.shares.end(), scores.begin());
    }
    using Recommender::scoreHistory;
    Explanation explain(std::span<const HistoryEntry>, ItemIndex item) const override {
        const double score = m_counts.shares[item.value];
        return {score, score, {}};
    }
    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        m_audiences.compare(item, similarity);
    }
    /// Segments in common / segments of either.
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        const auto own = m_counts.segments.of(user);
        for (std::size_t other = 0; other < m_shape.users; ++other) {
            const auto theirs = m_counts.segments.of(UserIndex(other));
            std::vector<std::uint32_t> common;
            std::set_intersection(own.begin(), own.end(), theirs.begin(), theirs.end(),
                                  std::back_inserter(common));
            const std::size_t either = own.size() + theirs.size() - common.size();
            similarity[other] =
                either > 0 ? static_cast<float>(common.size()) / static_cast<float>(either) : 0;
        }
        similarity[user.value] = 1;
    }

    std::size_t bytes() const override { return m_counts.bytes() + m_audiences.bytes(); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, algorithmId, m_shape);
        archive.putNumber("smoothing", m_smoothing);
        archive.putNumber("segments", static_cast<double>(m_counts.segments.count));
        m_counts.items.save(archive, "counts");
        archive.put("people", std::span<const float>(m_counts.people));
        archive.put("shares", std::span<const float>(m_counts.shares));
        archive.put("segments.offsets", std::span<const std::uint64_t>(m_counts.segments.offsets));
        archive.put("segments.codes", std::span<const std::uint32_t>(m_counts.segments.codes));
    }

private:
    Dataset m_dataset;
    ModelShape m_shape;
    double m_smoothing;
    Counts m_counts;
    MatrixSimilarity<ItemIndex> m_audiences;
};

/// Row s: the users of segment s.
SparseRows membersOf(const UserSegments& segments) {
    SparseRows byUser;
    byUser.offsets = segments.offsets;
    byUser.columns = segments.codes;
    byUser.values.assign(segments.codes.size(), 1.0F);
    return byUser.transposed(segments.count);
}

Result<Counts> count(const Dataset& dataset, UserSegments segments, const ExecutionContext& context) {
    const InteractionMatrix& matrix = dataset.matrix();
    Counts counts{{}, {}, std::vector<float>(dataset.itemCount()), std::move(segments)};
    const SparseRows members = membersOf(counts.segments);
    std::vector<float> row(dataset.itemCount());
    const auto addLikes = [&](UserIndex user, std::vector<float>& into) {
        bool any = false;
        const auto items = matrix.itemsOf(user);
        const auto values = matrix.valuesOf(user);
        for (std::size_t place = 0; place < items.size(); ++place) {
            into[items[place].value] += values[place] > 0 ? 1.0F : 0.0F;
            any = any || values[place] > 0;
        }
        return any ? 1.0F : 0.0F;
    };
    float everybody = 0;
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        everybody += addLikes(UserIndex(user), counts.shares);
    }
    for (float& share : counts.shares) {
        share /= std::max(everybody, 1.0F);
    }
    for (std::size_t segment = 0; segment < members.rows(); ++segment) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        std::vector<std::uint32_t> touched;
        float people = 0;
        for (const std::uint32_t user : members.columnsOf(segment)) {
            people += addLikes(UserIndex(user), row);
            for (const ItemIndex item : matrix.itemsOf(UserIndex(user))) {
                touched.push_back(item.value);
            }
        }
        std::sort(touched.begin(), touched.end());
        touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
        for (const std::uint32_t item : touched) {
            counts.items.columns.push_back(item);
            counts.items.values.push_back(std::exchange(row[item], 0.0F));
        }
        counts.items.offsets.push_back(counts.items.columns.size());
        counts.people.push_back(people);
        context.report(static_cast<double>(segment + 1) / static_cast<double>(members.rows()), "Counting");
    }
    context.report(1, "Counting");
    return counts;
}

Forecast forecast(const Dataset& dataset, const ParamSet& params, int) {
    const auto attributes =
        static_cast<double>(table().optionsOf(params).attribute > 0
                                ? std::min<std::size_t>(dataset.userAttributes().columns.size(), 1)
                                : dataset.userAttributes().columns.size());
    const auto entries = static_cast<double>(dataset.matrix().entryCount());
    const double cells = attributes * entries / 2; // the people of a segment like some of the same
    return {1e-6 + entries * (4e-9 + attributes * 30e-9),
            static_cast<std::size_t>(8 * cells + attributes * 4 * static_cast<double>(dataset.userCount())) +
                8 * dataset.itemCount() + 8 * dataset.userCount()};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    if (Result<void> fits = requireMemory(2 * forecast(dataset, params, 1).bytes, "Popular in segment");
        !fits) {
        return fits.error();
    }
    context.report(0, "Counting");
    const SegmentOptions options = table().optionsOf(params);
    Result<Counts> counts = count(dataset, userSegments(dataset, options.attribute), context);
    if (!counts || context.stopRequested()) {
        return cancelledError();
    }
    return std::shared_ptr<const Recommender>(
        std::make_shared<PopularInSegmentModel>(dataset, ModelShape{dataset.userCount(), dataset.itemCount()},
                                                options.smoothing, *std::move(counts)));
}

Result<Counts> loadCounts(const ModelArchive& archive, const ModelShape& shape) {
    TRY_ASSIGN(const auto segments, loadCount(archive, "segments", 1U << 30U));
    Counts counts;
    counts.segments.count = segments;
    TRY_ASSIGN(auto items, SparseRows::load(archive, "counts", segments, shape.items));
    TRY_ASSIGN(auto people, loadFloats(archive, "people", segments));
    TRY_ASSIGN(auto shares, loadFloats(archive, "shares", shape.items));
    TRY_ASSIGN(auto rows,
               loadIndexRows(archive, "segments.offsets", "segments.codes", shape.users, segments));
    counts.items = std::move(items);
    counts.people = std::move(people);
    counts.shares = std::move(shares);
    counts.segments.offsets = std::move(rows.offsets);
    counts.segments.codes = std::move(rows.indices);
    return counts;
}

Result<std::shared_ptr<const Recommender>> load(const ModelArchive& archive, const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithmId, dataset));
    TRY_ASSIGN(const auto smoothing, loadReal(archive, "smoothing", 0, 1e9));
    TRY_ASSIGN(auto counts, loadCounts(archive, shape));
    return std::shared_ptr<const Recommender>(
        std::make_shared<PopularInSegmentModel>(dataset, shape, smoothing, std::move(counts)));
}

} // namespace

const AlgorithmInfo& popularInSegmentInfo() {
    static const AlgorithmInfo info{
        .id = std::string(algorithmId),
        .title = "Popular in segment",
        .family = "baselines",
        .tagline = "What many like you like",
        .about = "Shows what is popular among people of the same age, occupation or whatever else is known. "
                 "Without any such attribute it is plain popularity.",
        .source = "",
        .effort = 1,
        .personal = true,
        .scoresNewItems = false,
        .knowsNewPeople = true,
        .params = table().specs(),
        .fit = fit,
        .load = load,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
