// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/choice_estimates.h"

#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fewest = 100;          ///< events that an estimate rests on
constexpr std::size_t mostSequenced = 6'000; ///< choices in sequences
constexpr std::size_t mostMixed = 4'000;     ///< choices for the share of popularity
constexpr std::uint64_t shuffleStream = std::uint64_t{0x5EC5} << 40U;
constexpr std::uint64_t sequenceStream = std::uint64_t{0x5EC6} << 40U;

double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

ChoiceEstimate missing(const char* id, const char* title, std::string why) {
    ChoiceEstimate out;
    out.id = id;
    out.title = title;
    out.is = {unknown, unknown, unknown};
    out.note = std::move(why);
    return out;
}

ChoiceEstimate found(const char* id, const char* title, Likeliest is, std::size_t events, const char* source,
                     std::string note = {}) {
    if (std::isnan(is.value) || std::isnan(is.low)) {
        return missing(id, title, "the events do not tell one value from another");
    }
    return {id, title, is, events, source, std::move(note), true};
}

bool speaksFor(const Dataset& data, std::size_t row) {
    const SignalIndex signal = data.events().signal(row);
    return signal < data.signals().size() && data.signals()[signal].weight > 0;
}

/// Everybody's events for something, in the order in which they came or in a shuffled one.
struct Ordered {
    std::vector<std::vector<std::size_t>> rows; ///< by user
    bool times = false;                         ///< the order is known

    Ordered(const Dataset& data, bool shuffled, std::uint64_t seed) : rows(data.userCount()) {
        const Interactions& events = data.events();
        Time first = noTime;
        for (std::size_t user = 0; user < std::min(data.userCount(), events.userCount()); ++user) {
            for (std::size_t row = events.firstOf(UserIndex(user)); row < events.lastOf(UserIndex(user));
                 ++row) {
                if (speaksFor(data, row)) {
                    rows[user].push_back(row);
                    first = first == noTime ? events.time(row) : first;
                    times = times || events.time(row) != first;
                }
            }
            if (shuffled) {
                Random(seed, shuffleStream + user).shuffle(std::span(rows[user]));
            }
        }
    }
};

/// What came in the first half of everybody's events.
std::shared_ptr<const Dataset> firstHalf(const Dataset& data, const Ordered& ordered,
                                         const ExecutionContext& context) {
    std::vector<bool> keep(data.events().size(), false);
    for (const std::vector<std::size_t>& rows : ordered.rows) {
        for (std::size_t at = 0; at < rows.size() / 2; ++at) {
            keep[rows[at]] = true;
        }
    }
    return data.withEvents(std::make_shared<Interactions>(data.events().subset(keep)), context);
}

/// The second halves, as choices among what the person has never had.
std::vector<ChoiceSequence> secondHalves(const Dataset& data, const Dataset& train, const Ordered& ordered,
                                         std::uint64_t seed) {
    const std::vector<double> upTo = popularityUpTo(train);
    std::vector<ChoiceSequence> out;
    if (upTo.empty() || !(upTo.back() > 0)) {
        return out;
    }
    std::vector<std::uint32_t> users;
    for (std::uint32_t user = 0; user < data.userCount(); ++user) {
        if (ordered.rows[user].size() >= 4) {
            users.push_back(user);
        }
    }
    Random(seed, sequenceStream).shuffle(std::span(users)); // some people whole, rather than all in part
    std::size_t choices = 0;
    for (std::size_t at = 0; at < users.size() && choices < mostSequenced; ++at) {
        const UserIndex user(users[at]);
        const std::vector<std::size_t>& rows = ordered.rows[user.value];
        std::vector<ItemIndex> before;
        std::vector<ItemIndex> all;
        for (std::size_t place = 0; place < rows.size(); ++place) {
            all.push_back(data.events().item(rows[place]));
            if (place < rows.size() / 2) {
                before.push_back(all.back());
            }
        }
        std::ranges::sort(all);
        Random random(seed, sequenceStream + 1 + user.value);
        ChoiceSequence sequence{user, {}};
        for (std::size_t place = rows.size() / 2; place < rows.size(); ++place) {
            SequenceEvent event{data.events().item(rows[place])};
            const bool again = std::ranges::find(before, event.item) != before.end();
            before.push_back(event.item);
            if (!again && train.matrix().countOf(event.item) > 0) { // else its taste is not known
                if (const auto among = realChoice(user, event.item, all, upTo, random)) {
                    event.choice = true;
                    event.among = among->items;
                    ++choices;
                }
            }
            sequence.events.push_back(event);
        }
        out.push_back(std::move(sequence));
    }
    return out;
}

