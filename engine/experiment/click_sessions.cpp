// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/experiment/click_sessions.h"

#include "engine/base/parallel.h"
#include "engine/experiment/plan.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

constexpr std::uint64_t sessionsPerChunk = 512;

double looksAt(std::size_t place) {
    return 1 / std::log2(static_cast<double>(place) + 2);
}

double clickChance(const ClickPerson& person, ItemIndex item, std::size_t place, const ClickModel& model) {
    const bool wanted = std::ranges::binary_search(person.wanted, item);
    return looksAt(place) * (wanted ? model.wanted : model.other);
}

int playSession(const ClickPerson& person, const SessionsRequest& request, Random& random) {
    const MixedList list =
        request.method == Interleaving::TeamDraft
            ? teamDraft(person.a, person.b, request.length, random)
            : balancedList(person.a, person.b, request.length, random.below(2) == 0 ? Team::A : Team::B);
    std::vector<std::size_t> clicks;
    for (std::size_t place = 0; place < list.items.size(); ++place) {
        if (random.uniform() < clickChance(person, list.items[place], place, request.clicks)) {
            clicks.push_back(place);
        }
    }
    return request.method == Interleaving::TeamDraft ? creditOfTeams(list, clicks)
                                                     : creditBalanced(list, clicks, person.a, person.b);
}

/// Mean and variance of the clicks of a session of somebody drawn at random.
struct ClicksOfList {
    double mean = 0;
    double variance = 0;
};
ClicksOfList clicksOf(const std::vector<ClickPerson>& people, std::vector<ItemIndex> ClickPerson::*list,
                      const SessionsRequest& request) {
    double sum = 0;
    double squares = 0;
    double within = 0;
    for (const ClickPerson& person : people) {
        double mean = 0;
        for (std::size_t place = 0; place < std::min((person.*list).size(), request.length); ++place) {
            const double chance = clickChance(person, (person.*list)[place], place, request.clicks);
            mean += chance;
            within += chance * (1 - chance);
        }
        sum += mean;
        squares += mean * mean;
    }
    const auto count = static_cast<double>(people.size());
    const double mean = sum / count;
    return {mean, within / count + std::max(squares / count - mean * mean, 0.0)};
}

std::optional<std::uint64_t> sessionsOfAbTest(const SessionsResult& result, const SessionsRequest& request) {
    PlanRequest plan;
    plan.kind = MetricKind::Mean;
    plan.effect = result.clicksA - result.clicksB;
    plan.deviation = std::sqrt(result.variance);
    plan.power = request.power;
    plan.alpha = request.alpha;
    // Lists that are one give sums that are one, to the last bit.
    const auto planned = planExperiment(plan);
    return planned ? std::optional(planned->total) : std::nullopt;
}

} // namespace

Result<SessionsResult> simulateSessions(const std::vector<ClickPerson>& people,
                                        const SessionsRequest& request, const ExecutionContext& context) {
    const ClickModel& model = request.clicks;
    if (people.empty() || request.sessions == 0) {
        return Error{ErrorCode::InvalidArgument, "There is nobody to click", "Give people and sessions",
                     "interleave"};
    }
    if (!(model.wanted >= 0 && model.wanted <= 1 && model.other >= 0 && model.other <= 1)) {
        return Error{ErrorCode::InvalidArgument, "The chance of a click is not between 0 and 1",
                     "Give 0.5, say", "interleave"};
    }
    SessionsResult result;
    const ClicksOfList ofA = clicksOf(people, &ClickPerson::a, request);
    const ClicksOfList ofB = clicksOf(people, &ClickPerson::b, request);
    result.clicksA = ofA.mean;
    result.clicksB = ofB.mean;
    result.variance = (ofA.variance + ofB.variance) / 2;

    // Counts are whole, and each session has a stream of its own.
    std::vector<Verdicts> chunks((request.sessions + sessionsPerChunk - 1) / sessionsPerChunk);
    const bool done =
        parallelChunks(context, request.sessions, sessionsPerChunk, [&](std::size_t begin, std::size_t end) {
            Verdicts& counts = chunks[begin / sessionsPerChunk];
            for (std::size_t session = begin; session < end; ++session) {
                Random random(context.seed, session);
                const int credit = playSession(people[random.below(people.size())], request, random);
                ++(credit > 0 ? counts.a : credit < 0 ? counts.b : counts.ties);
            }
        });
    if (!done || context.stopRequested()) {
        return cancelledError();
    }
    for (const Verdicts& counts : chunks) {
        result.verdicts.a += counts.a;
        result.verdicts.b += counts.b;
        result.verdicts.ties += counts.ties;
    }
    result.needed = sessionsNeeded(result.verdicts, request.power, request.alpha);
    result.ofAbTest = sessionsOfAbTest(result, request);
    return result;
}

} // namespace tastescope
