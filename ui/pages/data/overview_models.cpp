// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/overview_lists.h"

#include "ui/lists/history_model.h"
#include "ui/text/format.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

QString weightText(const SignalType& type) {
    return QString::number(type.weight).replace(u'-', QChar(0x2212));
}

double points(const CategoryRow& row) {
    return 100 * (row.share.eventShare - row.share.itemShare);
}

QString pointsText(const CategoryRow& row) {
    const double by = points(row);
    return std::abs(by) < 0.5 ? QStringLiteral("0")
                              : (by > 0 ? u'+' : QChar(0x2212)) + QString::number(std::abs(by), 'f', 0);
}

QString nameOf(const CategoryRow& row) {
    return toQString(row.share.name);
}

} // namespace

CategoryModel::CategoryModel(QObject* parent)
    : ColumnTable(
          {{tr("Category"), nameOf},
           {tr("Shares"), &CategoryRow::words, [](const CategoryRow& row) { return row.share.eventShare; }},
           {tr("Difference, points"), pointsText, points}},
          {{Qt::ToolTipRole,
            [](const CategoryRow& row) { return nameOf(row) + QStringLiteral(": ") + row.words; }},
           {ItemShareRole, [](const CategoryRow& row) { return row.share.itemShare; }},
           {EventShareRole, [](const CategoryRow& row) { return row.share.eventShare; }},
           {SlotRole, [](const CategoryRow& row) { return row.slot; }}},
          parent) {}

void CategoryModel::setShares(std::vector<Share> shares, const Share& others, const QString& itemNoun) {
    if (shares.size() > maxRows) {
        shares.resize(maxRows - 1);
        shares.push_back(others);
        shares.back().name = tr("Other").toStdString();
    }
    std::vector<CategoryRow> rows;
    for (const Share& share : shares) {
        rows.push_back(
            {share,
             tr("%1 of %2, %3 of events")
                 .arg(formatPercent(share.itemShare, 1), itemNoun, formatPercent(share.eventShare, 1)),
             static_cast<int>(rows.size())});
    }
    setRows(std::move(rows));
}

SignalModel::SignalModel(QObject* parent)
    : ColumnTable({{{},
                    [](const SignalRow& row) { return capitalised(toQString(row.type.name)); },
                    [](const SignalRow& row) { return qulonglong(row.events); }}},
                  {{Qt::AccessibleTextRole,
                    [](const SignalRow& row) {
                        return tr("%1: %2 events, %3, weight %4")
                            .arg(toQString(row.type.name), formatCount(row.events), formatPercent(row.share),
                                 weightText(row.type));
                    }},
                   {IconRole, [](const SignalRow& row) { return signalIcon(toQString(row.type.name)); }},
                   {FillRole, [](const SignalRow& row) { return row.fill; }},
                   {NegativeRole, [](const SignalRow& row) { return row.type.weight < 0; }},
                   {CountRole,
                    [](const SignalRow& row) {
                        return QStringList{formatPercent(row.share), formatCount(row.events),
                                           tr("weight %1").arg(weightText(row.type))};
                    }}},
                  parent) {}

void SignalModel::setSignals(const std::vector<SignalType>& types, const std::vector<SignalCount>& counts) {
    double all = 0;
    double most = 1;
    for (const SignalCount& count : counts) {
        all += static_cast<double>(count.events);
        most = std::max(most, static_cast<double>(count.events));
    }
    std::vector<SignalRow> rows;
    for (const SignalCount& count : counts) {
        if (count.signal < types.size() && count.events > 0) {
            const double events = static_cast<double>(count.events);
            rows.push_back({types[count.signal], count.events, events / all, events / most});
        }
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const SignalRow& a, const SignalRow& b) { return a.events > b.events; });
    setRows(std::move(rows));
}

QualityModel::QualityModel(QObject* parent)
    : ColumnTable({{{}, [](const QualityFinding& found) { return toQString(found.title); }}},
                  {{DetailRole, [](const QualityFinding& found) { return toQString(found.detail); }},
                   {Qt::AccessibleTextRole,
                    [](const QualityFinding& found) { return toQString(found.title + ". " + found.detail); }},
                   {StatusRole, [](const QualityFinding& found) { return static_cast<int>(found.status); }}},
                  parent) {}

int QualityModel::openCount() const {
    return static_cast<int>(std::count_if(rows().begin(), rows().end(), [](const QualityFinding& finding) {
        return finding.status != ReadinessStatus::Ok;
    }));
}

} // namespace tastescope
