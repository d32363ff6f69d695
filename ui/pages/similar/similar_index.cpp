// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/similar_index.h"

#include "ui/format.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <numeric>

namespace tastescope {
namespace {

constexpr std::size_t chipLimit = 4;
constexpr int lastSlot = 7; ///< categories after the seventh share it

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

} // namespace

Result<std::shared_ptr<const SimilarIndex>> SimilarIndex::build(std::shared_ptr<const Dataset> dataset,
                                                                const ExecutionContext& context) {
    std::shared_ptr<SimilarIndex> index(new SimilarIndex(std::move(dataset)));
    index->countEvents();
    if (context.stopRequested()) {
        return cancelledError();
    }
    index->rankCategories();
    return std::shared_ptr<const SimilarIndex>(index);
}

void SimilarIndex::countEvents() {
    const Interactions& events = m_dataset->events();
    m_items.events.resize(m_dataset->itemCount());
    for (const ItemIndex item : events.items()) {
        ++m_items.events[item.value];
    }
    m_users.events.resize(m_dataset->userCount());
    for (std::uint32_t user = 0; user < m_users.events.size() && user < events.userCount(); ++user) {
        m_users.events[user] =
            static_cast<std::uint32_t>(events.lastOf(UserIndex(user)) - events.firstOf(UserIndex(user)));
    }
    m_items.ranks = ranksOf(m_items.events);
    m_users.ranks = ranksOf(m_users.events);
    if (const auto save = signalNamed(*m_dataset, "save")) {
        m_saves = countSignal(events, m_dataset->itemCount(), *save);
    }
    if (const auto skip = signalNamed(*m_dataset, "skip")) {
        m_skips = countSignal(events, m_dataset->itemCount(), *skip);
    }
}

// The categories with most events get the colours, as in the overview of the data set.
void SimilarIndex::rankCategories() {
    const AttributeColumn* categories = m_dataset->itemAttributes().categories();
    if (!categories) {
        return;
    }
    std::vector<std::uint32_t> events(categories->words.size());
    for (std::uint32_t item = 0; item < m_items.events.size(); ++item) {
        for (const std::uint32_t code : categories->codesOf(item)) {
            events[code] += m_items.events[item];
        }
    }
    std::vector<std::uint32_t> order(events.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return events[a] > events[b]; });
    m_slotOfWord.resize(order.size());
    for (std::size_t place = 0; place < order.size(); ++place) {
        m_slotOfWord[order[place]] = std::min(static_cast<int>(place), lastSlot);
    }
}

std::size_t SimilarIndex::count(SimilarKind kind) const {
    return counts(kind).events.size();
}

QString SimilarIndex::id(SimilarEntity entity) const {
    return toQString(entity.kind == SimilarKind::Items ? m_dataset->items().at(entity.row)
                                                       : m_dataset->users().at(entity.row));
}

QString SimilarIndex::title(SimilarEntity entity) const {
    return entity.kind == SimilarKind::Items
               ? toQString(m_dataset->itemLabel(ItemIndex(entity.row)))
               : tr("%1 %2").arg(capitalised(toQString(m_dataset->nouns().user)), id(entity));
}

QString SimilarIndex::remark(SimilarEntity entity) const {
    return entity.kind == SimilarKind::Items
               ? toQString(m_dataset->itemAttributes().creator(ItemIndex(entity.row)))
               : tr("%1 events").arg(formatCount(m_users.events[entity.row]));
}

int SimilarIndex::slot(SimilarEntity entity) const {
    const AttributeColumn* categories = m_dataset->itemAttributes().categories();
    if (entity.kind != SimilarKind::Items || !categories) {
        return -1;
    }
    const auto codes = categories->codesOf(entity.row);
    return codes.empty() ? -1 : m_slotOfWord[codes.front()];
}

