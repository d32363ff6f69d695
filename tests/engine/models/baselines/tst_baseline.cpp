// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/baselines/baseline.h"

#include "engine/data/ratings.h"
#include "engine/models/learning/rating_biases.h"
#include "tests/engine/models/rating_folds.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <tuple>

namespace tastescope {
namespace {

using Table = std::map<std::size_t, std::map<std::size_t, double>>;

struct SlowBiases {
    double mean = 0;
    std::map<std::size_t, double> users;
    std::map<std::size_t, double> items;
};

/// The definition, over dictionaries: by user and by item in turn, in double.
SlowBiases slowBiases(const Table& byUser, int epochs, double userRegularization, double itemRegularization) {
    Table byItem;
    SlowBiases out;
    double count = 0;
    for (const auto& [user, row] : byUser) {
        for (const auto& [item, rating] : row) {
            byItem[item][user] = rating;
            out.mean += rating;
            count += 1;
        }
    }
    out.mean /= count;
    for (int epoch = 0; epoch < epochs; ++epoch) {
        for (const auto& [item, column] : byItem) {
            double sum = 0;
            for (const auto& [user, rating] : column) {
                sum += rating - out.mean - out.users[user];
            }
            out.items[item] = sum / (itemRegularization + static_cast<double>(column.size()));
        }
        for (const auto& [user, row] : byUser) {
            double sum = 0;
            for (const auto& [item, rating] : row) {
                sum += rating - out.mean - out.items[item];
            }
            out.users[user] = sum / (userRegularization + static_cast<double>(row.size()));
        }
    }
    return out;
}

Table tableOf(const InteractionMatrix& matrix) {
    Table table;
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        for (std::size_t place = 0; place < matrix.countOf(UserIndex(user)); ++place) {
            table[user][matrix.itemsOf(UserIndex(user))[place].value] =
                matrix.valuesOf(UserIndex(user))[place];
        }
    }
    return table;
}

TEST(Baseline, EqualsTheSlowTwin) {
    const auto world = makeTasteWorld({.ratings = true});
    for (const auto& [epochs, user, item] : {std::tuple(10, 15.0, 10.0), std::tuple(3, 2.0, 0.5)}) {
        const auto model = train(baselineInfo(), *world,
                                 {{"epochs", std::to_string(epochs)},
                                  {"user_regularization", std::to_string(user)},
                                  {"item_regularization", std::to_string(item)}});
        SlowBiases slow = slowBiases(tableOf(ratingsOf(*world).matrix), epochs, user, item);
        for (const std::size_t who : {0U, 17U, 58U, 59U}) {
            const std::vector<float> scores = scoresOf(*model, UserIndex(who));
            for (std::size_t what = 0; what < scores.size(); ++what) {
                EXPECT_NEAR(scores[what], slow.mean + slow.users[who] + slow.items[what], 1e-5);
            }
        }
    }
}

TEST(Baseline, GivesAPastThePersonsOwnBias) {
    const auto world = makeTasteWorld({.ratings = true});
    const auto model = train(baselineInfo(), *world);
    for (const std::size_t user : {0U, 33U, 59U}) {
        const std::vector<float> known = scoresOf(*model, UserIndex(user));
        const std::vector<float> folded = scoresOf(*model, world->historyOf(UserIndex(user)));
        for (std::size_t item = 0; item < known.size(); ++item) {
            EXPECT_NEAR(known[item], folded[item], 1e-5);
        }
    }
    // Somebody who rates everything at 5 expects more of everything, of unknown items too.
    const History happy{{ItemIndex(0), 1, noTime, 5}, {ItemIndex(1), 1, noTime, 5}};
    EXPECT_GT(scoresOf(*model, happy)[7], scoresOf(*model, History{})[7]);
    EXPECT_GT(*model->ratingOfUnknownItem(happy), *model->ratingOfUnknownItem({}));
    EXPECT_NEAR(*model->ratingOfUnknownItem({}), ratingsOf(*world).mean, 1e-9);
}

TEST(Baseline, ReadsRatingsWhateverTheyWeigh) {
    const auto world = makeTasteWorld({.ratings = true});
    const auto counted = world->withMatrix({.policy = PairPolicy::Last, .binary = true});
    EXPECT_EQ(scoresOf(*train(baselineInfo(), *world), UserIndex(3)),
              scoresOf(*train(baselineInfo(), *counted), UserIndex(3)));
}

/// Asks to finish at the first loss.
class FinishAtOnce final : public ProgressSink {
public:
    void report(double, std::string_view) override {}
    void loss(const LossPoint& point) override {
        losses.push_back(point.training);
        source.request_stop();
    }
    std::stop_source source;
    std::vector<double> losses;
};

TEST(Baseline, FinishesEarlyWithWhatItHas) {
    const auto world = makeTasteWorld({.ratings = true});
    FinishAtOnce sink;
    ExecutionContext context;
    context.progress = &sink;
    context.finish = sink.source.get_token();
    const auto early = train(baselineInfo(), *world, {}, context);
    EXPECT_EQ(sink.losses.size(), 1U);
    EXPECT_EQ(scoresOf(*early, UserIndex(2)),
              scoresOf(*train(baselineInfo(), *world, {{"epochs", "1"}}), UserIndex(2)));
    ExecutionContext whole;
    whole.progress = &sink;
    train(baselineInfo(), *world, {}, whole);
    ASSERT_EQ(sink.losses.size(), 11U);
    EXPECT_LE(sink.losses.back(), sink.losses.front());
}

TEST(Baseline, ReachesThePublishedFiguresOnMovieLens) {
    const auto folds = RatingFolds::read();
    if (!folds) {
        GTEST_SKIP() << "needs ../shared/data/ml-100k-folds";
    }
    const FoldErrors published = folds->publishedFigures(baselineInfo());
    EXPECT_DOUBLE_EQ(published.rmse, 0.944);
    EXPECT_DOUBLE_EQ(published.mae, 0.748);
}

} // namespace
} // namespace tastescope
