// SPDX-License-Identifier: GPL-3.0-or-later
// The second stage, learned: trees over what the data says of a person and an item (ranker_features.h), with
// the models whose scores are among it. Where the trees did not pay on people held back, the order is that of
// the best source. Immutable, thread-safe; train_ranker.h makes it.
#pragma once

#include "engine/metrics/aggregate.h"
#include "engine/pipeline/ranker/boosted_trees.h"
#include "engine/pipeline/ranker/ranker.h"
#include "engine/pipeline/ranker/ranker_features.h"
#include "engine/pipeline/ranker/score_calibration.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tastescope {

/// What the training found out on people whose later events it did not see.
struct RankerReport {
    bool boosts = false; ///< else the order is that of the best source
    std::size_t bestSource = 0;
    std::string loss;            ///< of boosting: "pairwise"
    std::size_t people = 0;      ///< that judged
    std::size_t learned = 0;     ///< people that were learned from in the end
    std::size_t rows = 0;        ///< candidates of theirs
    std::vector<double> sources; ///< NDCG of the lists of ten of each source
    double ranker = 0;           ///< and of the trees
    Summary gain{};              ///< trees less the best source, paired by person
    std::vector<double> course;  ///< NDCG after each ten trees
};

class LearnedRanker final : public Ranker {
public:
    struct Parts {
        std::shared_ptr<const RankerFeatures> features;
        BoostedTrees trees;
        ScoreCalibration calibration;
        RankerReport report;
        std::size_t depth = 100; ///< candidates that each source brings to its own lists
    };
    explicit LearnedRanker(Parts parts);

    std::string name() const override;
    Result<void> score(const RankQuestion& question, std::span<double> scores,
                       const ExecutionContext& context) const override;
    /// Of the source's order where boosting did not pay: one share, the source's.
    Result<RankExplanation> explain(const RankQuestion& question, std::size_t candidate,
                                    const ExecutionContext& context) const override;

    /// The same of somebody whose sources were asked before, by features().about().
    RankExplanation explain(const RankedPerson& person, ItemIndex item) const;

    /// Lists of what its own sources bring, `depth` each; people in parallel. Fails only by cancellation.
    Result<std::vector<RankedList>> lists(std::span<const Asker> askers, const ListOptions& options,
                                          const ExecutionContext& context = {}) const;

    /// Of everything that a source has among its first thousand, by item of the data; `otherwise` for the
    /// rest and for what the asker has met.
    void scoreAll(const Asker& asker, float otherwise, std::span<float> scores) const;
    void scoreAll(const RankedPerson& person, float otherwise, std::span<float> scores) const;

    const RankerFeatures& features() const { return *m_parts.features; }
    const BoostedTrees& trees() const { return m_parts.trees; }
    const RankerReport& report() const { return m_parts.report; }
    std::size_t depth() const { return m_parts.depth; }
    /// What the guard decided, in a sentence.
    std::string verdict() const;
    /// Features that the trees use, the most important first; shares sum to 1.
    std::vector<FeatureShare> importance() const;
    std::size_t bytes() const;

    void save(ModelArchive& archive) const;
    /// `data` is that of the training or has grown from it. Corrupt when something in the archive is not what
    /// it should be; Unsupported for a source that this version does not have.
    static Result<std::shared_ptr<const LearnedRanker>> load(const ModelArchive& archive,
                                                             std::shared_ptr<const Dataset> data,
                                                             const ExecutionContext& context = {});

private:
    void rawScores(const RankedPerson& person, std::span<const ItemIndex> items, std::span<double> raw) const;

    Parts m_parts;
};

} // namespace tastescope
