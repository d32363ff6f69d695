// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/neighbourhood/slope_one.h"

#include "engine/data/ratings.h"
#include "tests/engine/models/rating_folds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace tastescope {
namespace {

using Table = std::map<std::uint32_t, std::map<std::uint32_t, double>>;

Table tableOf(const Dataset& data) {
    Table table;
    for (std::size_t row = 0; row < data.events().size(); ++row) {
        const Event event = data.events().at(row);
        table[event.user.value][event.item.value] = event.value; // the latest: events are in order of time
    }
    return table;
}

/// The definition, over dictionaries.
double slowPrediction(const Table& ratings, const std::map<std::uint32_t, double>& past, std::uint32_t item) {
    double mean = 0;
    for (const auto& [other, rating] : past) {
        mean += rating / static_cast<double>(past.size());
    }
    double sum = 0;
    double relevant = 0;
    for (const auto& [other, rating] : past) {
        double difference = 0;
        double count = 0;
        for (const auto& [user, row] : ratings) {
            if (row.contains(item) && row.contains(other)) {
                difference += row.at(item) - row.at(other);
                count += 1;
            }
        }
        if (count > 0) {
            sum += difference / count;
            relevant += 1;
        }
    }
    return relevant > 0 ? mean + sum / relevant : mean;
}

TEST(SlopeOne, EqualsTheSlowTwin) {
    const auto world = makeTasteWorld({.ratings = true});
    const Table table = tableOf(*world);
    const auto model = train(slopeOneInfo(), *world);
    EXPECT_TRUE(model->predictsRatings());
    for (const std::uint32_t user : {0U, 21U, 58U}) {
        const std::vector<float> scores = scoresOf(*model, UserIndex(user));
        for (std::uint32_t item = 0; item + 1 < world->itemCount(); ++item) {
            EXPECT_NEAR(scores[item], slowPrediction(table, table.at(user), item), 1e-5);
        }
    }
    // An unseen history, with ratings nobody gave.
    const History history{{ItemIndex(3), 1, noTime, 1}, {ItemIndex(8), 1, noTime, 4.5F}};
    const std::vector<float> scores = scoresOf(*model, history);
    for (std::uint32_t item = 0; item + 1 < world->itemCount(); ++item) {
        EXPECT_NEAR(scores[item], slowPrediction(table, {{3, 1}, {8, 4.5}}, item), 1e-5);
    }
}

TEST(SlopeOne, FallsBackOnMeans) {
    // Item 2 is rated by nobody who rated item 0; item 3 by nobody at all.
    const auto data = makeDataset({{0, 0, 2}, {1, 1, 5}, {1, 2, 3}, {2, 1, 4}}, 4, 4);
    const auto model = train(slopeOneInfo(), *data);
    const std::vector<float> known = scoresOf(*model, UserIndex(0));
    EXPECT_FLOAT_EQ(known[2], 2) << "the person's mean";
    EXPECT_FLOAT_EQ(known[3], 3.5F) << "the mean of all ratings";
    EXPECT_FLOAT_EQ(scoresOf(*model, UserIndex(3))[0], 3.5F);
    EXPECT_FLOAT_EQ(scoresOf(*model, UserIndex(2))[2], 2) << "4 less the 2 that item 2 lies below item 1";
}

TEST(SlopeOne, GathersSparseRowsAlike) {
    // Many items, few ratings an item: rows are gathered by what they touch.
    const auto world = makeTasteWorld({.users = 25, .items = 900, .eventsPerUser = 4, .ratings = true});
    const Table table = tableOf(*world);
    const auto model = train(slopeOneInfo(), *world);
    std::size_t compared = 0;
    for (std::uint32_t user = 0; user < 24; ++user) {
        const std::vector<float> scores = scoresOf(*model, UserIndex(user));
        for (const auto& [other, row] : table) {
            for (const auto& [item, rating] : row) {
                EXPECT_NEAR(scores[item], slowPrediction(table, table.at(user), item), 1e-5);
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 1000U);
}

TEST(SlopeOne, ReachesThePublishedFiguresOnMovieLens) {
    const auto folds = RatingFolds::read();
    if (!folds) {
        GTEST_SKIP() << "needs ../shared/data/ml-100k-folds";
    }
    const FoldErrors published = folds->publishedFigures(slopeOneInfo());
    EXPECT_DOUBLE_EQ(published.rmse, 0.946);
    EXPECT_DOUBLE_EQ(published.mae, 0.743);
}

} // namespace
} // namespace tastescope
