// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_search.h"

#include "ui/text/format.h"

#include <algorithm>

namespace tastescope {

namespace {

constexpr std::size_t pollEvery = 1024;

struct Hit {
    int quality;
    std::size_t row;
};

// Best first; equal ones in data order.
void keepBest(std::vector<Hit>& hits, std::size_t limit) {
    std::stable_sort(hits.begin(), hits.end(),
                     [](const Hit& a, const Hit& b) { return a.quality > b.quality; });
    hits.resize(std::min(hits.size(), limit));
}

template <typename Text>
Result<std::vector<Hit>> scan(std::size_t rows, const QString& query, std::size_t limit,
                              const ExecutionContext& context, Text text) {
    std::vector<Hit> hits;
    for (std::size_t row = 0; row < rows; ++row) {
        if (row % pollEvery == 0 && context.stopRequested()) {
            return cancelledError();
        }
        if (const int quality = text(row, query); quality > 0) {
            hits.push_back({quality, row});
        }
    }
    keepBest(hits, limit);
    return hits;
}

} // namespace

int matchQuality(const QString& text, const QString& query) {
    const auto at = text.indexOf(query, 0, Qt::CaseInsensitive);
    if (at < 0) {
        return 0;
    }
    if (at == 0) {
        return text.size() == query.size() ? 4 : 3;
    }
    if (!text[at - 1].isLetterOrNumber()) {
        return 2;
    }
    // A word start further right counts as much as one found first.
    for (auto next = text.indexOf(query, at + 1, Qt::CaseInsensitive); next > 0;
         next = text.indexOf(query, next + 1, Qt::CaseInsensitive)) {
        if (!text[next - 1].isLetterOrNumber()) {
            return 2;
        }
    }
    return 1;
}

Result<std::vector<PaletteEntry>> searchDataset(const Dataset& dataset, const QString& query,
                                                std::size_t limit, const ExecutionContext& context) {
    std::vector<PaletteEntry> entries;
    if (query.isEmpty()) {
        return entries;
    }
    const ItemAttributes& attributes = dataset.itemAttributes();
    auto items = scan(dataset.itemCount(), query, limit, context, [&](std::size_t row, const QString& text) {
        const QString id = toQString(dataset.items().at(static_cast<std::uint32_t>(row)));
        const std::string_view title = attributes.title(ItemIndex(row));
        if (title.empty()) {
            return matchQuality(id, text);
        }
        // Beside its title an item answers to its whole id only: "12" would find every tenth one.
        return id == text ? 4 : matchQuality(toQString(title), text);
    });
    if (!items) {
        return items.error();
    }
    auto users = scan(dataset.userCount(), query, limit, context, [&](std::size_t row, const QString& text) {
        return matchQuality(toQString(dataset.users().at(static_cast<std::uint32_t>(row))), text);
    });
    if (!users) {
        return users.error();
    }
    for (const Hit& hit : *items) {
        const ItemIndex item(hit.row);
        const QString noun = toQString(dataset.nouns().item);
        const QString creator = toQString(attributes.creator(item));
        entries.push_back({PaletteKind::Item, toQString(dataset.itemLabel(item)),
                           creator.isEmpty() ? noun : QStringLiteral("%1, %2").arg(creator, noun),
                           toQString(dataset.items().at(item.value)), QStringLiteral("similar")});
    }
    for (const Hit& hit : *users) {
        const QString id = toQString(dataset.users().at(static_cast<std::uint32_t>(hit.row)));
        entries.push_back({PaletteKind::User,
                           QStringLiteral("%1 %2").arg(capitalised(toQString(dataset.nouns().user)), id),
                           {},
                           id,
                           QStringLiteral("explore")});
    }
    return entries;
}

std::vector<PaletteEntry> filterEntries(const std::vector<PaletteEntry>& entries, const QString& query) {
    if (query.isEmpty()) {
        return entries;
    }
    std::vector<std::pair<int, PaletteEntry>> hits;
    for (const PaletteEntry& entry : entries) {
        if (const int quality = matchQuality(entry.title, query); quality > 0) {
            hits.emplace_back(quality, entry);
        }
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<PaletteEntry> found;
    for (auto& [quality, entry] : hits) {
        found.push_back(std::move(entry));
    }
    return found;
}

} // namespace tastescope
