// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/json_lines_reader.h"

#include "storage/import/records/json_check.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const std::size_t end = text.find_last_not_of(blanks);
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

simdjson::error_code appendScalar(ondemand::value& value, ondemand::json_type type, std::string& out) {
    if (type == ondemand::json_type::string) {
        std::string_view text;
        if (const auto error = value.get_string().get(text)) {
            return error;
        }
        out.append(text);
    } else if (type == ondemand::json_type::boolean) {
        bool flag = false;
        if (const auto error = value.get_bool().get(flag)) {
            return error;
        }
        out.append(flag ? "true" : "false");
    } else if (type != ondemand::json_type::null) {
        out.append(trimmed(value.raw_json_token()));
    }
    return simdjson::SUCCESS;
}

bool isNested(ondemand::json_type type) {
    return type == ondemand::json_type::array || type == ondemand::json_type::object;
}

simdjson::error_code appendList(ondemand::array list, std::string& out) {
    bool first = true;
    for (auto element : list) {
        ondemand::value value;
        ondemand::json_type type{};
        if (const auto error = element.get(value)) {
            return error;
        }
        if (const auto error = value.type().get(type)) {
            return error;
        }
        if (!first) {
            out.push_back('|');
        }
        first = false;
        if (isNested(type)) {
            std::string_view json;
            if (const auto error = simdjson::to_json_string(value).get(json)) {
                return error;
            }
            out.append(json);
        } else if (const auto error = appendScalar(value, type, out)) {
            return error;
        }
    }
    return simdjson::SUCCESS;
}

simdjson::error_code appendValue(ondemand::value value, std::string& out) {
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) {
        return error;
    }
    if (type == ondemand::json_type::array) {
        ondemand::array list;
        const auto error = value.get_array().get(list);
        return error ? error : appendList(list, out);
    }
    if (type == ondemand::json_type::object) {
        std::string_view json;
        const auto error = simdjson::to_json_string(value).get(json);
        out.append(error ? std::string_view() : json);
        return error;
    }
    return appendScalar(value, type, out);
}

} // namespace

struct JsonLinesReader::Parser {
    ondemand::parser parser;
};

JsonLinesReader::JsonLinesReader(TextBuffer buffer, std::vector<std::string> columns,
                                 const RecordLimits& limits, bool discover)
    : RecordSource(std::move(buffer))
    , m_columns(std::move(columns))
    , m_limits(limits)
    , m_discover(discover)
    , m_parser(std::make_unique<Parser>()) {
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        m_index.emplace(m_columns[i], i);
    }
    m_texts.resize(m_columns.size());
}

JsonLinesReader::~JsonLinesReader() = default;

RecordSource::Next JsonLinesReader::next() {
    if (m_place == Place::Start && !begin()) {
        return Next::Failed;
    }
    return m_place == Place::Lines ? nextLine() : nextElement();
}

bool JsonLinesReader::begin() {
    if (!passBlanks()) {
        return false;
    }
    bool opens = false;
    if (!arrayOpens(opens)) {
        return false;
    }
    m_place = opens ? Place::Outside : Place::Lines;
    return true;
}

// Whether an array of objects begins here: "[" and "{" (or the end); a line such as "[1]" is a bad line.
// False: reading failed.
bool JsonLinesReader::arrayOpens(bool& opens) {
    for (;;) {
        const std::string_view text = m_buffer.text();
        if (!text.starts_with('[')) {
            opens = false;
            return true;
        }
        const std::size_t inner = text.find_first_not_of(blanks, 1);
        if (std::min(inner, text.size()) > m_limits.maxRecord) {
            opens = false;
            return true;
        }
        if (inner != std::string_view::npos || m_buffer.atEnd()) {
            opens = inner == std::string_view::npos ||
                    std::string_view("{],").find(text[inner]) != std::string_view::npos;
            return true;
        }
        if (!more()) {
            return false;
        }
    }
}

