// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/column_times.h"

#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <chrono>

namespace tastescope {
namespace {

constexpr std::array<TimeNumbers, 8> numberKinds = {
    TimeNumbers::ShortDigits,  TimeNumbers::Digits,      TimeNumbers::Seconds,   TimeNumbers::Milliseconds,
    TimeNumbers::Microseconds, TimeNumbers::Nanoseconds, TimeNumbers::ExcelDays, TimeNumbers::Years};

std::string wordsOf(TimeNumbers kind) {
    switch (kind) {
    case TimeNumbers::Digits:
        return "dates as digits";
    case TimeNumbers::ShortDigits:
        return "dates as six digits";
    case TimeNumbers::Seconds:
        return "seconds";
    case TimeNumbers::Milliseconds:
        return "milliseconds";
    case TimeNumbers::Microseconds:
        return "microseconds";
    case TimeNumbers::Nanoseconds:
        return "nanoseconds";
    case TimeNumbers::ExcelDays:
        return "Excel days";
    case TimeNumbers::Years:
        return "years";
    case TimeNumbers::BySize:
    case TimeNumbers::None:
        break;
    }
    return {};
}

bool nearlyAll(std::size_t count, std::size_t of) {
    return of > 0 && count * 10 >= of * 9;
}

// Below this, seconds are before 1979: running numbers, codes and dates as digits are there.
constexpr double leastOldSeconds = 3e8;

Time yearStart(int year) {
    return daysFromCivil(year, 1, 1) * millisecondsPerDay;
}

std::string orderWords(DateOrder order, char separator) {
    const std::string between = separator == ' ' ? " " : std::string(1, separator);
    switch (order) {
    case DateOrder::DayMonthYear:
        return "day" + between + "month" + between + "year dates";
    case DateOrder::MonthDayYear:
        return "month" + between + "day" + between + "year dates";
    case DateOrder::YearMonthDay:
        return "year" + between + "month" + between + "day dates";
    case DateOrder::Unknown:
        break;
    }
    return "dates";
}

} // namespace

std::string timeWords(const TimeFormat& format, char separator) {
    if (format.order == DateOrder::Unknown) {
        return wordsOf(format.numbers);
    }
    return separator == '\0' ? std::string() : orderWords(format.order, separator);
}

std::string timeWords(const ColumnPlan& column) {
    if (column.looksLike == "integer" || column.looksLike == "number") {
        const std::string words = wordsOf(column.time.numbers);
        return words.empty() ? "numbers since 1970, in the unit of their size" : words;
    }
    return column.looksLike == "text" || column.looksLike == "empty" ? "dates, as far as they can be read"
                                                                     : column.looksLike;
}

void setDateOrder(ColumnPlan& column, DateOrder order) {
    column.time.order = order;
    if (const char separator = readingsOf(column.timeExample).separator; separator != '\0') {
        column.looksLike = orderWords(order, separator);
    }
}

int currentYear() {
    using namespace std::chrono;
    return static_cast<int>(year_month_day(floor<days>(system_clock::now())).year());
}

void TimeCensus::add(std::string_view text) {
    text = trimmed(text);
    if (saysNoTime(text)) {
        return;
    }
    ++m_filled;
    parseNumber(text) ? addNumber(text) : addDate(text);
}

void TimeCensus::addNumber(std::string_view text) {
    const double number = *parseNumber(text);
    m_least = m_numbers == 0 ? number : std::min(m_least, number);
    ++m_numbers;
    if (number == 0 || number == -1) {
        ++m_unsaid;
        return; // how such columns say "unknown"
    }
    for (std::size_t i = 0; i < numberKinds.size(); ++i) {
        const auto time = parseTime(text, {numberKinds[i], DateOrder::Unknown});
        const bool possible = time && *time >= 0 && *time < yearStart(m_lastYear + 1);
        m_kinds[i].possible += possible ? 1 : 0;
        m_kinds[i].recent += possible && *time >= yearStart(1995) ? 1 : 0;
    }
}

void TimeCensus::addDate(std::string_view text) {
    const DateReadings readings = readingsOf(text, m_lastYear - 9);
    if (!readings.any()) {
        return;
    }
    ++m_dates;
    if (readings.separator == '\0') {
        const std::string_view year = text.substr(text[0] == '-' || text[0] == '+' ? 1 : 0);
        m_iso += year.size() > 4 && year.find_first_not_of("0123456789") >= 4 ? 1 : 0;
        return;
    }
    ++m_triples;
    ++m_separators[static_cast<unsigned char>(readings.separator)];
    m_half += readings.half ? 1 : 0;
    m_day += readings.day ? 1 : 0;
    m_month += readings.month ? 1 : 0;
    m_year += readings.year ? 1 : 0;
    m_dayOnly += readings.day && !readings.month && !readings.year ? 1 : 0;
    m_monthOnly += readings.month && !readings.day && !readings.year ? 1 : 0;
    m_yearOnly += readings.year && !readings.day && !readings.month ? 1 : 0;
    const bool two =
        static_cast<int>(readings.day) + static_cast<int>(readings.month) + static_cast<int>(readings.year) >
        1;
    if (two && (m_example.empty() || (m_unclear == 0 && !readings.same))) {
        m_example = text;
    }
    m_unclear += two && !readings.same ? 1 : 0;
}

// Six digits are many things: dates of two-digit years where each and every one is such a date, and not all
// are months as well ("202412").
bool TimeCensus::mayBe(std::size_t kind) const {
    const std::size_t possible = m_kinds[kind].possible;
    if (numberKinds[kind] != TimeNumbers::ShortDigits) {
        return possible * 2 > m_numbers;
    }
    const auto digits = std::ranges::find(numberKinds, TimeNumbers::Digits) - numberKinds.begin();
    return possible > 0 && possible + m_unsaid == m_numbers &&
           m_kinds[static_cast<std::size_t>(digits)].possible < possible;
}

TimeVerdict TimeCensus::numbersVerdict() const {
    TimeVerdict verdict;
    std::size_t best = 0;
    for (const bool recent : {true, false}) {
        for (std::size_t i = 0; i < numberKinds.size() && best == 0; ++i) {
            const Kind& kind = m_kinds[i];
            const bool old = numberKinds[i] == TimeNumbers::Digits ||
                             numberKinds[i] == TimeNumbers::ShortDigits ||
                             (numberKinds[i] == TimeNumbers::Seconds && m_least >= leastOldSeconds);
            if (mayBe(i) && (recent ? kind.recent * 2 > kind.possible : old)) {
                best = kind.possible;
                verdict.format.numbers = numberKinds[i];
            }
        }
    }
    verdict.share = static_cast<double>(best) / static_cast<double>(m_filled);
    verdict.times = nearlyAll(best, m_numbers);
    verdict.words = verdict.times ? wordsOf(verdict.format.numbers) : "";
    // Units since 1970 are told by the size of each number: some files change theirs half way.
    const TimeNumbers kind = verdict.format.numbers;
    if (kind != TimeNumbers::Digits && kind != TimeNumbers::ShortDigits && kind != TimeNumbers::ExcelDays &&
        kind != TimeNumbers::Years) {
        verdict.format.numbers = TimeNumbers::BySize;
    }
    return verdict;
}

TimeVerdict TimeCensus::datesVerdict() const {
    TimeVerdict verdict;
    verdict.times = nearlyAll(m_dates, m_filled);
    verdict.share = static_cast<double>(m_dates) / static_cast<double>(m_filled);
    if (m_triples == 0) {
        verdict.words = m_iso * 2 >= m_dates ? "ISO 8601 time" : "dates in words";
        return verdict;
    }
    const auto separator = static_cast<char>(std::ranges::max_element(m_separators) - m_separators.begin());
    const auto set = [&](DateOrder order, std::size_t readable) {
        verdict.format.order = order;
        verdict.share = static_cast<double>(m_dates - m_triples + readable) / static_cast<double>(m_filled);
    };
    const std::size_t most = std::max({m_day, m_month, m_year});
    const bool dotted = separator == '.'; // nobody writes the month before a dot
    const bool dayFirst = dotted || (separator == '-' && m_half == 0);
    if (m_year == most && m_year > std::max(m_day, m_month)) {
        set(DateOrder::YearMonthDay, m_year);
    } else if (m_day == most && (m_day > m_month || dayFirst)) {
        set(DateOrder::DayMonthYear, m_day);
    } else {
        set(DateOrder::MonthDayYear, m_month);
    }
    // One value that only the other order can read may be a slip; one in ten is none.
    const std::size_t other = std::min(m_dayOnly, m_monthOnly);
    const bool clear = told() && other * 10 <= std::max(m_dayOnly, m_monthOnly);
    verdict.settled = clear || dotted;
    verdict.example = m_example;
    verdict.words = orderWords(verdict.format.order, separator);
    return verdict;
}

TimeVerdict TimeCensus::verdict() const {
    if (m_filled == 0) {
        return {};
    }
    // A few dates among numbers, or numbers among dates, are read in their own way: spreadsheets leave such
    // columns.
    const TimeVerdict numbers = numbersVerdict();
    if (m_numbers * 2 > m_filled) {
        TimeVerdict verdict = numbers;
        verdict.format.order = m_dates > 0 ? datesVerdict().format.order : DateOrder::Unknown;
        return verdict;
    }
    TimeVerdict verdict = datesVerdict();
    verdict.format.numbers = numbers.times ? numbers.format.numbers : TimeNumbers::None;
    return verdict;
}

} // namespace tastescope
