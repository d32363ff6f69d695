// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/rule_set_json.h"

#include "engine/base/json_fault.h"
#include "engine/pipeline/rules/day.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace tastescope {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t deepest = 8;
constexpr std::size_t mostLimits = 100;
constexpr std::size_t mostRules = 1'000;
constexpr std::size_t mostAttributes = 32;

Error wrong(std::string path, std::string message, std::string remedy) {
    return {ErrorCode::BadInput, std::move(message), std::move(remedy), std::move(path)};
}

std::string_view kindOf(const dom::element& value) {
    switch (value.type()) {
    case dom::element_type::ARRAY:
        return "a list";
    case dom::element_type::OBJECT:
        return "an object";
    case dom::element_type::STRING:
        return "a text";
    case dom::element_type::BOOL:
        return "true or false";
    case dom::element_type::NULL_VALUE:
        return "null";
    default:
        return "a number";
    }
}

/// An object of the rule set with the path it stands at.
class Part {
public:
    /// Every key is known and stands once.
    static Result<Part> of(const dom::element& value, std::string path,
                           std::initializer_list<std::string_view> keys) {
        Part part;
        part.m_path = std::move(path);
        if (value.get(part.m_object) != simdjson::SUCCESS) {
            return wrong(part.m_path, fmt::format("An object is expected, and this is {}", kindOf(value)),
                         "Write {\"key\": value, …}");
        }
        std::vector<std::string_view> seen;
        for (const auto& [key, content] : part.m_object) {
            const std::string at = part.pathOf(key);
            if (std::ranges::find(keys, key) == keys.end()) {
                return wrong(at, "This key is not known",
                             fmt::format("Keys here: {}", fmt::join(keys, ", ")));
            }
            if (std::ranges::find(seen, key) != seen.end()) {
                return wrong(at, "This key stands twice", "Leave one of them out");
            }
            seen.push_back(key);
        }
        return part;
    }

    std::string pathOf(std::string_view key) const {
        return m_path.empty() ? fmt::format("{:.60}", key) : fmt::format("{}.{:.60}", m_path, key);
    }
    const std::string& path() const { return m_path; }

    std::optional<dom::element> find(std::string_view key) const {
        dom::element value;
        return m_object.at_key(key).get(value) == simdjson::SUCCESS ? std::optional(value) : std::nullopt;
    }
    bool has(std::string_view key) const { return find(key).has_value(); }

