// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/delimited_reader.h"

#include "storage/files/cell_guard.h"
#include "storage/import/records/line_cutter.h"

#include <algorithm>
#include <utility>

namespace tastescope {

namespace {

std::string_view withoutBlanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? text.substr(text.size())
                                           : text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

} // namespace

DelimitedReader::DelimitedReader(TextBuffer buffer, const Dialect& dialect, const RecordLimits& limits,
                                 std::size_t columns)
    : RecordSource(std::move(buffer))
    , m_dialect(dialect)
    , m_delimiter(dialect.delimiter.empty() ? "," : dialect.delimiter)
    , m_comment(dialect.comment)
    , m_quote(dialect.quote)
    , m_escape(dialect.escape)
    , m_blanks(dialect.quote != '\0' && m_delimiter[0] != ' ')
    , m_columns(columns)
    , m_limits(limits)
    , m_preamble(dialect.preamble) {
    for (const char c : {'\0', '\r', '\n', m_delimiter[0]}) {
        m_special[static_cast<unsigned char>(c)] = true;
    }
}

RecordSource::Next DelimitedReader::next() {
    for (;;) {
        std::string_view text = m_buffer.text();
        if (text.empty()) {
            if (m_buffer.atEnd()) {
                return Next::End;
            }
            if (!more()) {
                return Next::Failed;
            }
            continue;
        }
        if (m_preamble > 0) {
            --m_preamble;
            if (!skipLine()) {
                return Next::Failed;
            }
            continue;
        }
        bool needMore = false;
        if (!m_comment.empty() && passOverComment(text, needMore)) {
            if (!(needMore ? more() : skipLine())) {
                return Next::Failed;
            }
            continue;
        }
        switch (scan(text)) {
        case Scan::NeedMore:
            if (!more()) {
                return Next::Failed;
            }
            continue;
        case Scan::BadQuote:
            return bad("Quotes do not match");
        case Scan::TooLong:
            return bad("Row too long");
        case Scan::TooMany:
            return bad("Too many columns");
        case Scan::Done:
            break;
        }
        m_line = m_nextLine;
        m_raw = text.substr(0, m_length);
        if (m_embedded && m_columns != 0 && m_fields.size() != m_columns) {
            dropTrailing();
        }
        if (m_embedded && m_columns != 0 && m_fields.size() != m_columns && swallowsLines()) {
            return skipLine() ? Next::Record : Next::Failed;
        }
        m_nextLine += 1 + (m_embedded ? lineBreaks(m_raw) : 0);
        m_buffer.consume(m_consumed);
        if (m_length == 0) {
            continue; // an empty line is no record
        }
        m_mended = false;
        if (!m_rewrites.empty()) {
            unquote(text);
        }
        if (m_columns != 0 && m_fields.size() != m_columns) {
            fitToColumns();
        }
        std::ranges::transform(m_fields, m_fields.begin(), withoutGuard);
        return Next::Record;
    }
}

bool DelimitedReader::passOverComment(std::string_view text, bool& needMore) {
    needMore = text.size() < m_comment.size() && !m_buffer.atEnd() && m_comment.starts_with(text);
    return needMore || text.starts_with(m_comment);
}

// Cuts the record at the front of `text` into fields; state lives in the members it sets, so that it can
// begin again when there is more text.
DelimitedReader::Scan DelimitedReader::scan(std::string_view text) {
    m_fields.clear();
    m_rewrites.clear();
    m_quotedFields.clear();
    m_embedded = false;
    const char* const begin = text.data();
    std::size_t at = 0;
    for (;;) {
        const std::size_t fieldBegin = at;
        std::size_t open = at;
        while (m_blanks && begin[open] == ' ') {
            ++open;
        }
        Ending ending = Ending::Broken;
        const bool quoted = m_quote != '\0' && begin[open] == m_quote && open < text.size();
        if (quoted) {
            ending = scanQuoted(text, open);
        }
        if (quoted && (ending != Ending::Broken || begin[at] == m_quote)) {
            at = open;
        } else { // also what merely looks quoted behind a blank: « "Kit" Ray»
            do {
                while (!m_special[static_cast<unsigned char>(begin[at])]) {
                    ++at;
                }
                m_length = at;
                ending = endOfField(text, at);
            } while (ending == Ending::Broken); // an ordinary character after all
            if (ending != Ending::NeedMore) {
                const std::string_view field = text.substr(fieldBegin, m_length - fieldBegin);
                m_fields.push_back(m_dialect.trim ? withoutBlanks(field) : field);
            }
        }
        if (at > m_limits.maxRecord) {
            return Scan::TooLong;
        }
        switch (ending) {
        case Ending::Field:
            if (m_fields.size() >= m_limits.maxFields) {
                return Scan::TooMany;
            }
            break;
        case Ending::Record:
            m_consumed = at;
            return Scan::Done;
        case Ending::NeedMore:
            return Scan::NeedMore;
        case Ending::Broken:
            return Scan::BadQuote;
        }
    }
}

// `at` stands where a field may end; it is moved behind the delimiter or line break. Broken: no field ends
// here, and `at` is moved by one.
DelimitedReader::Ending DelimitedReader::endOfField(std::string_view text, std::size_t& at) {
    if (at >= text.size()) {
        at = text.size();
        return m_buffer.atEnd() ? Ending::Record : Ending::NeedMore;
    }
    const char c = text[at];
    if (c == m_delimiter[0]) {
        if (m_delimiter.size() == 1) {
            ++at;
            return Ending::Field;
        }
        const std::string_view rest = text.substr(at, m_delimiter.size());
        if (rest == m_delimiter) {
            at += m_delimiter.size();
            return Ending::Field;
        }
        if (rest.size() < m_delimiter.size() && !m_buffer.atEnd() &&
            std::string_view(m_delimiter).starts_with(rest)) {
            return Ending::NeedMore;
        }
    } else if (c == '\n' || c == '\r') {
        const std::size_t length = lineBreakLength(text, at);
        at += length;
        return length == 0 ? Ending::NeedMore : Ending::Record;
    }
    ++at;
    return Ending::Broken;
}

// `at` stands on the opening quote.
DelimitedReader::Ending DelimitedReader::scanQuoted(std::string_view text, std::size_t& at) {
    const std::size_t begin = at + 1;
    const char stops[] = {m_quote, m_escape};
    const std::string_view stopSet(stops, m_escape != '\0' ? 2 : 1);
    bool rewrite = false;
    m_embedded = true;
    for (std::size_t i = begin;;) {
        i = text.find_first_of(stopSet, i);
        const bool found = i != std::string_view::npos;
        if ((found ? i : text.size()) - begin > m_limits.maxQuoted) {
            return Ending::Broken;
        }
        const bool followed = found && i + 1 < text.size();
        if (!followed && !m_buffer.atEnd()) {
            return Ending::NeedMore;
        }
        if (!found) {
            return Ending::Broken;
        }
        if (followed && (text[i] != m_quote || text[i + 1] == m_quote)) {
            rewrite = true;
            i += 2;
            continue;
        }
        if (text[i] != m_quote) {
            return Ending::Broken; // an escape is the last thing in the file
        }
        if (rewrite) {
            m_rewrites.push_back({m_fields.size(), begin, i - begin});
        }
        at = i + 1;
        while (m_blanks && text.data()[at] == ' ') { // the '\0' behind the text ends it
            ++at;
        }
        m_length = at;
        const Ending ending = endOfField(text, at);
        if (ending == Ending::Field || ending == Ending::Record) {
            m_quotedFields.push_back(m_fields.size());
            m_fields.push_back(text.substr(begin, i - begin));
        }
        return ending;
    }
}

void DelimitedReader::unquote(std::string_view text) {
    m_unquoted.clear();
    std::size_t size = 0;
    for (const Rewrite& rewrite : m_rewrites) {
        size += rewrite.length;
    }
    m_unquoted.reserve(size); // the views below stay valid
    for (const Rewrite& rewrite : m_rewrites) {
        const std::string_view source = text.substr(rewrite.begin, rewrite.length);
        const std::size_t start = m_unquoted.size();
        for (std::size_t i = 0; i < source.size(); ++i) {
            const bool lead = source[i] == m_quote || (m_escape != '\0' && source[i] == m_escape);
            i += lead && i + 1 < source.size() ? 1 : 0;
            m_unquoted.push_back(source[i]);
        }
        m_fields[rewrite.field] = std::string_view(m_unquoted).substr(start);
    }
}

// The line at the front of the buffer, as far as the limits allow; false: reading failed.
bool DelimitedReader::firstLine(std::string& line) {
    std::string_view text = m_buffer.text();
    std::size_t end = text.find_first_of("\r\n");
    while (end == std::string_view::npos && text.size() < m_limits.maxRecord && !m_buffer.atEnd()) {
        if (!more()) {
            return false;
        }
        text = m_buffer.text();
        end = text.find_first_of("\r\n");
    }
    line.assign(text.substr(0, std::min({end, text.size(), m_limits.maxRecord})));
    return true;
}

// Only the first line of the record is given up: what follows an odd quote is usually fine.
RecordSource::Next DelimitedReader::bad(std::string_view problem) {
    m_line = m_nextLine;
    m_problem = problem;
    m_mended = false;
    if (!firstLine(m_unquoted) || !skipLine()) {
        return Next::Failed;
    }
    m_raw = m_unquoted;
    m_fields.clear();
    return m_quote != '\0' && mend(m_raw) ? Next::Record : Next::Bad;
}

// A quote too many that finds its partner on a later line makes one bad row of several good ones; then the
// first line alone is a good one.
bool DelimitedReader::swallowsLines() {
    const std::size_t end = m_raw.find_first_of("\r\n");
    if (end == std::string_view::npos || !mend(m_raw.substr(0, end))) {
        return false;
    }
    m_unquoted.assign(m_raw.substr(0, end));
    m_raw = m_unquoted;
    return true;
}

bool DelimitedReader::mend(std::string_view line) {
    if (m_columns == 0 || line.size() >= m_limits.maxRecord ||
        !cutAsMeant(line, m_dialect, m_columns, m_cut)) {
        return false;
    }
    m_fields.assign(m_cut.begin(), m_cut.end());
    m_quotedFields.clear();
    m_mended = true;
    return true;
}

// Delimiters at the end of a row are no columns.
void DelimitedReader::dropTrailing() {
    while (m_fields.size() > m_columns && m_fields.back().empty()) {
        m_fields.pop_back();
    }
}

// A record of another number of fields than there are columns.
void DelimitedReader::fitToColumns() {
    dropTrailing();
    if (m_fields.size() == 1 && m_quote != '\0' && m_raw.starts_with(m_quote) && mend(m_raw)) {
        m_mended = false; // each line is quoted as a whole: nothing is missing
    } else if (m_dialect.ragged && m_fields.size() < m_columns) {
        m_fields.resize(m_columns);
    }
}

} // namespace tastescope
