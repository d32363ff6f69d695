// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/trade_off.h"

#include "ui/pages/evaluate/model_looks.h"
#include "ui/pages/evaluate/words/metric_words.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

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

TradeOff tradeOff(const EvaluationResult& result, const std::string& across, const std::string& up) {
    TradeOff out;
    ScatterSpec& spec = out.spec;
    spec.title = tr("%1 and %2").arg(metricTitle(up), metricTitle(across));
    spec.x.title = metricTitle(across, result.sampled);
    spec.y.title = metricTitle(up, result.sampled);
    spec.emptyText = tr("No model has both measures");
    const std::vector<ModelLook> looks = looksOf(result.models);
    std::vector<std::pair<double, double>> places;
    double lowX = std::numeric_limits<double>::infinity();
    double highX = -lowX;
    double lowY = lowX;
    double highY = -lowX;
    for (std::size_t at = 0; at < result.models.size(); ++at) {
        const MetricValue* x = findValue(result.models[at].metrics, across);
        const MetricValue* y = findValue(result.models[at].metrics, up);
        if (!x || !y || !std::isfinite(x->value) || !std::isfinite(y->value)) {
            continue;
        }
        ScatterPoint point;
        point.name = toQString(result.models[at].label);
        point.x = x->value;
        point.y = y->value;
        point.across = intervalOf(*x);
        point.up = intervalOf(*y);
        point.color = [look = looks[at]](const Theme& theme) { return look.color(theme); };
        point.shape = looks[at].shape;
        lowX = std::min(lowX, point.across ? point.across->first : point.x);
        highX = std::max(highX, point.across ? point.across->second : point.x);
        lowY = std::min(lowY, point.up ? point.up->first : point.y);
        highY = std::max(highY, point.up ? point.up->second : point.y);
        places.emplace_back(point.x, point.y);
        spec.points.push_back(std::move(point));
        out.models.push_back(at);
    }
    const int right = metricDirection(across);
    const int above = metricDirection(up);
    spec.front = right != 0 && above != 0 && spec.points.size() > 1;
    if (spec.front) {
        const std::vector<bool> front = paretoFront(places, right, above);
        for (std::size_t at = 0; at < front.size(); ++at) {
            spec.points[at].onFront = front[at];
        }
        spec.betterCorner = above > 0 ? (right > 0 ? Qt::TopRightCorner : Qt::TopLeftCorner)
                                      : (right > 0 ? Qt::BottomRightCorner : Qt::BottomLeftCorner);
        spec.better = betterWord(spec.betterCorner);
    }
    if (!spec.points.empty()) {
        widen(spec.x, lowX, highX);
        widen(spec.y, lowY, highY);
    }
    spec.description = spec.points.empty() ? spec.emptyText : describe(spec);
    return out;
}

} // namespace tastescope