    Result<std::optional<double>> number(std::string_view key, double low, double high,
                                         std::string_view words = {}) const {
        const auto value = find(key);
        if (!value) {
            return std::optional<double>();
        }
        double number = 0;
        if (!value->is_number() || value->get(number) != simdjson::SUCCESS) {
            return wrong(pathOf(key), fmt::format("A number is expected, and this is {}", kindOf(*value)),
                         range(low, high, words));
        }
        if (!(number >= low && number <= high)) {
            return wrong(pathOf(key), fmt::format("{} is out of range", number), range(low, high, words));
        }
        return std::optional(number);
    }
    Result<std::optional<std::size_t>> whole(std::string_view key, std::size_t low, std::size_t high) const {
        TRY_ASSIGN(const auto value,
                   number(key, static_cast<double>(low), static_cast<double>(high), "a whole number "));
        if (!value) {
            return std::optional<std::size_t>();
        }
        if (*value != std::floor(*value)) {
            return wrong(pathOf(key), fmt::format("{} is no whole number", *value),
                         range(static_cast<double>(low), static_cast<double>(high), "a whole number "));
        }
        return std::optional(static_cast<std::size_t>(*value));
    }
    Result<std::optional<std::string>> text(std::string_view key, std::size_t most = 1'000) const {
        const auto value = find(key);
        if (!value) {
            return std::optional<std::string>();
        }
        std::string_view text;
        if (value->get(text) != simdjson::SUCCESS) {
            return wrong(pathOf(key), fmt::format("A text is expected, and this is {}", kindOf(*value)),
                         "Write it in double quotes");
        }
        if (text.empty() || text.size() > most) {
            return wrong(pathOf(key), text.empty() ? "The text is empty" : "The text is too long",
                         fmt::format("Write 1 to {} characters, or leave the key out", most));
        }
        return std::optional(std::string(text));
    }
    Result<std::optional<bool>> flag(std::string_view key) const {
        const auto value = find(key);
        if (!value) {
            return std::optional<bool>();
        }
        bool flag = false;
        if (value->get(flag) != simdjson::SUCCESS) {
            return wrong(pathOf(key),
                         fmt::format("true or false is expected, and this is {}", kindOf(*value)),
                         "Write true or false");
        }
        return std::optional(flag);
    }
    Result<std::optional<Condition>> condition(std::string_view key) const {
        TRY_ASSIGN(const auto text, this->text(key, Condition::mostCharacters));
        if (!text) {
            return std::optional<Condition>();
        }
        Result<Condition> parsed = Condition::parse(*text);
        if (!parsed) {
            return wrong(pathOf(key), parsed.error().message, parsed.error().remedy);
        }
        return std::optional(*std::move(parsed));
    }
    Result<std::optional<Time>> day(std::string_view key) const {
        TRY_ASSIGN(const auto text, this->text(key));
        if (!text) {
            return std::optional<Time>();
        }
        const std::optional<Time> time = timeOfDay(*text);
        if (!time) {
            return wrong(pathOf(key), fmt::format("\"{:.40}\" is no day", *text),
                         "Write it as \"2026-06-30\"");
        }
        return time;
    }
    Result<std::vector<dom::element>> list(std::string_view key, std::size_t most) const {
        std::vector<dom::element> out;
        const auto value = find(key);
        if (!value) {
            return out;
        }
        dom::array array;
        if (value->get(array) != simdjson::SUCCESS) {
            return wrong(pathOf(key), fmt::format("A list is expected, and this is {}", kindOf(*value)),
                         "Write [ … ]");
        }
        for (const dom::element element : array) {
            if (out.size() == most) {
                return wrong(pathOf(key), "The list is too long", fmt::format("Give at most {}", most));
            }
            out.push_back(element);
        }
        return out;
    }

private:
    static std::string range(double low, double high, std::string_view words) {
        return fmt::format("Give {}from {} to {}", words.empty() ? "a number " : words, low, high);
    }

    std::string m_path;
    dom::object m_object;
};

Error missing(const Part& part, std::string_view key, std::string remedy) {
    return wrong(part.pathOf(key), fmt::format("\"{}\" is missing", key), std::move(remedy));
}
Error misplaced(const Part& part, std::string_view key, std::string message) {
    return wrong(part.pathOf(key), std::move(message), "Leave it out");
}

/// Numbers by the names of attributes.
Result<std::vector<std::pair<std::string, double>>>
readAttributes(const dom::element& value, const std::string& path, double low, double high) {
    std::vector<std::pair<std::string, double>> out;
    dom::object object;
    if (value.get(object) != simdjson::SUCCESS || object.size() > mostAttributes) {
        return wrong(path, "An object of a few names with numbers is expected",
                     fmt::format("Write {{\"margin\": {}}}", high / 5));
    }
    for (const auto& [name, content] : object) {
        const std::string at = fmt::format("{}.{:.60}", path, name);
        double number = 0;
        if (!content.is_number() || content.get(number) != simdjson::SUCCESS ||
            !(number >= low && number <= high)) {
            return wrong(at, "A number in its range is expected",
                         fmt::format("Give a number from {} to {}", low, high));
        }
        if (std::ranges::find(out, name, [](const auto& known) { return std::string_view(known.first); }) !=
            out.end()) {
            return wrong(at, "This key stands twice", "Leave one of them out");
        }
        out.emplace_back(name, number);
    }
    return out;
}

