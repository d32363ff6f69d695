// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/segments.h"

#include "tests/engine/evaluation/evaluation_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

AttributeColumn column(const char* name, AttributeKind kind = AttributeKind::Text) {
    AttributeColumn out;
    out.name = name;
    out.kind = kind;
    return out;
}

/// Twenty users; user u has u events.
std::shared_ptr<const Dataset> knownPeople() {
    std::vector<Event> events;
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", 20);
    parts.items = test::numberedIds("i", 20);
    parts.signals = {defaultSignal("listen")};
    AttributeColumn gender = column("gender");
    AttributeColumn age = column("age", AttributeKind::Number);
    AttributeColumn same = column("planet");
    for (std::size_t user = 0; user < 20; ++user) {
        for (std::size_t item = 0; item < user; ++item) {
            events.push_back({UserIndex(user), ItemIndex(item)});
        }
        gender.texts.emplace_back(user % 3 == 0 ? "F" : user == 19 ? "" : "M");
        age.numbers.push_back(user == 7 ? unknown : 20.0 + static_cast<double>(user));
        same.texts.emplace_back("earth");
    }
    parts.userAttributes = std::make_shared<AttributeTable>(AttributeTable{20, {gender, age, same}});
    parts.events = std::make_shared<Interactions>(std::move(events), 20);
    return std::make_shared<Dataset>(std::move(parts));
}

TEST(Segments, FollowActivityAndAttributesThatTellPeopleApart) {
    const std::vector<Segmentation> all = userSegmentations(*knownPeople());
    ASSERT_EQ(all.size(), 5U); // two of them by the history itself
    EXPECT_EQ(all[0].by, "activity");
    EXPECT_EQ(all[0].names, (std::vector<std::string>{"0 to 4", "5 to 9", "10 to 14", "15 to 19"}));
    EXPECT_EQ(all[0].group[4], 0U);
    EXPECT_EQ(all[0].group[5], 1U);
    EXPECT_EQ(all[0].group[19], 3U);
    EXPECT_EQ(all[1].by, "gender");
    EXPECT_EQ(all[1].names, (std::vector<std::string>{"M", "F"})); // the larger group first
    EXPECT_EQ(all[1].group[0], 1U);
    EXPECT_EQ(all[1].group[19], Segmentation::none);
    EXPECT_EQ(all[2].by, "age");
    EXPECT_EQ(all[2].names.size(), 4U);
    EXPECT_EQ(all[2].group[7], Segmentation::none);
    EXPECT_EQ(all[2].group[0], 0U);
}

TEST(Segments, FollowLengthPopularityAndCategoryOfTheHistory) {
    // Users 0 to 7 have 1 to 8 items from the front, user 8 the last one alone, user 9 nothing.
    std::vector<Event> events;
    for (std::uint32_t user = 0; user < 8; ++user) {
        for (std::uint32_t item = 0; item <= user; ++item) {
            events.push_back({UserIndex(user), ItemIndex(item)});
        }
    }
    events.push_back({UserIndex(8), ItemIndex(8)});
    AttributeColumn categories = column("categories");
    categories.kind = AttributeKind::List;
    categories.words = {"a", "b", "c"};
    // Item 0: a and b; 1 and 2: b; 3 to 7: c; 8 has none.
    categories.codes = {0, 1, 1, 1, 2, 2, 2, 2, 2};
    categories.offsets = {0, 2, 3, 4, 5, 6, 7, 8, 9, 9};
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", 10);
    parts.items = test::numberedIds("i", 9);
    parts.signals = {defaultSignal("listen")};
    parts.itemAttributes = std::make_shared<ItemAttributes>(AttributeTable{9, {std::move(categories)}});
    parts.events = std::make_shared<Interactions>(std::move(events), 10);
    const std::vector<Segmentation> all = userSegmentations(Dataset(std::move(parts)));
    const auto by = [&](const char* name) {
        const auto found = std::ranges::find(all, name, &Segmentation::by);
        return found == all.end() ? Segmentation() : *found;
    };
    const Segmentation length = by("history length");
    EXPECT_EQ(length.names, (std::vector<std::string>{"1", "2 to 3", "4 to 7", "8 to 15"}));
    EXPECT_EQ(length.group, (std::vector<std::uint32_t>{0, 1, 1, 2, 2, 2, 2, 3, 0, Segmentation::none}));
    const Segmentation popularity = by("popularity of taste");
    ASSERT_EQ(popularity.names.size(), 4U);
    EXPECT_EQ(popularity.group[8], 0U); // alone with its item
    EXPECT_EQ(popularity.group[0], 3U); // the one that most have
    EXPECT_EQ(popularity.group[9], Segmentation::none);
    const Segmentation category = by("main category");
    EXPECT_EQ(category.names, (std::vector<std::string>{"b", "c", "a"})); // by how many people
    EXPECT_EQ(category.group[0], 2U);                                     // a and b in equal parts: the first
    EXPECT_EQ(category.group[1], 0U);
    EXPECT_EQ(category.group[7], 1U);
    EXPECT_EQ(category.group[8], Segmentation::none);
}

