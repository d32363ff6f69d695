// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/experiment/named_table.h"

#include "storage/import/planning/column_names.h"
#include "storage/import/planning/plan_files.h"
#include "storage/import/planning/sniffer.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"
#include "storage/use_cases/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace tastescope {
namespace {

bool oneOf(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
}

/// What a cell says, as far as it says anything that can be counted.
enum class Says { Number, Nothing, Nonsense };
struct Said {
    Says what = Says::Nonsense;
    double number = 0;
};
Said readCell(const ColumnPlan& column, std::string_view text) {
    text = trimmed(text);
    if (const auto number = parseNumber(text, column.decimalComma, column.group)) {
        return {Says::Number, *number};
    }
    const std::string word = folded(text);
    if (oneOf(word, {"", "na", "n/a", "nan", "null", "none", "-", "#n/a"})) {
        return {Says::Nothing, 0};
    }
    if (oneOf(word, {"true", "t", "yes", "y"})) {
        return {Says::Number, 1};
    }
    return oneOf(word, {"false", "f", "no", "n"}) ? Said{Says::Number, 0} : Said{};
}

std::string namesOf(const NamedTable& table) {
    constexpr std::size_t most = 30;
    std::string names;
    for (std::size_t at = 0; at < std::min(most, table.plan.columns.size()); ++at) {
        names += (names.empty() ? "" : ", ") + table.plan.columns[at].name;
    }
    return names + (table.plan.columns.size() > most ? ", …" : "");
}

Error noTable(const Sniff& sniff) {
    const std::string label = sourceLabel(sniff.plan.path, sniff.plan.member);
    if (sniff.empty) {
        return {ErrorCode::BadInput, "The file is empty",
                "Give a table with names of columns in its first row", label};
    }
    if (!sniff.foreign.what.empty()) {
        return {ErrorCode::BadInput,
                fmt::format("This is {}, not a table that can be read", sniff.foreign.what),
                std::string(sniff.foreign.remedy), label};
    }
    return {ErrorCode::BadInput, "This is no table of two columns or more",
            "Give a CSV, TSV or JSON lines file with names of columns in its first row", label};
}

Result<Sniff> sniffTable(const SourceFile& source) {
    ImportHints hints;
    hints.header = "yes";
    TRY_ASSIGN(auto sniff, sniffFile(source.path, source.member, hints));
    const bool unnamed =
        !sniff.plan.columns.empty() && std::ranges::all_of(sniff.plan.columns, [](const ColumnPlan& column) {
            return parseNumber(column.name).has_value();
        });
    if (unnamed && !sniff.plan.dialect.jsonLines) {
        hints.header = "no";
        TRY_ASSIGN(sniff, sniffFile(source.path, source.member, hints));
    }
    if (!sniff.table || sniff.plan.columns.empty()) {
        return noTable(sniff);
    }
    return sniff;
}

Result<void> checkNames(const NamedTable& table) {
    std::set<std::string_view> seen;
    for (const ColumnPlan& column : table.plan.columns) {
        if (!seen.insert(column.name).second) {
            return Error{ErrorCode::BadInput, fmt::format("Two columns are named \"{:.60}\"", column.name),
                         "Give every column a name of its own",
                         sourceLabel(table.plan.path, table.plan.member)};
        }
    }
    return {};
}

} // namespace

Result<NamedTable> openNamedTable(const std::filesystem::path& file, const ExecutionContext& context) {
    const KeepArchivesOpen keep;
    TRY_ASSIGN(const auto path, settledPath(file, context.stop));
    TRY_ASSIGN(const auto sources, listSources({path}, context.stop));
    if (sources.size() != 1) {
        return Error{ErrorCode::BadInput, fmt::format("There are {} files in it", sources.size()),
                     "Give the one table", file.string()};
    }
    TRY_ASSIGN(const auto sniff, sniffTable(sources.front()));
    NamedTable table{sniff.plan, {}, {}, {}};
    table.plan.bytes = sources.front().bytes;
    for (std::size_t column = 0; column < table.plan.columns.size(); ++column) {
        bool numeric = false;
        bool other = false;
        for (const std::vector<std::string>& row : sniff.rows) {
            const Says says =
                column < row.size() ? readCell(table.plan.columns[column], row[column]).what : Says::Nothing;
            numeric = numeric || says == Says::Number;
            other = other || says == Says::Nonsense;
        }
        table.numeric.push_back(numeric && !other);
        table.times.push_back(looksLikeTime(table.plan.columns[column]));
        const auto filled = std::ranges::find_if(sniff.rows, [column](const std::vector<std::string>& row) {
            return column < row.size() && !trimmed(row[column]).empty();
        });
        table.examples.emplace_back(filled == sniff.rows.end() ? std::string_view()
                                                               : trimmed((*filled)[column]));
    }
    TRY(checkNames(table));
    return table;
}