Result<Shares> readShares(const dom::element& value) {
    TRY_ASSIGN(const auto part,
               Part::of(value, "balance.shares",
                        {"relevance", "variety", "novelty", "freshness", "small_creators", "attributes"}));
    Shares shares;
    for (const auto& [key, member] : shareKeys) {
        TRY_ASSIGN(const auto share, part.whole(key, 0, 100));
        shares.*member = static_cast<unsigned>(share.value_or(0));
    }
    if (const auto attributes = part.find("attributes")) {
        TRY_ASSIGN(const auto read, readAttributes(*attributes, part.pathOf("attributes"), 0, 100));
        for (const auto& [name, share] : read) {
            if (share != std::floor(share)) {
                return wrong(fmt::format("{}.{:.60}", part.pathOf("attributes"), name),
                             fmt::format("{} is no whole number", share),
                             "Give a whole number from 0 to 100");
            }
            if (share > 0) {
                shares.attributes.emplace_back(name, static_cast<unsigned>(share));
            }
        }
    }
    return shares;
}

Result<Balance> readBalance(const dom::element& value) {
    TRY_ASSIGN(const auto part, Part::of(value, "balance",
                                         {"mmr", "dpp", "calibration", "novelty", "freshness",
                                          "half_life_days", "popularity_damping", "attributes", "shares"}));
    Balance balance;
    static constexpr std::pair<const char*, double Balance::*> weights[] = {
        {"mmr", &Balance::mmr},
        {"dpp", &Balance::dpp},
        {"calibration", &Balance::calibration},
        {"novelty", &Balance::novelty},
        {"freshness", &Balance::freshness},
        {"popularity_damping", &Balance::popularityDamping}};
    for (const auto& [key, member] : weights) {
        TRY_ASSIGN(const auto number, part.number(key, 0, 1));
        balance.*member = number.value_or(balance.*member);
    }
    TRY_ASSIGN(const auto halfLife, part.number("half_life_days", 0.001, 1e6, "days "));
    balance.halfLifeDays = halfLife.value_or(balance.halfLifeDays);
    if (const auto attributes = part.find("attributes")) {
        TRY_ASSIGN(balance.attributes, readAttributes(*attributes, "balance.attributes", -1, 1));
    }
    if (const auto shares = part.find("shares")) {
        TRY_ASSIGN(balance.shares, readShares(*shares));
    }
    TRY(checkBalance(balance));
    return balance;
}

Result<Limit> readLimit(const dom::element& value, std::string path) {
    TRY_ASSIGN(const auto part,
               Part::of(value, std::move(path),
                        {"attribute", "condition", "max", "window", "gap", "min_share", "cap"}));
    Limit limit;
    TRY_ASSIGN(const auto attribute, part.text("attribute"));
    limit.attribute = attribute.value_or("");
    TRY_ASSIGN(limit.condition, part.condition("condition"));
    TRY_ASSIGN(limit.max, part.whole("max", 1, longestRuledList));
    TRY_ASSIGN(limit.window, part.whole("window", 2, longestRuledList));
    TRY_ASSIGN(limit.gap, part.whole("gap", 1, longestRuledList));
    TRY_ASSIGN(limit.minShare, part.number("min_share", 0, 1));
    TRY_ASSIGN(limit.cap, part.number("cap", 0, 1));
    if (!attribute && !limit.condition) {
        return missing(part, "attribute", "Say what the limit is about: an attribute, or a condition");
    }
    if (attribute && limit.condition) {
        return misplaced(part, "condition", "A limit is about an attribute or about a condition");
    }
    if (!limit.max && !limit.gap && !limit.minShare && !limit.cap) {
        return wrong(part.path(), "The limit limits nothing", "Give max, gap, min_share or cap");
    }
    if (limit.window && !limit.max) {
        return misplaced(part, "window", "A window needs a max");
    }
    if (limit.minShare && !limit.condition) {
        return misplaced(part, "min_share", "A least share is of the items that meet a condition");
    }
    if (limit.attribute == "item" && (limit.max || limit.gap)) {
        return misplaced(part, limit.max ? "max" : "gap", "A list has an item only once");
    }
    return limit;
}

