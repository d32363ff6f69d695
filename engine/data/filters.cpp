// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/filters.h"

#include "engine/base/name_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tastescope {
namespace {

/// The events that are left, and how many of them each user and item has.
class Remaining {
public:
    explicit Remaining(const Dataset& dataset)
        : m_events(dataset.events())
        , m_keep(m_events.size(), true)
        , m_ofUser(dataset.userCount())
        , m_ofItem(dataset.itemCount()) {
        for (std::uint32_t user = 0; user < m_ofUser.size(); ++user) {
            m_ofUser[user] = m_events.lastOf(UserIndex(user)) - m_events.firstOf(UserIndex(user));
        }
        for (const ItemIndex item : m_events.items()) {
            ++m_ofItem[item.value];
        }
    }

    const Interactions& events() const { return m_events; }
    const std::vector<bool>& kept() const { return m_keep; }
    std::size_t ofUser(std::size_t user) const { return m_ofUser[user]; }
    std::size_t items() const { return m_ofItem.size(); }
    std::size_t ofItem(std::size_t item) const { return m_ofItem[item]; }
    bool empty() const { return std::ranges::find(m_keep, true) == m_keep.end(); }

    /// Takes away the events for which `remove(user, row)` holds.
    template <typename Remove>
    void removeIf(FilterEffect& effect, const Remove& remove) {
        for (std::uint32_t user = 0; user < m_ofUser.size(); ++user) {
            for (std::size_t row = m_events.firstOf(UserIndex(user)); row < m_events.lastOf(UserIndex(user));
                 ++row) {
                if (m_keep[row] && remove(user, row)) {
                    take(user, row, effect);
                }
            }
        }
    }

private:
    void take(std::uint32_t user, std::size_t row, FilterEffect& effect) {
        m_keep[row] = false;
        ++effect.events;
        effect.users += --m_ofUser[user] == 0 ? 1 : 0;
        effect.items += --m_ofItem[m_events.item(row).value] == 0 ? 1 : 0;
    }

