// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/spread_model.h"

#include "engine/data/rating_scale.h"
#include "engine/data/ratings.h"
#include "engine/linalg/products.h"
#include "engine/models/model_shape.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

constexpr auto noRow = std::numeric_limits<std::uint32_t>::max();

// Beside what the model itself saves, whose rows are those of the smaller data set.
constexpr const char* usersKey = "present.users";
constexpr const char* itemsKey = "present.items";
constexpr const char* allUsersKey = "present.of_users";
constexpr const char* allItemsKey = "present.of_items";
constexpr const char* meanKey = "present.mean_rating";
constexpr const char* fromWeightsKey = "present.from_weights";

/// Where the rows of one side are, both ways.
struct Places {
    std::vector<std::uint32_t> rows; ///< of the model → of the data
    std::vector<std::uint32_t> of;   ///< of the data → of the model, or noRow

    Places(std::vector<std::uint32_t> present, std::size_t all) : rows(std::move(present)), of(all, noRow) {
        for (std::size_t place = 0; place < rows.size(); ++place) {
            of[rows[place]] = static_cast<std::uint32_t>(place);
        }
    }
    bool has(std::size_t row) const { return row < of.size() && of[row] != noRow; }
    std::size_t bytes() const { return sizeof(std::uint32_t) * (rows.size() + of.size()); }
};

/// The vectors of `from` in their places; all others are `unknown`, zeros where that is empty.
std::vector<float> spreadVectors(VectorView from, const Places& places, const std::vector<float>& unknown) {
    std::vector<float> out(places.of.size() * from.dimensions);
    for (std::size_t row = 0; row < places.of.size(); ++row) {
        const std::span<const float> vector =
            places.has(row) ? from.row(places.of[row]) : std::span<const float>(unknown);
        std::ranges::copy(vector, out.begin() + static_cast<std::ptrdiff_t>(row * from.dimensions));
    }
    return out;
}

class SpreadModel final : public Recommender {
public:
    SpreadModel(std::shared_ptr<const Recommender> inner, DatasetRows rows, const Dataset& present,
                const ModelShape& shape, const RatingScale& scale)
        : m_inner(std::move(inner))
        , m_users(std::move(rows.users), shape.users)
        , m_items(std::move(rows.items), shape.items)
        , m_scale(scale) {
        if (m_inner->predictsRatings()) {
            m_present.emplace(present);
        }
        if (const VectorView items = m_inner->itemVectors(); items.rows() == m_items.rows.size()) {
            m_unknown = m_inner->vectorOfUnknownItem();
            m_unknown.resize(items.dimensions);
            m_itemVectors = spreadVectors(items, m_items, m_unknown);
        }
        if (const VectorView users = m_inner->userVectors(); users.rows() == m_users.rows.size()) {
            std::vector<float> stranger = m_inner->historyVector({});
            stranger.resize(users.dimensions);
            m_userVectors = spreadVectors(users, m_users, stranger);
        }
    }

    const Recommender& inner() const { return *m_inner; }

    std::size_t itemCount() const override { return m_items.of.size(); }
    std::size_t userCount() const override { return m_users.of.size(); }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreUsers(std::span(&user, 1), scores);
    }
    void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const override;
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const History known = knownOf(history);
        std::vector<float> own(m_items.rows.size());
        m_inner->scoreHistory(known, own);
        spread(own, ofUnknown(known, own), scores);
    }
    using Recommender::scoreHistory;
    void score(UserIndex user, std::span<const ItemIndex> candidates, std::span<float> out) const override;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override;

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        spreadSimilarity(m_items, item.value, similarity, [&](std::size_t place, std::span<float> own) {
            m_inner->itemSimilarity(ItemIndex(place), own);
        });
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        spreadSimilarity(m_users, user.value, similarity, [&](std::size_t place, std::span<float> own) {
            m_inner->userSimilarity(UserIndex(place), own);
        });
    }

    VectorView itemVectors() const override { return {m_itemVectors, m_inner->itemVectors().dimensions}; }
    VectorView userVectors() const override { return {m_userVectors, m_inner->userVectors().dimensions}; }
    bool scoresAreProducts() const override { return m_inner->scoresAreProducts(); }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        return m_inner->historyVector(knownOf(history));
    }
    std::vector<float> vectorOfUnknownItem() const override { return m_inner->vectorOfUnknownItem(); }

    bool predictsRatings() const override { return m_inner->predictsRatings(); }
    std::optional<double> ratingOfUnknownItem(std::span<const HistoryEntry> history) const override {
        return m_inner->ratingOfUnknownItem(knownOf(history));
    }

    std::size_t bytes() const override {
        return m_inner->bytes() + m_users.bytes() + m_items.bytes() +
               sizeof(float) * (m_itemVectors.size() + m_userVectors.size());
    }
    void save(ModelArchive& archive) const override {
        m_inner->save(archive);
        archive.put(usersKey, std::span<const std::uint32_t>(m_users.rows));
        archive.put(itemsKey, std::span<const std::uint32_t>(m_items.rows));
        archive.putNumber(allUsersKey, static_cast<double>(m_users.of.size()));
        archive.putNumber(allItemsKey, static_cast<double>(m_items.of.size()));
        archive.putNumber(meanKey, m_scale.mean);
        archive.putNumber(fromWeightsKey, m_scale.fromWeights ? 1 : 0);
    }

