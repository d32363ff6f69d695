// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/sniffer.h"

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

constexpr std::size_t maxRows = 2'000;
constexpr std::size_t maxPreamble = 50;
constexpr double tableConsistency = 0.75;

struct Attempt {
    Dialect dialect;
    std::size_t columns = 0;  ///< the most frequent number of fields
    std::size_t bad = 0;      ///< records that could not be cut
    double consistency = 0;   ///< share of the records that have it
    std::size_t leading = 0;  ///< records before the first that has it
    std::uint64_t first = 0;  ///< line of that record
    bool leadingPlain = true; ///< none of the leading records has the delimiter in it
};

TextBuffer bufferOver(std::string_view text) {
    return TextBuffer(std::make_unique<MemorySource>(text), Encoding::Utf8, sampleBytes);
}

Attempt tryDialect(std::string_view text, const Dialect& dialect) {
    Attempt attempt{dialect};
    DelimitedReader reader(bufferOver(text), dialect);
    std::vector<std::pair<std::size_t, std::uint64_t>> counts;
    std::size_t& bad = attempt.bad;
    while (counts.size() + bad < maxRows) {
        const auto next = reader.next();
        if (next == RecordSource::Next::Record) {
            counts.emplace_back(reader.fields().size(), reader.line());
        } else if (next == RecordSource::Next::Bad) {
            ++bad;
        } else {
            break;
        }
    }
    std::map<std::size_t, std::size_t> frequency;
    for (const auto& [count, line] : counts) {
        ++frequency[count];
    }
    std::size_t most = 0;
    for (const auto& [count, times] : frequency) {
        if (count >= 2 && times >= most) {
            most = times;
            attempt.columns = count;
        }
    }
    const std::size_t total = counts.size() + bad;
    attempt.consistency = total == 0 ? 0 : static_cast<double>(most) / static_cast<double>(total);
    for (const auto& [count, line] : counts) {
        attempt.first = line;
        if (count == attempt.columns) {
            break;
        }
        ++attempt.leading;
        attempt.leadingPlain &= count == 1;
    }
    return attempt;
}

bool better(const Attempt& a, const Attempt& b) {
    const bool aGood = a.consistency >= 0.9;
    const bool bGood = b.consistency >= 0.9;
    if (aGood != bGood) {
        return aGood;
    }
    if (aGood && a.columns != b.columns) {
        return a.columns > b.columns;
    }
    return a.consistency > b.consistency;
}

// Whether lines that begin with `prefix` are remarks: they stand at the top or are few, and most of them are
// set off by a blank or hold no delimiter. "#user,item" is a header, "#fun,12" may be data.
bool isCommentPrefix(std::string_view text, std::string_view prefix) {
    std::size_t remarks = 0;
    std::size_t plain = 0;
    std::size_t others = 0;
    const bool atTop = text.starts_with(prefix);
    for (std::size_t lines = 0; lines < maxRows && !text.empty(); ++lines) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.starts_with(prefix)) {
            others += line.empty() ? 0 : 1;
            continue;
        }
        const std::string_view rest = line.substr(prefix.size());
        ++remarks;
        plain += rest.empty() || rest[0] == ' ' || rest[0] == prefix[0] ||
                         rest.find_first_of(",;\t|") == std::string_view::npos
                     ? 1
                     : 0;
    }
    return remarks > 0 && plain * 2 > remarks && (atTop || remarks <= others);
}

std::string commentPrefix(std::string_view text) {
    for (const std::string_view prefix : {"#", "%", "//"}) {
        if (isCommentPrefix(text, prefix)) {
            return std::string(prefix);
        }
    }
    return {};
}

std::vector<Dialect> candidates(std::string_view text, const ImportHints& hints) {
    std::vector<std::string> delimiters = {"\t", "::", ";", "|", ",", " "};
    if (!hints.delimiter.empty()) {
        const bool tab = hints.delimiter == "\\t" || hints.delimiter == "tab";
        delimiters = {tab ? "\t" : hints.delimiter};
    } else if (hints.format == "csv") {
        delimiters = {",", ";", "|", "\t"};
    } else if (hints.format == "tsv") {
        delimiters = {"\t"};
    }
    std::vector<Dialect> dialects;
    for (const std::string& delimiter : delimiters) {
        Dialect dialect;
        dialect.delimiter = delimiter;
        dialect.comment = commentPrefix(text);
        dialects.push_back(dialect);
        if (text.find("\\\"") != std::string_view::npos) {
            dialect.escape = '\\';
            dialects.push_back(dialect);
            dialect.escape = '\0';
        }
        if (text.find('"') != std::string_view::npos) {
            dialect.quote = '\0';
            dialects.push_back(dialect);
        }
    }
    return dialects;
}

// Two ways to read quotes in the same file. Where quotes are usual, one or two odd ones are bad rows, no sign
// that they mean nothing.
bool readsQuotesBetter(const Attempt& attempt, const Attempt& best) {
    const std::string& delimiter = attempt.dialect.delimiter;
    const bool usual = attempt.dialect.quote == '\0' && (delimiter == "," || delimiter == ";");
    return attempt.consistency > best.consistency + (usual ? 0.05 : 1e-9) && (!usual || best.bad >= 3);
}

std::optional<Attempt> bestAttempt(std::string_view text, const ImportHints& hints) {
    std::optional<Attempt> best;
    for (const Dialect& dialect : candidates(text, hints)) {
        const Attempt attempt = tryDialect(text, dialect);
        if (attempt.columns < 2 && hints.delimiter.empty()) {
            continue;
        }
        const bool sameText = best && best->dialect.delimiter == dialect.delimiter;
        const bool wins = !best || (sameText ? readsQuotesBetter(attempt, *best) : better(attempt, *best));
        if (wins) {
            best = attempt;
        }
    }
    return best;
}

