// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/held_out_column.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Explore", text);
}

std::vector<RankedRow> rowsOf(const Catalogue& catalogue, const std::vector<HeldOutPlace>& list) {
    std::vector<ListPlace> places;
    std::vector<bool> hits;
    for (std::size_t place = 0; place < list.size(); ++place) {
        if (const auto item = catalogue.itemOf(toQString(list[place].item))) {
            places.push_back({{*item, list[place].score}, place + 1, 0});
            hits.push_back(list[place].hit);
        }
    }
    std::vector<RankedRow> rows = rankedItems(catalogue, places, false);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        rows[row].hit = hits[row];
    }
    return rows;
}

} // namespace

std::size_t HeldOutColumn::hits() const {
    return static_cast<std::size_t>(std::count_if(
        rows.begin(), rows.end(), [](const RankedRow& row) { return row.hit.value_or(false); }));
}

HeldOutColumn heldOutColumn(const Catalogue& catalogue, const HeldOutNumbers& numbers,
                            const StoredModel& model, const QString& user, std::size_t length,
                            const QString& data) {
    HeldOutColumn column;
    column.model = model.id;
    column.protocol = toQString(numbers.protocol());
    if (!numbers.knows(model)) {
        return column;
    }
    HeldOutPerson person = numbers.of(model, user.toStdString());
    column.stale = !data.isEmpty() && toQString(numbers.dataFingerprint()) != data;
    column.ndcg = person.ndcg;
    column.heldOut = person.heldOutCount;
    column.found = person.hits();
    column.state = !person.judged     ? HeldOutColumn::State::NothingHeldOut
                   : !person.listKept ? HeldOutColumn::State::NoList
                                      : HeldOutColumn::State::List;
    person.list.resize(std::min(person.list.size(), length));
    column.places = person.list.size();
    column.rows = rowsOf(catalogue, person.list);
    return column;
}

QString hitsText(const HeldOutColumn& column) {
    return column.state == HeldOutColumn::State::List
               ? say("%1 of %2").arg(formatCount(column.hits()), formatCount(column.places))
               : QString();
}

QString numberText(const HeldOutColumn& column, const QString& userNoun) {
    return column.state == HeldOutColumn::State::NotMeasured || std::isnan(column.ndcg)
               ? QString()
               : say("NDCG@10 for this %1 %2").arg(userNoun, formatMetric(column.ndcg));
}

QString detailText(const HeldOutColumn& column, const QString& userNoun, const QString& itemNouns) {
    QStringList sentences;
    switch (column.state) {
    case HeldOutColumn::State::NotMeasured:
        return column.outside ? say("Nothing was held out yet.")
                              : say("Not measured with a held-out part yet.");
    case HeldOutColumn::State::NothingHeldOut:
        sentences << say("Nothing of this %1 was held out, so there is no number.").arg(userNoun);
        break;
    case HeldOutColumn::State::NotInFile:
        return say("The file has no list for this %1, so there is no number.").arg(userNoun);
    case HeldOutColumn::State::NoList:
        sentences << say("Measured by several runs, or by an older version: its lists are not kept.");
        break;
    case HeldOutColumn::State::List:
        sentences << say("%1 of the %2 held-out %3 of this %4 are among the first %5 places.")
                         .arg(formatCount(column.hits()), formatCount(column.heldOut), itemNouns, userNoun,
                              formatCount(column.places));
        break;
    }
    if (!std::isnan(column.ndcg)) {
        sentences << say("NDCG@10 %1.").arg(formatMetric(column.ndcg));
    }
    sentences
        << (column.outside
                ? say("Protocol: %1; whether these lists were made without that part, the file does not say.")
                : say("Protocol: %1; the model was trained once more without that part."))
               .arg(column.protocol);
    if (column.stale) {
        sentences << say("The data changed since.");
    }
    return sentences.join(u' ');
}

QString rowSentence(const HeldOutColumn& column, const RankedRow& row, const QString& modelName,
                    const QString& userNoun) {
    const QString what =
        column.outside ? row.hit.value_or(false)
                             ? say("A hit: it was held out of the history of this %1, and %2 has it.")
                             : say("Not a hit: it is not in the held-out part of this %1, where %2 put it.")
        : row.hit.value_or(false)
            ? say("A hit: it was held out of the history of this %1, and %2 found it without.")
            : say("Not a hit: it is not in the held-out part of this %1, where %2 put it "
                  "without that part.");
    return what.arg(userNoun, modelName) + u' ' + say("Protocol: %1.").arg(column.protocol);
}

} // namespace tastescope
