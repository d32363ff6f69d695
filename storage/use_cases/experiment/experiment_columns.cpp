// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/experiment/experiment_columns.h"

#include "storage/import/planning/column_names.h"
#include "storage/import/sources/byte_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace tastescope {
namespace {

const std::vector<RoleNames>& roleNames() {
    static const std::vector<RoleNames> names{
        {"arm",
         {"arm",       "variant",  "variation", "group", "testgroup",  "experimentgroup", "abgroup", "bucket",
          "treatment", "version",  "condition", "cell",  "assignment", "experiment",      "ab",      "abtest",
          "gruppe",    "variante", "groupe",    "grupo"}},
        {"user",
         {"user", "userid", "uid", "visitorid", "visitor", "customerid", "customer", "clientid", "playerid",
          "memberid", "personid", "person", "deviceid", "cookieid", "accountid", "nutzer", "nutzerid"}},
        {"users",
         {"users", "numusers", "nusers", "usercount", "visitors", "customers", "people", "players", "sample",
          "samplesize", "n", "sessions", "exposures", "participants"}},
        {"impressions", {"impressions", "impression", "views", "pageviews", "shown", "exposed"}},
        {"clicks", {"clicks", "click", "clicked", "numclicks"}},
        {"conversions",
         {"conversions", "conversion", "converted", "purchases", "purchased", "orders", "signups"}},
        {"revenue", {"revenue", "sales", "spend", "amount", "umsatz"}},
        {"returned_1",
         {"returned1", "returnedday1", "returnedd1", "retention1", "retentionday1", "d1", "retained1"}},
        {"returned_7",
         {"returned7", "returnedday7", "returnedd7", "retention7", "retentionday7", "d7", "retained7"}},
        {"returned_30",
         {"returned30", "returnedday30", "returnedd30", "retention30", "retentionday30", "d30",
          "retained30"}},
        // These two are never guessed: what splits or adjusts a test is said.
        {"segment", {}},
        {"before", {}},
        // Its names are looked at by dayColumn(), for a column of that name need be none.
        {"day", {}},
    };
    return names;
}

bool isReturn(std::string_view role) {
    return role.starts_with("returned_");
}

/// Numbers that measure nothing: places in the file, times, ages.
bool measuresNothing(const NamedTable& table, std::size_t column) {
    static const std::set<std::string, std::less<>> names{
        "id",   "index", "rowid", "row",  "nr",   "no",        "number",  "unnamed0", "date", "day",
        "week", "month", "year",  "time", "hour", "timestamp", "weekday", "age",      "zip",  "postcode"};
    const std::string& name = table.plan.columns[column].name;
    const std::string plain = plainName(name);
    return plain.empty() || table.times[column] || names.contains(plain) ||
           name == "column " + std::to_string(column + 1) || meaningOfName(name) == NameMeaning::UserTrait;
}

/// What metrics look for: a column of that name, or the one that has the role of that name.
Result<std::size_t> metricColumn(const NamedTable& table, const RoleColumns& roles, std::string_view name,
                                 std::string_view place) {
    auto named = columnNamed(table, name, place);
    if (const auto role = roles.find(name); !named && role != roles.end()) {
        return role->second;
    }
    return named;
}

Result<MetricColumns> askedMetric(const NamedTable& table, const RoleColumns& roles,
                                  const std::string& text) {
    // A column may have a slash in its name.
    if (const auto whole = metricColumn(table, roles, text, "--metric")) {
        return MetricColumns{text, *whole, std::nullopt};
    }
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) {
        TRY_ASSIGN(const std::size_t value, metricColumn(table, roles, text, "--metric"));
        return MetricColumns{text, value, std::nullopt};
    }
    TRY_ASSIGN(const std::size_t value, metricColumn(table, roles, text.substr(0, slash), "--metric"));
    TRY_ASSIGN(const std::size_t base, metricColumn(table, roles, text.substr(slash + 1), "--metric"));
    if (value == base) {
        return Error{ErrorCode::InvalidArgument, fmt::format("\"{:.60}\" is a column over itself", text),
                     "Give two columns as X/Y", "--metric"};
    }
    return MetricColumns{text, value, base};
}

std::optional<std::size_t> dayColumn(const NamedTable& table, const std::set<std::size_t>& spoken) {
    static const std::set<std::string, std::less<>> names{
        "day",          "date",      "time",      "timestamp", "ts",        "datetime",      "datum",
        "tag",          "jour",      "eventdate", "entry",     "entrydate", "entered",       "assignedat",
        "assigneddate", "exposedat", "week",      "createdat", "firstseen", "experimentday", "signupdate"};
    for (std::size_t column = 0; column < table.plan.columns.size(); ++column) {
        if (!spoken.contains(column) && names.contains(plainName(table.plan.columns[column].name)) &&
            (table.times[column] || table.numeric[column])) {
            return column;
        }
    }
    return std::nullopt;
}

std::vector<MetricColumns> foundMetrics(const NamedTable& table, const RoleColumns& roles,
                                        const ExperimentColumns& columns,
                                        const std::set<std::size_t>& ignored) {
    std::vector<MetricColumns> out;
    const auto nameOf = [&](std::size_t column) { return table.plan.columns[column].name; };
    std::set<std::size_t> spoken = ignored;
    for (const auto& [role, column] : roles) {
        spoken.insert(column);
    }
    if (columns.clicks && columns.impressions) {
        out.push_back({nameOf(*columns.clicks) + "/" + nameOf(*columns.impressions), *columns.clicks,
                       *columns.impressions});
    } else if (columns.clicks) {
        out.push_back({nameOf(*columns.clicks), *columns.clicks, std::nullopt});
    }
    for (std::size_t column = 0; column < table.plan.columns.size(); ++column) {
        const auto role = std::ranges::find(roles, column, [](const auto& one) { return one.second; });
        const bool counted = role != roles.end() && (role->first == "conversions" ||
                                                     role->first == "revenue" || isReturn(role->first));
        if (counted ||
            (!spoken.contains(column) && table.numeric[column] && !measuresNothing(table, column))) {
            out.push_back({nameOf(column), column, std::nullopt});
        }
    }
    return out;
}

