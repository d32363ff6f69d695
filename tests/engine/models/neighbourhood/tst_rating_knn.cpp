// SPDX-License-Identifier: GPL-3.0-or-later
// The rating modes of user-kNN and item-kNN.
#include "engine/models/neighbourhood/rating_knn.h"

#include "engine/data/ratings.h"
#include "engine/models/neighbourhood/item_knn.h"
#include "engine/models/neighbourhood/user_knn.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/rating_folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace tastescope {
namespace {

using Row = std::map<std::uint32_t, double>;
using Table = std::map<std::uint32_t, Row>;

/// Surprise's definitions, over dictionaries. `lines` are what is compared, people or items; a new person is
/// a line (user-kNN) or a past (item-kNN).
class SlowTwin {
public:
    SlowTwin(const Dataset& data, bool byUser, std::string mode, std::string similarity)
        : m_byUser(byUser)
        , m_mode(std::move(mode))
        , m_similarity(std::move(similarity)) {
        double count = 0;
        for (std::size_t row = 0; row < data.events().size(); ++row) {
            const Event event = data.events().at(row);
            if (event.signal == 0) {
                m_byUserRows[event.user.value][event.item.value] = event.value;
            }
        }
        for (const auto& [user, row] : m_byUserRows) {
            for (const auto& [item, rating] : row) {
                m_byItem[item][user] = rating;
                m_mean += rating;
                count += 1;
            }
        }
        m_mean /= count;
        for (int epoch = 0; epoch < 10; ++epoch) {
            for (const auto& [item, column] : m_byItem) {
                m_itemBias[item] = biasOf(column, m_userBias, 10);
            }
            for (const auto& [user, row] : m_byUserRows) {
                m_userBias[user] = biasOf(row, m_itemBias, 15);
            }
        }
    }

    std::size_t neighbours = 4;
    std::size_t minNeighbours = 1;
    std::size_t minSupport = 1;
    double shrinkage = 0;

    const Row& rowOf(std::uint32_t user) const { return m_byUserRows.at(user); }

    double predict(const Row& past, std::uint32_t item) const {
        const double bias = biasOf(past, m_itemBias, 15);
        std::vector<std::tuple<double, std::uint32_t, double>> all; // -similarity, line, deviation
        if (m_byUser) {
            for (const auto& [user, rating] : m_byItem.at(item)) {
                const Row& other = m_byUserRows.at(user);
                if (other != past) {
                    all.emplace_back(-like(residuals(past, bias), residuals(other, m_userBias.at(user))),
                                     user, rating - levelOf(other, m_userBias.at(user), item));
                }
            }
        } else {
            for (const auto& [other, rating] : past) {
                all.emplace_back(-like(column(item), column(other)), other,
                                 rating - levelOf(past, bias, other));
            }
        }
        std::sort(all.begin(), all.end());
        all.resize(std::min(all.size(), neighbours));
        double sum = 0;
        double weight = 0;
        std::size_t used = 0;
        for (const auto& [negative, line, deviation] : all) {
            if (negative < 0) {
                sum -= negative * deviation;
                weight -= negative;
                ++used;
            }
        }
        const double level = levelOf(past, bias, item);
        return used >= minNeighbours && used > 0 ? level + sum / weight : level;
    }

private:
    double biasOf(const Row& line, const Row& others, double regularization) const {
        double sum = 0;
        for (const auto& [other, rating] : line) {
            sum += rating - m_mean - (others.contains(other) ? others.at(other) : 0);
        }
        return sum / (regularization + static_cast<double>(line.size()));
    }
    static double meanOf(const Row& line) {
        double sum = 0;
        for (const auto& [other, rating] : line) {
            sum += rating;
        }
        return sum / static_cast<double>(line.size());
    }
    double levelOf(const Row& person, double bias, std::uint32_t item) const {
        if (m_mode == "means") {
            return meanOf(m_byUser ? person : m_byItem.at(item));
        }
        return m_mode == "baseline" ? m_mean + bias + m_itemBias.at(item) : m_mean;
    }
    Row residuals(const Row& person, double bias) const {
        Row out = person;
        for (auto& [item, rating] : out) {
            rating -= m_similarity == "pearson_baseline" ? m_mean + bias + m_itemBias.at(item) : 0;
        }
        return out;
    }
    Row column(std::uint32_t item) const {
        Row out = m_byItem.at(item);
        for (auto& [user, rating] : out) {
            rating -=
                m_similarity == "pearson_baseline" ? m_mean + m_userBias.at(user) + m_itemBias.at(item) : 0;
        }
        return out;
    }
    /// As precise as the models keep it, so that ties are ties.
    double like(const Row& a, const Row& b) const { return static_cast<float>(preciseLike(a, b)); }
    double preciseLike(const Row& a, const Row& b) const {
        double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0, squares = 0;
        for (const auto& [other, left] : a) {
            if (b.contains(other)) {
                const double right = b.at(other);
                n += 1;
                x += left;
                y += right;
                xx += left * left;
                yy += right * right;
                xy += left * right;
                squares += (left - right) * (left - right);
            }
        }
        if (n == 0 || n < static_cast<double>(minSupport)) {
            return 0;
        }
        if (m_similarity == "msd") {
            return 1 / (squares / n + 1);
        }
        if (m_similarity == "pearson") {
            const double below = std::sqrt((n * xx - x * x) * (n * yy - y * y));
            return below > 0 ? (n * xy - x * y) / below : 0;
        }
        const double cosine = xx * yy > 0 ? xy / std::sqrt(xx * yy) : 0;
        return m_similarity == "cosine" ? cosine : n > 1 ? (n - 1) / (n - 1 + shrinkage) * cosine : 0;
    }

