// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/run.h"
#include "ui/shell/log_file.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace tastescope;

class LogFileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rotatesAndKeepsThree() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("below/tastescope.log"));
        startLog(path);
        qWarning("first message");
        QFile log(path);
        QVERIFY(log.open(QIODevice::ReadOnly));
        QVERIFY(log.readAll().contains("warning default: first message"));
        log.close();
        const QByteArray line(10'000, 'x');
        for (int i = 0; i < 450; ++i) {
            qWarning("%s", line.constData());
        }
        qInstallMessageHandler(nullptr);
        QVERIFY(QFileInfo::exists(path));
        QVERIFY(QFileInfo::exists(path + QStringLiteral(".1")));
        QVERIFY(QFileInfo::exists(path + QStringLiteral(".2")));
        QVERIFY(!QFileInfo::exists(path + QStringLiteral(".3")));
        for (const QString& file : {path, path + QStringLiteral(".1"), path + QStringLiteral(".2")}) {
            QVERIFY(QFileInfo(file).size() <= maxLogBytes);
        }
    }

    void writesThroughNoLink() {
        QTemporaryDir folder;
        QFile other(folder.filePath(QStringLiteral("other.txt")));
        QVERIFY(other.open(QIODevice::WriteOnly));
        QCOMPARE(other.write("mine"), qint64{4});
        other.close();
        const QString path = folder.filePath(QStringLiteral("tastescope.log"));
        QVERIFY(QFile::link(other.fileName(), path));
        startLog(path);
        qWarning("not there");
        qInstallMessageHandler(nullptr);
        QVERIFY(other.open(QIODevice::ReadOnly));
        QCOMPARE(other.readAll(), QByteArray("mine"));
    }
};

RUN_TEST(LogFileTest);
#include "tst_log_file.moc"
