// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/user_knn_ratings.h"

#include "engine/models/explanation.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tastescope {
namespace {

struct Past {
    ItemIndex item;
    float rating = 0;
};

/// Who is scored, known or not.
struct Person {
    std::vector<Past> past; ///< by item
    double mean = 0;
    double bias = 0;
    std::vector<float> similarities; ///< to everybody
};

class RatingUserKnn final : public Recommender {
public:
    RatingUserKnn(const Dataset& dataset, ModelShape shape, const RatingKnnOptions& options, Ratings ratings,
                  RatingBiases biases)
        : m_dataset(dataset)
        , m_shape(shape)
        , m_options(options)
        , m_ratings(std::move(ratings))
        , m_biases(std::move(biases))
        , m_means(shape.users) {
        for (std::size_t user = 0; user < shape.users; ++user) {
            double sum = 0;
            for (const float rating : matrix().valuesOf(UserIndex(user))) {
                sum += rating;
            }
            const auto count = static_cast<double>(matrix().countOf(UserIndex(user)));
            m_means[user] = static_cast<float>(count > 0 ? sum / count : m_ratings.mean);
        }
    }

    std::size_t itemCount() const override { return m_shape.items; }
    std::size_t userCount() const override { return m_shape.users; }

    void scoreUser(UserIndex user, std::span<float> scores) const override {
        scoreHistory(m_ratings.said(m_dataset.historyOf(user)), scores);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const Person person = personOf(history);
        const std::vector<Shift> shifts = shiftsOf(person);
        for (std::size_t item = 0; item < m_shape.items; ++item) {
            const Shift& shift = shifts[item];
            const bool enough = shift.count >= m_options.minNeighbours && shift.weight > 0;
            scores[item] = static_cast<float>(levelOf(person, ItemIndex(item)) +
                                              (enough ? shift.sum / shift.weight : 0));
        }
    }
    void score(UserIndex user, std::span<const ItemIndex> candidates, std::span<float> out) const override {
        scoreHistory(m_ratings.said(m_dataset.historyOf(user)), candidates, out);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<const ItemIndex> candidates,
                      std::span<float> out) const override {
        const Person person = personOf(history);
        std::vector<RatedNeighbour> neighbours;
        for (std::size_t place = 0; place < candidates.size(); ++place) {
            out[place] = predict(person, candidates[place], neighbours);
        }
    }

    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        const Person person = personOf(history);
        Explanation out;
        out.base = levelOf(person, item);
        std::vector<RatedNeighbour> neighbours;
        if (gather(person, item, neighbours)) {
            const std::vector<double> parts = partsOf(person, neighbours);
            for (std::size_t place = 0; place < parts.size(); ++place) {
                addContribution(out, person.past[place].item, parts[place]);
            }
        }
        out.score += out.base;
        finishExplanation(out);
        return out;
    }

    void itemSimilarity(ItemIndex item, std::span<float> similarity) const override {
        std::vector<CommonRatings> cells(m_shape.items);
        const auto raters = matrix().usersOf(item);
        for (std::size_t place = 0; place < raters.size(); ++place) {
            const UserIndex user = raters[place];
            if (user.value >= m_shape.users) {
                break;
            }
            const double x = compared(matrix().valuesOf(item)[place], biasOf(user), item);
            const auto others = matrix().itemsOf(user);
            for (std::size_t at = 0; at < others.size() && others[at].value < m_shape.items; ++at) {
                cells[others[at].value].add(x,
                                            compared(matrix().valuesOf(user)[at], biasOf(user), others[at]));
            }
        }
        finishSimilarity(cells, item.value, similarity);
    }
    void userSimilarity(UserIndex user, std::span<float> similarity) const override {
        const Person person = personOf(m_ratings.said(m_dataset.historyOf(user)));
        std::copy(person.similarities.begin(), person.similarities.end(), similarity.begin());
        markSelf(user.value, similarity);
    }

    bool predictsRatings() const override { return true; }
    std::optional<double> ratingOfUnknownItem(std::span<const HistoryEntry> history) const override {
        return m_options.mode == RatingMode::Baseline
                   ? std::optional(m_ratings.mean + m_biases.foldIn(history, m_ratings))
                   : std::nullopt;
    }

    std::size_t bytes() const override {
        return matrix().entryCount() * 2 * (sizeof(ItemIndex) + sizeof(float)) +
               m_means.size() * sizeof(float) + m_biases.bytes();
    }
    void save(ModelArchive& archive) const override {
        saveShape(archive, "user_knn", m_shape);
        saveRatingKnn(archive, m_options);
        if (m_options.needsBiases()) {
            m_biases.save(archive);
        }
    }

private:
    const InteractionMatrix& matrix() const { return m_ratings.matrix; }
    double biasOf(UserIndex user) const { return m_options.needsBiases() ? m_biases.users[user.value] : 0; }

