// SPDX-License-Identifier: GPL-3.0-or-later
// One person's list before and after the rules, row by row, with the main reason of each move. Pure functions
// and the model that the view shows.
#pragma once

#include "engine/data/dataset.h"
#include "engine/pipeline/rerank/story.h"
#include "ui/catalogue/catalogue.h"
#include "ui/tables/column_table.h"

#include <QString>

#include <vector>

namespace tastescope {

/// An item in one of the two lists.
struct MoveSide {
    int item = -1; ///< row in the data; -1 = the list has no such place
    QString title;
    QString subtitle; ///< the creator; where the data names none, the category
    int slot = -1;    ///< colour of the category
    int other = -1;   ///< its place in the other list, from 0; -1 = not in it
    int rank = -1;    ///< after: where the ranker has it, from 0
    QString reason;   ///< as short as a chip; empty = it did not move
    bool pinned = false;
    friend bool operator==(const MoveSide&, const MoveSide&) = default;
};

struct MoveRow {
    int place = 0; ///< from 0
    MoveSide before;
    MoveSide after;
};

struct ListMoves {
    std::vector<MoveRow> rows;
    int up = 0;
    int down = 0;
    int left = 0; ///< no longer in the list
};

/// `rules` as the story was told by.
ListMoves movesOf(const ListStory& story, const PreparedPerson& person, const RuleSet& rules,
                  const Catalogue& catalogue);

/// A row a place; two columns, before and after.
class MovesModel : public ColumnTable<MoveRow> {
    Q_OBJECT
public:
    explicit MovesModel(QObject* parent = nullptr);
    static const MoveSide& side(const MoveRow& row, int column) {
        return column == 0 ? row.before : row.after;
    }
};

/// What a screen reader says of a side.
QString sideSentence(const MoveRow& row, int column);

} // namespace tastescope
