// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/places.h"

#include <QCoreApplication>

namespace tastescope {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("places", text);
}
QString id(const char* text) {
    return QString::fromLatin1(text);
}

} // namespace

std::vector<Place> places() {
    const QString prepare = tr("Prepare");
    const QString explore = tr("Explore");
    const QString shape = tr("Shape");
    const QString measure = tr("Measure");
    return {{id("start"), id("home"), tr("Start"), {}, false},
            {id("data"), id("data"), tr("Data set"), prepare},
            {id("explore"), id("explore"), tr("Explore %1"), explore},
            {id("similar"), id("similar"), tr("Similar"), explore},
            {id("map"), id("map"), tr("Embedding map"), explore},
            {id("models"), id("models"), tr("Models"), shape},
            {id("rules"), id("rules"), tr("Rule studio"), shape},
            {id("evaluate"), id("evaluate"), tr("Evaluate"), measure},
            {id("bubble"), id("bubble"), tr("Bubble lab"), measure},
            {id("coldstart"), id("coldstart"), tr("Cold start"), measure},
            {id("abtest"), id("abtest"), tr("A/B lab"), measure, false}};
}

Place settingsPlace() {
    return {id("settings"), id("settings"), tr("Settings"), {}, false};
}

QStringList pageIds() {
    return {id("start"), id("import"),   id("data"),   id("explore"),   id("similar"), id("models"),
            id("rules"), id("evaluate"), id("bubble"), id("coldstart"), id("abtest"),  id("settings")};
}

} // namespace tastescope
