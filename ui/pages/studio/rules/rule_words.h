// SPDX-License-Identifier: GPL-3.0-or-later
// Rules, limits and balances in words: as sentences, as the reason of a move, and what became of them. Pure
// functions.
#pragma once

#include "engine/pipeline/rerank/story.h"
#include "engine/pipeline/rules/rule_set.h"
#include "ui/catalogue/catalogue.h"

#include <QString>

namespace tastescope {

/// "Pin", "Boost", "Bury", "Filter".
QString actionWord(Rule::Do action);
/// The stem of the icon.
QString actionIcon(Rule::Do action);

/// Turns rules into words with the data's own nouns. `rules` outlives it.
class RuleWords {
public:
    RuleWords(const RuleSet& rules, const Catalogue& catalogue);

    /// What a rule is about, without its verb: "Moth Season to place 3", "seen in the last 7 days".
    QString target(const Rule& rule) const;
    /// "by 0.10, if user.age < 18, until 30 Jun 2026"; may be empty.
    QString circumstances(const Rule& rule) const;
    QString limit(const Limit& limit) const;
    /// A whole part by its path: "Bury seen in the last 7 days", "At most 2 of an artist", "Relevance and
    /// variety".
    QString part(const std::string& path) const;
    /// What a place can belong to: "novelty", "small artists".
    QString objective(std::string_view name) const;
    /// As short as a chip: why an item rose or sank. `rose`: towards the top.
    QString reason(const PartStory& part, bool rose, ItemIndex item) const;

private:
    QString attribute(const std::string& name) const;
    QString conditionWords(const std::string& text) const;
    QString limitReason(const Limit& limit, bool rose) const;

    const RuleSet& m_rules;
    const Catalogue& m_catalogue;
};

/// "balance.mmr" in words.
QString balanceWord(const std::string& path);
/// "12 people: floor lowered from 20 % to 13 % …" of the path that gave way.
QString relaxationSentence(const RuleWords& words, const std::string& path, double asked, double given,
                           const std::string& why);

} // namespace tastescope
