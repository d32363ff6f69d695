// SPDX-License-Identifier: GPL-3.0-or-later
// What other programs do to the file of an open project: it is noticed, nothing goes into a file that is not
// the one that was opened, and a copy saves what is there.

#include "storage/files/file_anchor.h"
#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"
#include "storage/project/standing.h"
#include "storage/use_cases/save_copy.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

namespace fs = std::filesystem;
using test::contentOf;
using test::TemporaryFolder;

class StandingTest : public testing::Test {
protected:
    void SetUp() override {
        fs::create_directory(home);
        auto made = Project::create(file, test::sampleData());
        ASSERT_TRUE(made) << made.error().text();
        project = std::move(*made);
        ASSERT_TRUE(project->settings().set("whose", "ours"));
    }
    void TearDown() override {
        project.reset();
        ::chmod(home.c_str(), 0755);
    }
    Standing now() const { return standingOf(*project->anchor(), file).standing; }
    /// Another project, as a sync tool would bring it.
    fs::path other() {
        fs::path path = folder / "other.tastescope";
        auto made = Project::create(path, test::sampleData());
        EXPECT_TRUE(made) << made.error().text();
        EXPECT_TRUE((*made)->settings().set("whose", "theirs"));
        return path;
    }
    static std::string whose(const fs::path& path) {
        const auto opened = Project::open(path, OpenMode::ReadOnly);
        if (!opened) {
            return opened.error().text();
        }
        EXPECT_TRUE((*opened)->checkIntegrity()->empty());
        return (*opened)->settings().value("whose")->value_or("nobody");
    }

    TemporaryFolder folder;
    fs::path home = folder / "home";
    fs::path file = home / "p.tastescope";
    std::unique_ptr<Project> project;
};

TEST_F(StandingTest, EveryFateHasItsName) {
    EXPECT_EQ(now(), Standing::Fine);
    fs::rename(file, home / "q.tastescope");
    const StandingReport moved = standingOf(*project->anchor(), file);
    EXPECT_EQ(moved.standing, Standing::Moved);
    EXPECT_EQ(moved.movedTo, fs::canonical(home / "q.tastescope"));
    fs::rename(home / "q.tastescope", file);
    EXPECT_EQ(now(), Standing::Fine);
    fs::copy(other(), home / "new");
    fs::rename(file, home / "aside");
    fs::rename(home / "new", file);
    EXPECT_EQ(now(), Standing::Replaced);
    fs::rename(home / "aside", file);
    EXPECT_EQ(now(), Standing::Fine);
    ::chmod(file.c_str(), 0444);
    EXPECT_EQ(now(), Standing::ReadOnly);
    ::chmod(file.c_str(), 0644);
    ::chmod(home.c_str(), 0555);
    EXPECT_EQ(now(), Standing::ReadOnly);
    ::chmod(home.c_str(), 0755);
    EXPECT_EQ(now(), Standing::Fine);
    fs::remove(file);
    EXPECT_EQ(now(), Standing::Deleted);
    fs::remove_all(home);
    EXPECT_EQ(now(), Standing::FolderGone);
}

// What the system does not tell is no deletion: a drive or a network that does not answer. A loop of links is
// refused as those are, also to the one who may do everything.
TEST_F(StandingTest, WhatCannotBeReachedIsNotCalledGone) {
    fs::rename(home, folder / "away");
    fs::create_symlink(home, home);
    EXPECT_EQ(now(), Standing::Unreachable);
    for (const Result<void>& done : {project->settings().set("a", "b"), project->settle()}) {
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, ErrorCode::Io) << "it may pass: " << done.error().text();
        EXPECT_EQ(done.error().text().find("copy"), std::string::npos) << done.error().text();
    }
    fs::remove(home);
    EXPECT_EQ(now(), Standing::Moved);
    fs::rename(folder / "away", home);
    EXPECT_EQ(now(), Standing::Fine);
    EXPECT_TRUE(project->settings().set("a", "b"));
    fs::rename(home, folder / "away");
    std::ofstream(home) << "a file where the folder was";
    EXPECT_EQ(now(), Standing::Moved) << "nothing can be below a file";
    fs::remove(home);
    fs::rename(folder / "away", home);
}

TEST_F(StandingTest, ADriveThatComesBackIsNoReplacement) {
    StandingFacts facts;
    facts.isThere = false;
    EXPECT_EQ(judgeStanding(facts).standing, Standing::Replaced);
    facts.cameBack = true;
    EXPECT_EQ(judgeStanding(facts).standing, Standing::CameBack);
    facts.reachable = false;
    EXPECT_EQ(judgeStanding(facts).standing, Standing::Unreachable);
    for (const Standing standing : {Standing::CameBack, Standing::Unreachable}) {
        EXPECT_TRUE(isDisplaced(standing)) << "nothing is written meanwhile";
    }
}

