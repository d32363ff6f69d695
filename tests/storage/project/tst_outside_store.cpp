// SPDX-License-Identifier: GPL-3.0-or-later
// Lists from elsewhere in a project: kept to the bit, named, replaced by what comes from the same file, and
// never believed where the file was damaged.
#include "storage/project/outside_store.h"

#include "storage/project/store_names.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tastescope {
namespace {

class OutsideStoreTest : public test::ProjectTest {
protected:
    static std::shared_ptr<const IdMap> ids(const std::vector<std::string>& names) {
        auto map = std::make_shared<IdMap>();
        for (const std::string& name : names) {
            map->intern(name);
        }
        return map;
    }
    static OutsideLists some() {
        // Ties, repetitions, an empty list, scores that a float would lose, and ids with odd letters.
        return {ids({"u1", "ü 2", "u,3"}),
                ids({"a", "b\n", "c"}),
                {{{0, 0.1}, {1, 0.1}, {0, std::nextafter(0.1, 1)}}, {}, {{2, -1e300}}}};
    }
    static StoredOutside head(const std::string& name, const std::string& origin) {
        StoredOutside out;
        out.name = name;
        out.origin = origin;
        out.added = 1'700'000'000'000;
        out.scored = true;
        out.rows = 4;
        out.repeated = 1;
        return out;
    }
    std::vector<std::string> names() const {
        std::vector<std::string> out;
        const auto all = project->outside().all().value();
        for (const StoredOutside& one : all) {
            out.push_back(one.name);
        }
        return out;
    }
    static void expectSame(const OutsideLists& a, const OutsideLists& b) {
        ASSERT_EQ(a.users->size(), b.users->size());
        ASSERT_EQ(a.items->size(), b.items->size());
        for (std::uint32_t row = 0; row < a.users->size(); ++row) {
            EXPECT_EQ(a.users->at(row), b.users->at(row));
        }
        for (std::uint32_t row = 0; row < a.items->size(); ++row) {
            EXPECT_EQ(a.items->at(row), b.items->at(row));
        }
        EXPECT_EQ(a.entries, b.entries);
    }
};

TEST_F(OutsideStoreTest, GivesBackWhatWasStored) {
    EXPECT_TRUE(project->outside().all()->empty());
    const auto stored = project->outside().put(head("Theirs", "/x/lists.csv"), some());
    ASSERT_TRUE(stored) << stored.error().text();
    EXPECT_EQ(stored->users, 3U);
    project = Project::open(folder / "p.tastescope", OpenMode::ReadOnly).value();
    const auto all = project->outside().all();
    ASSERT_TRUE(all) << all.error().text();
    ASSERT_EQ(all->size(), 1U);
    EXPECT_EQ(all->front().origin, "/x/lists.csv");
    EXPECT_EQ(all->front().added, 1'700'000'000'000);
    EXPECT_TRUE(all->front().scored);
    EXPECT_EQ(all->front().rows, 4U);
    EXPECT_EQ(all->front().repeated, 1U);
    const auto lists = project->outside().lists(stored->id);
    ASSERT_TRUE(lists) << lists.error().text();
    expectSame(*lists, some());
    EXPECT_EQ(project->checkIntegrity().value(), std::vector<std::string>{});
}

TEST_F(OutsideStoreTest, OneFileIsOneAndNamesAreKeptApart) {
    const auto first = project->outside().put(head("L", "/a.csv"), some()).value();
    EXPECT_EQ(project->outside().put(head("L", "/b.csv"), some())->name, "L 2");
    EXPECT_EQ(project->outside().put(head("L", "/c.csv"), some())->name, "L 3");
    ASSERT_TRUE(project->outside().rename(first.id, "Mine"));
    OutsideLists shorter{ids({"u"}), ids({"i"}), {{{0, 1.0}}}};
    const auto again = project->outside().put(head("L", "/a.csv"), shorter);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(again->id, first.id);
    EXPECT_EQ(again->name, "Mine");
    EXPECT_EQ(again->users, 1U);
    expectSame(project->outside().lists(first.id).value(), shorter);
    EXPECT_EQ(names(), (std::vector<std::string>{"Mine", "L 2", "L 3"}));
    EXPECT_EQ(project->outside().rename(first.id, "L 2").error().code, ErrorCode::Conflict);
    EXPECT_EQ(project->outside().rename(first.id, "").error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(project->outside().rename(77, "x").error().code, ErrorCode::NotFound);
    EXPECT_EQ(project->outside().put(head("", "/d.csv"), some()).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(project->outside().put(head(std::string(201, 'x'), "/d.csv"), some()).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_EQ(names().size(), 3U);
}

TEST_F(OutsideStoreTest, LongNamesAreCutBetweenLetters) {
    const std::string wide = "ä"; // two bytes
    std::string name = "x";
    while (name.size() <= longestStoredName) {
        name += wide;
    }
    const std::string kept = shortName(name, longestStoredName);
    EXPECT_EQ(kept.size(), longestStoredName - 1);
    EXPECT_EQ(shortName("ab", 2), "ab");
    EXPECT_EQ(shortName(wide, 1), "");
    OutsideStore& store = project->outside();
    ASSERT_TRUE(store.put(head(kept, "/a.csv"), some()));
    const auto second = store.put(head(kept, "/b.csv"), some());
    ASSERT_TRUE(second) << second.error().text();
    EXPECT_LE(second->name.size(), longestStoredName);
    EXPECT_TRUE(second->name.ends_with("ä 2")) << second->name;
    ASSERT_TRUE(store.remove(second->id));
    EXPECT_TRUE(store.put(*second, some())) << "an undone removal";
}

TEST_F(OutsideStoreTest, WhatIsRemovedIsGoneAndCanComeBackUnderItsNumber) {
    const auto stored = project->outside().put(head("L", "/a.csv"), some()).value();
    ASSERT_TRUE(project->outside().remove(stored.id));
    EXPECT_TRUE(names().empty());
    EXPECT_EQ(project->outside().lists(stored.id).error().code, ErrorCode::NotFound);
    ASSERT_TRUE(project->outside().put(head("M", "/b.csv"), some()));
    const auto back = project->outside().put(stored, some());
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->id, stored.id);
    EXPECT_EQ(names(), (std::vector<std::string>{"L", "M"}));
}

TEST_F(OutsideStoreTest, StopsAndLeavesNothingBehind) {
    std::stop_source stop;
    stop.request_stop();
    ExecutionContext context;
    context.stop = stop.get_token();
    EXPECT_EQ(project->outside().put(head("L", "/a.csv"), some(), context).error().code,
              ErrorCode::Cancelled);
    EXPECT_TRUE(names().empty());
    project = Project::open(folder / "p.tastescope", OpenMode::ReadOnly).value();
    EXPECT_FALSE(project->outside().put(head("L", "/a.csv"), some()));
}

TEST_F(OutsideStoreTest, DamageIsFoundWhateverItHits) {
    const auto stored = project->outside().put(head("L", "/a.csv"), some()).value();
    project.reset();
    const auto file = folder / "p.tastescope";
    const std::string intact = folder.read("p.tastescope");
    const char* const damages[] = {
        "UPDATE outside_arrays SET bytes = zeroblob(length(bytes)) WHERE name = 'users'",
        "UPDATE outside_arrays SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE name = 'items'",
        "UPDATE outside_arrays SET checksum = checksum + 1 WHERE name = 'entries'",
        "UPDATE outside_arrays SET size = size + 1 WHERE name = 'entries'",
        "UPDATE outside_arrays SET size = -1 WHERE name = 'entries'",
        "UPDATE outside_arrays SET size = 9223372036854775807 WHERE name = 'entries'",
        "UPDATE outside_arrays SET place = 1 WHERE name = 'entries'",
        "DELETE FROM outside_arrays WHERE name = 'entries'",
        "DELETE FROM outside_arrays WHERE name = 'items'", "DELETE FROM outside_arrays",
        // Whole and with the right checksum, but those of another array.
        "DELETE FROM outside_arrays WHERE name = 'items'; UPDATE outside_arrays SET name = 'items' WHERE "
        "name = "
        "'entries'"};
    for (const char* damage : damages) {
        folder.write("p.tastescope", intact);
        test::runSql(file, damage);
        project = Project::open(file, OpenMode::ReadOnly).value();
        const auto lists = project->outside().lists(stored.id);
        ASSERT_FALSE(lists) << damage;
        EXPECT_EQ(lists.error().code, ErrorCode::Corrupt) << damage;
        const auto findings = project->checkIntegrity();
        ASSERT_TRUE(findings) << damage;
        EXPECT_EQ(findings->size(), 1U) << damage;
        project.reset();
    }
}

TEST_F(OutsideStoreTest, EveryFlippedBitOfWhatIsKeptIsFound) {
    const auto stored = project->outside().put(head("L", "/a.csv"), some()).value();
    project.reset();
    const auto file = folder / "p.tastescope";
    const std::string intact = folder.read("p.tastescope");
    for (const std::string array : {"users", "items", "entries"}) {
        for (int byte = 1; byte <= 12; ++byte) {
            folder.write("p.tastescope", intact);
            const std::string at = std::to_string(byte);
            test::runSql(file, "UPDATE outside_arrays SET bytes = CAST(substr(bytes, 1, " + at +
                                   " - 1) || X'A5' || substr(bytes, " + at + " + 1) AS BLOB) WHERE name = '" +
                                   array + "' AND substr(bytes, " + at + ", 1) != X'A5'");
            project = Project::open(file, OpenMode::ReadOnly).value();
            const auto lists = project->outside().lists(stored.id);
            if (lists) { // a bit that says nothing, as the level of the packing
                expectSame(*lists, some());
            } else {
                EXPECT_EQ(lists.error().code, ErrorCode::Corrupt) << array << byte;
            }
            project.reset();
        }
    }
}

} // namespace
} // namespace tastescope
