// SPDX-License-Identifier: GPL-3.0-or-later
// What newer releases of Qt offer in place of what they deprecate, in words that the oldest one served (6.4)
// understands as well. Nothing else looks at QT_VERSION.
#pragma once

#include <QDateTime>
#include <QTimeZone>

namespace tastescope {

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
inline QTimeZone utcZone() {
    return QTimeZone(QTimeZone::UTC);
}
#else
inline Qt::TimeSpec utcZone() { // a QTimeZone would be written as "+00:00" where this is "Z"
    return Qt::UTC;
}
#endif

/// The moment so many milliseconds after 1970, in UTC.
inline QDateTime utcTime(qint64 milliseconds) {
    return QDateTime::fromMSecsSinceEpoch(milliseconds, utcZone());
}

/// The first moment of a day in UTC.
inline QDateTime utcMidnight(QDate date) {
    return {date, QTime(0, 0), utcZone()};
}

} // namespace tastescope
