// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/params/param_table.h"

namespace tastescope {

ParamTraits operator|(ParamTraits one, ParamTraits other) {
    return {.advanced = one.advanced || other.advanced,
            .linear = one.linear || other.linear,
            .rounds = one.rounds || other.rounds,
            .inName = one.inName || other.inName,
            .byData = one.byData || other.byData,
            .notSearched = one.notSearched || other.notSearched,
            .searchLow = one.searchLow ? one.searchLow : other.searchLow,
            .searchHigh = one.searchHigh ? one.searchHigh : other.searchHigh,
            .searchChoices =
                one.searchChoices.empty() ? std::move(other.searchChoices) : std::move(one.searchChoices),
            .onlyWith = one.onlyWith ? std::move(one.onlyWith) : std::move(other.onlyWith)};
}

std::vector<ParamChoice<std::string>> words(const std::vector<std::string>& texts) {
    std::vector<ParamChoice<std::string>> choices;
    choices.reserve(texts.size());
    for (const std::string& text : texts) {
        choices.push_back({text, text});
    }
    return choices;
}

ParamSpec declaredParam(std::string name, std::string title, ParamType type, std::string help,
                        const ParamTraits& traits) {
    ParamSpec spec;
    spec.name = std::move(name);
    spec.title = std::move(title);
    spec.type = type;
    spec.help = std::move(help);
    spec.advanced = traits.advanced;
    spec.searchLow = traits.searchLow;
    spec.searchHigh = traits.searchHigh;
    spec.searchChoices = traits.searchChoices;
    spec.rounds = traits.rounds;
    spec.inName = traits.inName;
    spec.byData = traits.byData;
    spec.searched = !traits.notSearched;
    spec.onlyWith = traits.onlyWith;
    return spec;
}

} // namespace tastescope
