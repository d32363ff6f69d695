// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pipeline/rerank/effects.h"

#include "engine/base/discounted_gain.h"
#include "engine/base/parallel.h"
#include "engine/metrics/categories.h"
#include "engine/pipeline/rerank/reranker.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tastescope {
namespace {

constexpr double notApplicable = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t peoplePerChunk = 16;

enum OfPeople : std::size_t {
    Relevance,
    Variety,
    Novelty,
    LongTail,
    Popularity,
    Calibration,
    Freshness,
    ofPeople
};
enum OfLists : std::size_t { SmallCreators, Coverage, Gini, ofLists };
using Numbers = std::array<double, ofPeople>;

std::vector<ScoredItem> itemsOf(const PreparedPerson& person, std::span<const std::uint32_t> list) {
    std::vector<ScoredItem> items;
    for (const std::uint32_t at : list) {
        items.push_back({person.items[at], static_cast<float>(person.scores[at])});
    }
    return items;
}

class Measuring {
public:
    Measuring(const PreparedCandidates& candidates, double halfLifeDays)
        : m_candidates(candidates)
        , m_freshness(candidates.freshness(halfLifeDays))
        , m_similarity(candidates.facts().data->itemAttributes())
        , m_categories(candidates.facts().data->itemAttributes(), candidates.facts().catalogue.counts) {}

    Numbers of(const PreparedPerson& person, std::span<const std::uint32_t> list,
               double relevanceOfBest) const {
        Numbers out;
        out.fill(notApplicable);
        if (list.empty()) {
            return out;
        }
        const std::vector<ScoredItem> items = itemsOf(person, list);
        const CatalogueFacts& facts = m_candidates.facts().catalogue;
        out[Relevance] = keptOf(person, list, relevanceOfBest);
        out[Variety] = varietyOf(items);
        std::vector<ScoredItem> known = items; // what only lists know has no counts
        std::erase_if(known, [&](const ScoredItem& one) { return one.item.value >= facts.counts.size(); });
        out[Novelty] = noveltyOf(known, facts);
        out[LongTail] = longTailShareOf(known, facts);
        out[Popularity] = popularityOf(known, facts);
        out[Calibration] = calibrationOf(tasteOf(person), m_categories.sharesOf(items));
        double fresh = 0;
        double dated = 0;
        for (const ScoredItem& one : items) {
            const bool hasDate = !std::isnan(m_candidates.ageDays(one.item));
            fresh += hasDate ? (*m_freshness)[one.item.value] : 0;
            dated += hasDate ? 1 : 0;
        }
        out[Freshness] = dated > 0 ? fresh / dated : notApplicable;
        return out;
    }

    static double keptOf(const PreparedPerson& person, std::span<const std::uint32_t> list, double ofBest) {
        return ofBest > 0 && !list.empty() ? discountedRelevance(person, list) / ofBest : notApplicable;
    }
    double varietyOf(std::span<const ScoredItem> items) const { return diversityOf(unlikeOf(items)); }

private:
    ListLikeness unlikeOf(std::span<const ScoredItem> items) const {
        ListLikeness out;
        for (std::size_t first = 0; first < items.size(); ++first) {
            for (std::size_t second = first + 1; second < items.size(); ++second) {
                const double likeness = m_similarity(items[first].item, items[second].item);
                out.unlike += std::isnan(likeness) ? 0 : 1 - likeness;
                out.pairs += std::isnan(likeness) ? 0 : 1;
            }
        }
        return out;
    }
    std::vector<double> tasteOf(const PreparedPerson& person) const {
        const AttributeColumn* column = m_candidates.facts().data->itemAttributes().categories();
        std::vector<double> shares(person.tastes.empty() ? 0 : column->words.size(), 0);
        for (const auto& [code, share] : person.tastes) {
            shares[code] = share;
        }
        return shares;
    }

    const PreparedCandidates& m_candidates;
    std::shared_ptr<const std::vector<double>> m_freshness;
    AttributeSimilarity m_similarity;
    ItemCategories m_categories;
};

/// Shares of what all lists show.
void countLists(const PreparedCandidates& candidates, const std::vector<std::vector<std::uint32_t>>& lists,
                std::span<const double> kept, std::span<double> out) {
    const RuleFacts& facts = candidates.facts();
    std::vector<double> shown(facts.data->itemCount(), 0);
    double exposure = 0;
    double ofSmall = 0;
    for (std::size_t person = 0; person < lists.size(); ++person) {
        for (std::size_t place = 0; kept[person] > 0 && place < lists[person].size(); ++place) {
            const ItemIndex item = candidates.people()[person].items[lists[person][place]];
            shown[item.value] += 1;
            const double weight = placeWeight(place);
            exposure += weight;
            ofSmall += facts.smallCreator[item.value] ? weight : 0;
        }
    }
    std::vector<double> catalogue; // without what has no event: as the metrics have it
    for (const ItemIndex item : facts.catalogue.byPopularity) {
        catalogue.push_back(shown[item.value]);
    }
    out[SmallCreators] = exposure > 0 ? ofSmall / exposure : notApplicable;
    out[Coverage] = coverageOf(catalogue);
    out[Gini] = giniOf(catalogue);
}

} // namespace

