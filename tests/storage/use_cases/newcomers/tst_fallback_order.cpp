// SPDX-License-Identifier: GPL-3.0-or-later
// The order is measured once, kept with the data's fingerprint, and is what exported lists follow.
#include "storage/use_cases/newcomers/fallback_order.h"

#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "storage/use_cases/lists.h"
#include "storage/use_cases/train.h"
#include "tests/storage/storage_test_support.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <array>

namespace tastescope {
namespace {

constexpr std::string_view key = "fallback_order";

std::shared_ptr<const Dataset> dataOf(std::size_t users, std::uint64_t seed) {
    return std::make_shared<const Dataset>(test::randomData(users, 40, 1'500, seed).parts);
}

class KeptOrder : public test::ProjectTest {
protected:
    KeptOrder() : ProjectTest(test::randomData(90, 40, 1'500, 5)) {}

    std::string kept() const { return project->settings().value(key)->value_or(""); }
};

TEST_F(KeptOrder, ATrainingKeepsWhatIsMeasured) {
    EXPECT_EQ(kept(), "");
    ASSERT_TRUE(trainModel(*project, *dataset, {"popularity", {}, "", 7}));
    const std::string text = kept();
    EXPECT_NE(text.find(dataset->fingerprint()), std::string::npos) << text;
    const auto measured = measureFallbackOrder(*dataset);
    ASSERT_TRUE(measured);
    EXPECT_EQ(measured->people, 30U);
    EXPECT_EQ(*fallbackOrderOf(*project, *dataset), *measured);
    EXPECT_EQ(*fallbackOrderOf(*dataset), *measured);
    ASSERT_TRUE(keepFallbackOrder(*project, *dataset));
    EXPECT_EQ(kept(), text) << "once";
}

TEST_F(KeptOrder, WhatIsKeptIsReadToTheLastDigitAndOfThisDataAlone) {
    // Of data that no other test has: what the program remembers would be taken first.
    const auto own = dataOf(91, 6);
    const std::string print = own->fingerprint();
    const auto keep = [&](const std::string& order, const std::string& data) {
        const std::string text =
            R"({"data":")" + data + R"(","people":77,"order":)" + order +
            R"(,"ndcg":{"content":0.1,"segment":null,"popularity":0.30000000000000004}})";
        ASSERT_TRUE(project->settings().set(key, text));
    };
    keep(R"(["content","popularity"])", print);
    const auto known = fallbackOrderOf(*project, *own);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->people, 77U);
    EXPECT_EQ(known->sources, (std::vector{ListSource::Content, ListSource::Popularity}));
    EXPECT_EQ(known->ndcg[static_cast<std::size_t>(ListSource::Popularity)], 0.30000000000000004);
    const std::array<std::string, 5> wrong{R"(["content"])", R"(["popularity","content"])", R"([])",
                                           R"(["model","popularity"])", R"("popularity")"};
    std::uint64_t seed = 20;
    for (const std::string& order : wrong) { // what cannot be read is measured again
        const auto other = dataOf(92, seed++);
        keep(order, other->fingerprint());
        EXPECT_EQ(fallbackOrderOf(*project, *other)->people, 30U) << order;
    }
    const auto other = dataOf(93, 9);
    keep(R"(["popularity"])", print);
    EXPECT_EQ(*fallbackOrderOf(*project, *other), *measureFallbackOrder(*other)) << "kept of other data";
}

TEST_F(KeptOrder, IsKnownWithoutMeasuringOnceItWasRead) {
    const auto own = dataOf(94, 31);
    EXPECT_FALSE(knownFallbackOrder(*own));
    recallFallbackOrder(*project, *own);
    EXPECT_FALSE(knownFallbackOrder(*own)) << "nothing is kept, and nothing is measured";
    ASSERT_TRUE(project->settings().set(key, R"({"data":")" + own->fingerprint() +
                                                 R"(","people":77,"order":["popularity"],"ndcg":{}})"));
    recallFallbackOrder(*project, *dataset); // other data
    EXPECT_FALSE(knownFallbackOrder(*own));
    recallFallbackOrder(*project, *own);
    ASSERT_TRUE(knownFallbackOrder(*own));
    EXPECT_EQ(knownFallbackOrder(*own)->people, 77U);
    EXPECT_EQ(fallbackOrderOf(*own)->people, 77U);
    // What the program knows stays, whatever a project says later.
    ASSERT_TRUE(project->settings().set(key, "{"));
    recallFallbackOrder(*project, *own);
    EXPECT_EQ(knownFallbackOrder(*own)->people, 77U);
}

} // namespace
} // namespace tastescope
