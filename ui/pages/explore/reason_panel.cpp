// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/reason_panel.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/retire.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace tastescope {

ReasonPanel::ReasonPanel(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("panel"));
    setMinimumWidth(288);
    const auto resize = [this] { setMaximumWidth(Theme::instance().scaled(440)); };
    resize();
    connect(&Theme::instance(), &Theme::changed, this, resize);
    m_question = new TextLabel(TextStyle::Small, Role::Text3, {}, this);
    m_question->setElided(true);
    auto* close = new IconButton(QStringLiteral("close"), tr("Close the inspector"), this);
    m_title = new TextLabel(TextStyle::Heading, Role::Text, {}, this);
    m_title->setElided(true);
    m_creator = new TextLabel(TextStyle::Body, Role::Text2, {}, this);
    m_creator->setElided(true);
    m_category = new Chip(QString(), ChipKind::Plain, this);
    m_sentence = new Note(NoteKind::Hint, {}, this);
    auto* top = new QHBoxLayout;
    top->addWidget(m_question, 1);
    top->addWidget(close);
    auto* who = new QHBoxLayout;
    who->addWidget(m_creator);
    who->addWidget(m_category);
    who->addStretch();
    auto* head = new QVBoxLayout;
    head->setContentsMargins(16, 12, 16, 16);
    head->setSpacing(4);
    head->addLayout(top);
    head->addWidget(m_title);
    head->addLayout(who);
    head->addSpacing(8);
    head->addWidget(m_sentence);

    m_body = new QWidget(this);
    auto* sections = new QVBoxLayout(m_body);
    sections->setContentsMargins(0, 0, 0, 0);
    sections->setSpacing(0);
    auto* adds = new QWidget(m_body);
    auto* addsLayout = new QVBoxLayout(adds);
    addsLayout->setContentsMargins(0, 0, 0, 0);
    addsLayout->setSpacing(6);
    m_bars = new ContributionBars(adds);
    m_others = new TextLabel(TextStyle::Small, Role::Text3, {}, adds);
    m_others->setWordWrap(true);
    addsLayout->addWidget(m_bars);
    addsLayout->addWidget(m_others);
    makeSection(*sections, tr("What the history adds"), &m_addsRemark, adds);
    m_chips = new QWidget(m_body);
    new FlowLayout(m_chips, 6);
    m_chipSection = makeSection(*sections, tr("Attributes in common"), nullptr, m_chips);
    m_axes = new FactorAxes(m_body);
    m_axisSection = makeSection(*sections, tr("Factor match"), &m_axisRemark, m_axes);
    sections->addStretch();

    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("plainScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_body);
    scroll->viewport()->setAutoFillBackground(false);
    m_body->setAutoFillBackground(false);

    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    m_similar = new Button(ButtonKind::Plain, tr("Open in Similar"), QStringLiteral("similar"), this);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(16, 12, 16, 12);
    foot->addWidget(m_similar);
    foot->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(scroll, 1);
    layout->addWidget(line);
    layout->addLayout(foot);
    connect(close, &QAbstractButton::clicked, this, &ReasonPanel::closed);
    connect(m_similar, &QAbstractButton::clicked, this, [this] { Q_EMIT openSimilar(m_item); });
}

QWidget* ReasonPanel::makeSection(QVBoxLayout& into, const QString& heading, TextLabel** remark,
                                  QWidget* content) {
    auto* section = new QWidget(m_body);
    auto* layout = new QVBoxLayout(section);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* line = new QFrame(section);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    auto* inner = new QVBoxLayout;
    inner->setContentsMargins(16, 12, 16, 14);
    inner->setSpacing(6);
    inner->addWidget(new TextLabel(TextStyle::Card, Role::Text, heading, section));
    if (remark) {
        *remark = new TextLabel(TextStyle::Small, Role::Text3, {}, section);
        (*remark)->setWordWrap(true);
        inner->addWidget(*remark);
    }
    inner->addWidget(content);
    layout->addWidget(line);
    layout->addLayout(inner);
    into.addWidget(section);
    return section;
}

void ReasonPanel::setReason(const Reason& reason, const QString& question, const QString& userNoun,
                            const QString& itemNoun) {
    setSentence(reason, question);
    m_addsRemark->setText(tr("Share of the score %1, per past %2").arg(formatScore(reason.score), itemNoun));
    m_bars->setBars(reason.bars);
    QStringList rest;
    if (reason.others > 0) {
        rest << tr("%1 others together %2").arg(formatCount(reason.others), formatSigned(reason.othersSum));
    }
    if (reason.base != 0) {
        rest << tr("without any history %1").arg(formatSigned(reason.base));
    }
    m_others->setText(rest.join(QStringLiteral(", ")));
    m_others->setVisible(!rest.isEmpty());
    auto* flow = static_cast<FlowLayout*>(m_chips->layout());
    retireAll(*flow);
    for (const ReasonChip& chip : reason.chips) {
        auto* widget = new Chip(chip.text, chip.shared ? ChipKind::Good : ChipKind::Outlined, m_chips);
        widget->setToolTip(chip.tooltip);
        flow->addWidget(widget);
    }
    m_chipSection->setVisible(!reason.chips.empty());
    m_axes->setAxes(reason.axes);
    m_axisRemark->setText(tr("%1 of %2 factors. Dot: %3, ring: %4")
                              .arg(reason.axes.size())
                              .arg(reason.dimensions)
                              .arg(userNoun, itemNoun));
    m_axisSection->setVisible(!reason.axes.empty());
    m_body->show();
}

void ReasonPanel::setSentence(const Reason& reason, const QString& question) {
    m_item = reason.item.value;
    m_question->setText(question);
    m_title->setText(reason.title);
    m_creator->setText(reason.creator);
    m_creator->setVisible(!reason.creator.isEmpty());
    m_category->setText(reason.category);
    m_category->setDot(reason.slot >= 0 ? Theme::instance().categorical(reason.slot) : QColor());
    m_category->setVisible(!reason.category.isEmpty());
    m_sentence->setText(reason.sentence);
    m_body->hide();
    m_similar->setEnabled(true);
}

void ReasonPanel::clear(const QString& hint) {
    m_question->setText(tr("Why?"));
    m_title->setText(tr("Nothing selected"));
    m_creator->hide();
    m_category->hide();
    m_sentence->setText(hint);
    m_body->hide();
    m_similar->setEnabled(false);
}

} // namespace tastescope
