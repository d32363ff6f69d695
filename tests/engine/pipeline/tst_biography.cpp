// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of an item adds up, for every item of random catalogues.
#include "engine/pipeline/biography.h"

#include "engine/pipeline/rerank/person_rerank.h"
#include "tests/engine/pipeline/pipeline_world.h"

#include <cmath>

namespace tastescope {
namespace {

using test::hadBy;
using test::MixWorld;
using test::mixWorld;
using test::pipelineOver;
using test::randomRules;
using test::rulesOf;

std::vector<std::uint32_t> listWithout(const PipelineRun& run, const RulePart& part) {
    const auto compiled = CompiledRules::compile(part.without, *run.prepared, 0);
    EXPECT_TRUE(compiled);
    std::vector<std::uint32_t> items;
    PersonReranker one;
    for (const std::uint32_t candidate : one.rerank(*run.prepared, *compiled, run.person(), {}, false).list) {
        items.push_back(run.person().items[candidate].value);
    }
    return items;
}

void expectSourcesAddUp(const Biography& story, const PipelineRun& run, const std::string& what) {
    const std::size_t candidate = run.found.find(story.item);
    ASSERT_EQ(story.sources.size(), run.found.sources->size()) << what;
    bool brought = false;
    for (std::size_t source = 0; source < story.sources.size(); ++source) {
        const SourceStory& one = story.sources[source];
        const SourceHit* hit = candidate == CandidateSet::none ? nullptr : run.found.hitOf(candidate, source);
        ASSERT_EQ(one.rank, hit != nullptr ? hit->rank : 0) << what;
        ASSERT_EQ(one.brought, one.rank > 0 && one.rank <= one.taken) << what;
        ASSERT_TRUE(one.exact == 0 || one.exact >= one.rank) << what;
        brought = brought || one.brought;
    }
    ASSERT_EQ(brought, candidate != CandidateSet::none) << what << ": found is brought by somebody";
}

void expectTermsAddUp(const Biography& story, const RuleSet& rules, const std::string& what) {
    const GainTerms& terms = *story.terms;
    const double c = rules.balance.calibration;
    const double lambda = rules.balance.mmr;
    const double sum = (1 - c) * (lambda * terms.relevance - (1 - lambda) * terms.likeness) -
                       c * terms.divergence + terms.novelty + terms.freshness - terms.popularity +
                       terms.attributes - terms.buried;
    ASSERT_NEAR(sum, terms.gain, 1e-9) << what;
}

TEST(Biography, AddsUpForEveryItem) {
    std::size_t fates[6] = {};
    std::size_t moved = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const MixWorld world = mixWorld({30, 3, 5, 3}, seed);
        const auto pipeline = pipelineOver(world, 16, seed % 2 == 0);
        Random random(seed, 23);
        const RuleSet rules = randomRules(random, 30);
        for (const Asker& asker : world.askers) {
            const PipelineRun run = pipeline->run(asker, rules, {8, 6}).value();
            const Biographer biographer = Biographer::of(*pipeline, run, 0).value();
            const std::vector<RulePart> parts = partsOf(run.rules);
            std::vector<std::vector<std::uint32_t>> without;
            for (const RulePart& part : parts) {
                without.push_back(listWithout(run, part));
            }
            for (std::uint32_t item = 0; item < 30; ++item) {
                const Biography story = biographer.tell(ItemIndex(item)).value();
                const std::string what = "seed " + std::to_string(seed) + " item " + std::to_string(item);
                ++fates[static_cast<std::size_t>(story.fate)];
                ASSERT_FALSE(story.why.empty());
                ASSERT_EQ(story.place, run.placeOf(ItemIndex(item))) << what;
                ASSERT_EQ(story.fate == Fate::Listed, story.place > 0) << what;
                const std::vector<ItemIndex> had = hadBy(asker);
                ASSERT_EQ(story.fate == Fate::Had, std::ranges::binary_search(had, ItemIndex(item))) << what;
                if (story.fate == Fate::Had) {
                    continue;
                }
                expectSourcesAddUp(story, run, what);
                const bool called = run.called.find(ItemIndex(item)) != CandidateSet::none;
                ASSERT_EQ(story.fate == Fate::NotFound,
                          run.found.find(ItemIndex(item)) == CandidateSet::none && !called)
                    << what;
                if (story.fate == Fate::NotFound) {
                    ASSERT_FALSE(story.ranker);
                    continue;
                }
                // The ranker's order, and the shares of the score.
                ASSERT_EQ(story.of, run.ranking.size());
                ASSERT_EQ(story.rank, run.rankOf(ItemIndex(item)));
                ASSERT_TRUE(story.ranker);
                double raw = story.ranker->bias;
                for (const FeatureShare& share : story.ranker->shares) {
                    raw += share.amount;
                }
                ASSERT_NEAR(raw, story.ranker->raw, 1e-9) << what;
                if (story.rank > 0) {
                    ASSERT_EQ(run.ranking[story.rank - 1].score, story.ranker->score) << what;
                }
                const auto went = std::ranges::find(run.person().items, ItemIndex(item));
                ASSERT_EQ(story.passed, went != run.person().items.end()) << what;
                ASSERT_EQ(story.fate == Fate::NotPassed, !story.passed) << what;
                if (!story.passed) {
                    ASSERT_GT(story.rank, run.passed) << what;
                    continue;
                }
                const auto candidate = static_cast<std::size_t>(went - run.person().items.begin());
                ASSERT_EQ(story.relevance, run.person().relevance[candidate]);
                ASSERT_EQ(run.person().scores[candidate], story.ranker->score) << what;
                ASSERT_EQ(story.parts.size(), parts.size());
                bool filtered = false;
                for (std::size_t part = 0; part < parts.size(); ++part) {
                    ASSERT_EQ(story.parts[part].path, parts[part].path);
                    const auto place = std::ranges::find(without[part], item);
                    ASSERT_EQ(story.parts[part].without,
                              place == without[part].end()
                                  ? 0
                                  : static_cast<std::size_t>(place - without[part].begin()) + 1)
                        << what;
                    filtered = filtered || (story.parts[part].met && parts[part].text == "filter");
                }
                ASSERT_EQ(story.fate == Fate::Filtered, filtered) << what;
                ASSERT_EQ(story.terms.has_value(), !filtered) << what;
                if (story.terms) {
                    expectTermsAddUp(story, run.rules, what);
                }
                if (story.place > 0) {
                    // A reason is a part without which the item is nearer to where the ranker has it.
                    const std::string reason = biographer.reason(ItemIndex(item));
                    ASSERT_TRUE(story.rank != story.place || reason.empty()) << what;
                    moved += reason.empty() ? 0 : 1;
                    if (!reason.empty()) {
                        ASSERT_NE(story.why.find(reason), std::string::npos) << what;
                    }
                }
            }
        }
    }
    for (const std::size_t count : fates) {
        EXPECT_GT(count, 20U) << "every fate was met";
    }
    EXPECT_GT(moved, 50U);
}

TEST(Biography, NamesWhatMovedAnItem) {
    const MixWorld world = mixWorld({30, 5, 5, 3}, 9);
    const auto pipeline = pipelineOver(world, 16, false);
    const Asker& asker = world.askers.front();
    const PipelineRun plain = pipeline->run(asker, {}, {10, 5}).value();
    const std::string seventh(world.data->items().at(plain.ranking[6].item.value));
    const std::string first(world.data->items().at(plain.ranking[0].item.value));
    const PipelineRun run =
        pipeline
            ->run(asker,
                  rulesOf(R"({"list": 5, "rules": [{"do": "pin", "item": ")" + seventh +
                          R"(", "place": 2}, {"do": "filter", "condition": "item == ')" + first + R"('"}]})"),
                  {10, 5})
            .value();
    const Biographer biographer = Biographer::of(*pipeline, run, 0).value();
    EXPECT_EQ(biographer.reason(plain.ranking[6].item), "rules[0] (pin)");
    const Biography pinned = biographer.tell(plain.ranking[6].item).value();
    EXPECT_TRUE(pinned.pinned);
    EXPECT_EQ(pinned.place, 2U);
    EXPECT_EQ(pinned.rank, 7U);
    EXPECT_TRUE(pinned.parts[0].met);
    EXPECT_EQ(pinned.why, "Place 2, by the ranker 7: rules[0] (pin)");
    const Biography out = biographer.tell(plain.ranking[0].item).value();
    EXPECT_EQ(out.fate, Fate::Filtered);
    EXPECT_EQ(out.why, "rules[1] (filter) takes it out");
    EXPECT_EQ(fateName(out.fate), "filter");
    // The fifth by the ranker stands fourth in what the filter leaves, and makes room for the pin.
    const Biography displaced = biographer.tell(plain.ranking[5].item).value();
    EXPECT_EQ(displaced.fate, Fate::Displaced);
    EXPECT_EQ(displaced.why, "rules[0] (pin) keeps it out: without it place 5");
    const Biography behind = biographer.tell(plain.ranking[9].item).value();
    EXPECT_EQ(behind.fate, Fate::Displaced);
    EXPECT_EQ(behind.why, "The ranker has it at 10; 11 went on, and the list has 5 places");
    const Biography ranked = biographer.tell(plain.ranking[15].item).value();
    EXPECT_EQ(ranked.fate, Fate::NotPassed);
    EXPECT_EQ(ranked.why, "The ranker has it at 16 of 16; the best 10 went on");
}

} // namespace
} // namespace tastescope
