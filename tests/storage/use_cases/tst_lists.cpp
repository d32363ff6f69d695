// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/lists.h"

#include "engine/data/demo/demo_world.h"
#include "engine/registry/registry.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tastescope {
namespace {

class StepSink final : public ProgressSink {
public:
    void report(double fraction, std::string_view step) override {
        fractions.push_back(fraction);
        steps.emplace_back(step);
    }
    std::vector<double> fractions;
    std::vector<std::string> steps;
};

TEST(ExportLists, WritesEverybodysListAndTellsHowFarItIs) {
    DemoOptions options;
    options.users = 60;
    options.items = 80;
    options.artists = 10;
    options.events = 1500;
    const auto world = makeDemoWorld(options);
    ASSERT_TRUE(world);
    const Dataset& data = *world->dataset;
    const AlgorithmInfo* info = findAlgorithm("popularity");
    const auto model = info->fit(data, ParamSet(info->params), {});
    ASSERT_TRUE(model);
    const test::TemporaryFolder folder;
    const std::filesystem::path path = folder / "lists.csv";
    StepSink sink;
    ExecutionContext context;
    context.progress = &sink;
    const auto rows = exportLists(**model, data, 4, path, context);
    ASSERT_TRUE(rows) << rows.error().text();
    EXPECT_EQ(*rows, data.userCount() * 4);
    const std::string written = test::contentOf(path);
    EXPECT_EQ(static_cast<std::size_t>(std::count(written.begin(), written.end(), '\n')), *rows + 1);
    EXPECT_EQ(sink.steps.front(), "Recommending");
    EXPECT_EQ(sink.steps.back(), "Writing");
    EXPECT_TRUE(std::is_sorted(sink.fractions.begin(), sink.fractions.end()));
    std::filesystem::remove(path);

    std::stop_source source;
    source.request_stop();
    context.stop = source.get_token();
    const auto stopped = exportLists(**model, data, 4, path, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(path));
}

} // namespace
} // namespace tastescope
