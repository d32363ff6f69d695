// SPDX-License-Identifier: GPL-3.0-or-later
// Names that steer terminals, cells that spreadsheets run and values that are none: asked of every command
// that has such a thing.
#include "storage/export/json_writer.h"
#include "storage/sqlite/database.h"
#include "tests/app/cli_process.h"

#include <algorithm>
#include <memory>
#include <regex>
#include <set>

namespace tastescope {
namespace {

namespace fs = std::filesystem;
using test::Answer;
using test::Finished;
using test::runCommand;
using test::TemporaryFolder;

/// C0, DEL, C1 as characters and as bytes, marks of direction, separators of lines, and a line of its own.
const std::string steering = "\x1b]0;title\x07\x1b[2J\x7f\xc2\x9b"
                             "31m\xc2\x85\xe2\x80\xae"
                             "drow\xe2\x81\xa6x\xd8\x9c\xe2\x80\xa8\r\b\nFORGED: all is well";

std::string json(const std::string& text) {
    JsonWriter writer;
    writer.value(text);
    return writer.text();
}

/// The first byte or character that a terminal would obey; empty when there is none.
std::string firstSteering(const std::string& text) {
    static const std::regex bad("[\\x01-\\x09\\x0B-\\x1F\\x7F]|\xC2[\x80-\x9F]|\xD8\x9C|"
                                "\xE2\x80[\x8E\x8F\xA8-\xAE]|\xE2\x81[\xA6-\xA9]|FORGED",
                                std::regex::ECMAScript);
    for (std::sregex_iterator at(text.begin(), text.end(), bad), end; at != end; ++at) {
        const std::string found = at->str();
        const auto place = static_cast<std::size_t>(at->position());
        if (!found.starts_with("FORGED") || place == 0 || text[place - 1] == '\n') {
            return found;
        }
    }
    return {};
}

std::string shown(const std::vector<std::string>& arguments) {
    std::string words;
    for (const std::string& word : arguments) {
        words += word + " ";
    }
    return words;
}

class CliHostileNames : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        folder = std::make_unique<TemporaryFolder>();
        std::string events;
        for (int user = 0; user < 12; ++user) {
            for (int item = 0; item < 8; ++item) {
                if ((user * 7 + item * 3) % 4 != 0) {
                    events += "{\"user_id\":" + json("u" + std::to_string(user) + steering) +
                              ",\"item_id\":\"i" + std::to_string(item) +
                              "\",\"event\":" + json("click" + steering) +
                              ",\"rating\":" + std::to_string(1 + (user + item) % 5) + "}\n";
                }
            }
        }
        std::string items;
        for (int item = 0; item < 8; ++item) {
            items += "{\"item_id\":\"i" + std::to_string(item) +
                     "\",\"title\":" + json("title" + steering + std::to_string(item)) + "," +
                     json("tag" + steering) + ":" + json(steering) + "}\n";
        }
        folder->write(name("e", ".jsonl"), events);
        folder->write(name("i", ".jsonl"), items);
        project = name("p", ".tastescope");
        run({"import", project, name("e", ".jsonl"), "--interactions", name("e", ".jsonl"), "--map",
             "user=user_id", "--map", "item=item_id", "--map", "signal=event", "--map", "value=rating"},
            0);
    }
    static void TearDownTestSuite() { folder.reset(); }

    /// No name of a file may hold a slash or a line break here: CSV lists are named on one line.
    static std::string name(const std::string& begin, const std::string& end) {
        return begin + steering + end;
    }

    static Finished run(const std::vector<std::string>& arguments, int code = -1) {
        SCOPED_TRACE(shown(arguments));
        const Finished finished = runCommand(*folder, arguments);
        EXPECT_EQ(firstSteering(finished.out), "") << finished.out;
        EXPECT_EQ(firstSteering(finished.err), "") << finished.err;
        if (code >= 0) {
            EXPECT_EQ(finished.code, code) << finished.err;
        }
        return finished;
    }

    static std::unique_ptr<TemporaryFolder> folder;
    static std::string project;
};
std::unique_ptr<TemporaryFolder> CliHostileNames::folder;
std::string CliHostileNames::project;

