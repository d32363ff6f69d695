// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/progress.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

class Recorder final : public ProgressSink {
public:
    void report(double fraction, std::string_view step) override { said.emplace_back(fraction, step); }
    void loss(const LossPoint& point) override { losses.push_back(point.step); }

    ExecutionContext context() {
        ExecutionContext own;
        own.progress = this;
        own.seed = 7;
        return own;
    }
    std::vector<std::pair<double, std::string>> said;
    std::vector<int> losses;
};

using Said = std::vector<std::pair<double, std::string>>;

TEST(PartProgress, IsItsShareOfTheWhole) {
    Recorder recorder;
    PartProgress part(recorder.context(), 0.25, 0.75);
    part.context().report(0, "Reading");
    part.context().report(0.5, "Reading");
    part.context().report(1, "Writing");
    EXPECT_EQ(recorder.said, (Said{{0.25, "Reading"}, {0.5, "Reading"}, {0.75, "Writing"}}));
    EXPECT_EQ(part.context().seed, 7U);
}

TEST(PartProgress, NeverLeavesItsShare) {
    Recorder recorder;
    PartProgress part(recorder.context(), 0.5, 1);
    part.report(1.5, "");
    part.report(std::numeric_limits<double>::infinity(), "");
    EXPECT_EQ(recorder.said, (Said{{1, ""}, {1, ""}}));
}

TEST(PartProgress, DoesNotInventAnUnknownFraction) {
    Recorder recorder;
    PartProgress part(recorder.context(), 0.5, 1);
    part.report(-1, "Waiting");
    EXPECT_EQ(recorder.said, (Said{{-1, "Waiting"}}));
}

TEST(PartProgress, LiesWithinAnotherPart) {
    Recorder recorder;
    PartProgress outer(recorder.context(), 0.5, 1, {.label = "ALS"});
    PartProgress inner(outer.context(), 0, 0.5);
    inner.report(0.5, "Training");
    EXPECT_EQ(recorder.said, (Said{{0.625, "ALS: Training"}}));
}

TEST(PartProgress, ShowsTheLabelAloneWhereItsStepsSayTooMuch) {
    Recorder recorder;
    PartProgress part(recorder.context(), 0, 0.5, {.label = "Trial 1 of 2", .steps = false});
    part.report(1, "Training");
    EXPECT_EQ(recorder.said, (Said{{0.5, "Trial 1 of 2"}}));
}

TEST(PartProgress, PassesLossesOnUnlessTheyAreNoCurveOfTheWhole) {
    Recorder recorder;
    PartProgress part(recorder.context(), 0, 1);
    PartProgress silent(recorder.context(), 0, 1, {.withLosses = false});
    part.context().loss({.step = 3});
    silent.context().loss({.step = 4});
    EXPECT_EQ(recorder.losses, std::vector<int>{3});
}

TEST(PartProgress, SpeaksIntoTheVoidWhereNobodyListens) {
    PartProgress part(ExecutionContext{}, 0, 1);
    part.report(0.5, "Training");
    part.loss({});
    EXPECT_EQ(part.context().progress, &part);
}

} // namespace
} // namespace tastescope
