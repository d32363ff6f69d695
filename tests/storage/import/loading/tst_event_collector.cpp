// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/random.h"
#include "storage/import/loading/event_collector.h"
#include "storage/import/loading/id_interner.h"
#include "tests/storage/import/import_test.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace tastescope {
namespace {

struct Row {
    std::uint32_t user;
    std::uint32_t item;
    SignalIndex signal;
    float value;
    Time time;
    bool operator==(const Row& other) const {
        return user == other.user && item == other.item && signal == other.signal && time == other.time &&
               (value == other.value || (std::isnan(value) && std::isnan(other.value)));
    }
};

// The slow twin: every row against every earlier one, then a stable sort.
std::vector<Row> plainly(const std::vector<Row>& rows) {
    std::vector<Row> kept;
    for (const Row& row : rows) {
        if (std::find(kept.begin(), kept.end(), row) == kept.end()) {
            kept.push_back(row);
        }
    }
    std::stable_sort(kept.begin(), kept.end(), [](const Row& a, const Row& b) {
        return a.user != b.user ? a.user < b.user : a.time < b.time;
    });
    return kept;
}

std::vector<Row> rowsOf(const Interactions& events) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event event = events.at(i);
        rows.push_back({event.user.value, event.item.value, event.signal, event.value, event.time});
    }
    return rows;
}

EventCollector::Sorted collected(const std::vector<Row>& rows, std::size_t users, std::size_t items) {
    EventCollector collector;
    for (const Row& row : rows) {
        collector.add(UserIndex(row.user), ItemIndex(row.item), row.signal, row.value, row.time);
    }
    auto sorted = collector.finish(users, items, {});
    EXPECT_TRUE(sorted.hasValue());
    return std::move(sorted).value();
}

std::uint32_t below(Random& random, std::uint32_t limit) {
    return static_cast<std::uint32_t>(random.below(limit));
}

TEST(EventCollector, SortsAndDropsRepeatsLikeItsSlowTwin) {
    const float unknown = std::numeric_limits<float>::quiet_NaN();
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Random random(seed);
        const bool times = seed % 2 == 0;
        const bool values = seed % 3 != 0;
        const std::uint32_t signals = seed % 5 == 0 ? 1 : 3;
        std::vector<Row> rows;
        for (int i = 0; i < 600; ++i) {
            rows.push_back({below(random, 12), below(random, 9),
                            static_cast<SignalIndex>(below(random, signals)),
                            values && below(random, 4) > 0 ? static_cast<float>(below(random, 3)) : unknown,
                            times && below(random, 5) > 0 ? static_cast<Time>(below(random, 6)) : noTime});
        }
        const auto expected = plainly(rows);
        const auto sorted = collected(rows, 15, 9);
        EXPECT_EQ(rowsOf(*sorted.events), expected) << seed;
        EXPECT_EQ(sorted.duplicates, rows.size() - expected.size());
        EXPECT_EQ(sorted.events->userCount(), 15U);
        EXPECT_EQ(sorted.events->hasTimes(), times);
        EXPECT_EQ(sorted.events->hasValues(), values);
    }
}

