// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged files: whatever happens to them, an import ends, and every row is imported, rejected or a
// duplicate.
#include "engine/base/random.h"
#include "storage/import/loading/preview.h"
#include "tests/storage/import/import_test.h"

namespace tastescope {
namespace {

using test::TemporaryFolder;

const std::vector<std::pair<std::string, std::string>>& seeds() {
    static const std::vector<std::pair<std::string, std::string>> files = {
        {"a.csv", "user,item,rating,time\n1,10,4.5,881250949\n\"2\",\"a \"\"b\"\", "
                  "c\",3,881250950\r\n3,x,1,2020-01-01\n"
                  "4,\"two\nlines\",2,881250951\n"},
        {"b.tsv", "11\t1\t5\t881250949\n12\t1\t3\t881250950\n12\t2\t1\t881250951\n13\t3\t4\t881250952\n"},
        {"c.dat", "1::10::5::978300760\n2::10::3::978302109\n2::20::4::978301968\n"},
        {"d.jsonl",
         "{\"user\":\"u1\",\"item\":7,\"rating\":3.5,\"tags\":[\"a\",\"b\"]}\n{\"user\":\"u2\",\"item\":8,"
         "\"rating\":1}\n{\"user\":\"u\\u00e9\",\"item\":9,\"rating\":2}\n"},
        {"e.csv",
         "\"User-ID\";\"ISBN\";\"Book-Rating\"\r\n\"1\";\"x \\\" y\";\"0\"\r\n\"2\";\"z\";\"5\"\r\n"},
    };
    return files;
}

std::string mutated(std::string text, Random& random) {
    using namespace std::string_view_literals;
    static constexpr std::string_view nasty = "\"',;|\t\n\r:\\{}[]\0\xFF\xC3\xE9#%\x80 0-.eE"sv;
    const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random.below(limit)); };
    const std::size_t changes = 1 + below(8);
    for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
        const std::size_t at = below(text.size());
        switch (below(5)) {
        case 0:
            text[at] = nasty[below(nasty.size())];
            break;
        case 1:
            text.insert(at, 1, nasty[below(nasty.size())]);
            break;
        case 2:
            text.erase(at, 1 + below(4));
            break;
        case 3:
            text.insert(at, text.substr(below(text.size()), below(30)));
            break;
        default:
            text[at] = static_cast<char>(below(256));
        }
    }
    return text;
}

void expectEveryRowAccountedFor(const ImportedData& data, const std::string& what) {
    const ImportReport& report = data.report;
    EXPECT_EQ(report.rowsRead, report.rowsImported + report.rowsRejected + report.duplicates) << what;
    EXPECT_EQ(report.events, data.parts.events->size()) << what;
    EXPECT_EQ(report.rowsImported, report.events) << what;
    std::uint64_t counted = 0;
    for (const RejectCount& count : report.rejectCounts) {
        counted += count.count;
    }
    EXPECT_EQ(counted, report.rowsRejected) << what;
}

// The plan of the sound file on the damaged one: rows go wrong, the import does not.
TEST(ImportFuzz, DamagedRowsAreCounted) {
    const TemporaryFolder folder;
    std::size_t rejected = 0;
    for (const auto& [name, text] : seeds()) {
        const ImportPlan plan = test::planOf({folder.write(name, text)});
        for (std::uint64_t seed = 0; seed < 300; ++seed) {
            Random random(seed);
            const std::string damaged = mutated(text, random);
            folder.write(name, damaged);
            auto data = readFilesBuffered(plan, nullptr, {}, defaultReadBuffer);
            if (!data) {
                EXPECT_EQ(data.error().code, ErrorCode::BadInput) << data.error().text();
                continue; // not a single row was left
            }
            const std::string what = name + ", seed " + std::to_string(seed);
            expectEveryRowAccountedFor(*data, what);
            rejected += data->report.rowsRejected;
            const std::size_t size = test::bufferSizes[seed % std::size(test::bufferSizes)];
            const auto small = readFilesBuffered(plan, nullptr, {}, size);
            ASSERT_TRUE(small.hasValue()) << what;
            EXPECT_EQ(test::fullText(*small), test::fullText(*data)) << what << ", buffer " << size;
        }
    }
    EXPECT_GT(rejected, 100U) << "the damage must do something";
}

// Sniffing a damaged file: any plan or error will do, and the plan must run.
TEST(ImportFuzz, DamagedFilesCanBePlanned) {
    const TemporaryFolder folder;
    std::size_t planned = 0;
    for (const auto& [name, text] : seeds()) {
        for (std::uint64_t seed = 0; seed < 150; ++seed) {
            Random random(seed, 1);
            const auto path = folder.write("any.txt", text + text + text + mutated(text, random) + text);
            const auto plan = planImport({path});
            if (!plan) {
                EXPECT_FALSE(plan.error().message.empty());
                continue;
            }
            ++planned;
            const auto data = readFiles(*plan, nullptr);
            if (data) {
                expectEveryRowAccountedFor(*data, name + ", seed " + std::to_string(seed));
            }
            EXPECT_TRUE(previewFile(plan->files.front()).hasValue());
        }
    }
    EXPECT_GT(planned, 100U);
}

TEST(ImportFuzz, DamagedArchivesAreErrorsOrRows) {
    const TemporaryFolder folder;
    const std::string packed = test::gzipped(seeds()[0].second);
    const ImportPlan plan = test::planOf({folder.write("a.csv.gz", packed)});
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random random(seed, 2);
        folder.write("a.csv.gz", mutated(packed, random));
        const auto data = readFiles(plan, nullptr);
        if (data) {
            expectEveryRowAccountedFor(*data, "seed " + std::to_string(seed));
        } else {
            EXPECT_FALSE(data.error().message.empty());
        }
    }
}

} // namespace
} // namespace tastescope
