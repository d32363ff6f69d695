// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/planning/dialect_choice.h"

#include "storage/import/planning/cell_cost.h"
#include "storage/import/planning/column_names.h"
#include "storage/import/records/delimited_reader.h"
#include "storage/import/records/line_cutter.h"
#include "storage/import/sources/memory_source.h"
#include "storage/import/values/value_parse.h"

#include <algorithm>
#include <array>
#include <set>

namespace tastescope {
namespace {

constexpr std::size_t comparedRows = 500; ///< by which the candidates are compared
constexpr std::size_t costedRows = 120;   ///< of these, whose cells are looked into
constexpr std::size_t sampleBuffer = 64U * 1024U;
constexpr double emptyColumn = 0.3;
constexpr double namesBonus = 1.0;
constexpr double firstRowBonus = 0.25;

struct Delimiter {
    std::string_view text;
    double prior; ///< decides between equals: what text rarely has in it
};
constexpr std::array<Delimiter, 10> delimiters = {{{"\t", 1.0},
                                                   {"::", 1.0},
                                                   {"||", 1.0},
                                                   {"\x01", 1.0},
                                                   {",", 0.99},
                                                   {";", 0.985},
                                                   {"|", 0.98},
                                                   {"^", 0.95},
                                                   {"~", 0.95},
                                                   {" ", 0.9}}};

// Whether lines that begin with `prefix` are remarks: they stand at the top or are few, and most of them are
// set off by a blank or hold no delimiter. "#user,item" is a header, "#fun,12" may be data.
bool isCommentPrefix(std::string_view text, std::string_view prefix) {
    std::size_t remarks = 0;
    std::size_t plain = 0;
    std::size_t others = 0;
    const bool atTop = text.starts_with(prefix);
    for (std::size_t lines = 0; lines < maxSampleRows && !text.empty(); ++lines) {
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

void addRow(Cut& cut, SampleRow row) {
    const auto last = std::ranges::find_if(row.fields.rbegin(), row.fields.rend(),
                                           [](const std::string& field) { return !field.empty(); });
    row.filled = static_cast<std::size_t>(row.fields.rend() - last);
    cut.bad += row.bad ? 1 : 0;
    cut.rows.push_back(std::move(row));
}

// A line that is quoted as a whole is one field to a reader that does not know how many it should be.
void unwrap(SampleRow& row, std::string_view raw, const Dialect& dialect) {
    const std::string inner = row.fields.size() == 1 ? unwrapped(raw, dialect) : std::string();
    if (inner.empty()) {
        return;
    }
    DelimitedReader reader(
        TextBuffer(std::make_unique<MemorySource>(inner), Encoding::Utf8, inner.size() + 1), dialect);
    if (reader.next() == RecordSource::Next::Record) {
        row.fields.assign(reader.fields().begin(), reader.fields().end());
        row.quoted.assign(reader.quotedFields().begin(), reader.quotedFields().end());
    }
}

// The number of fields that most rows fit; of several the largest, so that a sparse last column is one.
void countColumns(Cut& cut) {
    std::set<std::size_t> lengths;
    for (const SampleRow& row : cut.rows) {
        if (!row.bad && row.fields.size() >= 2) {
            lengths.insert(row.fields.size());
        }
    }
    std::size_t most = 0;
    for (const std::size_t columns : lengths) {
        const auto fitting = static_cast<std::size_t>(
            std::ranges::count_if(cut.rows, [columns](const SampleRow& row) { return fits(row, columns); }));
        if (fitting >= most) {
            most = fitting;
            cut.columns = columns;
        }
    }
    // What stands alone in its line above the table is no row of it.
    std::size_t leading = 0;
    while (leading < std::min(cut.rows.size(), maxPreamble) && !cut.rows[leading].bad &&
           cut.rows[leading].filled <= 1) {
        ++leading;
    }
    const std::size_t total = cut.rows.size() - (leading < most ? leading : 0);
    cut.agreeing = total == 0 ? 0 : std::min(1.0, static_cast<double>(most) / static_cast<double>(total));
}

void findHeader(Cut& cut) {
    std::size_t whole = 0; // rows of the full length: after a few of them the table has begun
    for (std::size_t i = 0; i < std::min(cut.rows.size(), maxPreamble) && whole < 3; ++i) {
        const SampleRow& row = cut.rows[i];
        whole += fits(row, cut.columns) && row.filled == cut.columns ? 1 : 0;
        const std::size_t known = row.bad || row.fields.size() < 2 ? 0 : knownNames(row.fields);
        // Below the first row, a row of words might be data: "Action", "style".
        if (known >= 2 && (i == 0 || known * 2 >= row.filled)) {
            cut.header = i;
            return;
        }
    }
}

// Share of the rows below the header that have as many fields as it, those that end early by half.
double fitOfHeader(const Cut& cut) {
    const std::size_t below = *cut.header + 1;
    const std::size_t names = cut.rows[*cut.header].filled;
    double fitting = 0;
    for (std::size_t i = below; i < cut.rows.size(); ++i) {
        const SampleRow& row = cut.rows[i];
        if (!row.bad && row.fields.size() >= 2) {
            fitting += fits(row, names) || row.fields.size() == cut.columns ? 1
                       : row.fields.size() < names                          ? 0.5
                                                                            : 0;
        }
    }
    return below == cut.rows.size() ? 1 : fitting / static_cast<double>(cut.rows.size() - below);
}

double costOfCells(const Cut& cut) {
    std::vector<double> costs(cut.columns);
    std::vector<std::size_t> filled(cut.columns);
    std::size_t looked = 0;
    const std::size_t step = std::max<std::size_t>(1, cut.rows.size() / costedRows);
    for (std::size_t i = cut.header ? *cut.header + 1 : 0; i < cut.rows.size(); i += step) {
        const SampleRow& row = cut.rows[i];
        if (row.bad || !fits(row, cut.columns)) {
            continue;
        }
        ++looked;
        for (std::size_t column = 0; column < cut.columns; ++column) {
            const std::string& cell = row.fields[column];
            if (!std::ranges::binary_search(row.quoted,
                                            column)) { // quotes are there to protect what is inside
                costs[column] += cellCost(cell, cut.dialect.delimiter);
            }
            filled[column] += cell.empty() ? 0 : 1;
        }
    }
    double sum = 0;
    for (std::size_t column = 0; column < cut.columns; ++column) {
        const bool trailing = column + 1 == cut.columns; // "1,2,": no column at all
        sum += filled[column] > 0        ? costs[column] / static_cast<double>(filled[column])
               : looked > 0 && !trailing ? emptyColumn
                                         : 0;
    }
    return sum;
}

double scoreOf(const Cut& cut, double prior) {
    if (cut.columns == 0) {
        return 0;
    }
    // A separator that the first row lacks is one of the text below it.
    const bool first = fits(cut.rows.front(), cut.columns) && cut.rows.front().filled > 1;
    return cut.agreeing * prior / (1 + costOfCells(cut)) + (cut.header ? namesBonus * fitOfHeader(cut) : 0) +
           (first ? firstRowBonus : 0);
}

// Two ways to read quotes in the same file. Where quotes are usual, one or two odd ones are bad rows, no sign
// that they mean nothing; and where most of them quote, those that do not are odd.
bool plainIsBetter(const Cut& plain, const Cut& quoting) {
    const std::string& delimiter = plain.dialect.delimiter;
    const bool usual = delimiter == "," || delimiter == ";";
    return quoting.quoted < quoting.bad && (!usual || quoting.bad >= 3) &&
           plain.agreeing > quoting.agreeing + (usual ? 0.05 : 1e-9);
}

// Apostrophes are everywhere; they quote where most rows have such fields, or where rows agree only then.
bool apostrophesQuote(const Cut& cut, const Cut& best) {
    return cut.quoted >= 2 && cut.bad * 10 <= cut.quoted && cut.quoted > best.quoted &&
           (cut.quoted * 2 >= cut.rows.size() || cut.agreeing > best.agreeing) &&
           cut.agreeing >= best.agreeing - 0.05;
}

Cut bestQuoting(std::string_view text, Dialect dialect, double prior) {
    const auto with = [&](char quote, char escape) {
        dialect.quote = quote;
        dialect.escape = escape;
        Cut cut = cutSample(text, dialect, comparedRows);
        cut.score = scoreOf(cut, prior);
        return cut;
    };
    Cut best = with('"', '\0');
    if (text.find("\\\"") != std::string_view::npos) {
        Cut escaped = with('"', '\\');
        // Behind a blank a broken quote is no bad row but text: there more whole fields tell.
        const bool whole = escaped.bad == best.bad && escaped.agreeing >= best.agreeing - 1e-9 &&
                           escaped.quoted > best.quoted;
        if (escaped.bad < best.bad || escaped.agreeing > best.agreeing + 1e-9 || whole) {
            best = std::move(escaped);
        }
    }
    if (text.find('"') != std::string_view::npos) {
        Cut plain = with('\0', '\0');
        if (plainIsBetter(plain, best)) {
            best = std::move(plain);
        }
    }
    if (text.find('\'') != std::string_view::npos) {
        const bool escapes = text.find("\\'") != std::string_view::npos;
        Cut single = with('\'', escapes ? '\\' : '\0');
        if (apostrophesQuote(single, best)) {
            best = std::move(single);
        }
    }
    return best;
}

std::vector<Delimiter> wantedDelimiters(const ImportHints& hints) {
    if (hints.delimiter == "\\t" || hints.delimiter == "tab" ||
        (hints.delimiter.empty() && hints.format == "tsv")) {
        return {{"\t", 1}};
    }
    if (!hints.delimiter.empty()) {
        return {{hints.delimiter, 1}};
    }
    if (hints.format == "csv") {
        return {{",", 1}, {";", 0.99}, {"|", 0.98}, {"\t", 0.98}};
    }
    return {delimiters.begin(), delimiters.end()};
}

// "||" separates where no bar stands alone; else it is an empty field.
bool occurs(std::string_view text, std::string_view delimiter) {
    std::size_t at = text.find(delimiter);
    if (delimiter != "||" || at == std::string_view::npos) {
        return at != std::string_view::npos;
    }
    for (at = text.find('|'); at != std::string_view::npos; at = text.find('|', at + 2)) {
        if (at + 1 == text.size() || text[at + 1] != '|') {
            return false;
        }
    }
    return true;
}

} // namespace

bool fits(const SampleRow& row, std::size_t columns) {
    return !row.bad && row.fields.size() >= columns && row.filled <= columns;
}

std::size_t knownNames(const std::vector<std::string>& fields) {
    std::set<NameMeaning> meanings;
    for (const std::string& name : fields) {
        if (isNumberOrTime(trimmed(name))) {
            return 0;
        }
        NameMeaning meaning = meaningOfName(name);
        // What another separator would cut is several names, not one that is built from them; "user-id-17" is
        // an id.
        if (meaning == NameMeaning::Unknown && name.find_first_of(",;|\t0123456789") == std::string::npos) {
            meaning = likelyMeaning(name);
        }
        if (meaning != NameMeaning::Unknown) {
            meanings.insert(meaning);
        }
    }
    return meanings.size();
}

Cut cutSample(std::string_view text, const Dialect& dialect, std::size_t most) {
    Cut cut;
    cut.dialect = dialect;
    DelimitedReader reader(TextBuffer(std::make_unique<MemorySource>(text), Encoding::Utf8, sampleBuffer),
                           dialect);
    while (cut.rows.size() < most) {
        const auto next = reader.next();
        if (next == RecordSource::Next::Record) {
            SampleRow row;
            row.line = reader.line();
            row.fields.assign(reader.fields().begin(), reader.fields().end());
            row.quoted.assign(reader.quotedFields().begin(), reader.quotedFields().end());
            cut.quoted += row.quoted.size();
            unwrap(row, reader.raw(), dialect);
            addRow(cut, std::move(row));
        } else if (next == RecordSource::Next::Bad) {
            SampleRow row;
            row.line = reader.line();
            row.fields = {std::string(reader.raw())};
            row.bad = true;
            addRow(cut, std::move(row));
        } else {
            break;
        }
    }
    countColumns(cut);
    findHeader(cut);
    return cut;
}

std::optional<Cut> chooseCut(std::string_view text, const ImportHints& hints) {
    std::optional<Cut> best;
    Dialect dialect;
    dialect.comment = commentPrefix(text);
    for (const Delimiter& delimiter : wantedDelimiters(hints)) {
        if (!occurs(text, delimiter.text)) {
            continue;
        }
        dialect.delimiter = delimiter.text;
        Cut cut = bestQuoting(text, dialect, delimiter.prior);
        // Asked for CSV, a comma that cuts the rows alike is the separator whatever else does.
        const bool asked = hints.format == "csv" && delimiter.text == "," && cut.agreeing >= 0.75;
        if (cut.columns >= 2 && (!best || cut.score > best->score)) {
            best = std::move(cut);
        }
        if (asked) {
            break;
        }
    }
    if (!best && !hints.delimiter.empty()) {
        dialect.delimiter = wantedDelimiters(hints).front().text;
        best = bestQuoting(text, dialect, 1); // one column: what the person says
        best->columns = best->rows.empty() ? 0 : 1;
    }
    return best;
}

} // namespace tastescope
