// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/preview.h"
#include "tests/storage/import/import_test.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <atomic>
#include <fcntl.h>
#include <iterator>
#include <thread>

namespace tastescope {
namespace {

using test::eventsText;
using test::gzipped;
using test::imported;
using test::importOf;
using test::planOf;
using test::TemporaryFolder;

constexpr std::string_view mixed = "user,item,rating,time\n"
                                   "1,10,4.5,881250949\n"
                                   ",10,4,881250950\n"
                                   "1,,4,881250951\n"
                                   "2,11,four,881250952\n"
                                   "2,11,,881250952\n"
                                   "2,12,3,whenever\n"
                                   "2,12\n"
                                   "2,12,3,881250953,,\n"
                                   "3,\"13,3,881250954\n"
                                   "007,9007199254740993,1,\n"
                                   "1,10,4.5,881250949\n"
                                   "1,10,4.5,881250950\n";

std::string firstFor(const ImportReport& report, std::string_view reason) {
    for (const RejectCount& count : report.rejectCounts) {
        if (count.reason == reason) {
            return std::to_string(count.count) + "x line " + std::to_string(count.firstLine) + " <" +
                   count.example + ">";
        }
    }
    return "none";
}

TEST(Importer, RejectsBadRowsWithLineColumnAndReason) {
    const TemporaryFolder folder;
    const ImportedData data = importOf({folder.write("a.csv", mixed)});
    const ImportReport& report = data.report;
    EXPECT_EQ(report.rowsRead, 12U);
    EXPECT_EQ(report.rowsImported, 4U);
    EXPECT_EQ(report.rowsRejected, 7U);
    EXPECT_EQ(report.duplicates, 1U);
    EXPECT_EQ(eventsText(data),
              "1 10 rating 4.500000 881250949000\n1 10 rating 4.500000 881250950000\n"
              "2 12 rating 3.000000 881250953000\n007 9007199254740993 rating 1.000000 -\n");
    EXPECT_EQ(firstFor(report, "User is empty"), "1x line 3 <>");
    EXPECT_EQ(firstFor(report, "Item is empty"), "1x line 4 <>");
    EXPECT_EQ(firstFor(report, "Value not readable"), "1x line 5 <four>");
    EXPECT_EQ(firstFor(report, "Value is empty"), "1x line 6 <>");
    EXPECT_EQ(firstFor(report, "Time not readable"), "1x line 7 <whenever>");
    EXPECT_EQ(firstFor(report, "Wrong number of columns"), "1x line 8 <2 instead of 4>");
    EXPECT_EQ(firstFor(report, "Quotes do not match"), "1x line 10 <3,\"13,3,881250954>");
    ASSERT_EQ(report.rejects.size(), 7U);
    EXPECT_EQ(report.rejects[2].column, 3U);
    EXPECT_EQ(report.rejects[2].raw, "2,11,four,881250952");
    EXPECT_EQ(report.rejects[5].column, 0U) << "the whole row";
    EXPECT_EQ(report.rejects[0].file, "a.csv");
}

TEST(Importer, ReadsTheSameThroughBuffersOfAnySize) {
    const TemporaryFolder folder;
    folder.write("a.csv", mixed);
    folder.write(
        "b.jsonl",
        "{\"user\":\"u\",\"item\":\"é\",\"rating\":3}\n{bad\n{\"user\":\"u\",\"item\":\"z\",\"rating\":1}\n");
    folder.write("c.tsv",
                 "item\ttitle\ttags\n10\tCaf\xE9 \"x\ta|b\n11\t\"Two\r\nlines\"\tb\n12\tThree\tc|a\n");
    folder.write("d.csv.gz", gzipped("user;item;rating\r\n5;10;4,5\r\n6;10;3\r\n") + gzipped("7;11;2,5\r"));
    const ImportPlan plan = planOf({folder.path()});
    const std::string expected = test::fullText(imported(plan));
    EXPECT_NE(expected.find("title[11]=Two\r\nlines"), std::string::npos) << expected;
    EXPECT_NE(expected.find("6 10 rating 3.000000 -"), std::string::npos) << expected;
    for (const std::size_t size : test::bufferSizes) {
        EXPECT_EQ(test::fullText(imported(plan, nullptr, size)), expected) << size;
    }
}

TEST(Importer, KeepsTheFirstTenThousandRejectsAndCountsAll) {
    const TemporaryFolder folder;
    std::string text = "user,item\n1,2\n";
    for (int i = 0; i < 10'500; ++i) {
        text += ",5\n";
    }
    const ImportedData data = importOf({folder.write("a.csv", text)}, {.header = "yes"});
    EXPECT_EQ(data.report.rejects.size(), 10'000U);
    EXPECT_EQ(data.report.rowsRejected, 10'500U);
    EXPECT_EQ(data.report.rejectCounts.at(0).count, 10'500U);
}

TEST(Importer, AbortsAtTheFirstBadRowWhenAsked) {
    const TemporaryFolder folder;
    ImportPlan plan = planOf({folder.write("a.csv", mixed)});
    plan.onError = OnError::Abort;
    const auto aborted = readFiles(plan, nullptr);
    ASSERT_FALSE(aborted.hasValue());
    EXPECT_EQ(aborted.error().context, "a.csv, line 3");
    EXPECT_NE(aborted.error().message.find("User is empty"), std::string::npos);
}

TEST(Importer, AThresholdTurnsValuesIntoSignals) {
    const TemporaryFolder folder;
    ImportPlan plan = planOf({folder.write("a.csv", "user,item,rating\n1,1,5\n1,2,4\n1,3,3.9\n")});
    plan.threshold = 4;
    plan.aboveSignal = "like";
    plan.belowSignal = "dislike";
    EXPECT_EQ(eventsText(imported(plan)),
              "1 1 like 5.000000 -\n1 2 like 4.000000 -\n1 3 dislike 3.900000 -\n");
    plan.belowSignal.clear();
    const ImportedData cut = imported(plan);
    EXPECT_EQ(cut.report.rowsImported, 2U);
    EXPECT_EQ(firstFor(cut.report, "Below the threshold"), "1x line 4 <3.9>");
}

TEST(Importer, AThresholdThatAFileDoesNotTakeIsNoted) {
    const TemporaryFolder folder;
    ImportPlan plan = planOf({folder.write("a.csv", "user,item,rating\n1,1,5\n1,2,1\n")});
    for (const auto& file : {folder.write("b.csv", "user,item,signal,value\n2,1,play,5\n2,2,play,1\n"),
                             folder.write("c.csv", "user,item\n3,1\n3,2\n")}) {
        plan.files.push_back(planOf({file}).files.front());
    }
    EXPECT_TRUE(takesThreshold(plan.files[0]));
    EXPECT_FALSE(takesThreshold(plan.files[1]));
    EXPECT_FALSE(takesThreshold(plan.files[2]));
    const auto about = [](const ImportedData& data, std::string_view file) {
        return std::ranges::count_if(data.report.notes, [&](const std::string& note) {
            return note.starts_with(file) && note.find("the threshold") != std::string::npos;
        });
    };
    EXPECT_EQ(about(imported(plan), ""), 0) << "none was asked for";
    plan.threshold = 4;
    plan.aboveSignal = "good";
    plan.belowSignal = "bad";
    const ImportedData data = imported(plan);
    EXPECT_EQ(about(data, "a.csv"), 0);
    EXPECT_EQ(about(data, "b.csv"), 1);
    EXPECT_EQ(about(data, "c.csv"), 1);
    const std::string text = eventsText(data);
    EXPECT_NE(text.find("1 1 good"), std::string::npos) << text;
    EXPECT_NE(text.find("1 2 bad"), std::string::npos) << text;
    EXPECT_NE(text.find("2 2 play"), std::string::npos) << text;
}

TEST(Importer, SignalsGetThePlannedWeights) {
    const TemporaryFolder folder;
    ImportPlan plan =
        planOf({folder.write("a.csv", "user,item,event\n1,1,Play\n1,2,skip\n2,1,PLAY\n2,2,odd\n")});
    ASSERT_EQ(plan.signals.size(), 3U);
    plan.signals = {{"play", SignalKind::Implicit, 7, false}};
    const ImportedData data = imported(plan);
    const auto& signals = data.parts.signals;
    ASSERT_EQ(signals.size(), 3U);
    EXPECT_EQ(signals[0].name, "play");
    EXPECT_EQ(signals[0].weight, 7);
    EXPECT_EQ(signals[1].weight, -1) << "skip, by default";
    EXPECT_EQ(signals[2].weight, 1) << "unknown, by default";
}

TEST(Importer, TooManySignalsAreRejected) {
    const TemporaryFolder folder;
    std::string text = "user,item,event\n";
    for (int i = 0; i < 300; ++i) {
        text += "1,2,s" + std::to_string(i) + "\n";
    }
    const ImportedData data = importOf({folder.write("a.csv", text)});
    EXPECT_EQ(data.report.rowsImported, 255U);
    EXPECT_EQ(data.report.rowsRejected, 45U);
}

TEST(Importer, AppendKeepsRowNumbersEventsAndAttributes) {
    const TemporaryFolder folder;
    const auto first = importOf({folder.write("one/r.csv", "user,item,rating,time\nb,y,1,100\na,x,2,200\n"),
                                 folder.write("one/i.csv", "item,title,price\nx,Oak,1\ny,Mill,2\n")});
    const Dataset existing(first.parts);
    ImportPlan plan =
        planOf({folder.write("two/r.csv", "user,item,rating,time\na,x,2,200\nc,x,3,50\nb,z,4,60\n"),
                folder.write("two/i.csv", "item,title,price\nx,,9\nz,Root,\n")});
    plan.append = true;
    const ImportedData data = imported(plan, &existing);
    EXPECT_EQ(data.report.rowsRead, 3U);
    EXPECT_EQ(data.report.rowsImported, 2U);
    EXPECT_EQ(data.report.duplicates, 1U);
    EXPECT_EQ(data.report.events, 4U);
    EXPECT_EQ(data.parts.users->at(0), "b");
    EXPECT_EQ(data.parts.users->at(2), "c");
    EXPECT_EQ(data.parts.items->find("z"), 2U);
    EXPECT_EQ(eventsText(data),
              "b z rating 4.000000 60000\nb y rating 1.000000 100000\na x rating 2.000000 200000\n"
              "c x rating 3.000000 50000\n");
    EXPECT_EQ(test::itemText(data, "x", "title"), "Oak");
    EXPECT_EQ(test::itemText(data, "x", "price"), "9");
    EXPECT_EQ(test::itemText(data, "z", "title"), "Root");
}

TEST(Importer, AppendingTheSameFileAddsNothing) {
    const TemporaryFolder folder;
    const auto path = folder.write("r.csv", "user,item\n1,2\n3,4\n");
    const ImportedData first = importOf({path});
    const Dataset existing(first.parts);
    const ImportedData again = imported(planOf({path}), &existing);
    EXPECT_EQ(again.report.duplicates, 2U);
    EXPECT_EQ(again.report.events, 2U);
}

TEST(Importer, AppendCountsAsTheProjectDoesUnlessTold) {
    const TemporaryFolder folder;
    ImportPlan plan = planOf({folder.write("r.csv", "user,item\n1,2\n3,4\n")});
    ImportedData first = imported(plan);
    EXPECT_EQ(first.parts.matrix.policy, PairPolicy::Sum);
    first.parts.matrix = {PairPolicy::Max, true, 30};
    const Dataset existing(first.parts);
    plan.append = true;
    const ImportedData grown = imported(plan, &existing);
    EXPECT_EQ(grown.parts.matrix.policy, PairPolicy::Max);
    EXPECT_TRUE(grown.parts.matrix.binary);
    EXPECT_EQ(grown.parts.matrix.halfLifeDays, 30);
    EXPECT_NE(grown.provenance.find(R"("policy":"max")"), std::string::npos) << grown.provenance;
    plan.policy = PairPolicy::Sum; // said, and what an import does by itself
    const ImportedData told = imported(plan, &existing);
    EXPECT_EQ(told.parts.matrix.policy, PairPolicy::Sum);
    EXPECT_TRUE(told.parts.matrix.binary);
}

TEST(Importer, AppendTakesTheWeightsThatWereChosenAndNoOthers) {
    const TemporaryFolder folder;
    ImportedData first = importOf({folder.write("a.csv", "user,item,event\n1,1,play\n1,2,skip\n")});
    first.parts.signals[0].weight = 3;
    first.parts.signals[1].weight = -5;
    const Dataset existing(first.parts);
    ImportPlan plan = planOf({folder.write("b.csv", "user,item,event\n2,1,play\n2,2,skip\n2,3,like\n")});
    plan.append = true;
    EXPECT_EQ(imported(plan, &existing).parts.signals[0].weight, 3) << "as the project has it";
    for (SignalType& signal : plan.signals) {
        signal.weight = signal.name == "play" ? 7 : signal.name == "like" ? 2.5 : signal.weight;
    }
    plan.signals.push_back({"save", SignalKind::Implicit, 9, false});
    plan.chosenWeights = {"play", "like", "save"};
    const ImportedData data = imported(plan, &existing);
    ASSERT_EQ(data.parts.signals.size(), 3U);
    EXPECT_EQ(data.parts.signals[0].weight, 7);
    EXPECT_EQ(data.parts.signals[1].weight, -5) << "nobody chose another";
    EXPECT_EQ(data.parts.signals[2].weight, 2.5);
    EXPECT_EQ(data.report.notes, (std::vector<std::string>{
                                     "\"play\" weighs 7 now instead of 3, in the events that were there too",
                                     "No event is a \"save\": its weight was not used"}));
    plan.chosenWeights = {"skip"}; // what is there in the project only counts as well
    plan.signals = {{"skip", SignalKind::Implicit, -2, false}};
    plan.files = planOf({folder.write("c.csv", "user,item,event\n3,1,play\n")}).files;
    EXPECT_EQ(imported(plan, &existing).parts.signals[1].weight, -2);
}

TEST(Importer, ReadsAZipArchiveAsAFolder) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "set.zip";
    const std::string ratings = "userId,movieId,rating,timestamp\n1,10,4,964982703\n";
    const std::string movies = "movieId,title,genres\n10,Oak (1990),Drama\n";
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
    zip_file_add(archive, "set/ratings.csv", zip_source_buffer(archive, ratings.data(), ratings.size(), 0),
                 0);
    zip_file_add(archive, "set/movies.csv", zip_source_buffer(archive, movies.data(), movies.size(), 0), 0);
    ASSERT_EQ(zip_close(archive), 0);
    const ImportedData data = importOf({path});
    EXPECT_EQ(data.report.rowsImported, 1U);
    EXPECT_EQ(test::itemText(data, "10", "categories"), "Drama");
}

TEST(Importer, ReadsStandardInput) {
    const TemporaryFolder folder;
    const auto path = folder.write("in.csv", "user,item\n1,2\n3,4\n,5\n");
    const int saved = ::dup(STDIN_FILENO);
    const int file = ::open(path.c_str(), O_RDONLY);
    ASSERT_GE(::dup2(file, STDIN_FILENO), 0);
    const ImportedData data = importOf({"-"});
    ::dup2(saved, STDIN_FILENO);
    ::close(file);
    ::close(saved);
    EXPECT_EQ(data.report.rowsImported, 2U);
    EXPECT_EQ(data.report.rejects.at(0).file, "standard input");
}

TEST(Importer, ReadsUtf16AndOldEncodings) {
    const TemporaryFolder folder;
    std::string wide = "\xFF\xFE";
    for (const char c : std::string_view("user\titem\n1\ttea\n2\tmilk\n")) {
        wide += c;
        wide += '\0';
    }
    EXPECT_EQ(eventsText(importOf({folder.write("w.txt", wide)})),
              "1 tea interaction - -\n2 milk interaction - -\n");
    EXPECT_EQ(eventsText(importOf({folder.write("l.csv", "user,item\n1,caf\xE9\n")})),
              "1 café interaction - -\n");
}

TEST(Importer, SaysWhatIsNotUtf8BehindTheSample) {
    const TemporaryFolder folder;
    std::string text = "user,item\n";
    for (int i = 0; i < 150'000; ++i) {
        text += "12345,54321\n";
    }
    const ImportedData data = importOf({folder.write("a.csv", text + "1,caf\xE9\n")});
    EXPECT_NE(eventsText(data).find("1 café"), std::string::npos);
    ASSERT_EQ(data.report.notes.size(), 2U);
    EXPECT_NE(data.report.notes[0].find("1 byte is not UTF-8 and was read"), std::string::npos);
    EXPECT_TRUE(data.report.notes[1].starts_with("149,999 rows are equal to an earlier one"));
    EXPECT_EQ(data.report.duplicates, 149'999U);
}

TEST(Importer, IdsStayAsTheyAreUnlessEveryFieldHasABlank) {
    const TemporaryFolder folder;
    const ImportedData kept = importOf({folder.write("a.csv", "user,item\n1,Oak \n1,Oak\n1,  \n")});
    EXPECT_EQ(kept.report.items, 2U);
    EXPECT_EQ(kept.report.rowsRejected, 1U);
    EXPECT_EQ(eventsText(importOf({folder.write("b.csv", "user, item\n1, 2\n3, 4\n")})),
              "1 2 interaction - -\n3 4 interaction - -\n");
}

TEST(Importer, AttributesMayStandBesideTheEvents) {
    const TemporaryFolder folder;
    const ImportedData data = importOf({folder.write(
        "a.csv", "user,age,item,title,genres\n1,30,7,Oak,a|b\n2,40,8,Mill,b\n1,30,8,Mill,b\n")});
    EXPECT_EQ(test::itemText(data, "7", "categories"), "a, b");
    EXPECT_EQ(test::itemText(data, "8", "title"), "Mill");
    EXPECT_EQ(test::userText(data, "2", "age"), "40");
}

TEST(Importer, ABarPartsWordsHoweverFewCellsHaveOne) {
    const TemporaryFolder folder;
    for (const std::string_view words : {"Drama|War", "3|50"}) { // numbers can be categories, too
        const std::string_view plain = words == "3|50" ? "3" : "Drama";
        const std::string parted = words == "3|50" ? "3, 50" : "Drama, War";
        for (const bool named : {true, false}) {
            std::string items = named ? "item,categories,tags\n" : "item,what,kind\n";
            std::string events = "user,item\n";
            for (int i = 0; i < 5'000; ++i) { // the last is behind any sample
                const bool last = i == 4'999;
                fmt::format_to(std::back_inserter(items), "i{},{},{}\n", i, last ? words : plain,
                               i == 30 ? words : plain);
                fmt::format_to(std::back_inserter(events), "u{},i{}\n", i % 7, i);
            }
            ImportHints hints;
            hints.itemsFile = "items.csv";
            if (!named) {
                hints.map = {{"item.categories", "what"}, {"item.tags", "kind"}};
            }
            const ImportedData data =
                importOf({folder.write("events.csv", events), folder.write("items.csv", items)}, hints);
            EXPECT_EQ(test::itemText(data, "i4999", "categories"), parted) << named;
            EXPECT_EQ(test::itemText(data, "i30", "tags"), parted) << named;
            EXPECT_EQ(test::itemText(data, "i31", "tags"), plain) << named;
        }
    }
}

class CountingSink final : public ProgressSink {
public:
    void report(double fraction, std::string_view step) override {
        last = fraction;
        steps += std::string(step) + ";";
        backwards |= fraction < highest;
        highest = std::max(highest, fraction);
    }
    double last = 0;
    double highest = 0;
    bool backwards = false;
    std::string steps;
};

TEST(Importer, ReportsProgressForwards) {
    const TemporaryFolder folder;
    const ImportPlan plan = planOf({folder.write("a.csv", "user,item\n1,2\n")});
    CountingSink sink;
    ExecutionContext context;
    context.progress = &sink;
    ASSERT_TRUE(readFiles(plan, nullptr, context).hasValue());
    EXPECT_EQ(sink.last, 1.0);
    EXPECT_FALSE(sink.backwards);
    EXPECT_TRUE(sink.steps.starts_with("Reading a.csv;")) << sink.steps;
}

TEST(Importer, StopsSoonWhenCancelled) {
    const TemporaryFolder folder;
    std::string text = "user,item\n";
    for (int i = 0; i < 500'000; ++i) {
        text += std::to_string(i % 5000) + "," + std::to_string(i % 997) + "\n";
    }
    const ImportPlan plan = planOf({folder.write("a.csv.gz", gzipped(text))});
    std::stop_source stop;
    ExecutionContext context;
    context.stop = stop.get_token();
    stop.request_stop();
    const auto stopped = readFiles(plan, nullptr, context);
    ASSERT_FALSE(stopped.hasValue());
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);

    // In the middle of a line without an end, too.
    ImportPlan endless = planOf({folder.write("b.csv", "user,item\n1,2\n" + std::string(60'000'000, 'x'))});
    std::stop_source later;
    context.stop = later.get_token();
    std::jthread stopper([&later] {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        later.request_stop();
    });
    const auto begun = std::chrono::steady_clock::now();
    (void)readFiles(endless, nullptr, context);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

TEST(Importer, AZeroByteSpoilsItsRowAlone) {
    using namespace std::string_view_literals;
    const TemporaryFolder folder;
    const ImportedData data =
        importOf({folder.write("a.csv", "user,item,rating\na,x,3\nb\0c,y,4\nc,z\0,5\nd,x,1\n"sv)});
    EXPECT_EQ(test::eventsText(data), "a x rating 3.000000 -\nd x rating 1.000000 -\n");
    ASSERT_EQ(data.report.rejects.size(), 2U);
    EXPECT_EQ(data.report.rejects[0].line, 3U);
    EXPECT_EQ(data.report.rejects[0].column, 1U);
    EXPECT_EQ(data.report.rejects[1].column, 2U);
    EXPECT_EQ(data.report.rejects[1].reason, "Zero byte in the id");
}

TEST(Importer, ReadsBackAnExportedArrayOfObjects) {
    const TemporaryFolder folder;
    const ImportedData data = importOf({folder.write(
        "a.json", "[\n{\"user\":\"007\",\"item\":\"x\",\"value\":4.5,\"time\":\"2024-01-01T00:00:00Z\"},\n"
                  "{\"user\":\"007\",\"item\":\"y\",\"value\":null,\"time\":\"\"}\n]\n")});
    EXPECT_EQ(data.report.rowsRead, 2U);
    EXPECT_NE(test::eventsText(data).find("007 x rating 4.500000 1704067200000"), std::string::npos)
        << test::eventsText(data);
}

TEST(Importer, AFileThatVanishedIsAnErrorNotACrash) {
    const TemporaryFolder folder;
    const auto path = folder.write("a.csv", "user,item\n1,2\n");
    const ImportPlan plan = planOf({path});
    std::filesystem::remove(path);
    EXPECT_EQ(readFiles(plan, nullptr).error().code, ErrorCode::NotFound);
    EXPECT_EQ(planImport({path}).error().code, ErrorCode::NotFound);
}

TEST(Importer, APlanWithoutRolesSaysWhatIsMissing) {
    ImportPlan plan;
    EXPECT_EQ(missingRoles(plan), std::vector<std::string>{"No file holds interactions"});
    plan.files.emplace_back();
    plan.files[0].path = "x.csv";
    plan.files[0].columns.resize(1);
    plan.files[0].columns[0].role = ColumnRole::User;
    EXPECT_EQ(missingRoles(plan), std::vector<std::string>{"No column of x.csv is the item"});
    EXPECT_EQ(readFiles(plan, nullptr).error().code, ErrorCode::BadInput);
}

TEST(Preview, ShowsRowsWithTheirProblems) {
    const TemporaryFolder folder;
    const ImportPlan plan = planOf({folder.write("a.csv", mixed)});
    const auto preview = previewFile(plan.files[0]);
    ASSERT_TRUE(preview.hasValue());
    EXPECT_TRUE(preview->complete);
    ASSERT_EQ(preview->rows.size(), 12U);
    EXPECT_EQ(preview->rows[0].problems, std::vector<std::string>(4));
    EXPECT_EQ(preview->rows[1].problems[0], "User is empty");
    EXPECT_EQ(preview->rows[3].problems[2], "Value not readable");
    EXPECT_EQ(preview->rows[8].problems[0], "Quotes do not match");
    EXPECT_EQ(preview->rows[8].line, 10U);
    // The rows that are marked are those that the import rejects.
    const ImportedData data = importOf({plan.files[0].path});
    std::vector<std::uint64_t> rejected;
    for (const Reject& reject : data.report.rejects) {
        rejected.push_back(reject.line);
    }
    std::vector<std::uint64_t> marked;
    for (const PreviewRow& row : preview->rows) {
        if (std::ranges::any_of(row.problems, [](const std::string& problem) { return !problem.empty(); })) {
            marked.push_back(row.line);
        }
    }
    std::erase(rejected, 6U); // a rating without a value: one that is empty may be none elsewhere
    EXPECT_EQ(marked, rejected);
    const ImportPlan twice = planOf({folder.write("b.csv", "user,item\n1,2\nuser,item\n3,4\n")});
    EXPECT_EQ(previewFile(twice.files[0])->rows[1].problems[0], "The header once more");
    const auto brief = previewFile(plan.files[0], 2);
    EXPECT_EQ(brief->rows.size(), 2U);
    EXPECT_FALSE(brief->complete);
}

TEST(WriteRejects, WritesCsvThatReadsBack) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "rejects.csv";
    ASSERT_TRUE(writeRejects({{"a.csv", 3, 1, "User is empty", ",\"x\"\n"}}, path).hasValue());
    EXPECT_EQ(test::contentOf(path),
              "file,line,column,reason,raw\na.csv,3,1,User is empty,\",\"\"x\"\"\n\"\n");
}

} // namespace
} // namespace tastescope
