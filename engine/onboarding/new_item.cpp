// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/onboarding/new_item.h"

#include "engine/base/random.h"
#include "engine/data/dataset_rows.h"
#include "engine/ranking/recommend.h"
#include "engine/ranking/top_k.h"
#include "engine/registry/registry.h"

#include <algorithm>
#include <limits>

namespace tastescope {
namespace {

/// An id that no item has.
std::string freeId(const IdMap& items) {
    std::string id = "new item";
    while (items.find(id)) {
        id += "'";
    }
    return id;
}

/// The codes of the words of `from` in `column`, whose words grow by those that it lacks.
void appendWords(AttributeColumn& column, const AttributeColumn* from) {
    if (from != nullptr) {
        for (const std::uint32_t code : from->codesOf(0)) {
            const auto found = std::ranges::find(column.words, from->words[code]);
            column.codes.push_back(static_cast<std::uint32_t>(found - column.words.begin()));
            if (found == column.words.end()) {
                column.words.push_back(from->words[code]);
            }
        }
    }
    column.offsets.push_back(static_cast<std::uint32_t>(column.codes.size()));
}

/// One more row, of what the column of that name and kind in `row` says.
void appendRow(AttributeColumn& column, const AttributeTable& row) {
    const AttributeColumn* from = row.find(column.name);
    from = from != nullptr && from->kind == column.kind && row.rows > 0 ? from : nullptr;
    switch (column.kind) {
    case AttributeKind::Text:
        column.texts.push_back(from ? from->texts.front() : std::string());
        break;
    case AttributeKind::Number:
        column.numbers.push_back(from ? from->numbers.front() : std::numeric_limits<double>::quiet_NaN());
        break;
    case AttributeKind::Date:
        column.dates.push_back(from ? from->dates.front() : noTime);
        break;
    case AttributeKind::List:
        appendWords(column, from);
        break;
    }
}

std::vector<UserIndex> drawAsked(const Dataset& dataset, const PlacementRequest& request, std::uint64_t seed,
                                 Placement& placement) {
    std::vector<UserIndex> people;
    for (std::size_t user = 0; user < dataset.userCount(); ++user) {
        if (dataset.matrix().countOf(UserIndex(user)) > 0) {
            people.emplace_back(user);
        }
    }
    placement.people = people.size();
    if (people.size() > request.people) {
        Random(seed).shuffle(std::span(people));
        people.resize(request.people);
        std::ranges::sort(people);
    }
    placement.asked = people.size();
    return people;
}

} // namespace

NewItem newItemLike(const Dataset& dataset, ItemIndex item) {
    const std::uint32_t row = item.value;
    return {attributesOfRows(dataset.itemAttributes().table(), std::span(&row, 1))};
}

std::shared_ptr<const Dataset> withNewItem(const Dataset& dataset, const NewItem& item,
                                           const ExecutionContext& context) {
    Dataset::Parts parts = dataset.parts();
    auto ids = std::make_shared<IdMap>(*parts.items);
    ids->intern(freeId(*parts.items));
    // The table may know fewer items than there are.
    std::vector<std::uint32_t> rows(dataset.itemCount());
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
        rows[row] = row;
    }
    AttributeTable table = attributesOfRows(parts.itemAttributes->table(), rows);
    for (AttributeColumn& column : table.columns) {
        appendRow(column, item.attributes);
    }
    table.rows = rows.size() + 1;
    parts.items = std::move(ids);
    parts.itemAttributes = std::make_shared<const ItemAttributes>(std::move(table));
    return std::make_shared<const Dataset>(std::move(parts), context);
}

Result<Placement> placeNewItem(const Dataset& dataset, const NewItem& item, const PlacementRequest& request,
                               const ExecutionContext& context) {
    TRY_ASSIGN(const auto algorithm, requireAlgorithm(request.algorithm));
    if (!algorithm->scoresNewItems) {
        return Error{ErrorCode::InvalidArgument, algorithm->title + " cannot place an item without events",
                     "Use content_tfidf, features or two_tower", "new item"};
    }
    const auto grown = withNewItem(dataset, item, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    TRY_ASSIGN(const auto model, algorithm->fit(*grown, ParamSet(algorithm->params), context));
    const ItemIndex placed(dataset.itemCount());
    std::vector<ItemIndex> known;
    for (std::size_t other = 0; other < dataset.itemCount(); ++other) {
        if (dataset.matrix().countOf(ItemIndex(other)) > 0) {
            known.emplace_back(other);
        }
    }
    std::vector<float> likeness(model->itemCount());
    model->itemSimilarity(placed, likeness);
    Placement placement;
    placement.nearest = topK(likeness, request.nearest, {}, std::span<const ItemIndex>(known));
    std::erase_if(placement.nearest, [](const ScoredItem& near) { return !(near.score > 0); });

    const std::vector<UserIndex> people = drawAsked(dataset, request, context.seed, placement);
    known.push_back(placed);
    TRY_ASSIGN(const auto lists, recommendAll(*model, askersOf(*grown, people),
                                              {request.k, {}, std::span<const ItemIndex>(known)}, context));
    const auto holding = std::ranges::count_if(lists, [&](const RankedList& list) {
        return std::ranges::find(list, placed, &ScoredItem::item) != list.end();
    });
    if (placement.asked > 0) {
        placement.reach = static_cast<double>(holding) * static_cast<double>(placement.people) /
                          static_cast<double>(placement.asked);
    }
    return placement;
}

} // namespace tastescope
