// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/arrange.h"

#include "engine/base/discounted_gain.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t none = ListLimits::none;
constexpr std::size_t smallProblem = 64; ///< candidates; up to here the search may take its time
constexpr std::size_t attempts = 2'000;  ///< ways to lower shares that are tried

/// ceil(share × length), not fooled by 0.07 × 100.
std::size_t needed(double share, std::size_t length) {
    return static_cast<std::size_t>(std::ceil(share * static_cast<double>(length) - 1e-9));
}

std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

} // namespace

Arranger::Effort Arranger::effortFor(std::size_t eligible) {
    return eligible <= smallProblem ? Effort{true, 5'000, 20'000, 60} : Effort{false, 100, 300, 20};
}

std::size_t Arranger::mostSteps(std::size_t eligible) {
    const Effort effort = effortFor(eligible);
    // Those of any list, of least shares, of an order for the best items, and of the best list.
    return 3 * effort.any + effort.best;
}

Arranger::Outcome Arranger::arrange(Gain& gain, ListLimits& limits, std::span<const PinnedItem> pins,
                                    std::size_t length, std::size_t eligible, const Precedent* precedent) {
    m_gain = &gain;
    m_limits = &limits;
    m_pins = pins;
    m_effort = effortFor(eligible);
    m_allSteps = m_effort.any;
    m_taken = 0;
    m_reached = 0;
    m_only.clear();
    m_signatures.clear();
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
    const bool following = precedent && precedent->list.size() == most && gain.followable();
    const bool straight = possible && most > 0 && (following ? follow(*precedent, most) : fill(most, false));
    outcome.straight = straight && gain.interacts();
    if (!straight && !(possible && searched(most))) {
        // Shares give way before the list gets shorter.
        for (std::size_t share = 0; share < limits.shares().size(); ++share) {
            limits.need(share, 0);
        }
        most = longest(most);
        m_allSteps = m_effort.any;
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
    outcome.steps = m_taken;
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

/// The most places that are found to be filled, and fills them. From below: where there is room a list comes
/// quickly, and without pins, which stand elsewhere in another length, the first that cannot be had is the
/// last to be tried.
std::size_t Arranger::longest(std::size_t most) {
    const auto possible = [&](std::size_t length) { return atLength(length) && filled(length); };
    if (most == 0 || (!m_limits->shares().empty() && possible(most))) {
        return most;
    }
    if (most >= m_pins.size()) {
        fill(most, false); // tells how far it comes
    }
    std::size_t best = std::min(most - 1, m_reached);
    while (!possible(best)) {
        --best;
    }
    std::vector<std::size_t> list = placesNow();
    for (std::size_t length = best + 1; length < most; ++length) {
        if (possible(length)) {
            best = length;
            list = placesNow();
        } else if (m_pins.empty()) {
            break;
        }
    }
    restore(list);
    return best;
}

void Arranger::restore(std::span<const std::size_t> list) {
    atLength(list.size());
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (m_pinAt[place] == none) {
            m_limits->put(list[place], place);
        }
    }
}

bool Arranger::filled(std::size_t length) {
    return length == 0 || fill(length, false) || searched(length);
}

bool Arranger::searched(std::size_t length) {
    if (length == 0) {
        return true;
    }
    if (m_signatures.empty()) {
        for (std::size_t item = 0; item < m_gain->candidates(); ++item) {
            m_signatures.push_back(m_limits->signature(item));
        }
    }
    const std::size_t given = (m_allSteps + 1) / 2;
    m_steps = given;
    m_exhausted.clear();
    placePins(length);
    if (!m_limits->canFillTogether(0)) {
        return false;
    }
    const bool possible = m_only.empty() && m_completion.find(*m_limits, 0);
    m_reached = std::max(m_reached, m_only.empty() ? m_completion.reached() : 0);
    const std::vector<std::size_t> plan = possible ? m_completion.found() : std::vector<std::size_t>();
    const bool found = fill(length, true);
    m_allSteps -= given - m_steps;
    m_taken += given - m_steps;
    if (!found && possible) {
        lead(length, plan);
    }
    return found || possible;
}

/// From a list that obeys to a better one that does.
void Arranger::lead(std::size_t length, std::vector<std::size_t> plan) {
    placePins(length);
    m_gain->restart();
    m_looks = m_effort.looks;
    for (std::size_t place = 0; place < length; ++place) {
        if (m_pinAt[place] == none) {
            const std::size_t item = ledTo(place, plan);
            std::ranges::replace(plan, item, plan[place]); // further down, one as good
            plan[place] = item;
            m_limits->put(item, place);
        }
        m_gain->push(m_limits->at(place));
    }
}

/// The largest gain of what goes there by the plan, or by another one that takes its stead.
std::size_t Arranger::ledTo(std::size_t place, std::vector<std::size_t>& plan) {
    const std::uint64_t planned = m_signatures[plan[place]];
    std::vector<std::uint64_t>& tried = m_tried[place];
    tried.clear();
    while (true) {
        const std::size_t item = m_gain->best([&](std::size_t one) {
            const std::uint64_t signature = m_signatures[one];
            return signature == planned || (m_looks > 0 && m_limits->admits(one, place) &&
                                            std::ranges::find(tried, signature) == tried.end());
        });
        if (m_signatures[item] == planned) {
            return item;
        }
        --m_looks;
        m_limits->put(item, place);
        const bool possible = m_limits->canFill(place + 1) && m_limits->canFillTogether(place + 1) &&
                              m_completion.find(*m_limits, place + 1);
        m_limits->take(place);
        if (possible) {
            plan = m_completion.found();
            return item;
        }
        tried.push_back(m_signatures[item]);
    }
}

/// Equal for beginnings of which the same is left and after which the same may come: what they hold, in
/// whatever order where it is out of reach.
std::uint64_t Arranger::stateAt(std::size_t place) const {
    const std::size_t near = place - std::min(place, m_limits->reach());
    std::uint64_t before = 0;
    std::uint64_t state = mixed(place);
    for (std::size_t at = 0; at < place; ++at) {
        if (m_pinAt[at] == none) {
            const std::uint64_t one = mixed(m_signatures[m_limits->at(at)]);
            before += one;
            state = at >= near ? mixed(state ^ one) : state;
        }
    }
    return mixed(state + before);
}

/// Place after place to the largest gain. Guarded: of which counting lets the rest be filled, going back from
/// where nothing is left.
bool Arranger::fill(std::size_t length, bool guarded) {
    placePins(length);
    m_gain->restart();
    return fillFrom(0, length, guarded);
}

/// As fill() unguarded. What the difference does not touch is worth what it was, so that the place is between
/// its item of the precedent and what the difference touches, until one of those takes it.
bool Arranger::follow(const Precedent& precedent, std::size_t length) {
    placePins(length);
    m_gain->restart();
    std::size_t place = 0;
    while (place < std::min(length, precedent.places)) {
        std::size_t item = m_limits->at(place);
        if (m_pinAt[place] == none) {
            const std::size_t before = precedent.list[place];
            if (precedent.isChanged[before] != 0) {
                break;
            }
            item = m_gain->bestOfFew(before, precedent.changed,
                                     [&](std::size_t one) { return m_limits->admits(one, place); });
            m_limits->put(item, place);
        }
        m_gain->push(item);
        if (item != precedent.list[place++]) {
            break;
        }
    }
    return fillFrom(place, length, false);
}

bool Arranger::fillFrom(std::size_t place, std::size_t length, bool guarded) {
    m_tried.resize(std::max(m_tried.size(), length));
    if (place < length) {
        m_tried[place].clear();
    }
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
                    std::ranges::find(m_tried[place], m_signatures[one]) == m_tried[place].end());
        });
        if (item == none) {
            m_reached = std::max(m_reached, guarded ? 0 : place);
            if (!guarded || m_steps == 0) {
                return false;
            }
            --m_steps;
            m_exhausted.insert(stateAt(place));
            // Back to the last place that was free.
            do {
                if (place == 0) {
                    return false;
                }
                --place;
                m_gain->pop();
            } while (m_pinAt[place] != none);
            m_tried[place].push_back(m_signatures[m_limits->at(place)]);
            m_limits->take(place);
            continue;
        }
        m_limits->put(item, place);
        if (guarded && !leavesAList(place + 1)) {
            m_tried[place].push_back(m_signatures[item]);
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

/// Whether the places from here on might be filled.
bool Arranger::leavesAList(std::size_t place) {
    return !m_exhausted.contains(stateAt(place)) && m_limits->canFill(place) &&
           m_limits->canFillTogether(place);
}

/// The least shares of a list of that length, as many places of each as can be had.
void Arranger::shareOut(std::size_t length) {
    const auto shares = m_limits->shares();
    if (shares.empty() || length == 0) {
        return;
    }
    const std::vector<std::size_t> list = placesNow();
    std::vector<std::size_t> possible;
    std::size_t total = 0;
    placePins(length);
    for (std::size_t share = 0; share < shares.size(); ++share) {
        const std::size_t asked = needed(shares[share].asked, length);
        possible.push_back(std::min(asked, m_limits->mostMeeting(share, length)));
        total += possible.back();
    }
    restore(list);
    if (shares.size() == 1) {
        raise(possible.front(), length);
        return;
    }
    bool done = false;
    m_tries = attempts;
    for (std::size_t less = 0; less <= total && !done && m_tries > 0; ++less) {
        for (std::size_t share = 0; share < shares.size(); ++share) {
            m_limits->need(share, possible[share]);
        }
        done = lowerBy(less, shares.size(), length);
    }
    if (!done) { // none at all can be had
        for (std::size_t share = 0; share < shares.size(); ++share) {
            m_limits->need(share, 0);
        }
        restore(list);
    }
}

/// The only share, from what the list has without it as far up as a list is found.
void Arranger::raise(std::size_t possible, std::size_t length) {
    std::vector<std::size_t> list = placesNow();
    const auto met = [&] {
        return static_cast<std::size_t>(
            std::ranges::count_if(list, [&](std::size_t item) { return m_limits->meets(0, item); }));
    };
    std::size_t need = std::min(possible, met());
    while (need < possible) {
        m_limits->need(0, need + 1);
        if (!atLength(length) || !filled(length)) {
            break;
        }
        list = placesNow();
        need = std::min(possible, std::max(need + 1, met()));
    }
    m_limits->need(0, need);
    restore(list);
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
        m_tries -= total == 0 && m_tries > 0 ? 1 : 0;
        return total == 0 && m_tries > 0 && atLength(length) && filled(length);
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

} // namespace tastescope
