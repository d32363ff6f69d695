// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/explain/what_if.h"
#include "engine/explain/why.h"
#include "engine/models/vector_model.h"
#include "engine/registry/registry.h"
#include "tests/engine/models/model_test_support.h"

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

/// Two factors: an item's score is the dot product of its vector with the sum of the history's vectors.
class SumModel : public Recommender {
public:
    explicit SumModel(std::vector<float> vectors) : m_vectors(std::move(vectors)) {}

    std::size_t itemCount() const override { return m_vectors.size() / 2; }
    std::size_t userCount() const override { return 0; }
    void scoreUser(UserIndex, std::span<float> scores) const override {
        std::fill(scores.begin(), scores.end(), 0.0F);
    }
    void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const override {
        const std::vector<float> person = historyVector(history);
        for (std::size_t item = 0; item < itemCount(); ++item) {
            scores[item] = person[0] * m_vectors[2 * item] + person[1] * m_vectors[2 * item + 1];
        }
    }
    Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const override {
        Explanation out;
        for (const HistoryEntry& entry : history) {
            const std::size_t a = 2 * std::size_t{entry.item.value};
            const std::size_t b = 2 * std::size_t{item.value};
            out.contributions.push_back(
                {entry.item, m_vectors[a] * m_vectors[b] + m_vectors[a + 1] * m_vectors[b + 1]});
            out.score += out.contributions.back().amount;
        }
        std::stable_sort(
            out.contributions.begin(), out.contributions.end(),
            [](const auto& a, const auto& b) { return std::abs(a.amount) > std::abs(b.amount); });
        return out;
    }
    void itemSimilarity(ItemIndex, std::span<float> out) const override {
        std::fill(out.begin(), out.end(), 0.0F);
    }
    void userSimilarity(UserIndex, std::span<float>) const override {}
    VectorView itemVectors() const override { return {m_vectors, 2}; }
    std::vector<float> historyVector(std::span<const HistoryEntry> history) const override {
        std::vector<float> sum(2, 0.0F);
        for (const HistoryEntry& entry : history) {
            sum[0] += m_vectors[2 * std::size_t{entry.item.value}];
            sum[1] += m_vectors[2 * std::size_t{entry.item.value} + 1];
        }
        return sum;
    }
    std::size_t bytes() const override { return 0; }
    void save(ModelArchive&) const override {}

private:
    std::vector<float> m_vectors;
};

/// Items 0 and 1 lie on the first axis, 2 on the second; 3 and 4 are unseen, one on each axis.
class Explain : public ::testing::Test {
protected:
    Explain() {
        AttributeColumn titles;
        titles.name = "title";
        titles.kind = AttributeKind::Text;
        titles.texts = {"East", "More East", "North", "Far East", "Far North", "Nowhere"};
        AttributeColumn creators;
        creators.name = "creator";
        creators.kind = AttributeKind::Text;
        creators.texts = {"Ann", "Ann", "Bob", "Ann", "Bob", "Cid"};
        AttributeColumn categories;
        categories.name = "categories";
        categories.kind = AttributeKind::List;
        categories.words = {"Folk", "Jazz", "Rock"};
        categories.offsets = {0, 1, 2, 3, 5, 6, 6};
        categories.codes = {0, 0, 1, 0, 2, 1};
        AttributeColumn tempo;
        tempo.name = "tempo";
        tempo.kind = AttributeKind::Number;
        tempo.numbers = {100, 104, 60, 102, 61, std::nan("")};
        Dataset::Parts parts;
        auto ids = std::make_shared<IdMap>();
        for (const char* id : {"a", "b", "c", "d", "e", "f"}) {
            ids->intern(id);
        }
        parts.items = ids;
        parts.itemAttributes = std::make_shared<ItemAttributes>(AttributeTable{
            6, {std::move(titles), std::move(creators), std::move(categories), std::move(tempo)}});
        dataset = std::make_unique<Dataset>(std::move(parts));
    }

    std::unique_ptr<Dataset> dataset;
    SumModel model{{1, 0, 1, 0, 0, 1.5F, 2, 0, 0, 2, -1, -1}};
    History history{{ItemIndex(0)}, {ItemIndex(1)}, {ItemIndex(2)}};
};

TEST_F(Explain, RankIsAmongTheUnseen) {
    EXPECT_EQ(explainWhy(*dataset, model, history, ItemIndex(3)).rank, 1U);
    EXPECT_EQ(explainWhy(*dataset, model, history, ItemIndex(4)).rank, 2U);
    EXPECT_EQ(explainWhy(*dataset, model, history, ItemIndex(5)).rank, 3U);
    const Why seen = explainWhy(*dataset, model, history, ItemIndex(0));
    EXPECT_EQ(seen.rank, 0U);
    EXPECT_FALSE(seen.decisive);
}

TEST_F(Explain, DecisiveItemIsFoundByLeavingItOut) {
    // "Far East" scores 4 against 3; without either eastern item it falls behind "Far North". The first
    // counts.
    const Why why = explainWhy(*dataset, model, history, ItemIndex(3));
    ASSERT_TRUE(why.decisive);
    EXPECT_EQ(*why.decisive, ItemIndex(0));
    EXPECT_EQ(why.rankWithoutDecisive, 2U);
    // "Nowhere" is last whatever is left out.
    const Why last = explainWhy(*dataset, model, history, ItemIndex(5));
    EXPECT_FALSE(last.decisive);
    EXPECT_EQ(last.rankWithoutDecisive, 0U);
}

