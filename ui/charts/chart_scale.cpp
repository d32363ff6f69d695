// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_scale.h"

#include "ui/text/format.h"
#include "ui/text/qt_compat.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tastescope {

namespace {

constexpr QChar minusSign(0x2212);

QString signedText(double value, const QString& digits) {
    return value < 0 ? minusSign + digits : digits;
}

constexpr double countable = 1e15; ///< beyond it numbers have no digits behind the point, and some no integer

QString tickText(double value, double step) {
    const double size = std::abs(value);
    if (size >= countable) {
        return signedText(value, QString::number(size, 'g', 3));
    }
    if (size >= 10'000) {
        QString text = formatShort(static_cast<qulonglong>(std::llround(size)));
        return signedText(value, text.replace(QStringLiteral(".0 "), QStringLiteral(" ")));
    }
    const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 6);
    return decimals == 0 ? signedText(value, formatCount(static_cast<qulonglong>(std::llround(size))))
                         : signedText(value, QString::number(size, 'f', decimals));
}

std::vector<Tick> linearTicks(const PlotRange& range) {
    if (!(range.high > range.low)) {
        return {};
    }
    const double raw = (range.high - range.low) / 5 * (1 - 1e-9);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= raw) {
            step = factor * power;
            break;
        }
    }
    // 2.5 needs one decimal more than its power of ten says.
    const double unit = std::abs(step / power - 2.5) < 1e-6 ? power / 10 : step;
    std::vector<Tick> ticks;
    const double slack = step * 1e-6;
    const double first = std::ceil((range.low - slack) / step);
    for (int i = 0; i < 12; ++i) { // counted: a step may be too small to move a double
        const double at = (first + i) * step;
        if (at > range.high + slack) {
            break;
        }
        const double value = std::abs(at) < slack ? 0 : at;
        ticks.push_back({value, tickText(value, unit)});
    }
    return ticks;
}

std::vector<Tick> logarithmicTicks(const PlotRange& range) {
    std::vector<Tick> ticks;
    const int first = static_cast<int>(std::ceil(range.low - 1e-9));
    const int last = static_cast<int>(std::floor(range.high + 1e-9));
    const int stride = std::max(1, (last - first + 5) / 6);
    for (int power = first; power <= last; power += stride) {
        const double value = std::pow(10.0, power);
        ticks.push_back({static_cast<double>(power), tickText(value, value)});
    }
    return ticks;
}

// Month starts, thinned to 1, 2, 3, 6 or 12 months or whole years; days when the span is short.
std::vector<Tick> timeTicks(const PlotRange& range) {
    std::vector<Tick> ticks;
    const QDateTime first = utcTime(static_cast<qint64>(range.low));
    const double days = (range.high - range.low) / static_cast<double>(millisecondsPerDay);
    if (!(days > 0)) {
        return ticks;
    }
    if (days < 75) {
        const int step = std::max(1, static_cast<int>(std::ceil(days / 5)));
        for (QDateTime at = utcMidnight(first.date());
             static_cast<double>(at.toMSecsSinceEpoch()) <= range.high; at = at.addDays(step)) {
            if (static_cast<double>(at.toMSecsSinceEpoch()) >= range.low) {
                ticks.push_back({static_cast<double>(at.toMSecsSinceEpoch()),
                                 QLocale::c().toString(at, QStringLiteral("d MMM"))});
            }
        }
        return ticks;
    }
    int months = 1;
    for (const int step : std::array{1, 2, 3, 6, 12, 24, 60, 120, 240, 600}) {
        months = step;
        if (days / 30.44 / step <= 6) {
            break;
        }
    }
    const int start = first.date().year() * 12 + first.date().month() - 1;
    for (int month = (start + months - 1) / months * months;; month += months) {
        const QDateTime at = utcMidnight(QDate(month / 12, month % 12 + 1, 1));
        const auto place = static_cast<double>(at.toMSecsSinceEpoch());
        if (!at.isValid() || place > range.high) {
            return ticks;
        }
        if (place >= range.low) {
            ticks.push_back({place, QLocale::c().toString(at, months >= 12 ? QStringLiteral("yyyy")
                                                                           : QStringLiteral("MMM yy"))});
        }
    }
}

} // namespace

double toPlot(const AxisSpec& axis, double value) {
    if (axis.scale != AxisScale::Logarithmic) {
        return value;
    }
    return value > 0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
}

double fromPlot(const AxisSpec& axis, double plot) {
    return axis.scale == AxisScale::Logarithmic ? std::pow(10.0, plot) : plot;
}

