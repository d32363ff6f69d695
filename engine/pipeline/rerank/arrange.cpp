// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/arrange.h"

#include "engine/base/discounted_gain.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t none = ListLimits::none;
constexpr std::size_t smallProblem = 64; ///< candidates; up to here the search may take its time
// Of the search for any list, and of that for the best.
constexpr std::size_t fillStepsOfSmall = 5'000;
constexpr std::size_t fillStepsOfLarge = 100;
constexpr std::size_t stepsOfSmall = 20'000;
constexpr std::size_t stepsOfLarge = 300;
constexpr std::size_t longestExchanged = 200; ///< places
constexpr std::size_t attempts = 64;          ///< ways to lower shares that are tried
constexpr double rounding = 1e-11;

/// ceil(share × length), not fooled by 0.07 × 100.
std::size_t needed(double share, std::size_t length) {
    return static_cast<std::size_t>(std::ceil(share * static_cast<double>(length) - 1e-9));
}

} // namespace

Arranger::Outcome Arranger::arrange(Gain& gain, ListLimits& limits, std::span<const PinnedItem> pins,
                                    std::size_t length, std::size_t eligible) {
    m_gain = &gain;
    m_limits = &limits;
    m_pins = pins;
    m_eligible = eligible;
    m_only.clear();
    for (const PinnedItem& pin : pins) {
        limits.exclude(pin.item);
    }
    Outcome outcome;
    std::size_t most = std::min(length, eligible + pins.size());
    if (limits.empty() && !gain.interacts()) {
        inOrder(most, outcome);
        return outcome;
    }
    for (std::size_t share = 0; share < limits.shares().size(); ++share) {
        limits.need(share, needed(limits.shares()[share].asked, most));
    }
    const bool possible = atLength(most);
    const bool straight = possible && most > 0 && fill(most, false);
    outcome.straight = straight && gain.interacts();
    if (!straight && !(possible && searched(most))) {
        // Shares give way before the list gets shorter.
        for (std::size_t share = 0; share < limits.shares().size(); ++share) {
            limits.need(share, 0);
        }
        while (most > 0 && !(atLength(most) && filled(most))) {
            --most;
        }
        shareOut(most);
    }
    outcome.shortened = most < std::min(length, eligible + pins.size());
    outcome.list = placesNow();
    if (!limits.empty() && !gain.interacts() && !outcome.list.empty()) {
        improve(most);
        outcome.list = m_best;
    }
    countShares(outcome);
    tellPins(outcome);
    return outcome;
}

void Arranger::inOrder(std::size_t length, Outcome& outcome) {
    if (length == 0) {
        return;
    }
    placePins(length);
    auto next = m_gain->order().begin();
    for (std::size_t place = 0; place < length; ++place) {
        outcome.list.push_back(m_pinAt[place] != none ? m_pins[m_pinAt[place]].item : *next++);
    }
    tellPins(outcome);
}

void Arranger::tellPins(Outcome& outcome) const {
    for (std::size_t number = 0; number < m_pins.size(); ++number) {
        const auto found = std::ranges::find(m_pinAt, number);
        outcome.pinned.push_back(static_cast<std::size_t>(found - m_pinAt.begin()));
    }
}

std::vector<std::size_t> Arranger::placesNow() const {
    std::vector<std::size_t> list;
    for (std::size_t place = 0; place < m_limits->length(); ++place) {
        list.push_back(m_limits->at(place));
    }
    return list;
}

/// Each at its place or, when it is taken or beyond the list, at the next better one that is free, else at
/// the next free one.
void Arranger::placePins(std::size_t length) {
    m_pinAt.assign(length, none);
    for (std::size_t number = 0; number < m_pins.size(); ++number) {
        const std::size_t wished = std::min(m_pins[number].place, length - 1);
        std::size_t place = wished;
        while (place < length && m_pinAt[place] != none) {
            ++place;
        }
        if (place == length) {
            place = wished;
            while (place > 0 && m_pinAt[place] != none) {
                --place;
            }
        }
        if (m_pinAt[place] == none) {
            m_pinAt[place] = number;
        }
    }
    m_limits->clear(length);
    for (std::size_t place = 0; place < length; ++place) {
        if (m_pinAt[place] != none) {
            m_limits->put(m_pins[m_pinAt[place]].item, place);
        }
    }
}

