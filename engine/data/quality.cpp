// SPDX-License-Identifier: GPL-3.0-or-later
// Findings about single weeks, users and items; the verdict on the whole is in readiness.cpp.
#include "engine/data/readiness.h"

#include "engine/data/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace tastescope {
namespace {

using words::capitalised;
using words::counted;
using words::percent;
using words::spelled;

constexpr std::uint64_t thinUserEvents = 8;
constexpr std::size_t neighbourWeeks = 8;   ///< on either side, to judge a week by
constexpr double thinWeekShare = 0.4;       ///< of its neighbours' median
constexpr double fewEventsAWeek = 20;       ///< below that a series says nothing about gaps
constexpr std::uint64_t automatedTimes = 4; ///< the 99th percentile
constexpr std::uint64_t automatedLeast = 500;
constexpr std::size_t mostStretches = 3; ///< more are told in one sentence

std::uint64_t eventsOf(const Dataset& dataset, std::size_t user) {
    return dataset.events().lastOf(UserIndex{user}) - dataset.events().firstOf(UserIndex{user});
}

// What a week should hold, from the weeks around it.
double usualAround(std::span<const std::uint64_t> weeks, std::size_t week) {
    const std::size_t begin = week > neighbourWeeks ? week - neighbourWeeks : 0;
    const std::size_t end = std::min(weeks.size(), week + neighbourWeeks + 1);
    std::vector<std::uint64_t> around(weeks.begin() + static_cast<std::ptrdiff_t>(begin),
                                      weeks.begin() + static_cast<std::ptrdiff_t>(end));
    const auto middle = around.begin() + static_cast<std::ptrdiff_t>(around.size() / 2);
    std::nth_element(around.begin(), middle, around.end());
    return static_cast<double>(*middle);
}

struct Stretch {
    std::size_t first;
    std::size_t last; ///< included
    double events = 0;
    double usual = 0;
};

std::vector<Stretch> thinStretches(std::span<const std::uint64_t> weeks) {
    std::vector<Stretch> stretches;
    for (const std::size_t week : thinWeeks(weeks)) {
        if (stretches.empty() || stretches.back().last + 1 != week) {
            stretches.push_back({week, week});
        }
        stretches.back().last = week;
        stretches.back().events += static_cast<double>(weeks[week]);
        stretches.back().usual += usualAround(weeks, week);
    }
    return stretches;
}

void findThinWeeks(const Statistics& statistics, std::vector<QualityFinding>& out) {
    const std::vector<Stretch> stretches = thinStretches(statistics.eventsPerWeek);
    const auto start = [&](std::size_t week) {
        return statistics.firstWeek + static_cast<Time>(week) * 7 * millisecondsPerDay;
    };
    const auto add = [&](std::size_t weeks, std::string detail) {
        QualityFinding finding;
        finding.id = "thin_weeks";
        finding.title = capitalised(spelled(weeks)) + (weeks == 1 ? " thin week" : " thin weeks");
        finding.detail = std::move(detail) + " Likely a gap in logging.";
        finding.status = ReadinessStatus::Warn;
        out.push_back(std::move(finding));
    };
    if (stretches.size() > mostStretches) {
        const std::size_t weeks = std::accumulate(
            stretches.begin(), stretches.end(), std::size_t{0},
            [](std::size_t sum, const Stretch& stretch) { return sum + stretch.last - stretch.first + 1; });
        add(weeks, fmt::format("In {} stretches, {}.", stretches.size(),
                               words::dayRange(start(stretches.front().first),
                                               start(stretches.back().last + 1) - 1)));
        return;
    }
    for (const Stretch& stretch : stretches) {
        const std::size_t weeks = stretch.last - stretch.first + 1;
        add(weeks, fmt::format("{} {} {} fewer events.",
                               words::dayRange(start(stretch.first), start(stretch.last + 1) - 1),
                               weeks == 1 ? "holds" : "hold", percent(1 - stretch.events / stretch.usual)));
    }
}

void findThinUsers(const Dataset& dataset, std::vector<QualityFinding>& out) {
    QualityFinding finding;
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        if (eventsOf(dataset, user) < thinUserEvents) {
            finding.rows.push_back(static_cast<std::uint32_t>(user));
        }
    }
    if (finding.rows.empty()) {
        return;
    }
    finding.id = "thin_users";
    finding.title = fmt::format("{} under {} events",
                                counted(finding.rows.size(), dataset.nouns().user, dataset.nouns().users),
                                thinUserEvents);
    finding.detail = "Too little for personal lists. Cold-start rules apply.";
    finding.status = ReadinessStatus::Warn;
    finding.kind = QualityFinding::Rows::Users;
    out.push_back(std::move(finding));
}

