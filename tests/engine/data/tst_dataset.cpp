// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset.h"

#include <gtest/gtest.h>

#include <bit>
#include <functional>
#include <limits>
#include <set>
#include <thread>

namespace tastescope {
namespace {

constexpr float noValue = std::numeric_limits<float>::quiet_NaN();

std::shared_ptr<const IdMap> ids(const std::vector<std::string>& names) {
    auto map = std::make_shared<IdMap>();
    for (const std::string& name : names) {
        map->intern(name);
    }
    return map;
}

AttributeTable titles(std::vector<std::string> texts) {
    AttributeTable table;
    table.rows = texts.size();
    table.columns.resize(1);
    table.columns[0].name = "title";
    table.columns[0].texts = std::move(texts);
    return table;
}

std::vector<Event> someEvents() {
    return {{UserIndex{0}, ItemIndex{2}, 0, noValue, 500},
            {UserIndex{0}, ItemIndex{1}, 0, noValue, 100},
            {UserIndex{0}, ItemIndex{2}, 1, 2.5F, 300},
            {UserIndex{1}, ItemIndex{0}, 1, noValue, noTime}};
}

Dataset::Parts someParts() {
    Dataset::Parts parts;
    parts.name = "Test";
    parts.users = ids({"ann", "bob"});
    parts.items = ids({"x", "y", "z"});
    parts.signals = {defaultSignal("listen"), defaultSignal("skip")};
    parts.itemAttributes = std::make_shared<ItemAttributes>(titles({"Harbour", ""}));
    parts.events = std::make_shared<Interactions>(someEvents(), 2);
    return parts;
}

TEST(Dataset, LabelsAreTitlesOrIds) {
    const Dataset data(someParts());
    EXPECT_EQ(data.itemLabel(ItemIndex{0}), "Harbour");
    EXPECT_EQ(data.itemLabel(ItemIndex{1}), "y"); // empty title
    EXPECT_EQ(data.itemLabel(ItemIndex{2}), "z"); // beyond the table
}

TEST(Dataset, HistoryHasOneEntryAPairWithItsLatestTime) {
    const Dataset data(someParts());
    const History history = data.historyOf(UserIndex{0});
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].item, ItemIndex{1});
    EXPECT_EQ(history[0].time, 100);
    EXPECT_EQ(history[1].item, ItemIndex{2});
    EXPECT_EQ(history[1].weight, 0.0F); // listened and skipped
    EXPECT_EQ(history[1].time, 500);
    EXPECT_EQ(data.historyOf(UserIndex{1})[0].time, noTime);
    EXPECT_EQ(data.historyOf(UserIndex{1})[0].weight, -1.0F);
}

TEST(Dataset, FingerprintSeesEveryPart) {
    using Change = std::function<void(Dataset::Parts&)>;
    const auto events = [](const std::function<void(std::vector<Event>&)>& change) {
        return [change](Dataset::Parts& parts) {
            std::vector<Event> list = someEvents();
            change(list);
            parts.events = std::make_shared<Interactions>(std::move(list), 2);
        };
    };
    const std::vector<Change> changes{
        [](auto& parts) {
            parts.users = ids({"ann", "bo"});
        },
        [](auto& parts) {
            parts.items = ids({"x", "y", "zz"});
        },
        [](auto& parts) { parts.signals[0].weight = 2; },
        [](auto& parts) { parts.signals[0].useValue = true; },
        [](auto& parts) { parts.signals[1].name = "hop"; },
        [](auto& parts) {
            parts.itemAttributes = std::make_shared<ItemAttributes>(titles({"Harbour", "-"}));
        },
        [](auto& parts) { parts.userAttributes = std::make_shared<AttributeTable>(titles({"Ann"})); },
        events([](auto& list) { list[0].item = ItemIndex{0}; }),
        events([](auto& list) { list[0].time = 501; }),
        events([](auto& list) { list[0].signal = 1; }),
        events([](auto& list) { list[0].value = 1; }),
        events([](auto& list) { list[3].user = UserIndex{0}; }),
        events([](auto& list) { list.pop_back(); })};
    std::set<std::string> prints{Dataset(someParts()).fingerprint()};
    for (const Change& change : changes) {
        Dataset::Parts parts = someParts();
        change(parts);
        EXPECT_TRUE(prints.insert(Dataset(std::move(parts)).fingerprint()).second) << prints.size();
    }
}

TEST(Dataset, FingerprintIsTheSameForTheSameContent) {
    const std::string first = Dataset(someParts()).fingerprint();
    EXPECT_EQ(first, Dataset(someParts()).fingerprint());
    EXPECT_EQ(first.size(), 16U);
    // Another NaN is the same "no value"; what it is called and how the matrix is built is not content.
    Dataset::Parts parts = someParts();
    std::vector<Event> events = someEvents();
    events[0].value = std::bit_cast<float>(0xFFC00001U);
    parts.events = std::make_shared<Interactions>(std::move(events), 2);
    parts.name = "Another name";
    parts.matrix.binary = true;
    EXPECT_EQ(first, Dataset(std::move(parts)).fingerprint());
}

TEST(Dataset, FingerprintMayBeAskedByManyAtOnce) {
    const Dataset data(someParts());
    std::vector<std::string> prints(4);
    {
        std::vector<std::jthread> threads;
        for (std::string& print : prints) {
            threads.emplace_back([&] { print = data.fingerprint(); });
        }
    }
    EXPECT_EQ(std::set<std::string>(prints.begin(), prints.end()).size(), 1U);
}

TEST(Dataset, OtherEventsKeepIdsAndAttributes) {
    const Dataset data(someParts());
    const auto other =
        data.withEvents(std::make_shared<Interactions>(std::vector{Event{UserIndex{1}, ItemIndex{2}}}, 2));
    EXPECT_EQ(&other->users(), &data.users());
    EXPECT_EQ(other->itemLabel(ItemIndex{0}), "Harbour");
    EXPECT_EQ(other->matrix().entryCount(), 1U);
    EXPECT_NE(other->fingerprint(), data.fingerprint());
    const auto binary = data.withMatrix({PairPolicy::Max, true, 0});
    EXPECT_EQ(binary->historyOf(UserIndex{0})[1].weight, 1.0F);
    EXPECT_EQ(binary->parts().matrix.policy, PairPolicy::Max);
}

TEST(Dataset, UsersWithoutEventsHaveAnEmptyRow) {
    Dataset::Parts parts = someParts();
    parts.users = ids({"ann", "bob", "cleo"}); // the events know only two
    const Dataset data(std::move(parts));
    EXPECT_EQ(data.matrix().userCount(), 3U);
    EXPECT_EQ(data.events().userCount(), 3U);
    EXPECT_TRUE(data.historyOf(UserIndex{2}).empty());
    EXPECT_EQ(data.events().size(), 4U);
    EXPECT_EQ(data.events().value(1), 2.5F);
}

TEST(Dataset, EmptyIsWellFormed) {
    const Dataset data({});
    EXPECT_EQ(data.userCount(), 0U);
    EXPECT_EQ(data.itemCount(), 0U);
    EXPECT_EQ(data.matrix().entryCount(), 0U);
    EXPECT_EQ(data.nouns().items, "items");
    EXPECT_FALSE(data.fingerprint().empty());
}

} // namespace
} // namespace tastescope
