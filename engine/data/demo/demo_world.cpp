// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/demo/demo_world.h"

#include "engine/base/parallel.h"
#include "engine/data/demo/demo_catalogue.h"
#include "engine/data/demo/demo_listeners.h"
#include "engine/data/demo/demo_sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace tastescope {
namespace {

constexpr Time defaultNow = 1'782'777'600'000; // 2026-06-30T00:00:00Z
constexpr Time period = 730 * millisecondsPerDay;
constexpr std::size_t usersPerChunk = 32;

std::optional<Error> refusal(const DemoOptions& options) {
    const auto error = [](std::string message, std::string remedy) {
        return Error{ErrorCode::InvalidArgument, std::move(message), std::move(remedy), "demo"};
    };
    if (options.users == 0 || options.items == 0 || options.events == 0 || options.artists == 0) {
        return error("A demo service needs listeners, songs, artists and events",
                     "Ask for at least one of each");
    }
    if (options.artists > options.items) {
        return error(fmt::format("{} artists cannot share {} songs", options.artists, options.items),
                     "Ask for at most as many artists as songs");
    }
    constexpr std::size_t most = 0xFFFFFFFE;
    if (options.users > most || options.items > most) {
        return error("More than 4,294,967,294 listeners or songs do not fit", "Ask for fewer");
    }
    // Some 24 bytes an event, twice while they are put in order.
    constexpr std::size_t mostEvents = 500'000'000;
    if (options.events > mostEvents) {
        return error("More than 500,000,000 events do not fit", "Ask for fewer");
    }
    return std::nullopt;
}

std::shared_ptr<const IdMap> makeIds(char prefix, std::size_t count, std::size_t width) {
    auto ids = std::make_shared<IdMap>();
    ids->reserve(count);
    for (std::size_t row = 1; row <= count; ++row) {
        ids->intern(fmt::format("{}{:0{}}", prefix, row, width));
    }
    return ids;
}

// Every listener lives alone, from a stream of random numbers of their own; joined in order of listeners.
std::vector<Event> makeEvents(const DemoOptions& options, const DemoCalendar& calendar,
                              const DemoCatalogue& catalogue, const DemoListeners& listeners,
                              const ExecutionContext& context) {
    const DemoCharts charts(catalogue, calendar);
    std::vector<std::vector<Event>> parts((options.users + usersPerChunk - 1) / usersPerChunk);
    parallelChunks(context, options.users, usersPerChunk, [&](std::size_t begin, std::size_t end) {
        std::vector<Event>& part = parts[begin / usersPerChunk];
        for (std::size_t user = begin; user < end && !context.stopRequested(); ++user) {
            addDemoEvents(options, calendar, catalogue, listeners, charts, user, part);
        }
    });
    std::vector<Event> events;
    events.reserve(options.events);
    for (std::vector<Event>& part : parts) {
        events.insert(events.end(), part.begin(), part.end());
        part = {};
    }
    return events;
}

// Moves the events (by a day or so, and later only: no song is heard before it is out) so that the newest is
// at `now`.
void endAt(Time now, std::vector<Event>& events) {
    const Time newest = std::ranges::max(events, {}, &Event::time).time;
    const Time shift = std::max<Time>(0, now - newest);
    for (Event& event : events) {
        event.time = std::min(now, event.time + shift);
    }
}

Dataset::Parts makeParts(const DemoOptions& options, DemoCatalogue& catalogue, DemoListeners& listeners,
                         std::vector<Event> events) {
    Dataset::Parts parts;
    parts.name = "Demo music service";
    parts.nouns = {"song", "songs", "listener", "listeners", "artist", "artists"};
    parts.users = makeIds('L', options.users, 5);
    parts.items = makeIds('T', options.items, 6);
    for (const std::string_view name : {"listen", "skip", "like", "save", "share"}) { // as in DemoSignal
        parts.signals.push_back(defaultSignal(name));
    }
    parts.itemAttributes = std::make_shared<ItemAttributes>(std::move(catalogue.attributes));
    parts.userAttributes = std::make_shared<AttributeTable>(std::move(listeners.attributes));
    parts.events = std::make_shared<Interactions>(std::move(events), options.users);
    return parts;
}

} // namespace

double DemoTruth::match(UserIndex user, ItemIndex item, double progress) const {
    double best = -1;
    for (std::size_t taste = 0; taste < tastesPerUser; ++taste) {
        const std::size_t place = user.value * tastesPerUser + taste;
        if (tasteWeights[place] > 0) {
            double match = 0;
            for (std::size_t d = 0; d < dimensions; ++d) {
                const std::size_t at = place * dimensions + d;
                match +=
                    (static_cast<double>(tasteVectors[at]) + progress * static_cast<double>(tasteDrift[at])) *
                    static_cast<double>(itemVectors[item.value * dimensions + d]);
            }
            best = std::max(best, match);
        }
    }
    return best;
}

Result<DemoWorld> makeDemoWorld(const DemoOptions& options, const ExecutionContext& context) {
    if (std::optional<Error> error = refusal(options)) {
        return *std::move(error);
    }
    const Time now = options.now == noTime ? defaultNow : options.now;
    const DemoCalendar calendar{now - period, now};
    context.report(0, "Inventing songs and artists");
    DemoCatalogue catalogue = makeDemoCatalogue(options, calendar, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    context.report(0.2, "Inventing listeners");
    DemoListeners listeners = makeDemoListeners(options, calendar, catalogue, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    context.report(0.3, "Letting them listen");
    std::vector<Event> events = makeEvents(options, calendar, catalogue, listeners, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    endAt(now, events);
    DemoWorld world;
    world.truth.dimensions = demoDimensions;
    world.truth.itemVectors = std::move(catalogue.vectors);
    world.truth.tasteVectors = std::move(listeners.tastes);
    world.truth.tasteDrift = std::move(listeners.drift);
    world.truth.tasteWeights = std::move(listeners.weights);
    world.truth.tastesPerUser = demoTastes;
    world.truth.itemQuality = std::move(catalogue.quality);
    context.report(0.9, "Building the matrix");
    world.dataset =
        std::make_shared<Dataset>(makeParts(options, catalogue, listeners, std::move(events)), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    return world;
}

} // namespace tastescope