    bool m_byUser;
    std::string m_mode;
    std::string m_similarity;
    Table m_byUserRows;
    Table m_byItem;
    Row m_userBias;
    Row m_itemBias;
    double m_mean = 0;
};

struct Kind {
    std::string algorithm;
    std::string mode;
    std::string similarity;
};

class RatingKnn : public testing::TestWithParam<Kind> {
protected:
    const AlgorithmInfo& algorithm() const { return *findAlgorithm(GetParam().algorithm); }
    Changes changes(Changes more = {}) const {
        more.emplace_back("mode", GetParam().mode);
        more.emplace_back("similarity", GetParam().similarity);
        return more;
    }
    std::shared_ptr<const Dataset> m_world = makeTasteWorld({.ratings = true});
};

TEST_P(RatingKnn, EqualsTheSlowTwin) {
    SlowTwin twin(*m_world, GetParam().algorithm == "user_knn", GetParam().mode, GetParam().similarity);
    for (const bool strict : {false, true}) {
        twin.minNeighbours = strict ? 3 : 1;
        twin.minSupport = strict ? 2 : 1;
        twin.shrinkage = strict ? 7 : 0;
        const auto model = train(algorithm(), *m_world,
                                 changes({{"neighbours", "4"},
                                          {"min_neighbours", std::to_string(twin.minNeighbours)},
                                          {"min_support", std::to_string(twin.minSupport)},
                                          {"shrinkage", std::to_string(twin.shrinkage)}}));
        ASSERT_TRUE(model->predictsRatings());
        for (const std::uint32_t user : {0U, 22U, 58U}) {
            const std::vector<float> scores = scoresOf(*model, UserIndex(user));
            const std::vector<ItemIndex> some{ItemIndex(5), ItemIndex(30)};
            std::vector<float> subset(2);
            model->score(UserIndex(user), some, subset);
            EXPECT_NEAR(subset[0], scores[5], 1e-5);
            EXPECT_NEAR(subset[1], scores[30], 1e-5);
            for (std::uint32_t item = 0; item + 1 < scores.size(); ++item) {
                EXPECT_NEAR(scores[item], twin.predict(twin.rowOf(user), item), 1e-4) << user << ' ' << item;
            }
        }
        const History unseen{
            {ItemIndex(3), 1, noTime, 2}, {ItemIndex(7), 1, noTime, 5}, {ItemIndex(11), 1, noTime, 4}};
        const std::vector<float> scores = scoresOf(*model, unseen);
        for (std::uint32_t item = 0; item + 1 < scores.size(); ++item) {
            EXPECT_NEAR(scores[item], twin.predict({{3, 2}, {7, 5}, {11, 4}}, item), 1e-4) << item;
        }
    }
}

TEST_P(RatingKnn, ExplainsTheRatingItPredicts) {
    const auto model = train(algorithm(), *m_world, changes({{"neighbours", "6"}}));
    const History history = m_world->historyOf(UserIndex(13));
    const std::vector<float> scores = scoresOf(*model, history);
    std::size_t explained = 0;
    for (std::size_t item = 0; item < scores.size(); ++item) {
        const Explanation why = model->explain(history, ItemIndex(item));
        double sum = why.base;
        double largest = std::abs(why.base);
        for (const Contribution& part : why.contributions) {
            sum += part.amount;
            largest = std::max(largest, std::abs(part.amount));
        }
        EXPECT_NEAR(sum, why.score, 1e-4 * largest);
        EXPECT_NEAR(why.score, scores[item], 1e-4 * largest) << item;
        explained += why.contributions.empty() ? 0 : 1;
    }
    EXPECT_GT(explained, 20U);
}

TEST_P(RatingKnn, ComesBackFromAnArchiveAndFromNoForgedOneByACrash) {
    const auto model = train(algorithm(), *m_world, changes());
    ModelArchive archive;
    model->save(archive);
    const std::vector<std::byte> bytes = archive.serialise();
    const auto restored = algorithm().load(*ModelArchive::parse(bytes), *m_world);
    ASSERT_TRUE(restored) << restored.error().text();
    EXPECT_TRUE((*restored)->predictsRatings());
    EXPECT_EQ(scoresOf(**restored, UserIndex(4)), scoresOf(*model, UserIndex(4)));
    EXPECT_EQ((*restored)->bytes(), model->bytes());
    const auto grown = makeTasteWorld({.users = 70, .items = 50, .ratings = true});
    ASSERT_TRUE(algorithm().load(archive, *grown));
    scoresOf(**algorithm().load(archive, *grown), grown->historyOf(UserIndex(65)));
    for (std::size_t place = 0;; place += 1 + bytes.size() / 150) {
        const std::vector<std::byte> bad = withForgedByte(bytes, place, std::byte{0x41});
        if (bad.empty()) {
            break;
        }
        const auto forged = algorithm().load(*ModelArchive::parse(bad), *m_world);
        if (forged && (*forged)->itemCount() > 8 && (*forged)->userCount() > 8) {
            const auto& odd = **forged;
            scoresOf(odd, UserIndex(4));
            odd.explain(m_world->historyOf(UserIndex(4)), ItemIndex(3));
            std::vector<float> items(odd.itemCount());
            odd.itemSimilarity(ItemIndex(2), items);
            std::vector<float> users(odd.userCount());
            odd.userSimilarity(UserIndex(2), users);
        }
    }
}

TEST_P(RatingKnn, TakesEmptyDataAndStrangers) {
    const auto silent = makeDataset({}, 2, 3);
    EXPECT_EQ(scoresOf(*train(algorithm(), *silent, changes()), UserIndex(1)), std::vector<float>(3, 0.0F));
    const auto model = train(algorithm(), *m_world, changes());
    const Ratings ratings = ratingsOf(*m_world);
    const std::vector<float> stranger = scoresOf(*model, History{});
    if (GetParam().mode != "baseline") {
        EXPECT_EQ(stranger, std::vector<float>(stranger.size(), static_cast<float>(ratings.mean)));
        EXPECT_FALSE(model->ratingOfUnknownItem({}));
    } else {
        EXPECT_NEAR(*model->ratingOfUnknownItem({}), ratings.mean, 1e-9);
    }
    EXPECT_EQ(scoresOf(*model, History{{ItemIndex(999), 1, noTime, 5}}), stranger);
}

TEST_P(RatingKnn, StopsAndForecasts) {
    std::stop_source source;
    source.request_stop();
    ExecutionContext stopped;
    stopped.stop = source.get_token();
    const auto none = algorithm().fit(*m_world, paramsOf(algorithm(), changes()), stopped);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::Cancelled);
    const auto large = makeTasteWorld({.users = 700, .items = 300, .eventsPerUser = 25, .ratings = true});
    ExecutionContext one;
    one.threads = 1;
    ExecutionContext five;
    five.threads = 5;
    ModelArchive archives[2];
    const auto model = train(algorithm(), *large, changes(), one);
    model->save(archives[0]);
    train(algorithm(), *large, changes(), five)->save(archives[1]);
    EXPECT_EQ(archives[0].serialise(), archives[1].serialise());
    const Forecast cost = algorithm().forecast(*large, paramsOf(algorithm(), changes()), 1);
    EXPECT_GT(cost.bytes, model->bytes() / 3);
    EXPECT_LT(cost.bytes, model->bytes() * 3);
}

