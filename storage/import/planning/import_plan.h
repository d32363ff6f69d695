// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that decides what an import does: a person or a program may edit it before it runs.
#pragma once

#include "engine/data/dataset.h"
#include "storage/import/records/dialect.h"
#include "storage/import/values/time_format.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

enum class ColumnRole { Ignore, User, Item, Signal, Value, Time, ItemAttribute, UserAttribute };
enum class FileKind { Interactions, Items, Users, Ignored };
enum class OnError { Skip, Abort };

struct ColumnPlan {
    std::string name; ///< header, or "column 1"
    ColumnRole role = ColumnRole::Ignore;
    std::string attribute; ///< for the attribute roles: "title", "creator", "categories", "tags", "released",
                           ///< or any name
    bool decimalComma = false;
    char group = '\0'; ///< what separates thousands, as parseNumber() takes it
    TimeFormat time;   ///< how the column's times are written, should it have some
    /// Day and month cannot be told apart by any value: `time` is a guess that somebody should confirm.
    bool timeAsks = false;
    std::string timeExample;   ///< such a value
    double timeShare = 0;      ///< of the sample's values that are times
    std::string listSeparator; ///< for list attributes: "|", ",", ";"; empty = not a list
    bool unpad = false;        ///< zeros before an id are no part of it: other files write it without
    bool flag = false;         ///< a 0/1 column: 1 adds the column's name to the list `attribute`
    std::string lookup; ///< name of the ImportPlan::lookups entry that translates the value; empty = none
    /// What the sniffer saw, for the wizard's chips: "integer", "number", "ISO 8601 time", "seconds", "text".
    std::string looksLike;
    std::string why; ///< how the role was found: "by its name", "by --map", "by its place and values"
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
    /// Why the header cannot be brought in line with the rows; the columns have no names then. A person can
    /// place them (placeHeader).
    std::string headerProblem{};
    std::vector<std::string> unplacedNames{};
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
    /// Those of them whose weight somebody chose, by name: they also change what the project has that is
    /// added to.
    std::set<std::string> chosenWeights;
    /// How several events of a pair add up; unset = as the project does it that is added to, else their sum.
    std::optional<PairPolicy> policy;
    /// Files without a signal column: value >= threshold becomes `aboveSignal`, else `belowSignal` (empty:
    /// the row is rejected as below the threshold). Unused while aboveSignal is empty.
    double threshold = 0;
    std::string aboveSignal;
    std::string belowSignal;
    Nouns nouns;
    OnError onError = OnError::Skip;
    bool append = false;  ///< extend the project instead of replacing its data
    bool replace = false; ///< the person knows that there is data, which the new one takes the place of
};

/// What is missing before the plan can run ("No column is the user"); empty = ready.
std::vector<std::string> missingRoles(const ImportPlan& plan);

/// Whether a threshold turns the file's values into signals: events with values and no column of signals.
bool takesThreshold(const FilePlan& file);

std::string_view columnRoleName(ColumnRole role);

} // namespace tastescope
