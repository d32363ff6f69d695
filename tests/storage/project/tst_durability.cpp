// SPDX-License-Identifier: GPL-3.0-or-later
// What the project file is like after a process was killed, the disk was full, a second process came by or
// bits were flipped. The unlucky process is a forked child each time.
#include "storage/project/project.h"

#include "engine/base/random.h"
#include "storage/project/model_store.h"
#include "tests/storage/storage_test_support.h"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <thread>

namespace tastescope {
namespace {

using test::randomData;
using test::TemporaryFolder;
using Clock = std::chrono::steady_clock;

/// What a child tells by its exit status.
enum Outcome { Succeeded = 0, FailedForIo = 1, FailedOtherwise = 2, Killed = 3 };

template <typename T>
Outcome outcomeOf(const Result<T>& result) {
    return result ? Succeeded : result.error().code == ErrorCode::Io ? FailedForIo : FailedOtherwise;
}

pid_t startChild(const std::function<Outcome()>& body) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(body()); // no destructor of the parent's objects may run here
    }
    return child;
}

Outcome waitFor(pid_t child) {
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
        EXPECT_EQ(WTERMSIG(status), SIGKILL);
        return Killed;
    }
    return static_cast<Outcome>(WEXITSTATUS(status));
}

// A forked child has none of the parent's worker threads.
ExecutionContext alone() {
    ExecutionContext context;
    context.threads = 1;
    return context;
}

/// `data` and more users, items and events behind its own, as an import that extends a project makes them.
ProjectData extended(const ProjectData& data, std::size_t users, std::size_t items, std::size_t events) {
    ProjectData more = randomData(users, items, events, 2);
    std::vector<Event> rows;
    for (const Interactions* part : {data.parts.events.get(), more.parts.events.get()}) {
        for (std::size_t row = 0; row < part->size(); ++row) {
            rows.push_back(part->at(row));
        }
    }
    more.parts.events = std::make_shared<Interactions>(std::move(rows), users);
    return more;
}

class Durability : public testing::Test {
protected:
    void SetUp() override { file = folder / "p.tastescope"; }
    Outcome create() const { return outcomeOf(Project::create(file, before, alone())); }
    Outcome append() const {
        const auto project = Project::open(file, OpenMode::ReadWrite);
        return project ? outcomeOf((*project)->replaceData(after, alone())) : outcomeOf(project);
    }
    void startAnew() const {
        std::filesystem::remove_all(folder.path());
        std::filesystem::create_directory(folder.path());
    }
    /// Opens it for writing, as the person would who goes on, and looks at every row.
    std::string intactFingerprint() const {
        const auto project = Project::open(file, OpenMode::ReadWrite);
        EXPECT_TRUE(project) << project.error().text();
        if (!project) {
            return "";
        }
        EXPECT_EQ((*project)->checkIntegrity().value(), std::vector<std::string>{});
        const auto dataset = (*project)->loadDataset();
        EXPECT_TRUE(dataset) << dataset.error().text();
        return dataset ? (*dataset)->fingerprint() : "";
    }
    /// Runs `work` in a child that is killed somewhere between its start and a little after its end.
    Outcome killAtRandom(const std::function<Outcome()>& work, Clock::duration whole) {
        const pid_t child = startChild(work);
        const auto delay = std::chrono::duration<double>(whole) * (1.1 * random.uniform());
        std::this_thread::sleep_for(delay);
        EXPECT_EQ(::kill(child, SIGKILL), 0); // an ended child is there until it is waited for
        return waitFor(child);
    }
    static Clock::duration timeOf(const std::function<Outcome()>& work) {
        const auto begun = Clock::now();
        EXPECT_EQ(waitFor(startChild(work)), Succeeded);
        return Clock::now() - begun;
    }

