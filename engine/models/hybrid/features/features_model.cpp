// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/hybrid/features/features_model.h"

#include "engine/base/archive.h"
#include "engine/base/parallel.h"
#include "engine/models/explanation.h"
#include "engine/models/hybrid/features/feature_fold_in.h"
#include "engine/models/vector_model.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 16;
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

class FeaturesModel final : public VectorModel {
public:
    explicit FeaturesModel(State state)
        : VectorModel(state.shape, state.factors + itemBias, CosineSums::Lanes, itemBias)
        , m_state(std::move(state))
        , m_fold({m_state.items, dimensions()}, m_state.sought, m_state.fold) {
        setItems(m_state.items);
        setUsers(m_state.people);
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

    bool scoresAreProducts() const override { return true; }
    /// As little wanted as the least wanted.
    std::vector<float> vectorOfUnknownItem() const override {
        std::vector<float> vector(dimensions());
        vector.back() = leastBias(itemVectors());
        return vector;
    }
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
    setUsers(m_state.people);
    return !context.stopRequested();
}

void FeaturesModel::save(ModelArchive& archive) const {
    saveShape(archive, featuresId, m_state.shape);
    m_state.rule.save(archive);
    archive.putNumber("factors", static_cast<double>(m_state.factors));
    archive.putNumber("bpr", m_state.fold.loss == RankingLoss::Bpr ? 1 : 0);
    archive.putNumber("tries", m_state.fold.tries);
    archive.putNumber("ridge", m_state.fold.ridge);
    saveVectors(archive);
    archive.put("stranger", std::span<const float>(m_state.stranger));
    archive.put("sought", std::span<const std::uint8_t>(m_state.sought));
}

/// Only what scoring needs; how it was trained does not matter any more.
Result<State> loadNumbers(const ModelArchive& archive, const ModelShape& shape) {
    State state;
    state.shape = shape;
    TRY_ASSIGN(state.rule, PreferenceRule::load(archive));
    TRY_ASSIGN(state.factors, loadFactorCount(archive));
    TRY_ASSIGN(const auto bpr, loadCount(archive, "bpr", 1));
    TRY_ASSIGN(const auto tries, loadCount(archive, "tries", mostTries));
    TRY_ASSIGN(state.fold.ridge, loadReal(archive, "ridge", 0, 1e6));
    state.fold.loss = bpr == 1 ? RankingLoss::Bpr : RankingLoss::Warp;
    state.fold.tries = static_cast<int>(tries);
    return state;
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
    TRY_ASSIGN(auto vectors, loadVectors(archive, shape, state.factors + itemBias));
    TRY_ASSIGN(state.stranger, loadFloats(archive, "stranger", state.factors));
    TRY_ASSIGN(state.sought, archive.get<std::uint8_t>("sought", shape.items));
    state.items = std::move(vectors.items);
    state.people = std::move(vectors.users);
    return std::shared_ptr<const Recommender>(std::make_shared<FeaturesModel>(std::move(state)));
}

} // namespace tastescope
