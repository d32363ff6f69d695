// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluation/ranking.h"

#include "engine/base/parallel.h"
#include "engine/base/random.h"
#include "engine/evaluation/evaluation_input.h"
#include "engine/evaluation/evaluation_options.h"
#include "engine/metrics/metric.h"
#include "engine/ranking/recommend.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t usersPerChunk = 16;
constexpr double notApplicable = std::numeric_limits<double>::quiet_NaN();

/// Candidates of one user: `allowed` without what was seen; test items and others apart.
struct Candidates {
    std::vector<ItemIndex> relevant;
    std::vector<ItemIndex> others;
};

Candidates candidatesOf(const RankingTask& task, UserIndex user, std::uint64_t seed) {
    const std::span<const ItemIndex> seen = seenItems(*task.input, user);
    const std::span<const ItemIndex> test = task.input->test.itemsOf(user);
    Candidates out;
    for (const ItemIndex item : task.allowed) {
        if (std::binary_search(seen.begin(), seen.end(), item)) {
            continue;
        }
        const bool relevant = std::binary_search(test.begin(), test.end(), item);
        (relevant ? out.relevant : out.others).push_back(item);
    }
    if (task.sampled > 0 && task.sampled < out.others.size()) {
        Random random(seed, user.value);
        for (std::size_t place = 0; place < task.sampled; ++place) {
            std::swap(out.others[place], out.others[place + random.below(out.others.size() - place)]);
        }
        out.others.resize(task.sampled);
    }
    return out;
}

std::vector<float> gather(std::span<const float> scores, std::span<const ItemIndex> items) {
    std::vector<float> out;
    out.reserve(items.size());
    for (const ItemIndex item : items) {
        out.push_back(scores[item.value]);
    }
    return out;
}

/// Lists among candidates of each user's own.
bool rankSampled(const Recommender& model, const RankingTask& task, std::span<const Asker> askers,
                 Ranking& out, const ExecutionContext& context) {
    return parallelChunks(context, askers.size(), usersPerChunk, [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            const UserIndex user = task.users[at];
            Candidates candidates = candidatesOf(task, user, context.seed);
            std::vector<ItemIndex>& all = candidates.relevant;
            all.insert(all.end(), candidates.others.begin(), candidates.others.end());
            std::ranges::sort(all);
            if (auto list = recommend(model, askers[at], {task.k, {}, all}, context)) {
                out.lists[user.value] = *std::move(list);
            }
        }
    });
}

bool measureScores(const Recommender& model, const RankingTask& task, Ranking& out,
                   const ExecutionContext& context) {
    out.ofScores.assign(task.scoreMetrics.size(), std::vector<double>(out.lists.size(), notApplicable));
    return parallelChunks(context, task.users.size(), usersPerChunk, [&](std::size_t begin, std::size_t end) {
        std::vector<float> rows((end - begin) * model.itemCount());
        model.scoreUsers(std::span(task.users).subspan(begin, end - begin), rows);
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            const UserIndex user = task.users[at];
            const std::span<float> scores =
                std::span(rows).subspan((at - begin) * model.itemCount(), model.itemCount());
            if (isCold(*task.input, user)) {
                model.scoreHistory(knownHistory(*task.input, user), scores);
            }
            const Candidates candidates = candidatesOf(task, user, context.seed);
            std::vector<float> wanted = gather(scores, candidates.relevant);
            const std::vector<float> others = gather(scores, candidates.others);
            for (std::size_t metric = 0; metric < task.scoreMetrics.size(); ++metric) {
                out.ofScores[metric][user.value] = task.scoreMetrics[metric]->of(wanted, others);
            }
        }
    });
}

/// An item with its score, or without one.
struct Candidate {
    ItemIndex item;
    double score = -std::numeric_limits<double>::infinity();
};

std::vector<Candidate> scored(const GivenNumbers& scores, UserIndex user, std::span<const ItemIndex> items) {
    std::vector<Candidate> out;
    for (const ItemIndex item : items) {
        out.push_back({item});
        if (const std::optional<double> score = scores.of(user, item)) {
            out.back().score = *score;
        }
    }
    return out;
}

