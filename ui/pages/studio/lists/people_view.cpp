// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/lists/people_view.h"

#include "ui/pages/studio/lists/move_paint.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/retire.h"
#include "ui/widgets/tab_order.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int side = 12; ///< left and right of all columns
constexpr int gap = 12;  ///< between two

} // namespace

/// Who a column is about.
class PeopleView::Head : public QWidget {
public:
    explicit Head(QWidget* parent) : QWidget(parent) {
        m_name = new TextLabel(TextStyle::Card, Role::Text, {}, this);
        m_facts = new TextLabel(TextStyle::Micro, Role::Text3, {}, this);
        m_note = new TextLabel(TextStyle::Micro, Role::Warn, {}, this);
        for (TextLabel* label : {m_name, m_facts, m_note}) {
            label->setElided(true);
        }
        remove = new IconButton(QStringLiteral("close"), PeopleView::tr("Remove"), this);
        auto* first = new QHBoxLayout;
        first->setSpacing(4);
        first->addWidget(m_name, 1);
        first->addWidget(remove);
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 4, 0, 4);
        column->setSpacing(0);
        column->addLayout(first);
        column->addWidget(m_facts);
        column->addWidget(m_note);
        column->addStretch(1);
    }

    void tell(const PersonList& one) {
        const auto facts = [&](const QString& moved) {
            return one.profile.isEmpty() ? moved : one.profile + QStringLiteral(" · ") + moved;
        };
        const QString up = QString::number(one.moves.up);
        const QString down = QString::number(one.moves.down);
        const QString left = QString::number(one.moves.left);
        m_name->setText(one.name);
        m_facts->setText(facts(PeopleView::tr("▲%1 ▼%2, %3 left").arg(up, down, left)));
        m_note->setText(one.note);
        m_note->setVisible(!one.note.isEmpty()); // an empty line would take room
        remove->setToolTip(PeopleView::tr("Remove %1").arg(one.name));
        remove->setAccessibleName(remove->toolTip());
        setAccessibleName(one.name);
        const QString said = facts(PeopleView::tr("%1 up, %2 down, %3 left").arg(up, down, left));
        setAccessibleDescription(one.note.isEmpty() ? said : said + u'\n' + one.note);
    }

    IconButton* remove;

private:
    TextLabel* m_name;
    TextLabel* m_facts;
    TextLabel* m_note;
};

/// All of them over their columns.
class PeopleView::Heads : public QWidget {
public:
    explicit Heads(PeopleView* view) : QWidget(view), m_view(view) {}

    void tell(const std::vector<PersonList>& people) {
        while (m_heads.size() > people.size()) {
            retire(m_heads.back()); // it may be its own button that called
            m_heads.pop_back();
        }
        while (m_heads.size() < people.size()) {
            auto* head = new Head(this);
            const int column = static_cast<int>(m_heads.size());
            connect(head->remove, &QAbstractButton::clicked, m_view,
                    [view = m_view, column] { Q_EMIT view->removeWanted(column); });
            head->setVisible(true);
            tabBehind(m_heads.empty() ? static_cast<QWidget*>(this) : m_heads.back(), head);
            m_heads.push_back(head);
        }
        for (std::size_t at = 0; at < people.size(); ++at) {
            m_heads[at]->tell(people[at]);
        }
    }

    void place() {
        for (std::size_t at = 0; at < m_heads.size(); ++at) {
            const QRect column = m_view->columnRect(static_cast<int>(at));
            m_heads[at]->setGeometry(column.left(), 0, column.width(), height() - 1);
        }
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(QRect(0, height() - 1, width(), 1), Theme::instance().color(Role::Line));
    }

private:
    PeopleView* m_view;
    std::vector<Head*> m_heads;
};

PeopleView::PeopleView(QWidget* parent)
    : PlacesView(parent)
    , m_model(new PeopleModel(this))
    , m_heads(new Heads(this)) {
    setHead(m_heads);
    setModel(m_model);
    setAccessibleName(tr("Lists of several people after the rules"));
}

