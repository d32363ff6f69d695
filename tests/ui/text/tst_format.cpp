// SPDX-License-Identifier: GPL-3.0-or-later
// Exact texts of ui/format: what a person reads, character by character.
#include "support/run.h"
#include "ui/text/format.h"

#include <QDateTime>
#include <QTest>

#include <limits>

using namespace tastescope;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
QString u(const char16_t* text) {
    return QString::fromUtf16(text);
}

} // namespace

class FormatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void counts() {
        QCOMPARE(formatCount(0), u(u"0"));
        QCOMPARE(formatCount(999), u(u"999"));
        QCOMPARE(formatCount(1'000), u(u"1,000"));
        QCOMPARE(formatCount(1'204'316), u(u"1,204,316"));
        QCOMPARE(formatShort(948), u(u"948"));
        QCOMPARE(formatShort(12'500), u(u"12.5 k"));
        QCOMPARE(formatShort(999'949), u(u"1000 k"));
        QCOMPARE(formatShort(999'950), u(u"1.0 M"));
        QCOMPARE(formatShort(1'204'316), u(u"1.2 M"));
        QCOMPARE(formatShort(3'000'000'000), u(u"3.0 G"));
    }
    void metrics() {
        QCOMPARE(formatMetric(0.3124), u(u"0.312"));
        QCOMPARE(formatMetric(-0.5), u(u"\u22120.500"));
        QCOMPARE(formatMetric(-0.0001), u(u"0.000"));
        QCOMPARE(formatMetric(notANumber), u(u"\u2013"));
    }
    void scores() {
        QCOMPARE(formatScore(0.94), u(u".94"));
        QCOMPARE(formatScore(-0.07), u(u"\u2212.07"));
        QCOMPARE(formatScore(0), u(u".00"));
        QCOMPARE(formatScore(-0.001), u(u".00"));
        QCOMPARE(formatScore(1), u(u"1.00"));
        QCOMPARE(formatScore(0.999), u(u"1.00"));
        QCOMPARE(formatScore(9.999), u(u"10.0"));
        QCOMPARE(formatScore(12.34), u(u"12.3"));
        QCOMPARE(formatScore(1234.4), u(u"1,234"));
        QCOMPARE(formatScore(notANumber), u(u"\u2013"));
    }
    void signedNumbers() {
        QCOMPARE(formatSigned(0.31), u(u"+.31"));
        QCOMPARE(formatSigned(-0.07), u(u"\u2212.07"));
        QCOMPARE(formatSigned(4), u(u"+4"));
        QCOMPARE(formatSigned(-1), u(u"\u22121"));
        QCOMPARE(formatSigned(0.001), u(u".00"));
        QCOMPARE(formatSigned(13.64), u(u"+13.6"));
    }
    void percent() {
        QCOMPARE(formatPercent(0.7), u(u"70\u2009%"));
        QCOMPARE(formatPercent(0.007, 2), u(u"0.70\u2009%"));
        QCOMPARE(formatPercent(-0.01, 1), u(u"\u22121.0\u2009%"));
        QCOMPARE(formatPercent(notANumber), u(u"\u2013"));
    }
    void bytes() {
        QCOMPARE(formatBytes(812), u(u"812 B"));
        QCOMPARE(formatBytes(11'800'000), u(u"11.8 MB"));
        QCOMPARE(formatBytes(12'340), u(u"12.3 kB"));
        QCOMPARE(formatBytes(512'000'000), u(u"512 MB"));
        QCOMPARE(formatBytes(1'200'000'000), u(u"1.2 GB"));
    }
    void durations() {
        QCOMPARE(formatDuration(0.012), u(u"12 ms"));
        QCOMPARE(formatDuration(0.3), u(u"0.3 s"));
        QCOMPARE(formatDuration(2), u(u"2 s"));
        QCOMPARE(formatDuration(9.97), u(u"10 s"));
        QCOMPARE(formatDuration(24), u(u"24 s"));
        QCOMPARE(formatDuration(59.7), u(u"1 min"));
        QCOMPARE(formatDuration(72), u(u"1 min 12 s"));
        QCOMPARE(formatDuration(3900), u(u"1 h 5 min"));
        QCOMPARE(formatDuration(7199), u(u"2 h"));
        QCOMPARE(formatDuration(-1), u(u"\u2013"));
        QCOMPARE(formatTimeLeft(72.4), u(u"1 min 12 s left"));
        QCOMPARE(formatTimeLeft(0.2), u(u"1 s left"));
        QCOMPARE(formatTimeLeft(-1), QString());
    }
    void dates() {
        const Time time = 1751099470000; // 2025-06-28T08:31:10Z
        QCOMPARE(formatDate(time), u(u"28 Jun 2025"));
        QCOMPARE(formatDateTime(time), u(u"28 Jun 2025, 08:31"));
        QCOMPARE(formatDate(noTime), QString());
        QCOMPARE(formatWhen(noTime), QString());
        const QDateTime now = QDateTime::currentDateTime();
        QCOMPARE(formatWhen(now.toMSecsSinceEpoch()), u(u"today ") + now.toString(u(u"HH:mm")));
        QCOMPARE(formatWhen(now.addDays(-1).toMSecsSinceEpoch()), u(u"yesterday"));
        const QDateTime old(QDate(2019, 6, 12), QTime(12, 0));
        QCOMPARE(formatWhen(old.toMSecsSinceEpoch()), u(u"12 Jun 2019"));
    }
    void texts() {
        QCOMPARE(formatFingerprint("a41f9c02deadbeef"), u(u"a41f\u00B79c02"));
        QCOMPARE(formatFingerprint(""), QString());
        QCOMPARE(toQString("\xff"), u(u"\uFFFD"));
        QCOMPARE(capitalised(u(u"\u00e9tude")), u(u"\u00c9tude"));
        QCOMPARE(formatError({ErrorCode::BadInput, "the time is not readable", "leave the column out",
                              "u.data, line 8"}),
                 u(u"The time is not readable (u.data, line 8). Leave the column out."));
        QCOMPARE(formatError({ErrorCode::Io, "The disk is full.", "", ""}), u(u"The disk is full."));
    }

    void countsHaveTheirSingular() {
        const QString one = QStringLiteral("1 model");
        const QString many = QStringLiteral("%1 models");
        QCOMPARE(formatCounted(0, one, many), QStringLiteral("0 models"));
        QCOMPARE(formatCounted(1, one, many), one);
        QCOMPARE(formatCounted(1200, one, many), QStringLiteral("1,200 models"));
    }

    void settingsAreShownAsTheyAreSet() {
        QCOMPARE(formatParam(std::int64_t{64}), QStringLiteral("64"));
        QCOMPARE(formatParam(0.01), QStringLiteral("0.01"));
        QCOMPARE(formatParam(true), QStringLiteral("yes"));
        QCOMPARE(formatParam(std::string("cosine")), QStringLiteral("cosine"));
        QCOMPARE(formatParam(std::string("by_mode")), QStringLiteral("by mode"));
    }
};

RUN_TEST(FormatTest);
#include "tst_format.moc"
