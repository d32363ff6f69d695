// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/button_text.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QAction>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QStyle>
#include <QTimer>

namespace tastescope {

namespace {

constexpr int searchRestMs = 200;
constexpr int iconSpace = 3; ///< between icon and words, beside the style's own 4

Role iconRole(ButtonKind kind) {
    switch (kind) {
    case ButtonKind::Primary:
        return Role::OnAccent;
    case ButtonKind::Plain:
        return Role::Text;
    case ButtonKind::Quiet:
        return Role::Text2;
    }
    return Role::Text;
}

QString kindName(ButtonKind kind) {
    switch (kind) {
    case ButtonKind::Primary:
        return QStringLiteral("primary");
    case ButtonKind::Plain:
        return QStringLiteral("plain");
    case ButtonKind::Quiet:
        return QStringLiteral("quiet");
    }
    return {};
}

} // namespace

Button::Button(ButtonKind kind, const QString& text, const QString& iconName, QWidget* parent)
    : QPushButton(text, parent)
    , m_kind(kind)
    , m_iconName(iconName) {
    setProperty("kind", kindName(kind));
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setAutoDefault(false);
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, &Button::restyle);
}

void Button::setSmall(bool on) {
    m_small = on;
    setProperty("small", on);
    style()->unpolish(this);
    style()->polish(this);
    restyle();
}

void Button::setTall(bool on) {
    m_tall = on;
    restyle();
}

int Button::standardHeight() const {
    return Theme::instance().scaled(m_small ? 24 : m_tall ? 32 : 28);
}

void Button::setIconName(const QString& name) {
    m_iconName = name;
    restyle();
}

QSize Button::sizeHint() const {
    int width = fontMetrics().horizontalAdvance(shownText(text())) + 2 * (m_small ? 9 : 11);
    if (!m_iconName.isEmpty()) {
        width += iconSize().width() + (text().isEmpty() ? 0 : 4);
    }
    return {width + (m_tall ? 8 : 0), standardHeight()};
}

void Button::restyle() {
    const Theme& theme = Theme::instance();
    QFont font = theme.font(m_small ? TextStyle::Small : TextStyle::Body);
    font.setWeight(QFont::Medium);
    setFont(font);
    setFixedHeight(standardHeight());
    const int space = text().isEmpty() ? 0 : iconSpace;
    setIconSize({theme.scaled(16) + theme.scaled(space), theme.scaled(16)});
    setIcon(m_iconName.isEmpty() ? QIcon() : tastescope::icon(m_iconName, iconRole(m_kind), 16, space));
    updateGeometry();
}

IconButton::IconButton(const QString& iconName, const QString& name, QWidget* parent)
    : QToolButton(parent)
    , m_iconName(iconName) {
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::StrongFocus);
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, &IconButton::restyle);
}

void IconButton::setIconName(const QString& iconName) {
    m_iconName = iconName;
    restyle();
}

void IconButton::restyle() {
    const Theme& theme = Theme::instance();
    setFixedSize(theme.scaled(28), theme.scaled(28));
    setIconSize({theme.scaled(16), theme.scaled(16)});
    setIcon(tastescope::icon(m_iconName, Role::Text2));
}

SegmentedControl::SegmentedControl(const QString& accessibleName, const QStringList& texts, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this)) {
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_group->setExclusive(true);
    const auto restyle = [this] {
        for (QAbstractButton* button : m_group->buttons()) {
            button->setFont(Theme::instance().font(TextStyle::Small));
            button->setFixedHeight(Theme::instance().scaled(28));
        }
    };
    for (int index = 0; index < texts.size(); ++index) {
        auto* button = new QToolButton(this);
        button->setText(texts[index]);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setAccessibleName(QStringLiteral("%1: %2").arg(accessibleName, texts[index]));
        button->setProperty("segment", texts.size() == 1           ? QStringLiteral("only")
                                       : index == 0                ? QStringLiteral("first")
                                       : index == texts.size() - 1 ? QStringLiteral("last")
                                                                   : QStringLiteral("middle"));
        m_group->addButton(button, index);
        row->addWidget(button);
    }
    setCurrent(0);
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentedControl::chosen);
}

int SegmentedControl::current() const {
    return m_group->checkedId();
}

void SegmentedControl::setCurrent(int index) {
    if (QAbstractButton* button = m_group->button(index)) {
        button->setChecked(true);
    }
}

void SegmentedControl::setSegmentText(int index, const QString& text) {
    if (QAbstractButton* button = m_group->button(index)) {
        button->setText(buttonText(text));
        button->setAccessibleName(QStringLiteral("%1: %2").arg(accessibleName(), text));
    }
}

void SegmentedControl::setSegmentVisible(int index, bool visible) {
    QAbstractButton* changed = m_group->button(index);
    if (!changed) {
        return;
    }
    changed->setVisible(visible);
    QList<QAbstractButton*> shown = m_group->buttons();
    shown.removeIf([](const QAbstractButton* button) { // not those whose window is yet to be shown
        return button->isHidden() && button->testAttribute(Qt::WA_WState_ExplicitShowHide);
    });
    for (QAbstractButton* button : shown) { // the control has its ends wherever some are left out
        const bool first = button == shown.front();
        const bool last = button == shown.back();
        const QString look = first && last ? QStringLiteral("only")
                             : first       ? QStringLiteral("first")
                             : last        ? QStringLiteral("last")
                                           : QStringLiteral("middle");
        if (button->property("segment") != look) {
            button->setProperty("segment", look);
            button->style()->unpolish(button);
            button->style()->polish(button);
        }
    }
}

SearchField::SearchField(const QString& placeholder, QWidget* parent) : QLineEdit(parent) {
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setClearButtonEnabled(true);
    auto* glass = addAction(icon(QStringLiteral("search"), Role::Text3), QLineEdit::LeadingPosition);
    const auto restyle = [this, glass] {
        glass->setIcon(icon(QStringLiteral("search"), Role::Text3));
        if (auto* clear = findChild<QAction*>(QStringLiteral("_q_qlineeditclearaction"))) {
            clear->setIcon(icon(QStringLiteral("close"), Role::Text3));
        }
        setFont(Theme::instance().font(TextStyle::Body));
        setFixedHeight(Theme::instance().scaled(28));
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    auto* rest = new QTimer(this);
    rest->setSingleShot(true);
    rest->setInterval(searchRestMs);
    connect(this, &QLineEdit::textChanged, rest, qOverload<>(&QTimer::start));
    connect(this, &QLineEdit::returnPressed, this, [this, rest] {
        if (rest->isActive()) {
            rest->stop();
            Q_EMIT searched(text());
        }
    });
    connect(rest, &QTimer::timeout, this, [this] { Q_EMIT searched(text()); });
}

} // namespace tastescope
