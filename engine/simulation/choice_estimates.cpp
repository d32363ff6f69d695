// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/choice_estimates.h"

#include "engine/base/progress.h"
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

/// What the signal of an event weighs: above 0 for the item, below against it, 0 neither.
double weightOf(const Dataset& data, std::size_t row) {
    const SignalIndex signal = data.events().signal(row);
    return signal < data.signals().size() ? data.signals()[signal].weight : 0;
}
bool speaksFor(const Dataset& data, std::size_t row) {
    return weightOf(data, row) > 0;
}

/// Once in some rows, so that asking costs nothing beside the work.
bool stopped(const ExecutionContext& context, std::size_t row) {
    return row % 512 == 0 && context.stopRequested();
}
/// For parts whose steps nobody need see.
ExecutionContext quiet(const ExecutionContext& context) {
    ExecutionContext out = context;
    out.progress = nullptr;
    return out;
}

/// From one time to another; the longest there is where it does not fit.
Time gapOf(Time from, Time to) {
    constexpr Time most = std::numeric_limits<Time>::max();
    return to <= from ? 0 : from < 0 && to > most + from ? most : to - from;
}

/// Everybody's events for something, in the order in which they came or in a shuffled one.
struct Ordered {
    std::vector<std::vector<std::size_t>> rows; ///< by user
    bool times = false;                         ///< the order is known

