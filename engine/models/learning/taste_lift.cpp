// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/learning/taste_lift.h"

#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tastescope {
namespace {

constexpr double pairsOfChance = 10; ///< as if so many more had been seen and expected
constexpr double mostSteps = 2e7;
/// Entries of a person that are looked at: those who have hundreds would be compared with nobody else, and
/// make everybody look alike.
constexpr std::size_t mostEntries = 6;
constexpr std::uint64_t cutSeed = 0x6C696674;

/// What people like, each of two things at least, and the other way round.
struct Histories {
    std::vector<std::size_t> offsets{0}; ///< of people
    std::vector<std::uint32_t> items;
    std::vector<std::size_t> itemOffsets;
    std::vector<std::uint32_t> people; ///< of an item, ascending
    std::vector<double> pairsWith;     ///< ordered pairs of things with this one first
    double pairs = 0;                  ///< all of these

    std::size_t size() const { return offsets.size() - 1; }
    std::span<const std::uint32_t> itemsOf(std::size_t person) const {
        return std::span(items).subspan(offsets[person], offsets[person + 1] - offsets[person]);
    }
    std::span<const std::uint32_t> peopleOf(std::uint32_t item) const {
        return std::span(people).subspan(itemOffsets[item], itemOffsets[item + 1] - itemOffsets[item]);
    }
};

/// Of so great a share of the people, spread over all; longer histories cut at random.
Histories cutHistories(const InteractionMatrix& matrix, double share) {
    Histories out;
    double due = 0;
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        due += share;
        if (due < 1 - 1e-9) {
            continue;
        }
        due -= 1;
        const auto known = matrix.itemsOf(UserIndex(user));
        const auto weights = matrix.valuesOf(UserIndex(user));
        std::vector<std::uint32_t> liked;
        for (std::size_t place = 0; place < known.size(); ++place) {
            if (weights[place] > 0) {
                liked.push_back(known[place].value);
            }
        }
        Random random(cutSeed, user);
        for (std::size_t place = 0; liked.size() > mostEntries && place < mostEntries; ++place) {
            std::swap(liked[place], liked[place + random.below(liked.size() - place)]);
        }
        liked.resize(std::min(liked.size(), mostEntries));
        if (liked.size() > 1) {
            out.items.insert(out.items.end(), liked.begin(), liked.end());
            out.offsets.push_back(out.items.size());
        }
    }
    return out;
}

void addItems(Histories& histories, std::size_t items) {
    histories.itemOffsets.assign(items + 1, 0);
    histories.pairsWith.assign(items, 0);
    for (const std::uint32_t item : histories.items) {
        ++histories.itemOffsets[item + 1];
    }
    for (std::size_t item = 0; item < items; ++item) {
        histories.itemOffsets[item + 1] += histories.itemOffsets[item];
    }
    std::vector<std::size_t> next(histories.itemOffsets.begin(), histories.itemOffsets.end() - 1);
    histories.people.resize(histories.items.size());
    for (std::size_t person = 0; person < histories.size(); ++person) {
        const auto own = histories.itemsOf(person);
        for (const std::uint32_t item : own) {
            histories.people[next[item]++] = static_cast<std::uint32_t>(person);
            histories.pairsWith[item] += static_cast<double>(own.size() - 1);
        }
        histories.pairs += static_cast<double>(own.size() * (own.size() - 1));
    }
}

/// Looking at all of them takes a step for each two people of an item: less in the square of the share.
double shareFor(const Histories& histories, std::size_t items) {
    std::vector<double> counts(items);
    for (const std::uint32_t item : histories.items) {
        ++counts[item];
    }
    double steps = 0;
    for (const double count : counts) {
        steps += count * count / 2;
    }
    return steps > mostSteps ? std::sqrt(mostSteps / steps) : 1;
}

/// Pairs of things that `person` shares with anybody before them.
double sharedBy(const Histories& histories, std::uint32_t person, std::vector<std::uint32_t>& common) {
    double shared = 0;
    const auto own = histories.itemsOf(person);
    for (const bool clears : {false, true}) {
        for (const std::uint32_t item : own) {
            for (const std::uint32_t other : histories.peopleOf(item)) {
                if (other >= person) {
                    break;
                }
                shared += clears ? 0 : common[other]++; // one with each thing in common before this
                common[other] = clears ? 0 : common[other];
            }
        }
    }
    return shared;
}

/// The same with all others, halved, had their pairs been drawn by what is popular in pairs.
double expectedOf(const Histories& histories, std::size_t person) {
    const auto own = histories.itemsOf(person);
    const auto beside = static_cast<double>(own.size() - 1);
    double sum = 0;
    double squares = 0;
    for (const std::uint32_t item : own) {
        const double others = histories.pairsWith[item] - beside;
        sum += others;
        squares += others * others;
    }
    const double theirs = histories.pairs - beside * static_cast<double>(own.size());
    return theirs > 0 ? (sum * sum - squares) / 4 / theirs : 0;
}

} // namespace

double tasteLift(const InteractionMatrix& matrix) {
    Histories histories = cutHistories(matrix, 1);
    if (const double share = shareFor(histories, matrix.itemCount()); share < 1) {
        histories = cutHistories(matrix, share);
    }
    addItems(histories, matrix.itemCount());
    std::vector<std::uint32_t> common(histories.size());
    double shared = 0;
    double expected = 0;
    for (std::size_t person = 0; person < histories.size(); ++person) {
        shared += sharedBy(histories, static_cast<std::uint32_t>(person), common);
        expected += expectedOf(histories, person);
    }
    return (shared + pairsOfChance) / (expected + pairsOfChance);
}

std::string liftText(const DataShape& shape, double lift) {
    return fmt::format("{:.1f} events a person, who share {:.1f} times what chance would have them",
                       shape.perPerson(), lift);
}

} // namespace tastescope
