// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/import/json_lines_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

namespace ondemand = simdjson::ondemand;

std::string_view trimmed(std::string_view text) {
    const std::size_t end = text.find_last_not_of(" \t\r\n");
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
        const bool tooLong = length > m_limits.maxRecord;
        const bool good = !tooLong && parse(length);
        // skipLine() may move the buffer, so what was read is kept apart from it.
        m_bad.assign(m_buffer.text().substr(0, std::min(length, m_limits.maxRecord)));
        m_raw = m_bad;
        m_problem = tooLong ? "Row too long" : "Not a JSON object";
        if (!skipLine()) {
            return Next::Failed;
        }
        return good ? Next::Record : Next::Bad;
    }
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