    /// A rating as the similarity sees it.
    double compared(double rating, double bias, ItemIndex item) const {
        return m_options.similarity.kind == RatingSimilarity::PearsonBaseline
                   ? rating - bias - m_biases.ofItem(item)
                   : rating;
    }

    Person personOf(std::span<const HistoryEntry> history) const {
        Person person;
        double sum = 0;
        for (const HistoryEntry& past : history) {
            if (past.item.value < m_shape.items && m_ratings.counts(past)) {
                person.past.push_back({past.item, static_cast<float>(m_ratings.of(past))});
                sum += person.past.back().rating;
            }
        }
        std::sort(person.past.begin(), person.past.end(),
                  [](const Past& a, const Past& b) { return a.item < b.item; });
        person.mean = person.past.empty() ? m_ratings.mean : sum / static_cast<double>(person.past.size());
        person.bias = m_options.needsBiases() ? m_biases.foldIn(history, m_ratings) : 0;
        compare(person);
        return person;
    }

    void compare(Person& person) const {
        std::vector<CommonRatings> cells(m_shape.users);
        for (const Past& past : person.past) {
            const double x = compared(past.rating, person.bias, past.item);
            const auto raters = matrix().usersOf(past.item);
            const auto ratings = matrix().valuesOf(past.item);
            for (std::size_t place = 0; place < raters.size() && raters[place].value < m_shape.users;
                 ++place) {
                cells[raters[place].value].add(x, compared(ratings[place], biasOf(raters[place]), past.item));
            }
        }
        person.similarities.resize(m_shape.users);
        for (std::size_t user = 0; user < m_shape.users; ++user) {
            const bool self = cells[user].count == static_cast<double>(person.past.size()) &&
                              isSame(person.past, UserIndex(user));
            person.similarities[user] = self ? 0 : similarityOf(cells[user], m_options.similarity);
        }
    }

    bool isSame(const std::vector<Past>& past, UserIndex user) const {
        const auto items = matrix().itemsOf(user);
        const auto ratings = matrix().valuesOf(user);
        if (past.empty() || items.size() != past.size()) {
            return false;
        }
        for (std::size_t place = 0; place < past.size(); ++place) {
            if (items[place] != past[place].item || ratings[place] != past[place].rating) {
                return false;
            }
        }
        return true;
    }

    /// What can be said without neighbours. A stranger or an item that nobody rated has no level of its own.
    double levelOf(const Person& person, ItemIndex item) const {
        switch (m_options.mode) {
        case RatingMode::Baseline:
            return m_biases.ofItem(item) + person.bias;
        case RatingMode::Means:
            return matrix().countOf(item) > 0 ? person.mean : m_ratings.mean;
        case RatingMode::Basic:
            break;
        }
        return m_ratings.mean;
    }
    double levelOf(UserIndex neighbour, ItemIndex item) const {
        switch (m_options.mode) {
        case RatingMode::Baseline:
            return m_biases.ofItem(item) + biasOf(neighbour);
        case RatingMode::Means:
            return m_means[neighbour.value];
        case RatingMode::Basic:
            break;
        }
        return m_ratings.mean;
    }

    /// False when there are too few.
    bool gather(const Person& person, ItemIndex item, std::vector<RatedNeighbour>& neighbours) const {
        neighbours.clear();
        const auto raters = matrix().usersOf(item);
        const auto ratings = matrix().valuesOf(item);
        for (std::size_t place = 0; place < raters.size() && raters[place].value < m_shape.users; ++place) {
            const UserIndex user = raters[place];
            if (person.similarities[user.value] > 0) {
                neighbours.push_back(
                    {person.similarities[user.value], user.value, ratings[place] - levelOf(user, item)});
            }
        }
        keepNearest(neighbours, m_options.neighbours);
        return !neighbours.empty() && neighbours.size() >= m_options.minNeighbours;
    }

    /// Of one item, while neighbours are added to it.
    struct Shift {
        double sum = 0;
        double weight = 0;
        std::size_t count = 0;
    };

    /// Of all items at once: people from the most similar on, each to the items that still want neighbours.
    std::vector<Shift> shiftsOf(const Person& person) const {
        const std::size_t most = m_options.neighbours > 0 ? m_options.neighbours : m_shape.users;
        std::vector<Shift> shifts(m_shape.items);
        for (const std::uint32_t user : mostSimilarFirst(person)) {
            const double similarity = person.similarities[user];
            const auto items = matrix().itemsOf(UserIndex(user));
            const auto ratings = matrix().valuesOf(UserIndex(user));
            for (std::size_t at = 0; at < items.size() && items[at].value < m_shape.items; ++at) {
                Shift& shift = shifts[items[at].value];
                if (shift.count < most) {
                    shift.sum += similarity * (ratings[at] - levelOf(UserIndex(user), items[at]));
                    shift.weight += similarity;
                    ++shift.count;
                }
            }
        }
        return shifts;
    }

