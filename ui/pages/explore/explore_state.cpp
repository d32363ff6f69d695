// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/explore_state.h"

#include "storage/use_cases/lists.h"
#include "storage/use_cases/newcomers/fallback_order.h"
#include "ui/pages/explore/outside_list.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace tastescope {

namespace {

constexpr double daysPerMonth = 30.44;

QString say(const char* text) {
    return QCoreApplication::translate("Explore", text);
}

HistoryRow pastRow(const Catalogue& catalogue, const HistoryEntry& entry) {
    HistoryRow row;
    row.item = entry.item;
    row.title = catalogue.title(entry.item);
    row.creator = catalogue.creator(entry.item);
    row.category = catalogue.category(entry.item);
    row.slot = catalogue.slot(entry.item);
    row.weight = static_cast<double>(entry.weight);
    row.rating = static_cast<double>(entry.rating);
    row.time = entry.time;
    return row;
}

/// The signal of a pair that says most in the direction of the pair's weight: a song heard often and skipped
/// once is no skip. Of equal ones the earliest.
std::unordered_map<std::uint32_t, SignalIndex> strongestSignals(const Dataset& dataset, UserIndex user,
                                                                const History& history) {
    std::unordered_map<std::uint32_t, SignalIndex> strongest;
    std::unordered_set<std::uint32_t> disliked;
    for (const HistoryEntry& entry : history) {
        if (entry.weight < 0) {
            disliked.insert(entry.item.value);
        }
    }
    const Interactions& events = dataset.events();
    const std::vector<SignalType>& kinds = dataset.signals();
    for (std::size_t row = events.firstOf(user); row < events.lastOf(user); ++row) {
        const SignalIndex signal = events.signal(row);
        const auto [found, isNew] = strongest.try_emplace(events.item(row).value, signal);
        if (!isNew && signal < kinds.size() && found->second < kinds.size() &&
            (kinds[signal].weight - kinds[found->second].weight) *
                    (disliked.contains(found->first) ? -1 : 1) >
                0) {
            found->second = signal;
        }
    }
    return strongest;
}

std::vector<TasteShare> tasteOf(const Catalogue& catalogue, const History& history) {
    std::map<int, std::size_t> counts;
    std::size_t positive = 0;
    for (const HistoryEntry& entry : history) {
        if (entry.weight > 0) {
            ++positive;
            ++counts[catalogue.slot(entry.item)];
        }
    }
    std::vector<TasteShare> taste;
    for (const auto& [slot, count] : counts) {
        if (slot >= 0) {
            taste.push_back(
                {slot, catalogue.slotName(slot), static_cast<double>(count) / static_cast<double>(positive)});
        }
    }
    std::stable_sort(taste.begin(), taste.end(),
                     [](const TasteShare& a, const TasteShare& b) { return a.share > b.share; });
    std::vector<double> shares;
    for (const TasteShare& share : taste) {
        shares.push_back(share.share);
    }
    if (const auto none = counts.find(-1); none != counts.end()) { // without a category: a part nobody sees
        shares.push_back(static_cast<double>(none->second) / static_cast<double>(positive));
    }
    const std::vector<int> percents = wholePercents(shares);
    for (std::size_t place = 0; place < taste.size(); ++place) {
        taste[place].percent = percents[place];
    }
    return taste;
}

} // namespace

std::vector<int> wholePercents(const std::vector<double>& shares) {
    constexpr double slack = 1e-9; // 0.29 * 100 is a little less than 29
    std::vector<int> percents;
    std::vector<std::size_t> order;
    double sum = 0;
    int given = 0;
    for (const double share : shares) {
        order.push_back(percents.size());
        percents.push_back(static_cast<int>(std::floor(share * 100 + slack)));
        given += percents.back();
        sum += share;
    }
    const auto remainder = [&](std::size_t place) { return shares[place] * 100 - percents[place]; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return remainder(a) > remainder(b) + slack; // what differs by rounding alone is equal
    });
    const int missing =
        std::min(static_cast<int>(std::lround(sum * 100)) - given, static_cast<int>(order.size()));
    for (int place = 0; place < missing; ++place) {
        ++percents[order[static_cast<std::size_t>(place)]];
    }
    return percents;
}

