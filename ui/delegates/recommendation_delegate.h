// SPDX-License-Identifier: GPL-3.0-or-later
// A ranked row: rank and move mark, title over creator with the dot of its category, score over a bar in the
// model's colour.
#pragma once

#include "ui/models/ranked_list_model.h"

#include <QStyledItemDelegate>

#include <optional>

namespace tastescope {

class RecommendationDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// Recommendation: rank and move mark above each other, every title in the same weight. Neighbour: bold
    /// in all lists, quieter in one only.
    enum class Style { Recommendation, Neighbour };

    explicit RecommendationDelegate(Style style, QObject* parent = nullptr);

    void setAlgorithm(const QString& algorithm) { m_algorithm = algorithm; } ///< whose colour the bars have
    void setListCount(int lists) { m_lists = lists; } ///< how many lists stand beside each other
    /// The entry that is selected or hovered in another list: its row is tinted here too.
    void setTinted(std::optional<std::uint32_t> index) { m_tinted = index; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintBackground(QPainter& painter, const QStyleOptionViewItem& option, const RankedRow& row) const;
    void paintRank(QPainter& painter, const QRect& area, const RankedRow& row) const;
    void paintNames(QPainter& painter, const QRect& area, const RankedRow& row) const;
    void paintScore(QPainter& painter, const QRect& area, const RankedRow& row) const;

    Style m_style;
    QString m_algorithm;
    int m_lists = 1;
    std::optional<std::uint32_t> m_tinted;
};

} // namespace tastescope