TEST_F(CliHostileNames, NothingThatSteersATerminalComesOutOfAnyCommand) {
    const std::string user = "u1" + steering;
    run({"train", project, "--model", "item_knn", "--name", "M" + steering}, 0);
    run({"train", project, "--model", "popularity", "--name", "P"}, 0);
    const std::string lists = name("l", ".csv");
    run({"recommend", project, "--model", "P", "--all-users", "--out", lists}, 0);
    const std::vector<std::vector<std::string>> commands{
        {"info", project},
        {"check", project},
        {"models"},
        {"recommend", project, "--model", "M" + steering, "--user", user, "--explain"},
        {"recommend", project, "--model", "M" + steering, "--history", "i1", "--explain"},
        {"recommend", project, "--user", user},
        {"recommend", project, "--model", "M", "--user", user},
        {"recommend", project, "--model", "P", "--user", "nobody" + steering},
        {"recommend", project, "--model", "P", "--history", "i1:" + steering},
        {"recommend", project, "--model", "P", "--all-users", "--out", "x" + steering},
        {"similar", project, "--model", "M" + steering, "--user", user},
        {"similar", project, "--model", "M" + steering, "--item", "i1"},
        {"similar", project, "--model", "P", "--item", steering},
        {"evaluate", project, "--model", "popularity", "--model", "item_knn:neighbours=3", "--pairs", "all"},
        {"evaluate", project, "--model", "popularity", "--model", "item_knn:neighbours=3"},
        {"evaluate", project, "--lists", lists},
        {"evaluate", project, "--lists", steering},
        {"evaluate", project, "--model", steering},
        {"evaluate", project, "--model", "popularity", "--metrics", steering},
        {"evaluate", project, "--model", "popularity", "--candidates", steering},
        {"evaluate", project, "--model", "popularity", "--by", "users"},
        {"search", project, "--model", "item_knn", "--trials", "2", "--train-best", "T" + steering},
        {"search", project, "--model", "item_knn", "--metric", steering},
        {"split", project, "--protocol", "random", "--out", "parts" + steering},
        {"split", project, "--protocol", steering, "--out", "parts"},
        {"export", project, "interactions", "--out", name("x", ".csv")},
        {"export", project, "metrics", "--out", name("x", ".json")},
        {"export", project, steering, "--out", "x.csv"},
        {"import", "q" + steering + ".tastescope", name("e", ".jsonl"), name("i", ".jsonl")},
        {"import", "q.tastescope", steering},
        {"import", "q.tastescope", name("e", ".jsonl"), "--map", "user=" + steering},
        {"import", "q.tastescope", name("e", ".jsonl"), "--weights", steering + "=1"},
        {"demo", "no" + steering + "/such.tastescope"},
        {"demo", "d" + steering + ".tastescope", "--users", "30", "--items", "20", "--events", "300"},
        {"train", project, "--model", "als", "--set", steering + "=1"},
        {"ab", "analyse", name("e", ".jsonl"), "--map", "arm=rating", "--segment", "user_id", "--metric",
         "rating"},
        {"ab", "analyse", name("e", ".jsonl"), "--map", "arm=event", "--metric", "rating"},
        {"ab", "analyse", name("e", ".jsonl"), "--map", "arm=user_id", "--metric", "rating"},
        {"ab", "sequential", name("e", ".jsonl"), "--map", "arm=user_id", "--metric", "rating", "--mde", "1"},
        {"ab", "analyse", name("e", ".jsonl"), "--map", "arm=" + steering},
        {"ope", name("e", ".jsonl"), "--map", steering + "=rating"},
        {"ope", name("e", ".jsonl"), "--map", "reward=rating", "--map", "propensity=rating", "--map",
         "action=user_id", "--map", "position=user_id"},
        {"train", project, "--model", steering},
        {"no" + steering},
        {"info", project, "--no" + steering},
    };
    for (std::vector<std::string> arguments : commands) {
        run(arguments);
        arguments.emplace_back("--json");
        const Finished finished = run(arguments);
        EXPECT_TRUE(Answer(finished.out).valid()) << shown(arguments) << finished.out;
    }
    const Finished json = run({"recommend", project, "--model", "P", "--user", user, "--json"}, 0);
    EXPECT_EQ(Answer(json.out).text("/recommendations/0/user"), user) << "an id is given as it is";
}