bool looksLikeJsonLines(std::string_view text) {
    std::size_t at = text.find_first_not_of(" \t\r\n");
    if (at != std::string_view::npos && text[at] == '[') { // an array of objects
        at = text.find_first_not_of(" \t\r\n", at + 1);
    }
    if (at == std::string_view::npos || text[at] != '{') {
        return false;
    }
    JsonLinesReader reader(bufferOver(text), {}, {}, true);
    std::size_t good = 0;
    std::size_t bad = 0;
    while (good + bad < 20) {
        const auto next = reader.next();
        if (next == RecordSource::Next::End || next == RecordSource::Next::Failed) {
            break;
        }
        (next == RecordSource::Next::Record ? good : bad) += 1;
    }
    return good > bad;
}

// Text has next to no control characters; one that got into a row spoils that row alone.
bool isBinary(std::string_view text) {
    const auto control = std::ranges::count_if(text, [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\n' && c != '\r';
    });
    return static_cast<std::size_t>(control) * 20 > text.size();
}

bool isNumberOrTime(std::string_view text) {
    return parseNumber(text) || parseDate(text);
}

bool looksLikeHeader(const std::vector<std::string>& first,
                     const std::vector<std::vector<std::string>>& rest) {
    std::set<std::string> distinct;
    std::set<NameMeaning> meanings;
    for (const std::string& name : first) {
        if (isNumberOrTime(name)) {
            return false;
        }
        if (const NameMeaning meaning = meaningOfName(plainName(name)); meaning != NameMeaning::Unknown) {
            meanings.insert(meaning);
        }
        distinct.insert(name);
    }
    if (meanings.size() > 1) {
        return true; // also of a header that has a name twice
    }
    if (distinct.size() != first.size()) {
        return false;
    }
    if (!meanings.empty() && distinct.size() > 1) {
        return true;
    }
    for (std::size_t column = 0; column < first.size(); ++column) {
        std::size_t numbers = 0;
        std::size_t filled = 0;
        for (const auto& row : rest) {
            const bool there = column < row.size() && !row[column].empty();
            filled += there ? 1 : 0;
            numbers += there && isNumberOrTime(row[column]) ? 1 : 0;
        }
        if (filled > 0 && numbers * 10 >= filled * 8 && !first[column].empty()) {
            return true;
        }
    }
    return false;
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
    while (sniff.rows.size() < maxRows) {
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

void readDelimitedSample(Sniff& sniff, std::string_view text, const Attempt& attempt,
                         const ImportHints& hints) {
    Dialect& dialect = sniff.plan.dialect;
    std::vector<std::vector<std::string>> records;
    const Encoding encoding = dialect.encoding;
    dialect = attempt.dialect;
    dialect.encoding = encoding;
    DelimitedReader reader(bufferOver(text), dialect);
    while (records.size() < maxRows) {
        const auto next = reader.next();
        if (next == RecordSource::Next::Record) {
            if (reader.line() >= attempt.first) {
                records.emplace_back(reader.fields().begin(), reader.fields().end());
            }
        } else if (next != RecordSource::Next::Bad) {
            break;
        }
    }
    const auto rest = [&](std::size_t from) {
        return std::vector<std::vector<std::string>>(
            records.begin() + static_cast<std::ptrdiff_t>(std::min(from, records.size())), records.end());
    };
    dialect.header = hints.header.empty() ? !records.empty() && looksLikeHeader(records.front(), rest(1))
                                          : hints.header == "yes";
    // A first row that is merely broken is a reject, not a preamble.
    const bool preamble = attempt.leading > 0 && attempt.leading <= maxPreamble &&
                          (dialect.header || attempt.leadingPlain) && attempt.first > 0;
    dialect.preamble = preamble ? attempt.first - 1 : 0;
    if (dialect.header && !records.empty()) {
        std::string& top = records.front().front();
        if (dialect.comment.empty() && top.starts_with('#')) {
            top.erase(0, 1);
        }
        for (std::size_t i = 0; i < records.front().size(); ++i) {
            sniff.names.push_back(plainName(records.front()[i]));
            sniff.plan.columns.push_back({});
            sniff.plan.columns.back().name = columnName(records.front()[i], i);
        }
    } else {
        for (std::size_t i = 0; i < attempt.columns; ++i) {
            sniff.plan.columns.push_back({});
            sniff.plan.columns.back().name = columnName({}, i);
        }
    }
    std::size_t blanks = 0;
    for (auto& row : rest(dialect.header ? 1 : 0)) {
        if (row.size() == sniff.plan.columns.size()) {
            blanks += row.size() > 1 && row[1].starts_with(' ') ? 1 : 0;
            sniff.rows.push_back(std::move(row));
        }
    }
    dialect.trim = blanks * 2 > sniff.rows.size();
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
    TRY_ASSIGN(const auto bytes, readSample(sniff));
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
        return sniff;
    }
    if (hints.format == "jsonl" || (hints.format == "auto" && looksLikeJsonLines(text))) {
        readJsonSample(sniff, text);
        sniff.table = !sniff.plan.columns.empty();
    } else if (const auto attempt = bestAttempt(text, hints)) {
        readDelimitedSample(sniff, text, *attempt, hints);
        // A line cut at blanks is prose as well.
        const bool prose = attempt->dialect.delimiter == " " && sniff.rows.size() < 2;
        sniff.table = (attempt->consistency >= tableConsistency && !prose) || !hints.delimiter.empty();
    }
    for (std::size_t column = 0; column < sniff.plan.columns.size(); ++column) {
        describeColumn(sniff.rows, column, sniff.plan.columns[column]);
    }
    return sniff;
}

} // namespace tastescope
