// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/log_file.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMutex>
#include <QMutexLocker>

#include <cstdio>

#include <fcntl.h>

namespace tastescope {

namespace {

class LogFile {
public:
    void open(const QString& path) {
        QDir().mkpath(QFileInfo(path).absolutePath());
        m_path = path;
        openFile(O_APPEND);
    }

    void write(const QByteArray& line) {
        const QMutexLocker lock(&m_mutex);
        if (!m_opened) {
            return;
        }
        if (m_file.size() + line.size() > maxLogBytes) {
            rotate();
        }
        m_file.write(line);
        m_file.flush();
    }

private:
    // Through no link: somebody else's would say which of our files is written to.
    void openFile(int mode) {
        m_file.close();
        const int handle = ::open(QFile::encodeName(m_path).constData(),
                                  O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | mode, 0644);
        m_opened = handle >= 0 && m_file.open(handle,
                                              mode == O_APPEND ? QIODevice::WriteOnly | QIODevice::Append
                                                               : QIODevice::WriteOnly | QIODevice::Truncate,
                                              QFileDevice::AutoCloseHandle);
    }

    void rotate() {
        const QString path = m_path;
        m_file.close();
        for (int number = logFiles - 1; number > 0; --number) {
            const QString to = QStringLiteral("%1.%2").arg(path).arg(number);
            QFile::remove(to);
            QFile::rename(number == 1 ? path : QStringLiteral("%1.%2").arg(path).arg(number - 1), to);
        }
        openFile(O_TRUNC);
    }

    QMutex m_mutex;
    QString m_path;
    QFile m_file;
    bool m_opened = false;
};

LogFile& log() {
    static LogFile file;
    return file;
}

const char* levelName(QtMsgType type) {
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
        return "critical";
    case QtFatalMsg:
        return "fatal";
    }
    return "";
}

void handle(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    const QString line = QStringLiteral("%1 %2 %3: %4\n")
                             .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs),
                                  QString::fromLatin1(levelName(type)),
                                  QString::fromUtf8(context.category ? context.category : ""), text);
    const QByteArray bytes = line.toUtf8();
    log().write(bytes);
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stderr);
}

} // namespace

void startLog(const QString& path) {
    log().open(path);
    qInstallMessageHandler(handle);
}

} // namespace tastescope