TEST_F(StandingTest, AFullDiskIsToldAndNothingElseIsTakenForOne) {
    StandingFacts facts;
    facts.freeBytes = leastFreeBytes;
    EXPECT_EQ(judgeStanding(facts).standing, Standing::Fine);
    facts.freeBytes = leastFreeBytes - 1;
    EXPECT_EQ(judgeStanding(facts).standing, Standing::DiskFull);
    EXPECT_EQ(judgeStanding(facts).freeMegabytes, 7U);
    facts.writable = false;
    EXPECT_EQ(judgeStanding(facts).standing, Standing::ReadOnly);
    facts.isThere = false;
    facts.nameTaken = false;
    EXPECT_EQ(judgeStanding(facts).standing, Standing::Deleted);
}

// The kind: every change of every store, through the one place where transactions begin.
TEST_F(StandingTest, NothingIsWrittenOnceTheFileIsNotTheOneThatWasOpened) {
    const std::vector<std::function<Result<void>()>> changes{
        [&] { return project->settings().set("a", "b"); },
        [&] { return project->replaceData(test::sampleData()); },
        [&] { return project->setNouns({}); },
        [&] { return project->models().rename(1, "x"); },
        [&] { return project->models().remove(1); },
    };
    const auto refused = [&](const char* how) {
        for (std::size_t change = 0; change < changes.size(); ++change) {
            const Result<void> done = changes[change]();
            ASSERT_FALSE(done) << how << ' ' << change;
            EXPECT_EQ(done.error().code, ErrorCode::Conflict) << how << ' ' << change << done.error().text();
        }
        EXPECT_EQ(project->settle().error().code, ErrorCode::Conflict) << how;
    };
    const fs::path theirs = other();
    fs::rename(file, home / "aside");
    refused("moved");
    fs::copy(theirs, file);
    const std::string before = contentOf(file);
    refused("replaced");
    project.reset();
    EXPECT_EQ(contentOf(file), before);
    EXPECT_EQ(whose(file), "theirs");
    EXPECT_EQ(whose(home / "aside"), "ours");
}

/// As a sync tool does that keeps the file itself: cut, then written again. Times are those of the write.
void rewrite(const fs::path& file, std::string_view bytes) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

TEST_F(StandingTest, AFileThatIsWrittenIntoIsNotOursAnyMore) {
    EXPECT_FALSE(project->isRewritten());
    ASSERT_TRUE(project->settings().set("own", "change"));
    EXPECT_FALSE(project->isRewritten()) << "our own writes are ours";
    ASSERT_TRUE(project->settle());
    EXPECT_FALSE(project->isRewritten());
    // A new time over the same bytes is nothing.
    const std::string same = contentOf(file);
    fs::last_write_time(file, fs::last_write_time(file) + std::chrono::hours(1));
    EXPECT_FALSE(project->isRewritten());
    rewrite(file, same);
    EXPECT_FALSE(project->isRewritten());
    ASSERT_TRUE(project->settings().set("own", "second"));
    // Another project under the same name and inode.
    const std::string theirs = contentOf(other());
    const auto inode = [&] {
        struct stat found {};
        ::stat(file.c_str(), &found);
        return found.st_ino;
    };
    const auto before = inode();
    rewrite(file, theirs);
    ASSERT_EQ(inode(), before);
    EXPECT_EQ(now(), Standing::Fine) << "the name leads to the file that was opened";
    EXPECT_TRUE(project->isRewritten());
    const Result<void> done = project->settings().set("own", "third");
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Conflict) << done.error().text();
    EXPECT_EQ(project->settle().error().code, ErrorCode::Conflict);
    EXPECT_EQ(project->copyTo(folder / "copy.tastescope").error().code, ErrorCode::Conflict);
    project.reset();
    EXPECT_EQ(contentOf(file), theirs) << "nothing of what was open got into it";
    EXPECT_EQ(whose(file), "theirs");
}

TEST_F(StandingTest, EveryWayOfWritingIntoTheFileIsSeen) {
    const std::string ours = contentOf(file);
    const auto seen = [&](const std::string& bytes) {
        project.reset();
        rewrite(file, ours);
        auto opened = Project::open(file, OpenMode::ReadWrite);
        ASSERT_TRUE(opened) << opened.error().text();
        project = std::move(*opened);
        ASSERT_FALSE(project->isRewritten());
        rewrite(file, bytes);
        EXPECT_TRUE(project->isRewritten());
        rewrite(file, ours);
        EXPECT_TRUE(project->isRewritten()) << "it stays so: who knows what was read meanwhile";
    };
    seen("");
    seen(ours.substr(0, ours.size() / 2));
    seen(ours + ours);
    std::string counted = ours; // the change counter of the header
    counted[27] = static_cast<char>(counted[27] + 1);
    seen(counted);
    seen(std::string(ours.size(), 'x'));
    project.reset();
    rewrite(file, ours);
}

