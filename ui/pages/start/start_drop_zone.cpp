// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/start_drop_zone.h"

#include "ui/input/open_paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QVBoxLayout>

namespace tastescope {

DropZone::DropZone(QWidget* parent) : QFrame(parent) {
    setAcceptDrops(true);
    setAccessibleName(tr("Drop your data here"));
    auto* picture = new QLabel(this);
    picture->setAlignment(Qt::AlignCenter);
    const auto tint = [picture] {
        picture->setPixmap(iconPixmap(QStringLiteral("import"), Role::Accent, Theme::instance().scaled(28),
                                      picture->devicePixelRatioF()));
    };
    tint();
    connect(&Theme::instance(), &Theme::changed, picture, tint);
    auto* title = new TextLabel(TextStyle::Heading, Role::Text, tr("Drop your data here"), this);
    auto* words =
        new TextLabel(TextStyle::Small, Role::Text3,
                      tr("CSV, TSV, JSON lines, zip or gz. One row per event, or one per rating."), this);
    auto* choose = new Button(ButtonKind::Plain, tr("Choose files"), QStringLiteral("file"), this);
    title->setAlignment(Qt::AlignCenter);
    words->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    words->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(picture);
    column->addSpacing(8);
    column->addWidget(title);
    column->addSpacing(4);
    column->addWidget(words);
    column->addSpacing(16);
    column->addWidget(choose, 0, Qt::AlignHCenter);
    column->addStretch(1);
    connect(choose, &Button::clicked, this, &DropZone::chooseClicked);
}

void DropZone::setHot(bool hot) {
    m_hot = hot;
    update();
}

void DropZone::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPaths(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
        setHot(true);
    }
}

void DropZone::dragLeaveEvent(QDragLeaveEvent*) {
    setHot(false);
}

void DropZone::dropEvent(QDropEvent* event) {
    setHot(false);
    const QStringList paths = localPaths(*event->mimeData());
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT dropped(paths);
    }
}

void DropZone::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(theme.color(m_hot ? Role::Accent : Role::Outline), 1.5);
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern({3, 2});
    painter.setPen(pen);
    painter.setBrush(theme.color(m_hot ? Role::AccentSoft : Role::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

} // namespace tastescope
