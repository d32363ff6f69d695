// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/user_knn_lists.h"

#include "engine/base/parallel.h"
#include "engine/data/matrix_similarity.h"
#include "engine/models/explanation.h"
#include "engine/models/learning/decay.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 256;
constexpr std::size_t largestCount = 1'000'000'000;
constexpr double bm25Saturation = 1.2; // k1 and b of Robertson and Zaragoza 2009
constexpr double bm25Length = 0.75;

struct Liked {
    ItemIndex item;
    double weight = 0; ///< after decay
    double value = 0;  ///< what similarities multiply
};
using Likes = std::vector<Liked>; ///< by item

struct Neighbour {
    std::uint32_t user = 0;
    float similarity = 0;
    double weight = 0; ///< similarity^locality; all of them add up to 1
};

/// Turns weights into the values that similarities multiply.
class ListWeigher {
public:
    ListWeigher() = default;
    ListWeigher(ItemSimilarity kind, std::vector<float> information, double meanLength)
        : m_kind(kind)
        , m_information(std::move(information))
        , m_meanLength(meanLength) {}

    void weigh(Likes& likes) const {
        double length = 0;
        for (const Liked& liked : likes) {
            length += liked.weight;
        }
        double squares = 0;
        for (Liked& liked : likes) {
            liked.value = valueOf(liked, length);
            squares += liked.value * liked.value;
        }
        const bool scaled = m_kind == ItemSimilarity::Cosine || m_kind == ItemSimilarity::Tfidf;
        for (Liked& liked : likes) {
            liked.value *= scaled && squares > 0 ? 1 / std::sqrt(squares) : 1;
        }
    }
    std::size_t bytes() const { return m_information.size() * sizeof(float); }

private:
    double valueOf(const Liked& liked, double length) const {
        switch (m_kind) {
        case ItemSimilarity::Cosine:
            return liked.weight;
        case ItemSimilarity::Tfidf:
            return std::sqrt(liked.weight) * m_information[liked.item.value];
        case ItemSimilarity::Bm25: {
            const double damped = 1 - bm25Length + bm25Length * length / m_meanLength;
            return liked.weight * (bm25Saturation + 1) / (bm25Saturation * damped + liked.weight) *
                   m_information[liked.item.value];
        }
        case ItemSimilarity::Jaccard:
        case ItemSimilarity::Asymmetric:
            break;
        }
        return 1;
    }

    ItemSimilarity m_kind = ItemSimilarity::Cosine;
    std::vector<float> m_information; ///< an item: log((1 + people) / (1 + those who like it))
    double m_meanLength = 1;
};

/// A sum of products and the number of items in it.
struct Cell {
    float sum = 0;
    float count = 0;
};

class ListUserKnn final : public Recommender {
public:
    ListUserKnn(const Dataset& dataset, ModelShape shape, const ListUserKnnOptions& options, Time newest,
                const ExecutionContext& context)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_options(options)
        , m_newest(newest)
        , m_likeness(m_dataset.matrix(), shape.items, shape.users) {
        prepare(context);
    }

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreHistory(m_dataset.historyOf(user), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        std::fill(scores.begin(), scores.end(), 0.0F);
        for (const Neighbour& neighbour : neighboursOf(likesOf(history))) {
            const auto items = matrix().itemsOf(UserIndex(neighbour.user));
            const float* votes = m_votes.data() + matrix().userOffsets()[neighbour.user];
            const auto weight = static_cast<float>(neighbour.weight);
            for (std::size_t at = 0; at < items.size() && items[at].value < m_shape.items; ++at) {
                scores[items[at].value] += weight * votes[at];
            }
        }
    }
    using Recommender::scoreHistory;

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        const Likes likes = likesOf(history);
        std::vector<double> sums(likes.size());
        for (const Neighbour& neighbour : neighboursOf(likes)) {
            const double vote = voteOf(UserIndex(neighbour.user), item);
            if (vote > 0) {
                splitVote(likes, UserIndex(neighbour.user), neighbour.weight * vote, sums);
            }
        }
        Explanation out;
        for (std::size_t place = 0; place < likes.size(); ++place) {
            addContribution(out, likes[place].item, sums[place]);
        }
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        m_likeness.compare(item, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        const std::vector<float> similarities = similaritiesTo(likesOf(m_dataset.historyOf(user)));
        std::copy(similarities.begin(), similarities.end(), similarity.begin());
        similarity[user.value] = std::max(1.0F, *std::max_element(similarity.begin(), similarity.end()));
    }

