// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/centre_strip.h"

#include "ui/text/button_text.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

namespace tastescope {
namespace {

constexpr int coverSize = 72;

/// FNV-1a (Fowler, Noll, Vo 1991): the same on every machine, other than qHash.
std::uint64_t hashOf(const QByteArray& bytes) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    }
    return hash;
}

} // namespace

Cover::Cover(QWidget* parent) : QWidget(parent) {
    setFixedSize(coverSize, coverSize);
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void Cover::setSeed(const QString& id) {
    m_seed = hashOf(id.toUtf8());
    update();
}

void Cover::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const auto part = [this](int shift, int values) { return static_cast<int>((m_seed >> shift) % values); };
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath frame;
    frame.addRoundedRect(rect(), 4, 4);
    painter.setClipPath(frame);
    painter.fillRect(rect(), theme.sequential(2));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.sequential(5));
    painter.drawEllipse(QPointF(20 + part(8, 33), 20 + part(16, 17)), 20 + part(24, 9), 20 + part(24, 9));
    const double left = 34 + part(32, 20);
    const double right = 34 + part(40, 20);
    painter.setBrush(theme.categorical(part(0, 7)));
    painter.drawPolygon(QPolygonF({{0, 72}, {0, left}, {72, right}, {72, 72}}));
    painter.setBrush(theme.sequential(7));
    painter.drawPolygon(QPolygonF({{0, left + 14}, {72, right + 12}, {72, 72}, {0, 72}}));
}

CentreStrip::CentreStrip(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("card"));
    m_cover = new Cover(this);
    m_title = new TextLabel(TextStyle::Title, Role::Text, {}, this);
    m_subtitle = new TextLabel(TextStyle::Body, Role::Text2, {}, this);
    m_title->setElided(true);
    m_subtitle->setElided(true);
    m_chipRow = new QWidget(this);
    auto* chips = new QHBoxLayout(m_chipRow);
    chips->setContentsMargins(0, 6, 0, 0);
    chips->setSpacing(6);
    for (Chip*& chip : m_chips) {
        chip = new Chip(QString(), ChipKind::Plain, m_chipRow);
        chips->addWidget(chip);
    }
    chips->addStretch();
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addStretch();
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    words->addWidget(m_chipRow);
    words->addStretch();
    m_back = new IconButton(QStringLiteral("undo"), tr("Back to the one before (Backspace)"), this);
    m_explore = new Button(ButtonKind::Plain, QString(), QStringLiteral("explore"), this);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 15, 16, 15);
    row->setSpacing(16);
    row->addWidget(m_cover);
    row->addLayout(words, 1);
    row->addWidget(m_back);
    row->addWidget(m_explore);
    auto* figures = new QHBoxLayout;
    figures->setSpacing(0);
    row->addLayout(figures);
    for (Figure& figure : m_figures) {
        figure.cell = new QWidget(this);
        figure.line = new QFrame(figure.cell);
        figure.line->setObjectName(QStringLiteral("separator"));
        figure.line->setFixedSize(1, 44);
        figure.label = new TextLabel(TextStyle::Small, Role::Text2, {}, figure.cell);
        figure.value = new TextLabel(TextStyle::Figure, Role::Text, {}, figure.cell);
        auto* column = new QVBoxLayout;
        column->setContentsMargins(20, 0, 20, 0);
        column->setSpacing(0);
        column->addStretch();
        column->addWidget(figure.label);
        column->addWidget(figure.value);
        column->addStretch();
        auto* parts = new QHBoxLayout(figure.cell);
        parts->setContentsMargins(0, 0, 0, 0);
        parts->setSpacing(0);
        parts->addWidget(figure.line, 0, Qt::AlignVCenter);
        parts->addLayout(column);
        figures->addWidget(figure.cell);
    }
    connect(m_back, &QAbstractButton::clicked, this, &CentreStrip::backClicked);
    connect(m_explore, &QAbstractButton::clicked, this, &CentreStrip::exploreClicked);
    const auto restyle = [this] {
        setFixedHeight(Theme::instance().scaled(104));
        for (std::size_t place = 0; place < m_slots.size(); ++place) {
            m_chips[place]->setDot(m_slots[place] < 0 ? QColor()
                                                      : Theme::instance().categorical(m_slots[place]));
        }
    };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
}

void CentreStrip::setFacts(const SimilarFacts& facts, SimilarKind kind) {
    m_cover->setSeed(facts.id);
    m_title->setText(facts.title);
    m_subtitle->setText(facts.subtitle);
    m_subtitle->setVisible(!facts.subtitle.isEmpty());
    m_explore->setVisible(kind == SimilarKind::Users);
    m_chipRow->setVisible(!facts.chips.empty());
    m_slots.clear();
    for (std::size_t place = 0; place < m_chips.size(); ++place) {
        const bool shown = place < facts.chips.size();
        m_chips[place]->setVisible(shown);
        if (shown) {
            const SimilarChip& chip = facts.chips[place];
            m_slots.push_back(chip.slot);
            m_chips[place]->setText(chip.text);
            m_chips[place]->setDot(chip.slot < 0 ? QColor() : Theme::instance().categorical(chip.slot));
        }
    }
    for (std::size_t place = 0; place < m_figures.size(); ++place) {
        const Figure& figure = m_figures[place];
        const bool shown = place < facts.figures.size();
        figure.cell->setVisible(shown); // as one, or the margins of what is hidden would stay
        if (shown) {
            figure.label->setText(facts.figures[place].label);
            figure.value->setText(facts.figures[place].value);
        }
    }
}

void CentreStrip::setBackPossible(bool possible) {
    m_back->setVisible(possible);
}

void CentreStrip::setExploreText(const QString& text) {
    m_explore->setText(buttonText(text));
}

} // namespace tastescope
