// SPDX-License-Identifier: GPL-3.0-or-later
// HetRec 2011 Last.fm: plays of artists by listeners, names of artists, tags that listeners gave.
#include "storage/import/planning/known_layouts.h"
#include "storage/import/sources/byte_source.h"

#include <algorithm>

namespace tastescope {
namespace {

constexpr std::string_view family = "lastfm";
constexpr std::string_view taggingLayout = "HetRec Last.fm tagged artists";
constexpr std::string_view tagsLayout = "HetRec Last.fm tags";

} // namespace

bool recogniseLastFm(Sniff& sniff) {
    if (sniff.hasNames({"userid", "artistid", "weight"})) {
        setRoles(sniff, FileKind::Interactions, {"user", "item", "value"});
        // The weight counts plays. It is kept, but one artist played 300,000 times must not drown the rest:
        // a pair counts once unless the person lets the value count.
        sniff.plan.signal = "listen";
        setLayout(sniff, family, "HetRec Last.fm plays");
    } else if (sniff.hasNames({"id", "name", "url", "pictureurl"})) {
        setRoles(sniff, FileKind::Items, {"item", "item.title", "item.url", "item.picture_url"});
        setLayout(sniff, family, "HetRec Last.fm artists");
    } else if (sniff.hasNames({"tagid", "tagvalue"})) {
        setRoles(sniff, FileKind::Ignored, {});
        setLayout(sniff, family, tagsLayout);
    } else if (sniff.hasNames({"userid", "artistid", "tagid", "day", "month", "year"})) {
        setRoles(sniff, FileKind::Items, {"-", "item", "item.tags"});
        sniff.plan.columns[2].listSeparator.clear();
        setLayout(sniff, family, taggingLayout);
    } else if (sniff.hasNames({"userid", "friendid"}) ||
               sniff.hasNames({"userid", "artistid", "tagid", "timestamp"})) {
        setRoles(sniff, FileKind::Ignored, {});
        setLayout(sniff, family, "HetRec Last.fm friends or tag times");
    } else {
        return false;
    }
    sniff.plan.dialect.quote = '\0';
    sniff.plan.dialect.escape = '\0';
    return true;
}

void completeLastFm(std::vector<Sniff>& sniffs, ImportPlan& plan) {
    plan.nouns = nounsForItem("artist");
    plan.signals = {{"listen", SignalKind::Implicit, 1, false}};
    const auto tags =
        std::ranges::find_if(sniffs, [](const Sniff& sniff) { return sniff.plan.layout == tagsLayout; });
    for (Sniff& sniff : sniffs) {
        if (sniff.plan.layout != taggingLayout) {
            continue;
        }
        if (tags == sniffs.end()) {
            sniff.plan.kind = FileKind::Ignored;
            plan.notes.push_back(fileName(sniff) + " is not used: it needs tags.dat beside it");
            continue;
        }
        sniff.plan.columns[2].lookup = "tags";
        if (plan.lookups.empty()) {
            plan.lookups.push_back({"tags", tags->plan, 0, 1});
        }
    }
}

} // namespace tastescope
