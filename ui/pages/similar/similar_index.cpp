// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/similar_index.h"

#include "ui/text/format.h"
#include "ui/text/qt_compat.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t chipLimit = 4;

QString tr(const char* text) {
    return QCoreApplication::translate("SimilarIndex", text);
}

std::optional<SignalIndex> signalNamed(const Dataset& dataset, std::string_view name) {
    for (std::size_t signal = 0; signal < dataset.signals().size(); ++signal) {
        if (dataset.signals()[signal].name == name) {
            return static_cast<SignalIndex>(signal);
        }
    }
    return std::nullopt;
}

std::vector<std::uint32_t> ranksOf(const std::vector<std::uint32_t>& counts) {
    std::vector<std::uint32_t> order(counts.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return counts[a] > counts[b]; });
    std::vector<std::uint32_t> ranks(counts.size());
    for (std::uint32_t place = 0; place < order.size(); ++place) {
        const bool tied = place > 0 && counts[order[place]] == counts[order[place - 1]];
        ranks[order[place]] = tied ? ranks[order[place - 1]] : place + 1;
    }
    return ranks;
}

std::vector<std::uint32_t> countSignal(const Interactions& events, std::size_t items, SignalIndex signal) {
    std::vector<std::uint32_t> counts(items);
    for (std::size_t row = 0; row < events.size(); ++row) {
        counts[events.item(row).value] += events.signal(row) == signal ? 1U : 0U;
    }
    return counts;
}

std::vector<float> meanValues(const Interactions& events, std::size_t items, SignalIndex signal) {
    std::vector<double> sums(items);
    std::vector<std::uint32_t> counts(items);
    for (std::size_t row = 0; row < events.size(); ++row) {
        if (events.signal(row) == signal && !std::isnan(events.value(row))) {
            sums[events.item(row).value] += static_cast<double>(events.value(row));
            ++counts[events.item(row).value];
        }
    }
    std::vector<float> means(items);
    for (std::size_t item = 0; item < items; ++item) {
        means[item] = counts[item] > 0 ? static_cast<float>(sums[item] / counts[item])
                                       : std::numeric_limits<float>::quiet_NaN();
    }
    return means;
}

} // namespace

Result<std::shared_ptr<const SimilarIndex>> SimilarIndex::build(std::shared_ptr<const Dataset> dataset,
                                                                const ExecutionContext& context) {
    TRY_ASSIGN(auto catalogue, Catalogue::of(std::move(dataset), context));
    std::shared_ptr<SimilarIndex> index(new SimilarIndex(std::move(catalogue)));
    index->groupByCreator();
    index->countEvents();
    if (context.stopRequested()) {
        return cancelledError();
    }
    return std::shared_ptr<const SimilarIndex>(index);
}

void SimilarIndex::groupByCreator() {
    const ItemAttributes& attributes = dataset().itemAttributes();
    m_creatorStarts.assign(attributes.creatorCount() + 1, 0);
    for (std::uint32_t row = 0; row < dataset().itemCount(); ++row) {
        if (const auto code = attributes.creatorCode(ItemIndex(std::size_t{row}))) {
            ++m_creatorStarts[*code + 1];
        }
    }
    std::partial_sum(m_creatorStarts.begin(), m_creatorStarts.end(), m_creatorStarts.begin());
    m_creatorItems.resize(m_creatorStarts.back());
    std::vector<std::size_t> next = m_creatorStarts;
    for (std::uint32_t row = 0; row < dataset().itemCount(); ++row) {
        const ItemIndex item(std::size_t{row});
        if (const auto code = attributes.creatorCode(item)) {
            m_creatorItems[next[*code]++] = item;
        }
    }
    for (std::size_t creator = 0; creator + 1 < m_creatorStarts.size(); ++creator) {
        std::stable_sort(
            m_creatorItems.begin() + static_cast<std::ptrdiff_t>(m_creatorStarts[creator]),
            m_creatorItems.begin() + static_cast<std::ptrdiff_t>(m_creatorStarts[creator + 1]),
            [this](ItemIndex a, ItemIndex b) { return m_catalogue->events(a) > m_catalogue->events(b); });
    }
}