    static std::vector<std::uint32_t> mostSimilarFirst(const Person& person) {
        std::vector<std::pair<float, std::uint32_t>> order; // ascending: ties to the lower index
        for (std::uint32_t user = 0; user < person.similarities.size(); ++user) {
            if (person.similarities[user] > 0) {
                order.emplace_back(-person.similarities[user], user);
            }
        }
        std::sort(order.begin(), order.end());
        std::vector<std::uint32_t> users(order.size());
        std::transform(order.begin(), order.end(), users.begin(), [](const auto& one) { return one.second; });
        return users;
    }

    float predict(const Person& person, ItemIndex item, std::vector<RatedNeighbour>& neighbours) const {
        gather(person, item, neighbours);
        return static_cast<float>(levelOf(person, item) + shiftOf(neighbours, m_options.minNeighbours));
    }

    /// What each past item adds: its share of every neighbour's part.
    std::vector<double> partsOf(const Person& person, const std::vector<RatedNeighbour>& neighbours) const {
        double weight = 0;
        for (const RatedNeighbour& neighbour : neighbours) {
            weight += neighbour.similarity;
        }
        std::vector<double> sums(person.past.size());
        for (const RatedNeighbour& neighbour : neighbours) {
            const double part = neighbour.similarity * neighbour.deviation / weight;
            splitPart(person, UserIndex(neighbour.index), part, sums);
        }
        return sums;
    }

    struct Common {
        std::size_t place; ///< in the past
        double x;
        double y;
    };

    void splitPart(const Person& person, UserIndex neighbour, double part, std::vector<double>& sums) const {
        const std::vector<Common> common = commonRatings(person, neighbour);
        double meanX = 0;
        double meanY = 0;
        for (const Common& one : common) {
            meanX += one.x / static_cast<double>(common.size());
            meanY += one.y / static_cast<double>(common.size());
        }
        double total = 0;
        for (const Common& one : common) {
            total += similarityPart(m_options.similarity.kind, one.x, one.y, meanX, meanY);
        }
        for (const Common& one : common) {
            const double share =
                total > 0 ? similarityPart(m_options.similarity.kind, one.x, one.y, meanX, meanY) / total
                          : 1 / static_cast<double>(common.size());
            sums[one.place] += part * share;
        }
    }

    std::vector<Common> commonRatings(const Person& person, UserIndex neighbour) const {
        const auto items = matrix().itemsOf(neighbour);
        const auto ratings = matrix().valuesOf(neighbour);
        std::vector<Common> common;
        for (std::size_t place = 0; place < person.past.size(); ++place) {
            const ItemIndex item = person.past[place].item;
            const auto found = std::lower_bound(items.begin(), items.end(), item);
            if (found != items.end() && *found == item) {
                common.push_back({place, compared(person.past[place].rating, person.bias, item),
                                  compared(ratings[static_cast<std::size_t>(found - items.begin())],
                                           biasOf(neighbour), item)});
            }
        }
        return common;
    }

    void finishSimilarity(std::span<const CommonRatings> cells, std::size_t self,
                          std::span<float> similarity) const {
        for (std::size_t other = 0; other < cells.size(); ++other) {
            similarity[other] = similarityOf(cells[other], m_options.similarity);
        }
        markSelf(self, similarity);
    }
    static void markSelf(std::size_t self, std::span<float> similarity) {
        similarity[self] = std::max(1.0F, *std::max_element(similarity.begin(), similarity.end()));
    }

    Dataset m_dataset;
    ModelShape m_shape;
    RatingKnnOptions m_options;
    Ratings m_ratings;
    RatingBiases m_biases; ///< empty where they are not needed
    std::vector<float> m_means;
};

} // namespace

Result<std::shared_ptr<const Recommender>>
fitRatingUserKnn(const Dataset& dataset, const RatingKnnOptions& options, const ExecutionContext& context) {
    Ratings ratings = ratingsOf(dataset, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    RatingBiases biases;
    if (options.needsBiases()) {
        TRY_ASSIGN(auto fitted, fitBiases(ratings, BiasOptions{}, context));
        biases = std::move(fitted);
    }
    return std::shared_ptr<const Recommender>(
        std::make_shared<RatingUserKnn>(dataset, ModelShape{dataset.userCount(), dataset.itemCount()},
                                        options, std::move(ratings), std::move(biases)));
}

Result<std::shared_ptr<const Recommender>> loadRatingUserKnn(const ModelArchive& archive,
                                                             const Dataset& dataset, ModelShape shape) {
    TRY_ASSIGN(const auto options, loadRatingKnn(archive));
    RatingBiases biases;
    if (options.needsBiases()) {
        TRY_ASSIGN(auto stored, RatingBiases::load(archive, shape));
        biases = std::move(stored);
    }
    return std::shared_ptr<const Recommender>(
        std::make_shared<RatingUserKnn>(dataset, shape, options, ratingsOf(dataset), std::move(biases)));
}

} // namespace tastescope
