// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/catalogue/catalogue.h"

#include "engine/ranking/standings.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <tuple>

namespace tastescope {

namespace {

constexpr std::size_t pollEvery = 4096;

/// Smaller is better; nullopt = no match.
std::optional<int> matchQuality(const QString& folded, const QString& text) {
    const qsizetype at = folded.indexOf(text);
    if (at < 0) {
        return std::nullopt;
    }
    if (at == 0) {
        return folded.size() == text.size() ? 0 : 1;
    }
    for (qsizetype found = at; found > 0; found = folded.indexOf(text, found + 1)) {
        if (!folded[found - 1].isLetterOrNumber()) {
            return 2;
        }
    }
    return 3;
}

struct Candidate {
    int quality = 0;
    std::uint32_t weight = 0; ///< more first
    std::uint32_t row = 0;

    friend bool operator<(const Candidate& a, const Candidate& b) {
        return std::tuple(a.quality, ~a.weight, a.row) < std::tuple(b.quality, ~b.weight, b.row);
    }
};

template <typename IndexType>
std::vector<IndexType> best(std::vector<Candidate>& matches, std::size_t limit) {
    const std::size_t kept = std::min(limit, matches.size());
    std::partial_sort(matches.begin(), matches.begin() + static_cast<std::ptrdiff_t>(kept), matches.end());
    std::vector<IndexType> rows;
    rows.reserve(kept);
    for (std::size_t i = 0; i < kept; ++i) {
        rows.push_back(IndexType(std::size_t{matches[i].row}));
    }
    return rows;
}

} // namespace

Result<std::shared_ptr<const Catalogue>> Catalogue::of(std::shared_ptr<const Dataset> dataset,
                                                       const ExecutionContext& context) {
    static std::mutex guard;
    static std::weak_ptr<const Catalogue> newest;
    {
        const std::lock_guard lock(guard);
        if (const auto known = newest.lock(); known && known->m_dataset == dataset) {
            return known;
        }
    }
    std::shared_ptr<Catalogue> made(new Catalogue(std::move(dataset)));
    if (!made->countEvents(context)) {
        return cancelledError();
    }
    made->m_standings = std::make_shared<const Standings>(made->m_dataset->matrix());
    made->rankCategories();
    made->foldTexts();
    const std::lock_guard lock(guard);
    newest = made;
    return std::shared_ptr<const Catalogue>(std::move(made));
}

Catalogue::Catalogue(std::shared_ptr<const Dataset> dataset) : m_dataset(std::move(dataset)) {}

bool Catalogue::countEvents(const ExecutionContext& context) {
    const Interactions& events = m_dataset->events();
    const std::size_t kinds = std::max<std::size_t>(1, m_dataset->signals().size());
    m_itemEvents.assign(m_dataset->itemCount(), 0);
    m_largestValues.assign(kinds, 0);
    for (std::size_t row = 0; row < events.size(); ++row) {
        if (row % pollEvery == 0 && context.stopRequested()) {
            return false;
        }
        const std::size_t kind = std::min<std::size_t>(events.signal(row), kinds - 1);
        ++m_itemEvents[events.item(row).value];
        if (const float value = events.value(row); value > m_largestValues[kind]) {
            m_largestValues[kind] = value;
        }
    }
    return true;
}

void Catalogue::rankCategories() {
    const AttributeColumn* column = m_dataset->itemAttributes().categories();
    if (!column || column->kind != AttributeKind::List) {
        return;
    }
    std::vector<std::uint64_t> weight(column->words.size(), 0);
    for (std::size_t item = 0; item < m_itemEvents.size(); ++item) {
        for (const std::uint32_t code : column->codesOf(item)) {
            weight[code] += m_itemEvents[item];
        }
    }
    std::vector<std::uint32_t> order(weight.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return weight[a] != weight[b] ? weight[a] > weight[b] : column->words[a] < column->words[b];
    });
    m_slotOfWord.resize(order.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        m_slotOfWord[order[rank]] = std::min(static_cast<int>(rank), slotCount - 1);
        if (rank < static_cast<std::size_t>(slotCount)) {
            m_slotNames.push_back(toQString(column->words[order[rank]]));
        }
    }
    if (order.size() > static_cast<std::size_t>(slotCount)) {
        m_slotNames.back() = QCoreApplication::translate("Catalogue", "Other");
    }
}

void Catalogue::foldTexts() {
    m_foldedTitles.reserve(m_dataset->itemCount());
    for (std::size_t item = 0; item < m_dataset->itemCount(); ++item) {
        m_foldedTitles.push_back(title(ItemIndex(item)).toCaseFolded());
    }
    const ItemAttributes& attributes = m_dataset->itemAttributes();
    for (std::uint32_t code = 0; code < attributes.creatorCount(); ++code) {
        m_foldedCreators.push_back(toQString(attributes.creatorName(code)).toCaseFolded());
    }
}

