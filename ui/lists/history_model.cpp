// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lists/history_model.h"

#include "ui/text/format.h"

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
                                               {QStringLiteral("purchase"), QStringLiteral("file")}};
    return icons.value(signal.toLower(), QStringLiteral("check"));
}

void HistoryModel::setRows(std::vector<HistoryRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int HistoryModel::rowOf(ItemIndex item) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [item](const HistoryRow& row) { return row.item == item; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString HistoryModel::secondLine(const HistoryRow& row) {
    switch (row.state) {
    case PastState::Added:
        return tr("added as %1 %2").arg(capitalised(row.signal), formatSigned(row.weight));
    case PastState::Removed:
        return tr("removed, events ignored");
    case PastState::Kept:
        break;
    }
    return row.creator.isEmpty() ? row.category : row.creator;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const HistoryRow& row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::ToolTipRole: {
        QStringList lines{row.title};
        if (!row.creator.isEmpty() || !row.category.isEmpty()) {
            lines << QStringList{row.creator, row.category}
                         .filter(QRegularExpression(QStringLiteral(".")))
                         .join(QStringLiteral(" · "));
        }
        lines << capitalised(row.signal) + QLatin1Char(' ') + formatSigned(row.weight);
        if (row.time != noTime) {
            lines << formatDateTime(row.time);
        }
        return Qt::convertFromPlainText(lines.join(u'\n'));
    }
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3 %4").arg(row.title, secondLine(row), row.signal, formatSigned(row.weight));
    case ItemRole:
        return row.item.value;
    case WeightRole:
        return row.weight;
    case TimeRole:
        return qlonglong(row.time);
    case StateRole:
        return static_cast<int>(row.state);
    default:
        return {};
    }
}

QString HistoryModel::asText(const QModelIndexList& selected) const {
    QStringList lines{
        QStringList{tr("Title"), tr("By"), tr("Signal"), tr("Weight"), tr("Time"), tr("State")}.join(u'\t')};
    const auto add = [&](const HistoryRow& row) {
        const QString state = row.state == PastState::Added     ? tr("added")
                              : row.state == PastState::Removed ? tr("removed")
                                                                : QString();
        QStringList cells{row.title,
                          row.creator,
                          row.signal,
                          QString::number(row.weight, 'g', 9),
                          row.time == noTime ? QString() : formatDateTime(row.time),
                          state};
        for (QString& cell : cells) {
            cell.replace(u'\t', u' ').replace(u'\n', u' ');
        }
        lines << cells.join(u'\t');
    };
    if (selected.isEmpty()) {
        std::for_each(m_rows.begin(), m_rows.end(), add);
    }
    for (const QModelIndex& index : selected) {
        add(at(index.row()));
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace tastescope
