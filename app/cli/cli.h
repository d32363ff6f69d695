// SPDX-License-Identifier: GPL-3.0-or-later
// The command line as a function, so that tests can call it in-process.
#pragma once

namespace tastescope {

/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 cancelled (Ctrl-C).
int runCli(int argc, char** argv);

} // namespace tastescope
