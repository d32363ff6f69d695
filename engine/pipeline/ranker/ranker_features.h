// SPDX-License-Identifier: GPL-3.0-or-later
// A person and an item as numbers, from the data alone: what the sources say of it, how popular it is and
// was lately, how old, what the person has to do with its creator, its categories and the items they met
// last. What is not known is NaN; without times everything that counts days is.
#pragma once

#include "engine/models/recommender.h"
#include "engine/pipeline/ranker/item_facts.h"
#include "engine/ranking/recommend.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

/// A trained model whose scores and ranks are features.
struct RankerSource {
    std::string algorithm;
    std::string title; ///< in the names of features
    std::shared_ptr<const Recommender> model;
};

/// What is worked out once for all candidates of somebody. Of one thread.
struct RankedPerson {
    struct Source {
        std::vector<float> scores; ///< by item of the model
        std::vector<ItemIndex> best;
        std::vector<std::uint32_t> ranks; ///< by item, from 1; 0 = not among the best
        double mean = 0;                  ///< of what the person has not met
        double scale = 0;                 ///< 1 / deviation; 0: it says nothing
    };
    /// What the past holds of a word of ItemFacts::Words.
    struct Taste {
        float liked = 0;
        float met = 0;
        float ratings = 0; ///< sum above the person's mean
        float rated = 0;
        Time last = noTime;
    };

    Time now = noTime;
    History history;
    std::vector<ItemIndex> met; ///< sorted
    std::vector<Source> sources;
    std::vector<Taste> tastes; ///< by word
    double profileNorm = 0;
    std::vector<float> together[3]; ///< by item: likeness of audience to the last 1, 3, 10 liked items
    std::vector<float> own;         ///< the features that are the same for all candidates
    float place = 0;                ///< mean popularity of the past, NaN without
    float released = 0;             ///< mean days since release, likewise
    float first = 0;                ///< mean days since the items' first events, likewise
    std::vector<float> numbers;     ///< means of ItemFacts::numbers over the past
};

/// Immutable, thread-safe.
class RankerFeatures {
public:
    static constexpr std::size_t deepestRank = 1'000; ///< items further back have no rank
    static constexpr std::size_t deepestPast = 10;    ///< last items whose audiences are looked at

    RankerFeatures(std::shared_ptr<const ItemFacts> facts, std::vector<RankerSource> sources);

    const ItemFacts& facts() const { return *m_facts; }
    const std::vector<RankerSource>& sources() const { return m_sources; }
    /// As a person reads them; unique.
    const std::vector<std::string>& names() const { return m_names; }
    std::size_t count() const { return m_names.size(); }

    /// `now` from which days are counted; noTime: the newest event.
    RankedPerson about(const Asker& asker, Time now = noTime) const;
    /// The `depth` best of every source together, ascending, without what the person has met.
    static std::vector<ItemIndex> candidatesOf(const RankedPerson& person, std::size_t depth);
    /// count() numbers an item, row after row.
    void fill(const RankedPerson& person, std::span<const ItemIndex> items, std::span<float> rows) const;
    /// What source `number` scores an item, in deviations from its mean; 0 where it says nothing.
    static double scoreOf(const RankedPerson& person, std::size_t source, ItemIndex item);

private:
    class Row;
    void askSources(const Asker& asker, RankedPerson& person) const;
    void learnTastes(RankedPerson& person) const;
    void summarise(RankedPerson& person) const;
    void lookAtLast(RankedPerson& person) const;
    void fillItem(const RankedPerson& person, ItemIndex item, Row& row) const;
    void fillSources(const RankedPerson& person, ItemIndex item, Row& row) const;
    void fillTaste(const RankedPerson& person, ItemIndex item, Row& row) const;
    void fillNumbers(const RankedPerson& person, ItemIndex item, Row& row) const;

    std::shared_ptr<const ItemFacts> m_facts;
    std::vector<RankerSource> m_sources;
    std::vector<std::string> m_names;
};

} // namespace tastescope
