// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/nmf.h"

#include "engine/base/random.h"
#include "engine/models/factorisation/ratings/nmf_trainer.h"
#include "tests/engine/models/rating_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

using Table = std::vector<std::vector<double>>;

/// The multiplicative updates in plain loops and doubles, from the same starting numbers.
struct Twin {
    RatingUnits units;
    Table users;
    Table items;
    std::vector<double> losses;

    Twin(const Ratings& ratings, std::size_t userCount, std::size_t itemCount, const NmfOptions& options)
        : units(nonNegativeUnits(ratings))
        , users(start(ratings, userCount, 0, options))
        , items(start(ratings, itemCount, 1, options)) {
        for (int epoch = 0; epoch < options.epochs; ++epoch) {
            double squares = 0;
            for (std::size_t user = 0; user < userCount; ++user) {
                squares += update(users[user], items, ratings.matrix.itemsOf(UserIndex(user)),
                                  ratings.matrix.valuesOf(UserIndex(user)), options.regularization);
            }
            losses.push_back(std::sqrt(squares / static_cast<double>(ratings.matrix.entryCount())));
            for (std::size_t item = 0; item < itemCount; ++item) {
                update(items[item], users, ratings.matrix.usersOf(ItemIndex(item)),
                       ratings.matrix.valuesOf(ItemIndex(item)), options.regularization);
            }
        }
    }

private:
    Table start(const Ratings& ratings, std::size_t rows, std::uint64_t purpose,
                const NmfOptions& options) const {
        const double most = 2 * std::sqrt(units.inUnits(ratings.mean) / static_cast<double>(options.factors));
        Table table(rows);
        for (std::size_t row = 0; row < rows; ++row) {
            Random random(42, 2 * row + purpose);
            for (std::size_t d = 0; d < options.factors; ++d) {
                table[row].push_back(most * random.uniform());
            }
        }
        return table;
    }

    template <typename Index>
    double update(std::vector<double>& x, const Table& fixed, std::span<const Index> others,
                  std::span<const float> ratings, double ridge) const {
        std::vector<double> above(x.size());
        std::vector<double> below(x.size());
        double squares = 0;
        for (std::size_t place = 0; place < others.size(); ++place) {
            const std::vector<double>& other = fixed[others[place].value];
            double estimate = 0;
            for (std::size_t d = 0; d < x.size(); ++d) {
                estimate += x[d] * other[d];
            }
            const double rating = units.inUnits(ratings[place]);
            squares += (rating - estimate) * (rating - estimate);
            for (std::size_t d = 0; d < x.size(); ++d) {
                above[d] += other[d] * rating;
                below[d] += other[d] * estimate;
            }
        }
        for (std::size_t d = 0; d < x.size(); ++d) {
            const double sum = below[d] + ridge * static_cast<double>(others.size()) * x[d];
            x[d] = sum > 0 ? x[d] * above[d] / sum : 0;
        }
        return squares;
    }
};

TEST(Nmf, EqualsPlainLoops) {
    const auto world = makeTasteWorld({.users = 150, .items = 80, .eventsPerUser = 20, .ratings = true});
    const Ratings ratings = ratingsOf(*world);
    NmfOptions options;
    options.factors = 7;
    options.epochs = 12;
    const Twin twin(ratings, world->userCount(), world->itemCount(), options);
    LossRecorder recorder;
    const auto model = trainNmf(ratings, world->userCount(), world->itemCount(), options, recorder.context());
    ASSERT_TRUE(model);
    ASSERT_EQ(recorder.points().size(), 12U);
    for (std::size_t epoch = 0; epoch < 12; ++epoch) {
        EXPECT_NEAR(recorder.points()[epoch].training, twin.losses[epoch], 1e-5);
    }
    for (std::size_t item = 0; item + 1 < world->itemCount(); ++item) {
        for (std::size_t d = 0; d < 7; ++d) {
            EXPECT_NEAR(model->itemVectors[item * 7 + d], twin.items[item][d], 1e-3);
        }
    }
}

TEST(Nmf, NothingIsNegative) {
    const auto world = makeTasteWorld({.ratings = true});
    const auto model = train(nmfInfo(), *world);
    for (const VectorView& view : {model->userVectors(), model->itemVectors()}) {
        EXPECT_GE(*std::min_element(view.values.begin(), view.values.end()), 0);
    }
    for (const float element : model->historyVector(world->historyOf(UserIndex(3)))) {
        EXPECT_GE(element, 0);
    }
}

TEST(Nmf, ErrorFallsAndFinishKeepsTheBest) {
    const auto world = makeTasteWorld({.users = 150, .items = 80, .eventsPerUser = 20, .ratings = true});
    LossRecorder recorder;
    const auto early = train(nmfInfo(), *world, {}, recorder.context(5));
    ASSERT_EQ(recorder.points().size(), 5U);
    for (std::size_t epoch = 1; epoch < 5; ++epoch) {
        EXPECT_LT(recorder.points()[epoch].training, recorder.points()[epoch - 1].training);
    }
    const auto five = train(nmfInfo(), *world, {{"epochs", "5"}});
    EXPECT_EQ(scoresOf(*early, UserIndex(5)), scoresOf(*five, UserIndex(5)));
}

TEST(Nmf, GivesStrangersAndNewItemsTheAverage) {
    const auto world = makeTasteWorld({.ratings = true});
    const auto model = train(nmfInfo(), *world);
    const Ratings ratings = ratingsOf(*world);
    const std::vector<float> stranger = scoresOf(*model, History{});
    EXPECT_EQ(stranger, scoresOf(*model, UserIndex(59))); // without an event
    EXPECT_NEAR(stranger[39], ratings.mean, 0.6);         // an item without one
    const std::vector<float> known = scoresOf(*model, UserIndex(3));
    EXPECT_GT(known[39], ratings.low - 0.5);
}

TEST(Nmf, TakesNegativeRatings) {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < 20; ++user) {
        for (std::size_t item = 0; item < 10; ++item) {
            rows.push_back({user, item, (user + item) % 2 == 0 ? 2.0F : -2.0F});
        }
    }
    const auto data = makeDataset(rows, 20, 10);
    const auto model = train(nmfInfo(), *data, {{"regularization", "0.01"}});
    EXPECT_NEAR(scoresOf(*model, UserIndex(0))[0], 2, 0.5);
    EXPECT_NEAR(scoresOf(*model, UserIndex(0))[1], -2, 0.5);
}

// Others' best are .963 and .758.
TEST(Nmf, PredictsMovieLensWell) {
    const std::optional<RatingErrors> errors = crossValidate(nmfInfo(), 5);
    if (!errors) {
        GTEST_SKIP() << "needs ../shared/data/ml-100k-folds";
    }
    RecordProperty("rmse", std::to_string(errors->rmse));
    RecordProperty("mae", std::to_string(errors->mae));
    EXPECT_LE(errors->rmse, 0.930);
    EXPECT_LE(errors->mae, 0.740);
}

} // namespace
} // namespace tastescope
