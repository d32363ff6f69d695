// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/recommend.h"

#include "engine/base/parallel.h"
#include "engine/ranking/scan.h"
#include "engine/ranking/selection.h"
#include "engine/ranking/top_k.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t historiesPerChunk = 16;

// Users a block: enough for a matrix product to pay, few enough for the scores to stay near the processor and
// for a stop to be seen in time where a model takes milliseconds a person. Depends on the size alone.
std::size_t blockSize(std::size_t items) {
    constexpr std::size_t floatsPerBlock = std::size_t{1} << 22;
    return std::clamp<std::size_t>(floatsPerBlock / std::max<std::size_t>(items, 1), 1, 16);
}

// One worker's scores, reused from block to block.
std::span<float> threadScores(std::size_t count) {
    thread_local std::vector<float> scores;
    scores.resize(std::max(scores.size(), count));
    return std::span(scores).first(count);
}

std::vector<ItemIndex> itemsOf(const History& history) {
    std::vector<ItemIndex> items;
    for (const HistoryEntry& entry : history) {
        items.push_back(entry.item);
    }
    std::ranges::sort(items);
    return items;
}

/// What may be listed: the candidates without what is to be left out.
class Listed {
public:
    Listed(const ListOptions& options, std::size_t items) : m_candidates(options.candidates) {
        if (options.leaveOut.empty()) {
            return;
        }
        if (m_candidates) {
            std::ranges::set_difference(*m_candidates, options.leaveOut, std::back_inserter(m_left));
        } else {
            auto out = options.leaveOut.begin();
            for (std::size_t item = 0; item < items; ++item) {
                while (out != options.leaveOut.end() && out->value < item) {
                    ++out;
                }
                if (out == options.leaveOut.end() || out->value != item) {
                    m_left.emplace_back(item);
                }
            }
        }
        m_candidates = m_left;
    }
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;

    std::optional<std::span<const ItemIndex>> candidates() const { return m_candidates; }
    bool nothing() const { return m_candidates && m_candidates->empty(); }

private:
    std::vector<ItemIndex> m_left;
    std::optional<std::span<const ItemIndex>> m_candidates;
};

/// One question to a model with everything that all its lists share.
struct Task {
    const Recommender& model;
    std::size_t length;
    bool hadToo;
    const Listed& listed;
    const ExecutionContext& context;
};

/// Askers whom the model was trained on; lists[places[i]] is that of users[i].
struct KnownUsers {
    std::vector<std::size_t> places;
    std::vector<UserIndex> users;
    std::vector<std::span<const ItemIndex>> seen;
};

std::span<const ItemIndex> seenBy(const UserRow& row) {
    const InteractionMatrix& matrix = row.data->matrix();
    return row.user.value < matrix.userCount() ? matrix.itemsOf(row.user) : std::span<const ItemIndex>();
}

// Rows of scores, and the best of each.
bool listsByScores(const Task& task, const KnownUsers& known, std::span<RankedList> lists) {
    const std::size_t items = task.model.itemCount();
    const auto work = [&](std::size_t begin, std::size_t end) {
        const std::span<float> scores = threadScores((end - begin) * items);
        task.model.scoreUsers(std::span(known.users).subspan(begin, end - begin), scores);
        for (std::size_t at = begin; at < end; ++at) {
            lists[at] = topK(scores.subspan((at - begin) * items, items), task.length, known.seen[at],
                             task.listed.candidates());
        }
    };
    return parallelChunks(task.context, known.users.size(), blockSize(items), work);
}

// Scores that are inner products are multiplied and selected in one pass.
bool listsByScan(const Task& task, const KnownUsers& known, std::span<RankedList> lists) {
    constexpr std::size_t fewQueries = 200;
    const VectorView vectors = task.model.userVectors();
    PackedVectors packed;
    ScanTask scan;
    scan.rows = task.model.itemVectors();
    if (known.users.size() > fewQueries) {
        packed = PackedVectors(scan.rows, task.context);
        scan.packed = &packed;
    }
    scan.queries = known.users.size();
    scan.k = task.length;
    scan.query = [&](std::size_t at) { return vectors.row(known.users[at].value).data(); };
    scan.excluded = [&](std::size_t at) { return known.seen[at]; };
    scan.allowed = task.listed.candidates().value_or(std::span<const ItemIndex>());
    return scanBest(scan, lists, task.context);
}

