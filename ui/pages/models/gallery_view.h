// SPDX-License-Identifier: GPL-3.0-or-later
// The tiles of the gallery: a list in icon mode whose tiles share the width evenly.
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
    void setTileSize(QSize size) { m_tile = size; }

private:
    QSize m_tile{176, 92};
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
};

} // namespace tastescope
