// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/unfinished_trainings.h"

#include "engine/pipeline/ranker/ranked_recommender.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/ranker/train_ranker.h"
#include "ui/text/format.h"

#include <QCryptographicHash>
#include <QSettings>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace tastescope {

namespace {

constexpr int mostKept = 200;

class Store : public QSettings {
public:
    Store()
        : QSettings(QSettings::defaultFormat(), QSettings::UserScope, QStringLiteral("tastescope"),
                    QStringLiteral("unfinished")) {}
};

/// A path is no name of a group.
QString groupOf(const QString& project) {
    return QString::fromLatin1(
        QCryptographicHash::hash(project.toUtf8(), QCryptographicHash::Sha256).toHex().left(32));
}

/// What a kind can be set to, the learned ranker among them; nothing where it is not known any more.
std::optional<std::span<const ParamSpec>> specsOf(const std::string& kind) {
    if (kind == rankerId) {
        return rankerParams();
    }
    const AlgorithmInfo* info = findAlgorithm(kind);
    return info ? std::optional(std::span<const ParamSpec>(info->params)) : std::nullopt;
}

} // namespace

std::vector<TrainRequest> UnfinishedTrainings::of(const QString& project) const {
    Store settings;
    std::vector<TrainRequest> all;
    const int count = std::min(settings.beginReadArray(groupOf(project)), mostKept);
    for (int place = 0; place < count; ++place) {
        settings.setArrayIndex(place);
        const auto text = [&](const char* key) {
            return settings.value(QLatin1String(key)).toString().toStdString();
        };
        const std::string kind = text("kind");
        const auto specs = specsOf(kind);
        if (!specs) {
            continue;
        }
        if (Result<ParamSet> params = ParamSet::parse(*specs, text("settings"))) {
            all.push_back({kind, *std::move(params), text("name"),
                           settings.value(QStringLiteral("seed")).toULongLong(),
                           parseWeighing(text("weighing"))});
        }
    }
    settings.endArray();
    return all;
}

void UnfinishedTrainings::keep(const QString& project, const std::vector<TrainRequest>& requests) {
    Store settings;
    settings.remove(groupOf(project));
    if (requests.empty()) {
        return;
    }
    settings.beginWriteArray(groupOf(project), static_cast<int>(requests.size()));
    for (std::size_t place = 0; place < requests.size(); ++place) {
        settings.setArrayIndex(static_cast<int>(place));
        const TrainRequest& request = requests[place];
        // What nobody set follows from the data when it is taken up, as it would have now.
        const std::string changes =
            request.params.textOfChanges(specsOf(request.algorithm).value_or(std::span<const ParamSpec>()));
        settings.setValue(QStringLiteral("kind"), toQString(request.algorithm));
        settings.setValue(QStringLiteral("settings"), toQString(changes));
        settings.setValue(QStringLiteral("name"), toQString(request.name));
        settings.setValue(QStringLiteral("seed"), static_cast<qulonglong>(request.seed));
        settings.setValue(QStringLiteral("weighing"), toQString(weighingName(request.weighing)));
    }
    settings.endArray();
}

} // namespace tastescope
