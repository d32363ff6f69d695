// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rules/rules_list.h"

#include "ui/pages/studio/rules/rule_words.h"
#include "ui/tables/painted_delegate.h"
#include "ui/tables/table_delegate.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int grip = 18; ///< where a drag begins

enum RowRole {
    OnRole = ColumnTable<RuleRow>::OwnRole,
    IconRole,
    VerbRole,
    TargetRole,
    RemarkRole,
    LimitRole
};

void paintSwitch(QPainter& painter, const QRect& rect, bool on) {
    const Theme& theme = Theme::instance();
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(on ? Role::Accent : Role::Outline));
    painter.drawRoundedRect(rect, rect.height() / 2.0, rect.height() / 2.0);
    painter.setBrush(theme.color(Role::Surface));
    const int knob = rect.height() - 4;
    painter.drawEllipse(QRect(on ? rect.right() - knob - 1 : rect.left() + 2, rect.top() + 2, knob, knob));
}

void paintRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintRowBackground(*painter, option, option.state.testFlag(QStyle::State_MouseOver));
    const bool on = index.data(OnRole).toBool();
    const bool limit = index.data(LimitRole).toBool();
    const QRect& rect = option.rect;
    if (!limit) {
        paintIcon(*painter, QRect(rect.left(), rect.center().y() - 7, 14, 14), QStringLiteral("drag"),
                  Role::Text3);
    }
    paintIcon(*painter, QRect(rect.left() + grip + 2, rect.center().y() - 8, 16, 16),
              index.data(IconRole).toString(), on ? Role::Accent : Role::Text3);
    const int left = rect.left() + grip + 28;
    const int right = limit ? rect.right() - 4 : switchRect(rect).left() - 8;
    const int upper = theme.lineHeight(TextStyle::Body);
    const int lower = theme.lineHeight(TextStyle::Micro);
    const int top = rect.top() + (rect.height() - upper - lower) / 2;
    painter->setPen(theme.color(on ? Role::Text : Role::Text3));
    int at = left;
    if (const QString verb = index.data(VerbRole).toString(); !verb.isEmpty()) {
        painter->setFont(theme.font(TextStyle::BodyStrong));
        painter->drawText(QRect(at, top, right - at, upper), Qt::AlignLeft | Qt::AlignVCenter, verb);
        at += painter->fontMetrics().horizontalAdvance(verb + QLatin1Char(' '));
    }
    painter->setFont(theme.font(TextStyle::Body));
    painter->drawText(
        QRect(at, top, right - at, upper), Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(TargetRole).toString(), Qt::ElideRight, right - at));
    painter->setFont(theme.font(TextStyle::Micro));
    painter->setPen(theme.color(Role::Text3));
    painter->drawText(
        QRect(left, top + upper, right - left, lower), Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data(RemarkRole).toString(), Qt::ElideRight, right - left));
    if (!limit) {
        paintSwitch(*painter, switchRect(rect), on);
    }
    painter->restore();
}

QSize rowSize(const QStyleOptionViewItem&, const QModelIndex&) {
    return {100, Theme::instance().scaled(40)};
}

QString rowSentence(const RuleRow& row) {
    const QString what = row.verb.isEmpty() ? row.target : row.verb + QLatin1Char(' ') + row.target;
    const QString state = row.isLimit ? QString() : row.on ? RulesList::tr("on, ") : RulesList::tr("off, ");
    return what + QStringLiteral(", ") + state + row.remark;
}

} // namespace

QRect switchRect(const QRect& row) {
    return {row.right() - 32, row.center().y() - 8, 28, 16};
}

std::vector<RuleRow> ruleRows(const RuleSet& rules, const Catalogue& catalogue,
                              const std::vector<std::size_t>& met, std::size_t candidates, Time clock) {
    const RuleWords words(rules, catalogue);
    std::vector<RuleRow> rows;
    for (std::size_t at = 0; at < rules.limits.size(); ++at) {
        rows.push_back({true,
                        at,
                        QStringLiteral("columns"),
                        {},
                        words.limit(rules.limits[at]),
                        RulesList::tr("Limit"),
                        true});
    }
    for (std::size_t at = 0; at < rules.rules.size(); ++at) {
        const Rule& rule = rules.rules[at];
        RuleRow row{false, at,     actionIcon(rule.action), actionWord(rule.action), words.target(rule),
                    {},    rule.on};
        row.waits = rule.on && !rule.runsAt(clock);
        QStringList remarks;
        if (!rule.on) {
            remarks << RulesList::tr("Off");
        } else if (row.waits) {
            remarks << RulesList::tr("Not in these days");
        }
        if (at < met.size()) {
            remarks
                << RulesList::tr("%1 of %2 candidates").arg(formatCount(met[at]), formatCount(candidates));
        }
        if (const QString circumstances = words.circumstances(rule); !circumstances.isEmpty()) {
            remarks << circumstances;
        }
        row.remark = remarks.join(QStringLiteral(", "));
        rows.push_back(std::move(row));
    }
    return rows;
}

RulesModel::RulesModel(QObject* parent)
    : ColumnTable({{{}, rowSentence}},
                  {{Qt::AccessibleTextRole, rowSentence},
                   {Qt::ToolTipRole, rowSentence},
                   {OnRole, [](const RuleRow& row) { return row.on; }},
                   {IconRole, [](const RuleRow& row) { return row.icon; }},
                   {VerbRole, [](const RuleRow& row) { return row.verb; }},
                   {TargetRole, [](const RuleRow& row) { return row.target; }},
                   {RemarkRole, [](const RuleRow& row) { return row.remark; }},
                   {LimitRole, [](const RuleRow& row) { return row.isLimit; }}},
                  parent) {}

