// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/content/content_model.h"

#include "engine/data/ratings.h"
#include "engine/models/explanation.h"
#include "engine/models/learning/decay.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

namespace tastescope {
namespace {

constexpr double largest = std::numeric_limits<float>::max(); ///< of a rating or weight

/// A person as a vector over terms, and its length.
struct Profile {
    std::vector<double> terms;
    double length = 0;
};

class ContentModel final : public Recommender {
public:
    ContentModel(const Dataset& dataset, ContentFeatures features, const ContentTaste& taste,
                 ModelShape shape)
        : m_dataset(dataset)
        , m_features(std::move(features))
        , m_index(m_features.vectors.transposed(m_features.terms))
        , m_taste(taste)
        , m_shape(shape) {}

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreHistory(m_dataset.historyOf(user), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        std::fill(scores.begin(), scores.end(), 0.0F);
        const Profile profile = profileOf(history);
        if (profile.length == 0) {
            return;
        }
        for (std::size_t term = 0; term < profile.terms.size(); ++term) {
            if (profile.terms[term] != 0) {
                addTerm(term, static_cast<float>(profile.terms[term] / profile.length), scores);
            }
        }
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        const Profile profile = profileOf(history);
        for (const HistoryEntry& past : history) {
            if (profile.length > 0 && past.item.value < m_shape.items) {
                const double likeness = m_features.vectors.dot(past.item.value, item.value);
                addContribution(out, past.item, weightOf(past) * likeness / profile.length);
            }
        }
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        std::fill(similarity.begin(), similarity.end(), 0.0F);
        const auto terms = m_features.vectors.columnsOf(item.value);
        const auto values = m_features.vectors.valuesOf(item.value);
        for (std::size_t place = 0; place < terms.size(); ++place) {
            addTerm(terms[place], values[place], similarity);
        }
        similarity[item.value] = 1;
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override;

    std::size_t bytes() const override {
        return m_features.vectors.bytes() + m_index.bytes() + m_shape.users * sizeof(double);
    }
    void save(ModelArchive& archive) const override {
        saveShape(archive, contentId, m_shape);
        archive.putNumber("terms", static_cast<double>(m_features.terms));
        m_features.vectors.save(archive, "vectors");
        archive.putNumber("negative_feedback", m_taste.negativeFeedback);
        archive.putNumber("half_life_days", m_taste.halfLifeDays);
        archive.put("newest", std::span<const Time>(&m_taste.newest, 1));
        archive.putNumber("neutral_rating", m_taste.neutral);
        archive.putNumber("worst_rating", m_taste.worst);
        archive.putNumber("usual_weight", m_taste.usual);
    }

private:
    double weightOf(const HistoryEntry& past) const {
        double weight = past.weight;
        if (past.rating < m_taste.neutral && m_taste.worst < m_taste.neutral) { // false without a rating
            const double strength = (m_taste.neutral - past.rating) / (m_taste.neutral - m_taste.worst);
            weight = std::min(weight, -m_taste.usual * std::min(strength, 1.0));
        }
        weight *= weight < 0 ? m_taste.negativeFeedback : 1;
        return weight * decayWeight(past.time, m_taste.newest, m_taste.halfLifeDays);
    }

    /// scores += amount · the term's value in each item.
    void addTerm(std::size_t term, float amount, std::span<float> scores) const {
        const auto items = m_index.columnsOf(term);
        const auto values = m_index.valuesOf(term);
        for (std::size_t place = 0; place < items.size(); ++place) {
            scores[items[place]] += amount * values[place];
        }
    }

    Profile profileOf(std::span<const HistoryEntry> history) const {
        Profile profile{std::vector<double>(m_features.terms), 0};
        for (const HistoryEntry& past : history) {
            const double weight = past.item.value < m_shape.items ? weightOf(past) : 0;
            if (weight == 0) {
                continue;
            }
            const auto terms = m_features.vectors.columnsOf(past.item.value);
            const auto values = m_features.vectors.valuesOf(past.item.value);
            for (std::size_t place = 0; place < terms.size(); ++place) {
                profile.terms[terms[place]] += weight * values[place];
            }
        }
        double squares = 0;
        for (const double value : profile.terms) {
            squares += value * value;
        }
        profile.length = std::sqrt(squares);
        return profile;
    }

    /// Lengths of all users' profiles: only similar users need them, and only from the first time on.
    const std::vector<double>& userLengths() const {
        std::call_once(m_lengthsOnce, [this] {
            m_lengths.resize(m_shape.users);
            for (std::size_t user = 0; user < m_shape.users; ++user) {
                m_lengths[user] = profileOf(m_dataset.historyOf(UserIndex(user))).length;
            }
        });
        return m_lengths;
    }

    Dataset m_dataset;
    ContentFeatures m_features;
    SparseRows m_index; ///< by term: the items that have it
    ContentTaste m_taste;
    ModelShape m_shape;
    mutable std::once_flag m_lengthsOnce;
    mutable std::vector<double> m_lengths;
};

/// The product of two profiles is the sum of the other's weights times this one's scores, item by item: no
/// second profile is needed.
void ContentModel::userSimilarity(UserIndex user, std::span<float> similarity) const {
    std::vector<float> scores(m_shape.items);
    scoreUser(user, scores);
    const std::vector<double>& lengths = userLengths();
    for (std::size_t other = 0; other < m_shape.users; ++other) {
        double product = 0;
        for (const HistoryEntry& past : m_dataset.historyOf(UserIndex(other))) {
            product += past.item.value < m_shape.items ? weightOf(past) * scores[past.item.value] : 0;
        }
        similarity[other] = lengths[other] > 0 ? static_cast<float>(product / lengths[other]) : 0;
    }
}

} // namespace

ContentTaste contentTasteOf(const Dataset& dataset, bool lowRatings, const ExecutionContext& context) {
    ContentTaste taste;
    taste.newest = newestTime(dataset.events());
    double sum = 0;
    double likes = 0;
    for (const float weight : dataset.matrix().values()) {
        sum += weight > 0 ? weight : 0;
        likes += weight > 0 ? 1 : 0;
    }
    taste.usual = likes > 0 ? sum / likes : 1;
    const Ratings ratings = lowRatings ? ratingsOf(dataset, context) : Ratings{};
    if (lowRatings && !ratings.fromWeights && ratings.low < ratings.high) {
        taste.neutral = (ratings.low + ratings.high) / 2;
        taste.worst = ratings.low;
    }
    return taste;
}

std::shared_ptr<const Recommender> makeContentModel(const Dataset& dataset, ContentFeatures features,
                                                    const ContentTaste& taste, ModelShape shape) {
    return std::make_shared<ContentModel>(dataset, std::move(features), taste, shape);
}

Result<std::shared_ptr<const Recommender>> loadContentModel(const ModelArchive& archive,
                                                            const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, contentId, dataset));
    // A term is in two items at least, so a larger number than that is damage, and would cost memory.
    TRY_ASSIGN(const auto columns, archive.get<std::uint32_t>("vectors.columns"));
    const std::size_t spare = 10 * (dataset.itemAttributes().table().columns.size() + 1);
    TRY_ASSIGN(const auto terms, loadCount(archive, "terms", columns.size() + spare));
    TRY_ASSIGN(auto vectors, SparseRows::load(archive, "vectors", shape.items, terms));
    const Result<double> negative = loadReal(archive, "negative_feedback", 0, 1e6);
    const Result<double> halfLife = loadReal(archive, "half_life_days", 0, 1e9);
    const Result<std::vector<Time>> newest = archive.get<Time>("newest", 1);
    if (!negative || !halfLife || !newest) {
        return !negative ? negative.error() : !halfLife ? halfLife.error() : newest.error();
    }
    const Result<double> neutral = loadRealOr(archive, "neutral_rating", -largest, largest, 0);
    const Result<double> worst = loadRealOr(archive, "worst_rating", -largest, largest, 0);
    const Result<double> usual = loadRealOr(archive, "usual_weight", 0, largest, 1);
    if (!neutral || !worst || !usual) {
        return !neutral ? neutral.error() : !worst ? worst.error() : usual.error();
    }
    return makeContentModel(dataset, {std::move(vectors), terms},
                            {*negative, *halfLife, newest->front(), *neutral, *worst, *usual}, shape);
}

} // namespace tastescope
