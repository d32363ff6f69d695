// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/trade_off.h"

#include "storage/use_cases/sweep/sweep.h"
#include "ui/pages/evaluate/model_looks.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/session/project_run.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("TradeOff", text);
}

ScatterPoint::Interval intervalOf(const MetricValue& value) {
    const bool known = std::isfinite(value.low) && std::isfinite(value.high) && value.high > value.low;
    return known ? ScatterPoint::Interval(std::pair(value.low, value.high)) : std::nullopt;
}

void widen(AxisSpec& axis, double low, double high) {
    const double room = high > low ? (high - low) * 0.1 : std::max(std::abs(high) * 0.1, 1e-6);
    axis.low = low - room;
    axis.high = high + room;
    if (low >= 0 && axis.low < 0) {
        axis.low = 0;
    }
}

QString betterWord(Qt::Corner corner) {
    switch (corner) {
    case Qt::TopLeftCorner:
        return tr("↖ better");
    case Qt::TopRightCorner:
        return tr("better ↗");
    case Qt::BottomLeftCorner:
        return tr("↙ better");
    case Qt::BottomRightCorner:
        break;
    }
    return tr("better ↘");
}

QString describe(const ScatterSpec& spec) {
    QStringList front;
    for (const ScatterPoint& point : spec.points) {
        if (point.onFront) {
            front << point.name;
        }
    }
    return spec.front ? tr("%1 models by %2 and %3. Nothing beats in both: %4.")
                            .arg(QString::number(spec.points.size()), spec.y.title, spec.x.title,
                                 front.join(QStringLiteral(", ")))
                      : tr("%1 models by %2 and %3.")
                            .arg(QString::number(spec.points.size()), spec.y.title, spec.x.title);
}

void fitAxes(ScatterSpec& spec) {
    if (spec.points.empty()) {
        return;
    }
    double lowX = std::numeric_limits<double>::infinity();
    double highX = -lowX;
    double lowY = lowX;
    double highY = -lowX;
    for (const ScatterPoint& point : spec.points) {
        lowX = std::min(lowX, point.across ? point.across->first : point.x);
        highX = std::max(highX, point.across ? point.across->second : point.x);
        lowY = std::min(lowY, point.up ? point.up->first : point.y);
        highY = std::max(highY, point.up ? point.up->second : point.y);
    }
    widen(spec.x, lowX, highX);
    widen(spec.y, lowY, highY);
}

/// The value of the knob that made each model of a sweep; empty where the run is none.
std::vector<std::string> valuesOf(const ProjectRun& run) {
    std::vector<std::string> values;
    if (!run.head.request || !run.head.request->sweep) {
        return values;
    }
    const EvaluateRequest& request = *run.head.request;
    for (const ModelResult& model : run.result.models) {
        const auto made = std::ranges::find(request.contestants, model.label, &Contestant::label);
        values.push_back(made == request.contestants.end() ? std::string()
                                                           : knobValue(*made, request.sweep->knob));
    }
    return values;
}

QString knobWord(const std::string& knob) {
    const std::size_t dot = knob.find('.');
    return toQString(dot == std::string::npos ? knob : knob.substr(dot + 1));
}

/// Numbers in their order; words as they come.
void sortByValue(std::vector<std::size_t>& points, const std::vector<QString>& values) {
    const auto isNumber = [&](std::size_t point) {
        bool number = false;
        values[point].toDouble(&number);
        return number;
    };
    if (std::ranges::all_of(points, isNumber)) {
        std::ranges::stable_sort(points, {}, [&](std::size_t point) { return values[point].toDouble(); });
    }
}

/// The models of one run, joined where they are a sweep.
void addPoints(TradeOff& out, const ProjectRun& run, int sweep, const std::string& across,
               const std::string& up) {
    ScatterSpec& spec = out.spec;
    const std::vector<ModelLook> looks = looksOf(run.result.models);
    const std::vector<std::string> values = valuesOf(run);
    std::vector<QString> shown(spec.points.size());
    ScatterCurve curve;
    for (std::size_t at = 0; at < run.result.models.size(); ++at) {
        const ModelResult& model = run.result.models[at];
        const MetricValue* x = findValue(model.metrics, across);
        const MetricValue* y = findValue(model.metrics, up);
        if (!x || !y || !std::isfinite(x->value) || !std::isfinite(y->value)) {
            continue;
        }
        ScatterPoint point;
        point.name = toQString(model.label);
        point.x = x->value;
        point.y = y->value;
        point.across = intervalOf(*x);
        point.up = intervalOf(*y);
        point.color = [look = looks[at]](const Theme& theme) { return look.color(theme); };
        point.shape = values.empty() ? looks[at].shape : looks.front().shape;
        shown.push_back(values.empty() ? QString() : toQString(values[at]));
        if (!values.empty()) {
            point.label = shown.back();
            curve.points.push_back(spec.points.size());
            curve.color = point.color;
        }
        spec.points.push_back(std::move(point));
        out.points.push_back({sweep, at});
    }
    if (!curve.points.empty()) {
        sortByValue(curve.points, shown);
        // The last one tells what the numbers at the others are.
        ScatterPoint& last = spec.points[curve.points.back()];
        last.label = tr("%1 %2").arg(knobWord(run.head.request->sweep->knob), last.label);
        spec.curves.push_back(std::move(curve));
    }
}

} // namespace

std::vector<bool> paretoFront(const std::vector<std::pair<double, double>>& points, int right, int up) {
    std::vector<bool> front;
    for (const auto& [x, y] : points) {
        const bool known = !std::isnan(x) && !std::isnan(y);
        front.push_back(known && std::ranges::none_of(points, [&, x = x, y = y](const auto& other) {
                            const double across = right * (other.first - x);
                            const double above = up * (other.second - y);
                            return across >= 0 && above >= 0 && (across > 0 || above > 0);
                        }));
    }
    return front;
}

TradeOff tradeOff(const ProjectRun& run, const std::string& across, const std::string& up,
                  const std::vector<std::shared_ptr<const ProjectRun>>& sweeps) {
    TradeOff out;
    ScatterSpec& spec = out.spec;
    spec.x.title = metricTitle(across, run.result);
    spec.y.title = metricTitle(up, run.result);
    spec.title = tr("%1 and %2").arg(spec.y.title, spec.x.title);
    spec.emptyText = tr("No model has both measures");
    addPoints(out, run, -1, across, up);
    for (std::size_t at = 0; at < sweeps.size(); ++at) {
        addPoints(out, *sweeps[at], static_cast<int>(at), across, up);
    }
    const int right = metricDirection(across);
    const int above = metricDirection(up);
    spec.front = right != 0 && above != 0 && spec.points.size() > 1;
    if (spec.front) {
        std::vector<std::pair<double, double>> places;
        for (const ScatterPoint& point : spec.points) {
            places.emplace_back(point.x, point.y);
        }
        const std::vector<bool> front = paretoFront(places, right, above);
        for (std::size_t at = 0; at < front.size(); ++at) {
            spec.points[at].onFront = front[at];
        }
        spec.betterCorner = above > 0 ? (right > 0 ? Qt::TopRightCorner : Qt::TopLeftCorner)
                                      : (right > 0 ? Qt::BottomRightCorner : Qt::BottomLeftCorner);
        spec.better = betterWord(spec.betterCorner);
    }
    fitAxes(spec);
    spec.description = spec.points.empty() ? spec.emptyText : describe(spec);
    return out;
}

} // namespace tastescope
