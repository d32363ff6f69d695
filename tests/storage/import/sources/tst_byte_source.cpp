// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/sources/byte_source.h"
#include "storage/import/sources/prefetch_source.h"
#include "tests/storage/import/import_test.h"

#include <zip.h>

#include <chrono>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tastescope {
namespace {

using namespace std::chrono_literals;
using test::bufferSizes;
using test::gzipped;
using test::TemporaryFolder;

Result<std::string> readAll(ByteSource& source, std::size_t bufferSize) {
    std::vector<char> buffer(bufferSize);
    std::string all;
    for (;;) {
        const auto got = source.read(buffer);
        if (!got) {
            return got.error();
        }
        if (*got == 0) {
            return all;
        }
        all.append(buffer.data(), *got);
    }
}

std::string contentOf(const std::filesystem::path& path, const std::string& member, std::size_t bufferSize) {
    auto source = openByteSource(path, member);
    if (!source) {
        ADD_FAILURE() << source.error().text();
        return {};
    }
    auto all = readAll(**source, bufferSize);
    EXPECT_TRUE(all.hasValue());
    return all ? *all : std::string();
}

void writeZip(const std::filesystem::path& path,
              const std::vector<std::pair<std::string, std::string>>& members) {
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    ASSERT_NE(archive, nullptr);
    for (const auto& [name, content] : members) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        ASSERT_GE(zip_file_add(archive, name.c_str(), source, 0), 0);
    }
    ASSERT_EQ(zip_close(archive), 0);
}

std::string someText() {
    std::string text;
    for (int i = 0; i < 3000; ++i) {
        text += std::to_string(i * 7919 % 10007) + (i % 9 == 0 ? "\n" : ",");
    }
    return text;
}

TEST(ByteSource, ReadsAPlainFileThroughAnyBuffer) {
    const TemporaryFolder folder;
    const std::string text = someText();
    const auto path = folder.write("a.csv", text);
    for (const std::size_t size : bufferSizes) {
        EXPECT_EQ(contentOf(path, {}, size), text) << size;
    }
}

TEST(ByteSource, ReadsAllMembersOfAGzipFileWhateverItsName) {
    const TemporaryFolder folder;
    const std::string text = someText();
    const auto path = folder.write("a.csv", gzipped(text) + gzipped("second\n") + std::string(8, '\0'));
    for (const std::size_t size : bufferSizes) {
        EXPECT_EQ(contentOf(path, {}, size), text + "second\n") << size;
    }
}

TEST(ByteSource, ACutOffOrDamagedGzipFileIsAnError) {
    const TemporaryFolder folder;
    std::string packed = gzipped(someText());
    auto cut = openByteSource(folder.write("cut.gz", packed.substr(0, packed.size() / 2)));
    ASSERT_TRUE(cut.hasValue());
    const auto read = readAll(**cut, 100);
    ASSERT_FALSE(read.hasValue());
    EXPECT_EQ(read.error().code, ErrorCode::Corrupt);
    packed[packed.size() / 2] = static_cast<char>(~packed[packed.size() / 2]);
    packed[packed.size() / 2 + 1] = static_cast<char>(~packed[packed.size() / 2 + 1]);
    auto damaged = openByteSource(folder.write("bad.gz", packed));
    ASSERT_TRUE(damaged.hasValue());
    EXPECT_FALSE(readAll(**damaged, 4096).hasValue());
}

TEST(ByteSource, RefusesAGzipBomb) {
    const TemporaryFolder folder;
    const auto path = folder.write("bomb.gz", gzipped(std::string(4 << 20, '1')));
    const ReadLimits ratio{.maxBytes = 1ULL << 40, .ratioFrom = 1 << 20, .maxRatio = 100};
    auto source = openByteSource(path, {}, ratio);
    ASSERT_TRUE(source.hasValue());
    const auto read = readAll(**source, 65536);
    ASSERT_FALSE(read.hasValue());
    EXPECT_NE(read.error().message.find("absurd"), std::string::npos);
    auto small = openByteSource(path, {}, ReadLimits{.maxBytes = 1000});
    EXPECT_FALSE(readAll(**small, 65536).hasValue());
}

