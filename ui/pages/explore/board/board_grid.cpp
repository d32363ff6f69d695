// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/board/board_grid.h"

#include "engine/data/dataset.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace tastescope {
namespace {

constexpr int lineHeight = 17;
constexpr int padding = 8; ///< as the headings above

QStringList numbered(const RankedList& list, const Dataset& dataset) {
    QStringList lines;
    for (std::size_t place = 0; place < list.size(); ++place) {
        const ItemIndex item = list[place].item;
        lines << QStringLiteral("%1  %2").arg(place + 1).arg(
            item.value < dataset.itemCount() ? toQString(dataset.itemLabel(item)) : QString());
    }
    return lines;
}

BoardRow rowOf(const TestBoard& board, std::size_t person, const Dataset& dataset, const QString& noun) {
    BoardRow row;
    row.kind = board.people[person].kind;
    row.id = toQString(dataset.users().at(board.people[person].user.value));
    row.label = noun + u' ' + row.id;
    for (const BoardModel& model : board.models) {
        row.lists.push_back(person < model.lists.size() ? numbered(model.lists[person], dataset)
                                                        : QStringList{toQString(model.problem)});
    }
    return row;
}

Column<BoardRow> columnOf(const QString& title, const std::function<QStringList(const BoardRow&)>& lines) {
    return {title,
            [lines](const BoardRow& row) { return lines(row).join(u'\n'); },
            nullptr,
            Qt::AlignLeft,
            {{BoardGrid::LinesRole, [lines](const BoardRow& row) -> QVariant { return lines(row); }},
             {Qt::ToolTipRole, [lines](const BoardRow& row) -> QVariant { return lines(row).join(u'\n'); }}}};
}

} // namespace

QString personKindName(PersonKind kind) {
    switch (kind) {
    case PersonKind::Heavy:
        return BoardGrid::tr("most active");
    case PersonKind::Light:
        return BoardGrid::tr("least active");
    case PersonKind::New:
        return BoardGrid::tr("newest");
    case PersonKind::OneCategory:
        return BoardGrid::tr("one category");
    case PersonKind::Eclectic:
        return BoardGrid::tr("eclectic");
    case PersonKind::Contrarian:
        return BoardGrid::tr("contrarian");
    case PersonKind::Pinned:
        break;
    }
    return BoardGrid::tr("pinned");
}

BoardGrid::BoardGrid(QObject* parent)
    : ColumnTable({}, {{IdRole, [](const BoardRow& row) { return row.id; }}}, parent) {}

void BoardGrid::setBoard(const TestBoard& board, const Dataset& dataset, const QString& person) {
    Columns columns{columnOf(person, [](const BoardRow& row) {
        return QStringList{row.label, personKindName(row.kind)};
    })};
    for (std::size_t model = 0; model < board.models.size(); ++model) {
        columns.push_back(columnOf(toQString(board.models[model].name),
                                   [model](const BoardRow& row) { return row.lists[model]; }));
    }
    std::vector<BoardRow> rows;
    for (std::size_t place = 0; place < board.people.size(); ++place) {
        rows.push_back(rowOf(board, place, dataset, person));
    }
    setTable(std::move(columns), std::move(rows));
}

ExpectationTable::ExpectationTable(QObject* parent)
    : ColumnTable({{tr("Result"),
                    [](const CheckedExpectation& one) { return one.ok ? tr("✓ holds") : tr("✗ fails"); },
                    [](const CheckedExpectation& one) -> QVariant { return one.ok; },
                    Qt::AlignLeft,
                    {{Qt::ForegroundRole,
                      [](const CheckedExpectation& one) -> QVariant {
                          return Theme::instance().color(one.ok ? Role::Up : Role::Error);
                      }}}},
                   {tr("Expected"), [](const CheckedExpectation& one) { return toQString(one.text); }},
                   {tr("Seen"), [](const CheckedExpectation& one) { return toQString(one.seen); }}},
                  {}, parent) {}

std::size_t ExpectationTable::failed() const {
    return static_cast<std::size_t>(
        std::count_if(rows().begin(), rows().end(), [](const auto& one) { return !one.ok; }));
}

void LinesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    const Theme& theme = Theme::instance();
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->fillRect(option.rect, theme.color(selected ? Role::AccentSoft : Role::Surface));
    painter->fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1,
                      theme.color(Role::Grid));
    const QStringList lines = index.data(BoardGrid::LinesRole).toStringList();
    const int height = theme.scaled(lineHeight);
    QRect line =
        option.rect.adjusted(theme.scaled(padding), theme.scaled(padding), -theme.scaled(padding), 0);
    line.setHeight(height);
    for (int at = 0; at < std::min<int>(m_lines, lines.size()); ++at) {
        const bool strong = index.column() == 0 && at == 0;
        const QFont font = theme.font(strong ? TextStyle::BodyStrong : TextStyle::Small);
        painter->setFont(font);
        painter->setPen(theme.color(strong || index.column() > 0 ? Role::Text : Role::Text3));
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                          QFontMetrics(font).elidedText(lines[at], Qt::ElideRight, line.width()));
        line.translate(0, height);
    }
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(theme.color(Role::Accent), 2));
        painter->drawRect(option.rect.adjusted(1, 1, -1, -2));
    }
    painter->restore();
}

int LinesDelegate::height() const {
    const Theme& theme = Theme::instance();
    return theme.scaled(lineHeight) * m_lines + 2 * theme.scaled(padding);
}

QSize LinesDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {Theme::instance().scaled(150), height()};
}

} // namespace tastescope
