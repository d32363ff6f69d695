// SPDX-License-Identifier: GPL-3.0-or-later
// A ranked row: rank and move mark, title over creator with the dot of its category, score over a bar in the
// model's colour.
#pragma once

#include "ui/lists/ranked_list_model.h"

#include <QStyledItemDelegate>

#include <optional>

namespace tastescope {

class RecommendationDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void setAlgorithm(const QString& algorithm) { m_algorithm = algorithm; } ///< whose colour the bars have
    /// The entry that is selected in another list: its row is tinted here too.
    void setTinted(std::optional<std::uint32_t> index) { m_tinted = index; }
    /// Narrow columns: lower rows, less room for the rank; what is tinted looks selected.
    void setCompact(bool compact) { m_compact = compact; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintBackground(QPainter& painter, const QStyleOptionViewItem& option, const RankedRow& row) const;
    void paintRank(QPainter& painter, const QRect& area, const RankedRow& row) const;
    void paintNames(QPainter& painter, const QRect& area, int titleWidth, const RankedRow& row) const;

    QString m_algorithm;
    std::optional<std::uint32_t> m_tinted;
    bool m_compact = false;
};

} // namespace tastescope
