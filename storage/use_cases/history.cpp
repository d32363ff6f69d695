// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/history.h"

#include "engine/models/learning/decay.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

std::optional<SignalIndex> signalNamed(const Dataset& dataset, std::string_view name) {
    for (std::size_t signal = 0; signal < dataset.signals().size(); ++signal) {
        if (dataset.signals()[signal].name == name) {
            return static_cast<SignalIndex>(signal);
        }
    }
    return std::nullopt;
}

/// What a mere number is about: the signal that counts by its value, else the one that people rate with.
SignalIndex signalWithValue(const Dataset& dataset) {
    const std::vector<SignalType>& signals = dataset.signals();
    auto found = std::ranges::find(signals, true, &SignalType::useValue);
    if (found == signals.end()) {
        found = std::ranges::find(signals, SignalKind::Explicit, &SignalType::kind);
    }
    return found == signals.end() ? SignalIndex{0} : static_cast<SignalIndex>(found - signals.begin());
}

std::optional<float> number(std::string_view text) {
    float value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// NaN when the signal has no values.
float meanValue(const Dataset& dataset, SignalIndex signal) {
    double sum = 0;
    std::size_t count = 0;
    const Interactions& events = dataset.events();
    for (std::size_t row = 0; row < events.values().size(); ++row) {
        if (events.signal(row) == signal && events.value(row) == events.value(row)) {
            sum += static_cast<double>(events.value(row));
            ++count;
        }
    }
    return count ? static_cast<float>(sum / static_cast<double>(count))
                 : std::numeric_limits<float>::quiet_NaN();
}

/// Nothing when the entry names no item of the data.
std::optional<Event> eventOf(const Dataset& dataset, std::string_view entry) {
    Event event;
    // The whole entry first: ids may contain colons.
    std::optional<std::uint32_t> item = dataset.items().find(entry);
    std::optional<float> value;
    const std::size_t colon = entry.rfind(':');
    if (!item && colon != std::string_view::npos) {
        const std::string_view suffix = entry.substr(colon + 1);
        const std::optional<SignalIndex> named = signalNamed(dataset, suffix);
        value = named ? std::nullopt : number(suffix);
        if (!named && !value) {
            return std::nullopt;
        }
        item = dataset.items().find(entry.substr(0, colon));
        event.signal = named ? *named : signalWithValue(dataset);
    }
    if (!item) {
        return std::nullopt;
    }
    event.item = ItemIndex(*item);
    const bool counts = event.signal < dataset.signals().size() && dataset.signals()[event.signal].useValue;
    if (value || counts) {
        event.value = value ? *value : meanValue(dataset, event.signal);
    }
    return event;
}

} // namespace

Result<History> parseHistory(const Dataset& dataset, const std::vector<std::string>& entries) {
    std::vector<Event> events;
    std::string unknown;
    const Time newest = newestTime(dataset.events());
    for (const std::string& entry : entries) {
        if (std::optional<Event> event = eventOf(dataset, entry)) {
            // In the order given, all of it new. In data without times no order means anything.
            event->time = newest == noTime ? noTime : newest + static_cast<Time>(events.size());
            events.push_back(*event);
        } else {
            unknown += (unknown.empty() ? "\"" : ", \"") + entry + '"';
        }
    }
    if (!unknown.empty()) {
        std::string names;
        for (const SignalType& signal : dataset.signals()) {
            names += (names.empty() ? "" : ", ") + signal.name;
        }
        return Error{
            ErrorCode::NotFound,
            fmt::format("The data has no {} with the id {}", dataset.nouns().item, unknown),
            fmt::format("Give ids of the data, each alone or followed by a colon and a signal ({})", names),
            ""};
    }
    // As somebody's events in the same data, so that a typed history counts as a stored one would.
    auto person = std::make_shared<IdMap>();
    person->intern("history");
    Dataset::Parts parts = dataset.parts();
    parts.users = std::move(person);
    parts.userAttributes = std::make_shared<AttributeTable>();
    parts.events = std::make_shared<Interactions>(std::move(events), 1);
    return Dataset(std::move(parts)).historyOf(UserIndex(0));
}

} // namespace tastescope
