// SPDX-License-Identifier: GPL-3.0-or-later
// JSON lines: one object a line; or an array of objects, laid out in any way, and what may follow it: further
// arrays and objects. Strings come without quotes and escapes, numbers as they are written (so that long ids
// survive), null as empty, lists of plain values joined by '|', anything else as JSON text. What is no JSON
// to the letter, an element left out, text behind the end and an array without end are bad records.
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
    /// Where the reader stands; the last five are of files of arrays.
    enum class Place { Start, Lines, Opened, BehindComma, BehindElement, Outside, Ended };
    /// How far the search for the end of an element has come.
    struct Scan {
        std::size_t depth = 0;
        bool quoted = false;
        bool escaped = false;
    };

    std::string_view parse(std::string_view record);
    bool begin();
    Next nextLine();
    Next nextElement();
    Next readElement();
    Next afterArray();
    Next tooLong();
    Next take(std::size_t length);
    Next complain(std::size_t length, std::string_view problem);
    bool passBlanks();
    void consume(std::size_t length);
    bool arrayOpens(bool& opens);
    static bool elementEnds(Scan& scan, std::string_view text, std::size_t& at);

    std::vector<std::string> m_columns;
    std::unordered_map<std::string, std::size_t> m_index;
    RecordLimits m_limits;
    bool m_discover;
    Place m_place = Place::Start;
    std::unique_ptr<Parser> m_parser;
    std::deque<std::string> m_texts; ///< one a column, stable addresses
    std::string m_record;            ///< what follows may move the buffer, so it is kept apart
};

} // namespace tastescope
