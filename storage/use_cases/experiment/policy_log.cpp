// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/experiment/policy_log.h"

#include "engine/data/id_map.h"
#include "storage/import/planning/sniffer.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"
#include "storage/use_cases/experiment/named_table.h"
#include "storage/use_cases/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace tastescope {
namespace {

constexpr std::size_t mostActions = 1'000'000;
constexpr std::size_t mostPositions = 50;
constexpr double roundedOne = 1 + 1e-9; ///< a probability may be 1 after rounding
constexpr std::string_view uniformTarget = "uniform";

enum Role : std::size_t { Action, Position, Reward, Propensity, Target, Modelled, Expected, RoleCount };

const std::array<RoleNames, RoleCount>& roleNames() {
    static const std::array<RoleNames, RoleCount> names{{
        {"action", {"action", "actionid", "itemid", "item", "productid", "arm", "a"}},
        {"position", {"position", "slot", "place", "pos"}},
        {"reward", {"reward", "click", "clicked", "clicks", "conversion", "converted", "purchase", "r"}},
        {"propensity",
         {"propensity", "propensityscore", "pscore", "actionprob", "loggingpropensity", "loggingprob",
          "behaviorprob", "behaviourprob", "pb"}},
        {"target",
         {"target", "targetprob", "targetprobability", "targetpropensity", "evaluationprob", "evalprob",
          "pie", "newprob"}},
        {"q", {"q", "qhat", "qlogged", "expectedrewardlogged"}},
        {"v", {"v", "vhat", "vtarget", "expectedrewardtarget"}},
    }};
    return names;
}

/// The table and where its roles stand.
struct Log {
    NamedTable table;
    std::array<std::optional<std::size_t>, RoleCount> columns;
    bool uniform = false;

    std::string nameOf(Role role) const { return table.plan.columns[*columns[role]].name; }
};

Error missing(const Log& log, Role role) {
    const std::string name(roleNames()[role].role);
    return {ErrorCode::BadInput, fmt::format("No column is the {}", name),
            fmt::format("Say which with --map {}=COLUMN", name),
            sourceLabel(log.table.plan.path, log.table.plan.member)};
}

/// "target=uniform" is no column, unless one is named so.
bool takeUniform(const NamedTable& table, std::vector<std::pair<std::string, std::string>>& map) {
    const auto asked = std::ranges::find(map, "target", [](const auto& entry) { return entry.first; });
    if (asked == map.end() || asked->second != uniformTarget ||
        std::ranges::find(table.plan.columns, uniformTarget, &ColumnPlan::name) != table.plan.columns.end()) {
        return false;
    }
    map.erase(asked);
    return true;
}

Result<Log> openLog(const PolicyLogRequest& request, const ExecutionContext& context) {
    TRY_ASSIGN(auto table, openNamedTable(request.file, context));
    Log log{std::move(table), {}, false};
    auto map = request.map;
    log.uniform = takeUniform(log.table, map);
    TRY_ASSIGN(const auto roles, columnsOfRoles(log.table, roleNames(), map));
    for (std::size_t role = 0; role < RoleCount; ++role) {
        if (const auto found = roles.find(roleNames()[role].role); found != roles.end()) {
            log.columns[role] = found->second;
        }
    }
    if (log.uniform) {
        log.columns[Target].reset();
    }
    log.uniform = !log.columns[Target];
    for (const Role role : {Reward, Propensity}) {
        if (!log.columns[role]) {
            return missing(log, role);
        }
    }
    if (log.uniform && !log.columns[Action]) {
        return Error{
            ErrorCode::BadInput, "No column is the target policy's probability, and none the action",
            "Say which with --map target=COLUMN, or name the action with --map action=COLUMN to estimate "
            "the policy that takes every action alike",
            sourceLabel(log.table.plan.path, log.table.plan.member)};
    }
    if (log.columns[Modelled].has_value() != log.columns[Expected].has_value()) {
        return missing(log, log.columns[Modelled] ? Expected : Modelled);
    }
    return log;
}

Result<std::size_t> countActions(const Log& log, const ExecutionContext& context) {
    IdMap actions;
    TRY(readCells(
        log.table.plan, {*log.columns[Action]}, context, [&](auto cells, std::uint64_t line) -> Result<bool> {
            if (cells[0].empty()) {
                return cellError(log.table.plan, line,
                                 fmt::format("Column \"{:.60}\" names no action", log.nameOf(Action)),
                                 "Name what was done in every row");
            }
            actions.intern(cells[0]);
            if (actions.size() > mostActions) {
                return cellError(log.table.plan, line, fmt::format("Over {} different actions", mostActions),
                                 "Say with --map action=COLUMN which column the action is");
            }
            return true;
        }));
    return actions.size();
}

/// One row's numbers, all of them there and what they can be.
class RowReader {
public:
    RowReader(const Log& log, std::size_t actions) : m_log(log), m_actions(actions) {
        for (const Role role : {Reward, Propensity, Target, Modelled, Expected}) {
            if (log.columns[role]) {
                m_place[role] = m_columns.size();
                m_columns.push_back(*log.columns[role]);
            }
        }
        if (log.columns[Position]) {
            m_place[Position] = m_columns.size();
            m_columns.push_back(*log.columns[Position]);
        }
    }

    const std::vector<std::size_t>& columns() const { return m_columns; }

