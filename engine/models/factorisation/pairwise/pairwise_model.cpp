// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/pairwise/pairwise_model.h"

#include "engine/models/explanation.h"
#include "engine/models/vector_model.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t bias = 1; ///< dimension behind the factors

class PairwiseModel final : public VectorModel {
public:
    PairwiseModel(std::string_view id, PairwiseFactors factors, const ModelShape& shape)
        : VectorModel(shape, factors.factors + bias, CosineSums::Doubles, bias)
        , m_id(id)
        , m_model(std::move(factors))
        , m_fold(m_model.items, m_model.factors, m_model.line) {
        setUsers(m_model.users);
        setItems(m_model.items);
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        const std::vector<std::uint32_t> liked = likedOf(history);
        const PairwiseFoldIn::Parts parts = m_fold.partsOf(liked, item.value);
        Explanation out;
        out.score = out.base = parts.base;
        for (std::size_t place = 0; place < liked.size(); ++place) {
            addContribution(out, ItemIndex(liked[place]), parts.amounts[place]);
        }
        finishExplanation(out);
        return out;
    }

    bool scoresAreProducts() const override { return true; }
    /// As little wanted as the least wanted.
    std::vector<float> vectorOfUnknownItem() const override {
        std::vector<float> vector(m_model.factors + bias);
        vector.back() = leastBias(itemVectors());
        return vector;
    }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        const std::vector<double> folded = m_fold.vectorOf(likedOf(history));
        std::vector<float> vector(folded.begin(), folded.end());
        vector.push_back(1);
        return vector;
    }

    std::size_t bytes() const override { return pairwiseModelBytes(shape(), m_model.factors); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, m_id, shape());
        archive.putNumber("factors", static_cast<double>(m_model.factors));
        archive.putNumber("target", m_model.line.target);
        archive.putNumber("ridge", m_model.line.ridge);
        saveVectors(archive);
    }

private:
    /// The known items that a history says are liked, each once, ascending.
    std::vector<std::uint32_t> likedOf(std::span<const HistoryEntry> history) const {
        std::vector<std::uint32_t> liked;
        for (const HistoryEntry& past : history) {
            if (past.weight > 0 && past.item.value < itemCount()) {
                liked.push_back(past.item.value);
            }
        }
        std::sort(liked.begin(), liked.end());
        liked.erase(std::unique(liked.begin(), liked.end()), liked.end());
        return liked;
    }

    std::string_view m_id;
    PairwiseFactors m_model;
    PairwiseFoldIn m_fold;
};

} // namespace

std::shared_ptr<const Recommender> makePairwiseModel(std::string_view id, PairwiseFactors factors,
                                                     const ModelShape& shape) {
    return std::make_shared<PairwiseModel>(id, std::move(factors), shape);
}

Result<std::shared_ptr<const Recommender>> loadPairwiseModel(std::string_view id, const ModelArchive& archive,
                                                             const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, id, dataset));
    PairwiseFactors model;
    TRY_ASSIGN(model.factors, loadFactorCount(archive));
    TRY_ASSIGN(model.line.target, loadReal(archive, "target", -1e30, 1e30));
    TRY_ASSIGN(model.line.ridge, loadReal(archive, "ridge", 0, 1e30));
    TRY_ASSIGN(auto vectors, loadVectors(archive, shape, model.factors + bias));
    model.users = std::move(vectors.users);
    model.items = std::move(vectors.items);
    return makePairwiseModel(id, std::move(model), shape);
}

std::size_t pairwiseModelBytes(const ModelShape& shape, std::size_t factors) {
    return sizeof(float) * (shape.users + shape.items) * (factors + 2) +
           sizeof(double) * factors * (factors + 2);
}

} // namespace tastescope
