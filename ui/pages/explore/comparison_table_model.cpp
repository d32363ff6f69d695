// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/comparison_table_model.h"

#include "ui/text/format.h"

#include <limits>
#include <unordered_map>

namespace tastescope {

namespace {

using Columns = ComparisonTableModel::Columns;

// Ranks are sorted upwards, moves and scores downwards: an absent entry comes last in all.
constexpr double lastUp = std::numeric_limits<double>::max();
constexpr double lastDown = std::numeric_limits<double>::lowest();

std::vector<ComparisonRow> rowsOf(const std::vector<std::vector<RankedRow>>& lists) {
    std::vector<ComparisonRow> rows;
    std::unordered_map<std::uint32_t, std::size_t> known;
    for (std::size_t list = 0; list < lists.size(); ++list) {
        for (const RankedRow& entry : lists[list]) {
            const auto [found, isNew] = known.try_emplace(entry.index, rows.size());
            if (isNew) {
                rows.push_back({entry, std::vector<std::optional<RankedRow>>(lists.size())});
            }
            rows[found->second].in[list] = entry;
        }
    }
    return rows;
}

void addColumnsOf(std::size_t list, std::size_t length, const QString& name, Columns& columns) {
    const auto add = [&](const QString& title, const QString& absent, double last, auto text, auto raw) {
        columns.push_back(
            {title, [=](const ComparisonRow& row) { return row.in[list] ? text(*row.in[list]) : absent; },
             [=](const ComparisonRow& row) -> QVariant { return row.in[list] ? raw(*row.in[list]) : last; },
             Qt::AlignRight});
    };
    add(
        ComparisonTableModel::tr("%1 rank").arg(name), QStringLiteral("–"), lastUp,
        [](const RankedRow& entry) { return formatCount(entry.rank); },
        [](const RankedRow& entry) { return double(entry.rank); });
    add(ComparisonTableModel::tr("Moved"), QString(), lastDown, moveText, [length](const RankedRow& entry) {
        // A new entry came from below the list, further than any that moved within it.
        return entry.was ? double(entry.was) - double(entry.rank) : double(length);
    });
    add(
        ComparisonTableModel::tr("Score"), QString(), lastDown,
        [](const RankedRow& entry) { return formatScore(entry.score); },
        [](const RankedRow& entry) { return entry.score; });
}

qulonglong listsOf(const ComparisonRow& row) {
    return static_cast<qulonglong>(
        std::count_if(row.in.begin(), row.in.end(), [](const auto& entry) { return entry.has_value(); }));
}

} // namespace

ComparisonTableModel::ComparisonTableModel(QObject* parent)
    : ColumnTable({}, {{IndexRole, [](const ComparisonRow& row) { return row.what.index; }}}, parent) {}

void ComparisonTableModel::setLists(const std::vector<std::vector<RankedRow>>& lists,
                                    const QStringList& names, const QString& title, const QString& subtitle) {
    Columns columns{{title, [](const ComparisonRow& row) { return row.what.title; }},
                    {subtitle, [](const ComparisonRow& row) { return row.what.subtitle; }},
                    {tr("Category"), [](const ComparisonRow& row) { return row.what.category; }},
                    {tr("Lists"), [](const ComparisonRow& row) { return formatCount(listsOf(row)); }, listsOf,
                     Qt::AlignRight}};
    for (std::size_t list = 0; list < lists.size(); ++list) {
        addColumnsOf(list, lists[list].size(), names[static_cast<qsizetype>(list)], columns);
    }
    setTable(std::move(columns), rowsOf(lists));
}

int ComparisonTableModel::rowOf(std::uint32_t index) const {
    return find([index](const ComparisonRow& row) { return row.what.index == index; });
}

} // namespace tastescope
