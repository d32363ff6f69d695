// SPDX-License-Identifier: GPL-3.0-or-later
// What the evaluations of a project say of one person: NDCG@10, the list that was measured and what had been
// held out, for every stored model whose like was measured. All numbers are of one protocol
// (current_numbers.h). Immutable, thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/id_map.h"
#include "engine/data/interactions.h"
#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

class Project;

/// A model of the same algorithm and settings, which counts events in the same way: what was measured with
/// values says nothing of one that was trained without, nor the other way round.
bool isMeasureOf(const StoredMetric& metric, const StoredModel& model);

struct HeldOutPlace {
    std::string item; ///< id
    float score = 0;
    bool hit = false; ///< had been held out
};

/// One person under one model that was trained without the held-out part.
struct HeldOutPerson {
    /// NaN: nothing of theirs was held out, or the run did not measure it.
    double ndcg = std::numeric_limits<double>::quiet_NaN();
    bool judged = false;              ///< something of theirs was held out
    bool listKept = false;            ///< false: measured by several runs, or by an older version
    std::vector<std::string> heldOut; ///< ids, as far as training knew them; empty unless listKept
    std::size_t heldOutCount = 0;     ///< with those that it did not know
    std::vector<HeldOutPlace> list;   ///< best first, KeptLists::places at most

    std::size_t hits() const;
};

class HeldOutNumbers {
public:
    /// Empty without any evaluation. Corrupt where an experiment is damaged.
    static Result<HeldOutNumbers> read(const Project& project, const ExecutionContext& context = {});

    bool empty() const { return m_models.empty(); }
    const std::string& protocol() const { return m_protocol; } ///< "per-user, 20 % test"
    const std::string& dataFingerprint() const { return m_dataFingerprint; }

    bool knows(const StoredModel& model) const { return find(model) != nullptr; }
    /// What a model of the same algorithm, settings and counting of events was measured at. Not judged for a
    /// model or a person that is not in it.
    HeldOutPerson of(const StoredModel& model, std::string_view user) const;
    /// The same of a list of item ids, best first, that was made elsewhere: an item that it repeats is a hit
    /// at its best place only. Not judged where no model was measured for this person.
    HeldOutPerson judge(std::span<const std::string> list, std::string_view user) const;

private:
    struct Experiment {
        StoredUsers users;
        KeptLists lists;
    };
    struct Measured {
        StoredMetric metric;
        std::shared_ptr<const Experiment> experiment;
        std::size_t place = 0;    ///< in it
        std::vector<double> ndcg; ///< by row of users
    };

    const Measured* find(const StoredModel& model) const;
    /// Fills what had been held out; the place of the person among the judged ones, nothing for others.
    static std::optional<std::size_t> heldOutOf(const Measured& measured, std::string_view user,
                                                HeldOutPerson& person);
    Result<void> add(const Project& project, StoredMetric metric, const ExecutionContext& context);

    std::string m_protocol;
    std::string m_dataFingerprint;
    std::map<std::int64_t, std::shared_ptr<const Experiment>> m_experiments;
    std::map<std::int64_t, std::vector<std::string>> m_labels; ///< of each, by place
    std::vector<Measured> m_models;
};

} // namespace tastescope
