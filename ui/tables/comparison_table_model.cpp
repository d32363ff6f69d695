// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/comparison_table_model.h"

#include "ui/text/format.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace tastescope {

namespace {

constexpr int columnsPerList = 3; // rank, move, score

} // namespace

void ComparisonTableModel::setLists(const std::vector<std::vector<RankedRow>>& lists,
                                    const QStringList& names, const QString& title, const QString& subtitle) {
    beginResetModel();
    m_lists = lists;
    m_names = names;
    m_title = title;
    m_subtitle = subtitle;
    m_rows.clear();
    std::unordered_map<std::uint32_t, std::size_t> known;
    for (std::size_t list = 0; list < lists.size(); ++list) {
        for (std::size_t place = 0; place < lists[list].size(); ++place) {
            const RankedRow& entry = lists[list][place];
            const auto [found, isNew] = known.try_emplace(entry.index, m_rows.size());
            if (isNew) {
                m_rows.push_back({entry, std::vector<int>(lists.size(), -1)});
            }
            m_rows[found->second].places[list] = static_cast<int>(place);
        }
    }
    endResetModel();
}

int ComparisonTableModel::rowOf(std::uint32_t index) const {
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [index](const Row& row) { return row.what.index == index; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int ComparisonTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ComparisonTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FixedColumns + columnsPerList * static_cast<int>(m_lists.size());
}

QVariant ComparisonTableModel::fixedData(const Row& row, int column, bool raw) const {
    switch (column) {
    case Title:
        return row.what.title;
    case Subtitle:
        return row.what.subtitle;
    case Category:
        return row.what.category;
    default: {
        const auto lists =
            std::count_if(row.places.begin(), row.places.end(), [](int place) { return place >= 0; });
        return raw ? QVariant(qlonglong(lists)) : QVariant(formatCount(static_cast<qulonglong>(lists)));
    }
    }
}

QVariant ComparisonTableModel::listData(const Row& row, int column, bool raw) const {
    const auto list = static_cast<std::size_t>((column - FixedColumns) / columnsPerList);
    const int part = (column - FixedColumns) % columnsPerList;
    const int place = row.places[list];
    if (place < 0) {
        // Ranks are sorted upwards and scores downwards: an absent entry comes last in both.
        const double last =
            part == 0 ? std::numeric_limits<double>::max() : std::numeric_limits<double>::lowest();
        return raw ? QVariant(last) : QVariant(part == 0 ? QStringLiteral("–") : QString());
    }
    const RankedRow& entry = m_lists[list][static_cast<std::size_t>(place)];
    switch (part) {
    case 0:
        return raw ? QVariant(double(entry.rank)) : QVariant(formatCount(entry.rank));
    case 1: {
        // A new entry came from below the list, further than any that moved within it.
        const double moved =
            entry.was ? double(entry.was) - double(entry.rank) : double(m_lists[list].size());
        return raw ? QVariant(moved) : QVariant(moveText(entry));
    }
    default:
        return raw ? QVariant(entry.score) : QVariant(formatScore(entry.score));
    }
}

QVariant ComparisonTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool fixed = index.column() < FixedColumns;
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return fixed ? fixedData(row, index.column(), role == SortRole)
                     : listData(row, index.column(), role == SortRole);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (index.column() < Lists ? Qt::AlignLeft : Qt::AlignRight));
    case IndexRole:
        return row.what.index;
    default:
        return {};
    }
}

QVariant ComparisonTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignVCenter | (section < Lists ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Title:
        return m_title;
    case Subtitle:
        return m_subtitle;
    case Category:
        return tr("Category");
    case Lists:
        return tr("Lists");
    default:
        break;
    }
    const QString& name = m_names[(section - FixedColumns) / columnsPerList];
    switch ((section - FixedColumns) % columnsPerList) {
    case 0:
        return tr("%1 rank").arg(name);
    case 1:
        return tr("Moved");
    default:
        return tr("Score");
    }
}

} // namespace tastescope
