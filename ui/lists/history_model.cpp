// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lists/history_model.h"

#include "ui/text/format.h"
#include "ui/text/sheet_text.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace tastescope {

QString signalIcon(const QString& signal) {
    static const QHash<QString, QString> icons{{QStringLiteral("listen"), QStringLiteral("listen")},
                                               {QStringLiteral("play"), QStringLiteral("play")},
                                               {QStringLiteral("like"), QStringLiteral("like")},
                                               {QStringLiteral("save"), QStringLiteral("save")},
                                               {QStringLiteral("share"), QStringLiteral("share")},
                                               {QStringLiteral("skip"), QStringLiteral("skip")},
                                               {QStringLiteral("view"), QStringLiteral("pointer")},
                                               {QStringLiteral("click"), QStringLiteral("pointer")},
                                               {QStringLiteral("dislike"), QStringLiteral("remove")},
                                               {QStringLiteral("watch"), QStringLiteral("play")},
                                               {QStringLiteral("transaction"), QStringLiteral("file")},
                                               {QStringLiteral("purchase"), QStringLiteral("file")},
                                               {QStringLiteral("rating"), QStringLiteral("star")},
                                               {QStringLiteral("rate"), QStringLiteral("star")},
                                               {QStringLiteral("review"), QStringLiteral("star")}};
    return icons.value(signal.toLower(), QStringLiteral("check"));
}

QString amountText(const HistoryRow& row) {
    if (std::isnan(row.rating)) {
        return formatSigned(row.weight);
    }
    // Half stars and marks out of a hundred alike: no more digits than were given.
    return QChar(0x2605) + QStringLiteral(" %1").arg(QString::number(row.rating, 'g', 4));
}

namespace {

QString tooltip(const HistoryRow& row) {
    QStringList lines{row.title};
    if (!row.creator.isEmpty() || !row.category.isEmpty()) {
        lines << QStringList{row.creator, row.category}
                     .filter(QRegularExpression(QStringLiteral(".")))
                     .join(QStringLiteral(" · "));
    }
    lines << capitalised(row.signal) + QLatin1Char(' ') + amountText(row);
    if (row.time != noTime) {
        lines << formatDateTime(row.time);
    }
    return lines.join(u'\n');
}

} // namespace

HistoryModel::HistoryModel(QObject* parent)
    : ColumnTable(
          {{{}, &HistoryRow::title}},
          {{Qt::ToolTipRole, tooltip},
           {Qt::AccessibleTextRole,
            [](const HistoryRow& row) {
                return tr("%1, %2, %3 %4").arg(row.title, secondLine(row), row.signal, amountText(row));
            }},
           {ItemRole, [](const HistoryRow& row) { return row.item.value; }},
           {WeightRole, [](const HistoryRow& row) { return row.weight; }},
           {TimeRole, [](const HistoryRow& row) { return qlonglong(row.time); }},
           {StateRole, [](const HistoryRow& row) { return static_cast<int>(row.state); }}},
          parent) {}

int HistoryModel::rowOf(ItemIndex item) const {
    return find([item](const HistoryRow& row) { return row.item == item; });
}

QString HistoryModel::secondLine(const HistoryRow& row) {
    switch (row.state) {
    case PastState::Added:
        return tr("added as %1 %2").arg(capitalised(row.signal), amountText(row));
    case PastState::Removed:
        return tr("removed, events ignored");
    case PastState::Kept:
        break;
    }
    return row.creator.isEmpty() ? row.category : row.creator;
}

QString HistoryModel::asText(const QModelIndexList& selected) const {
    QStringList lines{sheetLine(
        {tr("Title"), tr("By"), tr("Signal"), tr("Weight"), tr("Rating"), tr("Time"), tr("State")})};
    const auto add = [&](const HistoryRow& row) {
        const QString state = row.state == PastState::Added     ? tr("added")
                              : row.state == PastState::Removed ? tr("removed")
                                                                : QString();
        lines << sheetLine({row.title, row.creator, row.signal, QString::number(row.weight, 'g', 9),
                            std::isnan(row.rating) ? QString() : QString::number(row.rating, 'g', 9),
                            row.time == noTime ? QString() : formatDateTime(row.time), state});
    };
    if (selected.isEmpty()) {
        std::for_each(rows().begin(), rows().end(), add);
    }
    for (const QModelIndex& index : selected) {
        add(at(index.row()));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace tastescope
