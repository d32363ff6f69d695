// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/content/content_tfidf.h"

#include "engine/base/memory.h"
#include "engine/models/content/content_features.h"
#include "engine/models/content/content_model.h"

#include <algorithm>
#include <utility>

namespace tastescope {
namespace {

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
    const ContentWeights weights{.title = params.real("title_weight"),
                                 .tags = params.real("tags_weight"),
                                 .categories = params.real("categories_weight"),
                                 .creator = params.real("creator_weight"),
                                 .numbers = params.real("numbers_weight"),
                                 .weighting = params.choice("weighting") == "bm25" ? TermWeighting::Bm25
                                                                                   : TermWeighting::Tfidf};
    TRY_ASSIGN(auto features,
               contentFeatures(dataset.itemAttributes(), dataset.itemCount(), weights, context));
    ContentTaste taste = contentTasteOf(dataset, params.flag("dislikes"), context);
    if (context.stopRequested()) {
        return cancelledError();
    }
    taste.negativeFeedback = params.real("negative_feedback");
    taste.halfLifeDays = params.real("half_life_days");
    return makeContentModel(dataset, std::move(features), taste, {dataset.userCount(), dataset.itemCount()});
}

ParamSpec weightSpec(std::string name, std::string title, double standard, std::string help) {
    return {.name = std::move(name),
            .title = std::move(title),
            .type = ParamType::Real,
            .standard = standard,
            .low = 0,
            .high = 10,
            .help = std::move(help)};
}

std::vector<ParamSpec> params() {
    std::vector<ParamSpec> all{
        weightSpec("title_weight", "Title", 0.2, "How much the words of the title count; 0 leaves them out."),
        weightSpec("tags_weight", "Tags", 0.5, "How much tags and other lists of words count."),
        weightSpec("categories_weight", "Categories", 0.5, "How much categories or genres count."),
        weightSpec("creator_weight", "Creator", 1.5, "How much it counts that the creator is the same."),
        weightSpec("numbers_weight", "Numbers and dates", 0.25,
                   "How much near numbers and release dates count."),
        weightSpec("negative_feedback", "Dislikes", 0.5,
                   "How much of a negative weight or a low rating is subtracted from a person's taste.")};
    all.push_back({.name = "weighting",
                   .title = "Term weighting",
                   .type = ParamType::Choice,
                   .standard = std::string("tfidf"),
                   .choices = {"tfidf", "bm25"},
                   .help = "How much a word or category counts: by rarity (TF-IDF), or also by the length of "
                           "the list it stands in (BM25)."});
    all.push_back({.name = "dislikes",
                   .title = "Low ratings count as dislike",
                   .type = ParamType::Flag,
                   .standard = true,
                   .help = "Ratings in the lower half of the scale are subtracted instead of added."});
    all.push_back({.name = "half_life_days",
                   .title = "Half-life (days)",
                   .type = ParamType::Real,
                   .standard = 0.0,
                   .low = 0,
                   .high = 3650,
                   .help = "After so many days an event of the history counts half; 0 counts all alike.",
                   .advanced = true});
    return all;
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
        .params = params(),
        .fit = fit,
        .load = loadContentModel,
        .forecast = forecast};
    return info;
}

} // namespace tastescope
