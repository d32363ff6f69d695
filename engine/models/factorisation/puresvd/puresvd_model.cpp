// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/puresvd/puresvd_model.h"

#include "engine/base/memory.h"
#include "engine/base/parallel.h"
#include "engine/models/explanation.h"
#include "engine/models/learning/popular_bias.h"
#include "engine/models/vector_model.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 256;

class PureSvdModel final : public VectorModel {
public:
    PureSvdModel(const Dataset& dataset, ModelShape shape, const PreferenceRule& rule, std::size_t factors,
                 std::vector<float> vectors, std::vector<float> gains, PopularBias popular)
        : VectorModel(shape, dimensionsOf(factors, popular), CosineSums::Doubles,
                      dimensionsOf(factors, popular) - factors)
        , m_dataset(dataset)
        , m_rule(rule)
        , m_factors(factors)
        , m_popular(std::move(popular))
        , m_vectors(std::move(vectors))
        , m_gains(std::move(gains))
        , m_out(m_vectors)
        , m_users(shape.users * dimensions()) {
        for (std::size_t item = 0; item < shape.items; ++item) {
            for (float& value : std::span(m_out).subspan(item * m_factors, m_factors)) {
                value = m_gains[item] > 0 ? value / m_gains[item] : 0;
            }
        }
        if (hasPopular()) {
            m_out = withColumn(m_out, m_factors, m_popular.shares);
        }
        setItems(m_out);
    }

    /// The vectors of all people; false after a stop.
    bool placeUsers(const ExecutionContext& context) {
        const std::size_t users = std::min(userCount(), m_dataset.userCount());
        const bool done =
            parallelChunks(context, users, usersPerChunk, [&](std::size_t begin, std::size_t end) {
                for (std::size_t user = begin; user < end; ++user) {
                    const auto items = m_dataset.matrix().itemsOf(UserIndex(user));
                    const auto weights = m_dataset.matrix().valuesOf(UserIndex(user));
                    for (std::size_t place = 0; place < items.size(); ++place) {
                        addItem(items[place], weights[place], personOf(user));
                    }
                    addPopular(personOf(user));
                }
            });
        setUsers(m_users);
        return done;
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        const auto target = itemVectors().row(item.value);
        if (hasPopular()) {
            const double share = target.back();
            out.score = out.base = m_popular.weight * share;
        }
        for (const HistoryEntry& past : history) {
            if (past.item.value < itemCount()) {
                const auto source = directionsOf(past.item.value);
                double product = 0;
                for (std::size_t d = 0; d < m_factors; ++d) {
                    product += static_cast<double>(source[d]) * target[d];
                }
                addContribution(out, past.item, product * m_rule.of(past.weight) * m_gains[past.item.value]);
            }
        }
        finishExplanation(out);
        return out;
    }

    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        std::vector<float> vector(dimensions());
        for (const HistoryEntry& past : history) {
            addItem(past.item, past.weight, vector);
        }
        addPopular(vector);
        return vector;
    }

    std::size_t bytes() const override { return pureSvdBytes(shape(), dimensions()); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, pureSvdId, shape());
        m_rule.save(archive);
        archive.putNumber("factors", static_cast<double>(m_factors));
        archive.put("vectors", std::span<const float>(m_vectors));
        archive.put("gains", std::span<const float>(m_gains));
        archive.putNumber("popular", m_popular.weight);
        if (hasPopular()) {
            archive.put("shares", std::span<const float>(m_popular.shares));
        }
    }

private:
    static std::size_t dimensionsOf(std::size_t factors, const PopularBias& popular) {
        return factors + (popular.weight > 0 ? 1 : 0);
    }
    bool hasPopular() const { return dimensions() > m_factors; }
    std::span<float> personOf(std::size_t user) {
        return std::span(m_users).subspan(user * dimensions(), dimensions());
    }
    /// The item's row of V.
    std::span<const float> directionsOf(std::size_t item) const {
        return std::span(m_vectors).subspan(item * m_factors, m_factors);
    }
    void addPopular(std::span<float> vector) const {
        if (hasPopular()) {
            vector.back() = static_cast<float>(m_popular.weight);
        }
    }

    /// vector += what an item of a history adds: its preference times its gain times its row of V.
    void addItem(ItemIndex item, float weight, std::span<float> vector) const {
        const float preference = m_rule.of(weight);
        if (preference == 0 || item.value >= itemCount()) {
            return;
        }
        const float factor = preference * m_gains[item.value];
        const auto row = directionsOf(item.value);
        for (std::size_t d = 0; d < m_factors; ++d) {
            vector[d] += factor * row[d];
        }
    }

    Dataset m_dataset;
    PreferenceRule m_rule;
    std::size_t m_factors;
    PopularBias m_popular;
    std::vector<float> m_vectors; ///< V
    std::vector<float> m_gains;
    std::vector<float> m_out;   ///< C⁻¹ V and the share: what an item's score is read with
    std::vector<float> m_users; ///< x C V and the weight of the share
};

} // namespace

std::size_t pureSvdBytes(const ModelShape& shape, std::size_t factors) {
    // With what is popular, which stands beside all of them but V.
    return sizeof(float) * (factors * (2 * shape.items + shape.users) + 4 * shape.items + 2 * shape.users);
}

Result<std::shared_ptr<const Recommender>> makePureSvdModel(const Dataset& dataset, ModelShape shape,
                                                            const PreferenceRule& rule, std::size_t factors,
                                                            std::vector<float> vectors,
                                                            std::vector<float> gains, PopularBias popular,
                                                            const ExecutionContext& context) {
    auto model = std::make_shared<PureSvdModel>(dataset, shape, rule, factors, std::move(vectors),
                                                std::move(gains), std::move(popular));
    if (!model->placeUsers(context)) {
        return cancelledError();
    }
    return std::shared_ptr<const Recommender>(std::move(model));
}

Result<std::shared_ptr<const Recommender>> loadPureSvdModel(const ModelArchive& archive,
                                                            const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, pureSvdId, dataset));
    TRY_ASSIGN(const auto rule, PreferenceRule::load(archive));
    TRY_ASSIGN(const auto factors, loadFactorCount(archive));
    // The people's vectors are not stored: many factors of few items would ask for any amount of memory.
    TRY(requireMemory(pureSvdBytes(shape, factors), "PureSVD"));
    TRY_ASSIGN(auto vectors, loadFloats(archive, "vectors", shape.items * factors));
    TRY_ASSIGN(auto gains, loadFloats(archive, "gains", shape.items));
    if (std::any_of(gains.begin(), gains.end(), [](float gain) { return gain < 0; })) {
        return corruptModel("a gain is negative");
    }
    PopularBias popular;
    TRY_ASSIGN(popular.weight, loadRealOr(archive, "popular", 0, mostPopularWeight, 0));
    if (popular.weight > 0) {
        TRY_ASSIGN(popular.shares, loadFloats(archive, "shares", shape.items));
    }
    return makePureSvdModel(dataset, shape, rule, factors, std::move(vectors), std::move(gains),
                            std::move(popular));
}

} // namespace tastescope
