// SPDX-License-Identifier: GPL-3.0-or-later
// A person's past as a list: added entries on top, then newest first; removed ones stay, struck through.
#pragma once

#include "engine/data/dataset.h"
#include "ui/tables/column_table.h"

#include <limits>

namespace tastescope {

enum class PastState { Kept, Removed, Added };

struct HistoryRow {
    ItemIndex item;
    QString title;
    QString creator;
    QString category;
    int slot = -1;
    QString signal; ///< the pair's strongest: "like"
    double weight = 0;
    double rating = std::numeric_limits<double>::quiet_NaN(); ///< the latest; NaN = was not rated
    Time time = noTime;
    PastState state = PastState::Kept;
};

/// Icon stem for a signal's name; a plain check where there is no picture for it.
QString signalIcon(const QString& signal);
/// How much was said: "★ 1" of what was rated, which is no praise by itself; else the weight, "+3".
QString amountText(const HistoryRow& row);

class HistoryModel : public ColumnTable<HistoryRow> {
    Q_OBJECT
public:
    enum DataRole { ItemRole = OwnRole, WeightRole, TimeRole, StateRole };

    explicit HistoryModel(QObject* parent = nullptr);
    int rowOf(ItemIndex item) const;                       ///< -1 = not in the history
    QString asText(const QModelIndexList& selected) const; ///< TSV with a header; all rows when empty
    /// What stands below the title: the creator, or what an edit did to the entry.
    static QString secondLine(const HistoryRow& row);
};

} // namespace tastescope
