// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/words/metric_words.h"

#include "engine/metrics/metric.h"
#include "ui/metrics/metric_facts.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("MetricWords", text);
}

bool isShare(std::string_view id) {
    constexpr std::array<std::string_view, 2> shares{"coverage", "longtail_share"};
    return std::ranges::find(shares, id) != shares.end();
}

} // namespace

MetricKey metricOfKey(std::string_view key) {
    const std::size_t at = key.find('@');
    MetricKey out{findMetric(key.substr(0, at)), 0};
    if (at != std::string_view::npos) {
        std::from_chars(key.data() + at + 1, key.data() + key.size(), out.k);
    }
    return out;
}

QString labelled(const QString& words, bool sampled) {
    return sampled ? tr("%1, sampled").arg(words) : words;
}

QString metricTitle(std::string_view key, bool sampled) {
    const auto [info, k] = metricOfKey(key);
    QString title = info ? toQString(info->title) : toQString(key.substr(0, key.find('@')));
    if (k > 0) {
        title += QStringLiteral("@%1").arg(k);
    }
    return labelled(title, sampled);
}

QString metricTitle(std::string_view key, const EvaluationResult& result) {
    return metricTitle(key, result.sampled);
}

QString metricText(std::string_view key, double value) {
    const MetricInfo* info = metricOfKey(key).info;
    if (std::isfinite(value) && info && isShare(info->id)) {
        return formatPercent(value, std::abs(value) < 0.0995 ? 1 : 0);
    }
    if (std::isfinite(value) && std::abs(value) >= 9.995) {
        return value > 0 ? QString::number(value, 'f', value < 99.95 ? 1 : 0)
                         : QChar(0x2212) + QString::number(-value, 'f', value > -99.95 ? 1 : 0);
    }
    return formatMetric(value);
}

QString intervalText(std::string_view key, double low, double high) {
    return std::isnan(low) || std::isnan(high) // of one person there is none
               ? formatMetric(std::numeric_limits<double>::quiet_NaN())
               : tr("from %1 to %2").arg(metricText(key, low), metricText(key, high));
}

QString metricHelp(std::string_view key) {
    const auto [info, k] = metricOfKey(key);
    if (!info) {
        return metricTitle(key);
    }
    QStringList lines{metricTitle(key), toQString(info->help)};
    if (!info->formula.empty()) {
        lines << toQString(info->formula);
    }
    QString facts = directionSentence(info->direction);
    if (!info->unit.empty()) {
        facts += QLatin1Char(' ') + tr("In %1.").arg(toQString(info->unit));
    }
    lines << facts;
    if (!info->source.empty()) {
        lines << toQString(info->source);
    }
    return lines.join(u'\n');
}

QString metricId(std::string_view key) {
    const MetricInfo* info = metricOfKey(key).info;
    return info ? toQString(info->id) : QString();
}

int metricDirection(std::string_view key) {
    const MetricInfo* info = metricOfKey(key).info;
    return !info || info->direction == MetricDirection::Neutral ? 0
           : info->direction == MetricDirection::Higher         ? 1
                                                                : -1;
}

const MetricValue* findValue(const std::vector<MetricValue>& metrics, std::string_view key) {
    const auto found = std::ranges::find(metrics, key, &MetricValue::key);
    return found == metrics.end() ? nullptr : &*found;
}

QString groupingTitle(std::string_view by) {
    return by == "activity"              ? tr("Activity")
           : by == "history length"      ? tr("History length")
           : by == "popularity of taste" ? tr("Popularity of taste")
           : by == "main category"       ? tr("Main category")
                                         : capitalised(toQString(by));
}

} // namespace tastescope
