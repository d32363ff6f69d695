// SPDX-License-Identifier: GPL-3.0-or-later
// Delimited text: any delimiter of one or more characters, quotes with doubled or escaped quotes inside and
// blanks around them, line breaks inside quotes, LF, CRLF and CR. Fields are views into the read buffer;
// nothing is copied unless a quote has to be taken out. A quote that is never closed, or closed in the middle
// of a field, costs its own line only: reading goes on at the next line. Where the number of columns is
// known, such a line is cut as it was most likely meant (see line_cutter.h), delimiters at the end of a row
// are no columns, and ragged rows are filled up.
#pragma once

#include "storage/import/records/dialect.h"
#include "storage/import/records/record_source.h"

#include <array>

namespace tastescope {

class DelimitedReader final : public RecordSource {
public:
    /// The preamble is passed over; the header, if any, is the first record. `columns`: 0 = not known.
    DelimitedReader(TextBuffer buffer, const Dialect& dialect, const RecordLimits& limits = {},
                    std::size_t columns = 0);

    Next next() override;

    /// Which fields of this record were in quotes, ascending; of a mended one none.
    std::span<const std::size_t> quotedFields() const { return m_quotedFields; }

private:
    enum class Scan { Done, NeedMore, BadQuote, TooLong, TooMany };
    enum class Ending { Field, Record, NeedMore, Broken };

    Scan scan(std::string_view text);
    Ending scanQuoted(std::string_view text, std::size_t& at);
    Ending endOfField(std::string_view text, std::size_t& at);
    Next bad(std::string_view problem);
    bool firstLine(std::string& line);
    bool mend(std::string_view line);
    bool swallowsLines();
    void dropTrailing();
    void fitToColumns();
    bool passOverComment(std::string_view text, bool& needMore);
    void unquote(std::string_view text);

    Dialect m_dialect;
    std::string m_delimiter;
    std::string m_comment;
    char m_quote;
    char m_escape;
    bool m_blanks; ///< blanks around quotes are no part of a field
    std::size_t m_columns;
    RecordLimits m_limits;
    std::size_t m_preamble;
    std::array<bool, 256> m_special{}; ///< bytes at which the scan of a plain field stops to look
    std::size_t m_consumed = 0;        ///< length of the record with its line break
    std::size_t m_length = 0;          ///< without it
    std::vector<std::size_t> m_quotedFields;
    bool m_embedded = false; ///< a quoted field of this record may hold line breaks
    /// Quoted fields with quotes to take out: index and where it stands in the text.
    struct Rewrite {
        std::size_t field;
        std::size_t begin;
        std::size_t length;
    };
    std::vector<Rewrite> m_rewrites;
    std::string m_unquoted;
    std::vector<std::string> m_cut; ///< fields of a mended record
};

} // namespace tastescope
