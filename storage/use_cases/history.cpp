// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
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

std::optional<SignalIndex> signalWithValue(const Dataset& dataset) {
    for (std::size_t signal = 0; signal < dataset.signals().size(); ++signal) {
        if (dataset.signals()[signal].useValue) {
            return static_cast<SignalIndex>(signal);
        }
    }
    return std::nullopt;
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
        event.signal = named ? *named : signalWithValue(dataset).value_or(SignalIndex{0});
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
    for (const std::string& entry : entries) {
        if (const std::optional<Event> event = eventOf(dataset, entry)) {
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
    // The matrix itself says what the entries weigh, so that a typed history counts as a stored one would.
    const InteractionMatrix matrix = InteractionMatrix::build(
        Interactions(std::move(events), 1), dataset.signals(), dataset.itemCount(), dataset.parts().matrix);
    History history;
    const UserIndex person(0);
    for (std::size_t place = 0; place < matrix.countOf(person); ++place) {
        history.push_back({matrix.itemsOf(person)[place], matrix.valuesOf(person)[place], noTime});
    }
    return history;
}

} // namespace tastescope
