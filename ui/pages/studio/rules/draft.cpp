// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/rules/draft.h"

#include "engine/pipeline/rules/rule_set_json.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view smallCreators = "creator_size == 'small'";

QString tr(const char* text) {
    return QCoreApplication::translate("StudioPresets", text);
}

Condition condition(std::string_view text) {
    return *Condition::parse(text); // written here, so that it is one
}

Limit only(std::string attribute) {
    Limit limit;
    limit.attribute = std::move(attribute);
    return limit;
}

Rule promoteNew(double by) {
    Rule rule;
    rule.action = Rule::Do::Boost;
    rule.condition = condition("age_days < 30");
    rule.by = by;
    return rule;
}

RuleSet discovery(const DataTraits& traits, RuleSet rules) {
    rules.balance.mmr = 0.7;
    rules.balance.novelty = 0.15;
    rules.balance.popularityDamping = 0.2;
    rules.balance.calibration = 0.2;
    if (traits.releases) {
        rules.balance.freshness = 0.1;
        rules.rules.push_back(promoteNew(0.1));
    }
    if (traits.creators) {
        setCreatorGap(rules, true);
        setSmallCreatorShare(rules, 0.2);
    }
    return rules;
}

/// Without what the data cannot answer.
RuleSet carried(const DataTraits& traits, RuleSet rules) {
    rules.balance.calibration = traits.categories ? rules.balance.calibration : 0;
    rules.balance.mmr = traits.attributes ? rules.balance.mmr : 1;
    return rules;
}

Limit* find(RuleSet& rules, const Limit& shape) {
    // The shape says which of the keys are given; their values do not matter.
    const auto found = std::ranges::find_if(rules.limits, [&](const Limit& one) {
        return one.attribute == shape.attribute && one.condition == shape.condition &&
               one.max.has_value() == shape.max.has_value() && one.gap.has_value() == shape.gap.has_value() &&
               one.minShare.has_value() == shape.minShare.has_value() && !one.window && !one.cap;
    });
    return found == rules.limits.end() ? nullptr : &*found;
}

const Limit* find(const RuleSet& rules, const Limit& shape) {
    return find(const_cast<RuleSet&>(rules), shape);
}

void put(RuleSet& rules, const Limit& limit, bool on) {
    Limit* known = find(rules, limit);
    if (known && on) {
        *known = limit;
    } else if (known) {
        rules.limits.erase(rules.limits.begin() + (known - rules.limits.data()));
    } else if (on) {
        rules.limits.push_back(limit);
    }
}

Limit maxShape(std::size_t most) {
    Limit limit = only("creator");
    limit.max = most;
    return limit;
}

Limit gapShape() {
    Limit limit = only("creator");
    limit.gap = 1;
    return limit;
}

Limit shareShape(double share) {
    Limit limit;
    limit.condition = condition(smallCreators);
    limit.minShare = share;
    return limit;
}

} // namespace

DataTraits traitsOf(const Dataset& data) {
    DataTraits traits;
    const ItemAttributes& attributes = data.itemAttributes();
    traits.creators = attributes.creatorCount() > 0;
    traits.categories = attributes.categories() != nullptr;
    traits.attributes = traits.creators || traits.categories || attributes.tags() != nullptr;
    for (std::size_t item = 0; item < data.itemCount() && !traits.releases; ++item) {
        traits.releases = attributes.released(ItemIndex(item)) != noTime;
    }
    traits.times = data.events().hasTimes();
    return traits;
}

std::vector<StudioPreset> builtInPresets(const DataTraits& traits) {
    RuleSet plain;
    plain.list = lengthShown;
    RuleSet balanced = plain;
    balanced.balance.mmr = 0.85;
    balanced.balance.calibration = 0.1;
    RuleSet fresh = plain;
    RuleSet fair = plain;
    if (traits.creators) {
        setCreatorMax(balanced, 3);
        setCreatorMax(fresh, 2);
        setCreatorMax(fair, 1);
        setSmallCreatorShare(fair, 0.3);
    }
    RuleSet found = plain;
    if (traits.creators) {
        setCreatorMax(found, 2);
    }
    found = discovery(traits, std::move(found));
    fresh.balance.mmr = 0.9;
    if (traits.releases) {
        fresh.balance.freshness = 0.4;
        fresh.balance.halfLifeDays = 60;
        fresh.rules.push_back(promoteNew(0.2));
    } else {
        fresh.balance.novelty = 0.2; // nothing is known of releases: what few know is new to most
    }
    fair.balance.popularityDamping = 0.3;
    fair.balance.novelty = 0.1;
    std::vector<StudioPreset> presets{
        {QStringLiteral("ranker"), tr("Ranker only"), plain},
        {QStringLiteral("balanced"), tr("Balanced"), balanced},
        {QStringLiteral("discovery"), tr("Balanced discovery"), found},
        {QStringLiteral("fresh"), tr("Fresh releases"), fresh},
        {QStringLiteral("fair"), tr("Fair exposure"), fair},
    };
    for (StudioPreset& preset : presets) {
        preset.rules = carried(traits, std::move(preset.rules));
    }
    return presets;
}

