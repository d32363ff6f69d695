// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/gap_table.h"

#include "engine/metrics/metric.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QBrush>

#include <algorithm>

namespace tastescope {
namespace {

const GapPair& largest(const GapRow& row) {
    return row.gap->pairs.front();
}

bool isReal(const GapPair& pair) {
    return pair.p < 0.05 && pair.low > 0;
}

QString hintOf(const GapRow& row) {
    const GapPair& pair = largest(row);
    return GapTable::tr("%1: %2 people in groups of 20 or more, %3 pairs of groups compared. %4")
        .arg(row.name, formatCount(row.gap->users), formatCount(row.gap->pairs.size()),
             isReal(pair) ? GapTable::tr("The gap is real: the interval leaves 0 out.")
                          : GapTable::tr("Too early to say: chance explains the gap."));
}

} // namespace

GapTable::GapTable(QObject* parent) : ColumnTable({}, parent) {
    const auto body = [](TextStyle style) {
        return [style](const GapRow&) { return Theme::instance().font(style); };
    };
    const auto ink = [this](const GapRow& row) {
        const bool quiet = m_stale || !isReal(largest(row));
        return QBrush(Theme::instance().color(quiet ? Role::Text3 : Role::Text));
    };
    const auto nameInk = [this](const GapRow&) {
        return QBrush(Theme::instance().color(m_stale ? Role::Text3 : Role::Text));
    };
    const Roles small{
        {Qt::FontRole, body(TextStyle::Small)}, {Qt::ForegroundRole, ink}, {Qt::ToolTipRole, hintOf}};
    const Roles strong{{Qt::FontRole, body(TextStyle::BodyStrong)},
                       {Qt::ForegroundRole, nameInk},
                       {Qt::ToolTipRole, hintOf}};
    const auto number = [this](double value) { return metricText(m_key, value); };
    setTable({{tr("Model"), [](const GapRow& row) { return row.name; }, nullptr, Qt::AlignLeft, strong},
              {tr("Largest gap"), [number](const GapRow& row) { return number(largest(row).difference); },
               [](const GapRow& row) { return largest(row).difference; }, Qt::AlignRight, small},
              {tr("95 % interval"),
               [this](const GapRow& row) { return intervalText(m_key, largest(row).low, largest(row).high); },
               [](const GapRow& row) { return largest(row).low; }, Qt::AlignLeft, small},
              {tr("Higher for"), [](const GapRow& row) { return toQString(largest(row).a); }, nullptr,
               Qt::AlignLeft, small},
              {tr("Lower for"), [](const GapRow& row) { return toQString(largest(row).b); }, nullptr,
               Qt::AlignLeft, small},
              {tr("p, Holm"),
               [](const GapRow& row) {
                   const double p = largest(row).p;
                   return p < 0.001 ? tr("below 0.001") : QString::number(p, 'f', 3);
               },
               [](const GapRow& row) { return largest(row).p; }, Qt::AlignRight, small}},
             {});
    connect(&Theme::instance(), &Theme::changed, this, &GapTable::tellAllChanged);
}

void GapTable::setStale(bool stale) {
    m_stale = stale;
    tellAllChanged();
}

void GapTable::show(const EvaluationResult& result, const std::vector<std::size_t>& order,
                    std::string_view by, std::string_view key) {
    m_key = key;
    const std::string wanted = gapKey(key);
    std::vector<GapRow> rows;
    for (const std::size_t model : order) {
        const std::string& label = result.models[model].label;
        const auto gap = std::ranges::find_if(result.gaps, [&](const GapResult& one) {
            return one.by == by && one.label == label && one.key == wanted;
        });
        if (gap != result.gaps.end() && !gap->pairs.empty()) {
            rows.push_back({model, toQString(label), &*gap});
        }
    }
    setRows(std::move(rows));
}

} // namespace tastescope
