// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/early_stopping.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stop_token>
#include <vector>

namespace tastescope {
namespace {

constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<double>::infinity();

using Losses = std::vector<double>;

class Recorder final : public ProgressSink {
public:
    std::vector<LossPoint> points;
    std::vector<double> fractions;

    void report(double fraction, std::string_view) override { fractions.push_back(fraction); }
    void loss(const LossPoint& point) override { points.push_back(point); }
};

/// A training whose losses are given and whose state is the number of the last epoch.
struct Course {
    Losses training;
    Losses validation{}; ///< empty: nothing is held back
    int stopAfter = 0;   ///< stops in this epoch; 0 = never
    int finishAfter = 0; ///< asks to finish in this epoch
    Recorder seen{};
    std::stop_source stop{};
    std::stop_source finish{};

    Result<int> run(const EarlyStoppingOptions& options) {
        ExecutionContext context;
        context.stop = stop.get_token();
        context.finish = finish.get_token();
        context.progress = &seen;
        int state = 0;
        const auto epoch = [&](int number) {
            EXPECT_EQ(number, state + 1);
            state = number;
            if (number == stopAfter) {
                stop.request_stop();
            }
            if (number == finishAfter) {
                finish.request_stop();
            }
            return training[static_cast<std::size_t>(number - 1)];
        };
        const auto validate = [&]() -> std::optional<double> {
            return validation.empty() ? std::nullopt
                                      : std::optional(validation[static_cast<std::size_t>(state - 1)]);
        };
        return bestEpochOf(options, context, epoch, validate, [&] { return state; });
    }
};

int best(Course& course, const EarlyStoppingOptions& options) {
    const Result<int> result = course.run(options);
    EXPECT_TRUE(result);
    return result ? *result : -1;
}

constexpr auto byTraining = Unvalidated::LeastTraining;

TEST(EarlyStopping, KeepsTheFirstOfTheBestEpochs) {
    Course course{.training = {5, 4, 3, 2, 1}, .validation = {9, 7, 8, 7, 8}};
    EXPECT_EQ(best(course, {.epochs = 5}), 2);
    ASSERT_EQ(course.seen.points.size(), 5U);
    EXPECT_EQ(course.seen.points[3].step, 4);
    EXPECT_EQ(course.seen.points[3].steps, 5);
    EXPECT_EQ(course.seen.points[3].training, 2);
    EXPECT_EQ(course.seen.points[3].validation, 7);
    EXPECT_EQ(course.seen.fractions, (std::vector<double>{0, 0.2, 0.4, 0.6, 0.8}));
}

TEST(EarlyStopping, EndsWhenPatienceDoes) {
    Course course{.training = Losses(9, 1), .validation = {9, 8, 8.5, 8.5, 7, 9, 9, 9, 1}};
    EXPECT_EQ(best(course, {.epochs = 9, .patience = 3}), 5);
    EXPECT_EQ(course.seen.points.size(), 8U);
    Course strict{.training = Losses(3, 1), .validation = {1, 2, 0}};
    EXPECT_EQ(best(strict, {.epochs = 3, .patience = 1}), 1);
    EXPECT_EQ(strict.seen.points.size(), 2U);
}

TEST(EarlyStopping, PatienceIsNotTriedWhereNothingIsHeldBack) {
    Course course{.training = {1, 2, 3, 4}};
    EXPECT_EQ(best(course, {.epochs = 4, .patience = 1}), 4);
    EXPECT_TRUE(std::isnan(course.seen.points.back().validation));
}

TEST(EarlyStopping, TakesTheLeastTrainingLossWhereThatIsTheRule) {
    Course course{.training = {3, 1, 2}};
    EXPECT_EQ(best(course, {.epochs = 3, .unvalidated = byTraining}), 2);
    Course validated{.training = {3, 1, 2}, .validation = {2, 2, 1}}; // what is held back knows better
    EXPECT_EQ(best(validated, {.epochs = 3, .unvalidated = byTraining}), 3);
}

TEST(EarlyStopping, ALossAstrayEndsItWithTheBestSoFar) {
    for (const double astray : {nan, infinity}) {
        for (const Unvalidated rule : {Unvalidated::Newest, byTraining}) {
            Course course{.training = {3, 2, astray, 1}};
            EXPECT_EQ(best(course, {.epochs = 4, .unvalidated = rule}), 2);
            EXPECT_EQ(course.seen.points.size(), 2U);
        }
        Course held{.training = {3, 2, 1}, .validation = {5, astray, 1}};
        EXPECT_EQ(best(held, {.epochs = 3}), 1);
        Course atOnce{.training = {astray, 1}};
        EXPECT_EQ(best(atOnce, {.epochs = 2}), 0);
        EXPECT_TRUE(atOnce.seen.points.empty());
    }
}

TEST(EarlyStopping, WithoutEpochsTheStartIsAllThereIs) {
    Course course{.training = {}};
    EXPECT_EQ(best(course, {.epochs = 0}), 0);
    EXPECT_TRUE(course.seen.fractions.empty());
}

TEST(EarlyStopping, FinishesAfterTheEpochUnderWayAndNeverBeforeTheFirst) {
    Course course{.training = {3, 2, 1, 0}, .validation = {1, 2, 3, 0}, .finishAfter = 3};
    EXPECT_EQ(best(course, {.epochs = 4}), 1);
    EXPECT_EQ(course.seen.points.size(), 3U);
    Course asked{.training = {3, 2}};
    asked.finish.request_stop();
    EXPECT_EQ(best(asked, {.epochs = 2}), 1);
}

TEST(EarlyStopping, AStopLeavesNothing) {
    Course course{.training = {3, 2, 1}, .stopAfter = 2};
    const Result<int> result = course.run({.epochs = 3});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(course.seen.points.size(), 1U);
    Course before{.training = {1}};
    before.stop.request_stop();
    EXPECT_FALSE(before.run({.epochs = 1}));
}

} // namespace
} // namespace tastescope