void PeopleView::setPeople(const std::vector<PersonList>& people) {
    const QModelIndex was = currentIndex();
    m_noted = std::ranges::any_of(people, [](const PersonList& one) { return !one.note.isEmpty(); });
    m_model->setPeople(people);
    m_heads->tell(people);
    if (was.isValid() && !currentIndex().isValid() && m_model->rowCount() > 0) { // keys go on where they were
        setCurrentIndex(m_model->index(std::min(was.row(), m_model->rowCount() - 1),
                                       std::min(was.column(), m_model->columnCount() - 1)));
    }
    layOut();
}

const MoveSide& PeopleView::sideAt(int row, int column) const {
    return m_model->at(row).sides[static_cast<std::size_t>(column)];
}

QRect PeopleView::columnRect(int column) const {
    const int count = std::max(1, m_model->columnCount());
    const int room = viewport()->width() - 2 * side + gap;
    const int left = side + room * column / count;
    return {left, 0, side + room * (column + 1) / count - gap - left, rowHeight()};
}

int PeopleView::columnAt(int x) const {
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const QRect rect = columnRect(column);
        if (x >= rect.left() - gap / 2 && x < rect.right() + gap / 2) {
            return column;
        }
    }
    return -1;
}

int PeopleView::headHeight() const {
    const Theme& theme = Theme::instance();
    return 9 + theme.scaled(28) + (m_noted ? 2 : 1) * theme.lineHeight(TextStyle::Micro);
}

void PeopleView::updateGeometries() {
    PlacesView::updateGeometries();
    m_heads->place();
}

void PeopleView::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Delete && event->modifiers() == Qt::NoModifier && currentIndex().isValid()) {
        Q_EMIT removeWanted(currentIndex().column());
        return;
    }
    PlacesView::keyPressEvent(event);
}

void PeopleView::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.color(Role::Surface));
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_model->rowCount() == 0) {
        paintNothing(painter);
        return;
    }
    const int lit = litItem();
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const QRect rect = columnRect(column);
        if (column > 0) {
            painter.fillRect(QRect(rect.left() - gap / 2, 0, 1, viewport()->height()),
                             theme.color(Role::Line));
        }
        for (const PeopleRow& row : m_model->rows()) {
            if (!isShown(row.place)) {
                continue;
            }
            const MoveSide& of = row.sides[static_cast<std::size_t>(column)];
            const QRect at = rect.translated(0, topOf(row.place));
            if (of.item >= 0 && (of.item == lit || of.pinned)) {
                painter.fillRect(at.adjusted(-4, 0, 4, 0), theme.color(Role::AccentSoft));
            }
            paintPlace(painter, at, row.place, of);
        }
    }
    paintFocus(painter);
}

void PeopleView::paintPlace(QPainter& painter, const QRect& rect, int place, const MoveSide& of) const {
    const Theme& theme = Theme::instance();
    const int number = theme.scaled(30);
    const int upper = theme.lineHeight(TextStyle::Body);
    const int lower = theme.lineHeight(TextStyle::Micro);
    const int top = rect.top() + (rect.height() - upper - lower) / 2;
    painter.setFont(theme.font(TextStyle::Body));
    painter.setPen(theme.color(of.item < 0 || isStale() ? Role::Text3 : Role::Text));
    painter.drawText(QRect(rect.left(), top, number, upper), Qt::AlignLeft | Qt::AlignVCenter,
                     QString::number(place + 1));
    if (of.item < 0) {
        painter.drawText(rect.adjusted(number, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QStringLiteral("–")); // the head says why
        return;
    }
    painter.setFont(theme.font(TextStyle::Micro));
    painter.setPen(isStale() || of.rank == place ? theme.color(Role::Text3) : moveColor(of.rank, place));
    painter.drawText(QRect(rect.left(), top + upper, number, lower), Qt::AlignLeft | Qt::AlignVCenter,
                     moveMark(of.rank, place));
    QRect words = rect.adjusted(number, 0, 0, 0);
    if (of.pinned) {
        const int icon = theme.scaled(12);
        words.setRight(words.right() - icon - 4);
        paintIcon(painter, QRect(rect.right() - icon, top + (upper - icon) / 2, icon, icon),
                  QStringLiteral("pin"), Role::AccentStrong);
    }
    painter.save();
    painter.translate(0, words.top());
    paintMoveWords(painter, words.translated(0, -words.top()), of, of.subtitle, isStale());
    painter.restore();
}

} // namespace tastescope

#include "moc_people_view.cpp"
