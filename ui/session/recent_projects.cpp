// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/recent_projects.h"

#include <QSettings>

#include <algorithm>

namespace tastescope {

namespace {

const auto group = QStringLiteral("recent");

// A file of its own beside the window's settings; without names Qt would invent an organisation for it.
class Store : public QSettings {
public:
    Store()
        : QSettings(QSettings::defaultFormat(), QSettings::UserScope, QStringLiteral("tastescope"),
                    QStringLiteral("recent")) {}
};

} // namespace

std::vector<RecentProject> RecentProjects::all() const {
    Store settings;
    std::vector<RecentProject> found;
    const int count = std::min(settings.beginReadArray(group), limit);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        RecentProject recent;
        recent.path = settings.value(QStringLiteral("path")).toString();
        recent.name = settings.value(QStringLiteral("name")).toString();
        recent.dataset = settings.value(QStringLiteral("dataset")).toString();
        recent.detail = settings.value(QStringLiteral("detail")).toString();
        recent.opened =
            settings.value(QStringLiteral("opened"), QVariant::fromValue<qint64>(noTime)).toLongLong();
        if (!recent.path.isEmpty()) {
            found.push_back(recent);
        }
    }
    settings.endArray();
    return found;
}

void RecentProjects::remember(const RecentProject& recent) {
    std::vector<RecentProject> list = all();
    std::erase_if(list, [&](const RecentProject& old) { return old.path == recent.path; });
    list.insert(list.begin(), recent);
    if (list.size() > limit) {
        list.resize(limit);
    }
    write(list);
}

void RecentProjects::forget(const QString& path) {
    std::vector<RecentProject> list = all();
    std::erase_if(list, [&](const RecentProject& old) { return old.path == path; });
    write(list);
}

void RecentProjects::write(const std::vector<RecentProject>& all) {
    Store settings;
    settings.remove(group);
    settings.beginWriteArray(group, static_cast<int>(all.size()));
    for (std::size_t i = 0; i < all.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        settings.setValue(QStringLiteral("path"), all[i].path);
        settings.setValue(QStringLiteral("name"), all[i].name);
        settings.setValue(QStringLiteral("dataset"), all[i].dataset);
        settings.setValue(QStringLiteral("detail"), all[i].detail);
        settings.setValue(QStringLiteral("opened"), QVariant::fromValue<qint64>(all[i].opened));
    }
    settings.endArray();
}

} // namespace tastescope
