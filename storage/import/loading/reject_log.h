// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the rows that could not be used: the first 10,000 whole, every one in the counts by reason.
#pragma once

#include "storage/import/loading/import_report.h"

#include <string_view>

namespace tastescope {

class RejectLog {
public:
    static constexpr std::size_t maxWhole = 10'000;
    static constexpr std::size_t maxRaw = 4'096;
    static constexpr std::size_t maxExample = 256;

    /// `column` is 1-based, 0 = the whole row; `example` is the offending text.
    void add(std::string_view file, std::uint64_t line, std::size_t column, std::string_view reason,
             std::string_view raw, std::string_view example);

    std::uint64_t count() const { return m_count; }
    std::vector<Reject>& rejects() { return m_rejects; }
    /// Most frequent first.
    std::vector<RejectCount> counts() const;

private:
    std::uint64_t m_count = 0;
    std::vector<Reject> m_rejects;
    std::vector<RejectCount> m_counts;
};

} // namespace tastescope
