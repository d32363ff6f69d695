// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart shows, as plain bounded data: built by pure functions, drawn by one adapter, read as a table
// by its twin.
#pragma once

#include "ui/theme/theme.h"

#include <QPointF>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace tastescope {

enum class AxisScale { Linear, Logarithmic, Time, Category };

struct AxisSpec {
    QString title;
    AxisScale scale = AxisScale::Linear;
    double low = 0;
    double high = 1;
    QStringList categories; ///< Category: one a bar
    /// Ticks with their labels; empty = the adapter chooses 3 to 6.
    std::vector<std::pair<double, QString>> ticks;
};

enum class MarkKind { Line, Area, Bar, Points };
/// The second sign of a line, beside its colour.
enum class LineDash { Solid, Dashes, Dots, DashDot };

struct SeriesSpec {
    QString name;
    MarkKind kind = MarkKind::Line;
    std::vector<double> x;                   ///< Bar: category index
    std::vector<double> y;                   ///< NaN breaks a line
    std::vector<double> low, high;           ///< band or whiskers; empty = none
    QColor (*color)(const Theme&) = nullptr; ///< null = accent; asked again on every theme change
    std::vector<int> emphasised;             ///< Bar: indices painted in `emphasis` instead
    QColor (*emphasis)(const Theme&) = nullptr;
    LineDash dash = LineDash::Solid;
    double opacity = 0.2; ///< Area: of its fill
    bool faint = false;   ///< Line: beside those that are looked at
    QString endLabel{};   ///< at its right end; empty = the name, of two to five lines that run to the right
};

struct ReferenceLine {
    double x = 0;
    QString text;
    bool shadeAfter = false; ///< everything right of it is shaded (test period)
};

struct ChartSpec {
    QString title;       ///< accessible name
    QString description; ///< one sentence for a screen reader
    AxisSpec x, y;
    std::vector<SeriesSpec> series;
    std::vector<ReferenceLine> references;
    /// The moment looked at, on x: a solid line, a point on every line; what comes after it is faint.
    std::optional<double> now;
    /// Words at a place, in data units: one line begins there, several are centred on it.
    std::vector<std::pair<QPointF, QString>> notes;
    QString emptyText;                    ///< shown when no series has a point
    static constexpr int maxPoints = 500; ///< of one series; builders thin out above it
};

/// The table twin: header and rows with full precision, as copied to the clipboard.
struct ChartTable {
    QStringList header;
    std::vector<QStringList> rows;
};
ChartTable chartTable(const ChartSpec& spec);

} // namespace tastescope
