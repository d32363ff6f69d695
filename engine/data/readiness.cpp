// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/readiness.h"

#include "engine/data/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

using words::capitalised;
using words::counted;
using words::grouped;
using words::percent;

// Below `needed` a check warns, at `hopeless` or less it says stop.
struct Limits {
    double needed;
    double hopeless;
};

constexpr Limits itemLimits{500, 20};
constexpr Limits eventLimits{50'000, 1'000};
constexpr Limits perUserLimits{20, 2};
constexpr Limits densityLimits{0.001, 0.00001};
constexpr double newItemShare = 0.10;
constexpr double thinUserShare = 0.05;
constexpr std::size_t newItemEvents = 5;
constexpr std::size_t thinUserEvents = 8;

// How far the bar reaches: half way at the number needed, full at infinity.
double fillOf(double value, double needed) {
    return value / (value + needed);
}

ReadinessCheck atLeast(std::string id, std::string title, double value, const Limits& limits) {
    ReadinessCheck check;
    check.id = std::move(id);
    check.title = std::move(title);
    check.value = value;
    check.needed = limits.needed;
    check.fill = fillOf(value, limits.needed);
    check.status = value > limits.needed     ? ReadinessStatus::Ok
                   : value > limits.hopeless ? ReadinessStatus::Warn
                                             : ReadinessStatus::Stop;
    return check;
}

ReadinessCheck atMost(std::string id, std::string title, double share, double limit) {
    ReadinessCheck check;
    check.id = std::move(id);
    check.title = std::move(title);
    check.value = share;
    check.needed = limit;
    check.fill = fillOf(share, limit);
    check.status = share > limit ? ReadinessStatus::Warn : ReadinessStatus::Ok;
    check.valueText = percent(share);
    return check;
}

ReadinessCheck& advise(ReadinessCheck& check, std::string advice) {
    if (check.status != ReadinessStatus::Ok) {
        check.advice = std::move(advice);
    }
    return check;
}

bool hasContent(const Dataset& dataset) {
    return dataset.itemAttributes().categories() != nullptr || dataset.itemAttributes().tags() != nullptr;
}

double newItems(const Dataset& dataset, const Statistics& statistics) {
    if (statistics.items == 0) {
        return 0;
    }
    const auto few = std::ranges::count_if(statistics.eventsByRank,
                                           [](std::uint64_t events) { return events < newItemEvents; });
    return static_cast<double>(few) / static_cast<double>(dataset.itemCount());
}

double thinUsers(const Dataset& dataset) {
    if (dataset.userCount() == 0) {
        return 0;
    }
    std::size_t few = 0;
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        const Interactions& events = dataset.events();
        few += events.lastOf(UserIndex{user}) - events.firstOf(UserIndex{user}) < thinUserEvents ? 1 : 0;
    }
    return static_cast<double>(few) / static_cast<double>(dataset.userCount());
}

