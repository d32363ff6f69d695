// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/checks/protocol_table.h"

#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"

#include <QBrush>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

QString inflationText(const ProtocolRow& row) {
    return row.strictest   ? ProtocolTable::tr("the strictest")
           : row.inflation ? (*row.inflation < 0 ? QStringLiteral("−") : QStringLiteral("+")) +
                                 formatPercent(std::abs(*row.inflation))
                           : QString();
}

QString hintOf(const ProtocolRow& row) {
    return ProtocolTable::tr("%1: %2 %3, %4, over %5 people with test items")
        .arg(row.protocol, row.title, metricText(row.key, row.value),
             intervalText(row.key, row.low, row.high), formatCount(row.users));
}

} // namespace

std::vector<ProtocolRow> protocolRows(const std::vector<EvaluationResult>& results, std::string_view label,
                                      std::string_view key) {
    std::vector<ProtocolRow> rows;
    for (const EvaluationResult& result : results) {
        const auto model = std::ranges::find(result.models, label, &ModelResult::label);
        const MetricValue* value = model == result.models.end() ? nullptr : findValue(model->metrics, key);
        if (value) {
            rows.push_back({toQString(result.protocol), std::string(key), metricTitle(key, result),
                            value->value, value->low, value->high, value->users, std::nullopt});
        }
    }
    if (rows.size() < 2) {
        return rows;
    }
    rows.back().strictest = true;
    const double least = rows.back().value;
    const int better = metricDirection(key);
    for (ProtocolRow& row : rows) {
        if (!row.strictest && better != 0 && std::isfinite(row.value) && std::abs(least) > 0) {
            row.inflation = better * (row.value - least) / std::abs(least);
        }
    }
    return rows;
}

QString inflationWords(const std::vector<ProtocolRow>& rows) {
    const auto most = std::ranges::max_element(rows, {}, [](const ProtocolRow& row) {
        return row.inflation.value_or(-std::numeric_limits<double>::infinity());
    });
    if (most == rows.end() || !most->inflation) {
        return {};
    }
    return *most->inflation > 0
               ? ProtocolTable::tr("The same model looks up to %1 better than by \"%2\", which lets it see "
                                   "least: under \"%3\".")
                     .arg(formatPercent(*most->inflation), rows.back().protocol, most->protocol)
               : ProtocolTable::tr("No protocol makes it look better than \"%1\", which lets it see least.")
                     .arg(rows.back().protocol);
}

ProtocolTable::ProtocolTable(QObject* parent) : ColumnTable({}, parent) {
    const auto font = [](TextStyle style) {
        return [style](const ProtocolRow&) { return Theme::instance().font(style); };
    };
    const auto ink = [](Role role) {
        return [role](const ProtocolRow&) { return QBrush(Theme::instance().color(role)); };
    };
    const Roles strong{{Qt::FontRole, font(TextStyle::BodyStrong)},
                       {Qt::ForegroundRole, ink(Role::Text)},
                       {Qt::ToolTipRole, hintOf}};
    const Roles small{{Qt::FontRole, font(TextStyle::Small)},
                      {Qt::ForegroundRole, ink(Role::Text2)},
                      {Qt::ToolTipRole, hintOf}};
    setTable(
        {{tr("Protocol"), [](const ProtocolRow& row) { return row.protocol; }, nullptr, Qt::AlignLeft,
          strong},
         {tr("Value"), [](const ProtocolRow& row) { return metricText(row.key, row.value); },
          [](const ProtocolRow& row) { return row.value; }, Qt::AlignRight, strong},
         {tr("95 % interval"),
          [](const ProtocolRow& row) { return intervalText(row.key, row.low, row.high); },
          [](const ProtocolRow& row) { return row.low; }, Qt::AlignLeft, small},
         {tr("People"), [](const ProtocolRow& row) { return formatCount(row.users); },
          [](const ProtocolRow& row) { return static_cast<qulonglong>(row.users); }, Qt::AlignRight, small},
         {tr("Looks better by"), inflationText,
          [](const ProtocolRow& row) { return row.inflation.value_or(0); }, Qt::AlignRight, strong}},
        {});
    connect(&Theme::instance(), &Theme::changed, this, &ProtocolTable::tellAllChanged);
}

} // namespace tastescope
