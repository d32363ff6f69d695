// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/sniffer.h"

#include "storage/files/file_anchor.h"
#include "storage/import/planning/dialect_choice.h"
#include "storage/import/planning/foreign_format.h"
#include "storage/import/planning/table_shape.h"
#include "storage/import/records/delimited_reader.h"
#include "storage/import/records/json_lines_reader.h"
#include "storage/import/sources/byte_source.h"
#include "storage/import/sources/memory_source.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace tastescope {
namespace {

constexpr double tableConsistency = 0.75;
constexpr double namedConsistency = 0.25; ///< enough where the header names known columns

TextBuffer bufferOver(std::string_view text) {
    return TextBuffer(std::make_unique<MemorySource>(text), Encoding::Utf8, sampleBytes);
}

// Most lines are objects, whatever is wrong with them: then no separator cuts the text into columns. An array
// of objects may be laid out in any way.
bool looksLikeJsonLines(std::string_view text) {
    constexpr std::size_t enoughLines = 200;
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.starts_with('[')) {
        const std::size_t inner = text.find_first_not_of(" \t\r\n", 1);
        return inner != std::string_view::npos && text[inner] == '{';
    }
    std::size_t objects = 0;
    std::size_t lines = 0;
    while (!text.empty() && lines < enoughLines) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        lines += line.empty() ? 0 : 1;
        const std::size_t inner = line.starts_with('{') ? line.find_first_not_of(" \t", 1) : line.size();
        objects += inner < line.size() && std::string_view("\"'}").find(line[inner]) != std::string_view::npos
                       ? 1
                       : 0;
    }
    return objects * 2 >= lines && objects > 0;
}

// A document: an object over several lines, or an array of something else than objects.
bool looksLikeJson(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const char first = text.empty() ? '\0' : text[0];
    const std::size_t second = text.find_first_not_of(" \t\r\n", 1);
    if (second == std::string_view::npos || (first != '{' && first != '[')) {
        return false;
    }
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    const bool closed = text[last] == (first == '{' ? '}' : ']');
    return first == '{'
               ? text[second] == '"' && text.find(':') != std::string_view::npos
               : closed && std::string_view("[\"{0123456789").find(text[second]) != std::string_view::npos;
}

// Text has next to no control characters; one that got into a row spoils that row alone.
bool isBinary(std::string_view text) {
    const auto control = std::ranges::count_if(text, [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\x01';
    });
    return static_cast<std::size_t>(control) * 20 > text.size();
}

std::string columnName(std::string_view given, std::size_t index) {
    given = trimmed(given);
    return given.empty() ? "column " + std::to_string(index + 1) : std::string(given);
}

void readJsonSample(Sniff& sniff, std::string_view text) {
    sniff.plan.dialect.jsonLines = true;
    sniff.plan.dialect.delimiter.clear();
    sniff.plan.dialect.header = false;
    JsonLinesReader reader(bufferOver(text), {}, {}, true);
    while (sniff.rows.size() < maxSampleRows) {
        const auto next = reader.next();
        if (next == RecordSource::Next::Record) {
            sniff.rows.emplace_back(reader.fields().begin(), reader.fields().end());
        } else if (next != RecordSource::Next::Bad) {
            break;
        }
    }
    for (const std::string& name : reader.columns()) {
        sniff.names.push_back(plainName(name));
        sniff.plan.columns.push_back({});
        sniff.plan.columns.back().name = name;
    }
    for (auto& row : sniff.rows) {
        row.resize(reader.columns().size());
    }
}

void readDelimitedSample(Sniff& sniff, std::string_view text, const Cut& chosen, const ImportHints& hints) {
    const TableShape shape =
        findShape(cutSample(text, chosen.dialect, maxSampleRows), sniff.complete, hints.header);
    Dialect& dialect = sniff.plan.dialect;
    const Encoding encoding = dialect.encoding;
    dialect = chosen.dialect;
    dialect.encoding = encoding;
    dialect.header = shape.header;
    dialect.headerRows = shape.headerRows;
    dialect.preamble = shape.preamble;
    dialect.ragged = shape.ragged;
    dialect.trim = shape.padded;
    for (std::size_t i = 0; i < shape.names.size(); ++i) {
        sniff.plan.columns.push_back({});
        sniff.plan.columns.back().name = columnName(shape.names[i], i);
        if (shape.header && shape.problem.empty()) {
            sniff.names.push_back(plainName(shape.names[i]));
        }
    }
    sniff.headerProblem = shape.problem;
    sniff.plan.headerProblem = shape.problem;
    sniff.plan.unplacedNames = shape.unplaced;
    // As the import will read it.
    const std::size_t columns = shape.names.size();
    DelimitedReader reader(bufferOver(text), dialect, {}, columns);
    std::size_t broken = 0;
    std::size_t headers = shape.header ? shape.headerRows : 0;
    while (sniff.rows.size() + broken < maxSampleRows) {
        const auto next = reader.next();
        if (next == RecordSource::Next::End || next == RecordSource::Next::Failed) {
            break;
        }
        if (headers > 0) {
            --headers;
        } else if (next == RecordSource::Next::Record && reader.fields().size() == columns) {
            sniff.rows.emplace_back(reader.fields().begin(), reader.fields().end());
        } else {
            ++broken;
        }
    }
    const auto rows = static_cast<double>(sniff.rows.size());
    const double sound = rows == 0 ? 0 : rows / (rows + static_cast<double>(broken));
    const bool only = rows == 0 && broken == 0 && shape.header; // a header without rows
    // A line cut at blanks is prose as well.
    const bool prose = dialect.delimiter == " " && sniff.rows.size() < 2;
    const bool bound = !hints.delimiter.empty() || hints.format == "csv" || hints.format == "tsv";
    sniff.table =
        bound || (!prose && columns >= 2 &&
                  (only || sound >= tableConsistency || (shape.named && sound >= namedConsistency)));
}