// As of a short one: of a long file, too, a new time alone is nothing, and other bytes are seen.
TEST_F(StandingTest, ANewTimeOfALongFileIsNothing) {
    ASSERT_TRUE(project->settings().set("long", std::string(std::size_t{20} << 20U, 'x')));
    const std::string ours = contentOf(file);
    ASSERT_GT(ours.size(), std::size_t{20} << 20U);
    EXPECT_FALSE(project->isRewritten());
    fs::last_write_time(file, fs::last_write_time(file) + std::chrono::hours(1));
    EXPECT_FALSE(project->isRewritten());
    rewrite(file, ours);
    EXPECT_FALSE(project->isRewritten());
    ASSERT_TRUE(project->settings().set("own", "change")) << "and is written to as before";
    EXPECT_FALSE(project->isRewritten());
    const std::string later = contentOf(file);
    const auto seen = [&](const std::string& bytes, const char* how) {
        project.reset();
        rewrite(file, later);
        auto opened = Project::open(file, OpenMode::ReadWrite);
        ASSERT_TRUE(opened) << opened.error().text();
        project = std::move(*opened);
        ASSERT_FALSE(project->isRewritten());
        rewrite(file, bytes);
        EXPECT_TRUE(project->isRewritten()) << how;
    };
    std::string other = later; // the change counter of the header
    other[27] = static_cast<char>(other[27] + 1);
    seen(other, "first page");
    other = later;
    other.back() = static_cast<char>(other.back() + 1);
    seen(other, "last page");
    other = later;
    for (std::size_t place = other.size() / 2; place < other.size() * 2 / 3; ++place) {
        other[place] = static_cast<char>(other[place] + 1);
    }
    seen(other, "middle");
    seen(later + later.substr(0, 4096), "length");
    project.reset();
    rewrite(file, later);
}

TEST_F(StandingTest, WhoOnlyReadsIsNotDisturbedByTheWindowThatWrites) {
    auto reading = Project::open(file, OpenMode::ReadOnly);
    ASSERT_TRUE(reading);
    ASSERT_TRUE(project->settings().set("whose", "later"));
    EXPECT_FALSE((*reading)->isRewritten());
    EXPECT_EQ((*reading)->settings().value("whose")->value_or(""), "later");
}

// The kind: whatever the window that writes stores, the one that reads is told, and of nothing else.
TEST_F(StandingTest, WhoOnlyReadsIsToldOfWhatIsStored) {
    const std::vector<std::pair<const char*, std::function<bool()>>> steps{
        {"setting", [&] { return project->settings().set("whose", "later").hasValue(); }},
        {"nouns", [&] { return project->setNouns({}).hasValue(); }},
        {"data", [&] { return project->replaceData(test::sampleData()).hasValue(); }},
    };
    for (const auto& [what, store] : steps) {
        auto opened = Project::open(file, OpenMode::ReadOnly);
        ASSERT_TRUE(opened) << opened.error().text();
        const Project& reading = **opened;
        EXPECT_FALSE(reading.isOutdated()) << what;
        ASSERT_TRUE(reading.loadDataset()) << what;
        ASSERT_TRUE(reading.models().all()) << what;
        ASSERT_TRUE(project->settle());
        ASSERT_TRUE(Project::open(file, OpenMode::ReadOnly)) << "another reader comes and goes";
        EXPECT_FALSE(reading.isOutdated()) << "reading is no change: " << what;
        ASSERT_TRUE(store()) << what;
        EXPECT_TRUE(reading.isOutdated()) << what;
        EXPECT_TRUE(reading.isOutdated()) << "it stays so: " << what;
        EXPECT_FALSE(project->isOutdated()) << "it stored that itself";
        auto again = Project::open(file, OpenMode::ReadOnly);
        ASSERT_TRUE(again);
        EXPECT_FALSE((*again)->isOutdated()) << what;
    }
}

TEST_F(StandingTest, TheOldLogNeverMeetsTheNewFile) {
    // Whatever was changed last, no log with something in it stands beside the file …
    for (int change = 0; change < 5; ++change) {
        ASSERT_TRUE(project->settings().set("change", std::to_string(change)));
        std::error_code none;
        const auto log = fs::file_size(file.string() + "-wal", none);
        EXPECT_TRUE(none || log == 0) << log;
    }
    // … and what a sync tool puts there, with a log of its own, is left as it is.
    const fs::path theirs = other();
    fs::remove(file);
    fs::copy(theirs, file);
    const std::string log = "not ours";
    fs::remove(file.string() + "-wal");
    std::ofstream(file.string() + "-wal") << log;
    project.reset();
    EXPECT_EQ(contentOf(file.string() + "-wal"), log);
    fs::remove(file.string() + "-wal");
    fs::remove(file.string() + "-shm");
    EXPECT_EQ(whose(file), "theirs");
}

