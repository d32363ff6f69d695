// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/slices/slice_table.h"

#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QBrush>
#include <QStringList>

namespace tastescope {

QString sliceTitle(const std::vector<SliceCondition>& conditions) {
    QStringList words;
    for (const SliceCondition& condition : conditions) {
        words << SliceTable::tr("%1 %2").arg(groupingTitle(condition.by), toQString(condition.segment));
    }
    return words.join(SliceTable::tr(" and "));
}

SliceTable::SliceTable(QObject* parent) : ColumnTable({}, parent) {
    setTable(makeColumns(), {});
    connect(&Theme::instance(), &Theme::changed, this, &SliceTable::tellAllChanged);
}

SliceTable::Columns SliceTable::makeColumns() {
    const auto font = [](TextStyle style) {
        return [style](const Slice&) { return Theme::instance().font(style); };
    };
    const auto ink = [this](Role usual) {
        return [this, usual](const Slice&) {
            return QBrush(Theme::instance().color(m_stale ? Role::Text3 : usual));
        };
    };
    const auto hint = [this](const Slice& slice) {
        return tr("%1: the loss is at least %2, however many of the %3 groups lose by chance. "
                  "Enter or a double click opens them in Explore.")
            .arg(sliceTitle(slice.conditions), number(slice.low),
                 formatCount(m_search ? m_search->looked : 0));
    };
    const auto column = [&](const QString& title, double Slice::*of, TextStyle style, Role role) {
        return Column<Slice>(
            title, [this, of](const Slice& slice) { return number(slice.*of); },
            [of](const Slice& slice) { return slice.*of; }, Qt::AlignRight,
            {{Qt::FontRole, font(style)}, {Qt::ForegroundRole, ink(role)}, {Qt::ToolTipRole, hint}});
    };
    const QString a = m_search ? toQString(m_search->a) : QString();
    const QString b = m_search ? toQString(m_search->b) : QString();
    return {{m_users.isEmpty() ? tr("People") : capitalised(m_users),
             [](const Slice& slice) { return sliceTitle(slice.conditions); },
             nullptr,
             Qt::AlignLeft,
             {{Qt::FontRole, font(TextStyle::BodyStrong)},
              {Qt::ForegroundRole, ink(Role::Text)},
              {Qt::ToolTipRole, hint}}},
            {tr("Number"),
             [](const Slice& slice) { return formatCount(slice.users); },
             [](const Slice& slice) { return static_cast<qulonglong>(slice.users); },
             Qt::AlignRight,
             {{Qt::FontRole, font(TextStyle::Small)},
              {Qt::ForegroundRole, ink(Role::Text2)},
              {Qt::ToolTipRole, hint}}},
            column(a, &Slice::a, TextStyle::Small, Role::Text2),
            column(b, &Slice::b, TextStyle::Small, Role::Text2),
            column(tr("Loss"), &Slice::loss, TextStyle::BodyStrong, Role::Text),
            column(tr("At least"), &Slice::low, TextStyle::Small, Role::Text2)};
}

QString SliceTable::number(double value) const {
    return m_search ? metricText(m_search->metric, value) : QString();
}

void SliceTable::show(const SliceSearch& search, const QString& users) {
    m_search = search;
    m_users = users;
    setTable(makeColumns(), search.slices);
}

void SliceTable::clear() {
    m_search.reset();
    setTable(makeColumns(), {});
}

void SliceTable::setStale(bool stale) {
    m_stale = stale;
    tellAllChanged();
}

QString SliceTable::emptyWords() const {
    if (!m_search) {
        return {};
    }
    return m_search->looked == 0 ? tr("No group of 30 %1 or more is known").arg(m_users)
                                 : tr("%1 certainly loses to %2 in none of %3 groups of 30 %4 or more")
                                       .arg(toQString(m_search->a), toQString(m_search->b),
                                            formatCount(m_search->looked), m_users);
}

} // namespace tastescope
