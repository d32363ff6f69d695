// SPDX-License-Identifier: GPL-3.0-or-later
// One model's list: rank, place before an edit, title, creator, score. One row an
// entry; GUI thread.
#pragma once

#include "engine/base/execution.h" // first: moc 6.4 cannot read <compare> before another standard header
#include "engine/base/ids.h"
#include "engine/explain/what_if.h"
#include "engine/ranking/standings.h"
#include "ui/catalogue/catalogue.h"

#include <QAbstractListModel>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tastescope {

/// Weight of the title: lists beside each other mark what they share.
enum class Emphasis { Strong, Plain, Quiet };

struct RankedRow {
    std::uint32_t index = 0; ///< row number of the item in the data set
    QString title;
    QString subtitle; ///< creator, or the category where the data has none
    QString category; ///< word of the dot, for the tooltip
    int slot = -1;    ///< colour of the dot; -1 = no dot
    std::size_t rank = 0;
    std::size_t was = 0; ///< place in the untouched list; 0 = new. Only shown when `compared`
    bool compared = false;
    double score = 0;
    double share = 0; ///< length of the score bar: score by the best score of the list, 0..1
    Emphasis emphasis = Emphasis::Strong;
    std::optional<PlaceStanding> standing{}; ///< among all that might have been listed
    std::optional<bool> hit{};               ///< had been held out; nothing where nothing was
    QString remark{};                        ///< for a screen reader, after the score: "in 2 of 3 lists"

    friend bool operator==(const RankedRow&, const RankedRow&) = default;
};

/// Rows of a what-if answer. Bars are relative to the best score, as models do not share a scale.
std::vector<RankedRow> rankedItems(const Catalogue& catalogue, const std::vector<ListPlace>& places,
                                   bool compared);

/// "above 99.8 % of the others, 38 points more than by popularity"; empty where it is not known.
QString standingText(const RankedRow& row);

/// "▲3", "▼2", "–", "new"; empty for rows that are not compared.
QString moveText(const RankedRow& row);

class RankedListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum DataRole { IndexRole = Qt::UserRole, RankRole, WasRole, ScoreRole };

    using QAbstractListModel::QAbstractListModel;

    /// One reset; views that want to glide read the old rows in rowsAboutToChange.
    void setRows(std::vector<RankedRow> rows);
    const std::vector<RankedRow>& rows() const { return m_rows; }
    const RankedRow& at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int rowOf(std::uint32_t index) const; ///< -1 = not in the list

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    /// The given rows (all when empty) as tab-separated text with a header.
    QString asText(const QModelIndexList& selected) const;

Q_SIGNALS:
    void rowsAboutToChange();

private:
    std::vector<RankedRow> m_rows;
};

} // namespace tastescope
