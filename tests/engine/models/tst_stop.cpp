// SPDX-License-Identifier: GPL-3.0-or-later
// What a training still computes after it was asked to stop, at random moments, for every algorithm. Measured
// in processor time, so that a busy machine does not matter.
#include "engine/base/random.h"
#include "engine/registry/registry.h"
#include "tests/support/numbered_ids.h"
#include "tests/support/processor_time.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <optional>
#include <thread>

namespace tastescope {
namespace {

using test::numbered;
using test::processorSeconds;

struct Size {
    std::size_t users;
    std::size_t items;
    std::size_t events;
};

/// Tags, a number and a creator, so that what reads attributes has something to read.
std::shared_ptr<const ItemAttributes> attributesOf(std::size_t items) {
    AttributeTable table;
    table.rows = items;
    AttributeColumn tags;
    tags.name = "categories";
    tags.kind = AttributeKind::List;
    for (std::size_t tag = 0; tag < 40; ++tag) {
        tags.words.push_back("kind " + std::to_string(tag));
    }
    tags.offsets.push_back(0);
    AttributeColumn year;
    year.name = "year";
    year.kind = AttributeKind::Number;
    for (std::size_t item = 0; item < items; ++item) {
        tags.codes.push_back(static_cast<std::uint32_t>(item % 40));
        tags.codes.push_back(static_cast<std::uint32_t>((item / 40 + 7) % 40));
        tags.offsets.push_back(static_cast<std::uint32_t>(tags.codes.size()));
        year.numbers.push_back(static_cast<double>(1950 + item % 70));
    }
    table.columns = {std::move(tags), std::move(year)};
    return std::make_shared<const ItemAttributes>(std::move(table));
}

/// Ratings of 1 to 5 with times, activity and popularity long-tailed.
std::shared_ptr<const Dataset> makeData(const Size& size) {
    Random random(11);
    std::vector<Event> events;
    events.reserve(size.events);
    for (std::size_t event = 0; event < size.events; ++event) {
        const double user = std::pow(random.uniform(), 1.7) * static_cast<double>(size.users);
        const double item = std::pow(random.uniform(), 2.5) * static_cast<double>(size.items);
        events.push_back(
            {UserIndex(static_cast<std::size_t>(user)), ItemIndex(static_cast<std::size_t>(item)), 0,
             static_cast<float>(1 + random.below(5)), static_cast<Time>(1'500'000'000 + 100 * event)});
    }
    Dataset::Parts parts;
    parts.users = numbered(size.users);
    parts.items = numbered(size.items);
    parts.signals = {{.name = "rating", .kind = SignalKind::Explicit, .weight = 1, .useValue = true}};
    parts.events = std::make_shared<Interactions>(std::move(events), size.users);
    parts.itemAttributes = attributesOf(size.items);
    return std::make_shared<Dataset>(std::move(parts));
}

/// Few rounds: they are alike.
ParamSet fewRounds(const AlgorithmInfo& algorithm) {
    ParamSet params(algorithm.params);
    for (const ParamSpec& spec : algorithm.params) {
        if (spec.rounds) {
            EXPECT_TRUE(params.set(algorithm.params, spec.name, "2"));
        }
    }
    return params;
}

struct Ended {
    double whole = 0; ///< seconds of processor time
    double after = 0; ///< the stop; 0 when the training was done before
    bool cancelled = false;
};

/// Trains and asks to stop when `moment` seconds of processor time have been spent.
Ended stopAt(const AlgorithmInfo& algorithm, const Dataset& data, double moment) {
    std::stop_source stop;
    ExecutionContext context;
    context.threads = 2;
    context.stop = stop.get_token();
    std::atomic<bool> done = false;
    const double begin = processorSeconds();
    double asked = 0;
    bool cancelled = false;
    std::thread training([&] {
        {
            const auto model = algorithm.fit(data, fewRounds(algorithm), context);
            cancelled = !model && model.error().code == ErrorCode::Cancelled;
            EXPECT_TRUE(model || cancelled) << model.error().text();
        }
        done = true;
    });
    while (!done && processorSeconds() - begin < moment) {
        std::this_thread::sleep_for(std::chrono::microseconds(300));
    }
    stop.request_stop();
    asked = processorSeconds();
    training.join();
    const double end = processorSeconds();
    return {end - begin, cancelled ? end - asked : 0, cancelled};
}

/// All at `moments` moments spread at random over a training, of at most its first `most` seconds.
void expectSoonDone(const AlgorithmInfo& algorithm, const Size& size, int moments, double most) {
    const std::shared_ptr<const Dataset> data = makeData(size);
    static_cast<void>(data->matrix());
    const double whole = stopAt(algorithm, *data, most).whole;
    Random random(5);
    std::vector<double> after;
    double latest = 0;
    for (int moment = 0; moment < moments; ++moment) {
        const double when = whole * (moment + random.uniform()) / moments;
        const Ended ended = stopAt(algorithm, *data, when);
        after.push_back(ended.after);
        if (ended.after >= *std::ranges::max_element(after)) {
            latest = when;
        }
    }
    std::ranges::sort(after);
    const double worst = after.back();
    const double usual = after[after.size() / 2];
    const double nearly = after[(after.size() * 95 + 99) / 100 - 1];
    std::printf(
        "%-18s training %6.2f s; after a stop: median %5.1f, 95th %5.1f, worst %5.1f ms (at %.2f s)\n",
        algorithm.id.c_str(), whole, 1e3 * usual, 1e3 * nearly, 1e3 * worst, latest);
    EXPECT_LT(worst, 0.2) << algorithm.id << ", asked at " << latest << " of " << whole << " s";
    if (moments >= 20) {
        EXPECT_LT(nearly, 0.1) << algorithm.id;
    }
}

class Stop : public testing::TestWithParam<std::string> {};

TEST_P(Stop, TimingOfASmallTraining) {
    expectSoonDone(*findAlgorithm(GetParam()), {6'000, 3'000, 120'000}, 6, 1);
}

TEST_P(Stop, LengthyAtFortyMomentsOfALargeTraining) {
    expectSoonDone(*findAlgorithm(GetParam()), {60'000, 20'000, 882'709}, 40, 12);
}

std::vector<std::string> ids() {
    std::vector<std::string> all;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        all.push_back(algorithm.id);
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(All, Stop, testing::ValuesIn(ids()), [](const auto& test) { return test.param; });

} // namespace
} // namespace tastescope