void SimilarIndex::countEvents() {
    const Interactions& events = dataset().events();
    auto& items = countsOf(SimilarKind::Items).events;
    for (std::size_t row = 0; row < dataset().itemCount(); ++row) {
        items.push_back(m_catalogue->events(ItemIndex(row)));
    }
    auto& users = countsOf(SimilarKind::Users).events;
    users.resize(dataset().userCount());
    for (std::uint32_t user = 0; user < users.size() && user < events.userCount(); ++user) {
        users[user] =
            static_cast<std::uint32_t>(events.lastOf(UserIndex(user)) - events.firstOf(UserIndex(user)));
    }
    auto& creators = countsOf(SimilarKind::Creators).events;
    creators.resize(m_creatorStarts.size() - 1);
    for (std::uint32_t creator = 0; creator < creators.size(); ++creator) {
        for (const ItemIndex item : itemsOf(creator)) {
            creators[creator] += m_catalogue->events(item);
        }
    }
    for (Counts& counts : m_counts) {
        counts.ranks = ranksOf(counts.events);
    }
    if (const auto save = signalNamed(dataset(), "save")) {
        m_saves = countSignal(events, dataset().itemCount(), *save);
    }
    if (const auto skip = signalNamed(dataset(), "skip")) {
        m_skips = countSignal(events, dataset().itemCount(), *skip);
    }
    if (const auto rating = signalNamed(dataset(), "rating"); rating && events.hasValues()) {
        m_meanRatings = meanValues(events, dataset().itemCount(), *rating);
    }
}

std::span<const ItemIndex> SimilarIndex::itemsOf(std::uint32_t creator) const {
    return std::span(m_creatorItems)
        .subspan(m_creatorStarts[creator], m_creatorStarts[creator + 1] - m_creatorStarts[creator]);
}

QString SimilarIndex::id(SimilarEntity entity) const {
    switch (entity.kind) {
    case SimilarKind::Items:
        return m_catalogue->itemId(ItemIndex(entity.row));
    case SimilarKind::Users:
        return m_catalogue->userId(UserIndex(entity.row));
    case SimilarKind::Creators:
        break;
    }
    return title(entity);
}

QString SimilarIndex::title(SimilarEntity entity) const {
    switch (entity.kind) {
    case SimilarKind::Items:
        return m_catalogue->title(ItemIndex(entity.row));
    case SimilarKind::Users:
        return m_catalogue->userLabel(UserIndex(entity.row));
    case SimilarKind::Creators:
        break;
    }
    return toQString(dataset().itemAttributes().creatorName(entity.row));
}

QString SimilarIndex::remark(SimilarEntity entity) const {
    switch (entity.kind) {
    case SimilarKind::Items:
        return m_catalogue->creator(ItemIndex(entity.row));
    case SimilarKind::Users:
        return formatCounted(countsOf(entity.kind).events[entity.row], tr("1 event"), tr("%1 events"));
    case SimilarKind::Creators:
        break;
    }
    const Nouns& nouns = dataset().nouns();
    return formatCounted(itemsOf(entity.row).size(), tr("1 %1").arg(toQString(nouns.item)),
                         QStringLiteral("%1 ") + toQString(nouns.items));
}

int SimilarIndex::slot(SimilarEntity entity) const {
    if (entity.kind == SimilarKind::Creators) {
        const auto items = itemsOf(entity.row);
        return items.empty() ? -1 : m_catalogue->slot(items.front());
    }
    return entity.kind == SimilarKind::Items ? m_catalogue->slot(ItemIndex(entity.row)) : -1;
}

QString SimilarIndex::category(SimilarEntity entity) const {
    if (entity.kind == SimilarKind::Creators) {
        const auto items = itemsOf(entity.row);
        return items.empty() ? QString() : m_catalogue->category(items.front());
    }
    return entity.kind == SimilarKind::Items ? m_catalogue->category(ItemIndex(entity.row)) : QString();
}

SimilarFacts SimilarIndex::facts(SimilarEntity entity) const {
    SimilarFacts facts{id(entity), title(entity), {}, {}, {}};
    facts.figures.push_back({tr("Events"), formatCount(countsOf(entity.kind).events[entity.row])});
    switch (entity.kind) {
    case SimilarKind::Items:
        addItemFacts(ItemIndex(entity.row), facts);
        break;
    case SimilarKind::Users:
        addUserFacts(UserIndex(entity.row), facts);
        break;
    case SimilarKind::Creators:
        addCreatorFacts(entity.row, facts);
        break;
    }
    return facts;
}

void SimilarIndex::addUserFacts(UserIndex user, SimilarFacts& facts) const {
    const QString rank = formatCount(countsOf(SimilarKind::Users).ranks[user.value]);
    facts.subtitle = tr("%1 of %2 by number of events").arg(rank, formatCount(dataset().userCount()));
    facts.figures.push_back(
        {capitalised(toQString(dataset().nouns().items)), formatCount(dataset().matrix().countOf(user))});
    facts.figures.push_back({tr("Activity rank"), rank});
}

