// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/unfinished_trainings.h"

#include "engine/registry/registry.h"
#include "ui/text/format.h"

#include <QCryptographicHash>
#include <QSettings>

#include <algorithm>

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

} // namespace

std::vector<TrainRequest> UnfinishedTrainings::of(const QString& project) const {
    Store settings;
    std::vector<TrainRequest> all;
    const int count = std::min(settings.beginReadArray(groupOf(project)), mostKept);
    for (int place = 0; place < count; ++place) {
        settings.setArrayIndex(place);
        StoredModel as;
        as.algorithm = settings.value(QStringLiteral("kind")).toString().toStdString();
        as.params = settings.value(QStringLiteral("settings")).toString().toStdString();
        if (findAlgorithm(as.algorithm)) {
            all.push_back({as.algorithm, paramsOf(as),
                           settings.value(QStringLiteral("name")).toString().toStdString(),
                           settings.value(QStringLiteral("seed")).toULongLong()});
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
        settings.setValue(QStringLiteral("kind"), toQString(requests[place].algorithm));
        settings.setValue(QStringLiteral("settings"), toQString(requests[place].params.text()));
        settings.setValue(QStringLiteral("name"), toQString(requests[place].name));
        settings.setValue(QStringLiteral("seed"), static_cast<qulonglong>(requests[place].seed));
    }
    settings.endArray();
}

} // namespace tastescope
