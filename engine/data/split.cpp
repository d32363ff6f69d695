// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/split.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

enum class Side : std::uint8_t { Train, Test, History, Dropped };

constexpr std::array<std::pair<Protocol, std::string_view>, 5> protocolNames{{
    {Protocol::Random, "random"},
    {Protocol::PerUser, "per-user"},
    {Protocol::LeaveLastOut, "leave-last-out"},
    {Protocol::Time, "time"},
    {Protocol::ColdUsers, "cold-users"},
}};

constexpr std::size_t usersPerChunk = 256;

// A stream apart from those of the users.
constexpr std::uint64_t wholeStream = ~std::uint64_t{0};

std::size_t shareOf(double share, std::size_t count) {
    return static_cast<std::size_t>(std::llround(share * static_cast<double>(count)));
}

// What the protocols draw from: a side for each pair (an entry of the matrix) and each event.
struct Cut {
    const Dataset& dataset;
    const SplitOptions& options;
    const ExecutionContext& context;
    std::vector<Side> pairs;
    std::vector<Side> events;

    const InteractionMatrix& matrix() const { return dataset.matrix(); }

    // The matrix entry of an event.
    std::size_t pairOf(UserIndex user, std::size_t row) const {
        const auto items = matrix().itemsOf(user);
        const auto place = std::ranges::lower_bound(items, dataset.events().item(row)) - items.begin();
        return matrix().userOffsets()[user.value] + static_cast<std::size_t>(place);
    }

    void forUsers(const auto& body) const {
        parallelChunks(context, dataset.userCount(), usersPerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t user = begin; user < end; ++user) {
                body(UserIndex{user});
            }
        });
    }
};

// The pairs with the smallest of one random key each: an exact share, whatever the order of work.
void cutRandom(Cut& cut) {
    std::vector<std::pair<std::uint64_t, std::size_t>> keys(cut.pairs.size());
    cut.forUsers([&](UserIndex user) {
        Random random(cut.options.seed, user.value);
        const auto offsets = cut.matrix().userOffsets();
        for (std::size_t pair = offsets[user.value]; pair < offsets[user.value + 1]; ++pair) {
            keys[pair] = {random.next64(), pair};
        }
    });
    const auto last = keys.begin() + static_cast<std::ptrdiff_t>(shareOf(cut.options.test, keys.size()));
    std::nth_element(keys.begin(), last, keys.end());
    std::for_each(keys.begin(), last, [&](const auto& key) { cut.pairs[key.second] = Side::Test; });
}

void cutPerUser(Cut& cut) {
    cut.forUsers([&](UserIndex user) {
        const std::size_t count = cut.matrix().countOf(user);
        std::size_t wanted = shareOf(cut.options.test, count);
        if (count >= 2) {
            wanted = std::min(wanted, count - 1);
        }
        // Selection sampling (Knuth, volume 2, algorithm S).
        Random random(cut.options.seed, user.value);
        const std::size_t first = cut.matrix().userOffsets()[user.value];
        for (std::size_t place = 0; place < count && wanted > 0; ++place) {
            if (random.below(count - place) < wanted) {
                cut.pairs[first + place] = Side::Test;
                --wanted;
            }
        }
    });
}

void cutLeaveLastOut(Cut& cut) {
    cut.forUsers([&](UserIndex user) {
        if (cut.matrix().countOf(user) >= 2) {
            cut.pairs[cut.pairOf(user, cut.dataset.events().lastOf(user) - 1)] = Side::Test;
        }
    });
}

void cutTime(Cut& cut) {
    const Interactions& events = cut.dataset.events();
    std::vector<Time> times(events.times().begin(), events.times().end());
    const std::size_t wanted =
        std::clamp<std::size_t>(shareOf(cut.options.test, times.size()), 1, times.size());
    const auto nth = times.begin() + static_cast<std::ptrdiff_t>(times.size() - wanted);
    std::nth_element(times.begin(), nth, times.end());
    Time first = *nth; // of the test part
    if (std::ranges::min(events.times()) >= first) {
        // So many events share the oldest instant that it would all be test: they stay in train instead.
        first = std::min(first, std::numeric_limits<Time>::max() - 1) + 1;
    }
    cut.forUsers([&](UserIndex user) {
        const std::size_t last = events.lastOf(user);
        std::size_t row = events.firstOf(user);
        // Rows are in order of time, so train comes before test.
        for (; row < last && events.time(row) < first; ++row) {
            cut.events[row] = Side::Train;
            cut.pairs[cut.pairOf(user, row)] = Side::History;
        }
        for (; row < last; ++row) {
            const bool known = cut.pairs[cut.pairOf(user, row)] == Side::History;
            cut.events[row] = known ? Side::Dropped : Side::Test;
        }
    });
}

