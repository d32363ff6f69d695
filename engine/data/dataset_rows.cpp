// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/dataset_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace tastescope {
namespace {

constexpr auto noRow = std::numeric_limits<std::uint32_t>::max();

bool isKnown(const AttributeColumn& column, std::size_t row) {
    switch (column.kind) {
    case AttributeKind::Text:
        return row < column.texts.size() && !column.texts[row].empty();
    case AttributeKind::Number:
        return row < column.numbers.size() && !std::isnan(column.numbers[row]);
    case AttributeKind::Date:
        return row < column.dates.size() && column.dates[row] != noTime;
    case AttributeKind::List:
        return !column.codesOf(row).empty();
    }
    return false;
}

template <typename Index>
std::vector<std::uint32_t> presentAmong(const InteractionMatrix& matrix, std::size_t count,
                                        const AttributeTable* described) {
    std::vector<std::uint32_t> rows;
    for (std::size_t row = 0; row < count; ++row) {
        if (matrix.countOf(Index(row)) > 0 || (described != nullptr && isDescribed(*described, row))) {
            rows.push_back(static_cast<std::uint32_t>(row));
        }
    }
    return rows;
}

void gatherList(const AttributeColumn& from, std::span<const std::uint32_t> rows, AttributeColumn& to) {
    to.words = from.words;
    to.offsets.push_back(0);
    for (const std::uint32_t row : rows) {
        const std::span<const std::uint32_t> codes = from.codesOf(row);
        to.codes.insert(to.codes.end(), codes.begin(), codes.end());
        to.offsets.push_back(static_cast<std::uint32_t>(to.codes.size()));
    }
}

std::shared_ptr<const IdMap> idsOfRows(const std::shared_ptr<const IdMap>& ids,
                                       const std::vector<std::uint32_t>& rows) {
    if (rows.size() == ids->size()) {
        return ids;
    }
    auto some = std::make_shared<IdMap>();
    some->reserve(rows.size());
    for (const std::uint32_t row : rows) {
        some->intern(ids->at(row));
    }
    return some;
}

/// A column's entries of the events that stay; empty when it is.
template <typename T>
std::vector<T> entriesOf(std::span<const T> column, const std::vector<std::uint64_t>& events) {
    std::vector<T> out;
    if (!column.empty()) {
        out.reserve(events.size());
        for (const std::uint64_t event : events) {
            out.push_back(column[event]);
        }
    }
    return out;
}

std::shared_ptr<const Interactions> eventsOfRows(const Interactions& events, const DatasetRows& rows,
                                                 std::size_t items) {
    std::vector<std::uint32_t> placeOf(items, noRow);
    for (std::size_t place = 0; place < rows.items.size(); ++place) {
        placeOf[rows.items[place]] = static_cast<std::uint32_t>(place);
    }
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint64_t> kept;
    std::vector<ItemIndex> places;
    for (const std::uint32_t user : rows.users) {
        for (std::size_t event = events.firstOf(UserIndex(user)); event < events.lastOf(UserIndex(user));
             ++event) {
            if (const std::uint32_t place = placeOf[events.item(event).value]; place != noRow) {
                kept.push_back(event);
                places.emplace_back(place);
            }
        }
        offsets.push_back(kept.size());
    }
    return std::make_shared<const Interactions>(
        std::move(offsets), std::move(places), entriesOf(events.signals(), kept),
        entriesOf(events.values(), kept), entriesOf(events.times(), kept));
}

} // namespace

bool isDescribed(const AttributeTable& table, std::size_t row) {
    return std::ranges::any_of(table.columns,
                               [&](const AttributeColumn& column) { return isKnown(column, row); });
}

DatasetRows presentRows(const Dataset& dataset, const KeptRows& kept) {
    return {presentAmong<UserIndex>(dataset.matrix(), dataset.userCount(),
                                    kept.describedUsers ? &dataset.userAttributes() : nullptr),
            presentAmong<ItemIndex>(dataset.matrix(), dataset.itemCount(),
                                    kept.describedItems ? &dataset.itemAttributes().table() : nullptr)};
}

AttributeTable attributesOfRows(const AttributeTable& table, std::span<const std::uint32_t> rows) {
    AttributeTable gathered;
    gathered.rows = rows.size();
    const auto pick = [&](const auto& from, auto& to, const auto& nothing) {
        to.reserve(rows.size());
        for (const std::uint32_t row : rows) {
            to.push_back(row < from.size() ? from[row] : nothing);
        }
    };
    for (const AttributeColumn& from : table.columns) {
        AttributeColumn& to = gathered.columns.emplace_back();
        to.name = from.name;
        to.kind = from.kind;
        switch (from.kind) {
        case AttributeKind::Text:
            pick(from.texts, to.texts, std::string());
            break;
        case AttributeKind::Number:
            pick(from.numbers, to.numbers, std::numeric_limits<double>::quiet_NaN());
            break;
        case AttributeKind::Date:
            pick(from.dates, to.dates, noTime);
            break;
        case AttributeKind::List:
            gatherList(from, rows, to);
            break;
        }
    }
    return gathered;
}

std::shared_ptr<const Dataset> datasetOfRows(const Dataset& dataset, const DatasetRows& rows,
                                             const ExecutionContext& context) {
    Dataset::Parts parts = dataset.parts();
    parts.users = idsOfRows(parts.users, rows.users);
    parts.items = idsOfRows(parts.items, rows.items);
    if (parts.items != dataset.parts().items) {
        parts.itemAttributes =
            std::make_shared<ItemAttributes>(attributesOfRows(parts.itemAttributes->table(), rows.items));
    }
    if (parts.users != dataset.parts().users) {
        parts.userAttributes =
            std::make_shared<AttributeTable>(attributesOfRows(*parts.userAttributes, rows.users));
    }
    parts.events = eventsOfRows(dataset.events(), rows, dataset.itemCount());
    return std::make_shared<const Dataset>(std::move(parts), context);
}

} // namespace tastescope