TEST(ByteSource, ListsAndReadsZipMembers) {
    const TemporaryFolder folder;
    const std::string text = someText();
    const auto path = folder.path() / "data.zip";
    writeZip(path, {{"set/ratings.csv", text},
                    {"set/.hidden", "x"},
                    {"__MACOSX/set/a.csv", "x"},
                    {"set/packed.csv.gz", gzipped("inside\n")}});
    ASSERT_TRUE(isZipArchive(path));
    const auto members = listZipMembers(path);
    ASSERT_TRUE(members.hasValue());
    ASSERT_EQ(members->size(), 2U);
    EXPECT_EQ((*members)[0].name, "set/ratings.csv");
    EXPECT_EQ((*members)[0].bytes, text.size());
    for (const std::size_t size : bufferSizes) {
        EXPECT_EQ(contentOf(path, "set/ratings.csv", size), text) << size;
        EXPECT_EQ(contentOf(path, "set/packed.csv.gz", size), "inside\n") << size;
    }
    EXPECT_EQ(openByteSource(path, "nothing.csv").error().code, ErrorCode::NotFound);
}

TEST(ByteSource, RefusesAZipBombBeforeUnpackingIt) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "bomb.zip";
    writeZip(path, {{"a.csv", std::string(4 << 20, '1')}});
    const auto refused = openByteSource(path, "a.csv", ReadLimits{.ratioFrom = 1 << 20, .maxRatio = 100});
    ASSERT_FALSE(refused.hasValue());
    EXPECT_NE(refused.error().message.find("absurd"), std::string::npos);
}

TEST(ByteSource, SaysWhatIsWrongWithAPath) {
    const TemporaryFolder folder;
    EXPECT_EQ(openByteSource(folder.path() / "none.csv").error().code, ErrorCode::NotFound);
    EXPECT_EQ(openByteSource(folder.path()).error().code, ErrorCode::BadInput);
    const auto broken = folder.write("broken.zip", "PK\x03\x04 and nothing else");
    EXPECT_EQ(listZipMembers(broken).error().code, ErrorCode::Corrupt);
}

// libzip refuses to write a name twice, so two names of one length become one afterwards.
void writeZipWithOneNameTwice(const std::filesystem::path& path, const std::string& first,
                              const std::string& second) {
    writeZip(path, {{"a.csv", first}, {"other.csv", "x"}, {"b.csv", second}});
    std::string bytes = test::contentOf(path);
    for (std::size_t at = bytes.find("b.csv"); at != std::string::npos; at = bytes.find("b.csv", at)) {
        bytes[at] = 'a';
    }
    std::ofstream(path, std::ios::binary) << bytes;
}

TEST(ByteSource, TheLastMemberOfANameCountsAndTheOthersAreCounted) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "twice.zip";
    writeZipWithOneNameTwice(path, "old\n", "new\n");
    const auto members = listZipMembers(path);
    ASSERT_TRUE(members.hasValue());
    ASSERT_EQ(members->size(), 2U);
    EXPECT_EQ((*members)[0].name, "a.csv");
    EXPECT_EQ((*members)[0].copies, 2U);
    EXPECT_EQ((*members)[1].copies, 1U);
    EXPECT_EQ(contentOf(path, "a.csv", 64), "new\n");
}

TEST(ByteSource, AnArchiveThatIsKeptOpenIsReadAnewWhenAnotherTakesItsName) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "data.zip";
    writeZip(path, {{"a.csv", "first\n"}});
    const KeepArchivesOpen keep;
    EXPECT_EQ(contentOf(path, "a.csv", 64), "first\n");
    writeZip(folder.path() / "next.zip", {{"a.csv", "second\n"}, {"b.csv", "more\n"}});
    std::filesystem::rename(folder.path() / "next.zip", path);
    EXPECT_EQ(contentOf(path, "a.csv", 64), "second\n");
    EXPECT_EQ(listZipMembers(path)->size(), 2U);
}

TEST(ByteSource, MembersThatAreReadAtOnceDoNotMix) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "data.zip";
    std::string one;
    std::string two;
    for (int row = 0; row < 40'000; ++row) {
        one += std::to_string(row * 7) + "\n";
        two += std::to_string(row * 11) + ";\n";
    }
    writeZip(path, {{"one.csv", one}, {"two.csv", two}});
    const KeepArchivesOpen keep;
    std::string read;
    std::thread other([&] { read = contentOf(path, "two.csv", 100); });
    EXPECT_EQ(contentOf(path, "one.csv", 100), one);
    other.join();
    EXPECT_EQ(read, two);
}

TEST(ByteSource, DevicesAndFoldersAreRefusedAtOnce) {
    const TemporaryFolder folder;
    for (const std::filesystem::path path : {"/dev/zero", "/dev/null", "/dev/tty", "/proc/self"}) {
        const auto settled = settledPath(path);
        ASSERT_TRUE(settled.hasValue()) << path;
        const auto opened = openByteSource(*settled);
        ASSERT_FALSE(opened.hasValue()) << path;
        EXPECT_FALSE(isZipArchive(path));
        EXPECT_FALSE(isGzip(path));
    }
}