Person describePerson(const Catalogue& catalogue, UserIndex user) {
    const Dataset& dataset = catalogue.dataset();
    const Interactions& events = dataset.events();
    Person person;
    person.user = user;
    person.id = catalogue.userId(user);
    person.label = catalogue.userLabel(user);
    person.history = dataset.historyOf(user);
    person.events = events.lastOf(user) - events.firstOf(user);
    person.taste = tasteOf(catalogue, person.history);
    const auto signals = strongestSignals(dataset, user, person.history);
    Time first = noTime;
    Time last = noTime;
    for (std::size_t row = events.firstOf(user); row < events.lastOf(user); ++row) {
        if (const Time time = events.time(row); time != noTime) {
            first = first == noTime ? time : std::min(first, time);
            last = std::max(last, time);
        }
    }
    if (first != noTime) {
        person.days = (static_cast<double>(last) - static_cast<double>(first)) /
                      static_cast<double>(millisecondsPerDay);
    }
    for (const HistoryEntry& entry : person.history) {
        HistoryRow row = pastRow(catalogue, entry);
        if (const auto found = signals.find(entry.item.value);
            found != signals.end() && found->second < dataset.signals().size()) {
            row.signal = toQString(dataset.signals()[found->second].name);
        }
        person.past.push_back(std::move(row));
    }
    std::stable_sort(person.past.begin(), person.past.end(),
                     [](const HistoryRow& a, const HistoryRow& b) { return a.time > b.time; });
    return person;
}

QString spanText(double days) {
    if (days < 0) {
        return {};
    }
    const auto months = static_cast<qulonglong>(std::lround(days / daysPerMonth));
    if (months >= 2) {
        return say("%1 months").arg(formatCount(months));
    }
    const auto whole = static_cast<qulonglong>(std::ceil(days));
    return whole <= 1 ? say("one day") : say("%1 days").arg(formatCount(whole));
}

AddedSignal signalForAdding(const Catalogue& catalogue) {
    const Dataset& dataset = catalogue.dataset();
    const std::vector<SignalType>& kinds = dataset.signals();
    const SignalType* chosen = nullptr;
    // "Like" says what adding by hand means; else the weakest explicit word, else the strongest implicit one.
    const auto better = [&chosen](const SignalType& kind) {
        if (!chosen || kind.name == "like" || chosen->name == "like") {
            return !chosen || kind.name == "like";
        }
        if (kind.kind != chosen->kind) {
            return kind.kind == SignalKind::Explicit;
        }
        return kind.kind == SignalKind::Explicit ? kind.weight < chosen->weight
                                                 : kind.weight > chosen->weight;
    };
    for (const SignalType& kind : kinds) {
        if (kind.weight > 0 && better(kind)) {
            chosen = &kind;
        }
    }
    if (!chosen) {
        return {say("event"), 1.0F};
    }
    AddedSignal added{toQString(chosen->name), static_cast<float>(chosen->weight)};
    const auto signal = static_cast<SignalIndex>(chosen - kinds.data());
    if (chosen->useValue) {
        added.weight *= catalogue.largestValue(signal);
    }
    if (chosen->kind == SignalKind::Explicit && catalogue.hasValues(signal)) {
        added.rating = catalogue.largestValue(signal);
    }
    if (dataset.parts().matrix.binary) {
        added.weight = 1;
    }
    return added;
}

std::vector<HistoryRow> editedPast(const Catalogue& catalogue, const Person& person,
                                   const HistoryEdit& edit) {
    std::vector<HistoryRow> rows;
    const QString signal = signalForAdding(catalogue).signal;
    std::unordered_set<std::uint32_t> added;
    for (auto entry = edit.added.rbegin(); entry != edit.added.rend(); ++entry) {
        HistoryRow row = pastRow(catalogue, *entry);
        row.signal = signal;
        row.state = PastState::Added;
        rows.push_back(std::move(row));
        added.insert(entry->item.value);
    }
    std::unordered_set<std::uint32_t> removed;
    for (const ItemIndex item : edit.removed) {
        removed.insert(item.value);
    }
    for (const HistoryRow& past : person.past) {
        if (!added.contains(past.item.value)) {
            rows.push_back(past);
            rows.back().state = removed.contains(past.item.value) ? PastState::Removed : PastState::Kept;
        }
    }
    return rows;
}

