// SPDX-License-Identifier: GPL-3.0-or-later
// Reading interactions and attributes from files of any of the supported shapes.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "storage/project/project.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tastescope {

enum class ColumnRole { Ignore, User, Item, Signal, Value, Time, ItemAttribute, UserAttribute };
enum class FileKind { Interactions, Items, Users, Ignored };
enum class Encoding { Auto, Utf8, Utf16Le, Utf16Be, Windows1252 };
enum class OnError { Skip, Abort };

/// How the text of one file is cut into fields. `delimiter` is text because of "::"; "jsonl" files have none.
struct Dialect {
    bool jsonLines = false;
    std::string delimiter = ",";
    Encoding encoding = Encoding::Auto;
    char quote = '"';   ///< 0 = quotes are ordinary text
    char escape = '\0'; ///< inside quotes, takes the next character as it is (Book-Crossing's \"); 0 = none
    bool trim = false;  ///< "1, 2, 3": blanks around ids are no part of them
    bool header = true; ///< the first row (after the preamble) names the columns
    std::size_t preamble = 0; ///< lines before the header or first row
    std::string comment;      ///< lines that begin with it are passed over; empty = none
};

struct ColumnPlan {
    std::string name; ///< header, or "column 1"
    ColumnRole role = ColumnRole::Ignore;
    std::string attribute; ///< for the attribute roles: "title", "creator", "categories", "tags", "released",
                           ///< or any name
    bool decimalComma = false;
    std::string listSeparator; ///< for list attributes: "|", ",", ";"; empty = not a list
    bool flag = false;         ///< a 0/1 column: 1 adds the column's name to the list `attribute`
    std::string lookup; ///< name of the ImportPlan::lookups entry that translates the value; empty = none
    /// What the sniffer saw, for the wizard's chips: "integer", "number", "ISO 8601 time", "seconds", "text".
    std::string looksLike;
};

struct FilePlan {
    std::filesystem::path path; ///< a file, or an archive
    std::string member;         ///< inside a .zip; else empty
    FileKind kind = FileKind::Interactions;
    Dialect dialect;
    std::vector<ColumnPlan> columns;
    std::string layout; ///< recognised layout, for the message: "MovieLens 100K u.data"; empty = proposed by
                        ///< the sniffer
    /// Interactions without a signal column: the signal all rows have ("rating", "play", …).
    std::string signal;
    std::uint64_t bytes = 0; ///< size on disk, for progress
};

/// A file that says what codes mean ("tags.dat": tag number, tag).
struct LookupPlan {
    std::string name;
    FilePlan file;
    std::size_t keyColumn = 0; ///< 0-based
    std::size_t valueColumn = 1;
};

/// Everything that decides what an import does; the wizard edits it, `--map` and friends do the same.
struct ImportPlan {
    std::string
        layout; ///< "movielens", "goodbooks", "lastfm", "bookcrossing", "retailrocket", "steam", "" = unknown
    std::vector<FilePlan> files;
    std::vector<LookupPlan> lookups;
    std::vector<std::string> notes;  ///< what the person should know ("ratings_larger.csv is not used"); go
                                     ///< into the report as well
    std::vector<SignalType> signals; ///< weights to use; names not listed get defaultSignal()
    PairPolicy policy = PairPolicy::Sum;
    /// Files without a signal column: value >= threshold becomes `aboveSignal`, else `belowSignal` (empty:
    /// the row is rejected as below the threshold). Unused while aboveSignal is empty.
    double threshold = 0;
    std::string aboveSignal;
    std::string belowSignal;
    Nouns nouns;
    OnError onError = OnError::Skip;
    bool append = false; ///< extend the project instead of replacing its data
};

struct PreviewRow {
    std::uint64_t line = 0;
    std::vector<std::string> fields;
    std::vector<std::string> problems; ///< per field, empty = fine
};

struct FilePreview {
    FilePlan plan;
    std::vector<PreviewRow> rows;
    bool complete = false; ///< the whole file was short enough to be in `rows`
};

struct Reject {
    std::string file;
    std::uint64_t line = 0; ///< 1-based, where the record begins
    std::size_t column = 0; ///< 1-based; 0 = the whole row
    std::string reason;     ///< "Item is empty", "Time not readable"
    std::string raw;        ///< the row's text, at most 4,096 bytes
};

struct RejectCount {
    std::string reason;
    std::uint64_t count = 0;
    std::uint64_t firstLine = 0;
    std::string firstFile;
    std::string example; ///< the offending text
};

struct ImportReport {
    /// Interaction rows, and those rows of other files that were rejected: always
    /// rowsImported + rowsRejected + duplicates.
    std::uint64_t rowsRead = 0;
    std::uint64_t rowsImported = 0; ///< interaction rows
    std::uint64_t rowsRejected = 0; ///< of all files
    std::uint64_t duplicates =
        0; ///< interaction rows equal in user, item, signal, value and time to an earlier one (kept out)
    std::uint64_t users = 0;
    std::uint64_t items = 0;
    std::uint64_t events = 0;
    double seconds = 0;
    std::vector<Reject> rejects; ///< the first 10,000 whole
    std::vector<RejectCount> rejectCounts;
    std::vector<std::string> notes; ///< "u.genre was not used", …
};

struct ImportHints {
    std::string format =
        "auto"; ///< auto, csv, tsv, jsonl, movielens, goodbooks, retailrocket, lastfm, steam, bookcrossing
    std::string delimiter{}; ///< empty = sniff
    std::string encoding{};  ///< "utf-8", "utf-16", "latin-1", …; empty = sniff
    std::string header{};    ///< "yes", "no", empty = sniff
    /// role=column pairs as in CLI.md: "user=userId", "item.title=2". They correct the files that have such a
    /// column.
    std::vector<std::pair<std::string, std::string>> map{};
    std::string interactionsFile{};
    std::string itemsFile{};
    std::string usersFile{};
};

/// Looks at files and folders (samples of at most 1 MiB a file) and says what to do with each. Errors:
/// NotFound, BadInput when no interactions can be found or user and item columns cannot be told; the message
/// says which `--map` mends it; Cancelled after a stop, also while it waits for standard input.
Result<ImportPlan> planImport(const std::vector<std::filesystem::path>& paths, const ImportHints& hints = {},
                              const std::stop_token& stop = {});

/// The first rows of one file read as planned; also for a plan the person is still editing.
Result<FilePreview> previewFile(const FilePlan& plan, std::size_t rows = 50);

/// What is missing before the plan can run ("No column is the user"); empty = ready.
std::vector<std::string> missingRoles(const ImportPlan& plan);

struct ImportedData {
    ProjectData data;
    ImportReport report;
};

/// Reads everything into memory. `existing` (for append) keeps the row numbers of its ids. A bad row never
/// stops the import unless OnError::Abort.
Result<ImportedData> readFiles(const ImportPlan& plan, const Dataset* existing,
                               const ExecutionContext& context = {});

/// Writes rejects as CSV (file, line, column, reason, raw).
Result<void> writeRejects(const std::vector<Reject>& rejects, const std::filesystem::path& path);

std::string_view columnRoleName(ColumnRole role);

} // namespace tastescope
