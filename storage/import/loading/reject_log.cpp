// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/reject_log.h"

#include <algorithm>

namespace tastescope {
namespace {

// Cut at a character's border, so that what is kept remains valid UTF-8.
std::string clipped(std::string_view text, std::size_t limit) {
    if (text.size() > limit) {
        while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) {
            --limit;
        }
        text = text.substr(0, limit);
    }
    return std::string(text);
}

} // namespace

void RejectLog::add(std::string_view file, std::uint64_t line, std::size_t column, std::string_view reason,
                    std::string_view raw, std::string_view example) {
    ++m_count;
    if (m_rejects.size() < maxWhole) {
        m_rejects.push_back({std::string(file), line, column, std::string(reason), clipped(raw, maxRaw)});
    }
    auto found = std::ranges::find(m_counts, reason, &RejectCount::reason);
    if (found == m_counts.end()) {
        m_counts.push_back({std::string(reason), 0, line, std::string(file), clipped(example, maxExample)});
        found = m_counts.end() - 1;
    }
    ++found->count;
}

std::vector<RejectCount> RejectLog::counts() const {
    auto counts = m_counts;
    std::ranges::stable_sort(counts, std::ranges::greater{}, &RejectCount::count);
    return counts;
}

} // namespace tastescope
