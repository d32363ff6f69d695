// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/readiness_panel.h"

#include "engine/registry/registry.h"
#include "ui/tables/painted_delegate.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/retire.h"

#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int indent = 24;

QSize sizeCheck(const QStyleOptionViewItem&, const QModelIndex&) {
    return {200, Theme::instance().scaled(64)};
}

void paintCheck(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto status = static_cast<ReadinessStatus>(index.data(ReadinessModel::StatusRole).toInt());
    const bool ok = status == ReadinessStatus::Ok;
    const StatusLook look = statusLook(status);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->fillRect(option.rect, theme.color(Role::Sunken));
    }
    const QRect rect = option.rect.adjusted(0, 9, 0, 0);
    const int line = theme.scaled(20);
    paintIcon(*painter, QRect(rect.left(), rect.top() + (line - 16) / 2, 16, 16), look.icon, look.role);
    const QRect text(rect.left() + indent, rect.top(), rect.width() - indent, line);
    const QFont strong = theme.font(TextStyle::BodyStrong);
    const QString value = index.data(ReadinessModel::ValueRole).toString();
    const int valueWidth = QFontMetrics(strong).horizontalAdvance(value) + 8;
    painter->setFont(theme.font(TextStyle::Body));
    painter->setPen(theme.color(Role::Text));
    painter->drawText(text.adjusted(0, 0, -valueWidth, 0), Qt::AlignVCenter | Qt::TextSingleLine,
                      QFontMetrics(painter->font())
                          .elidedText(index.data().toString(), Qt::ElideRight, text.width() - valueWidth));
    painter->setFont(strong);
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignRight, value);
    const QRectF track(text.left(), text.bottom() + 5, text.width(), 4);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.color(Role::Sunken));
    painter->drawRoundedRect(track, 2, 2);
    QRectF bar = track;
    bar.setWidth(std::max(4.0, track.width() * index.data(ReadinessModel::FillRole).toDouble()));
    painter->setBrush(ok ? theme.color(Role::Accent) : theme.diverging(1));
    painter->drawRoundedRect(bar, 2, 2);
    painter->setFont(theme.font(TextStyle::Micro));
    painter->setPen(theme.color(Role::Text3));
    painter->drawText(QRect(text.left(), int(track.bottom()) + 2, text.width(), theme.scaled(16)),
                      Qt::AlignVCenter | Qt::TextSingleLine,
                      index.data(ReadinessModel::NeededRole).toString());
    painter->setPen(theme.color(Role::Grid));
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    painter->restore();
}

} // namespace

ReadinessModel::ReadinessModel(QObject* parent)
    : ColumnTable({{{}, [](const ReadinessCheck& check) { return toQString(check.title); }}},
                  {{Qt::ToolTipRole, [](const ReadinessCheck& check) { return toQString(check.advice); }},
                   {Qt::AccessibleTextRole,
                    [](const ReadinessCheck& check) {
                        return toQString(check.title + ": " + check.valueText + ", " + check.neededText +
                                         ". " + check.advice);
                    }},
                   {ValueRole, [](const ReadinessCheck& check) { return toQString(check.valueText); }},
                   {NeededRole, [](const ReadinessCheck& check) { return toQString(check.neededText); }},
                   {FillRole, [](const ReadinessCheck& check) { return std::clamp(check.fill, 0.0, 1.0); }},
                   {StatusRole, [](const ReadinessCheck& check) { return static_cast<int>(check.status); }}},
                  parent) {}

ReadinessPanel::ReadinessPanel(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("card"));
    m_note = new Note(NoteKind::Hint, {}, this);
    m_model = new ReadinessModel(this);
    m_view = new QListView(this);
    m_view->setAccessibleName(tr("Checks of the data"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new PaintedDelegate(paintCheck, sizeCheck, m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setSelectionMode(QAbstractItemView::NoSelection);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_suitable = new QWidget(this);
    auto* suitable = new QVBoxLayout(m_suitable);
    suitable->setContentsMargins(16, 12, 16, 14);
    suitable->addWidget(
        new TextLabel(TextStyle::Card, Role::Text, tr("Models that will work well"), m_suitable));
    auto* chips = new QWidget(m_suitable);
    m_chips = new FlowLayout(chips, 6);
    suitable->addWidget(chips);
    auto* line = new QFrame(this);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    auto* upper = new QVBoxLayout;
    upper->setContentsMargins(16, 12, 16, 0);
    upper->setSpacing(12);
    upper->addWidget(new TextLabel(TextStyle::Heading, Role::Text, tr("Enough for personal lists?"), this));
    upper->addWidget(m_note);
    upper->addWidget(m_view, 1);
    layout->addLayout(upper, 1);
    layout->addWidget(line);
    layout->addWidget(m_suitable);
}

void ReadinessPanel::setReadiness(const Readiness& readiness) {
    // The colour follows the verdict, which weighs the volume; single checks have marks of their own.
    m_note->setKind(readiness.verdict == "Yes."                 ? NoteKind::Finding
                    : readiness.status == ReadinessStatus::Stop ? NoteKind::Failure
                                                                : NoteKind::Caution);
    m_note->setText(toQString(readiness.verdict + " " + readiness.reason));
    m_model->setRows(readiness.checks);
    retireAll(*m_chips);
    for (const ModelKind kind : readiness.suitable) {
        m_chips->addWidget(new Chip(toQString(firstChoice(kind).title), ChipKind::Good, this));
    }
    m_suitable->setVisible(!readiness.suitable.empty());
}

void ReadinessPanel::setUnknown(const QString& text) {
    m_note->setKind(NoteKind::Hint);
    m_note->setText(text);
    m_model->setRows({});
    m_suitable->hide();
}

} // namespace tastescope
