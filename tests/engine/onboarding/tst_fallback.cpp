// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets what when little is known of them, and that nobody else's list moves.
#include "engine/onboarding/fallback.h"

#include "engine/metrics/beyond_accuracy.h"
#include "engine/registry/registry.h"
#include "tests/engine/evaluation/evaluation_support.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

namespace tastescope {
namespace {

/// Items with categories, people with an age; user 0 has many likes, 1 one, 2 one of an item without
/// attributes, 3 none but an age, 4 nothing at all, 5 a dislike alone.
std::shared_ptr<const Dataset> peopleOfAllKinds() {
    Random random(3);
    std::vector<Event> events;
    const auto add = [&](std::size_t user, std::size_t item, SignalIndex signal = 0) {
        events.push_back({UserIndex(user), ItemIndex(item), signal});
    };
    for (std::size_t user = 6; user < 40; ++user) {
        for (int left = 0; left < 8; ++left) {
            add(user, random.below(20));
        }
    }
    for (std::size_t item = 0; item < 6; ++item) {
        add(0, item);
    }
    add(1, 3);
    add(2, 20);
    add(7, 20);
    add(5, 2, 1);
    Dataset::Parts parts;
    parts.users = test::numberedIds("u", 40);
    parts.items = test::numberedIds("i", 21);
    parts.signals = {defaultSignal("play"), defaultSignal("skip")};
    parts.itemAttributes = test::randomCategories(20, random);
    AttributeColumn age;
    age.name = "age";
    age.kind = AttributeKind::Number;
    age.numbers.assign(40, std::numeric_limits<double>::quiet_NaN());
    age.numbers[3] = 30;
    for (std::size_t user = 6; user < 40; ++user) {
        age.numbers[user] = static_cast<double>(20 + user);
    }
    parts.userAttributes = std::make_shared<AttributeTable>(AttributeTable{40, {std::move(age)}});
    parts.events = std::make_shared<Interactions>(std::move(events), 40);
    return std::make_shared<Dataset>(std::move(parts));
}

ListSource sourceOf(const FallbackRule& rule, const Dataset& data, std::size_t user) {
    return rule.sourceOf(UserRow{&data, UserIndex(user)});
}

TEST(Fallback, OrderByWhatIsKnown) {
    const auto data = peopleOfAllKinds();
    const FallbackRule rule(data, *findAlgorithm("als"));
    EXPECT_EQ(sourceOf(rule, *data, 0), ListSource::Model);
    EXPECT_EQ(sourceOf(rule, *data, 1), ListSource::Content);
    EXPECT_EQ(sourceOf(rule, *data, 2), ListSource::Popularity); // content knows nothing of the item
    EXPECT_EQ(sourceOf(rule, *data, 3), ListSource::Segment);
    EXPECT_EQ(sourceOf(rule, *data, 4), ListSource::Popularity);
    EXPECT_EQ(sourceOf(rule, *data, 5), ListSource::Popularity);
    EXPECT_EQ(rule.sourceOf(History{}), ListSource::Popularity);
    EXPECT_EQ(rule.sourceOf(History{{ItemIndex(1)}}), ListSource::Content);
    EXPECT_EQ(rule.sourceOf(History{{ItemIndex(1)}, {ItemIndex(2)}}), ListSource::Model);
    EXPECT_EQ(rule.sourceOf(History{{ItemIndex(99)}}), ListSource::Popularity); // no item of the data
    EXPECT_EQ(rule.sourceOf(History{{ItemIndex(20)}}), ListSource::Popularity); // of which nothing is known
    // Models that are the same for everybody, or that read attributes of people, are asked themselves.
    for (const char* id : {"popularity", "random", "features", "two_tower", "popular_in_segment"}) {
        EXPECT_EQ(sourceOf(FallbackRule(data, *findAlgorithm(id)), *data, 3), ListSource::Model) << id;
    }
}

TEST(Fallback, OneLikeIsNeverTheModelsAffairWhateverTheItemAndTheOrder) {
    const auto data = peopleOfAllKinds();
    using enum ListSource;
    const std::vector<std::vector<ListSource>> orders{
        {Content, Segment, Popularity}, {Segment, Popularity}, {Content, Popularity}, {Popularity}};
    for (const std::vector<ListSource>& sources : orders) {
        FallbackOrder order;
        order.sources = sources;
        const FallbackRule rule(data, *findAlgorithm("als"), order);
        for (std::size_t item = 0; item < 25; ++item) { // 20 is not described, from 21 on no model saw it
            for (const std::size_t user : {3UL, 4UL}) { // whose age is known, and nothing
                const ListSource wanted = item < 20 && order.has(Content)   ? Content
                                          : user == 3 && order.has(Segment) ? Segment
                                                                            : Popularity;
                const History history{{ItemIndex(item)}};
                EXPECT_EQ(rule.sourceOf(history, UserIndex(user)), wanted) << item << " " << user;
            }
        }
    }
}

TEST(Fallback, ListsAreThoseOfTheirSourceAndLongHistoriesDoNotMove) {
    const auto data = peopleOfAllKinds();
    const AlgorithmInfo& als = *findAlgorithm("als");
    const auto model = train(als, *data);
    std::vector<UserIndex> users;
    for (std::size_t user = 0; user < data->userCount(); ++user) {
        users.emplace_back(user);
    }
    const auto askers = askersOf(*data, users);
    FallbackModels models(data);
    const FallbackRule rule(data, als);
    const auto made = recommendWithFallback(*model, rule, models, askers, {5});
    ASSERT_TRUE(made);
    const auto own = recommendAll(*model, askers, {5});
    ASSERT_TRUE(own);
    std::size_t moved = 0;
    for (std::size_t at = 0; at < users.size(); ++at) {
        EXPECT_EQ(made->sources[at], rule.sourceOf(askers[at]));
        if (made->sources[at] == ListSource::Model) {
            EXPECT_EQ(made->lists[at], (*own)[at]);
            continue;
        }
        ++moved;
        const auto other = models.of(made->sources[at]);
        ASSERT_TRUE(other);
        const auto list = recommend(**other, askers[at], {5});
        ASSERT_TRUE(list);
        EXPECT_EQ(made->lists[at], *list);
    }
    EXPECT_EQ(moved, 5U);
    // Popularity's first is what most people have, of what the person has not had.
    const auto counts = catalogueFacts(data->matrix());
    EXPECT_EQ(made->lists[4].front().item, counts.byPopularity.front());
}

} // namespace
} // namespace tastescope
