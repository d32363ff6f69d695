// SPDX-License-Identifier: GPL-3.0-or-later
// New items, rehearsed: the interval of the reach by its definition and its coverage by simulation, and what
// hidden items show.
#include "engine/onboarding/item_rehearsal.h"

#include "engine/base/random.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tastescope {
namespace {

TEST(ReachError, IntervalIsOfTheRanksAndTooFewSayNothing) {
    ReachError error;
    for (int at = 1; at <= 19; ++at) {
        error.quotients.push_back(at * 0.1);
    }
    // Of 19 and one more the first lies below with 1/20, the last above with 1/20: 90 %.
    const Interval interval = error.intervalOf(99, 1'000, 0.9);
    EXPECT_NEAR(interval.low, 100 * 0.1 - 1, 1e-9);
    EXPECT_NEAR(interval.high, 100 * 1.9 - 1, 1e-9);
    EXPECT_NEAR(error.intervalOf(99, 1'000, 0.5).low, 100 * 0.5 - 1, 1e-9);
    EXPECT_EQ(error.intervalOf(99, 120, 0.9).high, 120);                // never more than there are
    const Interval all = error.without(0.1).intervalOf(99, 1'000, 0.9); // 18 are too few for 90 %
    EXPECT_EQ(all.low, 0);
    EXPECT_EQ(all.high, 1'000);
    EXPECT_EQ(error.without(0.55).quotients.size(), 19U); // no such
    EXPECT_EQ(ReachError().intervalOf(5, 50, 0.9).high, 50);
}

TEST(ReachError, HoldsWithItsProbability) {
    Random random(8);
    const auto draw = [&] { return std::exp(random.normal(0.2, 0.8)); };
    std::size_t held = 0;
    constexpr std::size_t runs = 4'000;
    for (std::size_t run = 0; run < runs; ++run) {
        ReachError error;
        for (int at = 0; at < 39; ++at) {
            error.quotients.push_back(draw());
        }
        std::ranges::sort(error.quotients);
        const double truth = 1'000 * draw() - 1;
        const Interval interval = error.intervalOf(999, 1e9, 0.9);
        held += interval.low <= truth && truth <= interval.high ? 1 : 0;
    }
    // Exactly 90 % in expectation: (n + 1) is a multiple of 20. Three standard errors are 1.4 points.
    EXPECT_NEAR(static_cast<double>(held) / runs, 0.9, 0.0145);
}

TEST(ItemRehearsal, AttributesFindTheAudienceOfHiddenItems) {
    const auto data = makeTasteWorld({.users = 150, .items = 80, .eventsPerUser = 16, .seed = 2});
    ItemRehearsalRequest request;
    request.algorithms = {"content_tfidf"};
    request.hidden = 0.3;
    request.k = 10;
    request.resamples = 200;
    const auto rehearsal = rehearseItems(*data, request);
    ASSERT_TRUE(rehearsal) << rehearsal.error().text();
    const ItemRehearsalModel& model = rehearsal->models.front();
    EXPECT_EQ(model.items.size(), rehearsal->hidden);
    EXPECT_GT(rehearsal->hidden, 10U);
    EXPECT_GT(model.auc.low, 0.6); // tastes are of four groups, which the categories tell
    EXPECT_GT(model.hit.mean, model.chance.mean);
    EXPECT_TRUE(std::ranges::is_sorted(model.error.quotients));
    for (const RehearsedItem& item : model.items) {
        EXPECT_GE(data->matrix().countOf(item.item), request.leastEvents);
        EXPECT_LE(item.hits, std::min(item.reach, item.audience));
        EXPECT_TRUE(item.rank >= 0 && item.rank <= 1);
        EXPECT_LE(item.audience, data->matrix().countOf(item.item));
    }
    ExecutionContext alone;
    alone.threads = 1;
    const auto again = rehearseItems(*data, request, alone);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->models.front().auc.mean, model.auc.mean);
    EXPECT_EQ(again->models.front().error.quotients, model.error.quotients);
}

TEST(ItemRehearsal, RefusesWhatCannotBe) {
    const auto data = makeTasteWorld();
    ItemRehearsalRequest request;
    request.algorithms = {"als"};
    EXPECT_EQ(rehearseItems(*data, request).error().code, ErrorCode::InvalidArgument);
    const auto bare = makeDataset({{0, 0}, {1, 1}}, 2, 2);
    EXPECT_EQ(rehearseItems(*bare, {}).error().code, ErrorCode::Unsupported);
    request.algorithms = {"content_tfidf"};
    request.leastEvents = 1'000'000;
    EXPECT_EQ(rehearseItems(*data, request).error().code, ErrorCode::BadInput);
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(rehearseItems(*data, {}, context).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace tastescope
