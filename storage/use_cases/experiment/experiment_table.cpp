// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/experiment/experiment_table.h"

#include "engine/base/name_list.h"
#include "engine/base/name_values.h"
#include "engine/data/words.h"
#include "storage/import/planning/column_names.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/values/value_parse.h"
#include "storage/use_cases/experiment/experiment_columns.h"
#include "storage/use_cases/experiment/experiment_people.h"
#include "storage/use_cases/table_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace tastescope {
namespace {

using People = ExperimentPeople;

constexpr auto nowhere = People::nowhere;
constexpr std::uint64_t rowsOfTotals = 30; ///< an arm with more rows is one of rows a person
constexpr std::size_t mostDays = 4000;

/// The control first, then the others in the order of their names.
Result<std::vector<std::uint32_t>> orderOfArms(const IdMap& arms, const std::string& control) {
    std::vector<std::uint32_t> order(arms.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
        return NaturalLess()(std::string(arms.at(a)), std::string(arms.at(b)));
    });
    auto first = order.begin();
    if (!control.empty()) {
        first = std::ranges::find(order, control, [&](std::uint32_t arm) { return arms.at(arm); });
        if (first == order.end()) {
            std::string names;
            for (const std::uint32_t arm : order) {
                names += (names.empty() ? "" : ", ") + std::string(arms.at(arm));
            }
            return Error{ErrorCode::InvalidArgument, fmt::format("There is no arm \"{:.60}\"", control),
                         "Arms: " + names, "--control"};
        }
    } else {
        constexpr std::array<std::string_view, 13> controls{
            "control",  "ctrl", "controlgroup", "kontrolle", "kontrollgruppe",
            "baseline", "base", "original",     "holdout",   "default",
            "off",      "old",  "false"};
        first = std::ranges::find_if(order, [&](std::uint32_t arm) {
            return std::ranges::find(controls, plainName(arms.at(arm))) != controls.end();
        });
    }
    if (first != order.end()) {
        std::rotate(order.begin(), first, first + 1);
    }
    return order;
}

Result<double> shareOf(std::string_view text) {
    const auto share = parseNumber(text);
    if (!share || !(*share > 0)) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("The share \"{:.60}\" is no number over 0", text),
                     "Give the part of people that each arm was to get, as in .5,.5", "--shares"};
    }
    return *share;
}

Result<std::vector<double>> sharesOf(const std::vector<std::string>& texts,
                                     const std::vector<std::string>& arms) {
    std::vector<double> shares(texts.empty() ? 0 : arms.size(), 0.0);
    if (!texts.empty() && texts.size() != arms.size()) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} shares for {} arms", texts.size(), arms.size()),
                     "Give one share an arm: " + joinNames(arms, ", "), "--shares"};
    }
    for (std::size_t at = 0; at < texts.size(); ++at) {
        const std::size_t sign = texts[at].rfind('=');
        std::size_t arm = at;
        if (sign != std::string::npos) {
            const auto found = std::ranges::find(arms, texts[at].substr(0, sign));
            arm = static_cast<std::size_t>(found - arms.begin());
            if (found == arms.end() || shares[arm] > 0) {
                return Error{ErrorCode::InvalidArgument,
                             fmt::format("\"{:.60}\" names no arm, or one twice", texts[at]),
                             "Arms: " + joinNames(arms, ", "), "--shares"};
            }
        }
        TRY_ASSIGN(shares[arm], shareOf(sign == std::string::npos ? texts[at] : texts[at].substr(sign + 1)));
    }
    return shares;
}

/// Puts people into arms and segments and boils them down.
class SampleBuilder {
public:
    SampleBuilder(const NamedTable& table, const ExperimentColumns& columns, People people,
                  const ExperimentRequest& request)
        : m_table(table)
        , m_columns(columns)
        , m_people(std::move(people))
        , m_request(request) {}

