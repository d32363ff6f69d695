// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/records/json_lines_reader.h"

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
    } else if (type == ondemand::json_type::null) {
        if (!value.is_null()) {
            return simdjson::INCORRECT_TYPE;
        }
    } else if (type == ondemand::json_type::boolean) {
        bool flag = false;
        if (const auto error = value.get_bool().get(flag)) {
            return error;
        }
        out.append(flag ? "true" : "false");
    } else {
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
    if (!m_begun && !begin()) {
        return Next::Failed;
    }
    return m_array ? nextElement() : nextLine();
}

// An array of objects begins with "[" and "{"; a line such as "[1]" is a bad line.
bool JsonLinesReader::begin() {
    for (;;) {
        const std::string_view text = m_buffer.text();
        const std::size_t bracket = text.find_first_not_of(blanks);
        const bool opened = bracket != std::string_view::npos && text[bracket] == '[';
        const std::size_t first = opened ? text.find_first_not_of(blanks, bracket + 1) : bracket;
        if (first == std::string_view::npos && !m_buffer.atEnd()) {
            if (!more()) {
                return false;
            }
            continue;
        }
        m_array = opened && (first == std::string_view::npos || text[first] == '{' || text[first] == ']');
        if (m_array) {
            m_nextLine += lineBreaks(text.substr(0, bracket));
            m_buffer.consume(bracket + 1);
        }
        m_begun = true;
        return true;
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
        const Next taken = take(length, length > m_limits.maxRecord ? "Row too long" : "");
        return skipLine() ? taken : Next::Failed;
    }
}

RecordSource::Next JsonLinesReader::nextElement() {
    for (;;) {
        passSeparators();
        const std::string_view text = m_buffer.text();
        if (m_ended || (text.empty() && m_buffer.atEnd())) {
            return Next::End;
        }
        std::size_t end = 0;
        const bool found = !text.empty() && findElementEnd(end);
        if (!found && !m_buffer.atEnd() && text.size() <= m_limits.maxRecord) {
            if (!more()) {
                return Next::Failed;
            }
            continue;
        }
        // Without the end of one element there is no telling where the next begins.
        m_ended = !found;
        end = found ? end : text.size();
        m_line = m_nextLine;
        const Next taken = take(end, end > m_limits.maxRecord ? "Row too long" : "");
        m_nextLine += lineBreaks(m_buffer.text().substr(0, end));
        m_buffer.consume(end);
        return taken;
    }
}

void JsonLinesReader::passSeparators() {
    const std::string_view text = m_buffer.text();
    std::size_t at = 0;
    while (at < text.size() && (text[at] == ',' || blanks.find(text[at]) != std::string_view::npos)) {
        ++at;
    }
    m_ended = m_ended || (at < text.size() && text[at] == ']');
    // Half of a "\r\n" waits for the other half, so that it counts once.
    at -= at > 0 && at == text.size() && text[at - 1] == '\r' && !m_buffer.atEnd() ? 1 : 0;
    m_nextLine += lineBreaks(text.substr(0, at));
    m_buffer.consume(at);
}

// Behind the last bracket of the object at the front, or where a plain value ends.
bool JsonLinesReader::findElementEnd(std::size_t& end) const {
    const std::string_view text = m_buffer.text();
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            at += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (depth == 0 && (c == ',' || c == ']')) {
            end = at;
            return true;
        } else if ((c == '}' || c == ']') && depth > 0 && --depth == 0) {
            end = at + 1;
            return true;
        }
    }
    return false;
}

// Reads the record at the front of the buffer; without a problem it has yet to show that it is an object.
RecordSource::Next JsonLinesReader::take(std::size_t length, std::string_view problem) {
    const bool good = problem.empty() && parse(length);
    m_problem = problem.empty() ? "Not a JSON object" : problem;
    // What follows may move the buffer, so the text is kept apart from it.
    m_bad.assign(m_buffer.text().substr(0, std::min(length, m_limits.maxRecord)));
    m_raw = m_bad;
    return good ? Next::Record : Next::Bad;
}

bool JsonLinesReader::parse(std::size_t length) {
    for (std::string& text : m_texts) {
        text.clear();
    }
    m_buffer.reservePadding(simdjson::SIMDJSON_PADDING);
    const std::string_view line = m_buffer.text().substr(0, length);
    ondemand::document document;
    ondemand::object object;
    if (m_parser->parser.iterate(line.data(), line.size(), m_buffer.capacity()).get(document) ||
        document.get_object().get(object)) {
        return false;
    }
    for (auto member : object) {
        std::string_view key;
        if (member.unescaped_key().get(key)) {
            return false;
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
            return false;
        }
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
        return false; // something stands behind the object
    }
    m_fields.assign(m_texts.begin(), m_texts.end());
    return true;
}

} // namespace tastescope