std::optional<std::uint32_t> Catalogue::firstCategory(ItemIndex item) const {
    const AttributeColumn* column = m_dataset->itemAttributes().categories();
    if (!column || column->codesOf(item.value).empty()) {
        return std::nullopt;
    }
    return column->codesOf(item.value).front();
}

QString Catalogue::title(ItemIndex item) const {
    return toQString(m_dataset->itemLabel(item));
}

QString Catalogue::creator(ItemIndex item) const {
    return toQString(m_dataset->itemAttributes().creator(item));
}

QString Catalogue::category(ItemIndex item) const {
    const auto code = firstCategory(item);
    return code ? toQString(m_dataset->itemAttributes().categories()->words[*code]) : QString();
}

int Catalogue::slot(ItemIndex item) const {
    const auto code = firstCategory(item);
    return code && *code < m_slotOfWord.size() ? m_slotOfWord[*code] : -1;
}

QString Catalogue::slotName(int slot) const {
    return slot >= 0 && static_cast<std::size_t>(slot) < m_slotNames.size()
               ? m_slotNames[static_cast<std::size_t>(slot)]
               : QString();
}

QString Catalogue::itemId(ItemIndex item) const {
    return toQString(m_dataset->items().at(item.value));
}
QString Catalogue::userId(UserIndex user) const {
    return toQString(m_dataset->users().at(user.value));
}

QString Catalogue::userLabel(UserIndex user) const {
    return capitalised(toQString(m_dataset->nouns().user)) + QLatin1Char(' ') + userId(user);
}

float Catalogue::largestValue(SignalIndex signal) const {
    const float value = signal < m_largestValues.size() ? m_largestValues[signal] : 0;
    return value > 0 ? value : 1;
}

std::vector<ItemIndex> Catalogue::findItems(const QString& text, std::size_t limit,
                                            const ExecutionContext& context) const {
    const QString folded = text.trimmed().toCaseFolded();
    std::vector<Candidate> matches;
    if (folded.isEmpty()) {
        return {};
    }
    const std::optional<ItemIndex> exact = itemOf(text.trimmed());
    std::vector<char> creatorMatches(m_foldedCreators.size());
    for (std::size_t code = 0; code < m_foldedCreators.size(); ++code) {
        creatorMatches[code] = m_foldedCreators[code].contains(folded);
    }
    for (std::uint32_t row = 0; row < m_foldedTitles.size(); ++row) {
        if (row % pollEvery == 0 && context.stopRequested()) {
            return {};
        }
        const ItemIndex item(std::size_t{row});
        std::optional<int> quality = matchQuality(m_foldedTitles[row], folded);
        if (exact == item) {
            quality = 0;
        } else if (const auto code = m_dataset->itemAttributes().creatorCode(item);
                   !quality && code && creatorMatches[*code]) {
            quality = 4;
        }
        if (quality) {
            matches.push_back({*quality, m_itemEvents[row], row});
        }
    }
    return best<ItemIndex>(matches, limit);
}

std::vector<UserIndex> Catalogue::findUsers(const QString& text, std::size_t limit,
                                            const ExecutionContext& context) const {
    const QString noun = toQString(m_dataset->nouns().user).toCaseFolded();
    QString folded = text.trimmed().toCaseFolded();
    if (folded.startsWith(noun)) {
        folded = folded.mid(noun.size()).trimmed();
    }
    std::vector<Candidate> matches;
    for (std::uint32_t row = 0; row < m_dataset->userCount(); ++row) {
        if (row % pollEvery == 0 && context.stopRequested()) {
            return {};
        }
        const UserIndex user(std::size_t{row});
        if (const auto quality = matchQuality(userId(user).toCaseFolded(), folded)) {
            matches.push_back({*quality, 0, row});
        }
    }
    return best<UserIndex>(matches, limit);
}

std::optional<ItemIndex> Catalogue::itemOf(const QString& id) const {
    const auto row = m_dataset->items().find(id.toStdString());
    return row ? std::optional(ItemIndex(std::size_t{*row})) : std::nullopt;
}

std::optional<UserIndex> Catalogue::userOf(const QString& id) const {
    const auto row = m_dataset->users().find(id.toStdString());
    return row ? std::optional(UserIndex(std::size_t{*row})) : std::nullopt;
}

std::optional<UserIndex> Catalogue::middlingUser() const {
    std::vector<std::pair<std::size_t, std::uint32_t>> lengths;
    for (std::uint32_t row = 0; row < m_dataset->userCount(); ++row) {
        if (const std::size_t length = m_dataset->matrix().countOf(UserIndex(std::size_t{row})); length > 0) {
            lengths.emplace_back(length, row);
        }
    }
    if (lengths.empty()) {
        return std::nullopt;
    }
    const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
    std::nth_element(lengths.begin(), middle, lengths.end());
    return UserIndex(std::size_t{middle->second});
}

} // namespace tastescope
