// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/line_cutter.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// How a field that begins with a quote ends.
enum class Closing {
    Next,  ///< at the next single quote, if a delimiter follows; else the quote is ordinary text
    AtEnd, ///< at the first quote that a delimiter follows, whatever quotes stand before it
};

class Cutter {
public:
    Cutter(std::string_view line, const Dialect& dialect, Closing closing)
        : m_line(line)
        , m_dialect(dialect)
        , m_blanks(!dialect.delimiter.starts_with(' '))
        , m_closing(closing) {}

    /// Gives up behind `most` fields.
    void cut(std::vector<std::string>& fields, std::size_t most) const {
        fields.clear();
        std::size_t at = 0;
        while (fields.size() <= most) {
            const std::size_t open = m_blanks ? afterBlanks(at) : at;
            const std::size_t close =
                open < m_line.size() && m_line[open] == m_dialect.quote ? closingOf(open + 1) : none;
            if (close != none) {
                fields.push_back(unquoted(m_line.substr(open + 1, close - open - 1)));
                at = m_blanks ? afterBlanks(close + 1) : close + 1;
            } else {
                const std::size_t end = std::min(m_line.find(m_dialect.delimiter, at), m_line.size());
                fields.emplace_back(plain(m_line.substr(at, end - at)));
                at = end;
            }
            if (at >= m_line.size()) {
                return;
            }
            at += m_dialect.delimiter.size();
        }
    }

private:
    std::size_t afterBlanks(std::size_t at) const {
        return std::min(m_line.find_first_not_of(' ', at), m_line.size());
    }

    std::string_view plain(std::string_view field) const {
        if (m_dialect.trim) {
            field.remove_prefix(std::min(field.find_first_not_of(' '), field.size()));
            field = field.substr(0, field.find_last_not_of(' ') + 1);
        }
        return field;
    }

    bool endsField(std::size_t at) const {
        at = m_blanks ? afterBlanks(at) : at;
        return at >= m_line.size() || m_line.substr(at).starts_with(m_dialect.delimiter);
    }

    // Of the quote that closes the field whose text begins at `at`.
    std::size_t closingOf(std::size_t at) const {
        while (at < m_line.size()) {
            if (m_dialect.escape != '\0' && m_line[at] == m_dialect.escape) {
                at += 2;
                continue;
            }
            if (m_line[at] != m_dialect.quote) {
                ++at;
                continue;
            }
            const std::size_t end = std::min(m_line.find_first_not_of(m_dialect.quote, at), m_line.size());
            const bool closes = endsField(end);
            if (m_closing == Closing::AtEnd ? closes : (end - at) % 2 == 1) {
                return closes ? end - 1 : none;
            }
            at = end;
        }
        return none;
    }

    std::string unquoted(std::string_view inner) const {
        std::string text;
        for (std::size_t i = 0; i < inner.size(); ++i) {
            const bool next = i + 1 < inner.size();
            const bool doubled = next && inner[i] == m_dialect.quote && inner[i + 1] == m_dialect.quote;
            const bool escaped = next && m_dialect.escape != '\0' && inner[i] == m_dialect.escape;
            i += doubled || escaped ? 1 : 0;
            text.push_back(inner[i]);
        }
        return text;
    }

    std::string_view m_line;
    const Dialect& m_dialect;
    bool m_blanks;
    Closing m_closing;
};

} // namespace

std::string unwrapped(std::string_view line, const Dialect& dialect) {
    std::vector<std::string> fields;
    if (dialect.quote == '\0' || !line.starts_with(dialect.quote)) {
        return {};
    }
    Cutter(line, dialect, Closing::Next).cut(fields, 1);
    return fields.size() == 1 && fields[0].size() < line.size() && fields[0].find(dialect.delimiter) != none
               ? std::move(fields[0])
               : std::string();
}

bool cutAsMeant(std::string_view line, const Dialect& dialect, std::size_t columns,
                std::vector<std::string>& fields) {
    const std::string inner = unwrapped(line, dialect);
    if (!inner.empty()) {
        line = inner;
    }
    for (const Closing closing : {Closing::AtEnd, Closing::Next}) {
        Cutter(line, dialect, closing).cut(fields, columns);
        if (fields.size() == columns) {
            return true;
        }
    }
    return false;
}

} // namespace tastescope
