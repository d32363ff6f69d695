// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer begins with the files of the folder that it is given first: the sound inputs are written there.
#include "tests/fuzz/fuzz_target.h"

#include <filesystem>
#include <fstream>

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
    for (int at = 1; at < *argc; ++at) {
        const std::filesystem::path folder = (*argv)[at];
        if ((*argv)[at][0] != '-' && std::filesystem::is_directory(folder)) {
            int number = 0;
            for (const std::string& seed : tastescope::fuzz::seeds()) {
                std::ofstream(folder / ("sound-" + std::to_string(number++)), std::ios::binary) << seed;
            }
            break;
        }
    }
    return 0;
}
