// SPDX-License-Identifier: GPL-3.0-or-later
// JSON lines: one object a line; or one array of objects, laid out in any way. Strings come without quotes
// and escapes, numbers as they are written (so that long ids survive), null as empty, lists of plain values
// joined by '|', anything else as JSON text.
#pragma once

#include "storage/import/records/record_source.h"

#include <deque>
#include <memory>
#include <unordered_map>

namespace tastescope {

class JsonLinesReader final : public RecordSource {
public:
    /// fields() holds the values of `columns`, in that order, empty where an object has none. With
    /// `discover`, names seen for the first time are added to the columns.
    JsonLinesReader(TextBuffer buffer, std::vector<std::string> columns, const RecordLimits& limits = {},
                    bool discover = false);
    ~JsonLinesReader() override;

    Next next() override;
    const std::vector<std::string>& columns() const { return m_columns; }

private:
    struct Parser;
    bool parse(std::size_t length);
    bool begin();
    Next nextLine();
    Next nextElement();
    Next take(std::size_t length, std::string_view problem);
    void passSeparators();
    bool findElementEnd(std::size_t& end) const;

    std::vector<std::string> m_columns;
    std::unordered_map<std::string, std::size_t> m_index;
    RecordLimits m_limits;
    bool m_discover;
    bool m_begun = false;
    bool m_array = false; ///< the file is one array
    bool m_ended = false; ///< … and its end has been read
    std::unique_ptr<Parser> m_parser;
    std::deque<std::string> m_texts; ///< one a column, stable addresses
    std::string m_bad;
};

} // namespace tastescope
