// SPDX-License-Identifier: GPL-3.0-or-later
// The tests of the window are one program: a file names its class with RUN_TEST instead of a main of its own.
#pragma once

#include <QObject>

#include <memory>
#include <source_location>

namespace tastescope {

using MakeTest = std::unique_ptr<QObject> (*)();

/// Makes the class known under the name of its file, "tst_score_painter". Used before main() only.
bool registerTest(MakeTest make, std::source_location where = std::source_location::current());

} // namespace tastescope

/// At the end of a test file, before its moc file.
#define RUN_TEST(Test)                                                                                       \
    [[maybe_unused]] static const bool registered##Test =                                                    \
        tastescope::registerTest([]() -> std::unique_ptr<QObject> { return std::make_unique<Test>(); })