TEST_F(CliHostileNames, NamesOfFilesAndOfWhatIsKeptMakeNoLineOfTheirOwn) {
    const std::string user = "u2" + steering;
    run({"train", project, "--model", "item_knn", "--name", "K" + steering}, 0);
    run({"evaluate", project, "--model", "popularity"}, 0);
    const std::string lists = name("k", ".csv");
    run({"recommend", project, "--model", "K" + steering, "--all-users", "--out", lists}, 0);
    const std::string train = name("t", ".jsonl");
    std::string events;
    for (int at = 0; at < 60; ++at) {
        events += "{\"user_id\": " + json("u" + std::to_string(at % 12) + steering) + ", \"item_id\": \"i" +
                  std::to_string((at + at / 12) % 8) + "\"}\n";
    }
    folder->write(train, events);
    const std::string rules = name("r", ".json");
    folder->write(rules, "{\"name\": " + json("calm" + steering) + ", \"list\": 5}");
    const std::string board = name("b", ".json");
    folder->write(board, "{\"version\": 1, \"model\": " + json("K" + steering) +
                             ", \"expectations\": [{\"user\": " + json(user) +
                             ", \"item\": \"i1\", \"within\": 3, \"text\": " + json("hope" + steering) +
                             "}]}");
    run({"rules", project, "--import", rules}, 0);
    // A model of another algorithm than it says: check names it as damaged.
    fs::copy_file(*folder / project, *folder / "damaged.tastescope");
    {
        auto database = sqlite::Database::open(*folder / "damaged.tastescope", sqlite::Access::ReadWrite);
        ASSERT_TRUE(database) << database.error().text();
        ASSERT_TRUE(database->execute("UPDATE models SET algorithm = 'slim' WHERE name LIKE 'K%'"));
    }
    const std::vector<std::vector<std::string>> told{
        {"compare", project, "--lists", lists, "--lists", lists},
        {"compare", project, "--lists", lists, "--lists", steering},
        {"check", "damaged.tastescope"},
        {"search", project, "--model", "item_knn", "--trials", "2", "--train", train},
        {"search", project, "--model", "item_knn", "--trials", "2", "--train", steering},
        {"rules", project},
        {"rules", project, "--import", lists},
        {"board", project, board},
        {"board", project, lists},
        {"rerank", project, "--rules", rules, "--candidates", steering},
        {"report", project, "--out", name("r", ".html")},
        {"report", project, "--out", name("r", ".txt")},
    };
    const std::vector<std::vector<std::string>> others{
        {"rules", project, "--remove", steering},
        {"rerank", project, "--rules", rules, "--ranker", "K" + steering, "--out", name("o", ".csv")},
        {"rerank", project, "--rules", rules, "--candidates", lists},
        {"rerank", project, "--rules", rules, "--ranker", steering},
        {"pipeline", project, "--user", user, "--model", "K" + steering, "--rules", rules, "--trace", "i1"},
        {"pipeline", project, "--user", steering},
        {"pipeline", project, "--user", user, "--sources", steering},
        {"simulate", project, "--policy", "popularity+" + rules, "--rounds", "2", "--out", name("s", ".csv")},
        {"simulate", project, "--policy", steering},
        {"onboard", project, "--questions", "1", "--strategy", "random"},
        {"onboard", project, "--items"},
        {"onboard", project, "--model", steering},
        {"onboard", project, "--strategy", steering},
        {"interleave", project, "--policy", "popularity", "--policy", "random+" + rules, "--sessions", "20"},
        {"interleave", project, "--policy", steering, "--policy", "random"},
        {"evaluate", project, "--model", "popularity+calm" + steering},
    };
    for (const auto* commands : {&told, &others}) {
        for (std::vector<std::string> arguments : *commands) {
            const Finished finished = run(arguments);
            EXPECT_TRUE(commands == &others ||
                        (finished.out + finished.err).find("FORGED") != std::string::npos)
                << "on a line of others the name is said: " << shown(arguments) << finished.out
                << finished.err;
            arguments.emplace_back("--json");
            const Finished answer = run(arguments);
            EXPECT_TRUE(Answer(answer.out).valid()) << shown(arguments) << answer.out;
        }
    }
}

