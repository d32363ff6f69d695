// SPDX-License-Identifier: GPL-3.0-or-later
// Where a click leads: "explore" with {"user": id}, "similar" with {"item": id}. Arguments are the data's own
// ids.
#pragma once

#include <QObject>
#include <QString>
#include <QVariantMap>

namespace tastescope {

class Navigator : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void open(const QString& page, const QVariantMap& arguments = {}) { Q_EMIT requested(page, arguments); }

Q_SIGNALS:
    void requested(const QString& page, const QVariantMap& arguments);
};

} // namespace tastescope