Result<void> readBoost(const Part& part, Rule& rule) {
    TRY_ASSIGN(rule.by, part.number("by", 0, 1));
    TRY_ASSIGN(rule.share, part.number("share", 0, 1));
    if (!rule.by && !rule.share) {
        return missing(part, "by",
                       "Say how much is added to the relevance, 0 to 1, or \"share\" of the way up");
    }
    if (rule.by && rule.share) {
        return misplaced(part, "share", "A boost adds an amount or goes a share of the way up");
    }
    return {};
}

Result<void> readPin(const Part& part, std::size_t longest, Rule& rule) {
    TRY_ASSIGN(const auto place, part.whole("place", 1, longest));
    TRY_ASSIGN(const auto soft, part.flag("soft"));
    if (rule.item.empty()) {
        return missing(part, "item", "Say which item is pinned, by its id");
    }
    if (!place) {
        return missing(part, "place", "Say at which place, counted from 1");
    }
    rule.place = *place;
    rule.soft = soft.value_or(false);
    return {};
}

/// Keys that belong to another action are not known here.
Result<Part> rulePart(const dom::element& value, const std::string& path, Rule::Do& action) {
    static constexpr std::pair<std::string_view, Rule::Do> actions[] = {{"pin", Rule::Do::Pin},
                                                                        {"boost", Rule::Do::Boost},
                                                                        {"bury", Rule::Do::Bury},
                                                                        {"filter", Rule::Do::Filter}};
    TRY_ASSIGN(const auto all, Part::of(value, path,
                                        {"do", "on", "item", "condition", "place", "soft", "by", "share",
                                         "audience", "from", "until"}));
    TRY_ASSIGN(const auto word, all.text("do"));
    if (!word) {
        return missing(all, "do", "Say pin, boost, bury or filter");
    }
    const auto found =
        std::ranges::find(actions, std::string_view(*word), [](const auto& known) { return known.first; });
    if (found == std::end(actions)) {
        return wrong(all.pathOf("do"), fmt::format("\"{:.40}\" is nothing that a rule does", *word),
                     "Say pin, boost, bury or filter");
    }
    action = found->second;
    switch (action) {
    case Rule::Do::Pin:
        return Part::of(value, path, {"do", "on", "item", "place", "soft", "audience", "from", "until"});
    case Rule::Do::Boost:
        return Part::of(value, path,
                        {"do", "on", "item", "condition", "by", "share", "audience", "from", "until"});
    case Rule::Do::Bury:
    case Rule::Do::Filter:
        break;
    }
    return Part::of(value, path, {"do", "on", "item", "condition", "audience", "from", "until"});
}

/// An id may be written as a number, as in a file of ratings.
Result<std::string> readItem(const Part& part) {
    const auto value = part.find("item");
    std::int64_t number = 0;
    if (value && value->is_int64() && value->get(number) == simdjson::SUCCESS) {
        return std::to_string(number);
    }
    TRY_ASSIGN(auto text, part.text("item"));
    return text ? *std::move(text) : std::string();
}

