// SPDX-License-Identifier: GPL-3.0-or-later
// A file as a sequence of records, whatever its format. Not thread-safe.
#pragma once

#include "storage/import/sources/text_buffer.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct RecordLimits {
    std::size_t maxRecord = 4U << 20U; ///< bytes; longer ones are bad records
    std::size_t maxQuoted = 1U << 20U; ///< bytes of one quoted field; the quote then counts as never closed
    std::size_t maxFields = 16'384;
};

class RecordSource {
public:
    enum class Next {
        Record,
        Bad, ///< one record could not be cut into fields; problem() says why, reading goes on behind it
        End,
        Failed ///< error() says why
    };

    explicit RecordSource(TextBuffer buffer) : m_buffer(std::move(buffer)) {}
    virtual ~RecordSource() = default;

    /// What the other functions return is valid until the next call.
    virtual Next next() = 0;

    std::span<const std::string_view> fields() const { return m_fields; }
    /// The record as it stands in the file, without its line break.
    std::string_view raw() const { return m_raw; }
    /// 1-based line where the record begins.
    std::uint64_t line() const { return m_line; }
    std::string_view problem() const { return m_problem; }
    /// The record breaks the rules of quoting and was cut as it is most likely meant: a field that begins
    /// with a quote may have lost the other one.
    bool mended() const { return m_mended; }
    const Error& error() const { return m_error; }
    std::uint64_t position() const { return m_buffer.position(); }
    std::uint64_t repairedBytes() const { return m_buffer.repairedBytes(); }

protected:
    /// Takes the rest of the line and its line break away, however long it is. False: reading failed.
    bool skipLine();
    /// Fills the buffer; false: reading failed and error() is set.
    bool more();
    /// Length of the line break at `at`: 1 or 2; 0 when it may go on behind the buffer's end.
    std::size_t lineBreakLength(std::string_view text, std::size_t at) const;

    /// Line breaks of any kind in a text.
    static std::uint64_t lineBreaks(std::string_view text);

    TextBuffer m_buffer;
    std::vector<std::string_view> m_fields;
    std::string_view m_raw;
    std::uint64_t m_line = 0;
    std::uint64_t m_nextLine = 1;
    std::string_view m_problem;
    bool m_mended = false;
    Error m_error;
};

} // namespace tastescope