    Result<LoggedAction> read(std::span<const std::string_view> cells, std::uint64_t line) const {
        LoggedAction action;
        TRY_ASSIGN(action.reward, number(Reward, cells, line));
        TRY_ASSIGN(const double propensity, number(Propensity, cells, line));
        if (!(propensity > 0 && propensity <= roundedOne)) {
            return wrong(
                Propensity, propensity, line,
                "What was done had a probability over 0 and of 1 at most: correct the row, or leave it "
                "out");
        }
        double target = 1 / static_cast<double>(m_actions);
        if (m_log.columns[Target]) {
            TRY_ASSIGN(target, number(Target, cells, line));
            if (!(target >= 0 && target <= roundedOne)) {
                return wrong(Target, target, line, "Write a probability from 0 to 1");
            }
        }
        action.weight = target / propensity;
        if (!(action.weight <= mostWeight)) {
            return wrong(Propensity, propensity, line,
                         "No log supports such a decision: correct the row, or leave it out");
        }
        if (m_log.columns[Modelled]) {
            TRY_ASSIGN(action.modelled, number(Modelled, cells, line));
            TRY_ASSIGN(action.expected, number(Expected, cells, line));
        }
        return action;
    }
    std::string_view position(std::span<const std::string_view> cells) const {
        return m_log.columns[Position] ? cells[m_place[Position]] : std::string_view();
    }

private:
    Result<double> number(Role role, std::span<const std::string_view> cells, std::uint64_t line) const {
        TRY_ASSIGN(const auto found,
                   numberOfCell(m_log.table, *m_log.columns[role], cells[m_place[role]], line));
        if (!found) {
            const std::string_view cell = trimmed(cells[m_place[role]]);
            return cellError(m_log.table.plan, line,
                             fmt::format("Column \"{:.60}\" is {}, and it is the {}", m_log.nameOf(role),
                                         cell.empty() ? "empty" : fmt::format("\"{:.60}\"", cell),
                                         roleNames()[role].role),
                             "Give a number in every row");
        }
        return *found;
    }
    Error wrong(Role role, double value, std::uint64_t line, std::string remedy) const {
        return cellError(m_log.table.plan, line,
                         fmt::format("Column \"{:.60}\" is {}, which is no {} probability",
                                     m_log.nameOf(role), value, role == Target ? "target" : "logged"),
                         std::move(remedy));
    }

    const Log& m_log;
    std::size_t m_actions;
    std::vector<std::size_t> m_columns;
    std::array<std::size_t, RoleCount> m_place{};
};

} // namespace

Result<std::vector<GuessedColumn>> guessLogColumns(const PolicyLogRequest& request,
                                                   const ExecutionContext& context) {
    TRY_ASSIGN(const auto table, openNamedTable(request.file, context));
    auto map = request.map;
    const bool uniform = takeUniform(table, map);
    TRY_ASSIGN(auto roles, columnsOfRoles(table, roleNames(), map));
    if (uniform) {
        roles.erase("target");
    }
    return guessedColumns(table, roles);
}

Result<PolicyLog> estimateFromLog(const PolicyLogRequest& request, const ExecutionContext& context) {
    const KeepArchivesOpen keep;
    const auto fresh = [&](bool modelled) {
        return OffPolicyEstimator::create(request.clips, request.switches, modelled, request.alpha);
    };
    TRY(fresh(false)); // what cannot be asked for needs no file
    TRY_ASSIGN(const auto log, openLog(request, context));
    PolicyLog out;
    out.uniform = log.uniform;
    if (log.uniform) {
        TRY_ASSIGN(out.actions, countActions(log, context));
    }
    const bool modelled = log.columns[Modelled].has_value();
    TRY_ASSIGN(auto all, fresh(modelled));
    std::map<std::string, OffPolicyEstimator, NaturalLess> positions;
    bool byPosition = log.columns[Position].has_value();
    const RowReader reader(log, out.actions);
    TRY(readCells(log.table.plan, reader.columns(), context,
                  [&](auto cells, std::uint64_t line) -> Result<bool> {
                      TRY_ASSIGN(const auto action, reader.read(cells, line));
                      all.add(action);
                      if (!byPosition) {
                          return true;
                      }
                      auto at = positions.find(std::string(reader.position(cells)));
                      if (at == positions.end()) {
                          if (positions.size() == mostPositions) {
                              positions.clear();
                              byPosition = false;
                              return true;
                          }
                          TRY_ASSIGN(auto made, fresh(modelled));
                          at = positions.emplace(std::string(reader.position(cells)), std::move(made)).first;
                      }
                      at->second.add(action);
                      return true;
                  }));
    out.estimates = all.estimates();
    if (out.estimates.rows == 0) {
        return Error{ErrorCode::BadInput, "There are no rows under the names of the columns",
                     "Give the log of a policy, one decision a row",
                     sourceLabel(log.table.plan.path, log.table.plan.member)};
    }
    for (auto& [position, estimator] : positions) {
        if (positions.size() > 1) {
            out.positions.push_back({position, estimator.estimates()});
        }
    }
    for (std::size_t role = 0; role < RoleCount; ++role) {
        if (log.columns[role]) {
            out.roles.emplace_back(roleNames()[role].role, log.nameOf(static_cast<Role>(role)));
        }
    }
    return out;
}

} // namespace tastescope