/// Whether counting leaves a list of that length possible; places the pins.
bool Arranger::atLength(std::size_t length) {
    if (length == 0) {
        m_limits->clear(0);
        m_pinAt.clear();
        return true;
    }
    if (length < m_pins.size()) {
        return false; // pins are stronger than limits
    }
    placePins(length);
    return m_limits->empty() || m_limits->canFill(0);
}

bool Arranger::filled(std::size_t length) {
    return length == 0 || fill(length, false) || searched(length);
}

bool Arranger::searched(std::size_t length) {
    m_steps = m_eligible <= smallProblem ? fillStepsOfSmall : fillStepsOfLarge;
    return length == 0 || fill(length, true);
}

/// Place after place to the largest gain. Guarded: of which counting lets the rest be filled, going back from
/// where nothing is left.
bool Arranger::fill(std::size_t length, bool guarded) {
    placePins(length);
    m_gain->restart();
    m_tried.resize(std::max(m_tried.size(), length));
    m_tried[0].clear();
    std::size_t place = 0;
    while (place < length) {
        if (m_pinAt[place] != none) {
            m_gain->push(m_limits->at(place));
            if (++place < length) {
                m_tried[place].clear();
            }
            continue;
        }
        const std::size_t item = m_gain->best([&](std::size_t one) {
            return (m_only.empty() || m_only[one] != 0) && m_limits->admits(one, place) &&
                   (!guarded || m_tried[place].empty() ||
                    std::ranges::find(m_tried[place], m_limits->signature(one)) == m_tried[place].end());
        });
        if (item == none) {
            if (!guarded) {
                return false;
            }
            if (m_steps == 0) {
                return false;
            }
            --m_steps;
            // Back to the last place that was free.
            do {
                if (place == 0) {
                    return false;
                }
                --place;
                m_gain->pop();
            } while (m_pinAt[place] != none);
            m_tried[place].push_back(m_limits->signature(m_limits->at(place)));
            m_limits->take(place);
            continue;
        }
        m_limits->put(item, place);
        if (guarded && !m_limits->canFill(place + 1)) {
            m_tried[place].push_back(m_limits->signature(item));
            m_limits->take(place);
            if (m_steps == 0) {
                return false;
            }
            --m_steps;
            continue;
        }
        m_gain->push(item);
        if (++place < length) {
            m_tried[place].clear();
        }
    }
    return true;
}

/// The least shares of a list of that length, as many places of each as can be had.
void Arranger::shareOut(std::size_t length) {
    const auto shares = m_limits->shares();
    if (shares.empty() || length == 0) {
        return;
    }
    std::vector<std::size_t> asked;
    placePins(length);
    for (std::size_t share = 0; share < shares.size(); ++share) {
        asked.push_back(needed(shares[share].asked, length));
        m_limits->need(share, std::min(asked[share], m_limits->mostMeeting(share, length)));
    }
    std::vector<std::size_t> possible;
    std::size_t total = 0;
    for (const ListLimits::Share& share : shares) {
        possible.push_back(share.need);
        total += share.need;
    }
    bool done = false;
    std::size_t tries = 0;
    for (std::size_t less = 0; less <= total && !done && tries < attempts; ++less, ++tries) {
        for (std::size_t share = 0; share < shares.size(); ++share) {
            m_limits->need(share, possible[share]);
        }
        done = lowerBy(less, shares.size(), length);
    }
    if (!done) { // none at all can always be had
        for (std::size_t share = 0; share < shares.size(); ++share) {
            m_limits->need(share, 0);
        }
        filled(length);
    }
}

/// What the list has of each least share, where that is less than was asked: pins may take places, too.
void Arranger::countShares(Outcome& outcome) const {
    for (const ListLimits::Share& share : m_limits->shares()) {
        const std::size_t asked = needed(share.asked, outcome.list.size());
        const auto number = static_cast<std::size_t>(&share - m_limits->shares().data());
        const auto given = static_cast<std::size_t>(std::ranges::count_if(
            outcome.list, [&](std::size_t item) { return m_limits->meets(number, item); }));
        if (given < asked) {
            outcome.lowered.push_back({share.limit, number, share.asked, asked, given, outcome.list.size()});
        }
    }
}

