// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/signals.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

TEST(Signals, KnownNamesHaveTheirWeights) {
    EXPECT_EQ(defaultSignal("listen").weight, 1);
    EXPECT_EQ(defaultSignal("like").weight, 3);
    EXPECT_EQ(defaultSignal("save").weight, 4);
    EXPECT_EQ(defaultSignal("share").weight, 5);
    EXPECT_EQ(defaultSignal("skip").weight, -1);
    EXPECT_LT(defaultSignal("dislike").weight, 0);
}

TEST(Signals, RatingsCarryTheirValue) {
    const SignalType rating = defaultSignal("Rating");
    EXPECT_EQ(rating.name, "rating");
    EXPECT_EQ(rating.kind, SignalKind::Explicit);
    EXPECT_TRUE(rating.useValue);
    EXPECT_EQ(rating.weight, 1);
}

TEST(Signals, CaseDoesNotMatterAndOtherLettersStay) {
    EXPECT_EQ(defaultSignal("SHARE"), defaultSignal("share"));
    const SignalType unknown = defaultSignal("Gehört");
    EXPECT_EQ(unknown.name, "gehört");
    EXPECT_EQ(unknown.kind, SignalKind::Implicit);
    EXPECT_EQ(unknown.weight, 1);
    EXPECT_FALSE(unknown.useValue);
    EXPECT_EQ(defaultSignal("").weight, 1);
}

TEST(Signals, PoliciesHaveNames) {
    EXPECT_EQ(pairPolicyName(PairPolicy::Sum), "sum");
    EXPECT_EQ(pairPolicyName(PairPolicy::Max), "max");
    EXPECT_EQ(pairPolicyName(PairPolicy::Last), "last");
    EXPECT_EQ(pairPolicyName(PairPolicy::Mean), "mean");
}

} // namespace
} // namespace tastescope