    Result<ExperimentTable> build() {
        m_out.rows = m_people.rows;
        m_out.roles = m_columns.roles;
        if (m_people.rows == 0) {
            return bad("There are no rows under the names of the columns",
                       "Give one row a person, or one an arm");
        }
        TRY_ASSIGN(const auto order, orderOfArms(m_people.arms, m_request.control));
        for (const std::uint32_t arm : order) {
            m_out.sample.arms.emplace_back(m_people.arms.at(arm));
        }
        if (order.size() < 2 && !m_request.oneArm) {
            return bad(fmt::format("There is one arm only, \"{:.60}\"", m_out.sample.arms.front()),
                       "Give the rows of all arms, or say with --map arm=COLUMN which column they are in");
        }
        m_place.resize(order.size());
        for (std::uint32_t place = 0; place < order.size(); ++place) {
            m_place[order[place]] = place;
        }
        TRY_ASSIGN(m_out.sample.shares, sharesOf(m_request.shares, m_out.sample.arms));
        m_out.sample.alpha = m_request.alpha;
        m_out.sample.adjust = m_columns.before.has_value();
        leaveOutWhoSawSeveral();
        TRY(checkClicks());
        m_out.aggregated = isAggregated();
        m_out.unit = m_columns.users || m_columns.user || !m_out.aggregated ? "users" : "impressions";
        if (m_out.aggregated && m_out.sample.adjust) {
            return bad("Totals hold nothing of each person, so that nothing can be taken away from it",
                       "Leave --covariate out, or give one row a person");
        }
        TRY(orderDays());
        TRY(fill());
        addNotes();
        return std::move(m_out);
    }

private:
    Error bad(std::string what, std::string remedy) const {
        return {ErrorCode::BadInput, std::move(what), std::move(remedy),
                sourceLabel(m_table.plan.path, m_table.plan.member)};
    }
    const std::string& nameOf(std::size_t column) const { return m_table.plan.columns[column].name; }
    std::size_t size() const { return m_people.arm.size(); }
    std::size_t placeOf(std::size_t person) const {
        return m_people.arm[person] == nowhere ? nowhere : m_place[m_people.arm[person]];
    }

    void leaveOutWhoSawSeveral() {
        m_out.inSeveralArms = static_cast<std::uint64_t>(std::ranges::count(m_people.arm, nowhere));
    }

    Result<void> checkClicks() const {
        if (!m_columns.clicks || !m_columns.impressions) {
            return {};
        }
        const std::vector<double>& clicks = m_people.of(*m_columns.clicks);
        const std::vector<double>& impressions = m_people.of(*m_columns.impressions);
        for (std::size_t person = 0; person < size(); ++person) {
            if (clicks[person] > impressions[person]) {
                return cellError(
                    m_table.plan, m_people.line[person],
                    fmt::format("{} \"{:.60}\" are more than {} \"{:.60}\"", clicks[person],
                                nameOf(*m_columns.clicks), impressions[person],
                                nameOf(*m_columns.impressions)),
                    "Correct the row, or say with --map which columns clicks and impressions are");
            }
        }
        return {};
    }

    bool isAggregated() const {
        if (m_columns.users) {
            return true;
        }
        if (m_columns.user || !m_columns.impressions || m_request.oneArm) {
            return false;
        }
        std::vector<std::uint64_t> rows(m_place.size());
        for (std::size_t person = 0; person < size(); ++person) {
            ++rows[placeOf(person)];
        }
        return *std::ranges::min_element(rows) < rowsOfTotals;
    }

    Result<void> fill() {
        std::vector<std::uint32_t> segments(m_people.segments.size());
        std::iota(segments.begin(), segments.end(), 0U);
        std::ranges::sort(segments, [&](std::uint32_t a, std::uint32_t b) {
            return NaturalLess()(std::string(m_people.segments.at(a)), std::string(m_people.segments.at(b)));
        });
        m_segmentPlace.resize(segments.size());
        for (std::uint32_t place = 0; place < segments.size(); ++place) {
            m_segmentPlace[segments[place]] = place;
            if (m_columns.segment) {
                m_out.sample.segments.push_back({std::string(m_people.segments.at(segments[place])), {}, {}});
            }
        }
        m_out.sample.people = countPeople(nowhere);
        for (std::uint32_t at = 0; at < m_out.sample.segments.size(); ++at) {
            m_out.sample.segments[at].people = countPeople(at);
        }
        for (const MetricColumns& metric : m_columns.metrics) {
            TRY(m_out.aggregated ? addTotals(metric) : addPeople(metric));
        }
        return {};
    }