void findAutomatedUsers(const Dataset& dataset, std::vector<QualityFinding>& out) {
    if (dataset.userCount() == 0) {
        return;
    }
    std::vector<std::uint64_t> counts(dataset.userCount());
    for (std::size_t user = 0; user < counts.size(); ++user) {
        counts[user] = eventsOf(dataset, user);
    }
    std::vector<std::uint64_t> ranked = counts;
    const auto high = ranked.begin() + static_cast<std::ptrdiff_t>((ranked.size() - 1) * 99 / 100);
    std::nth_element(ranked.begin(), high, ranked.end());
    const std::uint64_t limit = std::max(automatedTimes * *high, automatedLeast);
    QualityFinding finding;
    std::uint64_t most = 0;
    for (std::size_t user = 0; user < counts.size(); ++user) {
        if (counts[user] > limit) {
            finding.rows.push_back(static_cast<std::uint32_t>(user));
            most = std::max(most, counts[user]);
        }
    }
    if (finding.rows.empty()) {
        return;
    }
    const bool one = finding.rows.size() == 1;
    finding.id = "automated_users";
    finding.title = fmt::format("{} with {}{} events",
                                counted(finding.rows.size(), dataset.nouns().user, dataset.nouns().users),
                                one ? "" : "up to ", words::grouped(most));
    finding.detail =
        one ? "Looks automated. Check it before training." : "Look automated. Check before training.";
    finding.status = ReadinessStatus::Warn;
    finding.kind = QualityFinding::Rows::Users;
    out.push_back(std::move(finding));
}

void findUncategorised(const Dataset& dataset, std::vector<QualityFinding>& out) {
    const AttributeColumn* categories = dataset.itemAttributes().categories();
    if (categories == nullptr) {
        return;
    }
    QualityFinding finding;
    for (std::size_t item = 0; item < dataset.itemCount(); ++item) {
        if (categories->codesOf(item).empty()) {
            finding.rows.push_back(static_cast<std::uint32_t>(item));
        }
    }
    if (finding.rows.empty()) {
        return;
    }
    finding.id = "no_category";
    finding.title =
        counted(finding.rows.size(), dataset.nouns().item, dataset.nouns().items) + " without category";
    finding.detail = dataset.itemAttributes().creatorCount() > 0
                         ? fmt::format("Content models fall back to the {}.", dataset.nouns().creator)
                         : "Content models cannot place them by category.";
    finding.status = ReadinessStatus::Warn;
    finding.kind = QualityFinding::Rows::Items;
    out.push_back(std::move(finding));
}

// Ids are compared byte by byte; two that differ in case or outer blanks only are probably one.
std::string folded(std::string_view id) {
    const std::size_t first = id.find_first_not_of(" \t");
    const std::size_t last = id.find_last_not_of(" \t");
    std::string out(first == std::string_view::npos ? std::string_view()
                                                    : id.substr(first, last - first + 1));
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::vector<std::uint32_t> lookAlikes(const IdMap& ids) {
    std::unordered_map<std::string, std::uint32_t> first;
    first.reserve(ids.size());
    std::vector<bool> marked(ids.size(), false);
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        const auto [known, added] = first.try_emplace(folded(ids.at(row)), row);
        if (!added) {
            marked[known->second] = true;
            marked[row] = true;
        }
    }
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < ids.size(); ++row) {
        if (marked[row]) {
            rows.push_back(row);
        }
    }
    return rows;
}

void findLookAlikes(const Dataset& dataset, std::vector<QualityFinding>& out) {
    const Nouns& nouns = dataset.nouns();
    const auto add = [&](std::vector<std::uint32_t> rows, QualityFinding::Rows kind,
                         const std::string& many) {
        QualityFinding finding;
        finding.id = "look_alike_ids";
        finding.title = fmt::format("{} {} with look-alike ids", words::grouped(rows.size()), many);
        finding.detail = "They differ in upper and lower case or blanks only. Probably the same.";
        finding.status = ReadinessStatus::Warn;
        finding.kind = kind;
        finding.rows = std::move(rows);
        out.push_back(std::move(finding));
    };
    std::vector<std::uint32_t> items = lookAlikes(dataset.items());
    std::vector<std::uint32_t> users = lookAlikes(dataset.users());
    const bool unique = items.empty() && users.empty();
    if (!items.empty()) {
        add(std::move(items), QualityFinding::Rows::Items, nouns.items);
    }
    if (!users.empty()) {
        add(std::move(users), QualityFinding::Rows::Users, nouns.users);
    }
    if (unique && dataset.userCount() + dataset.itemCount() > 0) {
        QualityFinding finding;
        finding.id = "unique_ids";
        finding.title = "No duplicate identifiers";
        finding.detail = fmt::format("{} and {} are unique.", capitalised(nouns.items), nouns.users);
        out.push_back(std::move(finding));
    }
}

} // namespace

std::vector<std::size_t> thinWeeks(std::span<const std::uint64_t> eventsPerWeek) {
    std::vector<std::size_t> thin;
    for (std::size_t week = 1; week + 1 < eventsPerWeek.size(); ++week) {
        const double usual = usualAround(eventsPerWeek, week);
        if (usual >= fewEventsAWeek && static_cast<double>(eventsPerWeek[week]) < thinWeekShare * usual) {
            thin.push_back(week);
        }
    }
    return thin;
}

std::vector<QualityFinding> findQualityIssues(const Dataset& dataset, const Statistics& statistics) {
    std::vector<QualityFinding> findings;
    findThinWeeks(statistics, findings);
    findThinUsers(dataset, findings);
    findUncategorised(dataset, findings);
    findAutomatedUsers(dataset, findings);
    findLookAlikes(dataset, findings);
    return findings;
}

} // namespace tastescope
