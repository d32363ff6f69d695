// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/sequence/sasrec/sasrec_model.h"

#include "engine/base/archive.h"
#include "engine/base/parallel.h"
#include "engine/models/explanation.h"
#include "engine/models/vector_model.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t sequencesAtOnce = 32; ///< whose activations are in memory

/// What a model is made of.
struct State {
    ModelShape shape;
    std::size_t views = 1; ///< rotations of a history that are averaged
    NetworkWeights weights;
    std::vector<float> users; ///< a vector a user
};

class SasRecModel final : public VectorModel {
public:
    SasRecModel(const SasRecShape& network, State state)
        : VectorModel(state.shape, network.dimensions, CosineSums::Lanes)
        , m_network(network)
        , m_views(state.views)
        , m_weights(std::move(state.weights))
        , m_users(std::move(state.users)) {
        setItems(std::span(m_weights.table).first(itemCount() * dimensions()));
        setUsers(m_users);
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override;

    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        PackedSequences batch;
        appendViews(inOrder(history, itemCount()), batch);
        std::vector<float> vector(dimensions());
        meanVectors(batch, {vector.data(), 1, dimensions()});
        return vector;
    }
    /// The history, and rotations of it where order means nothing: they end with other items, and where it
    /// is longer than the network looks back, they show others.
    void appendViews(History ordered, PackedSequences& batch) const {
        const std::size_t step = ordered.size() / m_views;
        for (std::size_t view = 0; view < m_views; ++view) {
            appendHistory(ordered, m_network.shape(), batch);
            std::rotate(ordered.begin(), ordered.begin() + static_cast<std::ptrdiff_t>(step), ordered.end());
        }
    }
    /// A vector for each run of `m_views` sequences of a batch.
    void meanVectors(const PackedSequences& batch, Rows<float> out) const {
        SasRecWorkspace<float> space;
        const Rows<float> hidden =
            m_network.forward<float>(m_weights.dense.data(), m_weights.tableView(), batch, {}, space);
        std::fill_n(out.data, out.rows * out.columns, 0.0F);
        for (std::size_t s = 0; s < batch.sequences(); ++s) {
            addScaled<float>(1 / static_cast<float>(m_views), hidden.row(batch.offsets[s + 1] - 1),
                             out.row(s / m_views), dimensions());
        }
    }
    /// All users of the data set, in chunks.
    bool placeUsers(const Dataset& dataset, const ExecutionContext& context) {
        parallelChunks(context, userCount(), historiesAtOnce(), [&](std::size_t begin, std::size_t end) {
            PackedSequences batch;
            for (std::size_t user = begin; user < end; ++user) {
                appendViews(inOrder(dataset.historyOf(UserIndex(user)), itemCount()), batch);
            }
            meanVectors(batch, {m_users.data() + begin * dimensions(), end - begin, dimensions()});
        });
        setUsers(m_users);
        return !context.stopRequested();
    }

    std::size_t bytes() const override {
        const std::size_t behindItems = m_weights.table.size() - itemVectors().values.size();
        return VectorModel::bytes() + sizeof(float) * (m_weights.dense.size() + behindItems);
    }
    void save(ModelArchive& archive) const override {
        const SasRecShape& network = m_network.shape();
        saveShape(archive, sasRecId, shape());
        archive.putNumber("dimensions", static_cast<double>(network.dimensions));
        archive.putNumber("blocks", static_cast<double>(network.blocks));
        archive.putNumber("heads", static_cast<double>(network.heads));
        archive.putNumber("length", static_cast<double>(network.length));
        archive.putNumber("positions", network.positions ? 1 : 0);
        archive.putNumber("views", static_cast<double>(m_views));
        archive.put("network", std::span<const float>(m_weights.dense));
        archive.put("item_vectors", std::span<const float>(m_weights.table));
        archive.put("user_vectors", std::span<const float>(m_users));
    }

private:
    std::size_t historiesAtOnce() const { return std::max<std::size_t>(sequencesAtOnce / m_views, 1); }

