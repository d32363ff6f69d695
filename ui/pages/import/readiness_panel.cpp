// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/readiness_panel.h"

#include "engine/registry/registry.h"
#include "ui/tables/painted_delegate.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"

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

void ReadinessModel::setChecks(std::vector<ReadinessCheck> checks) {
    beginResetModel();
    m_checks = std::move(checks);
    endResetModel();
}

int ReadinessModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_checks.size());
}

QVariant ReadinessModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const ReadinessCheck& check = m_checks[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return toQString(check.title);
    case Qt::ToolTipRole:
        return check.advice.empty() ? QVariant() : QVariant(toQString(check.advice));
    case Qt::AccessibleTextRole:
        return toQString(check.title + ": " + check.valueText + ", " + check.neededText + ". " +
                         check.advice);
    case ValueRole:
        return toQString(check.valueText);
    case NeededRole:
        return toQString(check.neededText);
    case FillRole:
        return std::clamp(check.fill, 0.0, 1.0);
    case StatusRole:
        return static_cast<int>(check.status);
    default:
        return {};
    }
}

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
    m_model->setChecks(readiness.checks);
    while (QLayoutItem* item = m_chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const ModelKind kind : readiness.suitable) {
        m_chips->addWidget(new Chip(toQString(firstChoice(kind).title), ChipKind::Good, this));
    }
    m_suitable->setVisible(!readiness.suitable.empty());
}

void ReadinessPanel::setUnknown(const QString& text) {
    m_note->setKind(NoteKind::Hint);
    m_note->setText(text);
    m_model->setChecks({});
    m_suitable->hide();
}

} // namespace tastescope
