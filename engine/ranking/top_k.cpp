// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/ranking/top_k.h"

#include "engine/ranking/selection.h"

#include <algorithm>

namespace tastescope {
namespace {

// The stretches between excluded items, so that none is asked for one at a time.
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

void selectAmong(std::span<const float> scores, std::span<const ItemIndex> candidates,
                 std::span<const ItemIndex> exclude, Selection& selection) {
    auto out = exclude.begin();
    for (const ItemIndex item : candidates) {
        while (out != exclude.end() && *out < item) {
            ++out;
        }
        if (item.value < scores.size() && (out == exclude.end() || *out != item)) {
            selection.offer(item.value, scores[item.value]);
        }
    }
}

} // namespace

std::vector<ScoredItem> topK(std::span<const float> scores, std::size_t k, std::span<const ItemIndex> exclude,
                             std::optional<std::span<const ItemIndex>> candidates) {
    k = std::min(k, scores.size());
    if (k == 0) {
        return {};
    }
    thread_local std::vector<Selection::Key> kept;
    Selection selection(k, kept);
    if (candidates) {
        selectAmong(scores, *candidates, exclude, selection);
    } else {
        select(scores, exclude, selection);
    }
    return selection.best();
}

} // namespace tastescope