Result<SequenceFit> fitHalves(const Dataset& data, bool shuffled, const ExecutionContext& context) {
    const Ordered ordered(data, shuffled, context.seed);
    const auto train = firstHalf(data, ordered, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(const auto world, factorTastes(*train, context));
    return fitSequences(world, secondHalves(data, *train, ordered, context.seed), context);
}

/// The interval of a difference from those of its parts (MOVER: Zou and Donner 2008).
Likeliest less(const Likeliest& one, const Likeliest& other) {
    const double value = one.value - other.value;
    return {value, value - std::hypot(one.value - one.low, other.high - other.value),
            value + std::hypot(one.high - one.value, other.value - other.low)};
}

struct Moves {
    ChoiceEstimate drift;
    ChoiceEstimate boredom;
};
Result<Moves> estimateMoves(const Dataset& data, const ExecutionContext& context) {
    constexpr const char* drift = "Taste drift";
    constexpr const char* boredom = "Boredom";
    const auto neither = [&](const char* why) {
        return Moves{missing("drift", drift, why), missing("boredom", boredom, why)};
    };
    if (!Ordered(data, false, context.seed).times) {
        return neither("the log has no times, so that nobody knows what came after what");
    }
    TRY_ASSIGN(const auto fit, fitHalves(data, false, context));
    if (fit.choices < fewest) {
        return neither("too few events lie in the second halves of histories");
    }
    TRY_ASSIGN(const auto chance, fitHalves(data, true, context));
    constexpr const char* source =
        "maximum likelihood of second halves of histories (conditional logit: McFadden 1974), what shuffled "
        "histories give taken off";
    Moves out{found("drift", drift, less(fit.drift, chance.drift), fit.choices, source,
                    "an event of the log counts as a round; tastes are guessed from first halves"),
              found("boredom", boredom, less(fit.boredom, chance.boredom), fit.choices, source)};
    if (out.boredom.estimated && out.boredom.is.high < 0) {
        out.boredom.note = "what was had lately attracts here, and does not bore";
    }
    return out;
}

std::vector<RealChoice> someOf(std::span<const RealChoice> cases, std::size_t most) {
    const std::size_t step = std::max<std::size_t>(1, (cases.size() + most - 1) / most);
    std::vector<RealChoice> out;
    for (std::size_t at = 0; at < cases.size(); at += step) {
        out.push_back(cases[at]);
    }
    return out;
}

ChoiceEstimate estimateNoChoice(const Dataset& data, const HeldOutChoices& choices,
                                const TasteWorld& tastes) {
    constexpr const char* title = "Utility of taking nothing";
    std::vector<TakenOrLeft> seen;
    if (tastes.truth || !choices.train) {
        seen = signalEvents(data, tastes);
    } else { // guessed tastes know what they were guessed from
        const Dataset& train = *choices.train;
        std::vector<bool> keep(data.events().size(), true);
        for (std::size_t user = 0; user < data.events().userCount(); ++user) {
            std::vector<ItemIndex> known;
            for (std::size_t row = train.events().firstOf(UserIndex(user));
                 row < train.events().lastOf(UserIndex(user)); ++row) {
                known.push_back(train.events().item(row));
            }
            std::ranges::sort(known);
            for (std::size_t row = data.events().firstOf(UserIndex(user));
                 row < data.events().lastOf(UserIndex(user)); ++row) {
                keep[row] = !std::ranges::binary_search(known, data.events().item(row));
            }
        }
        seen = signalEvents(*data.withEvents(std::make_shared<Interactions>(data.events().subset(keep))),
                            tastes);
    }
    const auto left = static_cast<std::size_t>(std::ranges::count(seen, false, &TakenOrLeft::taken));
    if (left == 0) {
        return missing("no_choice", title, "the log has what was taken alone, and nothing that was left");
    }
    if (left < fewest || seen.size() - left < fewest) {
        return missing("no_choice", title, "too few events speak for or against an item");
    }
    return found("no_choice", title, likeliestNoChoice(seen), seen.size(),
                 "logit of signals for against signals against (McFadden 1974), each a list of one",
                 "what was left without a trace is not in the log: it lies higher rather than lower");
}

ChoiceEstimate estimateLeaving(const Dataset& data, const TasteWorld& tastes) {
    constexpr const char* title = "Leaving";
    if (!Ordered(data, false, 0).times) {
        return missing("leaving", title, "the log has no times, so that nobody knows who came again");
    }
    const std::vector<MayLeave> seen = leavingEvents(data, tastes);
    if (seen.size() < fewest) {
        return missing("leaving", title,
                       "gaps between events are as long as the log, so that silence says nothing");
    }
    return found("leaving", title, likeliestLeaving(seen), seen.size(),
                 "hazard of no further event (Ben-Porat et al. 2022), who is silent longer than 99 % of gaps "
                 "taken for gone");
}

} // namespace

double ChoiceEstimate::setting() const {
    return id == "strength" || id == "no_choice" ? is.value : std::clamp(is.value, 0.0, 1.0);
}

