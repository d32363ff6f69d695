// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/train/train_ranker.h"

#include "app/cli/project_access.h"
#include "app/cli/text_table.h"
#include "storage/export/json_writer.h"

#include <cmath>

namespace tastescope {
namespace {

constexpr std::size_t shownFeatures = 12;

std::string jsonOf(const TrainedRanker& trained) {
    const StoredModel& stored = trained.stored;
    const RankerReport& report = trained.ranker->report();
    JsonWriter json;
    json.beginObject().field("name", stored.name).field("algorithm", stored.algorithm);
    json.field("weighing", stored.weighing).field("params", stored.params).field("seed", stored.seed);
    json.field("seconds", stored.fitSeconds).field("bytes", stored.bytes).field("loss", stored.loss);
    json.key("losses").beginArray();
    for (const LossPoint& point : stored.losses) {
        json.value(point.validation);
    }
    json.endArray().field("verdict", trained.ranker->verdict()).field("boosts", report.boosts);
    json.field("trees", trained.ranker->trees().size()).field("tree_loss", report.loss);
    json.field("people_judging", report.people).field("people_learned", report.learned);
    json.key("sources").beginArray();
    const std::vector<RankerSource>& sources = trained.ranker->features().sources();
    for (std::size_t at = 0; at < sources.size(); ++at) {
        json.beginObject()
            .field("id", sources[at].algorithm)
            .field("ndcg@10", report.sources[at])
            .endObject();
    }
    json.endArray().field("ndcg@10", report.ranker).key("gain").beginObject();
    json.field("value", report.gain.mean).field("low", report.gain.low).field("high", report.gain.high);
    json.field("users", report.gain.users).endObject().key("importance").beginArray();
    for (const FeatureShare& share : trained.ranker->importance()) {
        json.beginObject().field("feature", share.feature).field("share", share.amount).endObject();
    }
    return json.endArray().endObject().text();
}

void showSources(Shell& shell, const LearnedRanker& ranker) {
    TextTable table({"on people held back", ">NDCG@10"});
    for (std::size_t at = 0; at < ranker.features().sources().size(); ++at) {
        table.row({ranker.features().sources()[at].title, decimalText(ranker.report().sources[at])});
    }
    table.row({"trees", decimalText(ranker.report().ranker)});
    shell.showText(table.text());
}

void showImportance(Shell& shell, const LearnedRanker& ranker) {
    TextTable table({"feature", ">importance"});
    std::size_t shown = 0;
    for (const FeatureShare& share : ranker.importance()) {
        if (shown++ < shownFeatures) {
            table.row({share.feature, percentText(share.amount)});
        }
    }
    shell.showText("\n" + table.text());
}

} // namespace

Result<void> runTrainRanker(Shell& shell, const std::string& project, const RankerRequest& request) {
    TRY_ASSIGN(const auto opened, openProject(shell, project, OpenMode::ReadWrite));
    TRY_ASSIGN(const auto trained,
               trainAndStoreRanker(*opened.project, *opened.dataset, request, shell.context(request.seed)));
    warnOfOtherName(shell, request.name, trained.stored.name);
    if (shell.json) {
        shell.answer(jsonOf(trained));
        return {};
    }
    const LearnedRanker& ranker = *trained.ranker;
    shell.confirm("Trained and stored \"" + trained.stored.name + "\" in " +
                  secondsText(trained.stored.fitSeconds) + ", " + bytesText(trained.stored.bytes));
    shell.remark(ranker.verdict());
    if (ranker.report().people > 0) {
        showSources(shell, ranker);
    }
    if (ranker.report().boosts) {
        showImportance(shell, ranker);
    }
    return {};
}

} // namespace tastescope
