// SPDX-License-Identifier: GPL-3.0-or-later
// Who decides what simulated people are shown: a model with or without rules, chance, or somebody who knows
// what they like; each with a share of places that are given to chance (ε-greedy: Sutton and Barto 1998).
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/models/params/param.h"
#include "engine/models/recommender.h"
#include "engine/pipeline/rerank/candidates.h"
#include "engine/pipeline/rules/rule_set.h"
#include "engine/ranking/recommend.h"
#include "engine/simulation/tastes.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

struct PolicySpec {
    enum class Ranker : std::uint8_t {
        Model,  ///< of the registry, trained on what is known by then
        Random, ///< other items of the catalogue in every round
        Ideal   ///< by the match with the true tastes of that round
    };

    std::string name; ///< as it was asked for; tells policies apart
    Ranker ranker = Ranker::Model;
    std::string algorithm; ///< of a model
    ParamSet params;
    double epsilon = 0;                   ///< the probability that a place is given to chance
    std::shared_ptr<const RuleSet> rules; ///< of a model; null: none
    std::string rulesName;                ///< what errors call them
};

/// What all policies and repeats of a simulation share.
struct PolicySetting {
    std::shared_ptr<const Dataset> data; ///< before the first round
    std::vector<UserIndex> people;       ///< rows of the data
    std::vector<ItemIndex> catalogue;    ///< ascending: items with an event, which may be shown
    std::size_t k = 10;
    bool keepSeen = false;          ///< what somebody has had may be shown again
    bool foldIn = false;            ///< between trainings, people are asked by their grown history
    std::size_t candidates = 1'000; ///< the best of a model that rules choose from
    Time clock = noTime;            ///< what the days of rules are compared with
    float choiceWeight = 1;         ///< of an event that a choice adds
    std::uint64_t seed = 42;
};

/// What has come of the people by now; by person.
struct PeopleState {
    std::vector<std::vector<ItemIndex>> had;    ///< ascending: in the data, and chosen since
    std::vector<std::vector<ItemIndex>> chosen; ///< since the last training, in order
    std::vector<char> here;                     ///< 0: has left
};

/// What random numbers of a simulation are for. One stream a person, round and repeat, whatever the policy:
/// what differs between policies is not chance.
enum class LoopStream : std::uint64_t { Lists = 1, Exploring, Choices };
std::uint64_t loopStream(LoopStream kind, std::size_t repeat, std::size_t round, std::size_t person);

/// A policy in one repeat. Not thread-safe; refers to the specification and the setting.
class Policy {
public:
    Policy(const PolicySpec& spec, const PolicySetting& setting);

    bool learns() const { return m_spec.ranker == PolicySpec::Ranker::Model; }
    /// The newest adopted, and what it was trained on; null before the first.
    const std::shared_ptr<const Recommender>& model() const { return m_model; }
    const std::shared_ptr<const Dataset>& trainedOn() const { return m_data; }
    /// From now on lists come from this model, which was trained on this data. Fails on rules that the data
    /// cannot carry and on cancellation.
    Result<void> adopt(std::shared_ptr<const Recommender> model, std::shared_ptr<const Dataset> data,
                       const PeopleState& people, const ExecutionContext& context);
    /// Everybody's list; of those who have left an empty one. `tastes` are asked by the ideal policy alone.
    Result<std::vector<RankedList>> lists(const PeopleState& people, const Tastes* tastes, std::size_t repeat,
                                          std::size_t round, const ExecutionContext& context);

private:
    Result<std::vector<RankedList>> ofModel(const PeopleState& people, const ExecutionContext& context);
    Result<std::vector<RankedList>> ofRules(const PeopleState& people, const ExecutionContext& context);
    Result<std::vector<RankedList>> ofTruth(const PeopleState& people, const Tastes& tastes,
                                            const ExecutionContext& context);
    std::vector<RankedList> ofChance(const PeopleState& people, std::size_t repeat, std::size_t round) const;
    void explore(std::vector<RankedList>& lists, const PeopleState& people, std::size_t repeat,
                 std::size_t round) const;
    Result<void> prepare(const PeopleState& people, const ExecutionContext& context);
    std::vector<Asker> askersOf(const PeopleState& people) const;

    const PolicySpec& m_spec;
    const PolicySetting& m_setting;
    std::optional<RuleSet> m_rules; ///< for lists of k places
    std::vector<ItemIndex> m_pinned;
    std::shared_ptr<const Recommender> m_model;
    std::shared_ptr<const Dataset> m_data; ///< that the model was trained on
    std::shared_ptr<const PreparedCandidates> m_prepared;
    std::vector<std::size_t> m_preparedPeople; ///< whom they belong to
};

} // namespace tastescope
