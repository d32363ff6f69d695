// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"
#include "app/cli/interrupt.h"

namespace {

using Initialiser = void (*)(int, char**, char**);

// Whoever presses Ctrl-C while the program starts gets what they get later. The linker calls this as soon as
// the libraries are in place, before any of them initialises anything.
[[gnu::section(".preinit_array"), gnu::used]] const Initialiser first = [](int, char**, char**) {
    tastescope::noteInterruptsFromNowOn();
};

} // namespace

int main(int argc, char** argv) {
    return tastescope::runCli(argc, argv);
}
