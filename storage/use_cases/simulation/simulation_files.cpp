// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/report/report_content.h"
#include "storage/export/json_writer.h"
#include "storage/export/table_file.h"
#include "storage/export/text_format.h"
#include "storage/files/atomic_file.h"
#include "storage/use_cases/simulation/simulate.h"

#include <cmath>

namespace tastescope {
namespace {

void writeRounds(JsonWriter& json, const SimulationResult& result) {
    json.key("rounds").beginArray();
    for (const LoopRound& round : result.rounds) {
        json.beginObject().field("round", round.round).field("policy", result.policies[round.policy]);
        json.field("repeat", round.repeat).key("metrics").beginObject();
        for (std::size_t at = 0; at < result.metrics.size(); ++at) {
            json.key(result.metrics[at].id).beginObject().field("value", round.values[at]);
            json.field("users", round.people).endObject();
        }
        json.endObject().endObject();
    }
    json.endArray();
}

void writeBands(JsonWriter& json, const SimulationResult& result) {
    json.key("bands").beginArray();
    for (std::size_t round = 0; round < result.roundCount(); ++round) {
        for (std::size_t policy = 0; policy < result.policies.size(); ++policy) {
            json.beginObject().field("round", round).field("policy", result.policies[policy]);
            json.key("metrics").beginObject();
            for (std::size_t at = 0; at < result.metrics.size(); ++at) {
                const Band band = bandOf(result, round, policy, at);
                json.key(result.metrics[at].id).beginObject().field("value", band.mean);
                json.field("low", band.low).field("high", band.high).field("repeats", band.repeats);
                json.endObject();
            }
            json.endObject().endObject();
        }
    }
    json.endArray();
}

void writeRuns(JsonWriter& json, const SimulationResult& result) {
    json.key("runs").beginArray();
    for (const LoopRun& run : result.runs) {
        json.beginObject().field("policy", result.policies[run.policy]).field("repeat", run.repeat);
        json.field("events_before", run.eventsBefore).field("choices", run.choices);
        json.field("events_after", run.eventsAfter).field("left", run.left);
        json.field("trainings", run.trainings).endObject();
    }
    json.endArray();
}

void writeSanity(JsonWriter& json, const SimulateAnswer& answer) {
    const Sanity& sanity = answer.sanity;
    json.key("sanity").beginObject().field("verdict", verdictName(sanity.verdict));
    json.field("text", sanity.words).field("real_choices", sanity.real);
    json.field("tastes", answer.truth ? "truth" : answer.strength ? "fitted" : "none");
    if (answer.strength) {
        json.field("strength", *answer.strength);
    }
    if (sanity.foresight) {
        const Foresight& seen = *sanity.foresight;
        json.key("foresight").beginObject().field("cases", seen.cases).field("hits", seen.hits);
        json.field("low", seen.low).field("high", seen.high).field("chance", seen.chance);
        json.field("pseudo_r2", seen.pseudoR2).endObject();
    }
    json.field("category_noise", sanity.categoryNoise).key("policies").beginArray();
    for (const FirstChoices& first : sanity.policies) {
        json.beginObject().field("policy", first.policy).field("choices", first.choices);
        json.field("category_distance", first.categoryDistance);
        json.field("popularity_ratio", first.popularityRatio).endObject();
    }
    json.endArray().endObject();
}

void writeEstimates(JsonWriter& json, const SimulateAnswer& answer) {
    json.key("estimates").beginArray();
    for (const ChoiceEstimate& one : answer.estimates) {
        json.beginObject().field("id", one.id).field("title", one.title).field("estimated", one.estimated);
        if (one.estimated) {
            json.field("value", one.is.value).field("low", one.is.low).field("high", one.is.high);
            json.field("events", one.events).field("source", one.source);
            json.field("used", answer.used.contains(one.id));
            if (!one.note.empty()) {
                json.field("note", one.note);
            }
        } else {
            json.field("why_not", one.note);
        }
        json.endObject();
    }
    json.endArray();
}

std::string endingOf(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    for (char& letter : ending) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return ending;
}

bool isReport(const std::filesystem::path& path) {
    const std::string form = endingOf(path);
    return form == ".html" || form == ".htm" || form == ".pdf";
}

} // namespace

std::string simulationJson(const SimulateAnswer& answer) {
    const SimulationResult& result = answer.result;
    JsonWriter json;
    json.beginObject().field("users", result.people.size()).field("k", answer.options.k);
    json.field("choice", choiceName(answer.options.choice.model)).field("repeats", result.repeats);
    json.key("metrics").beginArray();
    for (const LoopMetric& metric : result.metrics) {
        json.beginObject().field("id", metric.id).field("title", metric.title);
        json.field("unit", metric.unit).field("help", metric.help).endObject();
    }
    json.endArray();
    writeRounds(json, result);
    writeBands(json, result);
    writeRuns(json, result);
    writeSanity(json, answer);
    if (!answer.estimates.empty()) {
        writeEstimates(json, answer);
    }
    if (result.roundCount() > 0) {
        const Takeaway takeaway = takeawayOf(result, result.roundCount() - 1, result.policies);
        json.field("takeaway", takeaway.title + ". " + takeaway.text);
    }
    return json.endObject().text();
}

Result<void> checkSimulationFile(const std::filesystem::path& path) {
    if (!isReport(path)) {
        if (const auto format = exportFormat(path); !format) {
            Error error = format.error();
            error.remedy += ", or .html or .pdf for a report with charts";
            return error;
        }
    }
    return {};
}

Result<void> writeSimulation(const SimulateAnswer& answer, const std::filesystem::path& path,
                             const ExecutionContext& context, Cells cells) {
    const SimulationResult& result = answer.result;
    if (isReport(path)) {
        const ReportContent report = simulationReport(answer);
        return writeFileAtomically(path, endingOf(path) == ".pdf" ? pdfOf(report) : htmlOf(report));
    }
    std::vector<TableColumn> columns{{"round", true}, {"policy"}, {"repeat", true}, {"users", true}};
    for (const LoopMetric& metric : result.metrics) {
        columns.push_back({metric.id, true});
    }
    TRY_ASSIGN(auto file, TableFile::create(path, columns, cells));
    for (const LoopRound& round : result.rounds) {
        if (context.stopRequested()) {
            return cancelledError();
        }
        std::vector<std::string> row{std::to_string(round.round), result.policies[round.policy],
                                     std::to_string(round.repeat), std::to_string(round.people)};
        for (const double value : round.values) {
            row.push_back(std::isnan(value) ? "" : shortestNumber(value));
        }
        TRY(file.row(row));
    }
    return file.commit();
}

} // namespace tastescope