RecordSource::Next JsonLinesReader::nextLine() {
    for (;;) {
        const std::string_view text = m_buffer.text();
        const std::size_t at = text.find_first_of("\r\n");
        const bool whole = at != std::string_view::npos || m_buffer.atEnd();
        if (!whole && text.size() <= m_limits.maxRecord) {
            if (!more()) {
                return Next::Failed;
            }
            continue;
        }
        if (text.empty()) {
            return Next::End;
        }
        const std::size_t length = std::min(at, text.size());
        m_line = m_nextLine;
        if (trimmed(text.substr(0, length)).empty()) {
            if (!skipLine()) {
                return Next::Failed;
            }
            // "\r\n" is one line break, and skipLine() takes both.
            continue;
        }
        const Next taken = take(length);
        return skipLine() ? taken : Next::Failed;
    }
}

RecordSource::Next JsonLinesReader::nextElement() {
    for (;;) {
        if (!passBlanks()) {
            return Next::Failed;
        }
        const std::string_view text = m_buffer.text();
        const bool inside = m_place != Place::Outside && m_place != Place::Ended;
        m_line = m_nextLine;
        if (text.empty()) {
            m_place = Place::Ended;
            return inside ? complain(0, "The array has no end") : Next::End;
        }
        const Place before = m_place;
        if (!inside) {
            bool opens = false;
            if (!arrayOpens(opens)) {
                return Next::Failed;
            }
            if (!opens) {
                return afterArray();
            }
            m_place = Place::Opened;
            m_buffer.consume(1);
        } else if (text[0] == ',' || text[0] == ']') {
            const bool comma = text[0] == ',';
            m_place = comma ? Place::BehindComma : Place::Outside;
            if (before == Place::BehindComma || (comma && before == Place::Opened)) {
                return complain(1, "A comma without a value");
            }
            m_buffer.consume(1);
        } else {
            m_place = before == Place::BehindElement ? Place::BehindComma : Place::BehindElement;
            return before == Place::BehindElement ? complain(0, "A comma is missing") : readElement();
        }
    }
}

// Behind the end of an array: an object counts like an element, anything else is given up to the line's end.
RecordSource::Next JsonLinesReader::afterArray() {
    if (m_buffer.text()[0] == '{') {
        return readElement();
    }
    for (;;) {
        const std::string_view text = m_buffer.text();
        const std::size_t at = text.find_first_of("\r\n");
        if (at == std::string_view::npos && !m_buffer.atEnd() && text.size() <= m_limits.maxRecord) {
            if (!more()) {
                return Next::Failed;
            }
            continue;
        }
        const Next bad = complain(0, "Text behind the end of the array");
        m_record.assign(text.substr(0, std::min({at, text.size(), m_limits.maxRecord})));
        m_raw = m_record;
        return skipLine() ? bad : Next::Failed;
    }
}

RecordSource::Next JsonLinesReader::readElement() {
    Scan scan;
    std::size_t at = 0;
    for (;;) {
        const bool found = elementEnds(scan, m_buffer.text(), at);
        if (at > m_limits.maxRecord) {
            return tooLong();
        }
        if (found || m_buffer.atEnd()) {
            // Without the end of one element there is no telling where the next begins.
            m_place = found ? m_place : Place::Ended;
            const Next taken = take(at);
            consume(at);
            return taken;
        }
        if (!more()) {
            return Next::Failed;
        }
    }
}

// Gives up an element, but looks for its end, so that it costs itself only.
RecordSource::Next JsonLinesReader::tooLong() {
    Scan scan;
    m_record.assign(m_buffer.text().substr(0, m_limits.maxRecord));
    for (;;) {
        std::size_t at = 0;
        const bool found = elementEnds(scan, m_buffer.text(), at);
        consume(at);
        if (found || m_buffer.atEnd()) {
            m_place = found ? m_place : Place::Ended;
            m_problem = "Row too long";
            m_raw = m_record;
            m_fields.clear();
            return Next::Bad;
        }
        if (!more()) {
            return Next::Failed;
        }
    }
}