    TemporaryFolder folder;
    std::filesystem::path file;
    Random random{11};
    const ProjectData before = randomData(200, 300, 10'000, 1);
    const ProjectData after = extended(before, 260, 380, 10'000);
    const std::string fingerprintBefore = Dataset(before.parts).fingerprint();
    const std::string fingerprintAfter = Dataset(after.parts).fingerprint();
};

TEST_F(Durability, AKilledCreationLeavesAWholeProjectOrNone) {
    const auto work = [&] { return create(); };
    const Clock::duration whole = timeOf(work);
    int killed = 0;
    for (int trial = 0; trial < 25; ++trial) {
        startAnew();
        killed += killAtRandom(work, whole) == Killed ? 1 : 0;
        if (!std::filesystem::exists(file)) {
            ASSERT_EQ(create(), Succeeded) << "what was left behind is in the way";
        }
        ASSERT_EQ(intactFingerprint(), fingerprintBefore);
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            EXPECT_EQ(entry.path(), file) << "left behind";
        }
    }
    EXPECT_GT(killed, 0);
}

TEST_F(Durability, AKilledExtensionLeavesTheDataBeforeOrAfter) {
    const auto work = [&] { return append(); };
    ASSERT_EQ(create(), Succeeded);
    const Clock::duration whole = timeOf(work);
    int killed = 0;
    for (int trial = 0; trial < 25; ++trial) {
        startAnew();
        ASSERT_EQ(create(), Succeeded);
        const bool ended = killAtRandom(work, whole) != Killed;
        killed += ended ? 0 : 1;
        const std::string found = intactFingerprint();
        if (ended) {
            ASSERT_EQ(found, fingerprintAfter);
        } else {
            ASSERT_TRUE(found == fingerprintBefore || found == fingerprintAfter) << found;
        }
        ASSERT_EQ(append(), Succeeded);
        ASSERT_EQ(intactFingerprint(), fingerprintAfter);
    }
    EXPECT_GT(killed, 0);
}

/// No file of the child can grow beyond `bytes`: writing more fails as it does on a full disk.
Outcome withFileLimit(std::uintmax_t bytes, const std::function<Outcome()>& work) {
    return waitFor(startChild([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit { bytes, bytes };
        return ::setrlimit(RLIMIT_FSIZE, &limit) == 0 ? work() : FailedOtherwise;
    }));
}

TEST_F(Durability, AFullDiskLeavesNoHalfCreatedProject) {
    ASSERT_EQ(create(), Succeeded);
    const std::uintmax_t size = std::filesystem::file_size(file);
    for (const std::uintmax_t limit : {std::uintmax_t{0}, std::uintmax_t{1000}, std::uintmax_t{16'384},
                                       std::uintmax_t{100'000}, size / 2, size - 16'384, size - 1}) {
        startAnew();
        EXPECT_EQ(withFileLimit(limit, [&] { return create(); }), FailedForIo) << limit;
        EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << limit;
    }
    ASSERT_EQ(create(), Succeeded);
    EXPECT_EQ(intactFingerprint(), fingerprintBefore);
}

TEST_F(Durability, AFullDiskLeavesTheDataAsItWas) {
    ASSERT_EQ(create(), Succeeded);
    for (const std::uintmax_t limit : {0, 1000, 16'384, 40'000, 100'000, 200'000}) {
        EXPECT_EQ(withFileLimit(limit, [&] { return append(); }), FailedForIo) << limit;
        ASSERT_EQ(intactFingerprint(), fingerprintBefore) << limit;
    }
    // The log may fit while the file cannot grow: then the change is in the log, and stays.
    const std::uintmax_t size = std::filesystem::file_size(file);
    for (const std::uintmax_t limit : {size, size + size / 4, size + size / 2}) {
        startAnew();
        ASSERT_EQ(create(), Succeeded);
        const Outcome outcome = withFileLimit(limit, [&] { return append(); });
        ASSERT_TRUE(outcome == Succeeded || outcome == FailedForIo) << limit;
        ASSERT_EQ(intactFingerprint(), outcome == Succeeded ? fingerprintAfter : fingerprintBefore) << limit;
    }
    ASSERT_EQ(append(), Succeeded);
    EXPECT_EQ(intactFingerprint(), fingerprintAfter);
}

TEST_F(Durability, OneProcessWritesAtATime) {
    ASSERT_EQ(create(), Succeeded);
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = startChild([&] {
        const auto project = Project::open(file, OpenMode::ReadWrite);
        const char sign = project ? 'y' : 'n';
        if (::write(ready[1], &sign, 1) == 1) {
            ::pause(); // until it is killed
        }
        return FailedOtherwise;
    });
    char sign = 0;
    ASSERT_EQ(::read(ready[0], &sign, 1), 1);
    EXPECT_EQ(sign, 'y');
    {
        const auto writing = Project::open(file, OpenMode::ReadWrite);
        ASSERT_FALSE(writing);
        EXPECT_EQ(writing.error().code, ErrorCode::Conflict);
        EXPECT_NE(writing.error().message.find(std::to_string(child)), std::string::npos);
        const auto reading = Project::open(file, OpenMode::ReadOnly);
        ASSERT_TRUE(reading) << reading.error().text();
        EXPECT_EQ((*reading)->loadDataset().value()->fingerprint(), fingerprintBefore);
    }
    EXPECT_EQ(::kill(child, SIGKILL), 0);
    EXPECT_EQ(waitFor(child), Killed);
    ::close(ready[0]);
    ::close(ready[1]);
    EXPECT_EQ(intactFingerprint(), fingerprintBefore) << "a lock file that was left behind blocks nobody";
}

/// Reads everything there is; whether anything was found wrong.
bool findsDamage(const std::filesystem::path& file) {
    const auto project = Project::open(file, OpenMode::ReadOnly);
    if (!project) {
        return true;
    }
    const auto dataset = (*project)->loadDataset();
    if (dataset) { // whatever it says, it stays within the data
        for (const ItemIndex item : (*dataset)->events().items()) {
            EXPECT_LT(item.value, (*dataset)->itemCount());
        }
    }
    const auto models = (*project)->models().all();
    const auto problems = (*project)->checkIntegrity();
    return !dataset || !models || !problems || !problems->empty();
}

TEST_F(Durability, FlippedBitsAreAnAnswerAndNoCrash) {
    ASSERT_TRUE(Project::create(file, randomData(20, 30, 400, 1)));
    EXPECT_FALSE(findsDamage(file));
    const std::string bytes = test::contentOf(file);
    ASSERT_GT(bytes.size(), 16'384U);
    const std::filesystem::path damaged = folder / "damaged.tastescope";
    int found = 0;
    for (std::size_t trial = 0; trial < 300; ++trial) {
        std::string copy = bytes;
        // The header and the schema first, then anywhere.
        const std::size_t place = trial < 100 ? trial : random.below(bytes.size());
        copy[place] = static_cast<char>(copy[place] ^ (1 << random.below(8)));
        std::filesystem::remove(damaged.string() + "-wal");
        std::filesystem::remove(damaged.string() + "-shm");
        std::ofstream(damaged, std::ios::binary) << copy;
        found += findsDamage(damaged) ? 1 : 0;
    }
    EXPECT_GT(found, 30);
}

} // namespace
} // namespace tastescope
