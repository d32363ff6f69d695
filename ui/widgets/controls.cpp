// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/controls.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace tastescope {

namespace {

constexpr int cardPadding = 16;
constexpr int stripHeight = 40;

// The dashed boxes of an empty page.
class EmptyPicture : public QWidget {
public:
    explicit EmptyPicture(QWidget* parent) : QWidget(parent) { setFixedSize(162, 74); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QPen pen(Theme::instance().color(Role::Outline), 1.5);
        pen.setCapStyle(Qt::FlatCap);
        pen.setDashPattern({2.5, 2.5});
        painter.setPen(pen);
        for (int row = 0; row < 3; ++row) {
            for (int column = 0; column < 3; ++column) {
                painter.drawRoundedRect(QRectF(1 + column * 56, 1 + row * 26, 48, 19), 3, 3);
            }
        }
    }
};

// A combo box is often filled after its first show, when it would keep its first width.
void fitContents(QWidget* widget) {
    if (auto* combo = qobject_cast<QComboBox*>(widget)) {
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    }
}

struct NoteLook {
    Role fill;
    Role icon;
    const char* name;
};

NoteLook noteLook(NoteKind kind) {
    switch (kind) {
    case NoteKind::Finding:
        return {Role::AccentSoft, Role::Accent, "info"};
    case NoteKind::Caution:
        return {Role::WarnSoft, Role::Warn, "warning"};
    case NoteKind::Failure:
        return {Role::ErrorSoft, Role::Error, "error"};
    case NoteKind::Hint:
        break;
    }
    return {Role::Sunken, Role::Text2, "info"};
}

} // namespace

Card::Card(const QString& heading, const QString& remark, QWidget* parent)
    : QFrame(parent)
    , m_strip(new QWidget(this))
    , m_heading(new TextLabel(TextStyle::Card, Role::Text, heading, m_strip))
    , m_remark(new TextLabel(TextStyle::Small, Role::Text3, remark, m_strip))
    , m_actions(new QHBoxLayout)
    , m_body(new QVBoxLayout) {
    setObjectName(QStringLiteral("card"));
    m_remark->setElided(true);
    auto* row = new QHBoxLayout(m_strip);
    row->setContentsMargins(cardPadding, 0, cardPadding, 0);
    row->setSpacing(8);
    row->addWidget(m_heading);
    row->addWidget(m_remark, 1);
    row->addLayout(m_actions);
    m_actions->setSpacing(8);
    m_body->setContentsMargins(cardPadding, 0, cardPadding, cardPadding);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addLayout(m_body, 1);
    setHeading(heading);
    const auto restyle = [this] { m_strip->setFixedHeight(Theme::instance().scaled(stripHeight)); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
}

void Card::setHeading(const QString& heading) {
    m_heading->setText(heading);
    const bool strip = !heading.isEmpty() || m_actions->count() > 0;
    m_strip->setVisible(strip);
    m_body->setContentsMargins(cardPadding, strip ? 0 : cardPadding, cardPadding, cardPadding);
}

void Card::setRemark(const QString& remark) {
    m_remark->setText(remark);
}

void Card::addAction(QWidget* widget) {
    fitContents(widget);
    m_actions->addWidget(widget);
    setHeading(m_heading->text());
}

Note::Note(NoteKind kind, const QString& text, QWidget* parent)
    : QFrame(parent)
    , m_kind(kind)
    , m_icon(new QLabel(this))
    , m_text(new TextLabel(TextStyle::Small, Role::Text, text, this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row->addWidget(m_text, 1);
    // Not Maximum: that would cut lines off where the note is narrower than it would like to be.
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(text);
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, &Note::restyle);
}

void Note::setText(const QString& text) {
    static_cast<TextLabel*>(m_text)->setText(text);
    setAccessibleName(text);
}

void Note::setKind(NoteKind kind) {
    m_kind = kind;
    restyle();
}

void Note::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().color(noteLook(m_kind).fill));
    painter.drawRoundedRect(rect(), 5, 5);
}

void Note::restyle() {
    const NoteLook look = noteLook(m_kind);
    const int size = Theme::instance().scaled(16);
    m_icon->setPixmap(iconPixmap(QString::fromLatin1(look.name), look.icon, size, devicePixelRatioF()));
    m_icon->setFixedSize(size, size);
    static_cast<TextLabel*>(m_text)->setRole(m_kind == NoteKind::Hint ? Role::Text2 : Role::Text);
    update();
}

PageHead::PageHead(const QString& title, const QString& subtitle, QWidget* parent)
    : QWidget(parent)
    , m_title(new TextLabel(TextStyle::Title, Role::Text, title, this))
    , m_subtitle(new TextLabel(TextStyle::Body, Role::Text2, subtitle, this))
    , m_actions(new QHBoxLayout) {
    m_subtitle->setElided(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    words->addStretch(1);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 8);
    row->setSpacing(8);
    row->addLayout(words, 1);
    m_actions->setSpacing(8);
    row->addLayout(m_actions);
    row->setAlignment(m_actions, Qt::AlignTop);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void PageHead::setSubtitle(const QString& subtitle) {
    m_subtitle->setText(subtitle);
}

void PageHead::addAction(QWidget* widget) {
    fitContents(widget);
    m_actions->addWidget(widget);
}

EmptyState::EmptyState(const QString& title, const QString& sentence, const QString& primary,
                       const QString& alternative, QWidget* parent)
    : QWidget(parent)
    , m_title(new TextLabel(TextStyle::Heading, Role::Text, title, this))
    , m_sentence(new TextLabel(TextStyle::Body, Role::Text2, sentence, this)) {
    m_title->setAlignment(Qt::AlignCenter);
    m_sentence->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_sentence->setWordWrap(true);
    setSentenceWidth(m_sentenceWidth);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    if (!primary.isEmpty()) {
        auto* button = new Button(ButtonKind::Primary, primary, {}, this);
        connect(button, &Button::clicked, this, &EmptyState::primaryClicked);
        buttons->addWidget(button);
    }
    if (!alternative.isEmpty()) {
        auto* button = new Button(ButtonKind::Plain, alternative, {}, this);
        connect(button, &Button::clicked, this, &EmptyState::alternativeClicked);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(new EmptyPicture(this), 0, Qt::AlignHCenter);
    column->addSpacing(20);
    column->addWidget(m_title);
    column->addSpacing(4);
    column->addWidget(m_sentence, 0, Qt::AlignHCenter);
    column->addSpacing(14);
    column->addLayout(buttons);
    column->addStretch(1);
    connect(&Theme::instance(), &Theme::changed, this, [this] { setSentenceWidth(m_sentenceWidth); });
}

void EmptyState::setSentenceWidth(int pixels) {
    m_sentenceWidth = pixels;
    m_sentence->setFixedWidth(Theme::instance().scaled(pixels));
}

void EmptyState::setTexts(const QString& title, const QString& sentence) {
    m_title->setText(title);
    static_cast<TextLabel*>(m_sentence)->setText(sentence);
}

} // namespace tastescope