SimilarFacts SimilarIndex::facts(SimilarEntity entity) const {
    SimilarFacts facts{id(entity), title(entity), {}, {}, {}};
    const Counts& counted = counts(entity.kind);
    const Nouns& nouns = m_dataset->nouns();
    facts.figures.push_back({tr("Events"), formatCount(counted.events[entity.row])});
    if (entity.kind == SimilarKind::Users) {
        facts.subtitle =
            tr("%1 of %2 by number of events")
                .arg(formatCount(counted.ranks[entity.row]), formatCount(m_dataset->userCount()));
        facts.figures.push_back({capitalised(toQString(nouns.items)),
                                 formatCount(m_dataset->matrix().countOf(UserIndex(entity.row)))});
        facts.figures.push_back({tr("Activity rank"), formatCount(counted.ranks[entity.row])});
        return facts;
    }
    const ItemIndex item(entity.row);
    QStringList words;
    if (const QString creator = remark(entity); !creator.isEmpty()) {
        words << creator;
    }
    if (const Time released = m_dataset->itemAttributes().released(item); released != noTime) {
        words << QString::number(QDateTime::fromMSecsSinceEpoch(released, Qt::UTC).date().year());
    }
    facts.subtitle = words.isEmpty() ? facts.id : words.join(QStringLiteral(", "));
    if (const AttributeColumn* categories = m_dataset->itemAttributes().categories()) {
        for (const std::uint32_t code : categories->codesOf(item.value)) {
            if (facts.chips.size() < chipLimit) {
                facts.chips.push_back({toQString(categories->words[code]), m_slotOfWord[code]});
            }
        }
    }
    if (const AttributeColumn* tags = m_dataset->itemAttributes().tags()) {
        for (const std::uint32_t code : tags->codesOf(item.value)) {
            if (facts.chips.size() < chipLimit) {
                facts.chips.push_back({toQString(tags->words[code]), -1});
            }
        }
    }
    facts.figures.push_back(
        {capitalised(toQString(nouns.users)), formatCount(m_dataset->matrix().countOf(item))});
    facts.figures.push_back({tr("Popularity rank"), formatCount(counted.ranks[entity.row])});
    addSignalRates(item, facts);
    return facts;
}

void SimilarIndex::addSignalRates(ItemIndex item, SimilarFacts& facts) const {
    const double events = std::max<double>(1, m_items.events[item.value]);
    if (!m_saves.empty()) {
        facts.figures.push_back({tr("Save rate"), formatPercent(m_saves[item.value] / events, 1)});
    }
    if (!m_skips.empty()) {
        facts.figures.push_back({tr("Skip rate"), formatPercent(m_skips[item.value] / events, 1)});
    }
}

std::optional<SimilarEntity> SimilarIndex::busiest(SimilarKind kind) const {
    const auto& events = counts(kind).events;
    if (events.empty()) {
        return std::nullopt;
    }
    const auto best = std::max_element(events.begin(), events.end());
    return SimilarEntity{kind, static_cast<std::uint32_t>(best - events.begin())};
}

std::optional<SimilarEntity> SimilarIndex::find(SimilarKind kind, const QString& wanted) const {
    const IdMap& ids = kind == SimilarKind::Items ? m_dataset->items() : m_dataset->users();
    const auto row = ids.find(wanted.toStdString());
    return row ? std::optional(SimilarEntity{kind, *row}) : std::nullopt;
}

std::vector<SimilarEntity> SimilarIndex::search(SimilarKind kind, const QString& text, std::size_t limit,
                                                const ExecutionContext& context) const {
    struct Hit {
        bool begins;
        std::uint32_t events;
        std::uint32_t row;
    };
    std::vector<Hit> hits;
    const auto& events = counts(kind).events;
    for (std::uint32_t row = 0; row < events.size(); ++row) {
        if (row % 4096 == 0 && context.stopRequested()) {
            return {};
        }
        const SimilarEntity entity{kind, row};
        const QString name = title(entity);
        const QString key = id(entity);
        if (name.contains(text, Qt::CaseInsensitive) || key.contains(text, Qt::CaseInsensitive)) {
            const bool begins =
                name.startsWith(text, Qt::CaseInsensitive) || key.startsWith(text, Qt::CaseInsensitive);
            hits.push_back({begins, events[row], row});
        }
    }
    std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
        return a.begins != b.begins ? a.begins : a.events > b.events;
    });
    std::vector<SimilarEntity> found;
    for (std::size_t place = 0; place < hits.size() && place < limit; ++place) {
        found.push_back({kind, hits[place].row});
    }
    return found;
}

} // namespace tastescope