RankedList listOfHistory(const Task& task, const History& history) {
    const std::span<float> scores = threadScores(task.model.itemCount());
    task.model.scoreHistory(history, scores);
    return topK(scores, task.length, task.hadToo ? std::vector<ItemIndex>() : itemsOf(history),
                task.listed.candidates());
}

bool listsByHistory(const Task& task, std::span<const Asker> askers, std::span<const std::size_t> places,
                    std::span<RankedList> lists) {
    const auto listOf = [&](const Asker& asker) {
        if (const auto* history = std::get_if<History>(&asker)) {
            return listOfHistory(task, *history);
        }
        const auto& row = std::get<UserRow>(asker);
        return listOfHistory(task, row.data->historyOf(row.user));
    };
    const auto work = [&](std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end && !task.context.stopRequested(); ++at) {
            lists[places[at]] = listOf(askers[places[at]]);
        }
    };
    return parallelChunks(task.context, places.size(), historiesPerChunk, work);
}

} // namespace

std::vector<Asker> askersOf(const Dataset& data, std::span<const UserIndex> users) {
    std::vector<Asker> askers;
    askers.reserve(users.size());
    for (const UserIndex user : users) {
        askers.emplace_back(UserRow{&data, user});
    }
    return askers;
}

Result<RankedList> recommend(const Recommender& model, const Asker& asker, const ListOptions& options,
                             const ExecutionContext& context) {
    TRY_ASSIGN(auto lists, recommendAll(model, std::span(&asker, 1), options, context));
    return std::move(lists.front());
}

Result<std::vector<RankedList>> recommendAll(const Recommender& model, std::span<const Asker> askers,
                                             const ListOptions& options, const ExecutionContext& context) {
    std::vector<RankedList> lists(askers.size());
    const Listed listed(options, model.itemCount());
    if (options.length == 0 || model.itemCount() == 0 || listed.nothing()) {
        return lists;
    }
    KnownUsers known;
    std::vector<std::size_t> strangers;
    for (std::size_t place = 0; place < askers.size(); ++place) {
        const auto* row = std::get_if<UserRow>(&askers[place]);
        if (row != nullptr && row->user.value < model.userCount()) {
            known.places.push_back(place);
            known.users.push_back(row->user);
            known.seen.push_back(options.hadToo ? std::span<const ItemIndex>() : seenBy(*row));
        } else {
            strangers.push_back(place);
        }
    }
    const Task task{model, options.length, options.hadToo, listed, context};
    std::vector<RankedList> found(known.users.size());
    const bool done =
        (model.scoresAreProducts() ? listsByScan(task, known, found) : listsByScores(task, known, found)) &&
        listsByHistory(task, askers, strangers, lists);
    if (!done) {
        return cancelledError();
    }
    for (std::size_t at = 0; at < found.size(); ++at) {
        lists[known.places[at]] = std::move(found[at]);
    }
    return lists;
}

std::size_t rankOf(const Recommender& model, const History& history, ItemIndex item,
                   const ListOptions& options) {
    const Listed listed(options, model.itemCount());
    const std::span<float> scores = threadScores(model.itemCount());
    model.scoreHistory(history, scores);
    const auto excluded = itemsOf(history);
    const auto may = [&](ItemIndex other) {
        return !std::ranges::binary_search(excluded, other) &&
               (!listed.candidates() || std::ranges::binary_search(*listed.candidates(), other));
    };
    constexpr float never = -std::numeric_limits<float>::infinity();
    if (item.value >= scores.size() || !(scores[item.value] > never) || !may(item)) {
        return 0;
    }
    const ScoredItem own{item, scores[item.value]};
    std::size_t rank = 1;
    for (std::size_t other = 0; other < scores.size(); ++other) {
        const ScoredItem rival{ItemIndex(other), scores[other]};
        rank += better(rival, own) && may(rival.item) ? 1 : 0;
    }
    return rank;
}

} // namespace tastescope
