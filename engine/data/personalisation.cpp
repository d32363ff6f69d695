// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/personalisation.h"

#include "engine/data/words.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

using words::counted;
using words::grouped;
using words::percent;

constexpr std::size_t seenAtOnce = 50; ///< items that a person can look through
constexpr std::size_t leastEvents = 1'000;
constexpr std::size_t leastOfPerson = 2; ///< events

void judgeItems(const Dataset& dataset, const Statistics& statistics, std::vector<QualityFinding>& out) {
    if (statistics.items > seenAtOnce) {
        return;
    }
    const Nouns& nouns = dataset.nouns();
    const std::size_t missing = seenAtOnce + 1 - statistics.items;
    out.push_back({"few_items",
                   fmt::format("Too few {} to personalise", nouns.items),
                   fmt::format("{}, and {} more are needed: until then show all, best known first",
                               counted(statistics.items, nouns.item, nouns.items), grouped(missing)),
                   ReadinessStatus::Stop,
                   QualityFinding::Rows::None,
                   {}});
}

void judgeEvents(const Statistics& statistics, std::vector<QualityFinding>& out) {
    if (statistics.events >= leastEvents) {
        return;
    }
    out.push_back(
        {"few_events",
         "Too few events to personalise",
         fmt::format("{}, and {} more are needed: until then show what is popular",
                     counted(statistics.events, "event", "events"), grouped(leastEvents - statistics.events)),
         ReadinessStatus::Stop,
         QualityFinding::Rows::None,
         {}});
}

void judgePeople(const Dataset& dataset, std::vector<QualityFinding>& out) {
    ColdPeople cold = coldPeople(dataset);
    if (cold.missing == 0) {
        return;
    }
    const Nouns& nouns = dataset.nouns();
    out.push_back(
        {"mostly_cold", fmt::format("Most {} are new", nouns.users),
         fmt::format("{} of {} have fewer than two events, and {} of them {} another one: until then "
                     "content or what is popular",
                     percent(static_cast<double>(cold.rows.size()) / static_cast<double>(cold.people)),
                     counted(cold.people, nouns.user, nouns.users), grouped(cold.missing),
                     cold.missing == 1 ? "needs" : "need"),
         ReadinessStatus::Stop, QualityFinding::Rows::Users, std::move(cold.rows)});
}

} // namespace

ColdPeople coldPeople(const Dataset& dataset) {
    ColdPeople cold;
    cold.people = dataset.userCount();
    for (std::uint32_t user = 0; user < cold.people; ++user) {
        const Interactions& events = dataset.events();
        if (events.lastOf(UserIndex{user}) - events.firstOf(UserIndex{user}) < leastOfPerson) {
            cold.rows.push_back(user);
        }
    }
    const std::size_t most = cold.people / 2;
    cold.missing = cold.rows.size() > most ? cold.rows.size() - most : 0;
    return cold;
}

std::vector<QualityFinding> whenNotToPersonalise(const Dataset& dataset, const Statistics& statistics) {
    std::vector<QualityFinding> out;
    judgeItems(dataset, statistics, out);
    judgeEvents(statistics, out);
    judgePeople(dataset, out);
    return out;
}

} // namespace tastescope
