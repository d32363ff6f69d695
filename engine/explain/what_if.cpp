// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/explain/what_if.h"

#include "engine/ranking/recommend.h"

#include <algorithm>
#include <iterator>

namespace tastescope {

History applyEdit(std::span<const HistoryEntry> history, const HistoryEdit& edit) {
    const auto replaced = [&](const HistoryEntry& entry) {
        return std::find(edit.removed.begin(), edit.removed.end(), entry.item) != edit.removed.end() ||
               std::any_of(edit.added.begin(), edit.added.end(),
                           [&](const HistoryEntry& added) { return added.item == entry.item; });
    };
    History out;
    std::remove_copy_if(history.begin(), history.end(), std::back_inserter(out), replaced);
    out.insert(out.end(), edit.added.begin(), edit.added.end());
    // Item order, as Dataset::historyOf gives it; of an item added twice the last entry counts.
    std::stable_sort(out.begin(), out.end(),
                     [](const HistoryEntry& a, const HistoryEntry& b) { return a.item < b.item; });
    const auto last = std::unique(out.rbegin(), out.rend(), [](const HistoryEntry& a, const HistoryEntry& b) {
        return a.item == b.item;
    });
    out.erase(out.begin(), last.base());
    return out;
}

Result<std::vector<ListPlace>> whatIf(const Recommender& model, std::span<const HistoryEntry> history,
                                      const HistoryEdit& edit, std::size_t k,
                                      const ExecutionContext& context) {
    TRY_ASSIGN(const auto before, recommend(model, History(history.begin(), history.end()), {k}, context));
    TRY_ASSIGN(const auto now, recommend(model, applyEdit(history, edit), {k}, context));
    std::vector<ListPlace> places;
    for (const ScoredItem& entry : now) {
        const auto was = std::ranges::find(before, entry.item, &ScoredItem::item);
        places.push_back({entry, places.size() + 1,
                          was == before.end() ? 0 : static_cast<std::size_t>(was - before.begin()) + 1});
    }
    return places;
}

} // namespace tastescope
