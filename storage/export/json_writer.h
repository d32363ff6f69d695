// SPDX-License-Identifier: GPL-3.0-or-later
// Writes JSON as it comes: one pass, no tree. Numbers are written with the fewest digits that read back as
// the same double; what JSON has no number for (NaN, infinities) becomes null. Bytes that are no UTF-8 become
// U+FFFD.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tastescope {

/// Not thread-safe. Keys and values must alternate inside an object; this is asserted.
class JsonWriter {
public:
    JsonWriter& beginObject() { return open('{'); }
    JsonWriter& endObject() { return close('}'); }
    JsonWriter& beginArray() { return open('['); }
    JsonWriter& endArray() { return close(']'); }
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(double number);
    JsonWriter& value(bool flag);
    template <std::integral T>
    JsonWriter& value(T number) {
        return raw(std::to_string(number));
    }
    JsonWriter& null() { return raw("null"); }

    template <typename T>
    JsonWriter& field(std::string_view name, const T& content) {
        return key(name).value(content);
    }

    /// Valid once everything opened was closed.
    const std::string& text() const& { return m_text; }
    std::string text() && { return std::move(m_text); }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    JsonWriter& raw(std::string_view text);
    void separate();
    void quote(std::string_view text);

    std::string m_text;
    std::vector<bool> m_filled; ///< per open bracket: something stands in it already
    bool m_afterKey = false;
};

/// The shortest text that reads back as the same double; "nan", "inf" for what is no number.
std::string shortestNumber(double number);

} // namespace tastescope
