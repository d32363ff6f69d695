// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/catalogue/lookup_field.h"

#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace tastescope {

namespace {

/// Title left, remark right in grey.
class MatchDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {Theme::instance().scaled(200), Theme::instance().scaled(28)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const Theme& theme = Theme::instance();
        painter->save();
        const bool marked = option.state & (QStyle::State_Selected | QStyle::State_MouseOver);
        painter->fillRect(option.rect, theme.color(marked ? Role::AccentSoft : Role::Surface));
        QRect area = option.rect.adjusted(8, 0, -8, 0);
        const QString remark = index.data(MatchModel::RemarkRole).toString();
        const QFont small = theme.font(TextStyle::Micro);
        const int remarkWidth = std::min(QFontMetrics(small).horizontalAdvance(remark) + 1, area.width() / 2);
        painter->setFont(small);
        painter->setPen(theme.color(Role::Text3));
        painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                          QFontMetrics(small).elidedText(remark, Qt::ElideRight, remarkWidth));
        area.setRight(area.right() - remarkWidth - 8);
        const QFont body = theme.font(TextStyle::Body);
        painter->setFont(body);
        painter->setPen(theme.color(Role::Text));
        painter->drawText(
            area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            QFontMetrics(body).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
        painter->restore();
    }
};

QString freshKey() {
    static int fields = 0;
    return QStringLiteral("lookup.%1").arg(++fields);
}

} // namespace

LookupField::LookupField(const QString& placeholder, JobRunner& jobs, QWidget* parent)
    : SearchField(placeholder, parent)
    , m_jobs(jobs)
    , m_matches(new MatchModel(this))
    , m_completer(new QCompleter(m_matches, this))
    , m_key(freshKey()) {
    setAccessibleName(placeholder);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->popup()->setItemDelegate(new MatchDelegate(m_completer->popup()));
    m_completer->popup()->setAccessibleName(placeholder);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this](const QModelIndex& index) { take(index.data(MatchModel::IndexRole).toUInt()); });
    connect(this, &SearchField::searched, this, [this](const QString& text) {
        // A caption set from outside is no question; neither is text that a choice has just put here.
        if (hasFocus() && text != m_caption && text != m_best) {
            ask(text, false);
        }
    });
    connect(this, &QLineEdit::textEdited, this, [this] {
        m_best.clear();
        m_completer->popup()->hide();
    });
}

void LookupField::setSearch(Search search) {
    m_search = std::move(search);
    ++m_searches;
    m_completer->popup()->hide();
    m_matches->setRows({});
}

void LookupField::setCaption(const QString& text) {
    m_caption = text;
    showCaption();
}

void LookupField::showCaption() {
    setText(m_caption);
    setSelection(static_cast<int>(m_caption.size()), -static_cast<int>(m_caption.size()));
    if (!hasFocus()) {
        deselect();
        setCursorPosition(0);
    }
}

void LookupField::setKeyHint(const QString& key) {
    m_keyHint = key;
    const auto makeRoom = [this] {
        setTextMargins(0, 0, text().isEmpty() && !m_keyHint.isEmpty() ? 24 : 0, 0);
    };
    makeRoom();
    connect(this, &QLineEdit::textChanged, this, makeRoom);
    setToolTip(key.isEmpty() ? QString() : tr("Key %1").arg(key));
}

void LookupField::paintEvent(QPaintEvent* event) {
    SearchField::paintEvent(event);
    if (m_keyHint.isEmpty() || !text().isEmpty()) {
        return;
    }
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextStyle::Micro));
    const double side = theme.scaled(18);
    const QRectF cap(width() - side - 6.5, (height() - side) / 2 + 0.5, side - 1, side - 1);
    painter.setPen(theme.color(Role::Line));
    painter.setBrush(theme.color(Role::Surface));
    painter.drawRoundedRect(cap, 3, 3);
    painter.setPen(theme.color(Role::Text3));
    painter.drawText(cap, Qt::AlignCenter, m_keyHint);
}

void LookupField::ask(const QString& text, bool takeBest) {
    if (!m_search || text.trimmed().isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    m_best = takeBest ? text : QString();
    using Matches = std::vector<Match>;
    m_jobs.ask<Matches>(
        m_key, [search = m_search, text](const ExecutionContext& context) { return search(text, context); },
        this,
        [this, text, takeBest, of = m_searches](Result<Matches> matches) {
            // An emptied field and one with its caption back ask for nothing.
            if (takeBest) {
                m_best.clear();
            }
            const bool wanted = takeBest || (hasFocus() && text == this->text());
            if (!matches || of != m_searches || !wanted) {
                return;
            }
            m_matches->setRows(std::move(*matches));
            if (m_matches->rowCount() == 0) {
                m_completer->popup()->hide();
            } else if (takeBest) {
                take(m_matches->at(0).index);
            } else {
                m_completer->complete();
                m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
            }
        });
}

void LookupField::take(quint32 index) {
    m_completer->popup()->hide();
    showCaption();
    Q_EMIT chosen(index);
}

void LookupField::keyPressEvent(QKeyEvent* event) {
    const bool open = m_completer->popup()->isVisible();
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        // With the list open the completer takes the marked match itself.
        if (!open) {
            ask(text(), true);
        }
        event->ignore();
        return;
    case Qt::Key_Escape:
        if (!open && text() != m_caption) {
            showCaption();
            event->accept();
            return;
        }
        break;
    case Qt::Key_Down:
        if (!open && text() != m_caption) {
            ask(text(), false);
            event->accept();
            return;
        }
        break;
    default:
        break;
    }
    SearchField::keyPressEvent(event);
}

void LookupField::focusOutEvent(QFocusEvent* event) {
    SearchField::focusOutEvent(event);
    if (event->reason() == Qt::PopupFocusReason || event->reason() == Qt::ActiveWindowFocusReason) {
        return;
    }
    // The field names what is shown: words that led nowhere do not stay as if they had.
    if (text() != m_caption) {
        m_completer->popup()->hide();
        setText(m_caption);
    }
    setCursorPosition(0); // where there is no room for all, its beginning is seen
}

} // namespace tastescope
