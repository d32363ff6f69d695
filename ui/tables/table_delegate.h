// SPDX-License-Identifier: GPL-3.0-or-later
// The look of every table: row lines, hover and selection fills, header in micro with ▾ at the sorted column.
#pragma once

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace tastescope {

/// Fills the cell's background (selected, hovered or plain) and its row line. For delegates of tables and
/// lists that paint their own content afterwards.
void paintRowBackground(QPainter& painter, const QStyleOptionViewItem& option, bool hovered);

/// Text left, numbers as the model aligns them, icon as pixmap or QIcon from DecorationRole. Plain text only.
class TableDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// 28 high, sections aligned as the model's header data says, the sorted one in text colour.
class TableHeader : public QHeaderView {
    Q_OBJECT
public:
    explicit TableHeader(QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;
};

} // namespace tastescope
