// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/explore/ruled_list.h"

#include "storage/use_cases/clock.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace tastescope {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Explore", text);
}

Result<PipelineAnswer> answerOf(const RuledSource& source, const Asker& asker,
                                std::optional<ItemIndex> traced, const ExecutionContext& context) {
    PipelineRequest request;
    request.rules = source.rules;
    request.rulesName = source.rules.name;
    request.clock = wallClockNow();
    request.recallPeople = 0;
    return runPipeline(*source.by, asker, request, traced, context);
}

Asker askerOf(const RuledSource& source, const History& history, const HistoryEdit& edit) {
    return edit.empty() ? Asker(UserRow{source.by->data.get(), source.user}) : applyEdit(history, edit);
}

std::vector<ScoredItem> listOf(const PipelineRun& run) {
    std::vector<ScoredItem> list;
    for (const std::uint32_t candidate : run.list) {
        list.push_back({run.person().items[candidate], static_cast<float>(run.person().scores[candidate])});
    }
    return list;
}

} // namespace

Result<std::vector<ListPlace>> ruledPlaces(const RuledSource& source, const History& history,
                                           const HistoryEdit& edit, std::size_t k,
                                           const ExecutionContext& context) {
    TRY_ASSIGN(const auto answer, answerOf(source, askerOf(source, history, edit), std::nullopt, context));
    std::vector<ScoredItem> now = listOf(answer.run);
    now.resize(std::min(now.size(), k));
    std::vector<ScoredItem> before = now;
    if (!edit.empty()) {
        TRY_ASSIGN(const auto untouched, answerOf(source, history, std::nullopt, context));
        before = listOf(untouched.run);
        before.resize(std::min(before.size(), k));
    }
    std::vector<ListPlace> places;
    for (const ScoredItem& entry : now) {
        const auto was = std::ranges::find(before, entry.item, &ScoredItem::item);
        places.push_back({entry, places.size() + 1,
                          was == before.end() ? 0 : static_cast<std::size_t>(was - before.begin()) + 1});
    }
    return places;
}

Result<QString> ruledSentence(const RuledSource& source, const History& history, const HistoryEdit& edit,
                              ItemIndex item, const ExecutionContext& context) {
    TRY_ASSIGN(const auto answer, answerOf(source, askerOf(source, history, edit), item, context));
    const Biography& story = *answer.trace;
    QStringList sources;
    for (const SourceStory& one : story.sources) {
        if (one.brought) {
            sources << say("%1 (rank %2)").arg(toQString(one.source), formatCount(one.rank));
        }
    }
    QStringList sentences;
    if (!sources.isEmpty()) {
        sentences << say("Found by %1.").arg(sources.join(QStringLiteral(", ")));
    }
    if (story.rank > 0) {
        sentences << say("%1 has it at %2 of %3.")
                         .arg(toQString(source.by->ranker), formatCount(story.rank), formatCount(story.of));
    }
    std::string moved;
    for (std::size_t place = 0; place < answer.run.list.size(); ++place) {
        if (answer.run.person().items[answer.run.list[place]] == item) {
            moved = answer.reasons[place];
        }
    }
    if (story.place == 0) {
        sentences << toQString(story.why);
    } else if (story.place == story.rank) {
        sentences << say("The rules leave it there.");
    } else if (moved.empty()) {
        sentences << say("The rules together put it at %1.").arg(formatCount(story.place));
    } else {
        sentences << say("Put at %1 by %2.").arg(formatCount(story.place), toQString(moved));
    }
    return sentences.join(u' ');
}

} // namespace tastescope
