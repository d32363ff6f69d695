// SPDX-License-Identifier: GPL-3.0-or-later
// Several people's lists after the rules, side by side: a row a place, a column a person. Pure functions and
// the model that the view shows.
#pragma once

#include "ui/pages/studio/lists/moves.h"

#include <QString>

#include <vector>

namespace tastescope {

/// One person beside others.
struct PersonList {
    QString name;
    QString profile; ///< "58 songs"
    ListMoves moves; ///< against their own list before
    QString note;    ///< what gave way, or what is missing; empty: nothing
};

/// The places of the longest list; shorter ones end in places without an item.
struct PeopleRow {
    int place = 0; ///< from 0
    std::vector<MoveSide> sides;
};

/// What a screen reader says of a place.
QString placeSentence(const QString& name, const PeopleRow& row, std::size_t person);

class PeopleModel : public ColumnTable<PeopleRow> {
    Q_OBJECT
public:
    explicit PeopleModel(QObject* parent = nullptr) : ColumnTable(Columns(), parent) {}
    /// A selection stays while people and places are the same.
    void setPeople(const std::vector<PersonList>& people);

private:
    QStringList m_names;
};

/// Items that all of the lists have.
int sharedItems(const std::vector<PersonList>& people);

} // namespace tastescope
