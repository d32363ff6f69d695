// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/deep/two_tower/two_tower_model.h"

#include "engine/base/archive.h"
#include "engine/base/parallel.h"
#include "engine/models/explanation.h"
#include "engine/models/learning/item_sequence.h"
#include "engine/models/vector_model.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t rowsPerChunk = 128;

/// What a model is made of; rows of the network's dimensions.
struct State {
    ModelShape shape;
    std::vector<float> network;
    std::vector<float> inputs; ///< of the towers, by item: what a history adds up
    std::vector<float> items;  ///< vectors
    std::vector<float> people; ///< vectors
};

class TwoTowerModel final : public VectorModel {
public:
    TwoTowerModel(const TwoTowerShape& network, State state)
        : VectorModel(state.shape, network.dimensions, CosineSums::Lanes)
        , m_network(network)
        , m_state(std::move(state)) {
        setItems(m_state.items);
        setUsers(m_state.people);
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override;

    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        std::vector<float> mean(dimensions());
        addMean(inOrder(history, itemCount()), mean.data());
        Tower::Space<float> space;
        const Rows<float> out =
            m_network.people().forward<float>(m_state.network.data(), {mean.data(), 1, dimensions()}, space);
        return {out.data, out.data + dimensions()};
    }

    /// The vectors of the people, whose attributes are known; false after a stop.
    bool placePeople(const Dataset& dataset, const TowerAttributes& attributes, const TowerTable& table,
                     const NetworkWeights& weights, const ExecutionContext& context);

    std::size_t bytes() const override {
        return VectorModel::bytes() + sizeof(float) * (m_state.network.size() + m_state.inputs.size());
    }
    void save(ModelArchive& archive) const override {
        const TwoTowerShape& network = m_network.shape();
        saveShape(archive, twoTowerId, shape());
        archive.putNumber("dimensions", static_cast<double>(network.dimensions));
        archive.putNumber("hidden", static_cast<double>(network.hidden));
        archive.putNumber("cosine", network.cosine ? 1 : 0);
        archive.putNumber("temperature", network.temperature);
        archive.put("network", std::span<const float>(m_state.network));
        archive.put("item_inputs", std::span<const float>(m_state.inputs));
        saveVectors(archive);
    }

private:
    const float* inputOf(ItemIndex item) const { return m_state.inputs.data() + item.value * dimensions(); }
    void addMean(const History& liked, float* mean) const {
        for (const HistoryEntry& past : liked) {
            addScaled(1 / static_cast<float>(liked.size()), inputOf(past.item), mean, dimensions());
        }
    }

    TwoTowerNetwork m_network;
    State m_state;
};

bool TwoTowerModel::placePeople(const Dataset& dataset, const TowerAttributes& attributes,
                                const TowerTable& table, const NetworkWeights& weights,
                                const ExecutionContext& context) {
    const std::size_t d = dimensions();
    parallelChunks(context, userCount(), rowsPerChunk, [&](std::size_t begin, std::size_t end) {
        std::vector<float> means((end - begin) * d);
        for (std::size_t user = begin; user < end; ++user) {
            float* const mean = means.data() + (user - begin) * d;
            addMean(inOrder(dataset.historyOf(UserIndex(user)), itemCount()), mean);
            const auto terms = attributes.users.columnsOf(user);
            const auto values = attributes.users.valuesOf(user);
            for (std::size_t at = 0; at < terms.size(); ++at) {
                addScaled(values[at], weights.tableView().row(table.userTerm(terms[at])), mean, d);
            }
        }
        Tower::Space<float> space;
        const Rows<float> out =
            m_network.people().forward<float>(m_state.network.data(), {means.data(), end - begin, d}, space);
        std::copy_n(out.data, out.rows * d, m_state.people.data() + begin * d);
    });
    setUsers(m_state.people);
    return !context.stopRequested();
}

