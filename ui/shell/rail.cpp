// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/rail.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace tastescope {

namespace {

constexpr int wide = 184;
constexpr int slim = 48;
constexpr double offOpacity = 0.55;

class RailDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        const Theme& theme = Theme::instance();
        const bool group = index.data(RailModel::GroupRole).toBool();
        const bool narrow = static_cast<const RailList*>(parent())->narrow();
        return {10, group ? (narrow ? 17 : theme.scaled(36)) : theme.scaled(32)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme& theme = Theme::instance();
        const bool narrow = static_cast<const RailList*>(parent())->narrow();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (index.data(RailModel::GroupRole).toBool()) {
            paintGroup(*painter, option.rect, index.data().toString(), narrow);
        } else {
            const bool on = option.state & QStyle::State_Selected;
            const bool enabled = option.state & QStyle::State_Enabled;
            const QRect row = option.rect.adjusted(8, 0, -8, 0);
            if (on || (enabled && option.state & QStyle::State_MouseOver)) {
                painter->setPen(Qt::NoPen);
                painter->setBrush(theme.color(on ? Role::AccentSoft : Role::Sunken));
                painter->drawRoundedRect(row, 5, 5);
            }
            if (on) {
                painter->setBrush(theme.color(Role::Accent));
                painter->drawRoundedRect(QRectF(-3, row.top() + 6, 6, row.height() - 12), 2, 2);
            }
            if (option.state & QStyle::State_HasFocus && enabled) {
                painter->setPen(QPen(theme.color(Role::Accent), 2));
                painter->setBrush(Qt::NoBrush);
                painter->drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 5, 5);
            }
            painter->setOpacity(enabled ? 1 : offOpacity);
            const int size = theme.scaled(18);
            const int x = narrow ? row.center().x() - size / 2 + 1 : row.left() + 8;
            paintIcon(*painter, QRect(x, row.center().y() - size / 2 + 1, size, size),
                      index.data(RailModel::IconRole).toString(),
                      !enabled ? Role::Text3
                      : on     ? Role::AccentStrong
                               : Role::Text2);
            if (!narrow) {
                painter->setFont(theme.font(on ? TextStyle::BodyStrong : TextStyle::Body));
                painter->setPen(theme.color(!enabled ? Role::Text3 : on ? Role::AccentStrong : Role::Text2));
                const QRect words = row.adjusted(8 + size + 10, 0, -4, 0);
                painter->drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                                  painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight,
                                                                    words.width()));
            }
        }
        painter->restore();
    }

private:
    static void paintGroup(QPainter& painter, const QRect& rect, const QString& text, bool narrow) {
        const Theme& theme = Theme::instance();
        if (narrow) {
            painter.setPen(theme.color(Role::Line));
            painter.drawLine(rect.left() + 12, rect.center().y(), rect.right() - 12, rect.center().y());
            return;
        }
        QFont font = theme.font(TextStyle::Micro);
        font.setWeight(QFont::Medium);
        painter.setFont(font);
        painter.setPen(theme.color(Role::Text3));
        painter.drawText(rect.adjusted(16, 0, -8, -4), Qt::AlignBottom | Qt::TextSingleLine, text);
    }
};

} // namespace

RailList::RailList(RailModel* model, const QString& accessibleName, QWidget* parent) : QListView(parent) {
    setModel(model);
    setAccessibleName(accessibleName);
    setItemDelegate(new RailDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setSelectionMode(QAbstractItemView::NoSelection);
    // The application's style sheet fills lists with the surface colour.
    viewport()->setAutoFillBackground(false);
    setStyleSheet(QStringLiteral("background: transparent"));
    connect(this, &QListView::clicked, this,
            [this](const QModelIndex& index) { Q_EMIT chosen(index.data(RailModel::IdRole).toString()); });
    connect(&Theme::instance(), &Theme::changed, this, &QListView::doItemsLayout);
}

void RailList::setNarrow(bool narrow) {
    m_narrow = narrow;
    doItemsLayout();
}

void RailList::keyPressEvent(QKeyEvent* event) {
    const bool open =
        event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space;
    if (open && currentIndex().isValid()) {
        if (currentIndex().flags() & Qt::ItemIsEnabled) {
            Q_EMIT chosen(currentIndex().data(RailModel::IdRole).toString());
        }
        event->accept();
        return;
    }
    QListView::keyPressEvent(event);
}

Rail::Rail(const QSet<QString>& built, QWidget* parent)
    : QWidget(parent)
    , m_model(new RailModel(places(), built, this))
    , m_bottomModel(new RailModel({settingsPlace()}, built, this))
    , m_list(new RailList(m_model, tr("Places"), this))
    , m_bottom(new RailList(m_bottomModel, tr("Settings"), this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 1, 8);
    column->setSpacing(0);
    column->addWidget(m_list, 1);
    column->addWidget(m_bottom);
    setFocusProxy(m_list);
    connect(m_list, &RailList::chosen, this, &Rail::chosen);
    connect(m_bottom, &RailList::chosen, this, &Rail::chosen);
    resizeToTheme();
    connect(&Theme::instance(), &Theme::changed, this, &Rail::resizeToTheme);
}

void Rail::resizeToTheme() {
    const Theme& theme = Theme::instance();
    setFixedWidth(theme.scaled(m_list->narrow() ? slim : wide));
    m_bottom->setFixedHeight(theme.scaled(32));
}

void Rail::setDataOpen(bool open, const QString& people) {
    m_model->setDataOpen(open, people);
}

void Rail::setCurrent(const QString& id) {
    for (RailList* list : {m_list, m_bottom}) {
        const auto* model = static_cast<RailModel*>(list->model());
        const QModelIndex index = model->index(model->rowOf(id));
        // Selecting by hand: the person moves the current row, only opening a page moves the mark.
        list->setSelectionMode(QAbstractItemView::SingleSelection);
        list->selectionModel()->clearSelection();
        if (index.isValid()) {
            list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
        }
        list->setSelectionMode(QAbstractItemView::NoSelection);
    }
}

void Rail::setNarrow(bool narrow) {
    if (narrow != m_list->narrow()) {
        m_list->setNarrow(narrow);
        m_bottom->setNarrow(narrow);
        resizeToTheme();
    }
}

bool Rail::isOpenable(const QString& id) const {
    return m_model->isOpenable(id) || m_bottomModel->isOpenable(id);
}

QStringList Rail::ids() const {
    QStringList all;
    for (const Place& place : places()) {
        all += place.id;
    }
    return all;
}

void Rail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().color(Role::Bg));
    painter.setPen(Theme::instance().color(Role::Line));
    painter.drawLine(width() - 1, 0, width() - 1, height());
}

} // namespace tastescope
