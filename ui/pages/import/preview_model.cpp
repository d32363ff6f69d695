// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/import/preview_model.h"

#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/retire.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QWheelEvent>

#include <algorithm>
#include <utility>

namespace tastescope {

namespace {

Column<PreviewRow> columnOf(const ColumnPlan& plan, std::size_t at) {
    const auto wordAt = [at](const std::vector<std::string>& words) {
        return at < words.size() ? toQString(words[at]) : QString();
    };
    const auto field = [wordAt](const PreviewRow& row) { return wordAt(row.fields); };
    const auto problem = [wordAt](const PreviewRow& row) { return wordAt(row.problems); };
    const auto paint = [problem](std::optional<Role> bad, std::optional<Role> good) {
        return [=](const PreviewRow& row) {
            const std::optional<Role> role = problem(row).isEmpty() ? good : bad;
            return role ? QVariant(Theme::instance().color(*role)) : QVariant();
        };
    };
    const bool unused = plan.role == ColumnRole::Ignore;
    return {toQString(plan.name),
            [=](const PreviewRow& row) {
                const QString text = field(row);
                return text.isEmpty() && !problem(row).isEmpty() ? PreviewModel::tr("empty") : text;
            },
            field,
            plan.role == ColumnRole::Value ? Qt::AlignRight : Qt::AlignLeft,
            {{Qt::ToolTipRole, problem},
             {Qt::BackgroundRole, paint(Role::ErrorSoft, {})},
             {Qt::ForegroundRole, paint(Role::Error, unused ? std::optional(Role::Text3) : std::nullopt)}}};
}

} // namespace

void PreviewModel::setPreview(const FilePreview& preview) {
    Columns columns;
    for (const ColumnPlan& plan : preview.plan.columns) {
        columns.push_back(columnOf(plan, columns.size()));
    }
    setTable(std::move(columns), preview.rows);
}

namespace {

/// A role is taken by choosing it from the opened list. Keys and the wheel change a closed box at once, and
/// every role passed by would be taken from the column that has it.
class RoleBox : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void keyPressEvent(QKeyEvent* event) override {
        const bool leaves =
            event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab || event->key() == Qt::Key_Escape;
        const bool modified = event->modifiers() & (Qt::ControlModifier | Qt::MetaModifier);
        constexpr int moves[] = {Qt::Key_Up,  Qt::Key_Down,   Qt::Key_PageUp, Qt::Key_PageDown, Qt::Key_Home,
                                 Qt::Key_End, Qt::Key_Return, Qt::Key_Enter,  Qt::Key_Space,    Qt::Key_F4};
        const bool opens = std::find(std::begin(moves), std::end(moves), event->key()) != std::end(moves);
        const bool letter = !event->text().isEmpty() && event->text().front().isLetterOrNumber();
        if (leaves || modified || (!opens && !letter)) {
            QComboBox::keyPressEvent(event);
            return;
        }
        showPopup();
        if (letter) {
            view()->keyboardSearch(event->text());
        }
        event->accept();
    }
    void wheelEvent(QWheelEvent* event) override { event->ignore(); } // the table scrolls
};

} // namespace

RoleHeader::RoleHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(false);
    setDefaultSectionSize(132);
    setMinimumSectionSize(132); // the boxes' words
    setHighlightSections(false);
    connect(this, &QHeaderView::sectionResized, this, &RoleHeader::place);
    connect(this, &QHeaderView::geometriesChanged, this, &RoleHeader::place);
}

QSize RoleHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), Theme::instance().scaled(60)};
}

void RoleHeader::setFile(const FilePlan& plan, const Nouns& nouns) {
    m_choices = {{tr("Ignore"), ColumnRole::Ignore, {}},
                 {capitalised(toQString(nouns.user)), ColumnRole::User, {}},
                 {capitalised(toQString(nouns.item)), ColumnRole::Item, {}},
                 {tr("Signal"), ColumnRole::Signal, {}},
                 {tr("Value"), ColumnRole::Value, {}},
                 {tr("Time"), ColumnRole::Time, {}},
                 {tr("Title"), ColumnRole::ItemAttribute, "title"},
                 {capitalised(toQString(nouns.creator)), ColumnRole::ItemAttribute, "creator"},
                 {tr("Categories"), ColumnRole::ItemAttribute, "categories"},
                 {tr("Tags"), ColumnRole::ItemAttribute, "tags"},
                 {tr("Release date"), ColumnRole::ItemAttribute, "released"},
                 {tr("Other %1 attribute").arg(toQString(nouns.item)), ColumnRole::ItemAttribute, {}},
                 {tr("%1 attribute").arg(capitalised(toQString(nouns.user))), ColumnRole::UserAttribute, {}}};
    if (m_boxes.size() != plan.columns.size()) {
        makeBoxes(plan.columns.size());
    }
    for (std::size_t column = 0; column < plan.columns.size(); ++column) {
        fill(*m_boxes[column], plan.columns[column]);
    }
    place();
}

