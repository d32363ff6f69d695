// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/result.h"

#include "engine/base/execution.h"
#include "engine/base/ids.h"

#include <gtest/gtest.h>

#include <memory>
#include <type_traits>

namespace tastescope {
namespace {

TEST(Result, HoldsAValueOrAnError) {
    const Result<int> good(3);
    ASSERT_TRUE(good);
    EXPECT_EQ(*good, 3);
    const Result<int> bad(Error{ErrorCode::NotFound, "No such file", "Check the name", "a.csv"});
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code, ErrorCode::NotFound);
    EXPECT_TRUE(Result<void>());
    EXPECT_FALSE(Result<void>(cancelledError()));
}

TEST(Result, GivesItsValueAway) {
    Result<std::unique_ptr<int>> owner(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = *std::move(owner);
    ASSERT_TRUE(taken);
    EXPECT_EQ(*taken, 7);
}

TEST(Result, ErrorTextLeavesOutWhatIsEmpty) {
    const auto text = [](std::string message, std::string remedy, std::string context) {
        return Error{ErrorCode::Io, std::move(message), std::move(remedy), std::move(context)}.text();
    };
    EXPECT_EQ(text("Disk full", "Free some space", "x.tastescope"),
              "x.tastescope: Disk full. Free some space");
    EXPECT_EQ(text("Disk full", "", ""), "Disk full");
    EXPECT_EQ(text("Disk full", "Free some space", ""), "Disk full. Free some space");
    EXPECT_EQ(cancelledError().code, ErrorCode::Cancelled);
}

TEST(Ids, UsersAndItemsDoNotConvert) {
    static_assert(!std::is_convertible_v<UserIndex, ItemIndex>);
    static_assert(!std::is_convertible_v<std::uint32_t, ItemIndex>);
    static_assert(sizeof(UserIndex) == 4);
    EXPECT_LT(ItemIndex{1}, ItemIndex{2});
    EXPECT_EQ(std::hash<ItemIndex>()(ItemIndex{9}), 9U);
}

class Recorder final : public ProgressSink {
public:
    void report(double fraction, std::string_view step) override {
        last = fraction;
        words = step;
    }
    double last = -1;
    std::string words;
};

TEST(ExecutionContext, ReportsOnlyWhereSomebodyListens) {
    ExecutionContext context;
    context.report(0.5, "into the void");
    context.loss({});
    EXPECT_FALSE(context.stopRequested());
    Recorder recorder;
    context.progress = &recorder;
    context.report(0.25, "Reading");
    EXPECT_EQ(recorder.last, 0.25);
    EXPECT_EQ(recorder.words, "Reading");
}

} // namespace
} // namespace tastescope
