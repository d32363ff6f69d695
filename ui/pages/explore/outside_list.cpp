// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/outside_list.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <string>

namespace tastescope {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Explore", text);
}

std::span<const OutsideEntry> firstOf(const OutsideTable& table, UserIndex user, std::size_t k) {
    const std::span<const OutsideEntry> all = table.of(user);
    const auto end = std::ranges::find_if(all, [k](const OutsideEntry& one) { return one.place > k; });
    return all.first(static_cast<std::size_t>(end - all.begin()));
}

/// All places; those of what the data does not know hold nothing.
std::vector<std::string> idsOf(const Catalogue& catalogue, const OutsideTable& table, UserIndex user) {
    std::vector<std::string> ids(table.placesOf(user));
    for (const OutsideEntry& entry : table.of(user)) {
        ids[entry.place - 1] = catalogue.itemId(entry.item).toStdString();
    }
    return ids;
}

} // namespace

std::vector<RankedRow> outsideRows(const Catalogue& catalogue, const OutsideTable& table, UserIndex user,
                                   std::size_t k, bool edited) {
    const std::span<const OutsideEntry> entries = firstOf(table, user, k);
    std::vector<ListPlace> places;
    for (const OutsideEntry& entry : entries) {
        places.push_back({{entry.item, static_cast<float>(entry.score)}, entry.place, entry.place});
    }
    std::vector<RankedRow> rows = rankedItems(catalogue, places, edited);
    for (std::size_t at = 0; at < rows.size(); ++at) {
        if (entries[at].seen) {
            rows[at].emphasis = Emphasis::Quiet;
            rows[at].remark = say("in the history");
        }
    }
    return rows;
}

HeldOutColumn outsideHeldOut(const Catalogue& catalogue, const HeldOutNumbers& numbers, qint64 column,
                             const OutsideTable& table, UserIndex user, std::size_t k, const QString& data) {
    HeldOutColumn out;
    out.model = column;
    out.outside = true;
    out.protocol = toQString(numbers.protocol());
    if (numbers.empty()) {
        return out;
    }
    if (table.placesOf(user) == 0) {
        out.state = HeldOutColumn::State::NotInFile; // not a list without a hit
        return out;
    }
    const HeldOutPerson person =
        numbers.judge(idsOf(catalogue, table, user), catalogue.userId(user).toStdString());
    out.stale = !data.isEmpty() && toQString(numbers.dataFingerprint()) != data;
    out.heldOut = person.heldOutCount;
    if (!person.judged || !person.listKept) {
        out.state = person.judged ? HeldOutColumn::State::NoList : HeldOutColumn::State::NothingHeldOut;
        return out;
    }
    out.state = HeldOutColumn::State::List;
    out.ndcg = person.ndcg;
    out.found = person.hits();
    out.places = std::min(table.placesOf(user), k);
    out.rows = outsideRows(catalogue, table, user, k, false);
    for (RankedRow& row : out.rows) {
        row.hit = person.list[row.rank - 1].hit;
        row.emphasis = *row.hit ? Emphasis::Strong : row.emphasis; // held out of that very history
    }
    return out;
}

QString outsideEmpty(const OutsideTable& table, UserIndex user, const QString& userNoun,
                     const QString& itemNouns) {
    if (!table.of(user).empty()) {
        return {};
    }
    const std::size_t places = table.placesOf(user);
    return places == 0 ? say("This file has no list for this %1.").arg(userNoun)
                       : say("The list of this %1 has %2 places, and the data knows none of its %3.")
                             .arg(userNoun, formatCount(places), itemNouns);
}

QString outsideSentence(const OutsideTable& table, UserIndex user, ItemIndex item, const QString& itemNoun,
                        const QString& userNoun) {
    const std::span<const OutsideEntry> all = table.of(user);
    const auto entry = std::ranges::find(all, item, &OutsideEntry::item);
    if (entry == all.end()) {
        return say("It is not in the list of this %1.").arg(userNoun);
    }
    QString sentence = say("The file has it at %1 of %2 and gives no reason: how its lists were made is not "
                           "known here.")
                           .arg(formatCount(entry->place), formatCount(table.placesOf(user)));
    if (entry->seen) {
        sentence += u' ' + say("This %1 has had this %2: it is in the history.").arg(userNoun, itemNoun);
    }
    return sentence;
}

} // namespace tastescope