void cutColdUsers(Cut& cut) {
    const Interactions& events = cut.dataset.events();
    std::vector<std::uint32_t> users;
    std::size_t active = 0;
    for (std::uint32_t user = 0; user < cut.dataset.userCount(); ++user) {
        const std::size_t pairs = cut.matrix().countOf(UserIndex{user});
        active += pairs >= 1 ? 1 : 0;
        if (pairs >= 2) {
            users.push_back(user);
        }
    }
    Random(cut.options.seed, wholeStream).shuffle(std::span(users));
    users.resize(std::min(shareOf(cut.options.test, active), users.size()));
    for (const std::uint32_t cold : users) {
        const UserIndex user{cold};
        const std::size_t first = events.firstOf(user);
        const std::size_t middle = first + (events.lastOf(user) - first + 1) / 2;
        const auto offsets = cut.matrix().userOffsets();
        for (std::size_t pair = offsets[cold]; pair < offsets[cold + 1]; ++pair) {
            cut.pairs[pair] = Side::Test;
        }
        for (std::size_t row = first; row < middle; ++row) {
            cut.pairs[cut.pairOf(user, row)] = Side::History;
        }
    }
}

// Events follow their pair.
void followPairs(Cut& cut) {
    const Interactions& events = cut.dataset.events();
    cut.forUsers([&](UserIndex user) {
        for (std::size_t row = events.firstOf(user); row < events.lastOf(user); ++row) {
            cut.events[row] = cut.pairs[cut.pairOf(user, row)];
        }
    });
}

std::shared_ptr<const Interactions> part(const Cut& cut, Side side) {
    std::vector<bool> keep(cut.events.size());
    std::transform(cut.events.begin(), cut.events.end(), keep.begin(), [&](Side own) { return own == side; });
    return std::make_shared<Interactions>(cut.dataset.events().subset(keep));
}

std::optional<Error> refusal(const Dataset& dataset, const SplitOptions& options) {
    const bool leaveLastOut = options.protocol == Protocol::LeaveLastOut;
    if (!leaveLastOut && !(options.test > 0 && options.test < 1)) {
        return Error{ErrorCode::InvalidArgument, "The test share must lie between 0 and 1",
                     "Choose for example 0.2", "split"};
    }
    if (dataset.events().size() == 0) {
        return Error{ErrorCode::InvalidArgument, "There are no events to split", "Import interactions first",
                     "split"};
    }
    if ((leaveLastOut || options.protocol == Protocol::Time) && !dataset.events().hasTimes()) {
        return Error{ErrorCode::InvalidArgument,
                     "The protocol \"" + std::string(protocolName(options.protocol)) +
                         "\" needs the times of the events, and this data has none",
                     "Map a time column at import, or choose per-user or random", "split"};
    }
    return std::nullopt;
}

} // namespace

Result<Split> splitDataset(const Dataset& dataset, const SplitOptions& options,
                           const ExecutionContext& context) {
    if (std::optional<Error> error = refusal(dataset, options)) {
        return *std::move(error);
    }
    context.report(0, "Splitting events");
    Cut cut{dataset, options, context, std::vector(dataset.matrix().entryCount(), Side::Train),
            std::vector(dataset.events().size(), Side::Train)};
    switch (options.protocol) {
    case Protocol::Random:
        cutRandom(cut);
        break;
    case Protocol::PerUser:
        cutPerUser(cut);
        break;
    case Protocol::LeaveLastOut:
        cutLeaveLastOut(cut);
        break;
    case Protocol::Time:
        cutTime(cut);
        break;
    case Protocol::ColdUsers:
        cutColdUsers(cut);
        break;
    }
    if (options.protocol != Protocol::Time) {
        followPairs(cut);
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    const auto train = part(cut, Side::Train);
    Split split{dataset.withEvents(train, context), part(cut, Side::Test), part(cut, Side::History)};
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (train->size() == 0 || split.test->size() == 0) {
        const std::string empty = train->size() == 0 ? "train" : "test";
        return Error{ErrorCode::InvalidArgument, "The split leaves the " + empty + " part without events",
                     "Choose another test share or protocol, or import more data", "split"};
    }
    return split;
}

std::string_view protocolName(Protocol protocol) {
    return std::ranges::find(protocolNames, protocol, &decltype(protocolNames)::value_type::first)->second;
}

Result<Protocol> parseProtocol(std::string_view name) {
    const auto found = std::ranges::find(protocolNames, name, &decltype(protocolNames)::value_type::second);
    if (found == protocolNames.end()) {
        return Error{ErrorCode::InvalidArgument, "Unknown protocol \"" + std::string(name) + "\"",
                     "Use random, per-user, leave-last-out, time or cold-users", ""};
    }
    return found->first;
}

} // namespace tastescope