// Goes on from `at`; true with `at` behind the last bracket of an object or list, or where a plain value
// ends.
bool JsonLinesReader::elementEnds(Scan& scan, std::string_view text, std::size_t& at) {
    for (; at < text.size(); ++at) {
        const char c = text[at];
        if (scan.escaped) {
            scan.escaped = false;
        } else if (scan.quoted) {
            scan.escaped = c == '\\';
            scan.quoted = c != '"';
        } else if (c == '"') {
            scan.quoted = true;
        } else if (c == '{' || c == '[') {
            ++scan.depth;
        } else if (scan.depth == 0 && (c == ',' || c == ']')) {
            return true;
        } else if ((c == '}' || c == ']') && scan.depth > 0 && --scan.depth == 0) {
            ++at;
            return true;
        }
    }
    return false;
}

// Up to the next thing that is no blank, or the end of the file. False: reading failed.
bool JsonLinesReader::passBlanks() {
    for (;;) {
        const std::string_view text = m_buffer.text();
        std::size_t at = std::min(text.find_first_not_of(blanks), text.size());
        const bool all = at == text.size() && !m_buffer.atEnd();
        // Half of a "\r\n" waits for the other half, so that it counts once.
        at -= all && at > 0 && text[at - 1] == '\r' ? 1 : 0;
        consume(at);
        if (!all) {
            return true;
        }
        if (!more()) {
            return false;
        }
    }
}

void JsonLinesReader::consume(std::size_t length) {
    m_nextLine += lineBreaks(m_buffer.text().substr(0, length));
    m_buffer.consume(length);
}

RecordSource::Next JsonLinesReader::complain(std::size_t length, std::string_view problem) {
    m_record.assign(m_buffer.text().substr(0, length));
    m_raw = m_record;
    m_problem = problem;
    m_fields.clear();
    m_buffer.consume(length);
    return Next::Bad;
}

// Reads the record at the front of the buffer and leaves it there.
RecordSource::Next JsonLinesReader::take(std::size_t length) {
    const std::string_view record = m_buffer.text().substr(0, length);
    m_problem = length > m_limits.maxRecord ? "Row too long" : parse(record);
    if (m_problem.empty()) {
        m_raw = m_record;
        return Next::Record;
    }
    m_record.assign(record.substr(0, m_limits.maxRecord));
    m_raw = m_record;
    m_fields.clear();
    return Next::Bad;
}

// What is wrong with it; empty when its values are the fields.
std::string_view JsonLinesReader::parse(std::string_view record) {
    m_record.reserve(record.size() + simdjson::SIMDJSON_PADDING);
    m_record.assign(record);
    if (const std::string_view problem = jsonObjectProblem(m_record); !problem.empty()) {
        return problem;
    }
    for (std::string& text : m_texts) {
        text.clear();
    }
    constexpr std::string_view unread = "Not a JSON object";
    ondemand::document document;
    ondemand::object object;
    if (m_parser->parser.iterate(m_record.data(), m_record.size(), m_record.capacity()).get(document) ||
        document.get_object().get(object)) {
        return unread;
    }
    for (auto member : object) {
        std::string_view key;
        if (member.unescaped_key().get(key)) {
            return unread;
        }
        auto found = m_index.find(std::string(key));
        if (found == m_index.end() && m_discover && m_columns.size() < m_limits.maxFields) {
            found = m_index.emplace(std::string(key), m_columns.size()).first;
            m_columns.emplace_back(key);
            m_texts.emplace_back();
        }
        if (found == m_index.end()) {
            continue;
        }
        std::string& text = m_texts[found->second];
        text.clear();
        ondemand::value value;
        if (member.value().get(value) || appendValue(value, text)) {
            return unread;
        }
    }
    m_fields.assign(m_texts.begin(), m_texts.end());
    return {};
}

} // namespace tastescope
