// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/metrics/metric_facts.h"

#include "engine/metrics/metric.h"
#include "engine/metrics/metric_edges.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("MetricFacts", text);
}

} // namespace

QString directionSentence(MetricDirection direction) {
    switch (direction) {
    case MetricDirection::Higher:
        return tr("Higher is better.");
    case MetricDirection::Lower:
        return tr("Lower is better.");
    case MetricDirection::Neutral:
        break;
    }
    return tr("Neither more nor less is better.");
}

std::vector<MetricFact> metricFacts(const MetricInfo& metric) {
    return {
        {tr("What it means"), toQString(meaningOf(metric))},
        {tr("Short lists, people without any, and what is not known"), toQString(edgesOf(metric))},
        {tr("Formula"), toQString(metric.formula)},
        {tr("Better"), directionSentence(metric.direction)},
        {tr("Unit"), metric.unit.empty() ? tr("None: it is a number by itself.") : toQString(metric.unit)},
        {tr("Source"), toQString(metric.source)},
        {tr("On the command line"), toQString(metric.id)}};
}

bool isAbout(const MetricInfo& metric, const QString& text) {
    QString all = toQString(metric.title);
    for (const MetricFact& fact : metricFacts(metric)) {
        all += u'\n' + fact.text;
    }
    static const QRegularExpression blanks(QStringLiteral("\\s+"));
    const QStringList words = text.split(blanks, Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(),
                       [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

} // namespace tastescope
