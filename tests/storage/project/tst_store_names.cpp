// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a project keeps under a name that people give has the same to say about it.
#include "storage/project/store_names.h"

#include "storage/project/model_store.h"
#include "storage/project/outside_store.h"
#include "storage/project/project.h"
#include "storage/project/rule_store.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <functional>

namespace tastescope {
namespace {

TEST(StoreNames, AreAskedForAndBoundedWhoseverTheyAre) {
    const test::TemporaryFolder folder;
    const auto project = Project::create(folder / "p.tastescope", test::sampleData()).value();
    struct Kind {
        std::string of;
        std::function<Result<void>(const std::string&)> rename; ///< one that is not there
    };
    const std::vector<Kind> kinds{
        {"the model", [&](const std::string& name) { return project->models().rename(999, name); }},
        {"the rule set", [&](const std::string& name) { return project->rules().rename(999, name); }},
        {"the lists", [&](const std::string& name) { return project->outside().rename(999, name); }},
    };
    for (const Kind& kind : kinds) {
        SCOPED_TRACE(kind.of);
        const Result<void> none = kind.rename("");
        ASSERT_FALSE(none);
        EXPECT_EQ(none.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(none.error().message.find("a name"), std::string::npos) << none.error().text();
        const Result<void> tooLong = kind.rename(std::string(longestStoredName + 1, 'x'));
        ASSERT_FALSE(tooLong);
        EXPECT_EQ(tooLong.error().code, ErrorCode::InvalidArgument);
        EXPECT_EQ(tooLong.error().message, "The name of " + kind.of + " is too long");
        const Result<void> fits = kind.rename(std::string(longestStoredName, 'x'));
        ASSERT_FALSE(fits);
        EXPECT_EQ(fits.error().code, ErrorCode::NotFound) << fits.error().text();
    }
}

} // namespace
} // namespace tastescope
