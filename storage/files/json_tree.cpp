// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/json_tree.h"

#include "engine/base/json_fault.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <limits>

namespace tastescope {

using simdjson::dom::element;
using simdjson::dom::element_type;

class JsonTreeBuilder {
public:
    static JsonTree build(const element& from, std::string path) {
        JsonTree tree;
        tree.m_path = std::move(path);
        switch (from.type()) {
        case element_type::ARRAY: {
            const simdjson::dom::array array = from;
            std::vector<JsonTree> entries;
            for (const element& entry : array) {
                entries.push_back(build(entry, fmt::format("{}[{}]", tree.m_path, entries.size())));
            }
            tree.m_value = std::move(entries);
            break;
        }
        case element_type::OBJECT: {
            const simdjson::dom::object object = from;
            JsonTree::Members members;
            for (const auto& [name, value] : object) {
                const std::string inside = tree.m_path.empty() ? "" : tree.m_path + ".";
                members.emplace_back(std::string(name), build(value, inside + std::string(name)));
            }
            tree.m_value = std::move(members);
            break;
        }
        default:
            fill(from, tree);
        }
        return tree;
    }

private:
    static void fill(const element& from, JsonTree& tree) {
        switch (from.type()) {
        case element_type::INT64:
            tree.m_value = std::int64_t(from);
            break;
        case element_type::UINT64: // over what an int64 holds
            tree.m_value = static_cast<double>(std::uint64_t(from));
            break;
        case element_type::DOUBLE:
            tree.m_value = double(from);
            break;
        case element_type::STRING:
            tree.m_value = std::string(std::string_view(from));
            break;
        case element_type::BOOL:
            tree.m_value = bool(from);
            break;
        default:
            break; // null
        }
    }
};

Result<JsonTree> JsonTree::parse(std::string_view text) {
    simdjson::dom::parser parser;
    element root;
    TRY_ASSIGN(const auto plain, plainJson(text));
    if (const auto error = parser.parse(plain.data(), plain.size()).get(root)) {
        const std::optional<JsonFault> fault = jsonFault(plain);
        return Error{ErrorCode::BadInput,
                     fmt::format("This is no JSON: {}", fault ? fault->what : simdjson::error_message(error)),
                     "Check commas, quotes and brackets", fault ? fault->place() : ""};
    }
    return JsonTreeBuilder::build(root, "");
}

Error JsonTree::wrong(std::string what, std::string remedy) const {
    return {ErrorCode::BadInput, std::move(what), std::move(remedy), m_path};
}

Result<std::string> JsonTree::text() const {
    const auto* value = std::get_if<std::string>(&m_value);
    return value ? Result(*value) : Result<std::string>(wrong("This is no text", "Write it in quotes"));
}

Result<double> JsonTree::number() const {
    if (isNull()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (const auto* whole = std::get_if<std::int64_t>(&m_value)) {
        return static_cast<double>(*whole);
    }
    const auto* value = std::get_if<double>(&m_value);
    return value ? Result(*value) : Result<double>(wrong("This is no number", "Write one without quotes"));
}

Result<std::int64_t> JsonTree::integer() const {
    const auto* value = std::get_if<std::int64_t>(&m_value);
    return value ? Result(*value)
                 : Result<std::int64_t>(wrong("This is no whole number", "Write one without quotes"));
}

Result<bool> JsonTree::flag() const {
    const auto* value = std::get_if<bool>(&m_value);
    return value ? Result(*value)
                 : Result<bool>(wrong("This is neither true nor false", "Write one of them"));
}

Result<std::span<const JsonTree>> JsonTree::array() const {
    if (const auto* value = std::get_if<std::vector<JsonTree>>(&m_value)) {
        return std::span<const JsonTree>(*value);
    }
    return wrong("This is no list", "Write it in square brackets");
}

Result<std::span<const JsonTree::Members::value_type>> JsonTree::members() const {
    if (const auto* value = std::get_if<Members>(&m_value)) {
        return std::span<const Members::value_type>(*value);
    }
    return wrong("This is no object", "Write it in braces");
}

const JsonTree& JsonTree::at(std::string_view name) const {
    static const JsonTree nothing;
    if (const auto* value = std::get_if<Members>(&m_value)) {
        const auto found = std::ranges::find(*value, name, &Members::value_type::first);
        if (found != value->end()) {
            return found->second;
        }
    }
    return nothing;
}

Result<const JsonTree*> JsonTree::need(std::string_view name) const {
    const JsonTree& found = at(name);
    return found.isNull()
               ? Result<const JsonTree*>(wrong(fmt::format("The key \"{}\" is missing", name), "Add it"))
               : Result(&found);
}

Result<void> JsonTree::only(std::initializer_list<std::string_view> names) const {
    TRY_ASSIGN(const auto all, members());
    for (const auto& [name, value] : all) {
        if (std::ranges::find(names, name) == names.end()) {
            return value.wrong(fmt::format("There is no key \"{}\"", name),
                               fmt::format("Use some of: {}", fmt::join(names, ", ")));
        }
        if (std::ranges::count(all, name, &Members::value_type::first) > 1) {
            return value.wrong(fmt::format("The key \"{}\" stands twice", name), "Keep one");
        }
    }
    return {};
}

} // namespace tastescope