    SasRecNetwork m_network;
    std::size_t m_views;
    NetworkWeights m_weights;
    std::vector<float> m_users;
};

Explanation SasRecModel::explain(std::span<const HistoryEntry> history, ItemIndex item) const {
    const History past = inOrder(history, itemCount());
    // The whole history first, then the history without each of the items the network looks at.
    const std::size_t left = std::min(past.size(), m_views * m_network.shape().length);
    std::vector<double> scores;
    while (scores.size() <= left) {
        PackedSequences batch;
        const std::size_t rows = std::min(left + 1 - scores.size(), historiesAtOnce());
        for (std::size_t back = scores.size(); back < scores.size() + rows; ++back) {
            History rest = past;
            if (back > 0) {
                rest.erase(rest.end() - static_cast<std::ptrdiff_t>(back));
            }
            appendViews(std::move(rest), batch);
        }
        std::vector<float> vectors(rows * dimensions());
        meanVectors(batch, {vectors.data(), rows, dimensions()});
        for (std::size_t row = 0; row < rows; ++row) {
            scores.push_back(dotOf(vectors.data() + row * dimensions(), itemVectors().row(item.value).data(),
                                   dimensions()));
        }
    }
    Explanation out;
    const double score = scores.front();
    for (std::size_t back = 1; back <= left; ++back) {
        addContribution(out, past[past.size() - back].item, score - scores[back]);
    }
    out.base = score - out.score; // up to here the sum of the contributions
    out.score = score;
    finishExplanation(out);
    return out;
}

/// Only what scoring needs; how it was trained does not matter any more.
Result<SasRecShape> loadNetworkShape(const ModelArchive& archive, std::size_t items) {
    TRY_ASSIGN(const auto dimensions, loadCount(archive, "dimensions", 4096));
    TRY_ASSIGN(const auto blocks, loadCount(archive, "blocks", 64));
    TRY_ASSIGN(const auto heads, loadCount(archive, "heads", 64));
    TRY_ASSIGN(const auto length, loadCount(archive, "length", 4096));
    TRY_ASSIGN(const auto positions, loadRealOr(archive, "positions", 0, 1, 1));
    if (dimensions == 0 || heads == 0 || length == 0 || dimensions % heads != 0) {
        return corruptModel("its network has no shape");
    }
    return SasRecShape{items, dimensions, blocks, heads, length, positions > 0};
}

} // namespace

Result<std::shared_ptr<const Recommender>> makeSasRecModel(const Dataset& dataset, const SasRecShape& shape,
                                                           std::size_t views, NetworkWeights weights,
                                                           const ExecutionContext& context) {
    const ModelShape own{dataset.userCount(), dataset.itemCount()};
    std::vector<float> users(own.users * shape.dimensions);
    auto model =
        std::make_shared<SasRecModel>(shape, State{own, views, std::move(weights), std::move(users)});
    if (!model->placeUsers(dataset, context)) {
        return cancelledError();
    }
    return std::shared_ptr<const Recommender>(std::move(model));
}

Result<std::shared_ptr<const Recommender>> loadSasRecModel(const ModelArchive& archive,
                                                           const Dataset& dataset) {
    TRY_ASSIGN(const auto own, loadShape(archive, sasRecId, dataset));
    TRY_ASSIGN(const auto shape, loadNetworkShape(archive, own.items));
    TRY_ASSIGN(const auto views, loadRealOr(archive, "views", 1, 64, 1));
    const std::size_t d = shape.dimensions;
    TRY_ASSIGN(auto dense, loadFloats(archive, "network", SasRecNetwork(shape).parameters()));
    TRY_ASSIGN(auto table, loadFloats(archive, "item_vectors", shape.tableRows() * d));
    TRY_ASSIGN(auto users, loadFloats(archive, "user_vectors", own.users * d));
    return std::shared_ptr<const Recommender>(
        std::make_shared<SasRecModel>(shape, State{own,
                                                   static_cast<std::size_t>(views),
                                                   {std::move(dense), std::move(table), d},
                                                   std::move(users)}));
}

} // namespace tastescope