/// Takes `total` places from the shares before `share`, the later first, in every way until one can be
/// filled.
bool Arranger::lowerBy(std::size_t total, std::size_t share, std::size_t length) {
    if (share == 0) {
        return total == 0 && atLength(length) && filled(length);
    }
    const std::size_t had = m_limits->shares()[share - 1].need;
    for (std::size_t less = std::min(total, had) + 1; less-- > 0;) {
        m_limits->need(share - 1, had - less);
        if (lowerBy(total - less, share - 1, length)) {
            return true;
        }
    }
    m_limits->need(share - 1, had);
    return false;
}

// --- gains that do not depend on the list ------------------------------------------------------------------

Arranger::Worth Arranger::worthOf(std::span<const std::size_t> list) const {
    Worth worth;
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (m_pinAt[place] == none) {
            worth.sum += m_gain->alone(list[place]);
            worth.discounted += m_gain->alone(list[place]) * placeWeight(place);
        }
    }
    return worth;
}

bool Arranger::better(const Worth& a, const Worth& b) const {
    return a.sum > b.sum + rounding || (a.sum >= b.sum - rounding && a.discounted > b.discounted + rounding);
}

void Arranger::improve(std::size_t length) {
    m_best = placesNow();
    m_bestWorth = worthOf(m_best);
    if (m_eligible > smallProblem && m_limits->windowed()) {
        if (choose(length)) {
            exchange();
            const std::vector<std::size_t> chosen = placesNow();
            if (const Worth worth = worthOf(chosen); better(worth, m_bestWorth)) {
                m_best = chosen;
                m_bestWorth = worth;
            }
        }
        m_only.clear();
    }
    m_steps = m_eligible <= smallProblem ? stepsOfSmall : stepsOfLarge;
    placePins(length);
    m_found = false;
    m_used.assign(m_gain->candidates(), 0);
    m_gain->order();
    branch(0, {});
}

/// The best items that limits allow together as far as numbers go, put into an order that they allow.
bool Arranger::choose(std::size_t length) {
    placePins(length);
    m_only.assign(m_gain->candidates(), 0);
    std::size_t left = length;
    for (const std::size_t pin : m_pinAt) {
        left -= pin != none ? 1 : 0;
    }
    std::vector<std::vector<std::uint32_t>> taken(m_limits->groupings());
    for (const std::size_t item : m_gain->order()) {
        if (left == 0) {
            break;
        }
        const auto fits = [&](std::size_t grouping, std::uint32_t code) {
            auto& counts = taken[grouping];
            counts.resize(std::max<std::size_t>(counts.size(), code + std::size_t{1}), 0);
            return counts[code] < m_limits->room(grouping, code, 0);
        };
        bool free = true;
        for (std::size_t grouping = 0; grouping < taken.size() && free; ++grouping) {
            free = std::ranges::all_of(m_limits->codesOf(grouping, item),
                                       [&](std::uint32_t code) { return fits(grouping, code); });
        }
        if (!free) {
            continue;
        }
        for (std::size_t grouping = 0; grouping < taken.size(); ++grouping) {
            for (const std::uint32_t code : m_limits->codesOf(grouping, item)) {
                ++taken[grouping][code];
            }
        }
        m_only[item] = 1;
        --left;
    }
    return left == 0 && filled(length);
}

/// Swaps two places as long as the better item comes up by it.
void Arranger::exchange() {
    ListLimits& limits = *m_limits;
    for (bool again = limits.length() <= longestExchanged; again;) {
        again = false;
        for (std::size_t low = 1; low < limits.length(); ++low) {
            for (std::size_t high = 0; high < low; ++high) {
                if (m_pinAt[low] != none || m_pinAt[high] != none ||
                    m_gain->alone(limits.at(low)) <= m_gain->alone(limits.at(high))) {
                    continue;
                }
                const std::size_t up = limits.at(low);
                const std::size_t down = limits.at(high);
                limits.take(low);
                limits.take(high);
                bool allowed = limits.allows(up, high);
                if (allowed) {
                    limits.put(up, high);
                    allowed = limits.allows(down, low);
                    if (!allowed) {
                        limits.take(high);
                    }
                }
                limits.put(allowed ? down : up, low);
                if (!allowed) {
                    limits.put(down, high);
                }
                again = again || allowed;
            }
        }
    }
}

