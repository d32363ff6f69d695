// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/lists/moves.h"

#include "ui/pages/studio/rules/rule_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Moves", text);
}

class Teller {
public:
    Teller(const ListStory& story, const PreparedPerson& person, const RuleSet& rules,
           const Catalogue& catalogue)
        : m_story(story)
        , m_person(person)
        , m_catalogue(catalogue)
        , m_words(rules, catalogue) {}

    int placeOf(std::uint32_t candidate) const {
        const auto found = std::ranges::find(m_story.list, candidate);
        return found == m_story.list.end() ? -1 : static_cast<int>(found - m_story.list.begin());
    }

    MoveSide side(std::uint32_t candidate) const {
        const ItemIndex item = m_person.items[candidate];
        MoveSide side;
        side.item = static_cast<int>(item.value);
        side.title = m_catalogue.title(item);
        side.subtitle = m_catalogue.creator(item);
        if (side.subtitle.isEmpty()) {
            side.subtitle = m_catalogue.category(item);
        }
        side.slot = m_catalogue.slot(item);
        side.rank = static_cast<int>(candidate);
        return side;
    }

    QString reason(std::uint32_t candidate, bool rose) const {
        if (const auto main = mainPart(m_story, candidate)) {
            return m_words.reason(m_story.parts[*main], rose, m_person.items[candidate]);
        }
        return rose ? tr("Others sank") : tr("Others rose");
    }

private:
    const ListStory& m_story;
    const PreparedPerson& m_person;
    const Catalogue& m_catalogue;
    RuleWords m_words;
};

} // namespace

ListMoves movesOf(const ListStory& story, const PreparedPerson& person, const RuleSet& rules,
                  const Catalogue& catalogue) {
    const Teller teller(story, person, rules, catalogue);
    ListMoves out;
    for (std::size_t place = 0; place < story.length; ++place) {
        MoveRow row;
        row.place = static_cast<int>(place);
        const auto candidate = static_cast<std::uint32_t>(place);
        row.before = teller.side(candidate);
        row.before.other = teller.placeOf(candidate);
        if (row.before.other < 0) {
            ++out.left;
            row.before.reason = teller.reason(candidate, false);
        }
        if (place < story.list.size()) {
            const std::uint32_t there = story.list[place];
            row.after = teller.side(there);
            row.after.other = there < story.length ? static_cast<int>(there) : -1;
            row.after.pinned = place < story.places.size() && story.places[place].pinned;
            const bool rose = place < there;
            out.up += rose ? 1 : 0;
            out.down += place > there ? 1 : 0;
            if (row.after.pinned) {
                row.after.reason = tr("Pinned to %1").arg(place + 1);
            } else if (place != there) {
                row.after.reason = teller.reason(there, rose);
            }
        }
        out.rows.push_back(std::move(row));
    }
    return out;
}

QString sideSentence(const MoveRow& row, int column) {
    const MoveSide& side = MovesModel::side(row, column);
    if (side.item < 0) {
        return tr("Place %1 is empty").arg(row.place + 1);
    }
    const QString name = side.subtitle.isEmpty() ? side.title : tr("%1, %2").arg(side.title, side.subtitle);
    const QString reason = side.reason.isEmpty() ? QString() : tr(", %1").arg(side.reason);
    if (column == 0) {
        return side.other < 0
                   ? tr("Before at %1: %2, left the list%3").arg(QString::number(row.place + 1), name, reason)
                   : tr("Before at %1: %2, now at %3")
                         .arg(QString::number(row.place + 1), name, QString::number(side.other + 1));
    }
    return side.rank == row.place
               ? tr("Now at %1: %2, as before").arg(QString::number(row.place + 1), name)
               : tr("Now at %1: %2, before at %3%4")
                     .arg(QString::number(row.place + 1), name, QString::number(side.rank + 1), reason);
}

MovesModel::MovesModel(QObject* parent)
    : ColumnTable({{tr("Before, as the model ranks"),
                    [](const MoveRow& row) { return row.before.title; },
                    nullptr,
                    Qt::AlignLeft,
                    {{Qt::AccessibleTextRole, [](const MoveRow& row) { return sideSentence(row, 0); }},
                     {Qt::ToolTipRole, [](const MoveRow& row) { return sideSentence(row, 0); }}}},
                   {tr("After the rules"),
                    [](const MoveRow& row) { return row.after.title; },
                    nullptr,
                    Qt::AlignLeft,
                    {{Qt::AccessibleTextRole, [](const MoveRow& row) { return sideSentence(row, 1); }},
                     {Qt::ToolTipRole, [](const MoveRow& row) { return sideSentence(row, 1); }}}}},
                  parent) {}

} // namespace tastescope

#include "moc_moves.cpp"
