// SPDX-License-Identifier: GPL-3.0-or-later
// A delegate of two functions, for rows that are painted in one piece and keep no state; and what such rows
// share.
#pragma once

#include "engine/data/readiness.h"
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace tastescope {

class PaintedDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using Paint = void (*)(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index);
    using Size = QSize (*)(const QStyleOptionViewItem& option, const QModelIndex& index);

    PaintedDelegate(Paint paint, Size size, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_paint(paint)
        , m_size(size) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        m_paint(painter, option, index);
    }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        return m_size(option, index);
    }

private:
    Paint m_paint;
    Size m_size;
};

/// Icon and colour of a check's outcome.
struct StatusLook {
    QString icon;
    Role role = Role::Up;
};
StatusLook statusLook(ReadinessStatus status);

} // namespace tastescope
