// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/interleaving.h"

#include "engine/experiment/probability.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

bool holds(std::span<const ItemIndex> items, ItemIndex item) {
    return std::ranges::find(items, item) != items.end();
}

/// The best of a ranking that the list does not have yet.
class Captain {
public:
    explicit Captain(std::span<const ItemIndex> ranking) : m_ranking(ranking) {}

    bool pick(Team team, MixedList& list) {
        while (m_next < m_ranking.size() && holds(list.items, m_ranking[m_next])) {
            ++m_next;
        }
        if (m_next == m_ranking.size()) {
            return false;
        }
        list.items.push_back(m_ranking[m_next++]);
        list.teams.push_back(team);
        return true;
    }

private:
    std::span<const ItemIndex> m_ranking;
    std::size_t m_next = 0;
};

Team other(Team team) {
    return team == Team::A ? Team::B : Team::A;
}

/// Items of the list that were clicked and stand among the first `depth` of a ranking.
int clicksWithin(const MixedList& list, std::span<const std::size_t> clicks,
                 std::span<const ItemIndex> ranking, std::size_t depth) {
    const auto head = ranking.first(std::min(depth, ranking.size()));
    return static_cast<int>(
        std::ranges::count_if(clicks, [&](std::size_t place) { return holds(head, list.items[place]); }));
}

/// Variance of one session's +1/2, 0 or -1/2.
double varianceOf(const Verdicts& verdicts) {
    const auto sessions = static_cast<double>(verdicts.sessions());
    const double decided = static_cast<double>(verdicts.a + verdicts.b) / sessions;
    const double mean = (static_cast<double>(verdicts.a) - static_cast<double>(verdicts.b)) / (2 * sessions);
    return decided / 4 - mean * mean;
}

} // namespace

std::string_view interleavingName(Interleaving method) {
    return method == Interleaving::TeamDraft ? "team" : "balanced";
}

MixedList teamDraft(std::span<const ItemIndex> a, std::span<const ItemIndex> b, std::size_t length,
                    Random& coins) {
    MixedList list;
    Captain one(a);
    Captain two(b);
    const auto pick = [&](Team team) {
        return list.items.size() < length && (team == Team::A ? one : two).pick(team, list);
    };
    for (bool grew = true; grew && list.items.size() < length;) {
        const Team first = coins.below(2) == 0 ? Team::A : Team::B;
        grew = pick(first);
        grew = pick(other(first)) || grew;
    }
    return list;
}

MixedList balancedList(std::span<const ItemIndex> a, std::span<const ItemIndex> b, std::size_t length,
                       Team leads) {
    MixedList list;
    std::size_t ofA = 0;
    std::size_t ofB = 0;
    while (list.items.size() < length && (ofA < a.size() || ofB < b.size())) {
        const bool turnOfA =
            ofB == b.size() || (ofA < a.size() && (ofA < ofB || (ofA == ofB && leads == Team::A)));
        const ItemIndex item = turnOfA ? a[ofA++] : b[ofB++];
        if (!holds(list.items, item)) {
            list.items.push_back(item);
            list.teams.push_back(turnOfA ? Team::A : Team::B);
        }
    }
    return list;
}

int creditOfTeams(const MixedList& list, std::span<const std::size_t> clicks) {
    int difference = 0;
    for (const std::size_t place : clicks) {
        difference += list.teams[place] == Team::A ? 1 : -1;
    }
    return (difference > 0) - (difference < 0);
}

int creditBalanced(const MixedList& list, std::span<const std::size_t> clicks, std::span<const ItemIndex> a,
                   std::span<const ItemIndex> b) {
    if (clicks.empty()) {
        return 0;
    }
    // The lowest click is reached from the top of either ranking at the depth where it stands there first.
    const ItemIndex lowest = list.items[*std::ranges::max_element(clicks)];
    const auto depthIn = [&](std::span<const ItemIndex> ranking) {
        return static_cast<std::size_t>(std::ranges::find(ranking, lowest) - ranking.begin()) + 1;
    };
    const std::size_t depth = std::min(depthIn(a), depthIn(b));
    const int difference = clicksWithin(list, clicks, a, depth) - clicksWithin(list, clicks, b, depth);
    return (difference > 0) - (difference < 0);
}

Estimate preferenceOf(const Verdicts& verdicts, double alpha) {
    Estimate out;
    if (verdicts.sessions() == 0) {
        return out;
    }
    const auto sessions = static_cast<double>(verdicts.sessions());
    const auto a = static_cast<double>(verdicts.a);
    const auto b = static_cast<double>(verdicts.b);
    out.value = (a - b) / (2 * sessions);
    const double ofA = (a + 1) / (sessions + 2);
    const double ofB = (b + 1) / (sessions + 2);
    const double error = std::sqrt((ofA + ofB - (ofA - ofB) * (ofA - ofB)) / (sessions + 2));
    const double reach = normalQuantile(1 - alpha / 2) * error / 2;
    out.low = std::max((ofA - ofB) / 2 - reach, -0.5);
    out.high = std::min((ofA - ofB) / 2 + reach, 0.5);
    return out;
}

double preferenceP(const Verdicts& verdicts) {
    const auto decided = static_cast<double>(verdicts.a + verdicts.b);
    return decided > 0 ? normalTwoSided((static_cast<double>(verdicts.a) - static_cast<double>(verdicts.b)) /
                                        std::sqrt(decided))
                       : 1;
}

double sessionsNeeded(const Verdicts& verdicts, double power, double alpha) {
    if (verdicts.a == verdicts.b) {
        return std::numeric_limits<double>::infinity();
    }
    const double mean = preferenceOf(verdicts).value;
    const double reach = normalQuantile(1 - alpha / 2) + normalQuantile(power);
    return std::max(std::ceil(reach * reach * varianceOf(verdicts) / (mean * mean)), 1.0);
}

} // namespace tastescope
