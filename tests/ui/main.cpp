// SPDX-License-Identifier: GPL-3.0-or-later
// tst_ui [name] [arguments of Qt Test]: runs the test of that name, or all in turn.
#include "support/run.h"

#include <QApplication>
#include <QFileInfo>
#include <QTest>

#include <cstdio>
#include <map>

namespace tastescope {
namespace {

std::map<QString, MakeTest>& tests() {
    static std::map<QString, MakeTest> all;
    return all;
}

} // namespace

bool registerTest(MakeTest make, std::source_location where) {
    return tests().emplace(QFileInfo(QString::fromLatin1(where.file_name())).baseName(), make).second;
}

} // namespace tastescope

int main(int argc, char* argv[]) {
    const QApplication application(argc, argv);
    QStringList arguments = application.arguments();
    const bool named = arguments.size() > 1 && arguments[1].startsWith(QLatin1String("tst_"));
    const QString wanted = named ? arguments.takeAt(1) : QString();
    int failures = 0;
    bool met = false;
    for (const auto& [name, make] : tastescope::tests()) {
        if (!named || name == wanted) {
            met = true;
            QCoreApplication::setApplicationName(name); // of its own data folder: others run beside it
            failures += QTest::qExec(make().get(), arguments);
        }
    }
    if (!met) {
        std::fprintf(stderr, "no test of the name %s\n", qUtf8Printable(wanted));
    }
    return met ? failures : 1;
}
