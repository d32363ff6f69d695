// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/search_resource.h"

#include "engine/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

// Fewer people than this tell too little: a smaller share is not cut.
constexpr double fewestPeople = 200;

std::vector<bool> rowsOf(const Interactions& events, const std::vector<bool>& people) {
    std::vector<bool> keep(events.size());
    for (std::size_t user = 0; user < std::min(events.userCount(), people.size()); ++user) {
        const UserIndex index{user};
        for (std::size_t row = events.firstOf(index); people[user] && row < events.lastOf(index); ++row) {
            keep[row] = true;
        }
    }
    return keep;
}

std::shared_ptr<const Interactions> cut(const std::shared_ptr<const Interactions>& events,
                                        const std::vector<bool>& people) {
    return events ? std::make_shared<const Interactions>(events->subset(rowsOf(*events, people))) : nullptr;
}

} // namespace

const ParamSpec* resourceOf(std::span<const ParamSpec> specs) {
    const auto found = std::ranges::find(specs, true, &ParamSpec::rounds);
    return found == specs.end() ? nullptr : &*found;
}

ParamSet withShare(std::span<const ParamSpec> specs, const ParamSet& params, double share) {
    ParamSet cutParams = params;
    const ParamSpec* spec = resourceOf(specs);
    if (spec && share < 1) {
        const auto rounds = static_cast<double>(params.integer(spec->name));
        const double kept = std::max({1.0, std::ceil(spec->low), std::round(share * rounds)});
        const std::string text = fmt::format("{}", static_cast<std::int64_t>(std::min(kept, rounds)));
        static_cast<void>(cutParams.set(specs, spec->name, text).hasValue()); // inside the range by now
    }
    return cutParams;
}

Split withShare(const Split& parts, double share, std::uint64_t seed, const ExecutionContext& context) {
    std::vector<bool> people(parts.train->userCount());
    const double kept = std::max(share, fewestPeople / static_cast<double>(people.size()));
    if (kept >= 1 || people.empty()) {
        return parts;
    }
    for (std::size_t user = 0; user < people.size(); ++user) {
        people[user] = Random(seed, user).uniform() < kept;
    }
    return {parts.train->withEvents(cut(parts.train->parts().events, people), context),
            cut(parts.test, people), cut(parts.coldHistory, people)};
}

} // namespace tastescope
