// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/loading/importer.h"
#include "storage/import/sources/byte_source.h"

#include <array>

namespace tastescope {
namespace {

std::string jsonText(std::string_view text) {
    static constexpr std::array<char, 17> hex = {"0123456789abcdef"};
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += hex[byte >> 4U];
            out += hex[byte & 15U];
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string_view kindName(FileKind kind) {
    switch (kind) {
    case FileKind::Interactions:
        return "interactions";
    case FileKind::Items:
        return "items";
    case FileKind::Users:
        return "users";
    case FileKind::Ignored:
        break;
    }
    return "ignored";
}

std::string fileJson(const FilePlan& file) {
    std::string json = "{\"name\":" + jsonText(sourceLabel(file.path, file.member)) +
                       ",\"kind\":" + jsonText(kindName(file.kind)) + ",\"layout\":" + jsonText(file.layout) +
                       ",\"bytes\":" + std::to_string(file.bytes) + ",\"columns\":{";
    bool first = true;
    for (const ColumnPlan& column : file.columns) {
        if (column.role == ColumnRole::Ignore) {
            continue;
        }
        json += first ? "" : ",";
        first = false;
        std::string role(columnRoleName(column.role));
        role += column.attribute.empty() ? "" : "." + column.attribute;
        json += jsonText(column.name) + ":" + jsonText(role);
    }
    return json + "}}";
}

} // namespace

std::string provenanceJson(const ImportPlan& plan, PairPolicy policy, const ImportReport& report) {
    std::string json = "{\"layout\":" + jsonText(plan.layout) + ",\"files\":[";
    bool first = true;
    for (const FilePlan& file : plan.files) {
        json += (first ? "" : ",") + fileJson(file);
        first = false;
    }
    json += "],\"append\":" + std::string(plan.append ? "true" : "false") +
            ",\"policy\":" + jsonText(pairPolicyName(policy)) +
            ",\"rows_read\":" + std::to_string(report.rowsRead) +
            ",\"rows_imported\":" + std::to_string(report.rowsImported) +
            ",\"rows_rejected\":" + std::to_string(report.rowsRejected) +
            ",\"duplicates\":" + std::to_string(report.duplicates) + "}";
    return json;
}

} // namespace tastescope