// The four checks of volume; they decide the verdict.
std::vector<ReadinessCheck> volumeChecks(const Dataset& dataset, const Statistics& statistics) {
    const Nouns& nouns = dataset.nouns();
    auto items =
        atLeast("items", capitalised(nouns.items), static_cast<double>(statistics.items), itemLimits);
    items.valueText = grouped(statistics.items);
    items.neededText = fmt::format("over {} needed", grouped(500));
    advise(items, fmt::format("Few {} leave little to choose from: popularity and content serve well.",
                              nouns.items));

    auto events = atLeast("events", "Events", static_cast<double>(statistics.events), eventLimits);
    events.valueText = grouped(statistics.events);
    events.neededText = fmt::format("over {} needed", grouped(50'000));
    advise(events, "Import a longer period or more kinds of signal.");

    auto perUser =
        atLeast("events_per_user", "Events per " + nouns.user, statistics.medianEventsPerUser, perUserLimits);
    perUser.valueText = fmt::format("median {}", statistics.medianEventsPerUser);
    perUser.neededText = "over 20 is comfortable";
    advise(perUser, fmt::format("Prefer models of {} over models of {}: they need less history.", nouns.items,
                                nouns.users));

    auto density = atLeast("density", "Density", statistics.density, densityLimits);
    density.valueText = percent(statistics.density);
    density.neededText = "over 0.1 % is workable";
    advise(density, fmt::format("Leave out {} hardly anybody met, or use attributes.", nouns.items));
    return {items, events, perUser, density};
}

std::vector<ReadinessCheck> shareChecks(const Dataset& dataset, const Statistics& statistics) {
    const Nouns& nouns = dataset.nouns();
    auto fresh = atMost("new_items", fmt::format("New {}, under {} events", nouns.items, newItemEvents),
                        newItems(dataset, statistics), newItemShare);
    fresh.neededText = "over 10 % needs attributes";
    advise(fresh, hasContent(dataset)
                      ? "Keep a model that uses attributes."
                      : fmt::format("Import attributes of the {}, such as categories or tags.", nouns.items));

    auto thin =
        atMost("thin_users", fmt::format("{} under {} events", capitalised(nouns.users), thinUserEvents),
               thinUsers(dataset), thinUserShare);
    thin.neededText = "they get cold-start lists";
    advise(thin, "Rehearse cold start before you rely on personal lists.");
    return {fresh, thin};
}

// Events whose value is 0 or less: there from the beginning, and no likes.
struct Denials {
    std::uint64_t zero = 0;
    std::uint64_t negative = 0;
    std::uint64_t values = 0;
};

Denials denialsOf(const Dataset& dataset) {
    Denials found;
    for (const float value : dataset.events().values()) {
        found.values += std::isnan(value) ? 0 : 1;
        found.zero += value == 0 ? 1 : 0;
        found.negative += value < 0 ? 1 : 0;
    }
    return found;
}

ReadinessCheck denialCheck(const Denials& found) {
    ReadinessCheck check;
    check.id = "denied_events";
    check.title = "Values of 0 or less";
    check.value = static_cast<double>(found.zero + found.negative);
    check.needed = 0.5 * static_cast<double>(found.values);
    check.fill = fillOf(check.value, std::max(check.needed, 1.0));
    check.status = check.value > check.needed ? ReadinessStatus::Warn : ReadinessStatus::Ok;
    check.valueText = fmt::format("{} zero, {} negative", grouped(found.zero), grouped(found.negative));
    check.neededText = "they never count as likes";
    return advise(check, "Most values deny: make sure that the right column is the value.");
}

ReadinessStatus worst(const std::vector<ReadinessCheck>& checks) {
    return std::ranges::max(checks, {}, &ReadinessCheck::status).status;
}

// "One song in nine is", "Most songs are".
std::string oneIn(double share, const Nouns& nouns) {
    const double every = std::round(1 / share);
    if (every >= 2) {
        return fmt::format("One {} in {} is", nouns.item, words::spelled(static_cast<std::uint64_t>(every)));
    }
    return fmt::format("Most {} are", nouns.items);
}

// What there is least of, next to what is needed.
std::string shortage(const std::vector<ReadinessCheck>& volume, const Nouns& nouns) {
    const auto weakest = std::ranges::min(volume, {}, &ReadinessCheck::fill);
    if (weakest.id == "items") {
        return fmt::format("only {}",
                           counted(static_cast<std::uint64_t>(weakest.value), nouns.item, nouns.items));
    }
    if (weakest.id == "events") {
        return fmt::format("only {}", counted(static_cast<std::uint64_t>(weakest.value), "event", "events"));
    }
    if (weakest.id == "events_per_user") {
        return fmt::format("a median of only {} {} per {}", weakest.value,
                           weakest.value == 1 ? "event" : "events", nouns.user);
    }
    return fmt::format("a density of only {}", weakest.valueText);
}

std::string volumeSentence(const Dataset& dataset, const std::vector<ReadinessCheck>& volume) {
    switch (worst(volume)) {
    case ReadinessStatus::Ok:
        return "There is plenty of history for factor models.";
    case ReadinessStatus::Warn:
        return fmt::format("There is some history, but {}.", shortage(volume, dataset.nouns()));
    case ReadinessStatus::Stop:
        break;
    }
    return dataset.events().size() == 0 ? "There are no events yet."
                                        : fmt::format("There is too little history to learn from: {}.",
                                                      shortage(volume, dataset.nouns()));
}

std::vector<ModelKind> suitableFor(const Dataset& dataset, ReadinessStatus volume, bool newItemsWarn) {
    std::vector<ModelKind> kinds;
    if (dataset.events().size() == 0) {
        return kinds;
    }
    switch (volume) {
    case ReadinessStatus::Ok:
        kinds = {ModelKind::Factors, ModelKind::Neighbours};
        break;
    case ReadinessStatus::Warn:
        kinds = {ModelKind::Neighbours, ModelKind::Factors};
        break;
    case ReadinessStatus::Stop:
        kinds = {ModelKind::Popularity};
        break;
    }
    if (hasContent(dataset)) {
        // Where every tenth item is new, a model that knows attributes is worth more than a second of events.
        kinds.insert(newItemsWarn ? kinds.begin() + 1 : kinds.end(), ModelKind::Content);
    }
    if (volume != ReadinessStatus::Stop) {
        kinds.push_back(ModelKind::Popularity);
    }
    return kinds;
}

} // namespace

Readiness assessReadiness(const Dataset& dataset, const Statistics& statistics) {
    std::vector<ReadinessCheck> volume = volumeChecks(dataset, statistics);
    const std::vector<ReadinessCheck> shares = shareChecks(dataset, statistics);
    const ReadinessCheck& fresh = shares.front();
    const bool manyNew = fresh.status != ReadinessStatus::Ok;
    const ReadinessStatus carries = worst(volume);

    Readiness out;
    out.verdict = carries == ReadinessStatus::Ok     ? "Yes."
                  : carries == ReadinessStatus::Warn ? "With care."
                                                     : "Not yet.";
    out.reason = volumeSentence(dataset, volume);
    if (manyNew && carries != ReadinessStatus::Stop) {
        out.reason +=
            fmt::format(" {} too new, so {}.", oneIn(fresh.value, dataset.nouns()),
                        hasContent(dataset) ? "keep a model that uses attributes" : "import attributes");
    }
    out.suitable = suitableFor(dataset, carries, manyNew);
    out.checks = std::move(volume);
    out.checks.insert(out.checks.end(), shares.begin(), shares.end());
    if (const Denials denials = denialsOf(dataset); denials.zero + denials.negative > 0) {
        out.checks.push_back(denialCheck(denials));
    }
    out.status = worst(out.checks);
    return out;
}

} // namespace tastescope