    const Interactions& m_events;
    std::vector<bool> m_keep;
    std::vector<std::size_t> m_ofUser;
    std::vector<std::size_t> m_ofItem;
};

Error refusal(std::string what, std::string remedy) {
    return {ErrorCode::InvalidArgument, std::move(what), std::move(remedy), "filter"};
}

/// As they are asked for.
std::string namesOf(const Dataset& dataset) {
    std::vector<std::string> names;
    for (const SignalType& signal : dataset.signals()) {
        names.push_back(signal.name);
    }
    return joinNames(names, ", ");
}

/// The day alone where `time` is that end of it, so that another window is not called the same.
std::string boundText(Time time, Time endOfDay) {
    const auto moment = std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(time));
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(day);
    const int year = static_cast<int>(date.year());
    std::string text = fmt::format("{}{:04}-{:02}-{:02}", year < 0 ? "-" : "", year < 0 ? -year : year,
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    const Time rest = (moment - day).count();
    if (rest == endOfDay) {
        return text;
    }
    return fmt::format("{}T{:02}:{:02}:{:02}{}Z", text, rest / 3'600'000, rest / 60'000 % 60,
                       rest / 1000 % 60, rest % 1000 != 0 ? fmt::format(".{:03}", rest % 1000) : "");
}

std::string windowText(const EventFilter& filter) {
    std::string words = "times";
    words += filter.from != noTime ? " from " + boundText(filter.from, 0) : "";
    words += filter.until != std::numeric_limits<Time>::max()
                 ? " until " + boundText(filter.until, millisecondsPerDay - 1)
                 : "";
    return words;
}

std::string coreText(const EventFilter& filter) {
    std::string text;
    if (filter.minUserEvents > 0) {
        text = fmt::format("users with {} events or more", filter.minUserEvents);
    }
    if (filter.minItemEvents > 0) {
        text += fmt::format("{}items with {} events or more", text.empty() ? "" : ", ", filter.minItemEvents);
    }
    return text;
}

std::string signalText(const EventFilter& filter) {
    return "signals " + joinNames(filter.signals, ", ");
}

std::string valueText(const EventFilter& filter) {
    return fmt::format("values of {:g} or more", *filter.minValue);
}

Result<void> keepSignals(const Dataset& dataset, const EventFilter& filter, Remaining& left,
                         std::vector<FilterEffect>& effects) {
    std::vector<bool> wanted(dataset.signals().size());
    for (const std::string& name : filter.signals) {
        const auto found = std::ranges::find(dataset.signals(), name, &SignalType::name);
        if (found == dataset.signals().end()) {
            return refusal(fmt::format("The data has no signal \"{}\"", name),
                           "Use some of: " + namesOf(dataset));
        }
        wanted[static_cast<std::size_t>(found - dataset.signals().begin())] = true;
    }
    FilterEffect& effect = effects.emplace_back(FilterEffect{signalText(filter)});
    left.removeIf(effect, [&](std::uint32_t, std::size_t row) {
        const SignalIndex signal = left.events().signal(row);
        return signal >= wanted.size() || !wanted[signal];
    });
    return {};
}

Result<void> keepWindow(const EventFilter& filter, Remaining& left, std::vector<FilterEffect>& effects) {
    if (!left.events().hasTimes()) {
        return refusal("A time window needs the times of the events, and this data has none",
                       "Map a time column at import, or leave the window out");
    }
    if (filter.from > filter.until) {
        return refusal("The time window ends before it begins", "Give a later end");
    }
    FilterEffect& effect = effects.emplace_back(FilterEffect{windowText(filter)});
    left.removeIf(effect, [&](std::uint32_t, std::size_t row) {
        const Time time = left.events().time(row);
        return time == noTime || time < filter.from || time > filter.until;
    });
    return {};
}

void keepValues(const EventFilter& filter, Remaining& left, std::vector<FilterEffect>& effects) {
    FilterEffect& effect = effects.emplace_back(FilterEffect{valueText(filter)});
    left.removeIf(effect, [&](std::uint32_t, std::size_t row) {
        return static_cast<double>(left.events().value(row)) < *filter.minValue; // NaN is not below
    });
}

/// One pass takes at least one user or item away or ends it, and costs what the events cost.
void keepCore(const EventFilter& filter, Remaining& left, std::vector<FilterEffect>& effects,
              const ExecutionContext& context) {
    FilterEffect& effect = effects.emplace_back(FilterEffect{coreText(filter)});
    for (bool again = true; again && !context.stopRequested();) {
        const std::size_t before = effect.events;
        std::vector<bool> small(left.events().userCount());
        for (std::size_t user = 0; user < small.size(); ++user) {
            small[user] = left.ofUser(user) < filter.minUserEvents;
        }
        left.removeIf(effect, [&](std::uint32_t user, std::size_t) { return bool(small[user]); });
        std::vector<bool> rare;
        for (std::size_t item = 0; item < left.items(); ++item) {
            rare.push_back(left.ofItem(item) < filter.minItemEvents);
        }
        left.removeIf(effect, [&](std::uint32_t, std::size_t row) {
            return bool(rare[left.events().item(row).value]);
        });
        again = effect.events > before;
    }
}

} // namespace

Result<FilteredData> filterEvents(const Dataset& dataset, const EventFilter& filter,
                                  const ExecutionContext& context) {
    Remaining left(dataset);
    std::vector<FilterEffect> effects;
    if (!filter.signals.empty()) {
        TRY(keepSignals(dataset, filter, left, effects));
    }
    if (filter.hasWindow()) {
        TRY(keepWindow(filter, left, effects));
    }
    if (filter.minValue) {
        keepValues(filter, left, effects);
    }
    if (filter.minUserEvents > 0 || filter.minItemEvents > 0) {
        keepCore(filter, left, effects, context);
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (effects.empty()) {
        return FilteredData{std::shared_ptr<const Dataset>(std::shared_ptr<const Dataset>(), &dataset), {}};
    }
    if (left.empty()) {
        return refusal(fmt::format("No event is left by: {}", filterText(filter)), "Ask for less");
    }
    const auto kept = std::make_shared<const Interactions>(left.events().subset(left.kept()));
    std::shared_ptr<const Dataset> filtered = dataset.withEvents(kept, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    return FilteredData{std::move(filtered), std::move(effects)};
}

std::string filterText(const EventFilter& filter) {
    std::string text;
    const auto add = [&](const std::string& words) { text += (text.empty() ? "" : "; ") + words; };
    if (!filter.signals.empty()) {
        add(signalText(filter));
    }
    if (filter.hasWindow()) {
        add(windowText(filter));
    }
    if (filter.minValue) {
        add(valueText(filter));
    }
    if (filter.minUserEvents > 0 || filter.minItemEvents > 0) {
        add(coreText(filter));
    }
    return text;
}

} // namespace tastescope
