// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_spec.h"

#include "ui/text/qt_compat.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <map>

namespace tastescope {

namespace {

QString exact(double value) {
    return std::isnan(value) ? QString() : QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString position(const AxisSpec& axis, double value) {
    const auto index = static_cast<qsizetype>(std::llround(value));
    if (axis.scale == AxisScale::Category && index >= 0 && index < axis.categories.size()) {
        return axis.categories[index];
    }
    if (axis.scale == AxisScale::Time) {
        return utcTime(static_cast<qint64>(value)).toString(Qt::ISODate);
    }
    return exact(value);
}

} // namespace

ChartTable chartTable(const ChartSpec& spec) {
    const bool horizontal = spec.y.scale == AxisScale::Category;
    const AxisSpec& axis = horizontal ? spec.y : spec.x;
    ChartTable table;
    table.header += axis.title.isEmpty() ? spec.title : axis.title;
    // One row a distinct x; two points of one series at the same x take two rows.
    std::multimap<double, QStringList> rows;
    for (const SeriesSpec& series : spec.series) {
        const auto first = table.header.size();
        table.header += series.name;
        const bool band = !series.low.empty() && series.low.size() == series.high.size();
        if (band) {
            table.header +=
                {QStringLiteral("%1, low").arg(series.name), QStringLiteral("%1, high").arg(series.name)};
        }
        std::map<double, qsizetype> met;
        for (std::size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
            auto row = rows.lower_bound(series.x[i]);
            std::advance(row, std::min<qsizetype>(met[series.x[i]]++,
                                                  static_cast<qsizetype>(rows.count(series.x[i]))));
            if (row == rows.end() || row->first != series.x[i]) {
                row = rows.emplace_hint(row, series.x[i], QStringList{position(axis, series.x[i])});
            }
            while (row->second.size() < first) {
                row->second += QString();
            }
            row->second += exact(series.y[i]);
            if (band && i < series.low.size()) {
                row->second += {exact(series.low[i]), exact(series.high[i])};
            }
        }
    }
    for (auto& [x, cells] : rows) {
        while (cells.size() < table.header.size()) {
            cells += QString();
        }
        table.rows.push_back(std::move(cells));
    }
    return table;
}

} // namespace tastescope
