// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/plan_values.h"

#include <QLocale>
#include <QSettings>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

QString key(const char* name) {
    return QStringLiteral("plan/") + QLatin1String(name);
}

double numberIn(const QSettings& settings, const char* name, double otherwise, double low, double high) {
    bool good = false;
    const double value = settings.value(key(name)).toDouble(&good);
    return good && value >= low && value <= high ? value : otherwise;
}

} // namespace

PlanRequest planRequest(const PlanValues& values) {
    PlanRequest request;
    request.kind = values.kind;
    request.baseline = values.baseline;
    request.effect = values.effect * (values.relative ? values.baseline : 1);
    request.deviation = values.kind == MetricKind::Proportion ? 0 : values.deviation;
    request.power = values.power;
    request.alpha = values.alpha;
    request.arms = static_cast<std::size_t>(values.arms);
    request.ratio = values.ratio;
    request.oneSided = values.oneSided;
    request.daily = values.daily;
    return request;
}

Result<PlanAnswer> answerPlan(const PlanValues& values) {
    PlanAnswer answer;
    answer.request = planRequest(values);
    TRY_ASSIGN(answer.plan, planExperiment(answer.request));
    TRY_ASSIGN(answer.sizes, sizeCurve(answer.request, 33));
    TRY_ASSIGN(answer.powers, powerCurve(answer.request, 39));
    return answer;
}

QString commandNumber(double value) {
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QStringList planCommand(const PlanValues& values) {
    if (values.kind == MetricKind::Ratio) {
        return {};
    }
    QStringList words{QStringLiteral("ab"), QStringLiteral("plan")};
    const auto say = [&words](const char* flag, double value) {
        words << QLatin1String(flag) << commandNumber(value);
    };
    say("--baseline", values.baseline);
    say("--mde", values.effect);
    if (values.relative) {
        words << QStringLiteral("--relative");
    }
    if (values.kind == MetricKind::Mean) {
        say("--sd", values.deviation);
    }
    say("--power", values.power);
    say("--alpha", values.alpha);
    if (values.arms != 2) {
        say("--arms", values.arms);
    }
    if (values.ratio != 1) {
        say("--ratio", values.ratio);
    }
    if (values.oneSided) {
        words << QStringLiteral("--one-sided");
    }
    if (values.daily > 0) {
        say("--daily", values.daily);
    }
    return words;
}

QString commandLine(const QStringList& words) {
    QStringList quoted{QStringLiteral("tastescope-cli")};
    for (const QString& word : words) {
        const bool plain = !word.isEmpty() && std::all_of(word.cbegin(), word.cend(), [](QChar c) {
            return c.isLetterOrNumber() || QStringLiteral("-_./=:+,").contains(c);
        });
        quoted << (plain ? word : u'\'' + QString(word).replace(u'\'', QStringLiteral("'\\''")) + u'\'');
    }
    return quoted.join(u' ');
}

void savePlan(QSettings& settings, const PlanValues& values) {
    settings.setValue(key("kind"), static_cast<int>(values.kind));
    settings.setValue(key("baseline"), values.baseline);
    settings.setValue(key("effect"), values.effect);
    settings.setValue(key("relative"), values.relative);
    settings.setValue(key("deviation"), values.deviation);
    settings.setValue(key("power"), values.power);
    settings.setValue(key("alpha"), values.alpha);
    settings.setValue(key("oneSided"), values.oneSided);
    settings.setValue(key("arms"), values.arms);
    settings.setValue(key("ratio"), values.ratio);
    settings.setValue(key("daily"), values.daily);
}

PlanValues readPlan(const QSettings& settings) {
    PlanValues values;
    values.kind = static_cast<MetricKind>(static_cast<int>(numberIn(settings, "kind", 0, 0, 2)));
    values.baseline = numberIn(settings, "baseline", values.baseline, -1e12, 1e12);
    values.effect = numberIn(settings, "effect", values.effect, -1e12, 1e12);
    values.relative = settings.value(key("relative"), values.relative).toBool();
    values.deviation = numberIn(settings, "deviation", values.deviation, 0, 1e12);
    values.power = numberIn(settings, "power", values.power, 0.01, 0.9999);
    values.alpha = numberIn(settings, "alpha", values.alpha, 1e-6, 0.5);
    values.oneSided = settings.value(key("oneSided"), values.oneSided).toBool();
    values.arms = static_cast<int>(numberIn(settings, "arms", values.arms, 2, 20));
    values.ratio = numberIn(settings, "ratio", values.ratio, 0.01, 100);
    values.daily = numberIn(settings, "daily", values.daily, 0, 1e12);
    return values;
}

} // namespace tastescope