Result<std::vector<ListEffect>> effectsOf(const PreparedCandidates& candidates,
                                          const std::vector<std::vector<std::uint32_t>>& lists,
                                          std::size_t length, double halfLifeDays, std::size_t resamples,
                                          const ExecutionContext& context) {
    const std::size_t people = lists.size();
    const Measuring measuring(candidates, halfLifeDays);
    std::vector<std::vector<std::uint32_t>> before(people);
    std::vector<std::vector<double>> columns(2 * ofPeople, std::vector<double>(people, notApplicable));
    const bool done =
        parallelChunks(context, people, peoplePerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
                const PreparedPerson& person = candidates.people()[at];
                for (std::uint32_t place = 0; place < std::min(length, person.items.size()); ++place) {
                    before[at].push_back(place);
                }
                const double most = discountedRelevance(person, before[at]);
                const Numbers was = measuring.of(person, before[at], most);
                const Numbers is = measuring.of(person, lists[at], most);
                for (std::size_t number = 0; number < ofPeople; ++number) {
                    columns[2 * number][at] = was[number];
                    columns[2 * number + 1][at] = is[number];
                }
            }
        });
    if (!done || context.stopRequested()) {
        return cancelledError();
    }
    const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
    TRY_ASSIGN(const auto means, summariseColumns(spans, resamples, context));
    const auto shares = [&](const std::vector<std::vector<std::uint32_t>>& of) {
        return jackknifeOf(
            people, ofLists,
            [&](std::span<const double> kept, std::span<double> out) {
                countLists(candidates, of, kept, out);
            },
            context);
    };
    TRY_ASSIGN(const auto sharesBefore, shares(before));
    TRY_ASSIGN(const auto sharesAfter, shares(lists));
    static constexpr std::array<std::array<const char*, 3>, ofPeople> named{
        {{"relevance_kept", "Relevance kept", ""},
         {"ild", "Variety in a list", ""},
         {"novelty", "Novelty", "bits"},
         {"longtail_share", "Long tail", ""},
         {"arp", "Popularity", ""},
         {"calibration_kl", "Distance from the person's categories", "nats"},
         {"freshness", "Freshness", ""}}};
    static constexpr std::array<std::array<const char*, 3>, ofLists> namedOfLists{
        {{"small_creator_exposure", "Small creators", ""},
         {"coverage", "Catalogue shown", ""},
         {"gini", "Inequality", ""}}};
    std::vector<ListEffect> effects;
    for (std::size_t at = 0; at < ofPeople; ++at) {
        effects.push_back({named[at][0], fmt::format("{}@{}", named[at][0], length), named[at][1],
                           named[at][2], means[2 * at], means[2 * at + 1]});
    }
    for (std::size_t at = 0; at < ofLists; ++at) {
        effects.push_back({namedOfLists[at][0], fmt::format("{}@{}", namedOfLists[at][0], length),
                           namedOfLists[at][1], namedOfLists[at][2], sharesBefore[at], sharesAfter[at]});
    }
    return effects;
}

Result<KeptAndVariety> keptAndVarietyOf(const PreparedCandidates& candidates,
                                        const std::vector<std::vector<std::uint32_t>>& lists,
                                        std::size_t length, const ExecutionContext& context) {
    const Measuring measuring(candidates, 1);
    std::vector<std::vector<double>> columns(2, std::vector<double>(lists.size(), notApplicable));
    const bool done =
        parallelChunks(context, lists.size(), peoplePerChunk, [&](std::size_t begin, std::size_t end) {
            for (std::size_t at = begin; at < end && !context.stopRequested(); ++at) {
                const PreparedPerson& person = candidates.people()[at];
                std::vector<std::uint32_t> best;
                for (std::uint32_t place = 0; place < std::min(length, person.items.size()); ++place) {
                    best.push_back(place);
                }
                columns[0][at] = Measuring::keptOf(person, lists[at], discountedRelevance(person, best));
                columns[1][at] = measuring.varietyOf(itemsOf(person, lists[at]));
            }
        });
    if (!done || context.stopRequested()) {
        return cancelledError();
    }
    const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
    TRY_ASSIGN(const auto means, summariseColumns(spans, 0, context));
    return KeptAndVariety{means[0].mean, means[1].mean};
}

} // namespace tastescope
