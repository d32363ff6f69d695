// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/user_knn.h"

#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tastescope {
namespace {

using Row = std::map<std::uint32_t, double>; ///< item -> weight
using Table = std::map<std::uint32_t, Row>;

Table likesOf(const Dataset& data) {
    Table table;
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        for (const HistoryEntry& past : data.historyOf(UserIndex(user))) {
            if (past.weight > 0) {
                table[static_cast<std::uint32_t>(user)][past.item.value] = past.weight;
            }
        }
    }
    return table;
}

/// The definitions, over dictionaries.
class SlowTwin {
public:
    SlowTwin(const Dataset& data, std::string kind) : m_table(likesOf(data)), m_kind(std::move(kind)) {
        m_users = static_cast<double>(data.userCount());
        for (const auto& [user, row] : m_table) {
            for (const auto& [item, weight] : row) {
                m_people[item] += 1;
                m_meanLength += weight / m_users;
            }
        }
    }

    double shrinkage = 0;
    double alpha = 0.5;
    double locality = 2;
    std::size_t neighbours = 5;

    std::map<std::uint32_t, double> scores(const Row& past) const {
        std::vector<std::pair<double, std::uint32_t>> nearest;
        for (const auto& [user, row] : m_table) {
            if (const double like = similarity(past, row); like > 0 && !sameItems(past, row)) {
                nearest.emplace_back(-like, user);
            }
        }
        std::sort(nearest.begin(), nearest.end());
        nearest.resize(std::min(nearest.size(), neighbours));
        double total = 0;
        for (const auto& [like, user] : nearest) {
            total += std::pow(-like, locality);
        }
        std::map<std::uint32_t, double> out;
        for (const auto& [like, user] : nearest) {
            double length = 0;
            for (const auto& [item, weight] : m_table.at(user)) {
                length += weight;
            }
            for (const auto& [item, weight] : m_table.at(user)) {
                out[item] += std::pow(-like, locality) / total * std::sqrt(weight / length);
            }
        }
        return out;
    }

private:
    static bool sameItems(const Row& a, const Row& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const auto& x, const auto& y) { return x.first == y.first; });
    }

    double value(const Row& row, std::uint32_t item) const {
        if (!row.contains(item)) {
            return 0;
        }
        const double x = row.at(item);
        const double information =
            std::log((1 + m_users) / (1 + (m_people.contains(item) ? m_people.at(item) : 0)));
        if (m_kind == "tfidf") {
            return std::sqrt(x) * information;
        }
        if (m_kind == "bm25") {
            double length = 0;
            for (const auto& [other, weight] : row) {
                length += weight;
            }
            return x * 2.2 / (1.2 * (0.25 + 0.75 * length / m_meanLength) + x) * information;
        }
        return x;
    }

    double similarity(const Row& a, const Row& b) const {
        double dot = 0;
        double left = 0;
        double right = 0;
        double common = 0;
        for (const auto& [item, weight] : a) {
            dot += value(a, item) * value(b, item);
            left += value(a, item) * value(a, item);
            common += b.contains(item) ? 1 : 0;
        }
        for (const auto& [item, weight] : b) {
            right += value(b, item) * value(b, item);
        }
        if (common == 0) {
            return 0;
        }
        const double own = static_cast<double>(a.size());
        const double other = static_cast<double>(b.size());
        const double like = m_kind == "jaccard" ? common / (own + other - common)
                            : m_kind == "asymmetric"
                                ? common / std::pow(own, alpha) / std::pow(other, 1 - alpha)
                            : m_kind == "bm25" ? dot / left
                                               : dot / std::sqrt(left * right);
        return like * common / (common + shrinkage);
    }

    Table m_table;
    std::string m_kind;
    std::map<std::uint32_t, double> m_people;
    double m_users = 0;
    double m_meanLength = 0;
};

class UserKnnSimilarity : public testing::TestWithParam<std::string> {};

