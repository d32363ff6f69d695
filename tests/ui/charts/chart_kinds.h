// SPDX-License-Identifier: GPL-3.0-or-later
// One of every kind of chart, with names that a spreadsheet would run.
#pragma once

#include "ui/charts/chart_view.h"
#include "ui/charts/scatter_view.h"
#include "ui/pages/evaluate/matrix_view.h"
#include "ui/pages/similar/neighbour_map_view.h"

#include <functional>
#include <utility>
#include <vector>

namespace tastescope {

struct ChartKind {
    const char* name;
    std::function<QWidget*()> make;
    QColor (*mark)(const Theme&); ///< what its data are painted in
    QString title;
    QStringList guarded; ///< cells of its table, as they are copied
    QStringList numbers; ///< cells of its table that stay as they are
};

inline QWidget* barsOfNames() {
    ChartSpec spec;
    spec.title = QStringLiteral("Clicks & <taps>");
    spec.description = QStringLiteral("Few & many.");
    spec.x = {QStringLiteral("=kind"), AxisScale::Category, 0, 1, {}, {}};
    spec.x.categories = {QStringLiteral("=1+1"), QStringLiteral("+49 170"), QStringLiteral("many")};
    spec.y = {{}, AxisScale::Linear, -0.5, 0.5, {}, {}};
    SeriesSpec bars;
    bars.name = QStringLiteral("@clicks");
    bars.kind = MarkKind::Bar;
    bars.x = {0, 1, 2};
    bars.y = {0.25, -0.125, 0.5};
    spec.series = {bars};
    auto* view = new ChartView;
    view->setSpec(spec);
    return view;
}

inline QWidget* pointsOfNames() {
    ScatterSpec spec;
    spec.title = QStringLiteral("Gain & <loss>");
    spec.description = QStringLiteral("Two points.");
    spec.x = {QStringLiteral("-loss"), AxisScale::Linear, -1, 1, {}, {}};
    spec.y = {QStringLiteral("gain"), AxisScale::Linear, 0, 1, {}, {}};
    ScatterPoint one;
    one.name = QStringLiteral("=a");
    one.x = -0.5;
    one.y = 0.25;
    one.up = std::pair(-0.125, 0.5);
    ScatterPoint other;
    other.name = QStringLiteral("@b");
    other.x = 0.5;
    other.y = 0.75;
    spec.points = {one, other};
    auto* view = new ScatterView;
    view->setSpec(spec);
    return view;
}

inline QWidget* cellsOfNames() {
    Matrix matrix;
    matrix.title = QStringLiteral("Rows & <columns>");
    matrix.description = QStringLiteral("Who beats whom.");
    matrix.corner = QStringLiteral("Model");
    matrix.heads = {{QStringLiteral("=head")}, {QStringLiteral("+more")}, {QStringLiteral("plain")}};
    for (const char* name : {"@one", "-two", "three"}) {
        MatrixRow row{QString::fromLatin1(name), {}};
        for (const double value : {-0.5, 0.25, -0.125}) {
            MatrixCell cell;
            cell.look = MatrixCell::Look::Diverging;
            cell.text = QString::number(value);
            cell.value = value;
            row.cells.push_back(cell);
        }
        matrix.rows.push_back(row);
    }
    auto* view = new MatrixView;
    view->setMatrix(matrix);
    return view;
}

inline QWidget* mapOfNames() {
    NeighbourMap map;
    map.model = QStringLiteral("ALS & <co>");
    map.method = QStringLiteral("principal components of its vectors");
    const auto add = [&](const char* title, MapPoint::Part part, double x, double y) {
        MapPoint point;
        point.entity = {SimilarKind::Items, static_cast<std::uint32_t>(map.points.size())};
        point.title = QString::fromLatin1(title);
        point.part = part;
        point.rank = part == MapPoint::Part::Neighbour ? map.points.size() : 0;
        point.x = x;
        point.y = y;
        map.points.push_back(point);
    };
    add("+other", MapPoint::Part::Other, -0.5, 0.25);
    add("@near", MapPoint::Part::Neighbour, 0.5, -0.125);
    add("-near", MapPoint::Part::Neighbour, 0.5, 0.5);
    add("=centre", MapPoint::Part::Centre, 0, 0);
    auto* view = new NeighbourMapView;
    view->setMap(std::move(map));
    return view;
}

inline std::vector<ChartKind> chartKinds() {
    const auto accent = [](const Theme& theme) { return theme.color(Role::Accent); };
    return {{"bars",
             barsOfNames,
             accent,
             QStringLiteral("Clicks & <taps>"),
             {QStringLiteral("'=kind"), QStringLiteral("'@clicks"), QStringLiteral("'=1+1"),
              QStringLiteral("'+49 170")},
             {QStringLiteral("0.25"), QStringLiteral("-0.125")}},
            {"scatter",
             pointsOfNames,
             accent,
             QStringLiteral("Gain & <loss>"),
             {QStringLiteral("'-loss"), QStringLiteral("'-loss, low"), QStringLiteral("'=a"),
              QStringLiteral("'@b")},
             {QStringLiteral("-0.5"), QStringLiteral("-0.125")}},
            {"matrix",
             cellsOfNames,
             [](const Theme& theme) { return theme.diverging(0); },
             QStringLiteral("Rows & <columns>"),
             {QStringLiteral("'=head"), QStringLiteral("'+more"), QStringLiteral("'@one"),
              QStringLiteral("'-two")},
             {QStringLiteral("-0.5"), QStringLiteral("-0.125")}},
            {"map",
             mapOfNames,
             accent,
             QStringLiteral("=centre and its nearest by ALS & <co>"),
             {QStringLiteral("'+other"), QStringLiteral("'@near"), QStringLiteral("'-near"),
              QStringLiteral("'=centre")},
             {QStringLiteral("-0.5"), QStringLiteral("-0.125")}}};
}

} // namespace tastescope
