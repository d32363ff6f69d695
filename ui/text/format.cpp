// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/format.h"

#include "ui/text/qt_compat.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace tastescope {

namespace {

constexpr QChar minus(0x2212);
constexpr QChar thinSpace(0x2009);
constexpr QChar enDash(0x2013);
constexpr QChar middleDot(0x00B7);

QString tr(const char* text) {
    return QCoreApplication::translate("format", text);
}

// Fixed decimals with the true minus sign; what rounds to zero has no sign.
QString fixed(double value, int decimals) {
    QString text = QString::number(std::abs(value), 'f', decimals);
    const bool zero = std::all_of(text.cbegin(), text.cend(),
                                  [](QChar c) { return c == QLatin1Char('0') || c == QLatin1Char('.'); });
    if (value < 0 && !zero) {
        text.prepend(minus);
    }
    return text;
}

QString grouped(QString digits) {
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3) {
        digits.insert(at, QLatin1Char(','));
    }
    return digits;
}

// The magnitude as lists show it: .94 below 1, three significant digits above.
QString scoreDigits(double magnitude) {
    QString text = QString::number(magnitude, 'f', 2);
    if (text.startsWith(QLatin1String("0."))) {
        return text.mid(1);
    }
    if (magnitude >= 100) {
        return grouped(QString::number(magnitude, 'f', 0));
    }
    return magnitude >= 9.995 ? QString::number(magnitude, 'f', 1) : text;
}

bool isZero(const QString& digits) {
    return digits == QLatin1String(".00");
}

QString scaledUnit(double value, const QString& unit) {
    return QStringLiteral("%1 %2").arg(QString::number(value, 'f', value < 99.95 ? 1 : 0), unit);
}

QString sentence(const QString& text) {
    QString result = capitalised(text.trimmed());
    if (!result.isEmpty() && !QStringLiteral(".!?").contains(result.back())) {
        result += QLatin1Char('.');
    }
    return result;
}

} // namespace

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString formatCount(qulonglong count) {
    return grouped(QString::number(count));
}

QString formatCounted(qulonglong count, const QString& one, const QString& many) {
    return count == 1 ? one : many.arg(formatCount(count));
}

QString formatShort(qulonglong count) {
    const auto value = static_cast<double>(count);
    if (count < 1000) {
        return QString::number(count);
    }
    if (value < 999'950) {
        return scaledUnit(value / 1e3, QStringLiteral("k"));
    }
    return value < 999'950'000 ? scaledUnit(value / 1e6, QStringLiteral("M"))
                               : scaledUnit(value / 1e9, QStringLiteral("G"));
}

QString formatMetric(double value) {
    return std::isnan(value) ? QString(enDash) : fixed(value, 3);
}

QString formatScore(double value) {
    if (std::isnan(value)) {
        return QString(enDash);
    }
    const QString digits = scoreDigits(std::abs(value));
    return value < 0 && !isZero(digits) ? minus + digits : digits;
}

QString formatSigned(double value) {
    if (std::isnan(value)) {
        return QString(enDash);
    }
    const double magnitude = std::abs(value);
    const bool whole = magnitude >= 1 && magnitude < 1e15 && magnitude == std::floor(magnitude);
    const QString digits = whole ? grouped(QString::number(magnitude, 'f', 0)) : scoreDigits(magnitude);
    if (isZero(digits)) {
        return digits;
    }
    return (value < 0 ? minus : QLatin1Char('+')) + digits;
}

QString formatPercent(double share, int digits) {
    return std::isnan(share) ? QString(enDash) : fixed(share * 100, digits) + thinSpace + QLatin1Char('%');
}

QString formatBytes(qulonglong bytes) {
    const auto value = static_cast<double>(bytes);
    if (bytes < 1000) {
        return QStringLiteral("%1 B").arg(bytes);
    }
    if (value < 999'950) {
        return scaledUnit(value / 1e3, QStringLiteral("kB"));
    }
    return value < 999'950'000 ? scaledUnit(value / 1e6, QStringLiteral("MB"))
                               : scaledUnit(value / 1e9, QStringLiteral("GB"));
}

QString formatDuration(double seconds) {
    if (std::isnan(seconds) || seconds < 0) {
        return QString(enDash);
    }
    if (seconds < 0.0995) {
        return tr("%1 ms").arg(std::lround(seconds * 1000));
    }
    if (seconds < 9.95) {
        QString digits = QString::number(seconds, 'f', 1);
        if (digits.endsWith(QLatin1String(".0"))) {
            digits.chop(2);
        }
        return tr("%1 s").arg(digits);
    }
    const auto whole = static_cast<qlonglong>(std::llround(seconds));
    if (whole < 60) {
        return tr("%1 s").arg(whole);
    }
    if (whole < 3600) {
        return whole % 60 == 0 ? tr("%1 min").arg(whole / 60)
                               : tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    }
    const qlonglong minutes = (whole + 30) / 60;
    return minutes % 60 == 0 ? tr("%1 h").arg(minutes / 60)
                             : tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString formatTimeLeft(double seconds) {
    if (std::isnan(seconds) || seconds < 0) {
        return {};
    }
    return tr("%1 left").arg(formatDuration(std::max(1.0, std::round(seconds))));
}

QString formatDate(Time time) {
    return time == noTime ? QString() : QLocale::c().toString(utcTime(time), QStringLiteral("d MMM yyyy"));
}

QString formatDateTime(Time time) {
    return time == noTime ? QString()
                          : QLocale::c().toString(utcTime(time), QStringLiteral("d MMM yyyy, HH:mm"));
}

QString formatWhen(Time time) {
    if (time == noTime) {
        return {};
    }
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(time);
    const QDate today = QDate::currentDate();
    if (when.date() == today) {
        return tr("today %1").arg(when.toString(QStringLiteral("HH:mm")));
    }
    if (when.date() == today.addDays(-1)) {
        return tr("yesterday");
    }
    return QLocale::c().toString(when.date(), when.date().year() == today.year()
                                                  ? QStringLiteral("d MMMM")
                                                  : QStringLiteral("d MMM yyyy"));
}

QString formatFingerprint(std::string_view fingerprint) {
    const QString text = toQString(fingerprint.substr(0, 8));
    return text.size() <= 4 ? text : text.left(4) + middleDot + text.mid(4);
}

QString formatParam(const ParamValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return QString::number(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return QString::number(*real, 'g', 6);
    }
    if (const auto* flag = std::get_if<bool>(&value)) {
        return *flag ? tr("yes") : tr("no");
    }
    return toQString(std::get<std::string>(value)).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString formatError(const Error& error) {
    QString what = capitalised(toQString(error.message).trimmed());
    if (!error.context.empty()) {
        if (what.endsWith(QLatin1Char('.'))) {
            what.chop(1);
        }
        what += QStringLiteral(" (%1)").arg(toQString(error.context));
    }
    const QString how = sentence(toQString(error.remedy));
    return how.isEmpty() ? sentence(what) : sentence(what) + QLatin1Char(' ') + how;
}

QString capitalised(const QString& text) {
    QString result = text;
    if (!result.isEmpty()) {
        result[0] = result[0].toUpper();
    }
    return result;
}

} // namespace tastescope
