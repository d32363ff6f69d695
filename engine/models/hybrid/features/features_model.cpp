// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/features_model.h"

#include "engine/base/archive.h"
#include "engine/base/parallel.h"
#include "engine/linalg/products.h"
#include "engine/linalg/vector_similarity.h"
#include "engine/models/explanation.h"
#include "engine/models/hybrid/features/feature_fold_in.h"
#include "engine/models/model_shape.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 16;
constexpr std::size_t mostFactors = 4096;
constexpr std::size_t mostTries = 10'000;
constexpr std::size_t itemBias = 1; ///< dimensions behind the factors

/// What a model is made of; rows of factors + 1.
struct State {
    ModelShape shape;
    std::size_t factors = 0;
    PreferenceRule rule;
    FeatureFoldInOptions fold;
    std::vector<float> items;
    std::vector<float> people;
    std::vector<float> stranger;      ///< the mean person, without the 1
    std::vector<std::uint8_t> sought; ///< by item: 1 when it has events
};

class FeaturesModel final : public Recommender {
public:
    explicit FeaturesModel(State state)
        : m_state(std::move(state))
        , m_fold({m_state.items, m_state.factors + itemBias}, m_state.sought, m_state.fold)
        , m_itemScales(reciprocalLengths(FeaturesModel::itemVectors(), itemBias))
        , m_userScales(reciprocalLengths(FeaturesModel::userVectors(), itemBias)) {}

    std::size_t itemCount() const override { return m_state.shape.items; }
    std::size_t userCount() const override { return m_state.shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreVectors({userVectors().row(user.value).data(), 1, dimensions()}, scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const std::vector<float> vector = historyVector(history);
        scoreVectors({vector.data(), 1, dimensions()}, scores);
    }
    using Recommender::scoreHistory;
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override {
        std::vector<float> vectors(users.size() * dimensions());
        for (std::size_t row = 0; row < users.size(); ++row) {
            std::ranges::copy(userVectors().row(users[row].value),
                              vectors.begin() + static_cast<std::ptrdiff_t>(row * dimensions()));
        }
        scoreVectors({vectors.data(), users.size(), dimensions()}, scores);
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        const std::vector<PastItem> past = pastOf(history);
        const RankingShares shares = m_fold.sharesOf(past, m_state.stranger, item);
        for (std::size_t place = 0; place < past.size(); ++place) {
            addContribution(out, past[place].item, shares.amounts[place]);
        }
        out.base = shares.base;
        out.score += shares.base;
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        cosinesWith(itemVectors(), m_itemScales, item.value, similarity, itemBias);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        cosinesWith(userVectors(), m_userScales, user.value, similarity, itemBias);
    }

    VectorView itemVectors() const override { return {m_state.items, dimensions()}; }
    VectorView userVectors() const override { return {m_state.people, dimensions()}; }
    bool scoresAreProducts() const override { return true; }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        std::vector<float> vector = m_fold.personOf(pastOf(history), m_state.stranger);
        vector.push_back(1);
        return vector;
    }

    /// People as their histories and features say; false after a stop.
    bool placePeople(const ImplicitMatrix& liked, const FeatureFactors& factors,
                     const ExecutionContext& context);

    std::size_t bytes() const override { return featuresBytes(userCount(), itemCount(), m_state.factors); }
    void save(ModelArchive& archive) const override;

private:
    std::size_t dimensions() const { return m_state.factors + itemBias; }
    void scoreVectors(Rows<const float> vectors, std::span<float> scores) const {
        multiplyByTransposed<float>(vectors, {m_state.items.data(), itemCount(), dimensions()},
                                    {scores.data(), vectors.rows, itemCount()});
    }
    /// The liked entries of known items.
    std::vector<PastItem> pastOf(std::span<const HistoryEntry> history) const {
        std::vector<PastItem> past;
        for (const HistoryEntry& entry : history) {
            if (entry.item.value < itemCount() && entry.weight > 0) {
                past.push_back({entry.item, m_state.rule.of(entry.weight)});
            }
        }
        return past;
    }

    State m_state;
    FeatureFoldIn m_fold;
    std::vector<float> m_itemScales;
    std::vector<float> m_userScales;
};