    std::size_t bytes() const override {
        return (m_votes.size() + m_values.size() + m_lengths.size()) * sizeof(float) + m_weigher.bytes() +
               m_likeness.bytes();
    }
    void save(ModelArchive& archive) const override {
        saveShape(archive, "user_knn", m_shape);
        archive.putNumber("mode", 0);
        archive.putText("similarity", itemSimilarityName(m_options.kind));
        archive.putNumber("neighbours", static_cast<double>(m_options.neighbours));
        archive.putNumber("shrinkage", m_options.shrinkage);
        archive.putNumber("alpha", m_options.alpha);
        archive.putNumber("locality", m_options.locality);
        archive.putNumber("half_life_days", m_options.halfLifeDays);
        archive.put("newest", std::span<const Time>(&m_newest, 1));
    }

private:
    const InteractionMatrix& matrix() const { return m_dataset.matrix(); }

    Likes likesOf(std::span<const HistoryEntry> history) const {
        Likes likes;
        for (const HistoryEntry& past : history) {
            const double weight = past.weight * decayWeight(past.time, m_newest, m_options.halfLifeDays);
            if (past.item.value < m_shape.items && weight > 0) {
                likes.push_back({past.item, weight, 0});
            }
        }
        std::sort(likes.begin(), likes.end(), [](const Liked& a, const Liked& b) { return a.item < b.item; });
        m_weigher.weigh(likes);
        return likes;
    }

    /// A training row as likesOf gives it, without times where they do not matter.
    Likes rowOf(UserIndex user) const {
        if (m_options.halfLifeDays > 0) {
            return likesOf(m_dataset.historyOf(user));
        }
        History history;
        history.reserve(matrix().countOf(user));
        const auto items = matrix().itemsOf(user);
        const auto values = matrix().valuesOf(user);
        for (std::size_t at = 0; at < items.size(); ++at) {
            history.push_back({items[at], values[at], noTime});
        }
        return likesOf(history);
    }

    void prepare(const ExecutionContext& context) {
        m_weigher = ListWeigher(m_options.kind, information(), meanLength());
        m_votes.resize(matrix().entryCount());
        m_lengths.resize(m_shape.users);
        std::vector<float> values(matrix().entryCount()); // by user
        parallelChunks(context, m_shape.users, usersPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t user = begin; user < end && !context.stopRequested(); ++user) {
                const Likes likes = rowOf(UserIndex(user));
                double length = 0;
                for (const Liked& liked : likes) {
                    length += liked.weight;
                }
                const auto items = matrix().itemsOf(UserIndex(user));
                std::size_t entry = matrix().userOffsets()[user];
                for (std::size_t at = 0, next = 0; at < items.size() && next < likes.size(); ++at, ++entry) {
                    if (items[at] == likes[next].item) {
                        m_votes[entry] = static_cast<float>(std::sqrt(likes[next].weight / length));
                        values[entry] = static_cast<float>(likes[next].value);
                        ++next;
                    }
                }
                m_lengths[user] = static_cast<float>(likes.size());
            }
        });
        transpose(values);
    }

    void transpose(std::span<const float> values) {
        m_values.resize(values.size());
        std::vector<std::uint64_t> next(matrix().itemOffsets().begin(), matrix().itemOffsets().end());
        for (std::size_t entry = 0; entry < values.size(); ++entry) { // by user: ascending in every column
            m_values[next[matrix().items()[entry].value]++] = values[entry];
        }
    }

    std::vector<float> information() const {
        std::vector<float> information;
        information.reserve(m_shape.items);
        for (std::size_t item = 0; item < m_shape.items; ++item) {
            const auto values = matrix().valuesOf(ItemIndex(item));
            const auto people = std::count_if(values.begin(), values.end(), [](float x) { return x > 0; });
            information.push_back(static_cast<float>(std::log(
                (1 + static_cast<double>(matrix().userCount())) / (1 + static_cast<double>(people)))));
        }
        return information;
    }

    double meanLength() const {
        double total = 0;
        for (const float value : matrix().values()) {
            total += value > 0 ? value : 0;
        }
        return total > 0 ? total / static_cast<double>(matrix().userCount()) : 1;
    }

    std::vector<float> similaritiesTo(const Likes& likes) const {
        std::vector<Cell> cells(m_shape.users);
        double self = 0;
        for (const Liked& liked : likes) {
            self += liked.value * liked.value;
            const auto value = static_cast<float>(liked.value);
            const auto people = matrix().usersOf(liked.item);
            const float* values = m_values.data() + matrix().itemOffsets()[liked.item.value];
            for (std::size_t at = 0; at < people.size() && people[at].value < m_shape.users; ++at) {
                Cell& cell = cells[people[at].value];
                cell.sum += value * values[at];
                cell.count += values[at] > 0 ? 1.0F : 0.0F;
            }
        }
        std::vector<float> similarities(m_shape.users);
        for (std::size_t user = 0; user < m_shape.users; ++user) {
            const auto own = static_cast<float>(likes.size());
            const bool same = cells[user].count == own && m_lengths[user] == own;
            similarities[user] = same ? 0 : similarityOf(cells[user], own, m_lengths[user], self);
        }
        return similarities;
    }

    float similarityOf(const Cell& cell, double own, double other, double self) const {
        if (!(cell.count > 0)) {
            return 0;
        }
        double similarity = cell.sum;
        if (m_options.kind == ItemSimilarity::Jaccard) {
            similarity = cell.count / (own + other - cell.count);
        } else if (m_options.kind == ItemSimilarity::Asymmetric) {
            similarity = cell.count / (std::pow(own, m_options.alpha) * std::pow(other, 1 - m_options.alpha));
        } else if (m_options.kind == ItemSimilarity::Bm25) {
            similarity = self > 0 ? similarity / self : 0; // so that the own list is 1
        }
        return static_cast<float>(similarity * cell.count / (cell.count + m_options.shrinkage));
    }

    std::vector<Neighbour> neighboursOf(const Likes& likes) const {
        const std::vector<float> similarities = similaritiesTo(likes);
        std::vector<Neighbour> found;
        for (std::uint32_t user = 0; user < similarities.size(); ++user) {
            if (similarities[user] > 0) {
                found.push_back({user, similarities[user]});
            }
        }
        if (const std::size_t keep = m_options.neighbours; keep > 0 && found.size() > keep) {
            std::nth_element(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(keep) - 1,
                             found.end(), [](const Neighbour& a, const Neighbour& b) {
                                 return a.similarity != b.similarity ? a.similarity > b.similarity
                                                                     : a.user < b.user;
                             });
            found.resize(keep);
        }
        double total = 0;
        for (Neighbour& neighbour : found) {
            neighbour.weight = std::pow(static_cast<double>(neighbour.similarity), m_options.locality);
            total += neighbour.weight;
        }
        for (Neighbour& neighbour : found) {
            neighbour.weight = total > 0 ? neighbour.weight / total : 0;
        }
        return found;
    }

    double voteOf(UserIndex user, ItemIndex item) const {
        const auto items = matrix().itemsOf(user);
        const auto found = std::lower_bound(items.begin(), items.end(), item);
        return found != items.end() && *found == item
                   ? m_votes[matrix().userOffsets()[user.value] +
                             static_cast<std::size_t>(found - items.begin())]
                   : 0;
    }

    void splitVote(const Likes& likes, UserIndex user, double vote, std::vector<double>& sums) const {
        std::vector<double> products(likes.size());
        double total = 0;
        for (std::size_t place = 0; place < likes.size(); ++place) {
            const auto people = matrix().usersOf(likes[place].item);
            const auto found = std::lower_bound(people.begin(), people.end(), user);
            if (found != people.end() && *found == user) {
                const std::size_t entry = matrix().itemOffsets()[likes[place].item.value] +
                                          static_cast<std::size_t>(found - people.begin());
                products[place] = likes[place].value * m_values[entry];
                total += products[place];
            }
        }
        for (std::size_t place = 0; place < likes.size(); ++place) {
            sums[place] += total > 0 ? vote * products[place] / total : 0;
        }
    }

    Dataset m_dataset;
    ModelShape m_shape;
    ListUserKnnOptions m_options;
    Time m_newest;
    ListWeigher m_weigher;
    std::vector<float> m_votes;   ///< an entry, by user
    std::vector<float> m_values;  ///< an entry, by item
    std::vector<float> m_lengths; ///< liked items a user
    MatrixSimilarity<ItemIndex> m_likeness;
};

} // namespace

