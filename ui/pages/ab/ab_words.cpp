// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/ab_words.h"

#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace tastescope {
namespace {

constexpr QChar minus(0x2212);
constexpr QChar dash(0x2013);

QString tr(const char* text) {
    return QCoreApplication::translate("AbWords", text);
}

QString withSign(double value, const QString& digits) {
    const bool zero = std::all_of(digits.cbegin(), digits.cend(),
                                  [](QChar c) { return c == u'0' || c == u'.' || c == u','; });
    return zero ? digits : (value < 0 ? minus : QChar(u'+')) + digits;
}

QString digitsOf(double size) {
    if (size >= 1000) {
        return size < 1e15 ? formatCount(static_cast<qulonglong>(std::llround(size)))
                           : QString::number(size, 'g', 4);
    }
    if (size > 0 && size < 1e-4) {
        return QString::number(size, 'g', 3);
    }
    const int decimals = size <= 0 ? 2 : std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 6);
    return QString::number(size, 'f', decimals);
}

double unitOf(MetricKind kind) {
    return kind == MetricKind::Proportion ? 100 : 1;
}

QString percentDigits(double share) {
    const double size = std::abs(100 * share);
    return size >= 1000 ? digitsOf(size) : QString::number(size, 'f', size < 100 ? 1 : 0);
}

} // namespace

QString levelText(MetricKind kind, double value) {
    if (std::isnan(value)) {
        return dash;
    }
    if (kind == MetricKind::Proportion) {
        return formatPercent(value, 2);
    }
    return (value < 0 ? QString(minus) : QString()) + digitsOf(std::abs(value));
}

QString differenceText(MetricKind kind, double value) {
    if (std::isnan(value)) {
        return dash;
    }
    const double size = std::abs(value) * unitOf(kind);
    return withSign(value, kind == MetricKind::Proportion ? QString::number(size, 'f', 2) : digitsOf(size));
}

QString signedPercent(double share) {
    return std::isnan(share) ? QString(dash)
                             : withSign(share, percentDigits(share)) + QStringLiteral("\u2009%");
}

QString pText(double p) {
    if (std::isnan(p)) {
        return dash;
    }
    return p < 0.001 ? QStringLiteral("< 0.001")
                     : QString::number(p, 'f', p < 0.0995 ? p < 0.00995 ? 4 : 3 : 2);
}

QString effectText(double value) {
    return std::isnan(value) ? QString(dash) : QString::number(value, 'g', 4).replace(u'-', minus);
}

QString liftRange(const Estimate& lift) {
    return lift.hasInterval()
               ? tr("from %1 to %2")
                     .arg(withSign(lift.low, percentDigits(lift.low)), signedPercent(lift.high))
               : QString();
}

QString differenceRange(MetricKind kind, const Estimate& difference) {
    return difference.hasInterval()
               ? tr("from %1 to %2")
                     .arg(differenceText(kind, difference.low), differenceText(kind, difference.high))
               : QString();
}

QString readingWord(Reading reading, Goal goal) {
    if (goal == Goal::ByRule) {
        return tr("by design");
    }
    switch (reading) {
    case Reading::Higher:
        return goal == Goal::More ? tr("promising") : tr("worse");
    case Reading::Lower:
        return goal == Goal::Less ? tr("promising") : tr("worse");
    case Reading::Open:
        return tr("too early to say");
    case Reading::Unknown:
        break;
    }
    return tr("nothing to say");
}

Goal likelyGoal(const QString& measure) {
    constexpr std::array bad{"skip",  "churn",  "bounce",  "complain", "error",   "cancel", "unsubscribe",
                             "abort", "refund", "latency", "crash",    "dislike", "leave",  "hide"};
    const bool less = std::any_of(bad.begin(), bad.end(), [&measure](const char* word) {
        return measure.contains(QLatin1String(word), Qt::CaseInsensitive);
    });
    return less ? Goal::Less : Goal::More;
}

std::vector<std::pair<double, QString>> roundTicks(double low, double high, QString (*text)(double)) {
    std::vector<std::pair<double, QString>> ticks;
    if (!(high > low) || !std::isfinite(high - low)) {
        return ticks;
    }
    const double raw = (high - low) / 5;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double step = raw <= power       ? power
                        : raw <= 2 * power ? 2 * power
                        : raw <= 5 * power ? 5 * power
                                           : 10 * power;
    for (double at = std::ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; ++at) {
        ticks.emplace_back(at * step, text(at * step));
    }
    return ticks;
}

} // namespace tastescope
