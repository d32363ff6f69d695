// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the command line as a child process in a folder of its own.
#pragma once

#include "tests/support/temporary_folder.h"

#include <simdjson.h>

#include <chrono>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tastescope::test {

struct Finished {
    int code = -1; ///< exit code; -signal when it was killed
    std::string out;
    std::string err;
    std::chrono::milliseconds afterSignal{0};
    double processorAfterSignal = 0; ///< seconds of all threads; does not mind how busy the machine is
};

/// What the child process finds on its standard input: its end at once, a sender that sends nothing, or
/// one that sends zero bytes without end.
enum class Input { None, Silent, Zeros };

/// Whether a SIGINT waits for the program to listen. Before its libraries are in place it cannot, and how
/// long that takes is the machine's affair.
enum class Interrupt { WhenHeard, AtOnce };

/// Runs `tastescope-cli arguments` with `folder` as working directory. With `interruptAfter` > 0 a SIGINT is
/// sent after so long, if it has not ended by itself, and the time from there to the end is measured.
Finished runCommand(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                    std::chrono::microseconds interruptAfter = std::chrono::microseconds(0),
                    Input input = Input::None, Interrupt interrupt = Interrupt::WhenHeard);

/// The same, with the SIGINT at once when `file` stands in the folder.
Finished interruptWhenThere(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                            const std::string& file);

/// Makes the synthetic project d.tastescope of that size.
void makeDemo(const TemporaryFolder& folder, int users, int items, int events);

/// The JSON object a command printed. Holds the parser that its elements point into.
class Answer {
public:
    explicit Answer(const std::string& text);
    bool valid() const { return m_valid; }
    simdjson::dom::element at(const std::string& pointer) const;
    double number(const std::string& pointer) const;
    std::string text(const std::string& pointer) const;
    std::size_t size(const std::string& pointer) const;

private:
    simdjson::dom::parser m_parser;
    simdjson::dom::element m_root;
    bool m_valid = false;
};

} // namespace tastescope::test
