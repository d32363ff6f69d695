// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/retire.h"

#include <QAccessibleWidget>
#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {

namespace {

constexpr int toastWidth = 360;
constexpr int gap = 8;
constexpr int margin = 16;

struct Look {
    const char* icon;
    Role role;
};

Look look(ToastKind kind) {
    switch (kind) {
    case ToastKind::Caution:
        return {"warning", Role::Warn};
    case ToastKind::Failure:
        return {"error", Role::Error};
    case ToastKind::Done:
        break;
    }
    return {"check", Role::Accent};
}

} // namespace

class Toast : public QWidget {
public:
    Toast(const ToastText& text, std::function<void(Toast*)> close, QWidget* parent)
        : QWidget(parent)
        , m_text(text)
        , m_close(std::move(close)) {
        // Where a notification shows, a screen reader says its name; other widgets come in silence.
        QAccessible::registerAccessibleInterface(new QAccessibleWidget(this, QAccessible::Notification));
        auto* picture = new QLabel(this);
        const auto paintPicture = [picture, kind = text.kind] {
            const auto [name, role] = look(kind);
            picture->setPixmap(iconPixmap(QString::fromLatin1(name), role, Theme::instance().scaled(16),
                                          picture->devicePixelRatioF()));
        };
        paintPicture();
        connect(&Theme::instance(), &Theme::changed, picture, paintPicture);
        m_title = new TextLabel(TextStyle::BodyStrong, Role::Text, {}, this);
        m_title->setWordWrap(true);
        sayTitle();
        auto* words = new QVBoxLayout;
        words->setSpacing(0);
        words->addWidget(m_title);
        if (!text.text.isEmpty()) {
            auto* more = new TextLabel(TextStyle::Small, Role::Text3, text.text, this);
            more->setWordWrap(true);
            words->addWidget(more);
        }
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(16, 12, 8, 12);
        row->setSpacing(10);
        row->addWidget(picture, 0, Qt::AlignVCenter);
        row->addLayout(words, 1);
        if (!text.action.isEmpty()) {
            auto* action = new Button(ButtonKind::Plain, text.action, {}, this);
            action->setSmall(true);
            connect(action, &Button::clicked, this, [this] {
                const std::function<void()> invoke = m_text.invoke;
                m_close(this); // first: in a dialog that it opens, other messages may push this one out
                invoke();
            });
            row->addWidget(action, 0, Qt::AlignVCenter);
        }
        auto* closeButton = new IconButton(QStringLiteral("close"), ToastArea::tr("Close message"), this);
        connect(closeButton, &IconButton::clicked, this, [this] { m_close(this); });
        row->addWidget(closeButton, 0, Qt::AlignVCenter);
        m_life.setSingleShot(true);
        m_life.setInterval(ToastArea::lifeMs);
        connect(&m_life, &QTimer::timeout, this, [this] { // not from under the keys: they would hit another
            isAncestorOf(QApplication::focusWidget()) ? m_life.start() : m_close(this);
        });
        if (text.kind != ToastKind::Failure) {
            m_life.start();
        }
    }

    ToastKind kind() const { return m_text.kind; }
    const QString& action() const { return m_text.action; }
    bool saysTheSame(const ToastText& text) const {
        return text.kind == m_text.kind && text.title == m_text.title && text.text == m_text.text &&
               text.action == m_text.action;
    }
    void sayAgain(const ToastText& text) {
        m_text.invoke = text.invoke;
        ++m_times;
        sayTitle();
        if (m_life.isActive()) { // else the pointer is on it, or it stays anyway
            m_life.start();
        }
    }

protected:
    void enterEvent(QEnterEvent*) override { m_life.stop(); }
    void leaveEvent(QEvent*) override {
        if (m_text.kind != ToastKind::Failure) {
            m_life.start();
        }
    }
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(theme.color(Role::Surface));
        painter.setPen(theme.color(m_text.kind == ToastKind::Failure ? Role::Error : Role::Outline));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }

