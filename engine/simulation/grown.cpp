// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/simulation/grown.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

ChoiceEvent choiceEventOf(const Dataset& data) {
    const Interactions& events = data.events();
    std::vector<std::size_t> counts(data.signals().size(), 0);
    ChoiceEvent out;
    for (std::size_t row = 0; row < events.size(); ++row) {
        const SignalIndex signal = events.signal(row);
        if (signal < counts.size()) {
            ++counts[signal];
        }
        if (events.hasTimes()) {
            out.after = std::max(out.after, events.time(row));
        }
    }
    std::size_t most = 0;
    for (std::size_t signal = 0; signal < counts.size(); ++signal) {
        if (data.signals()[signal].weight > 0 && counts[signal] > most) {
            most = counts[signal];
            out.signal = static_cast<SignalIndex>(signal);
        }
    }
    if (out.signal >= data.signals().size()) {
        return out;
    }
    const SignalType& type = data.signals()[out.signal];
    out.weight = static_cast<float>(type.weight);
    std::vector<float> values;
    for (std::size_t row = 0; type.useValue && row < events.size(); ++row) {
        const float value = events.value(row);
        if (events.signal(row) == out.signal && std::isfinite(value) && value > 0) {
            values.push_back(value);
        }
    }
    if (!values.empty()) {
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::ranges::nth_element(values, middle);
        out.value = *middle;
        out.weight *= out.value;
    }
    return out;
}

std::shared_ptr<const Dataset> grownBy(const Dataset& data, const ChoiceEvent& event,
                                       const std::vector<Choice>& choices, const ExecutionContext& context) {
    const Interactions& events = data.events();
    std::vector<std::vector<const Choice*>> byUser(data.userCount());
    for (const Choice& choice : choices) {
        byUser[choice.user.value].push_back(&choice);
    }
    std::vector<std::uint64_t> offsets{0};
    std::vector<ItemIndex> items;
    std::vector<SignalIndex> signals;
    std::vector<float> values;
    std::vector<Time> times;
    const std::size_t size = events.size() + choices.size();
    const bool withSignals = !events.signals().empty() || event.signal != 0;
    const bool withValues = events.hasValues() || !std::isnan(event.value);
    const bool withTimes = event.after != noTime;
    items.reserve(size);
    signals.reserve(withSignals ? size : 0);
    values.reserve(withValues ? size : 0);
    times.reserve(withTimes ? size : 0);
    const auto add = [&](ItemIndex item, SignalIndex signal, float value, Time time) {
        items.push_back(item);
        if (withSignals) {
            signals.push_back(signal);
        }
        if (withValues) {
            values.push_back(value);
        }
        if (withTimes) {
            times.push_back(time);
        }
    };
    for (std::size_t user = 0; user < data.userCount(); ++user) {
        if (user < events.userCount()) {
            for (std::size_t row = events.firstOf(UserIndex(user)); row < events.lastOf(UserIndex(user));
                 ++row) {
                add(events.item(row), events.signal(row), events.value(row), events.time(row));
            }
        }
        for (const Choice* choice : byUser[user]) {
            const auto days = static_cast<Time>(choice->round + 1);
            add(choice->item, event.signal, event.value,
                withTimes ? event.after + days * millisecondsPerDay : noTime);
        }
        offsets.push_back(items.size());
    }
    auto grown = std::make_shared<Interactions>(std::move(offsets), std::move(items), std::move(signals),
                                                std::move(values), std::move(times));
    return data.withEvents(std::move(grown), context);
}

} // namespace tastescope
