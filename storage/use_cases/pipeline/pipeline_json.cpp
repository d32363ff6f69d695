// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/export/json_writer.h"
#include "storage/use_cases/pipeline/project_pipeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace tastescope {
namespace {

class Writer {
public:
    explicit Writer(const PipelineAnswer& answer) : m_answer(answer), m_run(answer.run) {}

    std::string text() {
        m_json.beginObject().key("user");
        if (m_answer.person.empty()) {
            m_json.null(); // a history of nobody in the data
        } else {
            m_json.value(m_answer.person);
        }
        m_json.field("model", m_answer.by.main.name).field("ranker", m_answer.by.ranker);
        stages();
        sources();
        before();
        after();
        relaxed();
        recall();
        m_json.key("trace");
        if (m_answer.trace) {
            trace(*m_answer.trace);
        } else {
            m_json.null();
        }
        return m_json.endObject().text();
    }

private:
    void item(ItemIndex item) {
        const Dataset& data = *m_answer.by.data;
        m_json.field("item", data.items().at(item.value)).field("title", data.itemAttributes().title(item));
    }
    /// A rank that there may not be.
    void place(std::string_view key, std::size_t rank) {
        m_json.key(key);
        if (rank == 0) {
            m_json.null();
        } else {
            m_json.value(rank);
        }
    }

    void stages() {
        m_json.key("stages").beginArray();
        for (const StageCost& stage : m_run.stages) {
            m_json.beginObject().field("name", stage.name).field("count", stage.count);
            m_json.field("milliseconds", stage.milliseconds).endObject();
        }
        m_json.endArray();
    }

    void sources() {
        const CandidateMix& mix = m_answer.by.pipeline->mix();
        m_json.key("sources").beginArray();
        for (std::size_t at = 0; at < mix.names()->size(); ++at) {
            m_json.beginObject().field("name", (*mix.names())[at]);
            m_json.field("quota", mix.options().sources[at].quota).field("found", m_run.costs[at].found);
            m_json.field("taken", m_run.found.taken[at]).field("milliseconds", m_run.costs[at].milliseconds);
            m_json.field("index_recall", mix.indexRecall(at)).endObject();
        }
        m_json.endArray();
    }

    void before() {
        m_json.key("before").beginArray();
        const std::span<const RankedCandidate> list = m_run.before();
        for (std::size_t at = 0; at < list.size(); ++at) {
            const std::size_t candidate = m_run.found.find(list[at].item);
            const SourceHit* first = m_run.found.hitOf(candidate, 0);
            m_json.beginObject();
            item(list[at].item);
            m_json.field("rank", at + 1);
            place("was", first != nullptr ? first->rank : 0); // by the first source
            m_json.field("score", list[at].score).key("reasons").beginArray();
            for (const SourceHit& hit : m_run.found.hitsOf(candidate)) {
                if (m_run.found.brought(hit)) {
                    m_json.value(fmt::format("{} at {}", (*m_run.found.sources)[hit.source], hit.rank));
                }
            }
            m_json.endArray().endObject();
        }
        m_json.endArray();
    }

    void after() {
        m_json.key("after").beginArray();
        const PreparedPerson& person = m_run.person();
        for (std::size_t at = 0; at < m_run.list.size(); ++at) {
            const ItemIndex one = person.items[m_run.list[at]];
            m_json.beginObject();
            item(one);
            m_json.field("rank", at + 1);
            place("was", m_run.rankOf(one));
            m_json.field("score", person.scores[m_run.list[at]]).key("reasons").beginArray();
            if (!m_answer.reasons[at].empty()) {
                m_json.value(m_answer.reasons[at]);
            }
            m_json.endArray().endObject();
        }
        m_json.endArray();
    }

    void relaxed() {
        m_json.key("relaxed").beginArray();
        for (const Relaxation& one : m_run.result.relaxed) {
            m_json.beginObject().field("path", one.path).field("asked", one.asked).field("given", one.given);
            m_json.field("why", one.why).endObject();
        }
        m_json.endArray().key("notes").beginArray();
        for (const std::string& note : m_run.notes) {
            m_json.value(note);
        }
        m_json.endArray();
    }

    void summary(const Summary& value) {
        m_json.beginObject().field("value", value.mean).field("low", value.low).field("high", value.high);
        m_json.field("users", value.users).endObject();
    }

    void recall() {
        if (!m_answer.recall) {
            return;
        }
        const MixRecall& recall = *m_answer.recall;
        m_json.key("recall").beginObject().field("k", recall.k).field("value", recall.all.mean);
        m_json.field("low", recall.all.low).field("high", recall.all.high).field("users", recall.all.users);
        m_json.key("sources").beginArray();
        for (std::size_t at = 0; at < recall.sources.size(); ++at) {
            m_json.beginObject().field("name", (*m_run.found.sources)[at]).key("found");
            summary(recall.sources[at].found);
            m_json.key("own");
            summary(recall.sources[at].own);
            m_json.endObject();
        }
        m_json.endArray().endObject();
    }

    void trace(const Biography& story) {
        m_json.beginObject();
        item(story.item);
        m_json.field("stage", fateName(story.fate)).field("why", story.why);
        place("place", story.place);
        m_json.key("sources").beginArray();
        for (const SourceStory& one : story.sources) {
            m_json.beginObject().field("name", one.source);
            place("rank", one.rank);
            place("exact_rank", one.exact);
            m_json.field("taken", one.taken)
                .field("brought", one.brought)
                .field("score", one.score)
                .endObject();
        }
        m_json.endArray().key("ranking");
        if (story.ranker) {
            ranking(story);
        } else {
            m_json.null();
        }
        m_json.field("passed", story.passed)
            .field("relevance", story.relevance)
            .field("pinned", story.pinned);
        m_json.key("rules").beginArray();
        for (const RulePartEffect& part : story.parts) {
            m_json.beginObject().field("path", part.path).field("do", part.text).field("met", part.met);
            place("place_without", part.without);
            m_json.endObject();
        }
        m_json.endArray().key("terms");
        if (story.terms) {
            terms(*story.terms);
        } else {
            m_json.null();
        }
        m_json.endObject();
    }

    void ranking(const Biography& story) {
        m_json.beginObject();
        place("rank", story.rank);
        m_json.field("of", story.of).field("score", story.ranker->score).field("raw", story.ranker->raw);
        m_json.field("bias", story.ranker->bias).key("shares").beginArray();
        for (const FeatureShare& share : story.ranker->shares) {
            m_json.beginObject().field("feature", share.feature).field("amount", share.amount).endObject();
        }
        m_json.endArray().endObject();
    }

    void terms(const GainTerms& terms) {
        m_json.beginObject().field("relevance", terms.relevance).field("likeness", terms.likeness);
        m_json.field("divergence", terms.divergence).field("novelty", terms.novelty);
        m_json.field("freshness", terms.freshness).field("popularity", terms.popularity);
        m_json.field("attributes", terms.attributes).field("buried", terms.buried);
        m_json.field("growth", terms.growth).field("gain", terms.gain);
        if (!terms.objective.empty()) {
            m_json.field("objective", terms.objective);
        }
        m_json.endObject();
    }

    const PipelineAnswer& m_answer;
    const PipelineRun& m_run;
    JsonWriter m_json;
};

} // namespace

std::string pipelineJson(const PipelineAnswer& answer) {
    return Writer(answer).text();
}

} // namespace tastescope
