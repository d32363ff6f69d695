// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/cores.h"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

namespace tastescope {
namespace {

int coresOfTheMask() {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    // Fails on a machine of more processors than the mask has room for.
    return sched_getaffinity(0, sizeof(mask), &mask) == 0
               ? CPU_COUNT(&mask)
               : static_cast<int>(std::thread::hardware_concurrency());
}

/// "150000 100000" are one and a half processors; "max 100000" is no number: no limit.
int coresOfTheQuota() {
    std::ifstream file("/sys/fs/cgroup/cpu.max");
    double quota = 0;
    double period = 0;
    return file >> quota >> period && period > 0 ? static_cast<int>(std::ceil(quota / period))
                                                 : std::numeric_limits<int>::max();
}

} // namespace

int availableCores() {
    static const int cores = std::max(1, std::min(coresOfTheMask(), coresOfTheQuota()));
    return cores;
}

} // namespace tastescope
