// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the first mebibyte of a file and says how its text is cut into columns and what they look like.
#pragma once

#include "storage/import/planning/column_names.h"
#include "storage/import/planning/foreign_format.h"
#include "storage/import/planning/plan_import.h"

#include <string>
#include <vector>

namespace tastescope {

inline constexpr std::size_t sampleBytes = 1U << 20U;

/// A file and what was seen of it. `plan` has its dialect and columns (with looksLike), no roles yet.
struct Sniff {
    FilePlan plan;
    std::string family;                         ///< known layout it belongs to, empty = none
    std::vector<std::string> names;             ///< plainName() of the header, empty without one
    std::vector<std::vector<std::string>> rows; ///< sample records without the header
    bool table = false;                         ///< false: this is no table (a README, a picture)
    bool complete = false;                      ///< the sample is the whole file
    bool empty = false;                         ///< there is not a byte in it
    ForeignFormat foreign;                      ///< what it is instead of a table, as far as that is known
    std::string headerProblem;                  ///< why its header cannot be brought in line with its rows

    bool hasNames(std::initializer_list<std::string_view> expected) const;
};

/// Errors are those of reading; a file that is no table is no error.
Result<Sniff> sniffFile(const std::filesystem::path& path, const std::string& member,
                        const ImportHints& hints);

/// What a column of sample values is: sets looksLike, how its numbers and times are written, listSeparator.
void describeColumn(const std::vector<std::vector<std::string>>& rows, std::size_t column, ColumnPlan& plan);
/// Whether it is one of times, by looksLike.
bool looksLikeTime(const ColumnPlan& plan);

/// Gives every column its role by its name, and the file its kind. Known names only; false when the file
/// remains without a purpose.
bool assignRolesByName(Sniff& sniff);

/// For a file of interactions whose names say nothing: user and item, as far as they are not set, are the
/// first columns that look like ids. False when there are not enough.
bool assignRolesByValue(Sniff& sniff);

/// For a file of which user or item (or both) are set already: finds the other one and the rest by name,
/// without a header by value. False when one of the two remains unknown; then the file is as before.
bool completeInteractions(Sniff& sniff);

/// "latin-1", "utf-8", "utf-16", … ; Auto for an empty name. Error: unknown name.
Result<Encoding> parseEncoding(std::string_view name);

} // namespace tastescope