TEST(ByteSource, APipeIsReadToItsEndThoughTheWriterIsLate) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "pipe.csv";
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    const std::string text = someText();
    std::thread writer([&] {
        std::this_thread::sleep_for(80ms);
        const int end = open(path.c_str(), O_WRONLY | O_CLOEXEC);
        for (std::size_t at = 0; at < text.size();) {
            const ssize_t step = write(end, text.data() + at, std::min<std::size_t>(text.size() - at, 5000));
            at += step > 0 ? static_cast<std::size_t>(step) : 0;
            std::this_thread::sleep_for(5ms);
        }
        close(end);
    });
    const auto settled = settledPath(path);
    writer.join();
    ASSERT_TRUE(settled.hasValue()) << settled.error().text();
    EXPECT_EQ(sourceLabel(*settled, {}), "pipe pipe.csv");
    EXPECT_EQ(contentOf(*settled, {}, 64), text);
    EXPECT_EQ(contentOf(*settled, {}, 4096), text) << "it can be opened again";
}

TEST(ByteSource, AStopEndsTheWaitingForAPipe) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "silent";
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    for (const bool writer : {false, true}) {
        const int end = writer ? open(path.c_str(), O_RDWR | O_CLOEXEC) : -1;
        std::stop_source stop;
        std::chrono::steady_clock::time_point asked;
        std::thread person([&] {
            std::this_thread::sleep_for(100ms);
            asked = std::chrono::steady_clock::now();
            stop.request_stop();
        });
        const auto settled = settledPath(path, stop.get_token());
        const auto waited = std::chrono::steady_clock::now();
        person.join();
        ASSERT_FALSE(settled.hasValue());
        EXPECT_EQ(settled.error().code, ErrorCode::Cancelled);
        EXPECT_LT(waited - asked, 200ms);
        if (writer) {
            close(end);
        }
    }
}

TEST(ByteSource, ASenderOfZeroBytesIsRefused) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "zeros";
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    std::thread writer([&] {
        const int end = open(path.c_str(), O_WRONLY | O_CLOEXEC);
        const std::string zeros(1 << 16, '\0');
        for (int block = 0; block < 16; ++block) {
            if (write(end, zeros.data(), zeros.size()) < 0) {
                break;
            }
        }
        close(end);
    });
    const auto settled = settledPath(path);
    writer.join();
    ASSERT_FALSE(settled.hasValue());
    EXPECT_EQ(settled.error().code, ErrorCode::BadInput);
}

TEST(ByteSource, ReadingHearsAStopWhateverTheFileIs) {
    const TemporaryFolder folder;
    const std::string text = someText();
    const auto zip = folder.path() / "a.zip";
    writeZip(zip, {{"a.csv", text}});
    const std::pair<std::filesystem::path, std::string> files[] = {
        {folder.write("a.csv", text), ""}, {folder.write("a.gz", gzipped(text)), ""}, {zip, "a.csv"}};
    for (const auto& [path, member] : files) {
        std::stop_source stop;
        auto source = openByteSource(path, member, {}, stop.get_token());
        ASSERT_TRUE(source.hasValue());
        char first = 0;
        EXPECT_EQ((*source)->read(std::span(&first, 1)).value(), 1U);
        stop.request_stop();
        std::vector<char> block(4);
        EXPECT_EQ((*source)->read(block).error().code, ErrorCode::Cancelled) << path;
    }
}

TEST(PrefetchSource, DeliversTheSameBytesAndErrors) {
    const TemporaryFolder folder;
    const std::string text = someText();
    const auto path = folder.write("a.gz", gzipped(text));
    for (const std::size_t size : bufferSizes) {
        auto source = openByteSource(path);
        auto ahead = makePrefetchSource(std::move(source).value(), 100, 3);
        EXPECT_EQ(*readAll(*ahead, size), text) << size;
    }
    auto source = openByteSource(folder.write("b.gz", gzipped(text).substr(0, 500)));
    auto ahead = makePrefetchSource(std::move(source).value(), 100, 3);
    EXPECT_FALSE(readAll(*ahead, 64).hasValue());
}

TEST(PrefetchSource, StopsWhenItIsNotReadToTheEnd) {
    const TemporaryFolder folder;
    const auto path = folder.write("a.csv", std::string(1 << 20, 'x'));
    auto ahead = makePrefetchSource(openByteSource(path).value(), 64, 2);
    char first = 0;
    EXPECT_EQ(*ahead->read(std::span(&first, 1)), 1U);
    EXPECT_EQ(first, 'x');
    ahead.reset(); // must not hang
    EXPECT_EQ(ahead, nullptr);
}

} // namespace
} // namespace tastescope