TEST_F(Explain, AttributesInCommonComeFirst) {
    const Why why = explainWhy(*dataset, model, history, ItemIndex(3));
    ASSERT_EQ(why.attributes.size(), 4U);
    EXPECT_EQ(why.attributes[0].name, "creator");
    EXPECT_EQ(why.attributes[0].value, "Ann");
    EXPECT_TRUE(why.attributes[0].shared);
    EXPECT_NEAR(why.attributes[0].historyShare, 2.0 / 3, 1e-12);
    EXPECT_EQ(why.attributes[1].value, "Folk");
    EXPECT_EQ(why.attributes[2].name, "tempo");
    EXPECT_TRUE(why.attributes[2].shared) << "100 and 104 lie near 102";
    EXPECT_EQ(why.attributes[3].value, "Rock");
    EXPECT_FALSE(why.attributes[3].shared);
    EXPECT_DOUBLE_EQ(why.attributes[3].historyShare, 0);
}

TEST_F(Explain, DislikedItemsAreNotInCommon) {
    history[0].weight = -1;
    const Why why = explainWhy(*dataset, model, history, ItemIndex(3));
    EXPECT_FALSE(why.attributes[0].shared) << "one of the two by Ann was disliked";
}

TEST_F(Explain, FactorsAreNamedByTheirEnds) {
    const Why why = explainWhy(*dataset, model, history, ItemIndex(4), 1);
    ASSERT_EQ(why.factors.size(), 1U);
    EXPECT_EQ(why.factors[0].factor, 1U);
    EXPECT_FLOAT_EQ(why.factors[0].product, 3);
    EXPECT_EQ(why.factors[0].lowEnd, "Nowhere");
    EXPECT_EQ(why.factors[0].highEnd, "Far North");
}

// What is popular stands behind the factors of some models, weighed as heavily as all of them together: it is
// the base of the score, and no trait of anybody.
TEST(ExplainFactors, NoBiasIsAFactorAndNothingIsLost) {
    const auto data = makeTasteWorld();
    const History history = data->historyOf(UserIndex(7));
    for (const char* id : {"als", "puresvd", "bpr", "warp", "features"}) {
        SCOPED_TRACE(id);
        const bool popular = std::string_view(id) == "als" || std::string_view(id) == "puresvd";
        const auto model =
            train(*findAlgorithm(id), *data, popular ? Changes{{"popular", "5"}} : Changes{{"epochs", "5"}});
        ASSERT_EQ(vectorBiases(*model), 1U);
        const std::size_t dimensions = model->itemVectors().dimensions;
        const std::vector<float> person = model->historyVector(history);
        for (const std::size_t item : {3U, 17U, 30U}) {
            const Why why = explainWhy(*data, *model, history, ItemIndex(item), 1000);
            EXPECT_EQ(why.factorsInAll, dimensions - 1);
            ASSERT_EQ(why.factors.size(), dimensions - 1);
            const double bias = double{person.back()} * model->itemVectors().row(item).back();
            double sum = bias;
            for (const FactorMatch& match : why.factors) {
                EXPECT_LT(match.factor, dimensions - 1);
                sum += match.product;
            }
            EXPECT_NEAR(sum, why.explanation.score, 1e-4);
            if (popular) {
                EXPECT_GT(why.explanation.base, 0);
                EXPECT_NEAR(why.explanation.base, bias, 1e-6);
            }
        }
        EXPECT_EQ(explainWhy(*data, *model, history, ItemIndex(3), 2).factorsInAll, dimensions - 1);
    }
}

TEST_F(Explain, EditsReplaceAndRemove) {
    const HistoryEdit edit{{ItemIndex(1)}, {{ItemIndex(4), 2}, {ItemIndex(0), -1}, {ItemIndex(0), 5}}};
    const History edited = applyEdit(history, edit);
    ASSERT_EQ(edited.size(), 3U);
    EXPECT_EQ(edited[0].item, ItemIndex(0));
    EXPECT_FLOAT_EQ(edited[0].weight, 5) << "the last entry given counts";
    EXPECT_EQ(edited[1].item, ItemIndex(2));
    EXPECT_EQ(edited[2].item, ItemIndex(4));
    EXPECT_EQ(applyEdit(history, {}).size(), 3U);
}

TEST_F(Explain, WhatIfShowsWhereItemsWere) {
    const std::vector<ListPlace> same = whatIf(model, history, {}, 2).value();
    ASSERT_EQ(same.size(), 2U);
    EXPECT_EQ(same[0].item.item, ItemIndex(3));
    EXPECT_EQ(same[0].was, 1U);
    EXPECT_EQ(same[1].was, 2U);
    const std::vector<ListPlace> without =
        whatIf(model, history, {{ItemIndex(0), ItemIndex(1)}, {}}, 2).value();
    ASSERT_EQ(without.size(), 2U);
    EXPECT_EQ(without[0].item.item, ItemIndex(4));
    EXPECT_EQ(without[0].was, 2U);
    EXPECT_EQ(without[1].item.item, ItemIndex(0)) << "no longer in the history, so it may be recommended";
    EXPECT_EQ(without[1].was, 0U);
}

} // namespace
} // namespace tastescope
