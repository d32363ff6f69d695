// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/similar/neighbour_board.h"

#include "ui/theme/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QStackedLayout>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int linkWidth = 36;
constexpr int columnWidth = 184; ///< at least

QIcon modelDot(const QString& algorithm) {
    QPixmap dot(32, 32);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().modelColor(algorithm));
    painter.drawEllipse(8, 8, 16, 16);
    return QIcon(dot);
}

} // namespace

void NeighbourView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (currentIndex().isValid()) {
            Q_EMIT entered(rows().at(currentIndex().row()).index);
        }
        return;
    case Qt::Key_Left:
        Q_EMIT sidewaysRequested(-1);
        return;
    case Qt::Key_Right:
        Q_EMIT sidewaysRequested(1);
        return;
    case Qt::Key_Backspace:
        event->ignore();
        return;
    default:
        RankedListView::keyPressEvent(event);
    }
}

bool NeighbourView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::MouseMove) {
        const QModelIndex under = indexAt(static_cast<QMouseEvent*>(event)->pos());
        Q_EMIT pointed(under.isValid() ? qint64{rows().at(under.row()).index} : -1);
    } else if (event->type() == QEvent::Leave) {
        Q_EMIT pointed(-1);
    }
    return RankedListView::viewportEvent(event);
}

/// The lines between two lists. Ends follow the rows as they scroll; an end out of sight ends at the edge.
class NeighbourBoard::Links : public QWidget {
public:
    Links(const Column& left, const Column& right, const std::optional<std::uint32_t>& lit, QWidget* parent)
        : QWidget(parent)
        , m_left(left)
        , m_right(right)
        , m_lit(lit) {
        setFixedWidth(linkWidth);
        for (const Column* side : {&m_left, &m_right}) {
            connect(side->view->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { update(); });
        }
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setClipRect(0, m_left.view->mapTo(m_left.frame, QPoint()).y(), width(), height());
        QPainterPath marked;
        painter.setPen(QPen(theme.color(Role::Outline), 1));
        for (const RankedRow& near : m_left.view->rows().rows()) {
            const int to = m_right.view->rows().rowOf(near.index);
            if (to < 0) {
                continue;
            }
            const double from = heightOf(m_left, m_left.view->rows().rowOf(near.index));
            const double end = heightOf(m_right, to);
            QPainterPath path(QPointF(0, from));
            path.cubicTo(width() * 0.45, from, width() * 0.55, end, width(), end);
            if (m_lit == near.index) {
                marked = path;
            } else {
                painter.drawPath(path);
            }
        }
        painter.setPen(QPen(theme.color(Role::Accent), 2.5));
        painter.drawPath(marked);
    }

private:
    static double heightOf(const Column& side, int row) {
        const QRect rect = side.view->visualRect(side.view->rows().index(row));
        return side.view->viewport()->mapTo(side.frame, rect.center()).y();
    }

    Column m_left;
    Column m_right;
    const std::optional<std::uint32_t>& m_lit;
};

NeighbourBoard::NeighbourBoard(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 0, 4, 0);
    row->setSpacing(0);
    for (int place = 0; place < maxLists; ++place) {
        Column column = makeColumn(place);
        if (place > 0) {
            column.links = new Links(m_columns.back(), column, m_lit, this);
            row->addWidget(column.links);
        }
        row->addWidget(column.frame, 1);
        m_columns.push_back(column);
    }
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        for (const Column& column : m_columns) {
            for (int entry = 0; entry < column.combo->count(); ++entry) {
                const QString algorithm = column.combo->itemData(entry, Qt::UserRole + 1).toString();
                if (!algorithm.isEmpty()) {
                    column.combo->setItemIcon(entry, modelDot(algorithm));
                }
            }
        }
        update();
    });
}

NeighbourBoard::Column NeighbourBoard::makeColumn(int place) {
    Column column;
    column.frame = new QWidget(this);
    column.frame->setMinimumWidth(columnWidth);
    column.combo = new ComboBox(column.frame);
    column.combo->setAccessibleName(tr("Model of list %1").arg(place + 1));
    column.combo->setProperty("small", true);
    column.combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    column.combo->setMinimumContentsLength(8);
    auto* line = new QFrame(column.frame);
    line->setObjectName(QStringLiteral("separator"));
    line->setFixedHeight(1);
    // The name holds until a model fills the list.
    column.view = new NeighbourView(tr("Nearest, list %1").arg(place + 1), column.frame);
    column.view->rowDelegate().setCompact(true);
    column.note = new TextLabel(TextStyle::Small, Role::Text2, {}, column.frame);
    column.note->setWordWrap(true);
    column.note->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    column.note->setContentsMargins(12, 12, 8, 12);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 7, 8, 7);
    head->addWidget(column.combo, 1);
    auto* body = new QWidget(column.frame);
    column.stack = new QStackedLayout(body);
    column.stack->addWidget(column.view);
    column.stack->addWidget(column.note);
    auto* layout = new QVBoxLayout(column.frame);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(line);
    layout->addWidget(body, 1);

    connect(column.combo, &QComboBox::activated, this, [this, place, combo = column.combo](int entry) {
        Q_EMIT modelChosen(place, combo->itemData(entry).toLongLong());
    });
    connect(column.view, &QListView::clicked, this, [this, view = column.view](const QModelIndex& index) {
        Q_EMIT picked({m_kind, view->rows().at(index.row()).index});
    });
    connect(column.view, &NeighbourView::entered, this, [this](std::uint32_t row) {
        Q_EMIT entered({m_kind, row});
    });
    connect(column.view, &NeighbourView::pointed, this, &NeighbourBoard::point);
    connect(column.view, &RankedListView::entrySelected, this, [this, place](qint64 row) {
        for (std::size_t other = 0; other < m_columns.size(); ++other) {
            if (static_cast<int>(other) != place) {
                m_columns[other].view->selectEntry(-1); // one selection on the whole board
            }
        }
        point(row);
    });
    connect(column.view, &NeighbourView::sidewaysRequested, this,
            [this, place](int step) { moveSideways(place, step); });
    return column;
}