TEST_F(StandingTest, SettlingPutsEverythingIntoTheFile) {
    ASSERT_TRUE(project->settings().set("late", "yes"));
    ASSERT_TRUE(project->settle());
    // The bytes of the file alone, without any log, hold it.
    fs::copy(file, folder / "alone.tastescope");
    const auto alone = Project::open(folder / "alone.tastescope", OpenMode::ReadOnly);
    ASSERT_TRUE(alone) << alone.error().text();
    EXPECT_EQ((*alone)->settings().value("late")->value_or(""), "yes");
}

TEST_F(StandingTest, ACopyHoldsEverythingAlsoOfAFileThatIsGone) {
    ASSERT_TRUE(project->settings().set("late", "yes"));
    const auto same = [&](const fs::path& copy) {
        const auto opened = Project::open(copy, OpenMode::ReadWrite);
        ASSERT_TRUE(opened) << opened.error().text();
        EXPECT_TRUE((*opened)->checkIntegrity()->empty());
        EXPECT_EQ((*opened)->settings().value("late")->value_or(""), "yes");
        EXPECT_EQ((*(*opened)->loadDataset())->fingerprint(), (*project->loadDataset())->fingerprint());
        EXPECT_TRUE((*opened)->settings().set("own", "life"));
    };
    const auto copied = saveCopy(*project, folder / "copy");
    ASSERT_TRUE(copied) << copied.error().text();
    EXPECT_EQ(*copied, folder / "copy.tastescope");
    same(*copied);
    const auto loud = saveCopy(*project, folder / "loud.TASTESCOPE");
    ASSERT_TRUE(loud) << loud.error().text();
    EXPECT_EQ(*loud, folder / "loud.TASTESCOPE");
    same(*loud);
    EXPECT_EQ(project->settings().value("own")->value_or(""), "");
    fs::remove_all(home);
    const auto rescued = saveCopy(*project, folder / "rescued.tastescope");
    ASSERT_TRUE(rescued) << rescued.error().text();
    same(*rescued);
    // Under its own name, too.
    fs::create_directory(home);
    const auto back = saveCopy(*project, file);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(now(), Standing::Replaced);
    EXPECT_EQ(whose(file), "ours");
}

TEST_F(StandingTest, ACopyRefusesWhatItMustNotTouch) {
    EXPECT_EQ(saveCopy(*project, file).error().code, ErrorCode::Conflict);
    EXPECT_EQ(saveCopy(*project, folder / "none" / "c").error().code, ErrorCode::NotFound);
    const fs::path theirs = other();
    {
        const auto open = Project::open(theirs, OpenMode::ReadWrite);
        ASSERT_TRUE(open);
        EXPECT_EQ(saveCopy(*project, theirs).error().code, ErrorCode::Conflict);
    }
    EXPECT_EQ(whose(theirs), "theirs");
    // A name that is taken was agreed to by whoever chose it; the log of what was there does not stay.
    ASSERT_TRUE(saveCopy(*project, theirs));
    EXPECT_EQ(whose(theirs), "ours");
}

TEST_F(StandingTest, AStoppedCopyLeavesWhatWasThere) {
    const fs::path theirs = other();
    const std::string before = contentOf(theirs);
    std::stop_source stop;
    ExecutionContext context;
    context.stop = stop.get_token();
    stop.request_stop();
    EXPECT_EQ(saveCopy(*project, theirs, context).error().code, ErrorCode::Cancelled);
    EXPECT_EQ(contentOf(theirs), before);
    for (const auto& entry : fs::directory_iterator(folder.path())) {
        EXPECT_FALSE(entry.path().filename().string().ends_with(".creating")) << entry.path();
    }
}

TEST_F(StandingTest, ACopyTellsHowFarItIs) {
    test::TemporaryFolder large;
    auto made = Project::create(large / "l.tastescope", test::randomData(4'000, 500, 200'000, 3));
    ASSERT_TRUE(made) << made.error().text();
    struct Heard : ProgressSink {
        std::vector<double> all;
        void report(double fraction, std::string_view) override { all.push_back(fraction); }
        void loss(const LossPoint&) override {}
    } heard;
    ExecutionContext context;
    context.progress = &heard;
    ASSERT_TRUE(saveCopy(**made, large / "c.tastescope", context));
    ASSERT_GT(heard.all.size(), 3U);
    EXPECT_TRUE(std::is_sorted(heard.all.begin(), heard.all.end()));
    EXPECT_LT(heard.all.front(), 0.7);
    EXPECT_DOUBLE_EQ(heard.all.back(), 1.0);
}

} // namespace
} // namespace tastescope
