// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rules/day.h"
#include "engine/pipeline/rules/rule_set_json.h"

#include <fmt/format.h>

namespace tastescope {
namespace {

std::string jsonText(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

/// An object as it grows.
class Fields {
public:
    template <typename T>
    void number(std::string_view key, const T& value) {
        raw(key, fmt::format("{}", value));
    }
    template <typename T>
    void number(std::string_view key, const std::optional<T>& value) {
        if (value) {
            number(key, *value);
        }
    }
    void text(std::string_view key, std::string_view value) {
        if (!value.empty()) {
            raw(key, jsonText(value));
        }
    }
    void condition(std::string_view key, const std::optional<Condition>& value) {
        text(key, value ? std::string_view(value->text()) : std::string_view());
    }
    void raw(std::string_view key, std::string_view json) {
        m_text += fmt::format("{}{}: {}", m_text.empty() ? "" : ", ", jsonText(key), json);
    }
    bool empty() const { return m_text.empty(); }
    std::string object() const { return "{" + m_text + "}"; }

private:
    std::string m_text;
};

std::string sharesJson(const Shares& shares) {
    Fields fields;
    for (const auto& [key, member] : shareKeys) {
        if (shares.*member > 0) {
            fields.number(key, shares.*member);
        }
    }
    Fields attributes;
    for (const auto& [name, share] : shares.attributes) {
        if (share > 0) {
            attributes.number(name, share);
        }
    }
    if (!attributes.empty()) {
        fields.raw("attributes", attributes.object());
    }
    return fields.object();
}

std::string balanceJson(const Balance& balance) {
    const Balance off;
    Fields fields;
    const auto add = [&](std::string_view key, double Balance::*member) {
        if (balance.*member != off.*member) {
            fields.number(key, balance.*member);
        }
    };
    add("mmr", &Balance::mmr);
    add("dpp", &Balance::dpp);
    add("calibration", &Balance::calibration);
    add("novelty", &Balance::novelty);
    add("freshness", &Balance::freshness);
    add("half_life_days", &Balance::halfLifeDays);
    add("popularity_damping", &Balance::popularityDamping);
    if (!balance.attributes.empty()) {
        Fields attributes;
        for (const auto& [name, weight] : balance.attributes) {
            attributes.number(name, weight);
        }
        fields.raw("attributes", attributes.object());
    }
    if (balance.shares) {
        fields.raw("shares", sharesJson(*balance.shares));
    }
    return fields.empty() ? "" : fields.object();
}

std::string limitJson(const Limit& limit) {
    Fields fields;
    fields.text("attribute", limit.attribute);
    fields.condition("condition", limit.condition);
    fields.number("max", limit.max);
    fields.number("window", limit.window);
    fields.number("gap", limit.gap);
    fields.number("min_share", limit.minShare);
    fields.number("cap", limit.cap);
    return fields.object();
}

std::string ruleJson(const Rule& rule) {
    Fields fields;
    fields.text("do", actionName(rule.action));
    if (!rule.on) {
        fields.raw("on", "false");
    }
    fields.text("item", rule.item);
    fields.condition("condition", rule.condition);
    if (rule.place > 0) {
        fields.number("place", rule.place);
    }
    if (rule.soft) {
        fields.raw("soft", "true");
    }
    fields.number("by", rule.by);
    fields.number("share", rule.share);
    fields.condition("audience", rule.audience);
    fields.text("from", rule.from ? dayOf(*rule.from) : "");
    fields.text("until", rule.until ? dayOf(*rule.until) : "");
    return fields.object();
}

template <typename T>
std::string lines(const std::vector<T>& parts, std::string (*json)(const T&)) {
    std::string out;
    for (const T& part : parts) {
        out += (out.empty() ? "[" : ",\n  ") + json(part);
    }
    return out + "]";
}

} // namespace

std::string ruleSetJson(const RuleSet& rules) {
    std::string out = "{\"version\": 1";
    if (!rules.name.empty()) {
        out += ", \"name\": " + jsonText(rules.name);
    }
    if (rules.list) {
        out += fmt::format(", \"list\": {}", *rules.list);
    }
    if (const std::string balance = balanceJson(rules.balance); !balance.empty()) {
        out += ",\n \"balance\": " + balance;
    }
    if (!rules.limits.empty()) {
        out += ",\n \"limits\": " + lines(rules.limits, limitJson);
    }
    if (!rules.rules.empty()) {
        out += ",\n \"rules\": " + lines(rules.rules, ruleJson);
    }
    return out + "}\n";
}

} // namespace tastescope