bool FeaturesModel::placePeople(const ImplicitMatrix& liked, const FeatureFactors& factors,
                                const ExecutionContext& context) {
    parallelChunks(context, userCount(), usersPerChunk, [&](std::size_t begin, std::size_t end) {
        std::vector<PastItem> past;
        for (std::size_t user = begin; user < end && !context.stopRequested(); ++user) {
            past.clear();
            for (std::uint64_t entry = liked.userOffsets[user]; entry < liked.userOffsets[user + 1];
                 ++entry) {
                past.push_back({ItemIndex(liked.items[entry]), liked.byUser[entry]});
            }
            const std::vector<float> vector = m_fold.personOf(past, factors.priorOf(user));
            const auto row = m_state.people.begin() + static_cast<std::ptrdiff_t>(user * dimensions());
            std::ranges::copy(vector, row);
            row[static_cast<std::ptrdiff_t>(m_state.factors)] = 1;
        }
    });
    m_userScales = reciprocalLengths(userVectors(), itemBias);
    return !context.stopRequested();
}

void FeaturesModel::save(ModelArchive& archive) const {
    saveShape(archive, featuresId, m_state.shape);
    m_state.rule.save(archive);
    archive.putNumber("factors", static_cast<double>(m_state.factors));
    archive.putNumber("bpr", m_state.fold.loss == RankingLoss::Bpr ? 1 : 0);
    archive.putNumber("tries", m_state.fold.tries);
    archive.putNumber("ridge", m_state.fold.ridge);
    archive.put("item_vectors", std::span<const float>(m_state.items));
    archive.put("user_vectors", std::span<const float>(m_state.people));
    archive.put("stranger", std::span<const float>(m_state.stranger));
    archive.put("sought", std::span<const std::uint8_t>(m_state.sought));
}

/// Only what scoring needs; how it was trained does not matter any more.
Result<State> loadNumbers(const ModelArchive& archive, const ModelShape& shape) {
    const Result<PreferenceRule> rule = PreferenceRule::load(archive);
    const Result<std::size_t> factors = loadCount(archive, "factors", mostFactors);
    const Result<std::size_t> bpr = loadCount(archive, "bpr", 1);
    const Result<std::size_t> tries = loadCount(archive, "tries", mostTries);
    const Result<double> ridge = loadReal(archive, "ridge", 0, 1e6);
    for (const Result<std::size_t>* count : {&factors, &bpr, &tries}) {
        if (!*count) {
            return count->error();
        }
    }
    if (!rule || !ridge) {
        return !rule ? rule.error() : ridge.error();
    }
    if (*factors == 0) {
        return corruptModel("it has no factors");
    }
    return State{shape, *factors,
                 *rule, {*bpr == 1 ? RankingLoss::Bpr : RankingLoss::Warp, static_cast<int>(*tries), *ridge},
                 {},    {},
                 {},    {}};
}

} // namespace

std::size_t featuresBytes(std::size_t users, std::size_t items, std::size_t factors) {
    return sizeof(float) * ((users + items) * (factors + 2) + factors) + items +
           FeatureFoldIn::bytes(items, factors);
}

Result<std::shared_ptr<const Recommender>> makeFeaturesModel(const ImplicitMatrix& liked,
                                                             const FeatureFactors& factors,
                                                             const FeatureOptions& options,
                                                             const ExecutionContext& context) {
    State state{{liked.userCount(), liked.itemCount()},
                factors.factors,
                liked.rule,
                {options.loss, options.tries, options.regularization},
                factors.items,
                {},
                factors.stranger,
                std::vector<std::uint8_t>(liked.itemCount())};
    state.people.resize(liked.userCount() * (factors.factors + itemBias));
    for (std::size_t item = 0; item < liked.itemCount(); ++item) {
        state.sought[item] = liked.itemOffsets[item] != liked.itemOffsets[item + 1] ? 1 : 0;
    }
    auto model = std::make_shared<FeaturesModel>(std::move(state));
    if (!model->placePeople(liked, factors, context)) {
        return cancelledError();
    }
    context.report(1, "Placing people");
    return std::shared_ptr<const Recommender>(std::move(model));
}

Result<std::shared_ptr<const Recommender>> loadFeaturesModel(const ModelArchive& archive,
                                                             const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, featuresId, dataset));
    TRY_ASSIGN(auto state, loadNumbers(archive, shape));
    const std::size_t d = state.factors + itemBias;
    Result<std::vector<float>> items = loadFloats(archive, "item_vectors", shape.items * d);
    Result<std::vector<float>> people = loadFloats(archive, "user_vectors", shape.users * d);
    Result<std::vector<float>> stranger = loadFloats(archive, "stranger", state.factors);
    for (const Result<std::vector<float>>* values : {&items, &people, &stranger}) {
        if (!*values) {
            return values->error();
        }
    }
    TRY_ASSIGN(auto sought, archive.get<std::uint8_t>("sought", shape.items));
    state.items = *std::move(items);
    state.people = *std::move(people);
    state.stranger = *std::move(stranger);
    state.sought = std::move(sought);
    return std::shared_ptr<const Recommender>(std::make_shared<FeaturesModel>(std::move(state)));
}

} // namespace tastescope
