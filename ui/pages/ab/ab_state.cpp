// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/ab/ab_state.h"

#include "ui/text/format.h"

#include <QSettings>
#include <QStringList>

namespace tastescope {
namespace {

using Map = std::vector<std::pair<std::string, std::string>>;

QStringList listOf(const std::vector<std::string>& texts) {
    QStringList out;
    for (const std::string& text : texts) {
        out << toQString(text);
    }
    return out;
}

std::vector<std::string> textsOf(const QVariant& value) {
    std::vector<std::string> out;
    for (const QString& text : value.toStringList()) {
        out.push_back(text.toStdString());
    }
    return out;
}

QStringList pairsOf(const Map& map) {
    QStringList out;
    for (const auto& [role, column] : map) {
        out << toQString(role) << toQString(column);
    }
    return out;
}

Map mapOf(const QVariant& value) {
    const std::vector<std::string> texts = textsOf(value);
    Map out;
    for (std::size_t at = 0; at + 1 < texts.size(); at += 2) {
        out.emplace_back(texts[at], texts[at + 1]);
    }
    return out;
}

} // namespace

void saveRequest(QSettings& settings, const ExperimentRequest& request) {
    settings.setValue(QStringLiteral("results/file"), QString::fromStdString(request.file.string()));
    settings.setValue(QStringLiteral("results/map"), pairsOf(request.map));
    settings.setValue(QStringLiteral("results/metrics"), listOf(request.metrics));
    settings.setValue(QStringLiteral("results/shares"), listOf(request.shares));
    settings.setValue(QStringLiteral("results/control"), toQString(request.control));
    settings.setValue(QStringLiteral("results/segment"), toQString(request.segment));
    settings.setValue(QStringLiteral("results/covariate"), toQString(request.covariate));
}

ExperimentRequest readRequest(const QSettings& settings) {
    const auto text = [&settings](const char* name) {
        return settings.value(QStringLiteral("results/") + QLatin1String(name)).toString().toStdString();
    };
    ExperimentRequest request;
    request.file = text("file");
    request.map = mapOf(settings.value(QStringLiteral("results/map")));
    request.metrics = textsOf(settings.value(QStringLiteral("results/metrics")));
    request.shares = textsOf(settings.value(QStringLiteral("results/shares")));
    request.control = text("control");
    request.segment = text("segment");
    request.covariate = text("covariate");
    return request;
}

void saveLogRequest(QSettings& settings, const PolicyLogRequest& request) {
    settings.setValue(QStringLiteral("log/file"), QString::fromStdString(request.file.string()));
    settings.setValue(QStringLiteral("log/map"), pairsOf(request.map));
}

PolicyLogRequest readLogRequest(const QSettings& settings) {
    PolicyLogRequest request;
    request.file = settings.value(QStringLiteral("log/file")).toString().toStdString();
    request.map = mapOf(settings.value(QStringLiteral("log/map")));
    return request;
}

void saveGoals(QSettings& settings, const QHash<QString, int>& goals) {
    QStringList all;
    for (auto at = goals.cbegin(); at != goals.cend(); ++at) {
        all << at.key() << QString::number(at.value());
    }
    settings.setValue(QStringLiteral("results/goals"), all);
}

QHash<QString, int> readGoals(const QSettings& settings) {
    const QStringList all = settings.value(QStringLiteral("results/goals")).toStringList();
    QHash<QString, int> goals;
    for (qsizetype at = 0; at + 1 < all.size(); at += 2) {
        if (const int goal = all[at + 1].toInt(); goal >= 0 && goal <= 2) {
            goals.insert(all[at], goal);
        }
    }
    return goals;
}

} // namespace tastescope
