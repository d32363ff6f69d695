// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/top_k.h"

#include "engine/base/parallel.h"
#include "engine/ranking/scan.h"
#include "engine/ranking/selection.h"

#include <algorithm>
#include <functional>

namespace tastescope {
namespace {

// The stretches between excluded items, so that none is asked for one at a time. Excluded items may lie
// beyond the scores.
void select(std::span<const float> scores, std::span<const ItemIndex> exclude, Selection& selection) {
    std::size_t begin = 0;
    for (const ItemIndex item : exclude) {
        const std::size_t end = std::min<std::size_t>(item.value, scores.size());
        selection.offer(scores, begin, end);
        begin = std::max<std::size_t>(begin, std::size_t{item.value} + 1);
        if (begin >= scores.size()) {
            return;
        }
    }
    selection.offer(scores, begin, scores.size());
}

void selectAllowed(std::span<const float> scores, std::span<const ItemIndex> allowed,
                   std::span<const ItemIndex> exclude, Selection& selection) {
    auto out = exclude.begin();
    for (const ItemIndex item : allowed) {
        while (out != exclude.end() && *out < item) {
            ++out;
        }
        if (item.value < scores.size() && (out == exclude.end() || *out != item)) {
            selection.offer(item.value, scores[item.value]);
        }
    }
}

// Users a block: enough for a matrix product to pay, few enough for the scores to stay near the processor and
// for a stop to be seen in time where a model takes milliseconds a person. Depends on the size alone.
std::size_t blockSize(std::size_t items) {
    constexpr std::size_t floatsPerBlock = std::size_t{1} << 22;
    return std::clamp<std::size_t>(floatsPerBlock / std::max<std::size_t>(items, 1), 1, 16);
}

// One worker's memory, reused from block to block.
struct Scratch {
    std::vector<float> scores;
    std::vector<Selection::Key> kept;
};

Scratch& threadScratch() {
    thread_local Scratch scratch;
    return scratch;
}

using SeenOf = std::function<std::span<const ItemIndex>(std::size_t place)>;
using Lists = std::vector<std::vector<ScoredItem>>;

// Rows of scores, and the best of each.
bool listsByScores(const Recommender& model, std::span<const UserIndex> users, const SeenOf& seenOf,
                   const TopListsOptions& options, Lists& lists, const ExecutionContext& context) {
    const std::size_t items = model.itemCount();
    const std::size_t k = std::min(options.k, items);
    return parallelChunks(context, users.size(), blockSize(items), [&](std::size_t begin, std::size_t end) {
        Scratch& scratch = threadScratch();
        scratch.scores.resize((end - begin) * items);
        model.scoreUsers(users.subspan(begin, end - begin), scratch.scores);
        for (std::size_t place = begin; place < end; ++place) {
            const auto row = std::span<const float>(scratch.scores).subspan((place - begin) * items, items);
            Selection selection(k, scratch.kept);
            if (options.allowed.empty()) {
                select(row, seenOf(place), selection);
            } else {
                selectAllowed(row, options.allowed, seenOf(place), selection);
            }
            lists[place] = selection.best();
        }
    });
}

// Scores that are inner products are multiplied and selected in one pass.
bool listsByScan(const Recommender& model, std::span<const UserIndex> users, const SeenOf& seenOf,
                 const TopListsOptions& options, Lists& lists, const ExecutionContext& context) {
    constexpr std::size_t fewQueries = 200;
    const VectorView vectors = model.userVectors();
    PackedVectors packed;
    ScanTask task;
    task.rows = model.itemVectors();
    if (users.size() > fewQueries) {
        packed = PackedVectors(task.rows, context);
        task.packed = &packed;
    }
    task.queries = users.size();
    task.k = options.k;
    task.query = [&](std::size_t place) { return vectors.row(users[place].value).data(); };
    task.excluded = seenOf;
    task.allowed = options.allowed;
    return scanBest(task, lists, context);
}

} // namespace

std::vector<ScoredItem> topK(std::span<const float> scores, std::size_t k,
                             std::span<const ItemIndex> exclude) {
    k = std::min(k, scores.size());
    if (k == 0) {
        return {};
    }
    std::vector<Selection::Key> kept;
    Selection selection(k, kept);
    select(scores, exclude, selection);
    return selection.best();
}

std::vector<ScoredUser> topKUsers(std::span<const float> scores, std::size_t k, UserIndex except) {
    k = std::min(k, scores.size());
    if (k == 0) {
        return {};
    }
    std::vector<Selection::Key> kept;
    Selection selection(k, kept);
    const ItemIndex left{except.value};
    select(scores, std::span(&left, 1), selection);
    std::vector<ScoredUser> list;
    for (const ScoredItem& candidate : selection.best()) {
        list.push_back({UserIndex{candidate.item.value}, candidate.score});
    }
    return list;
}

Result<std::vector<std::vector<ScoredItem>>>
topLists(const Recommender& model, std::span<const UserIndex> users, const InteractionMatrix* seen,
         const TopListsOptions& options, const ExecutionContext& context) {
    std::vector<std::vector<ScoredItem>> lists(users.size());
    const auto seenOf = [&](std::size_t place) {
        const UserIndex user = users[place];
        return options.excludeSeen && seen != nullptr && user.value < seen->userCount()
                   ? seen->itemsOf(user)
                   : std::span<const ItemIndex>();
    };
    if (options.k == 0 || model.itemCount() == 0) {
        return lists;
    }
    const bool done = model.scoresAreProducts()
                          ? listsByScan(model, users, seenOf, options, lists, context)
                          : listsByScores(model, users, seenOf, options, lists, context);
    if (!done) {
        return cancelledError();
    }
    return lists;
}

std::vector<ScoredItem> similarItems(const Recommender& model, ItemIndex item, std::size_t k) {
    std::vector<float> similarity(model.itemCount());
    model.itemSimilarity(item, similarity);
    return topK(similarity, k, std::span(&item, 1));
}

std::vector<ScoredUser> similarUsers(const Recommender& model, UserIndex user, std::size_t k) {
    std::vector<float> similarity(model.userCount());
    model.userSimilarity(user, similarity);
    return topKUsers(similarity, k, user);
}

} // namespace tastescope