    /// Not whole once a stop was asked for.
    Ordered(const Dataset& data, bool shuffled, const ExecutionContext& context) : rows(data.userCount()) {
        const Interactions& events = data.events();
        Time first = noTime;
        for (std::size_t user = 0; user < std::min(data.userCount(), events.userCount()); ++user) {
            for (std::size_t row = events.firstOf(UserIndex(user)); row < events.lastOf(UserIndex(user));
                 ++row) {
                if (stopped(context, row)) {
                    return;
                }
                if (speaksFor(data, row)) {
                    rows[user].push_back(row);
                    first = first == noTime ? events.time(row) : first;
                    times = times || events.time(row) != first;
                }
            }
            if (shuffled) {
                Random(context.seed, shuffleStream + user).shuffle(std::span(rows[user]));
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

/// The second halves, as choices among what the person has never had: `mostSequenced` of them, the last
/// person's cut there. Cut anywhere once a stop was asked for.
std::vector<ChoiceSequence> secondHalves(const Dataset& data, const Dataset& train, const Ordered& ordered,
                                         const ExecutionContext& context) {
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
    // Some people whole, rather than all in part.
    Random(context.seed, sequenceStream).shuffle(std::span(users));
    std::vector<std::uint32_t> had(data.itemCount(), data.userCount()); // by item, who had it last of these
    std::size_t choices = 0;
    for (std::size_t at = 0; at < users.size() && choices < mostSequenced && !context.stopRequested(); ++at) {
        const UserIndex user(users[at]);
        const std::vector<std::size_t>& rows = ordered.rows[user.value];
        std::vector<ItemIndex> all;
        for (std::size_t place = 0; place < rows.size(); ++place) {
            all.push_back(data.events().item(rows[place]));
            if (place < rows.size() / 2) {
                had[all.back().value] = user.value;
            }
        }
        std::ranges::sort(all);
        Random random(context.seed, sequenceStream + 1 + user.value);
        ChoiceSequence sequence{user, {}};
        for (std::size_t place = rows.size() / 2; place < rows.size() && choices < mostSequenced; ++place) {
            if (place % 16 == 0 && context.stopRequested()) {
                break;
            }
            SequenceEvent event{data.events().item(rows[place])};
            const bool again = std::exchange(had[event.item.value], user.value) == user.value;
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
    const Ordered ordered(data, shuffled, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    const auto train = firstHalf(data, ordered, quiet(context));
    if (context.stopRequested()) {
        return cancelledError();
    }
    PartProgress training(context, 0, 0.6);
    TRY_ASSIGN(const auto world, factorTastes(*train, training.context()));
    return fitSequences(world, secondHalves(data, *train, ordered, context), quiet(context));
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
    if (!Ordered(data, false, context).times) {
        return neither("the log has no times, so that nobody knows what came after what");
    }
    PartProgress real(context, 0, 0.5, {.withLosses = false});
    TRY_ASSIGN(const auto fit, fitHalves(data, false, real.context()));
    if (fit.choices < fewest) {
        return neither("too few events lie in the second halves of histories");
    }
    PartProgress shuffled(context, 0.5, 1, {.withLosses = false});
    TRY_ASSIGN(const auto chance, fitHalves(data, true, shuffled.context()));
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

/// Events for what their people have not in `train`; none that counts once a stop was asked for.
std::shared_ptr<const Dataset> strangeTo(const Dataset& train, const Dataset& data,
                                         const ExecutionContext& context) {
    std::vector<bool> keep(data.events().size(), true);
    for (std::size_t user = 0; user < data.events().userCount() && !context.stopRequested(); ++user) {
        std::vector<ItemIndex> known;
        for (std::size_t row = train.events().firstOf(UserIndex(user));
             row < train.events().lastOf(UserIndex(user)); ++row) {
            known.push_back(train.events().item(row));
        }
        std::ranges::sort(known);
        for (std::size_t row = data.events().firstOf(UserIndex(user));
             row < data.events().lastOf(UserIndex(user)) && !stopped(context, row); ++row) {
            keep[row] = !std::ranges::binary_search(known, data.events().item(row));
        }
    }
    return data.withEvents(std::make_shared<Interactions>(data.events().subset(keep)), quiet(context));
}

ChoiceEstimate estimateNoChoice(const Dataset& data, const HeldOutChoices& choices, const TasteWorld& tastes,
                                const ExecutionContext& context) {
    constexpr const char* title = "Utility of taking nothing";
    const bool knowing = !tastes.truth && choices.train; // guessed tastes know what they were guessed from
    const std::vector<TakenOrLeft> seen =
        knowing ? signalEvents(*strangeTo(*choices.train, data, context), tastes, context)
                : signalEvents(data, tastes, context);
    const auto left = static_cast<std::size_t>(std::ranges::count(seen, false, &TakenOrLeft::taken));
    if (left == 0) {
        return missing("no_choice", title, "the log has what was taken alone, and nothing that was left");
    }
    if (left < fewest || seen.size() - left < fewest) {
        return missing("no_choice", title, "too few events speak for or against an item");
    }
    return found("no_choice", title, likeliestNoChoice(seen, context), seen.size(),
                 "logit of signals for against signals against (McFadden 1974), each a list of one",
                 "what was left without a trace is not in the log: it lies higher rather than lower");
}

ChoiceEstimate estimateLeaving(const Dataset& data, const TasteWorld& tastes,
                               const ExecutionContext& context) {
    constexpr const char* title = "Leaving";
    if (!Ordered(data, false, context).times) {
        return missing("leaving", title, "the log has no times, so that nobody knows who came again");
    }
    const std::vector<MayLeave> seen = leavingEvents(data, tastes, context);
    if (seen.size() < fewest) {
        return missing("leaving", title,
                       "gaps between events are as long as the log, so that silence says nothing");
    }
    return found("leaving", title, likeliestLeaving(seen, context), seen.size(),
                 "hazard of no further event (Ben-Porat et al. 2022), who is silent longer than 99 % of gaps "
                 "taken for gone");
}

} // namespace

double ChoiceEstimate::setting() const {
    return id == "strength" || id == "no_choice" ? is.value : std::clamp(is.value, 0.0, 1.0);
}

std::vector<TakenOrLeft> signalEvents(const Dataset& data, const TasteWorld& tastes,
                                      const ExecutionContext& context) {
    std::vector<TakenOrLeft> seen;
    const Interactions& events = data.events();
    const std::size_t users = std::min(events.userCount(), tastes.userCount());
    for (std::size_t user = 0; user < users; ++user) {
        const std::array<UserIndex, 1> who{UserIndex(user)};
        const Tastes of(tastes, who);
        for (std::size_t row = events.firstOf(who[0]); row < events.lastOf(who[0]); ++row) {
            if (stopped(context, row)) {
                return seen;
            }
            if (events.item(row).value < tastes.itemCount() && weightOf(data, row) != 0) {
                seen.push_back({of.utility(0, events.item(row), 0), speaksFor(data, row)});
            }
        }
    }
    return seen;
}

std::vector<MayLeave> leavingEvents(const Dataset& data, const TasteWorld& tastes,
                                    const ExecutionContext& context) {
    const Interactions& events = data.events();
    std::vector<Time> gaps;
    Time end = noTime;
    const std::size_t users = std::min(events.userCount(), tastes.userCount());
    for (std::size_t user = 0; user < users; ++user) {
        for (std::size_t row = events.firstOf(UserIndex(user)); row < events.lastOf(UserIndex(user)); ++row) {
            if (stopped(context, row)) {
                return {};
            }
            end = std::max(end, events.time(row));
            if (row > events.firstOf(UserIndex(user)) && events.time(row - 1) != noTime) {
                gaps.push_back(gapOf(events.time(row - 1), events.time(row)));
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
            if (stopped(context, row)) {
                return seen;
            }
            const Time time = events.time(row);
            if (time == noTime || silence >= gapOf(time, end) || weightOf(data, row) == 0 ||
                events.item(row).value >= tastes.itemCount()) {
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
        out.push_back(found("strength", strength, likeliestStrength(tastes, choices.cases, context),
                            choices.cases.size(), "conditional logit of held-out events (McFadden 1974)"));
        out.push_back(found("popularity", popularity, likeliestPopularity(tastes, some, context), some.size(),
                            "mixture of popularity and taste over held-out events (Everitt and Hand 1981)",
                            "how far lists of what is popular would explain the log; it sets nothing"));
    }
    out.push_back(
        missing("trust", "Trust in the list", "the log does not say what was shown at which place"));
    if (context.stopRequested()) {
        return cancelledError();
    }
    context.report(0.2, "Estimating");
    out.push_back(estimateNoChoice(*data, choices, tastes, context));
    if (context.stopRequested()) {
        return cancelledError();
    }
    PartProgress halves(context, 0.3, 0.9);
    TRY_ASSIGN(auto moves, estimateMoves(*data, halves.context()));
    out.push_back(std::move(moves.drift));
    out.push_back(std::move(moves.boredom));
    context.report(0.9, "Estimating");
    out.push_back(estimateLeaving(*data, tastes, context));
    return context.stopRequested() ? Result<std::vector<ChoiceEstimate>>(cancelledError()) : std::move(out);
}

std::set<std::string> applyEstimates(const std::vector<ChoiceEstimate>& estimates,
                                     const std::set<std::string>& given, SimulationOptions& options) {
    const std::pair<const char*, double*> settings[]{{"no_choice", &options.choice.noChoice},
                                                     {"drift", &options.drift},
                                                     {"boredom", &options.boredom},
                                                     {"leaving", &options.leaving}};
    std::set<std::string> set;
    for (const auto& [id, setting] : settings) {
        const auto one = std::ranges::find(estimates, id, &ChoiceEstimate::id);
        const bool counts = setting != &options.choice.noChoice || options.choice.mayTakeNothing();
        if (one != estimates.end() && one->estimated && counts && !given.contains(id)) {
            *setting = one->setting();
            set.insert(id);
        }
    }
    return set;
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
