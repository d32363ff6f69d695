// SPDX-License-Identifier: GPL-3.0-or-later
// What came of an import: counts, and the rows that could not be used.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tastescope {

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
    std::uint64_t zeroValues = 0;     ///< events whose value is 0: kept, and no likes
    std::uint64_t negativeValues = 0; ///< likewise below 0
    std::uint64_t users = 0;
    std::uint64_t items = 0;
    std::uint64_t events = 0;
    double seconds = 0;
    std::vector<Reject> rejects; ///< the first 10,000 whole
    std::vector<RejectCount> rejectCounts;
    /// Of the project's models, after an import over data that was there: those that can still be used
    /// (trained on older data), and those whose users or items are others now.
    std::vector<std::string> usableModels;
    std::vector<std::string> lostModels;
    std::vector<std::string> notes; ///< "u.genre was not used", …
};

/// Writes rejects as CSV (file, line, column, reason, raw).
Result<void> writeRejects(const std::vector<Reject>& rejects, const std::filesystem::path& path);

} // namespace tastescope
