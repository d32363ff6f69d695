// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lists/ranked_list_model.h"

#include "ui/text/format.h"
#include "ui/text/sheet_text.h"

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

void setShares(std::vector<RankedRow>& rows) {
    double top = 0;
    for (const RankedRow& row : rows) {
        top = std::max(top, row.score);
    }
    for (RankedRow& row : rows) {
        row.share = top > 0 ? std::clamp(row.score / top, 0.0, 1.0) : 0.0;
    }
}

RankedRow itemRow(const Catalogue& catalogue, const ScoredItem& scored, std::size_t rank) {
    RankedRow row;
    row.index = scored.item.value;
    row.title = catalogue.title(scored.item);
    row.subtitle = catalogue.creator(scored.item);
    row.category = catalogue.category(scored.item);
    row.slot = catalogue.slot(scored.item);
    if (row.subtitle.isEmpty()) {
        row.subtitle = row.category;
    }
    row.rank = rank;
    row.score = static_cast<double>(scored.score);
    return row;
}

QString percent(double share) {
    return QString::number(100 * share, 'f', 2);
}

} // namespace

std::vector<RankedRow> rankedItems(const Catalogue& catalogue, const std::vector<ListPlace>& places,
                                   bool compared) {
    std::vector<RankedRow> rows;
    rows.reserve(places.size());
    for (const ListPlace& place : places) {
        RankedRow row = itemRow(catalogue, place.item, place.rank);
        row.was = place.was;
        row.compared = compared;
        rows.push_back(std::move(row));
    }
    setShares(rows);
    return rows;
}

QString standingText(const RankedRow& row) {
    if (!row.standing) {
        return {};
    }
    const double points = 100 * row.standing->againstPopularity();
    const QString above =
        RankedListModel::tr("above %1 of the others").arg(formatPercent(row.standing->percentile, 1));
    return std::abs(points) < 0.5
               ? RankedListModel::tr("%1, as by popularity").arg(above)
               : RankedListModel::tr("%1, %2 points %3 than by popularity")
                     .arg(above, QString::number(std::abs(points), 'f', 0),
                          points > 0 ? RankedListModel::tr("more") : RankedListModel::tr("less"));
}

QString moveText(const RankedRow& row) {
    if (!row.compared) {
        return {};
    }
    if (row.was == 0) {
        return RankedListModel::tr("new");
    }
    if (row.was == row.rank) {
        return QStringLiteral("–");
    }
    return row.was > row.rank ? QStringLiteral("▲%1").arg(row.was - row.rank)
                              : QStringLiteral("▼%1").arg(row.rank - row.was);
}

void RankedListModel::setRows(std::vector<RankedRow> rows) {
    if (rows == m_rows) {
        return;
    }
    Q_EMIT rowsAboutToChange();
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int RankedListModel::rowOf(std::uint32_t index) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [index](const RankedRow& row) { return row.index == index; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int RankedListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RankedListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const RankedRow& row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::ToolTipRole: {
        const QString category = row.category.isEmpty() || row.category == row.subtitle
                                     ? QString()
                                     : QStringLiteral(" · ") + row.category;
        const QString standing = standingText(row);
        return QString(
            row.title + QLatin1Char('\n') + row.subtitle + category +
            (standing.isEmpty() ? QString() : tr("\nScore %1, %2").arg(formatScore(row.score), standing)));
    }
    case Qt::AccessibleTextRole: {
        const QString moved = moveText(row);
        return tr("%1, %2, %3, score %4").arg(row.rank).arg(row.title, row.subtitle, formatScore(row.score)) +
               (row.standing ? QStringLiteral(", ") + standingText(row) : QString()) +
               (moved.isEmpty() ? QString() : QStringLiteral(", ") + moved) +
               (row.hit.value_or(false) ? tr(", in the held-out part") : QString()) +
               (row.remark.isEmpty() ? QString() : QStringLiteral(", ") + row.remark);
    }
    case IndexRole:
        return row.index;
    case RankRole:
        return qulonglong(row.rank);
    case WasRole:
        return qulonglong(row.was);
    case ScoreRole:
        return row.score;
    default:
        return {};
    }
}

QString RankedListModel::asText(const QModelIndexList& selected) const {
    const bool judged =
        std::any_of(m_rows.begin(), m_rows.end(), [](const RankedRow& row) { return row.hit.has_value(); });
    QStringList header{tr("Rank"),
                       tr("Was"),
                       tr("Title"),
                       tr("By"),
                       tr("Score"),
                       tr("Percentile"),
                       tr("Against popularity")};
    if (judged) {
        header << tr("Held out");
    }
    QStringList lines{sheetLine(header)};
    const auto add = [&lines, judged](const RankedRow& row) {
        QStringList cells{QString::number(row.rank),
                          row.compared && row.was ? QString::number(row.was) : QString(),
                          row.title,
                          row.subtitle,
                          QString::number(row.score, 'g', 9),
                          row.standing ? percent(row.standing->percentile) : QString(),
                          row.standing ? percent(row.standing->againstPopularity()) : QString()};
        if (judged) {
            cells << (row.hit.value_or(false) ? tr("yes") : tr("no"));
        }
        lines << sheetLine(cells);
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