PlotRange plotRange(const AxisSpec& axis, const std::vector<double>& values) {
    if (axis.scale == AxisScale::Category && !axis.categories.isEmpty()) {
        return {-0.5, static_cast<double>(axis.categories.size()) - 0.5};
    }
    PlotRange range{toPlot(axis, axis.low), toPlot(axis, axis.high)};
    if (axis.high > axis.low && !std::isnan(range.low)) {
        return range;
    }
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const double value : values) {
        const double plot = toPlot(axis, value);
        if (std::isfinite(plot)) {
            low = std::min(low, plot);
            high = std::max(high, plot);
        }
    }
    if (axis.high > axis.low && std::isfinite(low)) {
        return {std::min(low, range.high - 1), range.high}; // only the lower end could not be placed
    }
    if (!(low <= high)) {
        return {0, 1};
    }
    return low < high ? PlotRange{low, high} : PlotRange{low - 0.5, high + 0.5};
}

std::vector<Tick> axisTicks(const AxisSpec& axis, const PlotRange& range) {
    std::vector<Tick> ticks;
    if (!axis.ticks.empty()) {
        for (const auto& [value, text] : axis.ticks) {
            const double at = toPlot(axis, value);
            if (at >= range.low && at <= range.high) {
                ticks.push_back({at, text});
            }
        }
        return ticks;
    }
    switch (axis.scale) {
    case AxisScale::Category:
        for (qsizetype i = 0; i < axis.categories.size(); ++i) {
            ticks.push_back({static_cast<double>(i), axis.categories[i]});
        }
        return ticks;
    case AxisScale::Logarithmic:
        ticks = logarithmicTicks(range);
        break;
    case AxisScale::Time:
        return timeTicks(range);
    case AxisScale::Linear:
        return linearTicks(range);
    }
    if (ticks.size() >= 2) {
        return ticks;
    }
    // Less than two powers of ten in view: ordinary steps of the value itself read better.
    ticks = linearTicks({std::pow(10.0, range.low), std::pow(10.0, range.high)});
    std::erase_if(ticks, [](const Tick& tick) { return tick.at <= 0; });
    for (Tick& tick : ticks) {
        tick.at = std::log10(tick.at);
    }
    return ticks;
}

std::vector<std::pair<double, QString>> wholeTicks(double low, double high) {
    constexpr int most = 6;
    double step = 1;
    for (double power = 1; (high - low) / step > most; power *= 10) {
        for (const int wider : {2, 5, 10}) {
            step = (high - low) / step > most ? wider * power : step;
        }
    }
    std::vector<std::pair<double, QString>> ticks;
    for (double at = std::ceil(low / step) * step; at <= high; at += step) {
        ticks.emplace_back(at, valueText(at));
    }
    return ticks;
}

std::size_t labelStep(const std::vector<double>& middles, const std::vector<double>& widths, double gap) {
    const std::size_t count = std::min(middles.size(), widths.size());
    for (std::size_t step = 1; step < count; ++step) {
        bool fits = true;
        for (std::size_t next = step; next < count && fits; next += step) {
            const std::size_t last = next - step;
            fits = middles[next] - widths[next] / 2 >= middles[last] + widths[last] / 2 + gap;
        }
        if (fits) {
            return step;
        }
    }
    return std::max<std::size_t>(1, count);
}

QString axisText(const AxisSpec& axis, double value) {
    const auto index = static_cast<qsizetype>(std::llround(value));
    if (axis.scale == AxisScale::Category) {
        return index >= 0 && index < axis.categories.size() ? axis.categories[index] : QString();
    }
    if (axis.scale == AxisScale::Time) {
        return formatDate(static_cast<Time>(value));
    }
    return axis.title.isEmpty() ? valueText(value)
                                : QStringLiteral("%1 %2").arg(axis.title, valueText(value));
}

QString valueText(double value) {
    if (std::isnan(value)) {
        return QString(QChar(0x2013));
    }
    const double size = std::abs(value);
    if (size >= countable || (size > 0 && size < 0.001)) {
        return signedText(value, QString::number(size, 'g', 3));
    }
    if (size == std::floor(size)) {
        return signedText(value, formatCount(static_cast<qulonglong>(size)));
    }
    if (size >= 1000) {
        return signedText(value, formatCount(static_cast<qulonglong>(std::llround(size))));
    }
    return signedText(value, QString::number(size, 'f', size >= 100 ? 1 : size >= 10 ? 2 : 3));
}

} // namespace tastescope