std::vector<ScoredItem> bestOf(std::vector<Candidate> candidates, std::size_t k) {
    std::erase_if(candidates, [](const Candidate& candidate) { return std::isinf(candidate.score); });
    const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(std::min(k, candidates.size()));
    std::partial_sort(candidates.begin(), end, candidates.end(), [](const Candidate& a, const Candidate& b) {
        return a.score != b.score ? a.score > b.score : a.item < b.item;
    });
    std::vector<ScoredItem> list;
    for (auto candidate = candidates.begin(); candidate != end; ++candidate) {
        list.push_back({candidate->item, static_cast<float>(candidate->score)});
    }
    return list;
}

/// Places in the order of all scores: floats that compare as the doubles do, for what looks at order alone.
std::vector<float> placesOf(const std::vector<Candidate>& candidates, const std::vector<double>& order) {
    std::vector<float> places;
    places.reserve(candidates.size());
    for (const Candidate& candidate : candidates) {
        places.push_back(
            static_cast<float>(std::ranges::lower_bound(order, candidate.score) - order.begin()));
    }
    return places;
}

Asker askerOf(const EvaluationInput& input, UserIndex user) {
    return isCold(input, user) ? Asker(knownHistory(input, user)) : Asker(UserRow{input.train.get(), user});
}

} // namespace

Result<Ranking> rankUsers(const Recommender& model, const RankingTask& task,
                          const ExecutionContext& context) {
    const auto start = std::chrono::steady_clock::now();
    Ranking out;
    out.lists.resize(task.input->train->userCount());
    std::vector<Asker> askers;
    for (const UserIndex user : task.users) {
        askers.push_back(askerOf(*task.input, user));
    }
    if (task.sampled > 0) {
        if (!rankSampled(model, task, askers, out, context)) {
            return cancelledError();
        }
    } else {
        TRY_ASSIGN(auto lists, recommendAll(model, askers, {task.k, {}, task.allowed}, context));
        for (std::size_t at = 0; at < lists.size(); ++at) {
            out.lists[task.users[at].value] = std::move(lists[at]);
        }
    }
    out.scoreSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!task.scoreMetrics.empty() && !measureScores(model, task, out, context)) {
        return cancelledError();
    }
    return out;
}

std::optional<double> GivenNumbers::of(UserIndex user, ItemIndex item) const {
    if (user.value >= userCount()) {
        return std::nullopt;
    }
    const auto begin = items.begin() + static_cast<std::ptrdiff_t>(offsets[user.value]);
    const auto end = items.begin() + static_cast<std::ptrdiff_t>(offsets[user.value + 1]);
    const auto found = std::lower_bound(begin, end, item);
    return found == end || *found != item
               ? std::nullopt
               : std::optional(values[static_cast<std::size_t>(found - items.begin())]);
}

Result<Ranking> rankScores(const GivenNumbers& scores, const RankingTask& task,
                           const ExecutionContext& context) {
    const auto start = std::chrono::steady_clock::now();
    Ranking out;
    out.lists.resize(task.input->train->userCount());
    out.ofScores.assign(task.scoreMetrics.size(), std::vector<double>(out.lists.size(), notApplicable));
    const auto work = [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
            const UserIndex user = task.users[at];
            const Candidates candidates = candidatesOf(task, user, context.seed);
            std::vector<Candidate> all = scored(scores, user, candidates.relevant);
            const std::size_t wanted = all.size();
            std::ranges::move(scored(scores, user, candidates.others), std::back_inserter(all));
            if (!task.scoreMetrics.empty()) {
                std::vector<double> order;
                std::ranges::transform(all, std::back_inserter(order), &Candidate::score);
                std::ranges::sort(order);
                order.erase(std::unique(order.begin(), order.end()), order.end());
                const std::vector<float> places = placesOf(all, order);
                const std::span<const float> others = std::span(places).subspan(wanted);
                for (std::size_t metric = 0; metric < task.scoreMetrics.size(); ++metric) {
                    std::vector<float> relevant(places.begin(),
                                                places.begin() + static_cast<std::ptrdiff_t>(wanted));
                    out.ofScores[metric][user.value] = task.scoreMetrics[metric]->of(relevant, others);
                }
            }
            out.lists[user.value] = bestOf(std::move(all), task.k);
        }
    };
    if (!parallelChunks(context, task.users.size(), usersPerChunk, work)) {
        return cancelledError();
    }
    out.scoreSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return out;
}

} // namespace tastescope