RulesList::RulesList(QWidget* parent) : QListView(parent), m_model(new RulesModel(this)) {
    setAccessibleName(tr("Rules"));
    setModel(m_model);
    setItemDelegate(new PaintedDelegate(paintRow, rowSize, this));
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // what is around it scrolls
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        doItemsLayout();
        updateGeometry();
    });
}

void RulesList::setRows(std::vector<RuleRow> rows) {
    const bool same = rows.size() == m_model->rows().size();
    m_model->updateRows(std::move(rows));
    if (!same) {
        updateGeometry();
    }
}

QSize RulesList::sizeHint() const {
    return {200, m_model->rowCount() * Theme::instance().scaled(40) + 2};
}

const RuleRow* RulesList::rowAt(const QModelIndex& index) const {
    return index.isValid() ? &m_model->at(index.row()) : nullptr;
}

void RulesList::toggle(const RuleRow& row) {
    if (!row.isLimit) {
        Q_EMIT switched(row.number, !row.on);
    }
}

void RulesList::moveBy(const RuleRow& row, int by) {
    const auto rules = static_cast<int>(
        std::ranges::count_if(m_model->rows(), [](const RuleRow& one) { return !one.isLimit; }));
    const int to = static_cast<int>(row.number) + by;
    if (row.isLimit || to < 0 || to >= rules) {
        return;
    }
    const int next = currentIndex().row() + by;
    Q_EMIT moved(row.number, static_cast<std::size_t>(to));
    setCurrentIndex(m_model->index(next));
}

void RulesList::keyPressEvent(QKeyEvent* event) {
    const RuleRow* row = rowAt(currentIndex());
    const bool alt = event->modifiers().testFlag(Qt::AltModifier);
    if (!row) {
        QListView::keyPressEvent(event);
    } else if (alt && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        moveBy(*row, event->key() == Qt::Key_Up ? -1 : 1);
    } else if (event->key() == Qt::Key_Space) {
        toggle(*row);
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT changeWanted(row->isLimit, row->number);
    } else if (event->key() == Qt::Key_Delete) {
        Q_EMIT removeWanted(row->isLimit, row->number);
    } else {
        QListView::keyPressEvent(event);
    }
}

void RulesList::mousePressEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->pos());
    const RuleRow* row = rowAt(index);
    if (row && event->button() == Qt::LeftButton && !row->isLimit) {
        if (switchRect(visualRect(index)).adjusted(-4, -6, 4, 6).contains(event->pos())) {
            setCurrentIndex(index);
            toggle(*row);
            return;
        }
        if (event->pos().x() < visualRect(index).left() + grip) {
            m_dragged = index.row();
            m_dropAt = -1;
        }
    }
    QListView::mousePressEvent(event);
}

int RulesList::dropRow(int y) const {
    const int height = Theme::instance().scaled(40);
    const int limits = static_cast<int>(
        std::ranges::count_if(m_model->rows(), [](const RuleRow& one) { return one.isLimit; }));
    return std::clamp((y + height / 2) / height, limits, m_model->rowCount());
}

void RulesList::mouseMoveEvent(QMouseEvent* event) {
    if (m_dragged >= 0) {
        m_dropAt = dropRow(event->pos().y());
        viewport()->update();
        return;
    }
    QListView::mouseMoveEvent(event);
}

void RulesList::mouseReleaseEvent(QMouseEvent* event) {
    const int from = m_dragged;
    const int at = m_dropAt;
    m_dragged = m_dropAt = -1;
    viewport()->update();
    if (from >= 0 && at >= 0 && at != from && at != from + 1) {
        const int limits =
            m_model->rowCount() - static_cast<int>(std::ranges::count_if(
                                      m_model->rows(), [](const RuleRow& one) { return !one.isLimit; }));
        Q_EMIT moved(m_model->at(from).number, static_cast<std::size_t>((at > from ? at - 1 : at) - limits));
        return;
    }
    QListView::mouseReleaseEvent(event);
}

void RulesList::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const RuleRow* row = rowAt(indexAt(event->pos()))) {
        Q_EMIT changeWanted(row->isLimit, row->number);
    }
}

void RulesList::contextMenuEvent(QContextMenuEvent* event) {
    const QModelIndex index =
        event->reason() == QContextMenuEvent::Keyboard ? currentIndex() : indexAt(event->pos());
    const RuleRow* row = rowAt(index);
    if (!row) {
        return;
    }
    const bool limit = row->isLimit;
    const std::size_t number = row->number;
    QMenu menu(this);
    menu.addAction(tr("Change"), this, [=, this] { Q_EMIT changeWanted(limit, number); });
    menu.addAction(tr("Delete"), this, [=, this] { Q_EMIT removeWanted(limit, number); });
    menu.exec(event->globalPos());
}

void RulesList::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    if (m_dropAt >= 0) {
        QPainter painter(viewport());
        painter.fillRect(0, m_dropAt * Theme::instance().scaled(40) - 1, viewport()->width(), 2,
                         Theme::instance().color(Role::Accent));
    }
}

} // namespace tastescope

#include "moc_rules_list.cpp"