void NeighbourBoard::setModels(const std::vector<NeighbourModelSource>& all,
                               const std::vector<qint64>& chosen) {
    for (std::size_t place = 0; place < m_columns.size(); ++place) {
        Column& column = m_columns[place];
        const bool shown = place < chosen.size();
        column.frame->setVisible(shown);
        if (column.links) {
            column.links->setVisible(shown);
        }
        column.combo->clear();
        for (const NeighbourModelSource& model : all) {
            column.combo->addItem(modelDot(model.algorithm), model.name, model.id);
            column.combo->setItemData(column.combo->count() - 1, model.algorithm, Qt::UserRole + 1);
            if (shown && model.id == chosen[place]) {
                column.combo->setCurrentIndex(column.combo->count() - 1);
            }
        }
        if (chosen.size() > 1) {
            column.combo->insertSeparator(column.combo->count());
            column.combo->addItem(tr("Take this list away"), qint64{0});
        }
        if (!shown) {
            column.view->rows().setRows({});
        }
    }
}

void NeighbourBoard::setLists(const std::vector<NeighbourList>& lists, SimilarKind kind) {
    m_kind = kind;
    light(std::nullopt);
    for (std::size_t place = 0; place < m_columns.size() && place < lists.size(); ++place) {
        const Column& column = m_columns[place];
        column.view->rowDelegate().setAlgorithm(lists[place].algorithm);
        column.view->selectEntry(-1);
        column.view->rows().setRows(lists[place].rows);
        column.view->setAccessibleName(tr("Nearest by %1").arg(lists[place].name));
        column.note->setText(lists[place].note);
        column.stack->setCurrentIndex(lists[place].rows.empty() ? 1 : 0);
        column.view->scrollToTop();
        if (column.view->hasFocus() && column.view->rows().rowCount() > 0) {
            column.view->setCurrentIndex(column.view->rows().index(0));
        }
    }
    for (const Column& column : m_columns) {
        if (column.links) {
            column.links->update();
        }
    }
}

void NeighbourBoard::clear() {
    light(std::nullopt);
    for (const Column& column : m_columns) {
        column.view->selectEntry(-1);
        column.view->rows().setRows({});
        column.note->setText({});
        if (column.links) {
            column.links->update();
        }
    }
}

void NeighbourBoard::focusList() {
    if (!m_columns.empty()) {
        m_columns.front().view->setFocus(Qt::OtherFocusReason);
    }
}

void NeighbourBoard::point(qint64 row) {
    light(row < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(row)));
    Q_EMIT pointed(row);
}

void NeighbourBoard::light(std::optional<std::uint32_t> row) {
    m_lit = row;
    QString title;
    QStringList ranks;
    for (const Column& column : m_columns) {
        column.view->rowDelegate().setTinted(row);
        column.view->viewport()->update();
        if (column.links) {
            column.links->update();
        }
        if (row && !column.frame->isHidden()) {
            const int place = column.view->rows().rowOf(*row);
            ranks << (place < 0 ? tr("none") : QString::number(place + 1));
            if (place >= 0) {
                title = column.view->rows().at(place).title;
            }
        }
    }
    Q_EMIT lit(title.isEmpty() ? QString()
                               : tr("%1 is rank %2").arg(title, ranks.join(QStringLiteral(", "))));
}

void NeighbourBoard::moveSideways(int from, int step) {
    const int to = from + step;
    if (to < 0 || to >= static_cast<int>(m_columns.size())) {
        return;
    }
    const Column& target = m_columns[static_cast<std::size_t>(to)];
    const Column& source = m_columns[static_cast<std::size_t>(from)];
    if (!target.frame->isVisible() || target.view->rows().rowCount() == 0) {
        return;
    }
    const int row = std::clamp(source.view->currentIndex().row(), 0, target.view->rows().rowCount() - 1);
    target.view->setFocus(Qt::OtherFocusReason);
    target.view->setCurrentIndex(target.view->rows().index(row));
    Q_EMIT columnFocused(target.frame);
}

} // namespace tastescope