Explanation TwoTowerModel::explain(std::span<const HistoryEntry> history, ItemIndex item) const {
    const std::size_t d = dimensions();
    const History liked = inOrder(history, itemCount());
    // The whole history first, then the history without each of its items.
    std::vector<float> means((liked.size() + 1) * d);
    addMean(liked, means.data());
    // The rest's mean is the sum less the item's part: long histories cost no square of their length.
    std::vector<double> sum(d);
    for (const HistoryEntry& past : liked) {
        std::transform(sum.begin(), sum.end(), inputOf(past.item), sum.begin(), std::plus<>());
    }
    for (std::size_t left = 0; left < liked.size() && liked.size() > 1; ++left) {
        std::transform(sum.begin(), sum.end(), inputOf(liked[left].item),
                       means.begin() + static_cast<std::ptrdiff_t>((left + 1) * d),
                       [&](double all, float own) {
                           return static_cast<float>((all - own) / static_cast<double>(liked.size() - 1));
                       });
    }
    Tower::Space<float> space;
    const Rows<float> vectors =
        m_network.people().forward<float>(m_state.network.data(), {means.data(), liked.size() + 1, d}, space);
    const auto scoreOf = [&](std::size_t row) {
        return static_cast<double>(dotOf<float>(vectors.row(row), itemVectors().row(item.value).data(), d));
    };
    Explanation out;
    const double score = scoreOf(0);
    for (std::size_t left = 0; left < liked.size(); ++left) {
        addContribution(out, liked[left].item, score - scoreOf(left + 1));
    }
    out.base = score - out.score; // up to here the sum of the contributions
    out.score = score;
    finishExplanation(out);
    return out;
}

/// Inputs and vectors of all items. What nothing is known of has no vector: it scores 0.
void placeItems(State& state, const TwoTowerNetwork& network, const TowerAttributes& attributes,
                const TowerTable& table, const NetworkWeights& weights, const ExecutionContext& context) {
    const std::size_t d = network.shape().dimensions;
    state.inputs.resize(table.items * d);
    state.items.resize(table.items * d);
    parallelChunks(context, table.items, rowsPerChunk, [&](std::size_t begin, std::size_t end) {
        const Rows<float> in(state.inputs.data() + begin * d, end - begin, d);
        itemInputs(weights, table, attributes, begin, in);
        Tower::Space<float> space;
        const Rows<float> out = network.items().forward<float>(state.network.data(), in, space);
        for (std::size_t row = 0; row < out.rows; ++row) {
            const bool known = std::any_of(in.row(row), in.row(row) + d, [](float x) { return x != 0; });
            if (known) {
                std::copy_n(out.row(row), d, state.items.data() + (begin + row) * d);
            }
        }
    });
}

/// Only what scoring needs; how it was trained does not matter any more.
Result<TwoTowerShape> loadTowerShape(const ModelArchive& archive) {
    TRY_ASSIGN(const auto dimensions, loadCount(archive, "dimensions", 4096));
    TRY_ASSIGN(const auto hidden, loadCount(archive, "hidden", 65536));
    TRY_ASSIGN(const auto cosine, loadCount(archive, "cosine", 1));
    TRY_ASSIGN(const auto temperature, loadReal(archive, "temperature", 1e-6, 1e6));
    if (dimensions == 0 || hidden == 0) {
        return corruptModel("its network has no shape");
    }
    return TwoTowerShape{dimensions, hidden, cosine == 1, temperature};
}

} // namespace

Result<std::shared_ptr<const Recommender>>
makeTwoTowerModel(const Dataset& dataset, const TwoTowerShape& shape, const TowerAttributes& attributes,
                  const NetworkWeights& weights, const ExecutionContext& context) {
    State state;
    state.shape = {dataset.userCount(), dataset.itemCount()};
    state.network = weights.dense;
    state.people.resize(state.shape.users * shape.dimensions);
    const TowerTable table{dataset.itemCount(), attributes.itemTerms, attributes.userTerms};
    placeItems(state, TwoTowerNetwork(shape), attributes, table, weights, context);
    auto model = std::make_shared<TwoTowerModel>(shape, std::move(state));
    if (!model->placePeople(dataset, attributes, table, weights, context)) {
        return cancelledError();
    }
    return std::shared_ptr<const Recommender>(std::move(model));
}

Result<std::shared_ptr<const Recommender>> loadTwoTowerModel(const ModelArchive& archive,
                                                             const Dataset& dataset) {
    TRY_ASSIGN(const auto own, loadShape(archive, twoTowerId, dataset));
    TRY_ASSIGN(const auto shape, loadTowerShape(archive));
    State state;
    state.shape = own;
    TRY_ASSIGN(state.network, loadFloats(archive, "network", TwoTowerNetwork(shape).parameters()));
    TRY_ASSIGN(state.inputs, loadFloats(archive, "item_inputs", own.items * shape.dimensions));
    TRY_ASSIGN(auto vectors, loadVectors(archive, own, shape.dimensions));
    state.items = std::move(vectors.items);
    state.people = std::move(vectors.users);
    return std::shared_ptr<const Recommender>(std::make_shared<TwoTowerModel>(shape, std::move(state)));
}

} // namespace tastescope