std::vector<Kind> kinds() {
    std::vector<Kind> all;
    for (const char* algorithm : {"user_knn", "item_knn"}) {
        for (const char* mode : {"basic", "means", "baseline"}) {
            for (const char* similarity : {"cosine", "msd", "pearson", "pearson_baseline"}) {
                all.push_back({algorithm, mode, similarity});
            }
        }
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(All, RatingKnn, testing::ValuesIn(kinds()), [](const auto& param) {
    return param.param.algorithm + "_" + param.param.mode + "_" + param.param.similarity;
});

/// The ratings of a world and, beside them, what says nothing about stars: skips and likes without a value.
std::shared_ptr<const Dataset> withOtherSignals(const Dataset& ratings) {
    std::vector<Event> events;
    for (std::size_t row = 0; row < ratings.events().size(); ++row) {
        events.push_back(ratings.events().at(row));
    }
    for (std::size_t user = 0; user + 1 < ratings.userCount(); ++user) {
        for (std::size_t step = 0; step < 6; ++step) {
            const ItemIndex item((7 * user + 5 * step) % (ratings.itemCount() - 1));
            events.push_back({UserIndex(user), item, static_cast<SignalIndex>(1 + step % 2)});
        }
    }
    Dataset::Parts parts = ratings.parts();
    parts.signals.push_back({.name = "like", .kind = SignalKind::Explicit, .weight = 3, .useValue = false});
    parts.events = std::make_shared<Interactions>(std::move(events), ratings.userCount());
    return std::make_shared<Dataset>(std::move(parts));
}

TEST(RatingModels, RateKnownPeopleByTheirRatingsAlone) {
    const auto plain = makeTasteWorld({.ratings = true});
    const auto mixed = withOtherSignals(*plain);
    const std::vector<std::pair<std::string, Changes>> models{{"user_knn", {{"mode", "means"}}},
                                                              {"user_knn", {{"mode", "baseline"}}},
                                                              {"item_knn", {{"mode", "basic"}}},
                                                              {"item_knn", {{"mode", "baseline"}}},
                                                              {"slope_one", {}},
                                                              {"baseline", {}},
                                                              {"svd", {{"epochs", "3"}}}};
    for (const auto& [id, changes] : models) {
        const auto model = train(*findAlgorithm(id), *mixed, changes);
        const auto twin = train(*findAlgorithm(id), *plain, changes);
        for (const std::size_t user : {0U, 22U, 58U}) {
            EXPECT_EQ(scoresOf(*model, UserIndex(user)), scoresOf(*twin, UserIndex(user))) << id;
            const std::vector<ItemIndex> some{ItemIndex(5)};
            std::vector<float> score(1);
            model->score(UserIndex(user), some, score);
            EXPECT_NEAR(score[0], scoresOf(*twin, UserIndex(user))[5], 1e-5) << id;
        }
        // Of somebody new a skip is no rating either, but a like stands for one.
        const History past{{ItemIndex(3), 1, noTime, 2}, {ItemIndex(7), 1, noTime, 5}};
        History skipped = past;
        skipped.push_back({ItemIndex(9), -1, noTime});
        EXPECT_EQ(scoresOf(*model, skipped), scoresOf(*model, past)) << id;
        History liked = past;
        liked.push_back({ItemIndex(9), 3, noTime});
        EXPECT_NE(scoresOf(*model, liked), scoresOf(*model, past)) << id;
    }
}

TEST(RatingKnnFigures, EqualThePublishedOnesOnMovieLens) {
    const auto folds = RatingFolds::read();
    if (!folds) {
        GTEST_SKIP() << "needs ../shared/data/ml-100k-folds";
    }
    for (const auto& [mode, rmse, mae] :
         {std::tuple("basic", 0.980, 0.774), {"means", 0.951, 0.749}, {"baseline", 0.931, 0.733}}) {
        const FoldErrors published = folds->publishedFigures(userKnnInfo(), {{"mode", mode}});
        EXPECT_DOUBLE_EQ(published.rmse, rmse) << mode;
        EXPECT_DOUBLE_EQ(published.mae, mae) << mode;
    }
}

} // namespace
} // namespace tastescope
