// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/shell.h"

#include "app/cli/terminal_text.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace tastescope {

void Shell::show(std::string_view line) {
    const std::size_t first = std::min(line.find_first_not_of('\n'), line.size());
    const std::size_t last = std::max(line.find_last_not_of('\n') + 1, first); // npos + 1 is 0
    showText(std::string(line.substr(0, first)) + terminalText(line.substr(first, last - first)) +
             std::string(line.substr(last)));
}

void Shell::showText(std::string_view text) {
    if (!json) {
        m_out += terminalText(text, LineBreaks::Keep);
        m_out += !text.empty() && text.back() == '\n' ? "" : "\n";
    }
}

void Shell::confirm(std::string_view line) {
    if (!quiet) {
        show(line);
    }
}

void Shell::confirmTable(std::string_view table) {
    if (!quiet) {
        showText(table);
    }
}

void Shell::answer(std::string object) {
    m_out = std::move(object);
    m_out += '\n';
    m_answered = true;
}

void Shell::remark(std::string_view line) const {
    if (!quiet) {
        warn(line);
    }
}

void Shell::warn(std::string_view line) const {
    std::fprintf(stderr, "%s: %s\n", programName.data(), terminalText(line).c_str());
}

Result<void> Shell::flush() {
    const bool written = std::fwrite(m_out.data(), 1, m_out.size(), stdout) == m_out.size();
    if (!written || std::fflush(stdout) != 0) {
        return Error{ErrorCode::Io, std::string("The output could not be written: ") + std::strerror(errno),
                     "Send it where there is room", "stdout"};
    }
    m_out.clear();
    return {};
}

} // namespace tastescope
