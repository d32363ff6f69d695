// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/board/board_people.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

namespace tastescope {
namespace {

constexpr std::size_t enoughItems = 5; ///< for a past that says what somebody likes
constexpr std::size_t usersPerStop = 1024;

/// How far somebody is of each kind; nothing: they are not.
struct Traits {
    std::size_t items = 0;
    std::optional<double> latestStart;
    std::optional<double> oneCategory;
    std::optional<double> spread;
    std::optional<double> contrary;
};

std::optional<double> firstEventOf(const Dataset& dataset, UserIndex user) {
    const Interactions& events = dataset.events();
    std::optional<double> first;
    for (std::size_t row = events.firstOf(user); row < events.lastOf(user); ++row) {
        if (const Time time = events.time(row); time != noTime) {
            first = std::min(first.value_or(static_cast<double>(time)), static_cast<double>(time));
        }
    }
    return first;
}

void addCategories(const AttributeColumn& categories, std::span<const ItemIndex> items, Traits& traits) {
    std::unordered_map<std::uint32_t, double> counts;
    double sum = 0;
    for (const ItemIndex item : items) {
        for (const std::uint32_t code : categories.codesOf(item.value)) {
            counts[code] += 1;
            sum += 1;
        }
    }
    if (sum == 0) {
        return;
    }
    std::vector<double> shares;
    shares.reserve(counts.size());
    for (const auto& [code, count] : counts) {
        shares.push_back(count / sum);
    }
    std::ranges::sort(shares); // sums of the same terms in the same order
    double entropy = 0;
    for (const double share : shares) {
        entropy -= share * std::log(share);
    }
    traits.oneCategory = shares.back();
    traits.spread = entropy;
}

Traits traitsOf(const Dataset& dataset, UserIndex user, std::span<const std::uint32_t> people) {
    Traits traits;
    const std::span<const ItemIndex> items = dataset.matrix().itemsOf(user);
    traits.items = items.size();
    if (items.empty()) {
        return traits;
    }
    traits.latestStart = firstEventOf(dataset, user);
    if (items.size() < enoughItems) {
        return traits;
    }
    if (const AttributeColumn* categories = dataset.itemAttributes().categories()) {
        addCategories(*categories, items, traits);
    }
    double sum = 0;
    for (const ItemIndex item : items) {
        sum += std::log(static_cast<double>(people[item.value]));
    }
    traits.contrary = -sum / static_cast<double>(items.size());
    return traits;
}

/// How many people have each item.
std::vector<std::uint32_t> peopleByItem(const Dataset& dataset) {
    std::vector<std::uint32_t> people(dataset.itemCount(), 0);
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        for (const ItemIndex item : dataset.matrix().itemsOf(UserIndex(user))) {
            ++people[item.value];
        }
    }
    return people;
}

std::optional<double> amountOf(const Traits& traits, PersonKind kind) {
    const auto items = static_cast<double>(traits.items);
    switch (kind) {
    case PersonKind::Heavy:
        return traits.items > 0 ? std::optional(items) : std::nullopt;
    case PersonKind::Light:
        return traits.items > 0 ? std::optional(-items) : std::nullopt;
    case PersonKind::New:
        return traits.latestStart;
    case PersonKind::OneCategory:
        return traits.oneCategory;
    case PersonKind::Eclectic:
        return traits.spread;
    case PersonKind::Contrarian:
        return traits.contrary;
    case PersonKind::Pinned:
        break;
    }
    return std::nullopt;
}

} // namespace

Result<std::vector<BoardPerson>> boardPeople(const Dataset& dataset, std::span<const std::string> pinned,
                                             const ExecutionContext& context) {
    std::vector<BoardPerson> people;
    std::vector<bool> taken(dataset.userCount(), false);
    for (const std::string& id : pinned) {
        const auto row = dataset.users().find(id);
        if (row && !taken[*row]) {
            taken[*row] = true;
            people.push_back({UserIndex(*row), PersonKind::Pinned});
        }
    }
    const std::vector<std::uint32_t> byItem = peopleByItem(dataset);
    std::vector<Traits> traits;
    traits.reserve(dataset.userCount());
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        if (user % usersPerStop == 0 && context.stopRequested()) {
            return cancelledError();
        }
        traits.push_back(traitsOf(dataset, UserIndex(user), byItem));
    }
    for (const PersonKind kind : {PersonKind::Heavy, PersonKind::Light, PersonKind::New,
                                  PersonKind::OneCategory, PersonKind::Eclectic, PersonKind::Contrarian}) {
        std::optional<std::size_t> best;
        for (std::size_t user = 0; user < traits.size(); ++user) {
            const auto amount = taken[user] ? std::nullopt : amountOf(traits[user], kind);
            if (!amount) {
                continue;
            }
            const auto most = best ? amountOf(traits[*best], kind) : std::nullopt;
            if (!most || *amount > *most || (*amount == *most && traits[user].items > traits[*best].items)) {
                best = user;
            }
        }
        if (best) {
            taken[*best] = true;
            people.push_back({UserIndex(*best), kind});
        }
    }
    return people;
}

} // namespace tastescope
