// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/lists/people_model.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tastescope {

QString placeSentence(const QString& name, const PeopleRow& row, std::size_t person) {
    return PeopleModel::tr("%1. %2").arg(name, sideSentence({row.place, {}, row.sides[person]}, 1));
}

void PeopleModel::setPeople(const std::vector<PersonList>& people) {
    std::vector<PeopleRow> rows;
    QStringList names;
    Columns columns;
    for (std::size_t person = 0; person < people.size(); ++person) {
        const PersonList& one = people[person];
        names << one.name;
        const auto sentence = [name = one.name, person](const PeopleRow& row) {
            return placeSentence(name, row, person);
        };
        columns.push_back({one.name,
                           [person](const PeopleRow& row) { return row.sides[person].title; },
                           nullptr,
                           Qt::AlignLeft,
                           {{Qt::AccessibleTextRole, sentence}, {Qt::ToolTipRole, sentence}}});
        for (const MoveRow& row : one.moves.rows) {
            if (rows.size() <= static_cast<std::size_t>(row.place)) {
                rows.push_back({row.place, std::vector<MoveSide>(people.size())});
            }
            rows[static_cast<std::size_t>(row.place)].sides[person] = row.after;
        }
    }
    if (names == std::exchange(m_names, names)) {
        updateRows(std::move(rows));
    } else {
        setTable(std::move(columns), std::move(rows));
    }
}

int sharedItems(const std::vector<PersonList>& people) {
    std::map<int, std::size_t> lists;
    for (const PersonList& one : people) {
        for (const MoveRow& row : one.moves.rows) {
            if (row.after.item >= 0) {
                ++lists[row.after.item];
            }
        }
    }
    return static_cast<int>(
        std::ranges::count_if(lists, [&](const auto& one) { return one.second == people.size(); }));
}

} // namespace tastescope

#include "moc_people_model.cpp"