Result<std::size_t> columnNamed(const NamedTable& table, std::string_view name, std::string_view place) {
    const std::vector<ColumnPlan>& columns = table.plan.columns;
    const auto exact = std::ranges::find(columns, name, &ColumnPlan::name);
    if (exact != columns.end()) {
        return static_cast<std::size_t>(exact - columns.begin());
    }
    const std::string plain = plainName(name);
    const auto alike = [&](const ColumnPlan& column) {
        return !plain.empty() && plainName(column.name) == plain;
    };
    if (std::ranges::count_if(columns, alike) == 1) {
        return static_cast<std::size_t>(std::ranges::find_if(columns, alike) - columns.begin());
    }
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (problem == std::errc() && end == name.data() + name.size() && number >= 1 &&
        number <= columns.size()) {
        return number - 1;
    }
    return Error{
        ErrorCode::InvalidArgument,
        fmt::format("{} has no column \"{:.60}\"", sourceLabel(table.plan.path, table.plan.member), name),
        "Its columns: " + namesOf(table), std::string(place)};
}

Result<RoleColumns> columnsOfRoles(const NamedTable& table, std::span<const RoleNames> roles,
                                   const std::vector<std::pair<std::string, std::string>>& map) {
    RoleColumns out;
    std::set<std::size_t> taken;
    for (const auto& [role, name] : map) {
        if (role != "ignore" && std::ranges::find(roles, role, &RoleNames::role) == roles.end()) {
            std::string known;
            for (const RoleNames& one : roles) {
                known += std::string(one.role) + ", ";
            }
            return Error{ErrorCode::InvalidArgument, fmt::format("There is no role \"{:.60}\"", role),
                         "Roles: " + known + "ignore", "--map"};
        }
        TRY_ASSIGN(const std::size_t column, columnNamed(table, name, "--map"));
        taken.insert(column);
        if (role != "ignore") {
            out[role] = column;
        }
    }
    for (const RoleNames& role : roles) {
        for (auto name = role.names.begin(); name != role.names.end() && !out.contains(role.role); ++name) {
            for (std::size_t column = 0; column < table.plan.columns.size(); ++column) {
                if (plainName(table.plan.columns[column].name) == *name && taken.insert(column).second) {
                    out.emplace(role.role, column);
                    break;
                }
            }
        }
    }
    return out;
}

Result<std::optional<double>> numberOfCell(const NamedTable& table, std::size_t column, std::string_view text,
                                           std::uint64_t line) {
    const Said said = readCell(table.plan.columns[column], text);
    if (said.what == Says::Nonsense) {
        return cellError(table.plan, line,
                         fmt::format("Column \"{:.60}\" has no number but \"{:.60}\"",
                                     table.plan.columns[column].name, trimmed(text)),
                         "Write a number, yes or no, or leave the cell empty");
    }
    if (std::abs(said.number) > largestNumber) {
        return cellError(table.plan, line,
                         fmt::format("Column \"{:.60}\" is {:.4g}, too large to be reckoned with",
                                     table.plan.columns[column].name, said.number),
                         fmt::format("Empty the cell, or leave the column out with --map \"ignore={:.60}\"",
                                     table.plan.columns[column].name));
    }
    return said.what == Says::Number ? std::optional(said.number) : std::nullopt;
}

bool NaturalLess::operator()(const std::string& a, const std::string& b) const {
    const auto first = parseNumber(a);
    const auto second = parseNumber(b);
    if (first.has_value() != second.has_value()) {
        return first.has_value();
    }
    return first && *first != *second ? *first < *second : a < b;
}

} // namespace tastescope