void SimilarIndex::addCreatorFacts(std::uint32_t creator, SimilarFacts& facts) const {
    const SimilarEntity entity{SimilarKind::Creators, creator};
    facts.subtitle = remark(entity);
    facts.figures.push_back(
        {capitalised(toQString(dataset().nouns().items)), formatCount(itemsOf(creator).size())});
    facts.figures.push_back(
        {tr("Popularity rank"), formatCount(countsOf(SimilarKind::Creators).ranks[creator])});
    // What the most of the work is in.
    std::map<QString, std::pair<std::size_t, int>> categories;
    for (const ItemIndex item : itemsOf(creator)) {
        if (const QString word = m_catalogue->category(item); !word.isEmpty()) {
            auto& [works, slot] = categories[word];
            ++works;
            slot = m_catalogue->slot(item);
        }
    }
    std::vector<std::pair<std::size_t, SimilarChip>> found;
    for (const auto& [word, work] : categories) {
        found.push_back({work.first, {word, work.second}});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t place = 0; place < found.size() && place < chipLimit; ++place) {
        facts.chips.push_back(found[place].second);
    }
}

void SimilarIndex::addItemFacts(ItemIndex item, SimilarFacts& facts) const {
    const ItemAttributes& attributes = dataset().itemAttributes();
    QStringList words;
    if (const QString creator = m_catalogue->creator(item); !creator.isEmpty()) {
        words << creator;
    }
    if (const Time released = attributes.released(item); released != noTime) {
        const QString year = QString::number(utcTime(released).date().year());
        if (!facts.title.contains(year)) { // "Star Wars (1977)" says it already
            words << year;
        }
    }
    if (words.isEmpty() && facts.title != facts.id) {
        words << tr("id %1").arg(facts.id);
    }
    facts.subtitle = words.join(QStringLiteral(", "));
    const auto addChips = [&](const AttributeColumn* column, bool coloured) {
        for (const std::uint32_t code :
             column ? column->codesOf(item.value) : std::span<const std::uint32_t>()) {
            if (facts.chips.size() < chipLimit) {
                facts.chips.push_back(
                    {toQString(column->words[code]), coloured ? m_catalogue->slotOfWord(code) : -1});
            }
        }
    };
    addChips(attributes.categories(), true);
    addChips(attributes.tags(), false);
    facts.figures.push_back(
        {capitalised(toQString(dataset().nouns().users)), formatCount(dataset().matrix().countOf(item))});
    facts.figures.push_back(
        {tr("Popularity rank"), formatCount(countsOf(SimilarKind::Items).ranks[item.value])});
    if (!m_meanRatings.empty() && !std::isnan(m_meanRatings[item.value])) {
        facts.figures.push_back({tr("Mean rating"), QString::number(m_meanRatings[item.value], 'f', 2)});
    }
    addSignalRates(item, facts);
}

void SimilarIndex::addSignalRates(ItemIndex item, SimilarFacts& facts) const {
    const double events = std::max<double>(1, m_catalogue->events(item));
    if (!m_saves.empty()) {
        facts.figures.push_back({tr("Save rate"), formatPercent(m_saves[item.value] / events, 1)});
    }
    if (!m_skips.empty()) {
        facts.figures.push_back({tr("Skip rate"), formatPercent(m_skips[item.value] / events, 1)});
    }
}

std::optional<SimilarEntity> SimilarIndex::busiest(SimilarKind kind) const {
    const auto& events = countsOf(kind).events;
    if (events.empty()) {
        return std::nullopt;
    }
    const auto best = std::max_element(events.begin(), events.end());
    return SimilarEntity{kind, static_cast<std::uint32_t>(best - events.begin())};
}

std::optional<SimilarEntity> SimilarIndex::find(SimilarKind kind, const QString& wanted) const {
    if (kind == SimilarKind::Creators) {
        for (std::uint32_t code = 0; code < count(kind); ++code) {
            if (title({kind, code}) == wanted) {
                return SimilarEntity{kind, code};
            }
        }
        return std::nullopt;
    }
    const IdMap& ids = kind == SimilarKind::Items ? dataset().items() : dataset().users();
    const auto row = ids.find(wanted.toStdString());
    return row ? std::optional(SimilarEntity{kind, *row}) : std::nullopt;
}

std::vector<SimilarEntity> SimilarIndex::search(SimilarKind kind, const QString& text, std::size_t limit,
                                                const ExecutionContext& context) const {
    std::vector<SimilarEntity> found;
    switch (kind) {
    case SimilarKind::Items:
        for (const ItemIndex item : m_catalogue->findItems(text, limit, context)) {
            found.push_back({kind, item.value});
        }
        return found;
    case SimilarKind::Users:
        for (const UserIndex user : m_catalogue->findUsers(text, limit, context)) {
            found.push_back({kind, user.value});
        }
        return found;
    case SimilarKind::Creators:
        break;
    }
    for (std::uint32_t code = 0; code < count(kind); ++code) {
        if (title({kind, code}).contains(text, Qt::CaseInsensitive)) {
            found.push_back({kind, code});
        }
    }
    const auto& events = countsOf(kind).events;
    std::stable_sort(found.begin(), found.end(), [&events](const SimilarEntity& a, const SimilarEntity& b) {
        return events[a.row] > events[b.row];
    });
    found.resize(std::min(found.size(), limit));
    return found;
}

} // namespace tastescope