/// No list that goes on from here is worth more: the best unused items, by each grouping's room alone.
Arranger::Worth Arranger::bound(std::size_t place) const {
    std::vector<std::size_t> empty;
    for (std::size_t at = place; at < m_limits->length(); ++at) {
        if (m_pinAt[at] == none) {
            empty.push_back(at);
        }
    }
    Worth least{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    for (std::size_t grouping = 0; grouping < m_limits->groupings(); ++grouping) {
        if (!m_limits->bounds(grouping)) {
            continue;
        }
        Worth worth;
        std::size_t filledPlaces = 0;
        std::vector<std::pair<std::size_t, std::size_t>> room; // code, what is left of it
        for (const std::size_t item : m_gain->order()) {
            if (filledPlaces == empty.size()) {
                break;
            }
            if (m_used[item]) {
                continue;
            }
            if (const std::size_t code = m_limits->codeOf(grouping, item); code != none) {
                auto known = std::ranges::find(room, code, &std::pair<std::size_t, std::size_t>::first);
                if (known == room.end()) {
                    room.emplace_back(code, m_limits->room(grouping, code, place));
                    known = room.end() - 1;
                }
                if (known->second == 0) {
                    continue;
                }
                --known->second;
            }
            worth.sum += m_gain->alone(item);
            worth.discounted += m_gain->alone(item) * placeWeight(empty[filledPlaces++]);
        }
        if (filledPlaces < empty.size()) {
            return {-std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
        }
        least.sum = std::min(least.sum, worth.sum);
        least.discounted = std::min(least.discounted, worth.discounted);
    }
    if (std::isinf(least.sum)) { // only groupings with several values an item
        least = {};
        std::size_t filledPlaces = 0;
        for (const std::size_t item : m_gain->order()) {
            if (filledPlaces < empty.size() && !m_used[item]) {
                least.sum += m_gain->alone(item);
                least.discounted += m_gain->alone(item) * placeWeight(empty[filledPlaces++]);
            }
        }
    }
    return least;
}

void Arranger::branch(std::size_t place, Worth worth) {
    if (place == m_limits->length()) {
        if (!m_found || better(worth, m_bestWorth)) {
            m_found = true;
            m_best = placesNow();
            m_bestWorth = worth;
        }
        return;
    }
    if (m_pinAt[place] != none) {
        branch(place + 1, worth);
        return;
    }
    std::vector<std::uint64_t> tried;
    for (const std::size_t item : m_gain->order()) {
        if (m_used[item]) {
            continue;
        }
        if (m_steps == 0) {
            return;
        }
        if (!m_limits->allows(item, place)) {
            continue;
        }
        // The best of those that no limit tells apart goes first; another in its stead is never better.
        const std::uint64_t signature = m_limits->signature(item);
        if (std::ranges::find(tried, signature) != tried.end()) {
            continue;
        }
        tried.push_back(signature);
        --m_steps;
        m_limits->put(item, place);
        m_used[item] = 1;
        const Worth now{worth.sum + m_gain->alone(item),
                        worth.discounted + m_gain->alone(item) * placeWeight(place)};
        const Worth rest = bound(place + 1);
        const Worth atMost{now.sum + rest.sum, now.discounted + rest.discounted};
        // What was not found by this search is beaten by its equal: ties go by the order of the search.
        const double sumSlack = m_found ? rounding : -rounding;
        const bool hopeless = atMost.sum < m_bestWorth.sum - rounding ||
                              (atMost.sum <= m_bestWorth.sum + rounding &&
                               atMost.discounted < m_bestWorth.discounted + sumSlack);
        if (!hopeless && (m_eligible > smallProblem || m_limits->canFill(place + 1))) {
            branch(place + 1, now);
        }
        m_used[item] = 0;
        m_limits->take(place);
    }
}

} // namespace tastescope