void RoleHeader::makeBoxes(std::size_t count) {
    const auto focused = std::ranges::find_if(m_boxes, &QWidget::hasFocus);
    const auto at = static_cast<std::size_t>(focused - m_boxes.begin());
    const bool hadFocus = focused != m_boxes.end();
    const std::vector<QComboBox*> before = std::exchange(m_boxes, {});
    QWidget* last = parentWidget(); // keys go from the table over its columns to what follows
    for (std::size_t column = 0; column < count; ++column) {
        auto* box = new RoleBox(this);
        for (const RoleChoice& choice : m_choices) {
            box->addItem(choice.text);
        }
        box->show();
        setTabOrder(last, box);
        last = box;
        connect(box, &QComboBox::activated, this, [this, column](int choice) {
            Q_EMIT roleChosen(static_cast<int>(column), m_choices[static_cast<std::size_t>(choice)]);
        });
        m_boxes.push_back(box);
    }
    if (hadFocus && count > 0) {
        m_boxes[std::min(at, count - 1)]->setFocus(Qt::OtherFocusReason);
    }
    for (QComboBox* box : before) { // later: one of them may be telling of its change right now
        retire(box);
        box->setAccessibleName(QString());
        box->setFocusPolicy(Qt::NoFocus);
    }
}

void RoleHeader::fill(QComboBox& box, const ColumnPlan& plan) const {
    int chosen = plan.role == ColumnRole::ItemAttribute   ? 11
                 : plan.role == ColumnRole::UserAttribute ? 12
                                                          : 0;
    for (std::size_t choice = 0; choice < m_choices.size(); ++choice) {
        box.setItemText(static_cast<int>(choice), m_choices[choice].text);
        const bool named = !m_choices[choice].attribute.empty();
        if (m_choices[choice].role == plan.role && (named ? m_choices[choice].attribute == plan.attribute
                                                          : plan.role != ColumnRole::ItemAttribute)) {
            chosen = static_cast<int>(choice);
        }
    }
    box.setAccessibleName(tr("Role of column %1").arg(toQString(plan.name)));
    box.setToolTip(toQString(plan.why));
    box.setCurrentIndex(chosen);
    if (const bool used = plan.role != ColumnRole::Ignore; box.property("used") != used) {
        box.setProperty("used", used);
        box.style()->unpolish(&box); // a style sheet asks for a property once
        box.style()->polish(&box);
    }
}

void RoleHeader::paintSection(QPainter* painter, const QRect& rect, int section) const {
    const Theme& theme = Theme::instance();
    painter->save();
    painter->fillRect(rect, theme.color(Role::Surface));
    painter->setPen(theme.color(Role::Line));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    QFont font = theme.font(TextStyle::Small);
    font.setWeight(QFont::Medium);
    painter->setFont(font);
    painter->setPen(theme.color(Role::Text));
    const QRect name = rect.adjusted(8, 8, -6, 0);
    painter->drawText(QRect(name.left(), name.top(), name.width(), theme.scaled(18)),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetrics(font).elidedText(model()->headerData(section, Qt::Horizontal).toString(),
                                                    Qt::ElideRight, name.width()));
    painter->restore();
}

void RoleHeader::updateGeometries() {
    QHeaderView::updateGeometries();
    place();
}

void RoleHeader::place() {
    const int top = Theme::instance().scaled(28);
    const int height = Theme::instance().scaled(24);
    for (std::size_t column = 0; column < m_boxes.size() && static_cast<int>(column) < count(); ++column) {
        const int section = static_cast<int>(column);
        m_boxes[column]->setVisible(!isSectionHidden(section));
        m_boxes[column]->setGeometry(sectionViewportPosition(section) + 6, top, sectionSize(section) - 12,
                                     height);
    }
}

} // namespace tastescope
