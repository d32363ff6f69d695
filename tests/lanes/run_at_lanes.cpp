// SPDX-License-Identifier: GPL-3.0-or-later
// run_at_lanes 4|8|16 PROGRAM [ARGUMENTS]: becomes the program where the processor has the instructions that
// so many lanes take, and ends with 77 (which ctest counts as skipped) elsewhere. Not built for any of them
// itself.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace {

bool canRun(int lanes) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    switch (lanes) {
    case 4:
        return true;
    case 8:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi2");
    case 16:
        return canRun(8) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl");
    default:
        break;
    }
#endif
    return false;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: run_at_lanes 4|8|16 PROGRAM [ARGUMENTS]\n");
        return 2;
    }
    if (!canRun(std::atoi(argv[1]))) {
        std::printf("This processor has no %s lanes.\n", argv[1]);
        return 77;
    }
    execv(argv[2], argv + 2);
    std::perror(argv[2]);
    return 1;
}