    /// Places the people on days, in order; every day is there at which somebody came.
    Result<void> orderDays() {
        std::vector<std::int64_t> days = m_people.day;
        std::ranges::sort(days);
        days.erase(std::unique(days.begin(), days.end()), days.end());
        if (days.size() > mostDays) {
            if (m_columns.dayAsked) {
                return bad(fmt::format("Column \"{:.60}\" has over {} different days", nameOf(*m_columns.day),
                                       mostDays),
                           "Say with --map day=COLUMN which column the day is");
            }
            days.clear();
        }
        for (const std::int64_t day : days) {
            m_out.sample.days.push_back({dayName(day), {}});
        }
        if (!days.empty()) {
            for (const std::int64_t day : m_people.day) {
                m_dayPlace.push_back(
                    static_cast<std::uint32_t>(std::ranges::lower_bound(days, day) - days.begin()));
            }
        }
        return {};
    }
    std::string dayName(std::int64_t day) const {
        if (!m_table.times[*m_columns.day]) {
            return fmt::format("{}", day);
        }
        const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
        return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    }
    /// Puts the moments of each day, which take the days before with them, beside what they are of.
    void addDays(const MetricSample& whole, std::vector<std::vector<Moments>> byDay) {
        for (std::size_t day = 0; day < byDay.size(); ++day) {
            for (std::size_t arm = 0; day > 0 && arm < byDay[day].size(); ++arm) {
                Moments before = byDay[day - 1][arm];
                before.merge(byDay[day][arm]);
                byDay[day][arm] = before;
            }
            m_out.sample.days[day].metrics.push_back({whole.id, whole.kind, whole.spread, byDay[day]});
        }
    }

    std::vector<double> countPeople(std::uint32_t segment) const {
        std::vector<double> people(m_place.size());
        const std::vector<double>* counts = m_columns.users    ? &m_people.of(*m_columns.users)
                                            : m_out.aggregated ? &m_people.of(*m_columns.impressions)
                                                               : nullptr;
        for (std::size_t person = 0; person < size(); ++person) {
            if (isIn(person, segment)) {
                const double count = counts ? (*counts)[person] : 1;
                people[placeOf(person)] += std::isnan(count) ? 0 : count;
            }
        }
        return people;
    }
    bool isIn(std::size_t person, std::uint32_t segment) const {
        return placeOf(person) != nowhere &&
               (segment == nowhere || m_segmentPlace[m_people.segment[person]] == segment);
    }

    Result<void> addPeople(const MetricColumns& metric) {
        const std::vector<double>& value = m_people.of(metric.value);
        const std::vector<double>* base = metric.base ? &m_people.of(*metric.base) : nullptr;
        const std::vector<double>* before = m_columns.before ? &m_people.of(*m_columns.before) : nullptr;
        MetricSample whole{metric.id, MetricKind::Ratio, true, std::vector<Moments>(m_place.size())};
        std::vector<MetricSample> parts(m_out.sample.segments.size(), whole);
        std::vector<std::vector<Moments>> byDay(m_out.sample.days.size(), whole.arms);
        std::uint64_t missing = 0;
        bool zerosAndOnes = true;
        for (std::size_t person = 0; person < size(); ++person) {
            const std::size_t arm = placeOf(person);
            if (arm == nowhere) {
                continue;
            }
            const double x = value[person];
            const double y = base ? (*base)[person] : 1;
            const double c = before ? (*before)[person] : 0;
            if (std::isnan(x) || std::isnan(y) || std::isnan(c)) {
                ++missing;
                continue;
            }
            zerosAndOnes = zerosAndOnes && (x == 0 || x == 1);
            whole.arms[arm].add(x, y, c);
            if (!parts.empty()) {
                parts[m_segmentPlace[m_people.segment[person]]].arms[arm].add(x, y, c);
            }
            if (!byDay.empty()) {
                byDay[m_dayPlace[person]][arm].add(x, y, c);
            }
        }
        if (!base) {
            whole.kind =
                zerosAndOnes && metric.value != m_columns.revenue ? MetricKind::Proportion : MetricKind::Mean;
        }
        addDays(whole, std::move(byDay));
        for (std::size_t at = 0; at < parts.size(); ++at) {
            parts[at].kind = whole.kind;
            m_out.sample.segments[at].metrics.push_back(std::move(parts[at]));
        }
        m_out.sample.metrics.push_back(std::move(whole));
        m_out.missing.push_back(missing);
        return {};
    }

    /// Sums of a column by arm.
    std::vector<double> totals(std::size_t column, std::uint32_t segment, std::uint32_t day = nowhere) const {
        std::vector<double> sums(m_place.size());
        const std::vector<double>& numbers = m_people.of(column);
        for (std::size_t row = 0; row < size(); ++row) {
            const bool then = day == nowhere || m_dayPlace[row] == day;
            if (then && isIn(row, segment) && !std::isnan(numbers[row])) {
                sums[placeOf(row)] += numbers[row];
            }
        }
        return sums;
    }

