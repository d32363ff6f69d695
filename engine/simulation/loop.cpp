// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/loop.h"

#include "engine/base/random.h"
#include "engine/registry/refit.h"
#include "engine/registry/registry.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double evennessOf(const char* metric, std::span<const double> counts) {
    return findMetric(metric)->as<CatalogueMetric>()->of(counts);
}

double sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}

/// In its place in ascending order, once.
void insertSorted(std::vector<ItemIndex>& items, ItemIndex item) {
    const auto at = std::ranges::lower_bound(items, item);
    if (at == items.end() || *at != item) {
        items.insert(at, item);
    }
}

double ratio(double sum, std::size_t count) {
    return count > 0 ? sum / static_cast<double>(count) : unknown;
}

} // namespace

std::vector<LoopMetric> loopMetrics(bool tastes) {
    const MetricInfo& entropy = *findMetric("entropy");
    const MetricInfo& gini = *findMetric("gini");
    const MetricInfo& sameness = *findMetric("homogenisation");
    std::vector<LoopMetric> out{
        {"gini_exposure", "Inequality of exposure", gini.unit,
         "The Gini index of how often each item of the catalogue was shown in all rounds so far."},
        {"gini_consumption", "Inequality of consumption", gini.unit,
         "The Gini index of how often each item of the catalogue was consumed, the past included."},
        {"entropy_consumption", "Spread of consumption over items", entropy.unit,
         "How evenly consumption is spread over items, the past included."},
        {"homogenisation_consumption", "Sameness between people", sameness.unit,
         "How much of what two people have consumed they have in common, the past included."},
        {"choice_rate", "Lists from which something was taken", "", "Of those who got a list."},
        {"retention", "People who stayed", "", "Of all, at the end of the round."},
    };
    if (tastes) {
        out.push_back({"drift", "Drift of taste", "", "Mean distance of tastes from where they began."});
        out.push_back({"utility", "Utility of lists", "",
                       "Mean match of what is shown with the taste of that moment, −1 to 1."});
        out.push_back({"utility_chosen", "Utility of choices", "", "Mean match of what was taken."});
    }
    return out;
}

Loop::Loop(const LoopSetting& setting, std::size_t policy, std::size_t repeat)
    : m_setting(setting)
    , m_options(*setting.options)
    , m_spec(setting.options->policies[policy])
    , m_number(policy)
    , m_repeat(repeat)
    , m_policy(m_spec, setting.policy)
    , m_consumption(*setting.past)
    , m_shown(setting.past->catalogue, 0.0) {
    const std::size_t people = setting.policy.people.size();
    for (const UserIndex user : setting.policy.people) {
        const auto items = setting.policy.data->matrix().itemsOf(user);
        m_people.had.emplace_back(items.begin(), items.end());
    }
    m_people.chosen.resize(people);
    m_people.here.assign(people, 1);
    if (setting.tastes) {
        m_tastes.emplace(*setting.tastes, setting.policy.people);
    }
    m_run.policy = policy;
    m_run.repeat = repeat;
    m_run.eventsBefore = setting.policy.data->events().size();
}