namespace {

ModelList ruledList(const Catalogue& catalogue, const ExploreModel& asked,
                    const Result<std::vector<ListPlace>>& places, bool edited) {
    return places ? ModelList{asked.id, rankedItems(catalogue, *places, edited)}
                  : ModelList{asked.id, {}, formatError(places.error())};
}

ModelList listOfModel(const Catalogue& catalogue, qint64 id, const std::vector<ListPlace>& places,
                      std::span<const ItemIndex> had, bool edited) {
    ModelList list{id, rankedItems(catalogue, places, edited)};
    std::vector<ScoredItem> entries;
    for (const ListPlace& place : places) {
        entries.push_back(place.item);
    }
    const std::vector<PlaceStanding> standings = catalogue.standings().of(had, entries);
    for (std::size_t at = 0; at < standings.size(); ++at) {
        list.rows[at].standing = standings[at];
    }
    return list;
}

/// Says what stands in for a list. Long histories are known for what they are without looking at everybody's
/// groups.
void nameInstead(const Catalogue& catalogue, const ExploreModel& asked, const History& history,
                 Lists& lists) {
    const auto likes =
        std::ranges::count_if(history, [](const HistoryEntry& entry) { return entry.weight > 0; });
    if (!asked.algorithm || static_cast<std::size_t>(likes) >= likesToPersonalise) {
        return;
    }
    const auto order = knownFallbackOrder(catalogue.dataset());
    const FallbackRule rule(catalogue.sharedDataset(), *asked.algorithm, order.value_or(FallbackOrder()));
    const ListSource source = rule.sourceOf(history, asked.user);
    if (source != ListSource::Model) {
        ModelList& list = lists.columns.back();
        list.instead = source;
        list.order = order ? toQString(fallbackOrderWords(*order))
                           : QCoreApplication::translate(
                                 "ExploreState", "The usual order; what serves a newcomer best in this data "
                                                 "is not measured yet.");
        lists.orderAwaited = lists.orderAwaited || !order;
    }
}

} // namespace

Result<Lists> computeLists(const Catalogue& catalogue, const std::vector<ExploreModel>& models,
                           const History& history, const HistoryEdit& edit, std::size_t k,
                           const ExecutionContext& context) {
    Lists lists;
    lists.edited = !edit.empty();
    const History now = applyEdit(history, edit);
    const std::vector<ItemIndex> had = hadItems(now);
    for (const ExploreModel& asked : models) {
        if (asked.outside) {
            const UserIndex user = asked.user.value_or(UserIndex(catalogue.dataset().userCount()));
            const Nouns& nouns = catalogue.dataset().nouns();
            lists.columns.push_back(
                {asked.id, outsideRows(catalogue, *asked.outside, user, k, lists.edited),
                 outsideEmpty(*asked.outside, user, toQString(nouns.user), toQString(nouns.items))});
            continue;
        }
        if (asked.ruled) {
            const auto places = ruledPlaces(*asked.ruled, history, edit, k, context);
            if (!places && places.error().code == ErrorCode::Cancelled) {
                return places.error();
            }
            lists.columns.push_back(ruledList(catalogue, asked, places, lists.edited));
            continue;
        }
        TRY_ASSIGN(const auto places, whatIf(*asked.model, history, edit, k, context));
        lists.columns.push_back(listOfModel(catalogue, asked.id, places, had, lists.edited));
        nameInstead(catalogue, asked, now, lists);
    }
    return lists;
}

std::vector<std::size_t> agreement(const std::vector<ModelList>& columns) {
    std::unordered_map<std::uint32_t, std::size_t> found;
    for (const ModelList& column : columns) {
        for (const RankedRow& row : column.rows) {
            ++found[row.index];
        }
    }
    std::vector<std::size_t> exactly(columns.size(), 0);
    for (const auto& [item, lists] : found) {
        ++exactly[lists - 1];
    }
    return exactly;
}

ChangedPlaces changedPlaces(const std::vector<ModelList>& columns) {
    ChangedPlaces result;
    for (const ModelList& column : columns) {
        for (const RankedRow& row : column.rows) {
            ++result.places;
            result.changed += row.was != row.rank;
        }
    }
    return result;
}

} // namespace tastescope