    Result<void> addTotals(const MetricColumns& metric) {
        const std::size_t base =
            metric.base.value_or(m_columns.users ? *m_columns.users : *m_columns.impressions);
        const ColumnUse use = m_columns.uses[metric.value];
        const std::vector<double> sums = totals(metric.value, nowhere);
        const std::vector<double> of = totals(base, nowhere);
        bool counts = metric.value != m_columns.revenue;
        for (std::size_t arm = 0; arm < sums.size(); ++arm) {
            const bool over = sums[arm] > of[arm];
            if (over && use == ColumnUse::Return) {
                return bad(fmt::format("Arm \"{:.60}\" has {} \"{:.60}\" of {} \"{:.60}\"",
                                       m_out.sample.arms[arm], sums[arm], nameOf(metric.value), of[arm],
                                       nameOf(base)),
                           "No more people can return than there are: correct the file");
            }
            counts = counts && !over && sums[arm] >= 0 && sums[arm] == std::floor(sums[arm]) &&
                     of[arm] == std::floor(of[arm]);
        }
        const auto momentsOf = [&](std::uint32_t segment, std::uint32_t day) {
            const std::vector<double> x = totals(metric.value, segment, day);
            const std::vector<double> n = totals(base, segment, day);
            std::vector<Moments> arms;
            for (std::size_t arm = 0; arm < x.size(); ++arm) {
                arms.push_back(Moments::ofCounts(n[arm], x[arm]));
            }
            return arms;
        };
        const auto sampleOf = [&](std::uint32_t segment) {
            return MetricSample{metric.id, counts ? MetricKind::Proportion : MetricKind::Mean, counts,
                                momentsOf(segment, nowhere)};
        };
        for (std::uint32_t at = 0; at < m_out.sample.segments.size(); ++at) {
            m_out.sample.segments[at].metrics.push_back(sampleOf(at));
        }
        m_out.sample.metrics.push_back(sampleOf(nowhere));
        std::vector<std::vector<Moments>> byDay;
        for (std::uint32_t day = 0; day < m_out.sample.days.size(); ++day) {
            byDay.push_back(momentsOf(nowhere, day));
        }
        addDays(m_out.sample.metrics.back(), std::move(byDay));
        m_out.missing.push_back(0);
        if (!counts) {
            m_out.notes.push_back(
                fmt::format("{} has no interval: totals tell nothing of how much people differ. "
                            "Give one row a person",
                            metric.id));
        } else if (base == m_columns.impressions) {
            m_out.notes.push_back(
                fmt::format("{} counts every impression as one more person; those of one person are "
                            "alike, so that its interval is too narrow. Give one row a person",
                            metric.id));
        }
        return {};
    }

    void addNotes() {
        if (m_out.inSeveralArms > 0) {
            m_out.notes.push_back("Left out, as they were in several arms: " +
                                  words::counted(m_out.inSeveralArms, "person", "people"));
        }
        for (std::size_t at = 0; at < m_out.missing.size(); ++at) {
            if (m_out.missing[at] > 0) {
                m_out.notes.push_back(fmt::format("{} without a value of {}: left out of it",
                                                  words::counted(m_out.missing[at], "person", "people"),
                                                  m_out.sample.metrics[at].id));
            }
        }
        if (m_out.aggregated && !m_columns.users) {
            m_out.notes.emplace_back(
                "The split is checked by impressions, as nothing says how many people there "
                "were; impressions of one person are alike, so that it warns too often");
        } else if (!m_out.aggregated && !m_columns.user && !m_request.oneArm) {
            m_out.notes.emplace_back("No column is the user: every row counts as a person");
        }
        if (m_people.again > 0 && !m_out.aggregated) {
            m_out.notes.push_back("Added up, as the person is there already: the numbers of " +
                                  words::counted(m_people.again, "further row", "further rows"));
        }
    }

    const NamedTable& m_table;
    const ExperimentColumns& m_columns;
    People m_people;
    const ExperimentRequest& m_request;
    ExperimentTable m_out;
    std::vector<std::size_t> m_place; ///< of an arm, by its number in the file
    std::vector<std::uint32_t> m_segmentPlace;
    std::vector<std::uint32_t> m_dayPlace; ///< by person
};

} // namespace

Result<ExperimentTable> readExperimentTable(const ExperimentRequest& request,
                                            const ExecutionContext& context) {
    const KeepArchivesOpen keep;
    TRY_ASSIGN(const auto table, openNamedTable(request.file, context));
    TRY_ASSIGN(const auto columns, experimentColumns(table, request));
    TRY_ASSIGN(auto people, readPeople(table, columns, context));
    if (context.stopRequested()) {
        return cancelledError();
    }
    return SampleBuilder(table, columns, std::move(people), request).build();
}

} // namespace tastescope
