// SPDX-License-Identifier: GPL-3.0-or-later
// What every command works with: the global flags, the stop of Ctrl-C, and where its output goes.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tastescope {

/// One command runs once. Output is collected and written at the end: a command that fails before it has an
/// answer prints nothing on stdout but, with --json, the object that says so. Not thread-safe.
class Shell {
public:
    using Action = std::function<Result<void>(Shell&)>;

    bool json = false;
    bool quiet = false;
    int threads = 0;
    std::stop_token stop;
    ProgressSink* progress = nullptr;

    /// What the chosen command does; set while the arguments are parsed.
    Action action;

    ExecutionContext context(std::uint64_t seed = 42) const { return {stop, progress, threads, seed}; }

    /// A line of the answer in words, unless JSON was asked for. Nothing that steers a terminal passes, and
    /// no line break but those before and behind it: a name from outside makes no line of its own.
    void show(std::string_view line);
    /// A text of several lines, as a TextTable makes it: it takes names from outside by terminalText() or in
    /// a TextTable.
    void showText(std::string_view text);
    /// A confirmation in words, one line: also not with --quiet.
    void confirm(std::string_view line);
    /// The same for the text of a TextTable.
    void confirmTable(std::string_view table);
    /// The answer as JSON; call it once, when `json` is set.
    void answer(std::string object);
    /// Whether answer() was called.
    bool answered() const { return m_answered; }
    /// A remark on stderr that is no error; not with --quiet.
    void remark(std::string_view line) const;
    /// The same about something that was done otherwise than asked, as not stored: also with --quiet.
    void warn(std::string_view line) const;

    /// Writes what was collected to stdout. Io when it cannot be written.
    Result<void> flush();

private:
    std::string m_out;
    bool m_answered = false;
};

/// Prefix of everything on stderr.
inline constexpr std::string_view programName = "tastescope-cli";

} // namespace tastescope
