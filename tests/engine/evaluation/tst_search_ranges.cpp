// SPDX-License-Identifier: GPL-3.0-or-later
// What a search draws, of all algorithms: it lies about what fits the data, and it changes the model.
#include "engine/base/random.h"
#include "engine/evaluation/search_space.h"
#include "engine/models/data_defaults.h"
#include "engine/models/data_effects.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tastescope {
namespace {

constexpr double mostTimes = 3;       ///< the default, and divided by it
constexpr double widestFromOff = 100; ///< highest by least value of what is off by default

/// Who likes what, and nothing else: two to four events a person.
std::shared_ptr<const Dataset> shortAndPlain() {
    constexpr std::size_t users = 150;
    constexpr std::size_t items = 80;
    std::vector<Event> events;
    for (std::size_t user = 0; user < users; ++user) {
        Random random(3, user);
        for (std::size_t event = 0; event < 2 + user % 3; ++event) {
            const auto item = static_cast<std::size_t>(items * random.uniform() * random.uniform());
            events.push_back({UserIndex(user), ItemIndex(item)});
        }
    }
    const auto plain = makeDataset({}, users, items);
    return plain->withEvents(std::make_shared<const Interactions>(std::move(events), users));
}

/// Numbers of plays with their days.
std::shared_ptr<const Dataset> plays() {
    std::vector<Row> rows;
    for (std::size_t user = 0; user < 60; ++user) {
        Random random(4, user);
        for (std::size_t event = 0; event < 20; ++event) {
            rows.push_back({user, (random.below(60) + user % 4 * 60) % 240,
                            static_cast<float>(1 + random.below(9)), static_cast<double>(random.below(400))});
        }
    }
    return makeDataset(rows, 60, 240);
}

const std::map<std::string, std::shared_ptr<const Dataset>>& bodies() {
    static const std::map<std::string, std::shared_ptr<const Dataset>> all{
        {"ratings",
         makeTasteWorld({.users = 100, .items = 160, .eventsPerUser = 40, .ratings = true, .skips = true})},
        {"plain", shortAndPlain()},
        {"plays", plays()}};
    return all;
}

double numberOf(const ParamValue& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    return whole ? static_cast<double>(*whole) : std::get<double>(value);
}

bool isNumber(const ParamSpec& spec) {
    return spec.type == ParamType::Integer || spec.type == ParamType::Real;
}

class SearchRanges : public testing::TestWithParam<std::string> {
protected:
    const AlgorithmInfo& algorithm() const { return *findAlgorithm(GetParam()); }
    std::vector<ParamSpec> specsOn(const Dataset& dataset) const {
        return feltSpecs(algorithm(), fittedSpecs(algorithm(), dataset, {}), dataset);
    }
};

TEST_P(SearchRanges, LieAboutTheDefaultOfTheData) {
    for (const auto& [name, dataset] : bodies()) {
        const std::vector<ParamSpec> specs = specsOn(*dataset);
        for (std::size_t trial = 2; trial < 80; ++trial) {
            const ParamSet params = trialParams(specs, {}, 11, trial).value();
            for (const ParamSpec& spec : specs) {
                if (!isNumber(spec) || params.values().at(spec.name) == spec.standard) {
                    continue;
                }
                SCOPED_TRACE(name + ": " + spec.name + " " + paramText(params.values().at(spec.name)) +
                             ", by default " + paramText(spec.standard));
                const double drawn = numberOf(params.values().at(spec.name));
                const double standard = numberOf(spec.standard);
                const SearchRange range = searchRange(spec);
                EXPECT_GT(drawn, 0);
                if (standard > 0) {
                    EXPECT_TRUE(range.logarithmic);
                    EXPECT_LE(drawn, mostTimes * standard * 1.01); // three digits
                    EXPECT_GE(drawn * mostTimes * 1.01, standard);
                } else {
                    EXPECT_GE(drawn * widestFromOff * 1.01, range.high);
                    EXPECT_LE(drawn, range.high);
                }
            }
        }
    }
}

/// A few rounds tell whether anything changes.
Changes shortTraining(const AlgorithmInfo& algorithm) {
    for (const ParamSpec& spec : algorithm.params) {
        if (spec.rounds && !spec.searched) {
            return {{spec.name, "2"}};
        }
    }
    return {};
}

std::vector<std::string> othersOf(const ParamSpec& spec) {
    std::vector<std::string> out;
    if (spec.type == ParamType::Flag) {
        out = {"true", "false"};
    } else if (spec.type == ParamType::Choice) {
        out = spec.searchChoices.empty() ? spec.choices : spec.searchChoices;
    } else {
        const SearchRange range = searchRange(spec);
        for (const double end : {range.low, range.high}) {
            out.push_back(spec.type == ParamType::Integer
                              ? std::to_string(static_cast<std::int64_t>(std::ceil(end)))
                              : paramText(std::clamp(end, spec.low, spec.high)));
        }
    }
    std::erase(out, paramText(spec.standard));
    return out;
}

/// All scores of the model of these values, one person after the other.
std::vector<float> scoresWith(const AlgorithmInfo& algorithm, const Dataset& dataset,
                              const Changes& changes) {
    const auto model = train(algorithm, dataset, changes);
    std::vector<float> all;
    for (std::size_t user = 0; model && user < dataset.userCount(); ++user) {
        const std::vector<float> scores = scoresOf(*model, UserIndex(user));
        all.insert(all.end(), scores.begin(), scores.end());
    }
    return all;
}

/// Whether any value that a search may draw makes another model than the default, which `bases` holds.
bool changesModel(const AlgorithmInfo& algorithm, const Dataset& dataset, const ParamSpec& spec,
                  std::map<std::string, std::vector<float>>& bases) {
    Changes base = shortTraining(algorithm);
    std::string beside;
    if (spec.onlyWith) {
        beside = spec.onlyWith->name + "=" + spec.onlyWith->values.front();
        base.emplace_back(spec.onlyWith->name, spec.onlyWith->values.front());
    }
    if (!bases.contains(beside)) {
        bases[beside] = scoresWith(algorithm, dataset, base);
    }
    return std::ranges::any_of(othersOf(spec), [&](const std::string& value) {
        Changes changed = base;
        changed.emplace_back(spec.name, value);
        return scoresWith(algorithm, dataset, changed) != bases[beside];
    });
}

/// What is drawn changes the model of some of the data that it is drawn on; what the data cannot feel, never.
TEST_P(SearchRanges, HoldWhatChangesTheModelAndNothingElse) {
    std::map<std::string, bool> drawn; // and whether it changed anything
    for (const auto& [name, dataset] : bodies()) {
        std::map<std::string, std::vector<float>> bases;
        for (const ParamSpec& spec : specsOn(*dataset)) {
            if (!std::ranges::find(algorithm().params, spec.name, &ParamSpec::name)->searched ||
                (spec.searched && drawn[spec.name])) {
                continue;
            }
            const bool changes = changesModel(algorithm(), *dataset, spec, bases);
            EXPECT_TRUE(spec.searched || !changes) << name << ": " << spec.name;
            if (spec.searched) {
                drawn[spec.name] = drawn[spec.name] || changes;
            }
        }
    }
    for (const auto& [name, changed] : drawn) {
        EXPECT_TRUE(changed) << name;
    }
}

std::vector<std::string> ids() {
    std::vector<std::string> all;
    for (const AlgorithmInfo& algorithm : algorithms()) {
        all.push_back(algorithm.id);
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(All, SearchRanges, testing::ValuesIn(ids()),
                         [](const auto& param) { return param.param; });

} // namespace
} // namespace tastescope
