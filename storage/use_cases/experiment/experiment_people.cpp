// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/experiment/experiment_people.h"

#include "storage/import/values/value_parse.h"
#include "storage/use_cases/table_rows.h"

#include <fmt/format.h>

#include <cmath>

namespace tastescope {
namespace {

using People = ExperimentPeople;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t mostArms = 100;
constexpr std::size_t mostSegments = 50;
constexpr std::int64_t millisecondsADay = 86'400'000;
constexpr auto noDay = std::numeric_limits<std::int64_t>::max();

std::vector<std::size_t> numberColumns(const ExperimentColumns& columns) {
    std::vector<std::size_t> out;
    const auto want = [&](std::optional<std::size_t> column) {
        if (column && std::ranges::find(out, *column) == out.end()) {
            out.push_back(*column);
        }
    };
    for (const MetricColumns& metric : columns.metrics) {
        want(metric.value);
        want(metric.base);
    }
    for (const auto& column : {columns.users, columns.impressions, columns.clicks, columns.before}) {
        want(column);
    }
    return out;
}

class PeopleReader {
public:
    PeopleReader(const NamedTable& table, const ExperimentColumns& columns)
        : m_table(table)
        , m_columns(columns) {
        m_people.columns = numberColumns(columns);
        m_people.numbers.resize(m_people.columns.size());
        m_people.counts.resize(m_people.columns.size());
        m_read = m_people.columns;
        const auto also = [&](std::optional<std::size_t> column) {
            m_read.push_back(column.value_or(0));
            return m_read.size() - 1;
        };
        m_arm = also(columns.arm);
        m_user = also(columns.user);
        m_segment = also(columns.segment);
        m_day = also(columns.day);
        m_days = columns.day.has_value();
    }

    Result<People> read(const ExecutionContext& context) {
        TRY(readCells(m_table.plan, m_read, context,
                      [&](auto cells, std::uint64_t line) { return take(cells, line); }));
        if (!m_days) {
            m_people.day.clear();
        }
        for (std::size_t at = 0; at < m_people.columns.size(); ++at) {
            for (std::size_t person = 0; person < m_people.counts[at].size(); ++person) {
                m_people.numbers[at][person] /= std::max(1U, m_people.counts[at][person]);
            }
        }
        return std::move(m_people);
    }

private:
    Error empty(std::size_t column, std::uint64_t line, const char* what) const {
        return cellError(m_table.plan, line,
                         fmt::format("Column \"{:.60}\" is empty, and it is the {}",
                                     m_table.plan.columns[column].name, what),
                         "Fill it in, or leave the row out");
    }
    Result<std::uint32_t> nameOf(IdMap& names, std::string_view cell, std::optional<std::size_t> column,
                                 std::uint64_t line, const char* what, std::size_t most) const {
        if (!column) {
            return names.intern("all");
        }
        if (cell.empty()) {
            return empty(*column, line, what);
        }
        const std::uint32_t name = names.intern(cell);
        if (names.size() > most) {
            return cellError(m_table.plan, line,
                             fmt::format("Column \"{:.60}\" has over {} different values, too many for an {}",
                                         m_table.plan.columns[*column].name, most, what),
                             fmt::format("Say with --{}COLUMN which one it is",
                                         what == std::string_view("arm") ? "map arm=" : "segment "));
        }
        return name;
    }

    Result<bool> take(std::span<const std::string_view> cells, std::uint64_t line) {
        TRY_ASSIGN(const std::uint32_t arm,
                   nameOf(m_people.arms, cells[m_arm], m_columns.arm, line, "arm", mostArms));
        TRY_ASSIGN(const std::uint32_t segment, nameOf(m_people.segments, cells[m_segment], m_columns.segment,
                                                       line, "segment", mostSegments));
        std::size_t person = m_people.arm.size();
        if (m_columns.user) {
            if (cells[m_user].empty()) {
                return empty(*m_columns.user, line, "user");
            }
            person = m_people.users.intern(cells[m_user]);
        }
        ++m_people.rows;
        TRY_ASSIGN(const std::int64_t day, dayOf(cells[m_day], line));
        if (person == m_people.arm.size()) {
            m_people.day.push_back(day);
            m_people.arm.push_back(arm);
            m_people.segment.push_back(segment);
            m_people.line.push_back(line);
            for (std::size_t at = 0; at < m_people.columns.size(); ++at) {
                m_people.numbers[at].push_back(unknown);
                if (m_columns.uses[m_people.columns[at]] == ColumnUse::Before) {
                    m_people.counts[at].push_back(0);
                }
            }
        } else if (m_people.arm[person] != arm) {
            m_people.arm[person] = People::nowhere;
        } else {
            ++m_people.again;
            m_people.day[person] = std::min(m_people.day[person], day);
        }
        for (std::size_t at = 0; at < m_people.columns.size(); ++at) {
            TRY(add(at, person, cells[at], line));
        }
        return true;
    }

    /// A day as written by its number, or days since 1970. What is no day where none was asked for ends the
    /// days, not the reading.
    Result<std::int64_t> dayOf(std::string_view cell, std::uint64_t line) {
        if (!m_days) {
            return noDay;
        }
        const ColumnPlan& column = m_table.plan.columns[*m_columns.day];
        if (m_table.times[*m_columns.day]) {
            if (const auto time = parseTime(cell, column.time)) {
                return static_cast<std::int64_t>(std::floor(static_cast<double>(*time) / millisecondsADay));
            }
        } else if (const auto number = parseNumber(cell); number && std::abs(*number) < 1e15) {
            return static_cast<std::int64_t>(std::floor(*number));
        }
        m_days = m_columns.dayAsked;
        if (!m_days) {
            return noDay;
        }
        return cellError(m_table.plan, line,
                         fmt::format("Column \"{:.60}\" has no day but \"{:.60}\"", column.name, cell),
                         "Write a number of the day, or a date, in every row");
    }

    Result<void> add(std::size_t at, std::size_t person, std::string_view cell, std::uint64_t line) {
        const std::size_t column = m_people.columns[at];
        TRY_ASSIGN(const auto number, numberOfCell(m_table, column, cell, line));
        if (!number) {
            return {};
        }
        const ColumnUse use = m_columns.uses[column];
        if (*number < 0 && (use == ColumnUse::Count || use == ColumnUse::Return)) {
            return cellError(m_table.plan, line,
                             fmt::format("Column \"{:.60}\" is {}, and nothing can be counted under 0",
                                         m_table.plan.columns[column].name, *number),
                             "Correct the row, or leave it out");
        }
        double& sum = m_people.numbers[at][person];
        if (use == ColumnUse::Before) {
            ++m_people.counts[at][person];
        }
        sum = std::isnan(sum) ? *number : use == ColumnUse::Return ? std::max(sum, *number) : sum + *number;
        return {};
    }

    const NamedTable& m_table;
    const ExperimentColumns& m_columns;
    People m_people;
    std::vector<std::size_t> m_read;
    std::size_t m_arm = 0;
    std::size_t m_user = 0;
    std::size_t m_segment = 0;
    std::size_t m_day = 0;
    bool m_days = false;
};

} // namespace

Result<ExperimentPeople> readPeople(const NamedTable& table, const ExperimentColumns& columns,
                                    const ExecutionContext& context) {
    return PeopleReader(table, columns).read(context);
}

} // namespace tastescope
