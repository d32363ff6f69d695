// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/deep/two_tower/two_tower_model.h"

#include "engine/base/archive.h"
#include "engine/base/parallel.h"
#include "engine/linalg/vector_similarity.h"
#include "engine/models/explanation.h"
#include "engine/models/learning/item_sequence.h"
#include "engine/models/model_shape.h"

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

class TwoTowerModel final : public Recommender {
public:
    TwoTowerModel(const TwoTowerShape& shape, State state)
        : m_network(shape)
        , m_state(std::move(state))
        , m_itemScales(reciprocalLengths(TwoTowerModel::itemVectors()))
        , m_userScales(reciprocalLengths(TwoTowerModel::userVectors())) {}

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

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override;

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        cosinesWith(itemVectors(), m_itemScales, item.value, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        cosinesWith(userVectors(), m_userScales, user.value, similarity);
    }

    VectorView itemVectors() const override { return {m_state.items, dimensions()}; }
    VectorView userVectors() const override { return {m_state.people, dimensions()}; }
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
        return sizeof(float) * (m_state.network.size() + m_state.inputs.size() + m_state.items.size() +
                                m_state.people.size() + m_itemScales.size() + m_userScales.size());
    }
    void save(ModelArchive& archive) const override {
        const TwoTowerShape& shape = m_network.shape();
        saveShape(archive, twoTowerId, m_state.shape);
        archive.putNumber("dimensions", static_cast<double>(shape.dimensions));
        archive.putNumber("hidden", static_cast<double>(shape.hidden));
        archive.putNumber("cosine", shape.cosine ? 1 : 0);
        archive.putNumber("temperature", shape.temperature);
        archive.put("network", std::span<const float>(m_state.network));
        archive.put("item_inputs", std::span<const float>(m_state.inputs));
        archive.put("item_vectors", std::span<const float>(m_state.items));
        archive.put("user_vectors", std::span<const float>(m_state.people));
    }

private:
    std::size_t dimensions() const { return m_network.shape().dimensions; }
    const float* inputOf(ItemIndex item) const { return m_state.inputs.data() + item.value * dimensions(); }
    void addMean(const History& liked, float* mean) const {
        for (const HistoryEntry& past : liked) {
            addScaled(1 / static_cast<float>(liked.size()), inputOf(past.item), mean, dimensions());
        }
    }
    void scoreVectors(Rows<const float> vectors, std::span<float> scores) const {
        multiplyByTransposed<float>(vectors, {m_state.items.data(), itemCount(), dimensions()},
                                    {scores.data(), vectors.rows, itemCount()});
    }

    TwoTowerNetwork m_network;
    State m_state;
    std::vector<float> m_itemScales;
    std::vector<float> m_userScales;
};

bool TwoTowerModel::placePeople(const Dataset& dataset, const TowerAttributes& attributes,
                                const TowerTable& table, const NetworkWeights& weights,
                                const ExecutionContext& context) {
    const std::size_t d = dimensions();
    m_state.people.resize(userCount() * d);
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
    m_userScales = reciprocalLengths(userVectors());
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
    const Result<std::size_t> dimensions = loadCount(archive, "dimensions", 4096);
    const Result<std::size_t> hidden = loadCount(archive, "hidden", 65536);
    const Result<std::size_t> cosine = loadCount(archive, "cosine", 1);
    const Result<double> temperature = loadReal(archive, "temperature", 1e-6, 1e6);
    for (const Result<std::size_t>* count : {&dimensions, &hidden, &cosine}) {
        if (!*count) {
            return count->error();
        }
    }
    if (!temperature) {
        return temperature.error();
    }
    if (*dimensions == 0 || *hidden == 0) {
        return corruptModel("its network has no shape");
    }
    return TwoTowerShape{*dimensions, *hidden, *cosine == 1, *temperature};
}

} // namespace

Result<std::shared_ptr<const Recommender>>
makeTwoTowerModel(const Dataset& dataset, const TwoTowerShape& shape, const TowerAttributes& attributes,
                  const NetworkWeights& weights, const ExecutionContext& context) {
    State state;
    state.shape = {dataset.userCount(), dataset.itemCount()};
    state.network = weights.dense;
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
    const std::size_t d = shape.dimensions;
    Result<std::vector<float>> network = loadFloats(archive, "network", TwoTowerNetwork(shape).parameters());
    Result<std::vector<float>> inputs = loadFloats(archive, "item_inputs", own.items * d);
    Result<std::vector<float>> items = loadFloats(archive, "item_vectors", own.items * d);
    Result<std::vector<float>> people = loadFloats(archive, "user_vectors", own.users * d);
    for (const Result<std::vector<float>>* values : {&network, &inputs, &items, &people}) {
        if (!*values) {
            return values->error();
        }
    }
    return std::shared_ptr<const Recommender>(std::make_shared<TwoTowerModel>(
        shape, State{own, *std::move(network), *std::move(inputs), *std::move(items), *std::move(people)}));
}

} // namespace tastescope
