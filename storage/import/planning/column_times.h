// SPDX-License-Identifier: GPL-3.0-or-later
// Decides how the times of a column are written, from all its values together: which unit its numbers have,
// and whether day or month comes first. Not thread-safe.
#pragma once

#include "storage/import/planning/import_plan.h"
#include "storage/import/values/time_format.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tastescope {

/// What the values of a column say about its times.
struct TimeVerdict {
    TimeFormat format;
    bool times = false;  ///< nine values in ten are times of that format, and plausible ones
    bool settled = true; ///< false: day or month first, and the values fit both
    double share = 0;    ///< of the filled values that can be read
    std::string words;   ///< "seconds", "ISO 8601 time", "day/month/year dates"; empty when !times
    std::string example; ///< a value that has two meanings
};

class TimeCensus {
public:
    /// `thisYear` bounds what is plausible: 1970 to ten years on, most of it after 1995.
    explicit TimeCensus(int thisYear) : m_lastYear(thisYear + 10) {}

    void add(std::string_view text);
    /// Whether a value has told which of day and month comes first.
    bool told() const { return m_dayOnly + m_monthOnly + m_yearOnly > 0; }
    TimeVerdict verdict() const;

private:
    static constexpr std::size_t kinds = 8; ///< of TimeNumbers, without BySize
    struct Kind {
        std::size_t possible = 0; ///< within 1970 and the last year
        std::size_t recent = 0;   ///< of these, after 1995
    };

    void addNumber(std::string_view text);
    void addDate(std::string_view text);
    bool mayBe(std::size_t kind) const;
    TimeVerdict numbersVerdict() const;
    TimeVerdict datesVerdict() const;

    int m_lastYear;
    std::size_t m_filled = 0;
    std::size_t m_numbers = 0;
    std::size_t m_unsaid = 0; ///< of these, 0 and -1
    double m_least = 0;       ///< of the numbers
    std::array<Kind, kinds> m_kinds{};
    std::size_t m_dates = 0;
    std::size_t m_triples = 0; ///< dates of three numbers that have no order of their own
    std::size_t m_iso = 0;     ///< dates that begin with a year
    std::size_t m_day = 0;     ///< triples that can be read day first, …
    std::size_t m_month = 0;
    std::size_t m_year = 0;
    std::size_t m_dayOnly = 0; ///< triples that only this order can read
    std::size_t m_monthOnly = 0;
    std::size_t m_yearOnly = 0;
    std::size_t m_unclear = 0; ///< triples that mean two different days
    std::size_t m_half = 0;    ///< triples with AM or PM
    std::array<std::size_t, 256> m_separators{};
    std::string m_example;
};

/// A format in words: "Excel days", "day.month.year dates" where that character stands between; empty where
/// it says nothing, as an order of dates that have one of their own.
std::string timeWords(const TimeFormat& format, char separator);
/// How the times of a column are read, in words: what was decided comes before what its values look like.
std::string timeWords(const ColumnPlan& column);

/// Another order for the dates of a column that has some: its format and the words for it.
void setDateOrder(ColumnPlan& column, DateOrder order);

/// The year that it is, for TimeCensus.
int currentYear();

} // namespace tastescope