std::vector<TakenOrLeft> signalEvents(const Dataset& data, const TasteWorld& tastes) {
    std::vector<TakenOrLeft> seen;
    const Interactions& events = data.events();
    for (std::size_t user = 0; user < std::min(events.userCount(), tastes.userCount()); ++user) {
        const std::array<UserIndex, 1> who{UserIndex(user)};
        const Tastes of(tastes, who);
        for (std::size_t row = events.firstOf(who[0]); row < events.lastOf(who[0]); ++row) {
            if (events.item(row).value < tastes.itemCount()) {
                seen.push_back({of.utility(0, events.item(row), 0), speaksFor(data, row)});
            }
        }
    }
    return seen;
}

std::vector<MayLeave> leavingEvents(const Dataset& data, const TasteWorld& tastes) {
    const Interactions& events = data.events();
    std::vector<Time> gaps;
    Time end = noTime;
    const std::size_t users = std::min(events.userCount(), tastes.userCount());
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t row = events.firstOf(UserIndex(user)); row < events.lastOf(UserIndex(user)); ++row) {
            end = std::max(end, events.time(row));
            if (row > events.firstOf(UserIndex(user)) && events.time(row - 1) != noTime) {
                gaps.push_back(events.time(row) - events.time(row - 1));
            }
        }
    }
    std::vector<MayLeave> seen;
    if (gaps.empty()) {
        return seen;
    }
    const auto long99 = gaps.begin() + static_cast<std::ptrdiff_t>((gaps.size() - 1) * 99 / 100);
    std::ranges::nth_element(gaps, long99);
    const Time silence = *long99;
    for (std::size_t user = 0; user < users; ++user) {
        const std::array<UserIndex, 1> who{UserIndex(user)};
        const Tastes of(tastes, who);
        for (std::size_t row = events.firstOf(who[0]); row < events.lastOf(who[0]); ++row) {
            const Time time = events.time(row);
            if (time == noTime || time + silence >= end || events.item(row).value >= tastes.itemCount()) {
                continue;
            }
            const double pleased = speaksFor(data, row) ? sigmoid(of.utility(0, events.item(row), 0)) : 0;
            seen.push_back({pleased, row + 1 == events.lastOf(who[0])});
        }
    }
    return seen;
}

Result<std::vector<ChoiceEstimate>> estimateChoice(const std::shared_ptr<const Dataset>& data,
                                                   const HeldOutChoices& choices, const TasteWorld& tastes,
                                                   const ExecutionContext& context) {
    std::vector<ChoiceEstimate> out;
    constexpr const char* strength = "Strength of taste";
    constexpr const char* popularity = "Share that popularity alone explains";
    context.report(0, "Estimating");
    if (choices.cases.size() < fewest) {
        const char* why = "too few events can be held out";
        out.push_back(missing("strength", strength, why));
        out.push_back(missing("popularity", popularity, why));
    } else {
        const std::vector<RealChoice> some = someOf(choices.cases, mostMixed);
        out.push_back(found("strength", strength, likeliestStrength(tastes, choices.cases),
                            choices.cases.size(), "conditional logit of held-out events (McFadden 1974)"));
        out.push_back(found("popularity", popularity, likeliestPopularity(tastes, some), some.size(),
                            "mixture of popularity and taste over held-out events (Everitt and Hand 1981)",
                            "how far lists of what is popular would explain the log; it sets nothing"));
    }
    out.push_back(
        missing("trust", "Trust in the list", "the log does not say what was shown at which place"));
    context.report(0.3, "Estimating");
    out.push_back(estimateNoChoice(*data, choices, tastes));
    TRY_ASSIGN(auto moves, estimateMoves(*data, context));
    out.push_back(std::move(moves.drift));
    out.push_back(std::move(moves.boredom));
    out.push_back(estimateLeaving(*data, tastes));
    return context.stopRequested() ? Result<std::vector<ChoiceEstimate>>(cancelledError()) : std::move(out);
}

void applyEstimates(const std::vector<ChoiceEstimate>& estimates, const std::set<std::string>& given,
                    SimulationOptions& options) {
    const std::pair<const char*, double*> settings[]{{"no_choice", &options.choice.noChoice},
                                                     {"drift", &options.drift},
                                                     {"boredom", &options.boredom},
                                                     {"leaving", &options.leaving}};
    for (const auto& [id, setting] : settings) {
        const auto one = std::ranges::find(estimates, id, &ChoiceEstimate::id);
        if (one != estimates.end() && one->estimated && !given.contains(id)) {
            *setting = one->setting();
        }
    }
}

std::string estimateWords(const ChoiceEstimate& estimate) {
    if (!estimate.estimated) {
        return fmt::format("{}: not estimable from this log, because {}", estimate.title, estimate.note);
    }
    return fmt::format("{} {:.3f} [{:.3f}, {:.3f}], from {} events{}", estimate.title, estimate.is.value,
                       estimate.is.low, estimate.is.high, estimate.events,
                       estimate.note.empty() ? "" : "; " + estimate.note);
}

} // namespace tastescope