Result<Rule> readRule(const dom::element& value, const std::string& path, std::size_t longest) {
    Rule rule;
    TRY_ASSIGN(const auto part, rulePart(value, path, rule.action));
    TRY_ASSIGN(const auto on, part.flag("on"));
    rule.on = on.value_or(true);
    TRY_ASSIGN(rule.item, readItem(part));
    TRY_ASSIGN(rule.condition, part.condition("condition"));
    TRY_ASSIGN(rule.audience, part.condition("audience"));
    TRY_ASSIGN(rule.from, part.day("from"));
    TRY_ASSIGN(rule.until, part.day("until"));
    if (rule.from && rule.until && *rule.until < *rule.from) {
        return wrong(part.pathOf("until"), "The rule ends before it begins", "Give a day after \"from\"");
    }
    if (rule.action == Rule::Do::Pin) {
        TRY(readPin(part, longest, rule));
        return rule;
    }
    if (rule.item.empty() && !rule.condition) {
        return missing(part, "condition", "Say which items: a condition, or \"item\" with an id");
    }
    if (!rule.item.empty() && rule.condition) {
        return misplaced(part, "condition", "A rule is about one item or about a condition");
    }
    if (rule.action == Rule::Do::Boost) {
        TRY(readBoost(part, rule));
    }
    return rule;
}

Result<RuleSet> readRuleSet(const dom::element& root) {
    TRY_ASSIGN(const auto part,
               Part::of(root, "", {"version", "name", "list", "balance", "limits", "rules"}));
    RuleSet rules;
    TRY_ASSIGN(const auto version, part.number("version", 0, 1e9));
    if (version && *version != 1) {
        return wrong("version", fmt::format("Version {} is not known", *version),
                     "Write \"version\": 1, or open it with a newer Tastescope");
    }
    TRY_ASSIGN(const auto name, part.text("name"));
    rules.name = name.value_or("");
    TRY_ASSIGN(rules.list, part.whole("list", 1, longestRuledList));
    if (const auto balance = part.find("balance")) {
        TRY_ASSIGN(rules.balance, readBalance(*balance));
    }
    TRY_ASSIGN(const auto limits, part.list("limits", mostLimits));
    for (std::size_t at = 0; at < limits.size(); ++at) {
        TRY_ASSIGN(auto limit, readLimit(limits[at], fmt::format("limits[{}]", at)));
        rules.limits.push_back(std::move(limit));
    }
    TRY_ASSIGN(const auto list, part.list("rules", mostRules));
    for (std::size_t at = 0; at < list.size(); ++at) {
        TRY_ASSIGN(auto rule,
                   readRule(list[at], fmt::format("rules[{}]", at), rules.list.value_or(longestRuledList)));
        rules.rules.push_back(std::move(rule));
    }
    return rules;
}

/// Why the parser could not read it, and where.
Error notJson(std::string_view json, simdjson::error_code problem) {
    constexpr const char* remedy = "Write an object; {} is a rule set that changes nothing";
    if (json.empty()) {
        return wrong("", "The rule set is empty", remedy);
    }
    const std::optional<JsonFault> fault = jsonFault(json);
    return wrong(
        fault ? fault->place() : "",
        fmt::format("The rule set is no JSON: {}", fault ? fault->what : simdjson::error_message(problem)),
        remedy);
}

Result<RuleSet> parseText(std::string_view text) {
    TRY_ASSIGN(const auto json, plainJson(text));
    if (json.size() > mostRuleSetBytes) {
        return wrong("", "The rule set is too long", fmt::format("Use at most {} bytes", mostRuleSetBytes));
    }
    dom::parser parser;
    dom::element root;
    auto problem = parser.allocate(std::max<std::size_t>(json.size(), 64), deepest);
    if (problem == simdjson::SUCCESS) {
        problem = parser.parse(json.data(), json.size()).get(root);
    }
    if (problem == simdjson::DEPTH_ERROR) {
        return wrong("", "The rule set is nested too deeply", "See the reference for its form");
    }
    if (problem != simdjson::SUCCESS) {
        return notJson(json, problem);
    }
    return readRuleSet(root);
}

} // namespace

Result<RuleSet> parseRuleSet(std::string_view json, std::string_view source) {
    Result<RuleSet> rules = parseText(json);
    if (rules || source.empty()) {
        return rules;
    }
    Error error = rules.error();
    error.context = std::string(source) + (error.context.empty() ? "" : ": ") + error.context;
    return error;
}

} // namespace tastescope
