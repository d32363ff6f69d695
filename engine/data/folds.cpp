// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/folds.h"

#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace tastescope {
namespace {

// A stream apart from those of the users.
constexpr std::uint64_t wholeStream = ~std::uint64_t{0};

/// What number `place` of `size` in a drawn order belongs to: parts that differ by one at most, the larger
/// first.
std::uint32_t partOf(std::size_t place, std::size_t size, std::size_t count) {
    const std::size_t least = size / count;
    const std::size_t larger = size % count; // parts of least + 1
    const std::size_t inLarger = larger * (least + 1);
    return static_cast<std::uint32_t>(place < inLarger
                                          ? place / (least + 1)
                                          : larger + (place - inLarger) / std::max<std::size_t>(least, 1));
}

void drawRandom(std::uint64_t seed, Folds& folds) {
    std::vector<std::size_t> order(folds.ofPair.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random(seed, wholeStream).shuffle(std::span(order));
    for (std::size_t place = 0; place < order.size(); ++place) {
        folds.ofPair[order[place]] = partOf(place, order.size(), folds.count);
    }
}

void drawPerUser(const Dataset& dataset, std::uint64_t seed, Folds& folds) {
    const std::span<const std::uint64_t> offsets = dataset.matrix().userOffsets();
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        const std::size_t size = offsets[user + 1] - offsets[user];
        std::vector<std::size_t> order(size);
        std::iota(order.begin(), order.end(), offsets[user]);
        Random random(seed, user);
        random.shuffle(std::span(order));
        // Short histories would otherwise all fill the first folds.
        const std::size_t first = random.below(folds.count);
        for (std::size_t place = 0; place < size && size >= 2; ++place) {
            folds.ofPair[order[place]] = static_cast<std::uint32_t>((first + place) % folds.count);
        }
    }
}

void drawUsers(const Dataset& dataset, std::uint64_t seed, Folds& folds) {
    std::vector<std::uint32_t> users;
    for (std::uint32_t user = 0; user < dataset.userCount(); ++user) {
        if (dataset.matrix().countOf(UserIndex(user)) >= 2) {
            users.push_back(user);
        }
    }
    Random(seed, wholeStream).shuffle(std::span(users));
    const std::span<const std::uint64_t> offsets = dataset.matrix().userOffsets();
    for (std::size_t place = 0; place < users.size(); ++place) {
        const auto begin = folds.ofPair.begin() + static_cast<std::ptrdiff_t>(offsets[users[place]]);
        const auto end = folds.ofPair.begin() + static_cast<std::ptrdiff_t>(offsets[users[place] + 1]);
        std::fill(begin, end, partOf(place, users.size(), folds.count));
    }
    folds.users = true;
}

Error refusal(std::string what, std::string remedy) {
    return {ErrorCode::InvalidArgument, std::move(what), std::move(remedy), "folds"};
}

enum class Side : std::uint8_t { Train, Test, History };

std::shared_ptr<const Interactions> part(const Interactions& events, const std::vector<Side>& sides,
                                         Side side) {
    std::vector<bool> keep(sides.size());
    std::transform(sides.begin(), sides.end(), keep.begin(), [&](Side own) { return own == side; });
    return std::make_shared<const Interactions>(events.subset(keep));
}

/// The side of each pair of a user; of a user who is held out whole the first half of the events is history.
std::vector<Side> sidesOf(const Dataset& dataset, const Folds& folds, std::size_t fold, UserIndex user) {
    const InteractionMatrix& matrix = dataset.matrix();
    const std::size_t begin = matrix.userOffsets()[user.value];
    std::vector<Side> sides(matrix.countOf(user), Side::Train);
    for (std::size_t place = 0; place < sides.size(); ++place) {
        sides[place] = folds.ofPair[begin + place] == fold ? Side::Test : Side::Train;
    }
    if (folds.users && !sides.empty() && sides.front() == Side::Test) {
        const Interactions& events = dataset.events();
        const std::size_t first = events.firstOf(user);
        const std::size_t middle = first + (events.lastOf(user) - first + 1) / 2;
        const std::span<const ItemIndex> items = matrix.itemsOf(user);
        for (std::size_t row = first; row < middle; ++row) {
            const auto place = std::ranges::lower_bound(items, events.item(row)) - items.begin();
            sides[static_cast<std::size_t>(place)] = Side::History;
        }
    }
    return sides;
}

} // namespace

Result<Folds> drawFolds(const Dataset& dataset, Protocol protocol, std::size_t count, std::uint64_t seed) {
    if (count < 2) {
        return refusal("Cross-validation needs two folds or more", "Choose for example 5");
    }
    Folds folds{count, std::vector<std::uint32_t>(dataset.matrix().entryCount(), Folds::never), false};
    switch (protocol) {
    case Protocol::Random:
        drawRandom(seed, folds);
        break;
    case Protocol::PerUser:
        drawPerUser(dataset, seed, folds);
        break;
    case Protocol::ColdUsers:
        drawUsers(dataset, seed, folds);
        break;
    case Protocol::LeaveLastOut:
    case Protocol::Time:
        return refusal(fmt::format("The protocol \"{}\" cuts in one way only", protocolName(protocol)),
                       "Use random, per-user or cold-users with folds");
    }
    std::vector<bool> filled(count);
    for (const std::uint32_t fold : folds.ofPair) {
        if (fold != Folds::never) {
            filled[fold] = true;
        }
    }
    if (std::ranges::find(filled, false) != filled.end()) {
        return refusal(fmt::format("There is too little data for {} folds", count), "Choose fewer");
    }
    return folds;
}

Result<Split> splitFold(const Dataset& dataset, const Folds& folds, std::size_t fold,
                        const ExecutionContext& context) {
    const Interactions& events = dataset.events();
    std::vector<Side> sides(events.size(), Side::Train);
    for (std::uint32_t row = 0; row < dataset.userCount(); ++row) {
        const UserIndex user(row);
        const std::vector<Side> ofPairs = sidesOf(dataset, folds, fold, user);
        const std::span<const ItemIndex> items = dataset.matrix().itemsOf(user);
        for (std::size_t at = events.firstOf(user); at < events.lastOf(user); ++at) {
            const auto place = std::ranges::lower_bound(items, events.item(at)) - items.begin();
            sides[at] = ofPairs[static_cast<std::size_t>(place)];
        }
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    Split split{dataset.withEvents(part(events, sides, Side::Train), context),
                part(events, sides, Side::Test), part(events, sides, Side::History)};
    if (context.stopRequested()) {
        return cancelledError();
    }
    if (split.train->events().size() == 0 || split.test->size() == 0) {
        return refusal(fmt::format("Fold {} leaves a part without events", fold + 1), "Choose fewer folds");
    }
    return split;
}

} // namespace tastescope
