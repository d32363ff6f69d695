// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/content/content_tfidf.h"

#include "engine/base/memory.h"
#include "engine/models/attributes/content_features.h"
#include "engine/models/content/content_model.h"
#include "engine/models/params/param_table.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

struct ContentOptions {
    ContentWeights weights{.title = 0.2, .tags = 0.5, .categories = 0.5, .creator = 1.5, .numbers = 0.25};
    double negativeFeedback = 0.5;
    bool dislikes = true;
    double halfLifeDays = 0;
};

BoundParam<ContentOptions> weightParam(const char* name, const char* title, double ContentWeights::*weight,
                                       const char* help) {
    return {name, title, nested(&ContentOptions::weights, weight), 0, 10, help};
}

const ParamTable<ContentOptions>& table() {
    static const ParamTable<ContentOptions> all{
        weightParam("title_weight", "Title", &ContentWeights::title,
                    "How much the words of the title count; 0 leaves them out."),
        weightParam("tags_weight", "Tags", &ContentWeights::tags,
                    "How much tags and other lists of words count."),
        weightParam("categories_weight", "Categories", &ContentWeights::categories,
                    "How much categories or genres count."),
        weightParam("creator_weight", "Creator", &ContentWeights::creator,
                    "How much it counts that the creator is the same."),
        weightParam("numbers_weight", "Numbers and dates", &ContentWeights::numbers,
                    "How much near numbers and release dates count."),
        {"negative_feedback", "Dislikes", &ContentOptions::negativeFeedback, 0, 10,
         "How much of a negative weight or a low rating is subtracted from a person's taste."},
        {"weighting",
         "Term weighting",
         nested(&ContentOptions::weights, &ContentWeights::weighting),
         {{"tfidf", TermWeighting::Tfidf}, {"bm25", TermWeighting::Bm25}},
         "How much a word or category counts: by rarity (TF-IDF), or also by the length of the list it "
         "stands in (BM25)."},
        {"dislikes", "Low ratings count as dislike", &ContentOptions::dislikes,
         "Ratings in the lower half of the scale are subtracted instead of added."},
        {"half_life_days", "Half-life (days)", &ContentOptions::halfLifeDays, 0, 3650,
         "After so many days an event of the history counts half; 0 counts all alike.", advanced()}};
    return all;
}

/// Terms of all items, as far as the columns tell without reading the texts.
double expectedEntries(const Dataset& dataset) {
    double entries = 0;
    for (const AttributeColumn& column : dataset.itemAttributes().table().columns) {
        entries += static_cast<double>(column.codes.size()) + static_cast<double>(column.texts.size()) * 2 +
                   static_cast<double>(column.numbers.size() + column.dates.size()) * 2;
    }
    return entries;
}

Forecast forecast(const Dataset& dataset, const ParamSet&, int) {
    const double entries = expectedEntries(dataset);
    const auto bytes = static_cast<std::size_t>(2 * entries * (sizeof(float) + sizeof(std::uint32_t)));
    // Measured: a quarter of a microsecond a term, the inverted index included; one thread.
    return {1e-4 + 2.5e-7 * entries, bytes + 24 * dataset.itemCount() + 8 * dataset.userCount()};
}

Result<std::shared_ptr<const Recommender>> fit(const Dataset& dataset, const ParamSet& params,
                                               const ExecutionContext& context) {
    // Terms are held as text while they are counted.
    TRY(requireMemory(4 * forecast(dataset, params, 1).bytes, "Content"));
    const ContentOptions options = table().optionsOf(params);
    TRY_ASSIGN(auto features,
               contentFeatures(dataset.itemAttributes(), dataset.itemCount(), options.weights, context));
    ContentTaste taste = contentTasteOf(dataset, options.dislikes, context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    taste.negativeFeedback = options.negativeFeedback;
    taste.halfLifeDays = options.halfLifeDays;
    return makeContentModel(dataset, std::move(features), taste, {dataset.userCount(), dataset.itemCount()});
}

} // namespace

const AlgorithmInfo& contentTfidfInfo() {
    static const AlgorithmInfo info{
        .id = std::string(contentId),
        .title = "Content",
        .family = "content",
        .tagline = "Shared attributes",
        .about = "Recommends what resembles the liked items by title, tags, categories, creator and numbers. "
                 "Needs no other people and scores new items.",
        .source = "Salton, Buckley 1988; Robertson, Zaragoza 2009; Pazzani, Billsus 2007",
        .effort = 1,
        .personal = true,
        .scoresNewItems = true,
        .firstOf = ModelKind::Content,
        .hybridPlace = 90,
        .params = table().specs(),
        .fit = fit,
        .load = loadContentModel,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
