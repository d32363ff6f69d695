// SPDX-License-Identifier: GPL-3.0-or-later
// Time that does not depend on how busy the machine is otherwise.
#pragma once

#include <ctime>

namespace tastescope::test {

/// Of all threads of the program.
inline double processorSeconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

} // namespace tastescope::test
