// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/puresvd/puresvd_model.h"

#include "engine/base/memory.h"
#include "engine/base/parallel.h"
#include "engine/models/explanation.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const Rows>;
using ConstVector = Eigen::Map<const Eigen::VectorXf>;

constexpr std::size_t usersPerChunk = 256;

class PureSvdModel final : public Recommender {
public:
    PureSvdModel(const Dataset& dataset, ModelShape shape, const PreferenceRule& rule, std::size_t factors,
                 std::vector<float> vectors, std::vector<float> gains)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_rule(rule)
        , m_factors(factors)
        , m_vectors(std::move(vectors))
        , m_gains(std::move(gains))
        , m_out(m_vectors)
        , m_users(shape.users * factors) {
        for (std::size_t item = 0; item < m_shape.items; ++item) {
            for (float& value : rowOf(m_out, item)) {
                value = m_gains[item] > 0 ? value / m_gains[item] : 0;
            }
        }
        m_itemScale = scales(m_out);
    }

    /// The vectors of all people; false after a stop.
    bool placeUsers(const ExecutionContext& context) {
        const std::size_t users = std::min(m_shape.users, m_dataset.userCount());
        const bool done =
            parallelChunks(context, users, usersPerChunk, [&](std::size_t begin, std::size_t end) {
                for (std::size_t user = begin; user < end; ++user) {
                    const auto items = m_dataset.matrix().itemsOf(UserIndex(user));
                    const auto weights = m_dataset.matrix().valuesOf(UserIndex(user));
                    for (std::size_t place = 0; place < items.size(); ++place) {
                        addItem(items[place], weights[place], rowOf(m_users, user));
                    }
                }
            });
        m_userScale = scales(m_users);
        return done;
    }

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        products(m_out, rowOf(m_users, user.value), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        products(m_out, historyVector(history), scores);
    }
    using Recommender::scoreHistory;
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override {
        Rows rows(size(users.size()), size(m_factors));
        for (std::size_t row = 0; row < users.size(); ++row) {
            const auto vector = rowOf(m_users, users[row].value);
            std::copy(vector.begin(), vector.end(), rows.row(size(row)).data());
        }
        Eigen::Map<Rows>(scores.data(), size(users.size()), size(m_shape.items)).noalias() =
            rows * matrixOf(m_out).transpose();
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        const auto target = rowOf(m_out, item.value);
        for (const HistoryEntry& past : history) {
            if (past.item.value < m_shape.items) {
                const auto source = rowOf(m_vectors, past.item.value);
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

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        cosines(m_out, m_itemScale, item.value, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        cosines(m_users, m_userScale, user.value, similarity);
    }

    VectorView itemVectors() const override { return {m_out, m_factors}; }
    VectorView userVectors() const override { return {m_users, m_factors}; }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        std::vector<float> vector(m_factors);
        for (const HistoryEntry& past : history) {
            addItem(past.item, past.weight, vector);
        }
        return vector;
    }

    std::size_t bytes() const override { return pureSvdBytes(m_shape, m_factors); }
    void save(ModelArchive& archive) const override {
        saveShape(archive, pureSvdId, m_shape);
        m_rule.save(archive);
        archive.putNumber("factors", static_cast<double>(m_factors));
        archive.put("vectors", std::span<const float>(m_vectors));
        archive.put("gains", std::span<const float>(m_gains));
    }

private:
    static Eigen::Index size(std::size_t count) { return static_cast<Eigen::Index>(count); }
    std::span<float> rowOf(std::vector<float>& values, std::size_t row) const {
        return std::span(values).subspan(row * m_factors, m_factors);
    }
    std::span<const float> rowOf(const std::vector<float>& values, std::size_t row) const {
        return std::span(values).subspan(row * m_factors, m_factors);
    }
    ConstRows matrixOf(const std::vector<float>& values) const {
        return {values.data(), size(values.size() / m_factors), size(m_factors)};
    }

    /// vector += what an item of a history adds: its preference times its gain times its row of V.
    void addItem(ItemIndex item, float weight, std::span<float> vector) const {
        const float preference = m_rule.of(weight);
        if (preference == 0 || item.value >= m_shape.items) {
            return;
        }
        const float factor = preference * m_gains[item.value];
        const auto row = rowOf(m_vectors, item.value);
        for (std::size_t d = 0; d < m_factors; ++d) {
            vector[d] += factor * row[d];
        }
    }

    void products(const std::vector<float>& rows, std::span<const float> vector, std::span<float> out) const {
        Eigen::Map<Eigen::VectorXf>(out.data(), size(out.size())).noalias() =
            matrixOf(rows) * ConstVector(vector.data(), size(vector.size()));
    }

    /// 1 / length of each row, 0 for a zero row.
    std::vector<float> scales(const std::vector<float>& rows) const {
        std::vector<float> out(rows.size() / m_factors);
        for (std::size_t row = 0; row < out.size(); ++row) {
            double squares = 0;
            for (const float value : rowOf(rows, row)) {
                squares += static_cast<double>(value) * value;
            }
            out[row] = squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
        }
        return out;
    }
    void cosines(const std::vector<float>& rows, const std::vector<float>& scale, std::size_t self,
                 std::span<float> out) const {
        products(rows, rowOf(rows, self), out);
        for (std::size_t row = 0; row < out.size(); ++row) {
            out[row] *= scale[self] * scale[row];
        }
    }

    Dataset m_dataset;
    ModelShape m_shape;
    PreferenceRule m_rule;
    std::size_t m_factors;
    std::vector<float> m_vectors; ///< V
    std::vector<float> m_gains;
    std::vector<float> m_out;   ///< C⁻¹ V: what an item's score is read with
    std::vector<float> m_users; ///< x C V
    std::vector<float> m_itemScale;
    std::vector<float> m_userScale;
};

} // namespace

std::size_t pureSvdBytes(const ModelShape& shape, std::size_t factors) {
    return sizeof(float) * (factors * (2 * shape.items + shape.users) + 2 * shape.items + shape.users);
}

Result<std::shared_ptr<const Recommender>>
makePureSvdModel(const Dataset& dataset, ModelShape shape, const PreferenceRule& rule, std::size_t factors,
                 std::vector<float> vectors, std::vector<float> gains, const ExecutionContext& context) {
    auto model =
        std::make_shared<PureSvdModel>(dataset, shape, rule, factors, std::move(vectors), std::move(gains));
    if (!model->placeUsers(context)) {
        return cancelledError();
    }
    return std::shared_ptr<const Recommender>(std::move(model));
}

Result<std::shared_ptr<const Recommender>> loadPureSvdModel(const ModelArchive& archive,
                                                            const Dataset& dataset) {
    TRY_ASSIGN(const auto shape, loadShape(archive, pureSvdId, dataset));
    TRY_ASSIGN(const auto rule, PreferenceRule::load(archive));
    TRY_ASSIGN(const auto factors, loadCount(archive, "factors", 4096));
    if (factors == 0) {
        return corruptModel("it has no factors");
    }
    // The people's vectors are not stored: many factors of few items would ask for any amount of memory.
    TRY(requireMemory(pureSvdBytes(shape, factors), "PureSVD"));
    TRY_ASSIGN(auto vectors, loadFloats(archive, "vectors", shape.items * factors));
    TRY_ASSIGN(auto gains, loadFloats(archive, "gains", shape.items));
    if (std::any_of(gains.begin(), gains.end(), [](float gain) { return gain < 0; })) {
        return corruptModel("a gain is negative");
    }
    return makePureSvdModel(dataset, shape, rule, factors, std::move(vectors), std::move(gains));
}

} // namespace tastescope