const char* const small =
    "user,item,rating\n=1+1,@sum,5\n=1+1,-5,4\n'-5,'=x,3\n+b,\"\ttab\",5\n+b,-5,2\n-7,@sum,1\n";

/// The cells of a CSV file as a spreadsheet finds them.
std::vector<std::string> cellsOf(const std::string& text) {
    std::vector<std::string> cells(1);
    bool inside = false;
    for (const char c : text) {
        if (c == '"') {
            inside = !inside;
        } else if (!inside && (c == ',' || c == '\n')) {
            cells.emplace_back();
        } else if (c != '\r' || inside) {
            cells.back() += c;
        }
    }
    return cells;
}

TEST(CliHostile, SpreadsheetsRunNothingAndRoundTripsAreExact) {
    const TemporaryFolder folder;
    folder.write("s.csv", small);
    const std::vector<std::string> import{"--header",  "yes",      "--map", "user=user",   "--map",
                                          "item=item", "--format", "csv",   "--delimiter", ","};
    const auto imported = [&](const char* project, const char* file) {
        std::vector<std::string> arguments{"import", project, file};
        arguments.insert(arguments.end(), import.begin(), import.end());
        const Finished finished = runCommand(folder, arguments);
        EXPECT_EQ(finished.code, 0) << finished.err;
    };
    imported("a.tastescope", "s.csv");
    ASSERT_EQ(runCommand(folder, {"train", "a.tastescope", "--model", "popularity", "--name", "P"}).code, 0);
    const std::vector<std::vector<std::string>> exports{
        {"export", "a.tastescope", "interactions", "--out", "e.csv"},
        {"export", "a.tastescope", "items", "--out", "i.csv"},
        {"export", "a.tastescope", "recommendations", "--out", "l.csv"},
        {"recommend", "a.tastescope", "--all-users", "--out", "r.csv"},
        {"split", "a.tastescope", "--protocol", "random", "--out", "parts"},
    };
    for (const std::vector<std::string>& arguments : exports) {
        const Finished finished = runCommand(folder, arguments);
        ASSERT_EQ(finished.code, 0) << finished.err;
    }
    const std::set<std::string> numbers{"-5", "-7"};
    std::size_t guards = 0;
    for (const char* file : {"e.csv", "i.csv", "l.csv", "r.csv", "parts/train.csv", "parts/test.csv"}) {
        for (const std::string& cell : cellsOf(folder.read(file))) {
            const bool runs = !cell.empty() && std::string("=+-@\t\r").find(cell[0]) != std::string::npos;
            EXPECT_TRUE(!runs || numbers.contains(cell)) << file << ": " << cell;
            guards += cell.starts_with("'") ? 1 : 0;
        }
    }
    EXPECT_GT(guards, 20U);
    folder.write("bad.csv", "user,item,rating\n=1+1,x,=HYPERLINK(1)\n1,x,5\n2,y,3\n=2,y,+x\n3,x,4\n");
    EXPECT_EQ(runCommand(folder, {"import", "r.tastescope", "bad.csv", "--rejects", "rejects.csv", "--header",
                                  "yes", "--map", "user=user", "--map", "item=item", "--map", "value=rating"})
                  .code,
              0);
    for (const std::string& cell : cellsOf(folder.read("rejects.csv"))) {
        EXPECT_TRUE(cell.empty() || std::string("=+@\t").find(cell[0]) == std::string::npos) << cell;
    }
    imported("b.tastescope", "e.csv");
    for (const char* project : {"a", "b"}) {
        ASSERT_EQ(runCommand(folder, {"export", std::string(project) + ".tastescope", "interactions", "--raw",
                                      "--out", std::string(project) + ".csv"})
                      .code,
                  0);
    }
    EXPECT_EQ(folder.read("a.csv"), folder.read("b.csv"));
    EXPECT_NE(folder.read("a.csv").find("=1+1,@sum"), std::string::npos) << folder.read("a.csv");
    const Finished evaluated = runCommand(folder, {"evaluate", "a.tastescope", "--lists", "l.csv", "--train",
                                                   "parts/train.csv", "--test", "parts/test.csv", "--json"});
    EXPECT_EQ(evaluated.code, 0) << evaluated.err;
}

