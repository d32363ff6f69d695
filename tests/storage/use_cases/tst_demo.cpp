// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/project/project.h"
#include "storage/use_cases/demo.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

using test::TemporaryFolder;

DemoOptions smallWorld() {
    DemoOptions options;
    options.users = 60;
    options.items = 80;
    options.artists = 10;
    options.events = 2000;
    options.seed = 18446744073709551557ULL; // beyond what a double or an int64 holds
    return options;
}

TEST(Demo, IsStoredWithTheOptionsThatMakeItsTruthAgain) {
    const TemporaryFolder folder;
    const auto made = createDemoProject(folder / "demo.tastescope", smallWorld());
    ASSERT_TRUE(made) << made.error().text();
    const auto project = Project::open(folder / "demo.tastescope", OpenMode::ReadOnly);
    ASSERT_TRUE(project) << project.error().text();
    const auto options = demoOptions(**project);
    ASSERT_TRUE(options) << options.error().text();
    ASSERT_TRUE(options->has_value());
    EXPECT_EQ((*options)->users, 60U);
    EXPECT_EQ((*options)->items, 80U);
    EXPECT_EQ((*options)->artists, 10U);
    EXPECT_EQ((*options)->events, 2000U);
    EXPECT_EQ((*options)->seed, smallWorld().seed);
    EXPECT_EQ((*options)->now, noTime);
    const auto again = makeDemoWorld(**options);
    ASSERT_TRUE(again) << again.error().text();
    const auto stored = (*project)->loadDataset();
    ASSERT_TRUE(stored) << stored.error().text();
    EXPECT_EQ((*stored)->fingerprint(), again->dataset->fingerprint());
    EXPECT_EQ((*stored)->fingerprint(), (*made)->fingerprint());
    EXPECT_EQ((*project)->checkIntegrity().value(), std::vector<std::string>{});
}

TEST(Demo, RefusesATakenNameBeforeTheWork) {
    const TemporaryFolder folder;
    ASSERT_TRUE(createDemoProject(folder / "demo.tastescope", smallWorld()));
    EXPECT_EQ(createDemoProject(folder / "demo.tastescope", smallWorld()).error().code, ErrorCode::Conflict);
}

TEST(Demo, OtherDataIsNoLongerADemo) {
    const TemporaryFolder folder;
    ASSERT_TRUE(createDemoProject(folder / "demo.tastescope", smallWorld()));
    const auto project = Project::open(folder / "demo.tastescope", OpenMode::ReadWrite);
    ASSERT_TRUE(project) << project.error().text();
    ProjectData data = test::sampleData();
    data.settings.emplace_back("demo", "");
    ASSERT_TRUE((*project)->replaceData(data));
    EXPECT_EQ(demoOptions(**project).value(), std::nullopt);
}

TEST(Demo, AnOrdinaryProjectHasNoOptions) {
    const TemporaryFolder folder;
    const auto project = Project::create(folder / "p.tastescope", test::sampleData());
    ASSERT_TRUE(project) << project.error().text();
    EXPECT_FALSE(demoOptions(**project).value().has_value());
}

} // namespace
} // namespace tastescope