private:
    /// What of a history the model knows, in its own rows.
    History knownOf(std::span<const HistoryEntry> history) const {
        History known;
        for (const HistoryEntry& past : history) {
            if (m_items.has(past.item.value)) {
                known.push_back(
                    {ItemIndex(m_items.of[past.item.value]), past.weight, past.time, past.rating});
            }
        }
        return known;
    }

    /// What an item scores that the model does not have, beside its scores of those it has.
    float ofUnknown(std::span<const HistoryEntry> known, std::span<const float> own) const {
        if (m_inner->predictsRatings()) {
            return static_cast<float>(m_inner->ratingOfUnknownItem(known).value_or(m_scale.mean));
        }
        if (m_inner->scoresAreProducts()) {
            return productOfUnknown(m_inner->historyVector(known));
        }
        return std::min(0.0F, *std::ranges::min_element(own));
    }
    float ofUnknown(UserIndex place, std::span<const float> own) const {
        if (m_inner->predictsRatings()) {
            if (const auto rating = m_inner->ratingOfUnknownItemBy(place)) {
                return static_cast<float>(*rating);
            }
            return ofUnknown(m_scale.said(m_present->historyOf(place)), own);
        }
        return m_inner->scoresAreProducts() ? productOfUnknown(m_inner->userVectors().row(place.value))
                                            : std::min(0.0F, *std::ranges::min_element(own));
    }
    float productOfUnknown(std::span<const float> vector) const {
        return dotOf(vector.data(), m_unknown.data(), std::min(vector.size(), m_unknown.size()));
    }

    void spread(std::span<const float> own, float unknown, std::span<float> scores) const {
        for (std::size_t item = 0; item < scores.size(); ++item) {
            scores[item] = m_items.of[item] != noRow ? own[m_items.of[item]] : unknown;
        }
    }
    static void spreadSimilarity(const Places& places, std::size_t row, std::span<float> similarity,
                                 const std::function<void(std::size_t place, std::span<float> own)>& of) {
        std::ranges::fill(similarity, 0.0F);
        if (!places.has(row)) {
            return;
        }
        std::vector<float> own(places.rows.size());
        of(places.of[row], own);
        for (std::size_t place = 0; place < own.size(); ++place) {
            similarity[places.rows[place]] = own[place];
        }
    }

    std::shared_ptr<const Recommender> m_inner;
    Places m_users;
    Places m_items;
    RatingScale m_scale; ///< where weights stand for ratings, and the mean; of models that predict ratings
    std::optional<Dataset> m_present; ///< of models that predict ratings
    std::vector<float> m_unknown;     ///< vector of an item that the model does not have
    std::vector<float> m_itemVectors;
    std::vector<float> m_userVectors;
};

void SpreadModel::scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const {
    const std::size_t items = itemCount();
    std::vector<UserIndex> known;
    for (const UserIndex user : users) {
        if (m_users.has(user.value)) {
            known.emplace_back(m_users.of[user.value]);
        }
    }
    std::vector<float> block(known.size() * m_items.rows.size());
    m_inner->scoreUsers(known, block);
    std::size_t next = 0;
    for (std::size_t row = 0; row < users.size(); ++row) {
        const std::span<float> out = scores.subspan(row * items, items);
        if (!m_users.has(users[row].value)) {
            scoreHistory({}, out);
            continue;
        }
        const auto own = std::span(block).subspan(next * m_items.rows.size(), m_items.rows.size());
        spread(own, ofUnknown(known[next], own), out);
        ++next;
    }
}