TEST(EventCollector, KeepsOrderOverManyBlocks) {
    std::vector<Row> rows;
    for (std::uint32_t i = 0; i < 200'000; ++i) {
        rows.push_back({i % 3, i / 3, 0, static_cast<float>(i), i == 150'000 ? Time{5} : noTime});
    }
    const auto sorted = collected(rows, 3, 200'000);
    ASSERT_EQ(sorted.events->size(), rows.size());
    EXPECT_EQ(sorted.duplicates, 0U);
    EXPECT_EQ(sorted.events->time(sorted.events->lastOf(UserIndex(0)) - 1), 5) << "rows without a time first";
    EXPECT_EQ(sorted.events->item(sorted.events->firstOf(UserIndex(1))).value, 0U);
    EXPECT_EQ(sorted.events->item(sorted.events->firstOf(UserIndex(1)) + 1).value, 1U);
}

TEST(EventCollector, LeavesWhatWasThereAlone) {
    const float none = std::numeric_limits<float>::quiet_NaN();
    const Interactions existing(
        {{UserIndex(0), ItemIndex(0), 0, none, 1}, {UserIndex(0), ItemIndex(0), 0, none, 1}}, 1);
    EventCollector collector;
    collector.addExisting(existing);
    collector.add(UserIndex(0), ItemIndex(0), 0, none, 1);
    collector.add(UserIndex(0), ItemIndex(1), 0, none, 0);
    const auto sorted = collector.finish(1, 2, {});
    ASSERT_TRUE(sorted.hasValue());
    EXPECT_EQ(sorted->duplicates, 1U);
    ASSERT_EQ(sorted->events->size(), 3U);
    EXPECT_EQ(sorted->events->item(0).value, 1U) << "the earliest comes first";
}

TEST(EventCollector, StopsWhenAsked) {
    EventCollector collector;
    collector.add(UserIndex(0), ItemIndex(0), 0, 1, noTime);
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    const auto sorted = collector.finish(1, 1, context);
    ASSERT_FALSE(sorted.hasValue());
    EXPECT_EQ(sorted.error().code, ErrorCode::Cancelled);
}

TEST(IdInterner, GivesTheRowsOfTheMapAndKeepsIdsText) {
    IdMap map;
    map.intern("7");
    IdInterner interner(map);
    for (const char* id :
         {"7", "07", "0", "00", "4194303", "4194304", "9007199254740993", "-1", "x", "", "12a"}) {
        const std::uint32_t row = interner.intern(id);
        EXPECT_EQ(interner.intern(id), row) << id;
        EXPECT_EQ(map.find(id), row) << id;
        EXPECT_EQ(map.at(row), id);
    }
    EXPECT_EQ(map.size(), 11U);
}

TEST(EventCollector, CountsDuplicatesByTheFileThatHasThemAgain) {
    Random random(4);
    for (int round = 0; round < 40; ++round) {
        constexpr std::uint32_t users = 5;
        constexpr std::uint32_t items = 4;
        const std::uint32_t files = 2 + below(random, 4);
        std::vector<std::uint64_t> wanted(files, 0);
        std::vector<Row> before;
        EventCollector collector;
        for (std::uint32_t file = 0; file < files; ++file) {
            collector.beginFile();
            const std::uint32_t rows = below(random, 30); // files without rows among them
            for (std::uint32_t i = 0; i < rows; ++i) {
                const Row row{below(random, users), below(random, items), 0, 1.0F,
                              round % 2 == 0 ? noTime : Time{below(random, 3)}};
                collector.add(UserIndex(row.user), ItemIndex(row.item), row.signal, row.value, row.time);
                const bool again = std::find(before.begin(), before.end(), row) != before.end();
                wanted[file] += again ? 1 : 0;
                before.push_back(row);
            }
        }
        const auto sorted = collector.finish(users, items, {});
        ASSERT_TRUE(sorted);
        EXPECT_EQ(sorted->byFile, wanted) << round;
        EXPECT_EQ(std::accumulate(wanted.begin(), wanted.end(), std::uint64_t{0}), sorted->duplicates);
    }
}

TEST(EventCollector, TheNoteNamesTheFilesOfDuplicates) {
    const test::TemporaryFolder folder;
    const std::string head = "user_id,item_id,rating\n";
    const auto data = test::importOf({folder.write("a.csv", head + "1,1,5\n1,1,5\n2,1,4\n"),
                                      folder.write("b.csv", head + "2,1,4\n3,1,2\n"),
                                      folder.write("c.csv", head + "4,1,1\n")});
    EXPECT_EQ(data.report.duplicates, 2U);
    const auto note = std::ranges::find_if(data.report.notes, [](const std::string& text) {
        return text.find("count once: ") != std::string::npos;
    });
    ASSERT_NE(note, data.report.notes.end());
    EXPECT_TRUE(note->ends_with("count once: 1 of a.csv, 1 of b.csv")) << *note;
}

} // namespace
} // namespace tastescope
