// SPDX-License-Identifier: GPL-3.0-or-later
// A small JSON document as a tree, for files that people write by hand and objects that a project keeps: what
// is wrong in it is told with its path, as in "expectations[2].within". Tables come through the importer.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tastescope {

/// A value and where it stands. Copying copies the tree. Thread-safe once made.
class JsonTree {
public:
    using Members = std::vector<std::pair<std::string, JsonTree>>; ///< in the order of the text

    /// Anything but one whole JSON value is BadInput, with the line.
    static Result<JsonTree> parse(std::string_view text);

    bool isNull() const { return std::holds_alternative<std::monostate>(m_value); }
    bool isText() const { return std::holds_alternative<std::string>(m_value); }
    bool isNumber() const { return isInteger() || std::holds_alternative<double>(m_value); }
    bool isInteger() const { return std::holds_alternative<std::int64_t>(m_value); }
    bool isFlag() const { return std::holds_alternative<bool>(m_value); }
    bool isObject() const { return std::holds_alternative<Members>(m_value); }
    bool isArray() const { return std::holds_alternative<std::vector<JsonTree>>(m_value); }

    /// BadInput, with the path, where it is of another kind.
    Result<std::string> text() const;
    Result<double> number() const; ///< NaN for null, which is how JSON says it
    Result<std::int64_t> integer() const;
    Result<bool> flag() const;
    Result<std::span<const JsonTree>> array() const;
    Result<std::span<const Members::value_type>> members() const;

    /// Of an object; null when it has none of that name.
    const JsonTree& at(std::string_view name) const;
    bool has(std::string_view name) const { return !at(name).isNull(); }
    /// BadInput, with the path of this, when it has none.
    Result<const JsonTree*> need(std::string_view name) const;
    /// BadInput for the first member that is none of these, and for one that stands twice.
    Result<void> only(std::initializer_list<std::string_view> names) const;

    /// "expectations[2].within"; empty for the whole.
    const std::string& path() const { return m_path; }
    Error wrong(std::string what, std::string remedy) const;

private:
    friend class JsonTreeBuilder;
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::vector<JsonTree>, Members>
        m_value;
    std::string m_path;
};

} // namespace tastescope