Result<std::shared_ptr<const Recommender>>
fitListUserKnn(const Dataset& dataset, const ListUserKnnOptions& options, const ExecutionContext& context) {
    context.report(0, "Weighing lists");
    const ModelShape shape{dataset.userCount(), dataset.itemCount()};
    auto model =
        std::make_shared<ListUserKnn>(dataset, shape, options, newestTime(dataset.events()), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    context.report(1, "Weighing lists");
    return std::shared_ptr<const Recommender>(std::move(model));
}

Result<std::shared_ptr<const Recommender>> loadListUserKnn(const ModelArchive& archive,
                                                           const Dataset& dataset, ModelShape shape) {
    ListUserKnnOptions options;
    TRY_ASSIGN(const auto similarity, archive.text("similarity"));
    const auto kind = parseItemSimilarity(similarity);
    if (!kind) {
        return corruptModel("it has an unknown similarity");
    }
    options.kind = *kind;
    TRY_ASSIGN(const auto neighbours, loadCount(archive, "neighbours", largestCount));
    options.neighbours = neighbours;
    for (const auto& [name, high, real] : {std::tuple("shrinkage", 1e9, &options.shrinkage),
                                           {"alpha", 1.0, &options.alpha},
                                           {"locality", 10.0, &options.locality},
                                           {"half_life_days", 1e9, &options.halfLifeDays}}) {
        TRY_ASSIGN(const auto number, loadReal(archive, name, 0, high));
        *real = number;
    }
    TRY_ASSIGN(const auto newest, archive.get<Time>("newest", 1));
    return std::shared_ptr<const Recommender>(
        std::make_shared<ListUserKnn>(dataset, shape, options, newest.front(), ExecutionContext{}));
}

} // namespace tastescope