TEST_P(UserKnnSimilarity, EqualsTheSlowTwin) {
    const auto world = makeTasteWorld({.ratings = true, .skips = true});
    SlowTwin twin(*world, GetParam());
    for (const double shrinkage : {0.0, 4.0}) {
        twin.shrinkage = shrinkage;
        twin.alpha = 0.3;
        twin.locality = shrinkage > 0 ? 1 : 2;
        const auto model = train(userKnnInfo(), *world,
                                 {{"similarity", GetParam()},
                                  {"neighbours", "5"},
                                  {"shrinkage", std::to_string(shrinkage)},
                                  {"locality", std::to_string(twin.locality)},
                                  {"alpha", "0.3"}});
        EXPECT_FALSE(model->predictsRatings());
        const Table table = likesOf(*world);
        for (const std::uint32_t user : {0U, 31U, 58U}) {
            const std::vector<float> scores = scoresOf(*model, UserIndex(user));
            const auto expected = twin.scores(table.at(user));
            for (std::uint32_t item = 0; item < scores.size(); ++item) {
                const auto found = expected.find(item);
                EXPECT_NEAR(scores[item], found == expected.end() ? 0 : found->second, 1e-5);
            }
        }
        const std::vector<float> unseen = scoresOf(
            *model,
            History{{ItemIndex(9), 3, noTime}, {ItemIndex(2), 1, noTime}, {ItemIndex(4), -1, noTime}});
        const auto expected = twin.scores({{2, 1}, {9, 3}});
        for (std::uint32_t item = 0; item < unseen.size(); ++item) {
            const auto found = expected.find(item);
            EXPECT_NEAR(unseen[item], found == expected.end() ? 0 : found->second, 1e-5);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Kinds, UserKnnSimilarity,
                         testing::Values("cosine", "jaccard", "tfidf", "bm25", "asymmetric"));

TEST(UserKnn, ForgetsWhatIsOld) {
    // The neighbour went for item 1 lately and for item 2 five half lives ago.
    const auto data =
        makeDataset({{0, 0, 1, 100}, {1, 0, 1, 100}, {1, 1, 1, 100}, {1, 2, 1, 0}, {2, 3, 1, 100}}, 3, 4);
    const std::vector<float> alike = scoresOf(*train(userKnnInfo(), *data), UserIndex(0));
    EXPECT_GT(alike[1], 0);
    EXPECT_FLOAT_EQ(alike[1], alike[2]);
    const std::vector<float> newer =
        scoresOf(*train(userKnnInfo(), *data, {{"half_life_days", "20"}}), UserIndex(0));
    EXPECT_FLOAT_EQ(newer[1], static_cast<float>(std::sqrt(32)) * newer[2]) << "votes are roots of weights";
    // So old that nothing is left of it.
    const std::vector<float> newest =
        scoresOf(*train(userKnnInfo(), *data, {{"half_life_days", "0.01"}}), UserIndex(0));
    EXPECT_EQ(newest[2], 0);
    EXPECT_GT(newest[1], 0);
}

TEST(UserKnn, PassesOverWhoeverHasTheSameList) {
    const auto data = makeDataset({{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 0}, {2, 2}, {3, 3}}, 4, 4);
    const auto model = train(userKnnInfo(), *data, {{"neighbours", "1"}});
    EXPECT_GT(scoresOf(*model, UserIndex(0))[2], 0) << "the double would have been the one neighbour";
    EXPECT_EQ(scoresOf(*model, data->historyOf(UserIndex(0))), scoresOf(*model, UserIndex(0)));
}

TEST(UserKnn, RefusesSimilaritiesOfTheOtherKind) {
    const auto world = makeTasteWorld();
    for (const Changes& changes : {Changes{{"similarity", "msd"}}, Changes{{"similarity", "pearson"}},
                                   Changes{{"mode", "means"}, {"similarity", "tfidf"}},
                                   Changes{{"mode", "basic"}, {"similarity", "jaccard"}}}) {
        const auto model = userKnnInfo().fit(*world, paramsOf(userKnnInfo(), changes), {});
        ASSERT_FALSE(model);
        EXPECT_EQ(model.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(model.error().text().find("mode"), std::string::npos);
    }
}

} // namespace
} // namespace tastescope
