// SPDX-License-Identifier: GPL-3.0-or-later
// A file of any bytes is planned, previewed and read. The first byte chooses what it is called.
#include "storage/import/loading/preview.h"
#include "storage/import/loading/read_files.h"
#include "storage/import/planning/plan_import.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/support/temporary_folder.h"

#include <array>
#include <cstdlib>

namespace tastescope::fuzz {
namespace {

constexpr std::array names{"a.csv", "a.tsv", "a.jsonl", "a.json", "a.dat", "a.csv.gz", "a.zip", "a"};

/// Every row that was read became something.
bool addsUp(const ImportReport& report) {
    return report.rowsRead == report.rowsImported + report.rowsRejected + report.duplicates;
}

} // namespace

std::vector<std::string> seeds() {
    using namespace std::string_literals;
    std::vector<std::string> all{
        "\0user,item,rating,time\n1,10,4.5,881250949\n\"2\",\"a \"\"b\"\", "
        "c\",3,881250950\r\n3,x,1,2020-01-01\n"
        "4,\"two\nlines\",2,25.12.2024 18:30\n"s,
        "\1"s + "11\t1\t5\t881250949\n12\t1\t3\t881250950\n12\t2\t1\t881250951\n13\t3\t4\t881250952\n",
        "\2{\"user\":\"u1\",\"item\":7,\"rating\":3.5,\"tags\":[\"a\",\"b\"]}\n{\"user\":\"u2\",\"item\":8}\n"s,
        "\3[{\"user\":\"u1\",\"item\":7,\"rating\":3.5},{\"user\":\"u\\u00e9\",\"item\":8,\"rating\":1e2}]"s,
        "\4"s + "1::10::5::978300760\n2::10::3::978302109\n2::20::4::978301968\n",
        // An archive with one stored member "a.csv", and a gzip file with one stored block.
        "\6PK\3\4\n\0\0\0\0\0\0\0\0\0\x45\x6a\x64\x0e\x16\0\0\0\x16\0\0\0\5\0\0\0a.csvuser,item\n1,2\n2,3\n3,"
        "4\n"
        "PK\1\2\x1e\3\n\0\0\0\0\0\0\0\0\0\x45\x6a\x64\x0e\x16\0\0\0\x16\0\0\0\5\0\0\0\0\0\0\0\0\0\0\0\xa4\x81"
        "\0\0\0\0"
        "a.csvPK\5\6\0\0\0\0\1\0\1\0\x33\0\0\0\x39\0\0\0\0\0"s,
        "\5\x1f\x8b\x08\0\0\0\0\0\0\3\1\x16\0\xe9\xffuser,item\n1,2\n2,3\n3,4\n\x45\x6a\x64\x0e\x16\0\0\0"s,
        "\7"s + "\"User-ID\";\"ISBN\";\"Book-Rating\"\r\n\"1\";\"x \\\" y\";\"0\"\r\n\"2\";\"z\";\"5\"\r\n"};
    return all;
}

} // namespace tastescope::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tastescope;
    if (size == 0) {
        return 0;
    }
    static const test::TemporaryFolder folder;
    const char* const name = fuzz::names[data[0] % fuzz::names.size()];
    const std::filesystem::path file =
        folder.write(name, {reinterpret_cast<const char*>(data) + 1, size - 1});
    for (const char* format : {"auto", "csv"}) {
        ImportHints hints;
        hints.format = format;
        const Result<ImportPlan> plan = planImport({file}, hints);
        if (!plan) {
            continue;
        }
        for (const FilePlan& part : plan->files) {
            static_cast<void>(previewFile(part).hasValue());
        }
        if (const Result<ImportedData> read = readFiles(*plan, nullptr);
            read && !fuzz::addsUp(read->report)) {
            std::abort();
        }
    }
    std::filesystem::remove(file);
    return 0;
}
