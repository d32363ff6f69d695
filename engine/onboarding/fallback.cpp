// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/fallback.h"

#include "engine/data/dataset_rows.h"
#include "engine/models/baselines/user_segments.h"
#include "engine/registry/registry.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tastescope {
namespace {

/// By ListSource.
constexpr std::array<std::string_view, 4> algorithmsOf{"", "content_tfidf", "popular_in_segment",
                                                       "popularity"};

} // namespace

FallbackRule::FallbackRule(std::shared_ptr<const Dataset> data, const AlgorithmInfo& model,
                           FallbackOrder order)
    : m_data(std::move(data))
    , m_order(std::move(order))
    , m_on(model.personal && !model.knowsNewPeople) {
    if (!m_on || m_data->userAttributes().columns.empty()) {
        return;
    }
    const UserSegments segments = userSegments(*m_data, 0);
    for (std::size_t user = 0; user < m_data->userCount(); ++user) {
        m_segmented.push_back(user + 1 < segments.offsets.size() && !segments.of(UserIndex(user)).empty());
    }
}

FallbackRule FallbackRule::ordered(FallbackOrder order) const {
    FallbackRule rule = *this;
    rule.m_order = std::move(order);
    return rule;
}

ListSource FallbackRule::sourceOf(std::span<const HistoryEntry> history, std::optional<UserIndex> row) const {
    if (!m_on) {
        return ListSource::Model;
    }
    std::size_t likes = 0;
    bool described = false;
    for (const HistoryEntry& entry : history) {
        if (entry.weight > 0 && entry.item.value < m_data->itemCount()) {
            ++likes;
            described = described || isDescribed(m_data->itemAttributes().table(), entry.item.value);
        }
    }
    if (likes >= likesToPersonalise) {
        return ListSource::Model;
    }
    if (described && m_order.has(ListSource::Content)) {
        return ListSource::Content;
    }
    const bool segmented = row && row->value < m_segmented.size() && m_segmented[row->value];
    return segmented && m_order.has(ListSource::Segment) ? ListSource::Segment : ListSource::Popularity;
}

ListSource FallbackRule::sourceOf(const Asker& asker) const {
    if (const auto* history = std::get_if<History>(&asker)) {
        return sourceOf(*history, std::nullopt);
    }
    const auto& row = std::get<UserRow>(asker);
    // Long histories need no copy to be known for what they are.
    const auto values = row.user.value < row.data->matrix().userCount()
                            ? row.data->matrix().valuesOf(row.user)
                            : std::span<const float>();
    const auto likes = std::ranges::count_if(values, [](float value) { return value > 0; });
    return static_cast<std::size_t>(likes) >= likesToPersonalise
               ? ListSource::Model
               : sourceOf(row.data->historyOf(row.user), row.user);
}

Result<std::shared_ptr<const Recommender>> FallbackModels::of(ListSource source,
                                                              const ExecutionContext& context) {
    auto& model = m_models[static_cast<std::size_t>(source)];
    if (!model) {
        TRY_ASSIGN(const auto algorithm, requireAlgorithm(algorithmsOf[static_cast<std::size_t>(source)]));
        TRY_ASSIGN(model, algorithm->fit(*m_data, ParamSet(algorithm->params), context));
    }
    return model;
}

Result<SourcedLists> recommendWithFallback(const Recommender& model, const FallbackRule& rule,
                                           FallbackModels& models, std::span<const Asker> askers,
                                           const ListOptions& options, const ExecutionContext& context) {
    SourcedLists out;
    out.lists.resize(askers.size());
    std::array<std::vector<std::size_t>, algorithmsOf.size()> places;
    for (std::size_t at = 0; at < askers.size(); ++at) {
        out.sources.push_back(rule.sourceOf(askers[at]));
        places[static_cast<std::size_t>(out.sources.back())].push_back(at);
    }
    if (places[static_cast<std::size_t>(ListSource::Model)].size() == askers.size()) {
        TRY_ASSIGN(out.lists, recommendAll(model, askers, options, context));
        return out;
    }
    for (std::size_t source = 0; source < algorithmsOf.size(); ++source) {
        if (places[source].empty()) {
            continue;
        }
        std::shared_ptr<const Recommender> other;
        if (static_cast<ListSource>(source) != ListSource::Model) {
            TRY_ASSIGN(other, models.of(static_cast<ListSource>(source), context));
        }
        std::vector<Asker> some;
        for (const std::size_t at : places[source]) {
            some.push_back(askers[at]);
        }
        TRY_ASSIGN(auto lists, recommendAll(other ? *other : model, some, options, context));
        for (std::size_t at = 0; at < some.size(); ++at) {
            out.lists[places[source][at]] = std::move(lists[at]);
        }
    }
    return out;
}

} // namespace tastescope