TEST(Segments, KeepEqualNumbersTogetherAndRareWordsAsOther) {
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", 30);
    AttributeColumn job = column("job");
    for (std::size_t user = 0; user < 30; ++user) {
        job.texts.push_back(user < 15 ? "teacher" : "job " + std::to_string(user));
    }
    AttributeColumn address = column("address"); // nearly everybody has one of their own
    for (std::size_t user = 0; user < 30; ++user) {
        address.texts.push_back("street " + std::to_string(user));
    }
    parts.userAttributes = std::make_shared<AttributeTable>(AttributeTable{30, {job, address}});
    const std::vector<Segmentation> all = userSegmentations(Dataset(std::move(parts)));
    ASSERT_EQ(all.size(), 1U); // nobody did anything: activity tells nobody apart
    EXPECT_EQ(all[0].names.size(), 13U);
    EXPECT_EQ(all[0].names.front(), "teacher");
    EXPECT_EQ(all[0].names.back(), "all others");
    EXPECT_EQ(all[0].group[29], 12U);
}

TEST(Segments, MeansAreThoseOfTheGroupAlone) {
    EvaluationResult result;
    for (const std::size_t user : {0U, 1U, 2U, 4U, 5U}) {
        result.users.emplace_back(user);
    }
    ModelResult model;
    model.label = "m";
    model.metrics.push_back({"ndcg@10", 0, 0, 0, 5, {0.1, 0.2, 0.6, unknown, 0.4, unknown}});
    model.metrics.push_back({"coverage@10", 0.5, 0.4, 0.6, 5, {}}); // no mean over users
    result.models.push_back(model);
    const Segmentation halves{"half", {"a", "b", "nobody"}, {0, 0, 1, 1, 1, Segmentation::none}};
    const auto segments = segmentResults(result, {halves}, 200);
    ASSERT_TRUE(segments);
    ASSERT_EQ(segments->size(), 2U);
    const SegmentResult& a = segments->front();
    EXPECT_EQ(a.users, 2U);
    ASSERT_EQ(a.models.front().metrics.size(), 1U);
    EXPECT_NEAR(a.models.front().metrics[0].value, 0.15, 1e-12);
    EXPECT_LE(a.models.front().metrics[0].low, 0.15);
    EXPECT_GE(a.models.front().metrics[0].high, 0.15);
    EXPECT_EQ(segments->back().users, 2U);
    EXPECT_NEAR(segments->back().models.front().metrics[0].value, 0.5, 1e-12);
}

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Values of people in groups of any size, some without, against every two groups by hand.
TEST(Segments, TheGapIsTheLargestDifferenceOfTwoGroupsOfTwenty) {
    std::size_t gaps = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(testing::Message() << "world " << seed);
        Random random(seed);
        const std::size_t people = 30 + random.below(150);
        EvaluationResult result;
        MetricValue metric{"ndcg@10", 0, 0, 0, 0, {}};
        MetricValue error{"rmse", 0, 0, 0, 0, std::vector<double>(people)};
        error.pooled = PooledMean{{}, {}, [](double mean) { return std::sqrt(mean); }};
        Segmentation groups{"group", {"a", "b", "c", "d"}, {}};
        std::map<std::uint32_t, std::vector<double>> values;
        std::map<std::uint32_t, std::pair<double, double>> pooled;
        std::map<std::uint32_t, std::size_t> raters;
        for (std::size_t user = 0; user < people; ++user) {
            const auto group = static_cast<std::uint32_t>(random.below(5));
            const bool applies = random.below(8) > 0;
            groups.group.push_back(group == 4 ? Segmentation::none : group);
            metric.perUser.push_back(applies ? random.uniform() + 0.1 * group : std::nan(""));
            error.pooled->counts.push_back(applies ? static_cast<double>(1 + random.below(4)) : 0);
            error.pooled->sums.push_back(error.pooled->counts.back() * random.uniform());
            result.users.emplace_back(user);
            if (applies && group < 4) {
                values[group].push_back(metric.perUser.back());
                pooled[group].first += error.pooled->sums.back();
                pooled[group].second += error.pooled->counts.back();
                ++raters[group];
            }
        }
        ModelResult model;
        model.label = "m";
        model.metrics = {metric, error, {"coverage@10", 0.5, 0.4, 0.6, people, {}}};
        result.models = {model};
        double largest = -1;
        double largestError = -1;
        std::size_t pairs = 0;
        for (std::uint32_t one = 0; one < 4; ++one) {
            for (std::uint32_t other = 0; other < one; ++other) {
                if (values[one].size() >= 20 && values[other].size() >= 20) {
                    ++pairs;
                    largest = std::max(largest, std::abs(mean(values[one]) - mean(values[other])));
                    largestError = std::max(largestError,
                                            std::abs(std::sqrt(pooled[one].first / pooled[one].second) -
                                                     std::sqrt(pooled[other].first / pooled[other].second)));
                }
            }
        }
        const auto found = groupGaps(result, {groups}, 200);
        ASSERT_TRUE(found);
        ASSERT_EQ(found->size(), pairs > 0 ? 2U : 0U) << "and none of what has no values per user";
        for (const GapResult& gap : *found) {
            EXPECT_EQ(gap.pairs.size(), pairs);
            const GapPair& first = gap.pairs.front();
            EXPECT_NEAR(first.difference, gap.key == "user_group_gap(ndcg@10)" ? largest : largestError,
                        1e-9);
            EXPECT_LE(first.low, first.difference);
            EXPECT_GE(first.high, first.difference);
            EXPECT_LE(first.p, 1);
            ++gaps;
        }
    }
    EXPECT_GT(gaps, 50U) << "no world was drawn that has what this is about";
}

} // namespace
} // namespace tastescope
