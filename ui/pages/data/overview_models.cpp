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

} // namespace

void CategoryModel::setShares(const std::vector<Share>& shares, const Share& others,
                              const QString& itemNoun) {
    beginResetModel();
    m_itemNoun = itemNoun;
    m_hasOther = shares.size() > maxRows;
    m_shares.assign(shares.begin(),
                    shares.begin() + static_cast<std::ptrdiff_t>(m_hasOther ? maxRows - 1 : shares.size()));
    if (m_hasOther) {
        m_shares.push_back(others);
        m_shares.back().name = tr("Other").toStdString();
    }
    endResetModel();
}

int CategoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shares.size());
}

QVariant CategoryModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Share& share = m_shares[static_cast<std::size_t>(index.row())];
    const double points = 100 * (share.eventShare - share.itemShare);
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == 0) {
            return toQString(share.name);
        }
        if (index.column() == 1) {
            return sharesText(share);
        }
        return std::abs(points) < 0.5
                   ? QStringLiteral("0")
                   : (points > 0 ? u'+' : QChar(0x2212)) + QString::number(std::abs(points), 'f', 0);
    case Qt::ToolTipRole:
        return toQString(share.name) + QStringLiteral(": ") + sharesText(share);
    case SortRole:
        return index.column() == 0 ? QVariant(toQString(share.name))
                                   : QVariant(index.column() == 1 ? share.eventShare : points);
    case ItemShareRole:
        return share.itemShare;
    case EventShareRole:
        return share.eventShare;
    case SlotRole:
        return m_hasOther && index.row() == static_cast<int>(maxRows) - 1 ? 7 : std::min(index.row(), 7);
    default:
        return {};
    }
}

QString CategoryModel::sharesText(const Share& share) const {
    return tr("%1 of %2, %3 of events")
        .arg(formatPercent(share.itemShare, 1), m_itemNoun, formatPercent(share.eventShare, 1));
}

QVariant CategoryModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == 0 ? tr("Category") : section == 1 ? tr("Shares") : tr("Difference, points");
}

void SignalModel::setSignals(const std::vector<SignalType>& types, const std::vector<SignalCount>& counts) {
    beginResetModel();
    m_rows.clear();
    double all = 0;
    double most = 1;
    for (const SignalCount& count : counts) {
        all += static_cast<double>(count.events);
        most = std::max(most, static_cast<double>(count.events));
    }
    for (const SignalCount& count : counts) {
        if (count.signal < types.size() && count.events > 0) {
            const double events = static_cast<double>(count.events);
            m_rows.push_back({types[count.signal], count.events, events / all, events / most});
        }
    }
    std::stable_sort(m_rows.begin(), m_rows.end(),
                     [](const Row& a, const Row& b) { return a.events > b.events; });
    endResetModel();
}

int SignalModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SignalModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return capitalised(toQString(row.type.name));
    case Qt::AccessibleTextRole:
        return tr("%1: %2 events, %3, weight %4")
            .arg(toQString(row.type.name), formatCount(row.events), formatPercent(row.share),
                 weightText(row.type));
    case SortRole:
        return QVariant::fromValue<qulonglong>(row.events);
    case IconRole:
        return signalIcon(toQString(row.type.name));
    case FillRole:
        return row.fill;
    case NegativeRole:
        return row.type.weight < 0;
    case CountRole:
        return QStringList{formatPercent(row.share), formatCount(row.events),
                           tr("weight %1").arg(weightText(row.type))};
    default:
        return {};
    }
}

void QualityModel::setFindings(std::vector<QualityFinding> findings) {
    beginResetModel();
    m_findings = std::move(findings);
    endResetModel();
}

int QualityModel::openCount() const {
    return static_cast<int>(
        std::count_if(m_findings.begin(), m_findings.end(),
                      [](const QualityFinding& finding) { return finding.status != ReadinessStatus::Ok; }));
}

int QualityModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_findings.size());
}

QVariant QualityModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const QualityFinding& found = finding(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return toQString(found.title);
    case DetailRole:
        return toQString(found.detail);
    case Qt::AccessibleTextRole:
        return toQString(found.title + ". " + found.detail);
    case StatusRole:
        return static_cast<int>(found.status);
    default:
        return {};
    }
}

} // namespace tastescope