Result<void> Loop::learn(std::size_t round, const ExecutionContext& context) {
    const bool due = m_policy.learns() && m_options.retrain > 0 && round % m_options.retrain == 0;
    if (!due || m_learned == m_choices.size()) {
        return {}; // from the same events it would learn the same
    }
    auto grown = grownBy(*m_setting.policy.data, m_setting.event, m_choices, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(auto model, refit(*findAlgorithm(m_spec.algorithm), *m_policy.model(), *m_policy.trainedOn(),
                                 *grown, m_spec.params, context));
    m_learned = m_choices.size();
    ++m_run.trainings;
    for (std::vector<ItemIndex>& chosen : m_people.chosen) {
        chosen.clear();
    }
    return m_policy.adopt(std::move(model), std::move(grown), m_people, context);
}

void Loop::take(std::size_t person, ItemIndex item, std::size_t round) {
    insertSorted(m_people.had[person], item);
    m_people.chosen[person].push_back(item);
    m_consumption.add(person, item);
    m_choices.push_back({m_setting.policy.people[person], item, round});
    if (m_tastes) {
        m_tastes->consume(person, item, m_options.drift);
    }
}

std::optional<ItemIndex> Loop::chosenBy(std::size_t person, const RankedList& list, double uniform) const {
    std::vector<double> utilities(m_setting.places.begin(),
                                  m_setting.places.begin() + static_cast<std::ptrdiff_t>(list.size()));
    for (std::size_t place = 0; m_options.choice.asksTaste() && place < list.size(); ++place) {
        utilities[place] += m_tastes->utility(person, list[place].item, m_options.boredom);
    }
    const auto place = chosenPlace(m_options.choice, utilities, uniform);
    return place ? std::optional(list[*place].item) : std::nullopt;
}

Loop::Pleasure Loop::choose(const std::vector<RankedList>& lists, LoopRound& round) {
    Pleasure pleasure;
    round.choices.assign(lists.size(), nothingChosen);
    round.here.assign(m_people.here.begin(), m_people.here.end());
    for (std::size_t person = 0; person < lists.size(); ++person) {
        if (!m_people.here[person]) {
            continue;
        }
        for (const ScoredItem& one : m_tastes ? lists[person] : RankedList()) {
            pleasure.shown += m_tastes->match(person, one.item);
            ++pleasure.places;
        }
        Random random(m_setting.policy.seed, loopStream(LoopStream::Choices, m_repeat, round.round, person));
        const auto item = chosenBy(person, lists[person], random.uniform());
        double pleased = 0;
        if (item) {
            round.choices[person] = item->value;
            ++pleasure.choices;
            pleased = m_tastes ? sigmoid(m_tastes->utility(person, *item, m_options.boredom)) : 1;
            pleasure.taken += m_tastes ? m_tastes->match(person, *item) : 0;
        }
        if (random.uniform() < m_options.leaving * (1 - pleased)) {
            m_people.here[person] = 0;
            ++m_run.left;
        }
    }
    if (m_tastes) {
        m_tastes->rest();
    }
    for (std::size_t person = 0; person < lists.size(); ++person) {
        if (round.choices[person] != nothingChosen) {
            take(person, ItemIndex(round.choices[person]), round.round);
        }
    }
    return pleasure;
}

Result<void> Loop::measure(const std::vector<RankedList>& lists, const Pleasure& pleasure, LoopRound& round,
                           const ExecutionContext& context) {
    TRY_ASSIGN(round.values, m_setting.meter->of(lists, context));
    for (std::size_t person = 0; person < lists.size(); ++person) {
        round.shown.push_back(lists[person].empty() ? 0 : 1);
        round.people += lists[person].empty() ? 0 : 1;
        for (const ScoredItem& one : lists[person]) {
            const std::uint32_t place = m_setting.past->places[one.item.value];
            if (place < m_shown.size()) {
                m_shown[place] += 1;
            }
        }
    }
    const auto stayed = static_cast<double>(std::ranges::count(m_people.here, 1));
    round.values.insert(round.values.end(),
                        {evennessOf("gini", m_shown), evennessOf("gini", m_consumption.counts()),
                         evennessOf("entropy", m_consumption.counts()),
                         lists.size() > 1 ? m_consumption.homogenisation() : unknown,
                         ratio(static_cast<double>(pleasure.choices), round.people),
                         ratio(stayed, lists.size())});
    if (m_tastes) {
        double moved = 0;
        for (std::size_t person = 0; person < lists.size(); ++person) {
            moved += m_tastes->moved(person);
        }
        round.values.push_back(ratio(moved, lists.size()));
        round.values.push_back(ratio(pleasure.shown, pleasure.places));
        round.values.push_back(ratio(pleasure.taken, pleasure.choices));
    }
    return {};
}

Result<LoopRun> Loop::run(const std::shared_ptr<const Recommender>& model,
                          const std::function<void(LoopRound)>& tell, const ExecutionContext& context) {
    if (model) {
        TRY(m_policy.adopt(model, m_setting.policy.data, m_people, context));
    }
    for (std::size_t number = 0; number < m_options.rounds; ++number) {
        TRY(learn(number, context));
        TRY_ASSIGN(const auto lists,
                   m_policy.lists(m_people, m_tastes ? &*m_tastes : nullptr, m_repeat, number, context));
        LoopRound round;
        round.round = number;
        round.policy = m_number;
        round.repeat = m_repeat;
        const Pleasure pleasure = choose(lists, round);
        TRY(measure(lists, pleasure, round, context));
        tell(std::move(round));
    }
    m_run.choices = m_choices.size();
    m_run.eventsAfter = grownBy(*m_setting.policy.data, m_setting.event, m_choices, context)->events().size();
    return m_run;
}

} // namespace tastescope