/// Options with a value, from a command's own help: name and type.
std::vector<std::pair<std::string, std::string>> optionsOf(const std::string& help) {
    std::vector<std::pair<std::string, std::string>> options;
    const std::regex line("\n +(?:-[a-z],)?(--[a-z-]+) (UINT|INT|FLOAT|[A-Z]+)");
    for (std::sregex_iterator at(help.begin(), help.end(), line), end; at != end; ++at) {
        options.emplace_back((*at)[1], (*at)[2]);
    }
    return options;
}

TEST(CliHostile, EveryOptionIsLookedAtBeforeAnyFileIs) {
    const TemporaryFolder folder;
    const std::vector<std::vector<std::string>> commands{
        {"demo", "p.tastescope"},
        {"import", "p.tastescope", "absent.csv"},
        {"train", "p.tastescope", "--model", "als"},
        {"recommend", "p.tastescope", "--all-users"},
        {"similar", "p.tastescope", "--item", "1"},
        {"split", "p.tastescope", "--protocol", "random", "--out", "parts"},
        {"evaluate", "p.tastescope", "--model", "als"},
        {"search", "p.tastescope", "--model", "als"},
        {"export", "p.tastescope", "items", "--out", "x.csv"},
        {"ab", "plan", "--from=absent.csv"},
        {"ab", "analyse", "absent.csv"},
        {"ab", "sequential", "absent.csv"},
        {"ope", "absent.csv"},
    };
    std::size_t numeric = 0;
    for (const std::vector<std::string>& command : commands) {
        const std::size_t words = command[0] == "ab" ? 2 : 1;
        std::vector<std::string> help(command.begin(), command.begin() + static_cast<std::ptrdiff_t>(words));
        help.emplace_back("--help");
        for (const auto& [option, type] : optionsOf(runCommand(folder, help).out)) {
            std::vector<std::string> values{""};
            if (type == "UINT" || type == "INT" || type == "FLOAT") {
                ++numeric;
                values = {"",      " ",    "nan",  "inf", "-inf",
                          "1e999", "0x10", "five", "1,5", "99999999999999999999999x"};
            }
            if (type == "UINT") {
                values.insert(values.end(), {"-1", "1.5", "18446744073709551616"});
            }
            for (const std::string& value : values) {
                std::vector<std::string> arguments = command;
                std::erase(arguments, option);
                arguments.push_back(option);
                arguments.push_back(value);
                const Finished finished = runCommand(folder, arguments);
                EXPECT_EQ(finished.code, 2) << shown(arguments) << finished.err;
            }
        }
    }
    EXPECT_GT(numeric, 10U);
    EXPECT_TRUE(fs::is_empty(folder.path()));
    // Numbers within texts.
    const std::vector<std::vector<std::string>> others{
        {"evaluate", "p.tastescope", "--model", "als", "--test", "nan"},
        {"evaluate", "p.tastescope", "--model", "als", "--k", "-1"},
        {"evaluate", "p.tastescope", "--model", "als", "--candidates", "sampled:-1"},
        {"evaluate", "p.tastescope", "--model", "als:alpha=nan"},
        {"search", "p.tastescope", "--model", "als", "--validation", "inf"},
        {"train", "p.tastescope", "--model", "als", "--set", "alpha=1e999"},
        {"import", "p.tastescope", "absent.csv", "--weights", "like=nan"},
        {"import", "p.tastescope", "absent.csv", "--weights", "like"},
        {"import", "p.tastescope", "absent.csv", "--map", "colour=3"},
        {"import", "p.tastescope", "absent.csv", "--map", "user"},
        {"import", "p.tastescope", "absent.csv", "--encoding", "runes"},
        {"evaluate", "p.tastescope", "--model", "als", "--folds", "-1"},
        {"evaluate", "p.tastescope", "--model", "als", "--folds", "2.5"},
    };
    for (const std::vector<std::string>& arguments : others) {
        EXPECT_EQ(runCommand(folder, arguments).code, 2) << shown(arguments);
    }
}

} // namespace
} // namespace tastescope
