// SPDX-License-Identifier: GPL-3.0-or-later
// The tiles of the gallery: a wrapping list whose tiles share the width evenly, with a line of its own for
// the heading of each family.
#pragma once

#include <QListView>
#include <QStyledItemDelegate>

namespace tastescope {

class GalleryDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The heading's width is that of all tiles beside each other.
    void setSizes(QSize tile, QSize heading);

private:
    void paintHeading(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

    QSize m_tile{176, 100};
    QSize m_heading{704, 28};
};

/// Arrows move, Enter asks for the settings.
class GalleryView : public QListView {
    Q_OBJECT
public:
    explicit GalleryView(QWidget* parent = nullptr);
    void setModel(QAbstractItemModel* model) override;

Q_SIGNALS:
    void settingsWanted(); ///< Enter or double-click on a tile

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    void arrange();
    void chooseEnd(int step); ///< the first tile (1) or the last (-1)
    GalleryDelegate* m_delegate;
    QSize m_arranged; ///< of a tile
};

} // namespace tastescope