QString ownPresetId(const std::string& name) {
    return QStringLiteral("own:") + toQString(name);
}

bool sameRules(const RuleSet& a, const RuleSet& b) {
    RuleSet other = b;
    other.name = a.name;
    return a == other;
}

std::string draftText(const Draft& draft) {
    return draft.preset.toStdString() + "\n" + ruleSetJson(draft.rules);
}

std::optional<Draft> parseDraft(const std::string& text) {
    const std::size_t end = text.find('\n');
    if (end == std::string::npos) {
        return std::nullopt;
    }
    Result<RuleSet> rules = parseRuleSet(std::string_view(text).substr(end + 1));
    return rules ? std::optional(Draft{*std::move(rules), toQString(std::string_view(text).substr(0, end))})
                 : std::nullopt;
}

std::optional<std::size_t> creatorMax(const RuleSet& rules) {
    const Limit* limit = find(rules, maxShape(1));
    return limit ? limit->max : std::nullopt;
}

void setCreatorMax(RuleSet& rules, std::optional<std::size_t> most) {
    put(rules, maxShape(most.value_or(1)), most.has_value());
}

bool creatorGap(const RuleSet& rules) {
    return find(rules, gapShape()) != nullptr;
}

void setCreatorGap(RuleSet& rules, bool on) {
    put(rules, gapShape(), on);
}

double smallCreatorShare(const RuleSet& rules) {
    const Limit* limit = find(rules, shareShape(0));
    return limit ? limit->minShare.value_or(0) : 0;
}

void setSmallCreatorShare(RuleSet& rules, double share) {
    put(rules, shareShape(share), share > 0);
}

std::vector<unsigned> shareValues(const Shares& shares) {
    std::vector<unsigned> values;
    for (const ShareKey& key : shareKeys) {
        values.push_back(shares.*key.member);
    }
    for (const auto& [name, share] : shares.attributes) {
        values.push_back(share);
    }
    return values;
}

Shares withShareValues(Shares shares, const std::vector<unsigned>& values) {
    for (std::size_t at = 0; at < values.size(); ++at) {
        (at < shareKeys.size() ? shares.*shareKeys[at].member
                               : shares.attributes[at - shareKeys.size()].second) = values[at];
    }
    return shares;
}

Shares withAttributesOf(const Shares& shares, const Shares& other) {
    Shares out = shares;
    out.attributes = other.attributes;
    for (auto& [name, share] : out.attributes) {
        const auto known =
            std::ranges::find(shares.attributes, name, &std::pair<std::string, unsigned>::first);
        share = known == shares.attributes.end() ? 0 : known->second;
    }
    return out;
}

std::vector<unsigned> rescaledShares(const std::vector<unsigned>& shares, std::size_t moved, unsigned to,
                                     const std::vector<char>& open) {
    std::vector<unsigned> weights = shares;
    weights[moved] = 0;
    unsigned all = std::accumulate(weights.begin(), weights.end(), 0U);
    for (std::size_t at = 0; all == 0 && at < weights.size(); ++at) {
        weights[at] = at != moved && (moved > 0 ? at == 0 : open[at] != 0) ? 1 : 0;
    }
    all = std::accumulate(weights.begin(), weights.end(), 0U);
    std::vector<unsigned> out(shares.size(), 0);
    out[moved] = all == 0 ? 100 : std::min(to, 100U);
    const unsigned rest = 100 - out[moved];
    unsigned left = rest;
    std::vector<std::size_t> byRemainder;
    for (std::size_t at = 0; at < weights.size(); ++at) {
        if (weights[at] > 0) {
            out[at] = rest * weights[at] / all;
            left -= out[at];
            byRemainder.push_back(at);
        }
    }
    std::ranges::stable_sort(byRemainder, std::greater(),
                             [&](std::size_t at) { return rest * weights[at] % all; });
    for (std::size_t at = 0; at < left; ++at) {
        ++out[byRemainder[at]];
    }
    return out;
}

Shares firstShares(const DataTraits& traits) {
    Shares shares;
    shares.novelty = 10;
    shares.variety = traits.attributes ? 10 : 0;
    shares.freshness = traits.releases ? 10 : 0;
    shares.smallCreators = traits.creators ? 10 : 0;
    shares.relevance = 100 - static_cast<unsigned>(shares.sum());
    return shares;
}

bool hasOwnControl(const RuleSet& rules, std::size_t limit) {
    const Limit* asked = &rules.limits[limit];
    return asked == find(rules, maxShape(1)) || asked == find(rules, shareShape(0)) ||
           (asked == find(rules, gapShape()) && asked->gap == 1);
}

} // namespace tastescope