Result<std::string> readSample(Sniff& sniff) {
    TRY_ASSIGN(auto source, openByteSource(sniff.plan.path, sniff.plan.member));
    std::string bytes(sampleBytes, '\0');
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        TRY_ASSIGN(const auto got, source->read(std::span(bytes).subspan(filled)));
        sniff.complete = got == 0;
        if (sniff.complete) {
            break;
        }
        filled += got;
    }
    bytes.resize(filled);
    sniff.empty = filled == 0;
    return bytes;
}

} // namespace

bool Sniff::hasNames(std::initializer_list<std::string_view> expected) const {
    return std::ranges::equal(names, expected);
}

Result<Encoding> parseEncoding(std::string_view name) {
    const std::string plain = plainName(name);
    static const std::map<std::string, Encoding, std::less<>> known = {{"", Encoding::Auto},
                                                                       {"auto", Encoding::Auto},
                                                                       {"utf8", Encoding::Utf8},
                                                                       {"utf16", Encoding::Utf16Le},
                                                                       {"utf16le", Encoding::Utf16Le},
                                                                       {"utf16be", Encoding::Utf16Be},
                                                                       {"latin1", Encoding::Windows1252},
                                                                       {"iso88591", Encoding::Windows1252},
                                                                       {"windows1252", Encoding::Windows1252},
                                                                       {"cp1252", Encoding::Windows1252},
                                                                       {"ascii", Encoding::Utf8},
                                                                       {"usascii", Encoding::Utf8}};
    const auto found = known.find(plain);
    if (found == known.end()) {
        return Error{ErrorCode::InvalidArgument, "The encoding \"" + std::string(name) + "\" is not known",
                     "Use utf-8, utf-16, utf-16le, utf-16be, windows-1252 or latin-1", "--encoding"};
    }
    return found->second;
}

Result<Sniff> sniffFile(const std::filesystem::path& path, const std::string& member,
                        const ImportHints& hints) {
    Sniff sniff;
    sniff.plan.path = path;
    sniff.plan.member = member;
    sniff.plan.kind = FileKind::Ignored;
    TRY_ASSIGN(const auto wanted, parseEncoding(hints.encoding));
    if (member.empty() && FileAnchor::isHeld(path)) { // the open project, which nothing here may read
        sniff.foreign = projectFormat();
        return sniff;
    }
    if (member.empty() && isZipArchive(path)) { // those of tables were opened up before
        TRY_ASSIGN(const auto members, listZipMembers(path));
        sniff.foreign = foreignArchive(members);
        return sniff;
    }
    TRY_ASSIGN(const auto bytes, readSample(sniff));
    sniff.foreign = foreignFormat(bytes);
    if (!sniff.foreign.what.empty()) {
        return sniff;
    }
    Encoding encoding = wanted;
    // "utf-16" without an ending: the byte order mark or the zero bytes tell.
    if (encoding == Encoding::Auto || plainName(hints.encoding) == "utf16") {
        const Encoding seen = detectEncoding(bytes, sniff.complete);
        encoding = encoding == Encoding::Auto || seen == Encoding::Utf16Be ? seen : encoding;
    }
    sniff.plan.dialect.encoding = encoding;
    std::string text;
    TextDecoder(encoding).decode(bytes, sniff.complete, text);
    if (!sniff.complete) {
        const std::size_t lastBreak = text.find_last_of("\r\n");
        text.resize(lastBreak == std::string::npos ? text.size() : lastBreak + 1);
    }
    if (isBinary(text)) {
        sniff.foreign = {"a file of bytes that are no text", "Give a CSV, TSV or JSON lines file instead"};
        return sniff;
    }
    if (hints.format == "jsonl" ||
        (hints.format == "auto" && hints.delimiter.empty() && looksLikeJsonLines(text))) {
        readJsonSample(sniff, text);
        sniff.table = !sniff.plan.columns.empty();
        if (!sniff.table && !sniff.empty) {
            sniff.foreign = {"text in braces that is no JSON",
                             "Write one JSON object a line, with its names in double quotes"};
        }
    } else if (hints.format == "auto" && hints.delimiter.empty() && looksLikeJson(text)) {
        sniff.foreign = {"JSON, but neither lines of objects nor an array of objects",
                         "Write one object a line, as jq -c '.[]' does"};
    } else if (const auto cut = chooseCut(text, hints)) {
        readDelimitedSample(sniff, text, *cut, hints);
    }
    for (std::size_t column = 0; column < sniff.plan.columns.size(); ++column) {
        describeColumn(sniff.rows, column, sniff.plan.columns[column]);
    }
    return sniff;
}

} // namespace tastescope
