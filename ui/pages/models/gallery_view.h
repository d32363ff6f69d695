// SPDX-License-Identifier: GPL-3.0-or-later
// The tiles of the gallery: a wrapping list whose tiles share the width evenly. They are low, so that two
// dozen kinds are looked through without much scrolling; the title of a family stands above its first tile.
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
    void setTileSize(QSize tile) { m_tile = tile; } ///< with the caption and the gaps

private:
    QSize m_tile{176, 96};
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
    GalleryDelegate* m_delegate;
    QSize m_arranged; ///< of a tile
};

} // namespace tastescope
