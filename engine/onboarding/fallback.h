// SPDX-License-Identifier: GPL-3.0-or-later
// Who has hardly been here is not asked of a model of tastes. In the order that the data decides
// (fallback_order.h): content, where one liked item is known and described; popularity among people like
// them, where something is known of the person; popularity among everybody.
//
// A model that reads attributes of people, and one that is the same for everybody, are asked themselves.
// Whoever has two likes or more gets the model's own list, to the last bit.
#pragma once

#include "engine/models/algorithm.h"
#include "engine/onboarding/fallback_order.h"
#include "engine/ranking/recommend.h"

#include <memory>
#include <vector>

namespace tastescope {

/// From so many liked items on a history is not short.
inline constexpr std::size_t likesToPersonalise = 2;

/// Whose list comes from where. Keeps the data; thread-safe.
class FallbackRule {
public:
    FallbackRule(std::shared_ptr<const Dataset> data, const AlgorithmInfo& model, FallbackOrder order = {});

    /// The same with another order: what is known of the data is not looked up again.
    FallbackRule ordered(FallbackOrder order) const;

    ListSource sourceOf(const Asker& asker) const;
    /// Of a history; `row` is who it is of, where that is known.
    ListSource sourceOf(std::span<const HistoryEntry> history, std::optional<UserIndex> row) const;
    const Dataset& data() const { return *m_data; }
    const FallbackOrder& order() const { return m_order; }

private:
    std::shared_ptr<const Dataset> m_data;
    FallbackOrder m_order;
    bool m_on = true;
    std::vector<bool> m_segmented; ///< by user: a group of theirs is known; empty = nobody's
};

/// The models behind the sources, trained when they are first needed. Not thread-safe; what it hands out is.
class FallbackModels {
public:
    explicit FallbackModels(std::shared_ptr<const Dataset> data) : m_data(std::move(data)) {}
    /// Not of Model.
    Result<std::shared_ptr<const Recommender>> of(ListSource source, const ExecutionContext& context = {});

private:
    std::shared_ptr<const Dataset> m_data;
    std::shared_ptr<const Recommender> m_models[4];
};

/// As recommendAll, with what each list came from. Nothing is trained where no history is short.
struct SourcedLists {
    std::vector<RankedList> lists;
    std::vector<ListSource> sources;
};
Result<SourcedLists> recommendWithFallback(const Recommender& model, const FallbackRule& rule,
                                           FallbackModels& models, std::span<const Asker> askers,
                                           const ListOptions& options = {},
                                           const ExecutionContext& context = {});

} // namespace tastescope