private:
    void sayTitle() {
        const QString title = m_times > 1
                                  ? ToastArea::tr("%1 (%2×)").arg(m_text.title, QString::number(m_times))
                                  : m_text.title;
        m_title->setText(title);
        setAccessibleName(title + QLatin1Char(' ') + m_text.text);
    }

    ToastText m_text;
    int m_times = 1;
    TextLabel* m_title = nullptr;
    std::function<void(Toast*)> m_close;
    QTimer m_life{this};
};

namespace {

void announce(Toast& toast) {
    QAccessibleEvent said(&toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&said);
}

} // namespace

ToastArea::ToastArea(QWidget* host, int bottomMargin)
    : QWidget(host)
    , m_host(host)
    , m_bottomMargin(bottomMargin) {
    setAccessibleName(tr("Messages"));
    host->installEventFilter(this);
    QWidget::hide();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget* before, QWidget* now) {
        if (before && isAncestorOf(now) && !isAncestorOf(before)) {
            m_before = before;
        }
    });
}

void ToastArea::tell(const QWidget& widget, const ToastText& text) {
    for (const QWidget* window = widget.window(); window;
         window = window->parentWidget() ? window->parentWidget()->window() : nullptr) {
        if (auto* area = window->findChild<ToastArea*>(QString(), Qt::FindDirectChildrenOnly)) {
            area->show(text);
            return;
        }
    }
}

void ToastArea::show(const ToastText& text) {
    const auto same = std::find_if(m_toasts.cbegin(), m_toasts.cend(),
                                   [&](const Toast* toast) { return toast->saysTheSame(text); });
    if (same != m_toasts.cend()) {
        Toast* renewed = *same;
        renewed->sayAgain(text);
        m_toasts.move(same - m_toasts.cbegin(), m_toasts.size() - 1);
        raise();
        place();
        announce(*renewed);
        return;
    }
    while (m_toasts.size() >= maxToasts) {
        // Failures stay until they are closed, unless there are nothing but failures.
        const auto old = std::find_if(m_toasts.cbegin(), m_toasts.cend(),
                                      [](const Toast* toast) { return toast->kind() != ToastKind::Failure; });
        remove(old == m_toasts.cend() ? m_toasts.first() : *old);
    }
    auto* toast = new Toast(
        text, [this](Toast* closed) { remove(closed); }, this);
    m_toasts.append(toast);
    place(); // first: a pointer in the corner where widgets begin would be on it, and stop its time
    toast->show();
    QWidget::show();
    raise();
    place();
    announce(*toast);
}

void ToastArea::closeThatOffer(const QString& action) {
    for (Toast* toast : QList(m_toasts)) {
        if (toast->action() == action) {
            remove(toast);
        }
    }
}

void ToastArea::remove(Toast* toast) {
    if (m_toasts.removeOne(toast)) {
        // Not on to the next message, which would stay for it.
        if (QWidget* inside = window()->focusWidget(); toast->isAncestorOf(inside)) {
            m_before && m_before->isVisible() && m_before->isEnabled() ? m_before->setFocus()
                                                                       : inside->clearFocus();
        }
        retire(toast);
        place();
    }
}

void ToastArea::place() {
    if (m_toasts.isEmpty()) {
        QWidget::hide();
        return;
    }
    const int width = std::min(Theme::instance().scaled(toastWidth), m_host->width() - 2 * margin);
    int height = 0;
    for (Toast* toast : std::as_const(m_toasts)) {
        const int tall = std::max(toast->layout()->heightForWidth(width), toast->minimumSizeHint().height());
        toast->setGeometry(0, height, width, tall);
        height += tall + gap;
    }
    setGeometry(m_host->width() - width - margin, m_host->height() - height + gap - margin - m_bottomMargin,
                width, height - gap);
}

bool ToastArea::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_host && event->type() == QEvent::Resize) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace tastescope