/// What is mapped to nothing. Names that are not there have been refused before.
std::set<std::size_t> ignoredColumns(const NamedTable& table, const ExperimentRequest& request) {
    std::set<std::size_t> out;
    for (const auto& [role, name] : request.map) {
        if (const auto column = columnNamed(table, name, "--map"); column && role == "ignore") {
            out.insert(*column);
        }
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> wholeMap(const ExperimentRequest& request) {
    auto map = request.map;
    if (!request.covariate.empty()) {
        map.emplace_back("before", request.covariate);
    }
    if (!request.segment.empty()) {
        map.emplace_back("segment", request.segment);
    }
    return map;
}

} // namespace

Result<ExperimentColumns> experimentColumns(const NamedTable& table, const ExperimentRequest& request) {
    for (const auto& [name, option] :
         {std::pair(&request.covariate, "--covariate"), std::pair(&request.segment, "--segment")}) {
        if (!name->empty()) {
            TRY(columnNamed(table, *name, option)); // named by the option that it was given with
        }
    }
    TRY_ASSIGN(auto roles, columnsOfRoles(table, roleNames(), wholeMap(request)));
    const std::set<std::size_t> ignored = ignoredColumns(table, request);
    if (request.oneArm) {
        roles.erase("arm");
    }
    ExperimentColumns out;
    const auto at = [&](std::string_view role) {
        const auto found = roles.find(role);
        return found == roles.end() ? std::nullopt : std::optional(found->second);
    };
    out.arm = at("arm");
    out.user = at("user");
    out.users = out.user ? std::nullopt : at("users");
    out.segment = at("segment");
    out.impressions = at("impressions");
    out.clicks = at("clicks");
    out.revenue = at("revenue");
    out.before = at("before");
    out.day = at("day");
    out.dayAsked = out.day.has_value();
    if (!out.day) {
        std::set<std::size_t> spoken = ignored;
        for (const auto& [role, column] : roles) {
            spoken.insert(column);
        }
        out.day = dayColumn(table, spoken);
        if (out.day) {
            roles.emplace("day", *out.day);
        }
    }
    if (!out.arm && !request.oneArm) {
        return Error{ErrorCode::BadInput, "No column says in which arm somebody was",
                     "Say which with --map arm=COLUMN", sourceLabel(table.plan.path, table.plan.member)};
    }
    out.uses.assign(table.plan.columns.size(), ColumnUse::Other);
    for (const auto& [role, column] : roles) {
        const bool count =
            role == "users" || role == "impressions" || role == "clicks" || role == "conversions";
        out.uses[column] = isReturn(role)     ? ColumnUse::Return
                           : role == "before" ? ColumnUse::Before
                           : count            ? ColumnUse::Count
                                              : ColumnUse::Other;
        out.roles.emplace_back(role, table.plan.columns[column].name);
    }
    std::set<std::string> ids;
    for (const std::string& text : request.metrics) {
        TRY_ASSIGN(auto metric, askedMetric(table, roles, text));
        if (ids.insert(metric.id).second) {
            out.metrics.push_back(std::move(metric));
        }
    }
    if (request.metrics.empty()) {
        out.metrics = foundMetrics(table, roles, out, ignored);
    }
    if (out.metrics.empty()) {
        return Error{ErrorCode::BadInput, "No column is a metric",
                     "Say which with --metric NAME, or --metric X/Y for a ratio",
                     sourceLabel(table.plan.path, table.plan.member)};
    }
    return out;
}

std::vector<GuessedColumn> guessedColumns(const NamedTable& table, const RoleColumns& roles) {
    std::vector<GuessedColumn> out;
    for (std::size_t column = 0; column < table.plan.columns.size(); ++column) {
        const auto role = std::ranges::find(roles, column, [](const auto& one) { return one.second; });
        out.push_back({table.plan.columns[column].name, table.examples[column], table.numeric[column],
                       role == roles.end() ? std::string() : role->first});
    }
    return out;
}

Result<std::vector<GuessedColumn>> guessResultColumns(const ExperimentRequest& request,
                                                      const ExecutionContext& context) {
    TRY_ASSIGN(const auto table, openNamedTable(request.file, context));
    TRY_ASSIGN(auto roles, columnsOfRoles(table, roleNames(), wholeMap(request)));
    ExperimentRequest anyArm = request;
    anyArm.oneArm = !roles.contains("arm");
    anyArm.metrics.clear();
    std::vector<GuessedColumn> out;
    if (const auto columns = experimentColumns(table, anyArm)) {
        if (columns->day) {
            roles.emplace("day", *columns->day);
        }
        out = guessedColumns(table, roles);
        for (const MetricColumns& metric : columns->metrics) {
            if (out[metric.value].role.empty()) {
                out[metric.value].role = "metric";
            }
        }
    } else {
        out = guessedColumns(table, roles); // nothing in it is measured
    }
    return out;
}

} // namespace tastescope
