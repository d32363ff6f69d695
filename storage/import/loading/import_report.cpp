// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/import_report.h"

#include "storage/files/atomic_file.h"
#include "storage/files/cell_guard.h"

#include <string_view>

namespace tastescope {
namespace {

void appendQuoted(std::string& out, std::string_view text) {
    const bool guard = needsGuard(text); // rows of a hostile file are looked at in a spreadsheet
    if (!guard && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out.append(text);
        return;
    }
    out.append(guard ? "\"'" : "\"");
    for (const char c : text) {
        out.append(c == '"' ? 2 : 1, c);
    }
    out.push_back('"');
}

} // namespace

Result<void> writeRejects(const std::vector<Reject>& rejects, const std::filesystem::path& path) {
    std::string text = "file,line,column,reason,raw\n";
    for (const Reject& reject : rejects) {
        appendQuoted(text, reject.file);
        text += ',' + std::to_string(reject.line) + ',' + std::to_string(reject.column) + ',';
        appendQuoted(text, reject.reason);
        text += ',';
        appendQuoted(text, reject.raw);
        text += '\n';
    }
    return writeFileAtomically(path, text);
}

} // namespace tastescope