void SpreadModel::score(UserIndex user, std::span<const ItemIndex> candidates, std::span<float> out) const {
    const bool allKnown = m_users.has(user.value) && std::ranges::all_of(candidates, [&](ItemIndex item) {
                              return m_items.has(item.value);
                          });
    if (!allKnown) {
        Recommender::score(user, candidates, out);
        return;
    }
    std::vector<ItemIndex> places;
    for (const ItemIndex item : candidates) {
        places.emplace_back(m_items.of[item.value]);
    }
    m_inner->score(UserIndex(m_users.of[user.value]), places, out);
}

Explanation SpreadModel::explain(std::span<const HistoryEntry> history, ItemIndex item) const {
    const History known = knownOf(history);
    if (!m_items.has(item.value)) {
        std::vector<float> own(m_items.rows.size());
        m_inner->scoreHistory(known, own);
        const double score = ofUnknown(known, own);
        return {score, score, {}};
    }
    Explanation out = m_inner->explain(known, ItemIndex(m_items.of[item.value]));
    for (Contribution& contribution : out.contributions) {
        contribution.item = ItemIndex(m_items.rows[contribution.item.value]);
    }
    return out;
}

/// Ascending rows below `bound`, at least one.
Result<std::vector<std::uint32_t>> loadRows(const ModelArchive& archive, const char* name,
                                            std::size_t bound) {
    TRY_ASSIGN(auto rows, archive.get<std::uint32_t>(name));
    if (rows.empty() || rows.back() >= bound ||
        std::ranges::adjacent_find(rows, std::greater_equal<>()) != rows.end()) {
        return corruptModel("its rows are none of the data");
    }
    return rows;
}

RatingScale scaleOf(const Recommender& model, const Dataset& present) {
    return model.predictsRatings() ? ratingsOf(present) : RatingScale();
}

} // namespace

const Recommender& withoutSpread(const Recommender& model) {
    const auto* spread = dynamic_cast<const SpreadModel*>(&model);
    return spread ? spread->inner() : model;
}

std::shared_ptr<const Recommender> spreadModel(std::shared_ptr<const Recommender> model, DatasetRows rows,
                                               const Dataset& present, const Dataset& all) {
    const RatingScale scale = scaleOf(*model, present);
    return std::make_shared<SpreadModel>(std::move(model), std::move(rows), present,
                                         ModelShape{all.userCount(), all.itemCount()}, scale);
}

bool isSpread(const ModelArchive& archive) {
    return archive.get<std::byte>(itemsKey).hasValue();
}

Result<std::shared_ptr<const Recommender>> loadSpreadModel(
    const ModelArchive& archive, const Dataset& dataset,
    const std::function<Result<std::shared_ptr<const Recommender>>(const ModelArchive&, const Dataset&)>&
        load) {
    constexpr std::size_t limit = std::numeric_limits<std::uint32_t>::max();
    TRY_ASSIGN(const auto users, loadCount(archive, allUsersKey, limit));
    TRY_ASSIGN(const auto items, loadCount(archive, allItemsKey, limit));
    RatingScale scale;
    TRY_ASSIGN(const auto fromWeights, loadCount(archive, fromWeightsKey, 1));
    scale.fromWeights = fromWeights == 1;
    TRY_ASSIGN(scale.mean, loadReal(archive, meanKey, -std::numeric_limits<float>::max(),
                                    std::numeric_limits<float>::max()));
    if (users > dataset.userCount() || items > dataset.itemCount()) {
        return Error{ErrorCode::Conflict, "The model was trained on other data", "Train it again", ""};
    }
    DatasetRows rows;
    TRY_ASSIGN(rows.users, loadRows(archive, usersKey, users));
    TRY_ASSIGN(rows.items, loadRows(archive, itemsKey, items));
    const auto present = datasetOfRows(dataset, rows);
    TRY_ASSIGN(auto model, load(archive, *present));
    if (model->userCount() != rows.users.size() || model->itemCount() != rows.items.size()) {
        return corruptModel("its rows are those of other data");
    }
    return std::shared_ptr<const Recommender>(std::make_shared<SpreadModel>(
        std::move(model), std::move(rows), *present, ModelShape{users, items}, scale));
}

} // namespace tastescope
