// SPDX-License-Identifier: GPL-3.0-or-later
// Tables and numbers for people on a terminal.
#pragma once

#include "engine/data/interactions.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct FileCounts;

/// Cells and headings may come from outside: see terminalText(). Columns as wide as their widest cell
/// (counted in code points), two blanks apart.
class TextTable {
public:
    /// A heading that begins with ">" is a column aligned to the right.
    explicit TextTable(std::vector<std::string> headings);
    void row(std::vector<std::string> cells);
    bool empty() const { return m_rows.empty(); }
    std::string text() const;

private:
    std::vector<std::string> m_headings;
    std::vector<bool> m_right;
    std::vector<std::vector<std::string>> m_rows;
};

std::string countText(std::uint64_t count); ///< "100,000"
std::string percentText(double share);      ///< "6.30 %"
/// "0.1866", "512.3", "1.2e+15" beyond what a table has room for; "-" for NaN.
std::string decimalText(double value);
/// "[0.1866, 0.1939]"; "-" where there is no interval, as of one person.
std::string intervalText(double low, double high);
std::string bytesText(std::uint64_t bytes); ///< "1.2 MB"
std::string dayText(Time time);             ///< "1998-04-22", "-" for noTime
std::string secondsText(double seconds);    ///< "0.31 s"
/// "lists.csv (lists): 12 rows, 1 user, 1 seen, 2 repeated"; counts of nothing are left out.
std::string fileText(const FileCounts& file);

} // namespace tastescope
