// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/specification.h"

#include "engine/base/name_list.h"
#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "storage/export/json_writer.h"
#include "storage/export/text_format.h"
#include "storage/files/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace tastescope {
namespace {

std::string wholePath(const std::filesystem::path& path) {
    std::error_code ignored;
    const std::filesystem::path whole = std::filesystem::absolute(path, ignored);
    return path.empty() ? std::string() : whole.empty() ? path.string() : whole.lexically_normal().string();
}

/// What somebody set: the rest are defaults, some of which follow from the data.
std::string changesOf(const ParamSet& params, const std::string& id) {
    const AlgorithmInfo* algorithm = findAlgorithm(id);
    return algorithm && !params.values().empty() ? params.textOfChanges(algorithm->params) : params.text();
}
std::string paramsOf(const Contestant& contestant) {
    return changesOf(contestant.params, contestant.algorithm);
}

/// Whether it is what `base` was moved away from, with the knob moved and nothing else.
bool isPoint(const Contestant& one, const Contestant& base, const std::string& knob) {
    const auto rulesOf = [](const Contestant& of) { return of.rules ? of.rules->json : std::string(); };
    if (!one.sweptFrom || !base.sweptFrom || one.algorithm != base.algorithm ||
        rulesOf(one) != rulesOf(base) ||
        changesOf(*one.sweptFrom, one.algorithm) != changesOf(*base.sweptFrom, base.algorithm)) {
        return false;
    }
    const auto& from = base.sweptFrom->values();
    return std::ranges::all_of(one.params.values(), [&](const auto& value) {
        const auto before = from.find(value.first);
        return value.first == knob || before == from.end() || before->second == value.second;
    });
}

/// The values of a parameter that was swept, as --sweep takes them; empty where it was something else.
std::string sweptValues(const EvaluateRequest& request) {
    std::string values;
    for (const Contestant& contestant : request.contestants) {
        const auto value = request.sweep ? contestant.params.values().find(request.sweep->knob)
                                         : contestant.params.values().end();
        if (value == contestant.params.values().end() ||
            !isPoint(contestant, request.contestants.front(), request.sweep->knob)) {
            return {};
        }
        values += (values.empty() ? "" : ",") + paramText(value->second);
    }
    return values;
}

using FilesByName = std::vector<std::pair<std::string_view, const std::vector<std::filesystem::path>*>>;

FilesByName filesOf(const EvaluateRequest& request) {
    return {{"lists", &request.listFiles},
            {"scores", &request.scoreFiles},
            {"predictions", &request.predictionFiles}};
}

bool isKept(const EvaluateRequest& request, const std::filesystem::path& list) {
    return std::ranges::find(request.keptLists, list) != request.keptLists.end();
}

void writeContestants(JsonWriter& json, const EvaluateRequest& request) {
    json.key("models").beginArray();
    for (const Contestant& contestant : request.contestants) {
        json.beginObject().field("label", contestant.label).field("algorithm", contestant.algorithm);
        json.field("params", paramsOf(contestant));
        if (contestant.sweptFrom) {
            json.field("swept_from", changesOf(*contestant.sweptFrom, contestant.algorithm));
        }
        if (contestant.rules) {
            json.field("rules", contestant.rules->json).field("rules_name", contestant.rules->name);
        }
        json.endObject();
    }
    json.endArray();
    for (const auto& [name, files] : filesOf(request)) {
        json.key(name).beginArray();
        for (const std::filesystem::path& file : *files) {
            json.value(wholePath(file));
        }
        json.endArray();
    }
    json.key("kept").beginArray();
    for (const std::filesystem::path& file : request.listFiles) {
        if (isKept(request, file)) {
            json.value(wholePath(file));
        }
    }
    json.endArray();
}

void writeTime(JsonWriter& json, std::string_view name, Time time, Time none) {
    json.key(name);
    time == none ? json.null() : json.value(std::to_string(time)); // as seeds, for its size
}

void writeFilter(JsonWriter& json, const EventFilter& filter) {
    json.key("filter").beginObject().key("signals").beginArray();
    for (const std::string& signal : filter.signals) {
        json.value(signal);
    }
    json.endArray();
    writeTime(json, "from", filter.from, noTime);
    writeTime(json, "until", filter.until, std::numeric_limits<Time>::max());
    json.key("min_value");
    filter.minValue ? json.value(*filter.minValue) : json.null();
    json.field("min_user_events", filter.minUserEvents).field("min_item_events", filter.minItemEvents);
    json.endObject();
}

void writeParts(JsonWriter& json, const EvaluateRequest& request) {
    if (!request.trainFile.empty()) {
        json.key("files").beginObject().field("train", wholePath(request.trainFile));
        json.field("test", wholePath(request.testFile)).field("history", wholePath(request.historyFile));
        json.endObject();
    } else {
        // As text, because JSON readers may round numbers over 2^53.
        json.key("split").beginObject().field("protocol", protocolName(request.split.protocol));
        json.field("test", request.split.test).field("seed", std::to_string(request.split.seed));
        json.endObject();
    }
    json.key("map").beginArray();
    for (const auto& [role, column] : request.fileMap) {
        json.beginArray().value(role).value(column).endArray();
    }
    json.endArray().field("values", request.values);
    json.field("folds", request.folds).field("folds_file", wholePath(request.foldsFile));
    json.field("repeats", request.repeats).field("leave_out_unseen", request.leaveOutUnseen);
    json.field("leaks", request.leaks).field("validation", wholePath(request.validationFile));
    json.field("slices", request.slices);
    writeFilter(json, request.filter);
}

void writeMeasures(JsonWriter& json, const EvaluateRequest& request) {
    json.key("k").beginArray();
    for (const std::size_t k : request.options.ks) {
        json.value(k);
    }
    json.endArray().key("metrics").beginArray();
    for (const MetricInfo* metric : request.options.metrics) {
        json.value(metric->id);
    }
    json.endArray().key("candidates").beginObject();
    json.field("sampled", request.options.sampledCandidates);
    json.field("file", wholePath(request.candidatesFile));
    json.field("given", !request.options.candidates.empty()).endObject();
    json.field("resamples", request.options.resamples).field("all_users", request.options.allUsers);
    json.field("by", request.by == "users" ? request.by : wholePath(request.by));
}

/// A number that is kept as text; `otherwise` where there is none.
template <typename Number>
Number numberIn(const JsonTree& from, Number otherwise) {
    if (const Result<std::string> text = from.text()) {
        std::from_chars(text->data(), text->data() + text->size(), otherwise);
    }
    return otherwise;
}

std::uint64_t seedOf(const JsonTree& from) {
    return numberIn<std::uint64_t>(from, 42);
}

/// A number of things; 0 for what is none.
std::size_t countOf(const JsonTree& from) {
    const Result<std::int64_t> number = from.integer();
    return number && *number > 0 ? static_cast<std::size_t>(*number) : 0;
}

Error notHere(std::string what) {
    return {ErrorCode::Unsupported, std::move(what), "Set the evaluation up anew", "experiment"};
}

Result<Contestant> contestantOf(const JsonTree& from) {
    Contestant contestant;
    TRY_ASSIGN(contestant.label, from.at("label").text());
    TRY_ASSIGN(contestant.algorithm, from.at("algorithm").text());
    TRY_ASSIGN(const auto params, from.at("params").text());
    const AlgorithmInfo* algorithm = findAlgorithm(contestant.algorithm);
    if (contestant.algorithm.empty()) {
        return notHere(fmt::format("The lists \"{}\" were judged without a file", contestant.label));
    }
    if (!algorithm) {
        return notHere(fmt::format("There is no algorithm \"{}\" any more", contestant.algorithm));
    }
    Result<ParamSet> parsed = ParamSet::parse(algorithm->params, params, contestant.label);
    if (!parsed) {
        return notHere(parsed.error().message);
    }
    contestant.params = *std::move(parsed);
    if (from.has("swept_from")) {
        TRY_ASSIGN(const auto base, from.at("swept_from").text());
        Result<ParamSet> before = ParamSet::parse(algorithm->params, base, contestant.label);
        if (!before) {
            return notHere(before.error().message);
        }
        contestant.sweptFrom = *std::move(before);
    }
    if (from.has("rules")) {
        ListRules& rules = contestant.rules.emplace();
        TRY_ASSIGN(rules.json, from.at("rules").text());
        TRY_ASSIGN(rules.name, from.at("rules_name").text());
    }
    return contestant;
}

Result<std::vector<std::filesystem::path>> pathsOf(const JsonTree& from) {
    std::vector<std::filesystem::path> files;
    if (from.isNull()) {
        return files;
    }
    TRY_ASSIGN(const auto entries, from.array());
    for (const JsonTree& entry : entries) {
        TRY_ASSIGN(auto file, entry.text());
        files.emplace_back(std::move(file));
    }
    return files;
}

Result<void> readParts(const JsonTree& from, EvaluateRequest& request) {
    if (from.has("files")) {
        const JsonTree& files = from.at("files");
        TRY_ASSIGN(request.trainFile, files.at("train").text());
        TRY_ASSIGN(request.testFile, files.at("test").text());
        TRY_ASSIGN(request.historyFile, files.at("history").text());
    } else {
        const JsonTree& split = from.at("split");
        TRY_ASSIGN(const auto name, split.at("protocol").text());
        TRY_ASSIGN(request.split.protocol, parseProtocol(name));
        TRY_ASSIGN(request.split.test, split.at("test").number());
        request.split.seed = seedOf(split.at("seed"));
    }
    TRY_ASSIGN(const auto map, from.at("map").array());
    for (const JsonTree& entry : map) {
        TRY_ASSIGN(const auto pair, entry.array());
        if (pair.size() != 2) {
            return entry.wrong("This is no role with its column", "Write both");
        }
        TRY_ASSIGN(auto role, pair[0].text());
        TRY_ASSIGN(auto column, pair[1].text());
        request.fileMap.emplace_back(std::move(role), std::move(column));
    }
    TRY_ASSIGN(request.values, from.at("values").flag());
    return {};
}

Result<void> readFilter(const JsonTree& from, EventFilter& filter) {
    TRY_ASSIGN(const auto signals, from.at("signals").array());
    for (const JsonTree& signal : signals) {
        TRY_ASSIGN(auto name, signal.text());
        filter.signals.push_back(std::move(name));
    }
    filter.from = from.has("from") ? numberIn(from.at("from"), noTime) : noTime;
    filter.until = numberIn(from.at("until"), filter.until);
    if (from.has("min_value")) {
        TRY_ASSIGN(filter.minValue, from.at("min_value").number());
    }
    filter.minUserEvents = countOf(from.at("min_user_events"));
    filter.minItemEvents = countOf(from.at("min_item_events"));
    return {};
}

/// What experiments of older versions do not have.
Result<void> readRuns(const JsonTree& from, EvaluateRequest& request) {
    request.folds = countOf(from.at("folds"));
    if (from.has("folds_file")) {
        TRY_ASSIGN(request.foldsFile, from.at("folds_file").text());
    }
    request.repeats = std::max<std::size_t>(1, countOf(from.at("repeats")));
    if (from.has("leave_out_unseen")) {
        TRY_ASSIGN(request.leaveOutUnseen, from.at("leave_out_unseen").flag());
    }
    if (from.has("all_users")) {
        TRY_ASSIGN(request.options.allUsers, from.at("all_users").flag());
    }
    if (from.has("leaks")) {
        TRY_ASSIGN(request.leaks, from.at("leaks").flag());
        TRY_ASSIGN(request.validationFile, from.at("validation").text());
    }
    if (from.has("slices")) {
        TRY_ASSIGN(request.slices, from.at("slices").flag());
    }
    return from.has("filter") ? readFilter(from.at("filter"), request.filter) : Result<void>();
}

Result<void> readMeasures(const JsonTree& from, EvaluateRequest& request) {
    request.options.ks.clear();
    TRY_ASSIGN(const auto ks, from.at("k").array());
    for (const JsonTree& k : ks) {
        request.options.ks.push_back(countOf(k));
    }
    TRY_ASSIGN(const auto metrics, from.at("metrics").array());
    for (const JsonTree& metric : metrics) {
        TRY_ASSIGN(const auto id, metric.text());
        request.options.metrics.push_back(findMetric(id));
        if (!request.options.metrics.back()) {
            return notHere(fmt::format("There is no metric \"{}\" any more", id));
        }
    }
    const JsonTree& candidates = from.at("candidates");
    TRY_ASSIGN(const auto given, candidates.at("given").flag());
    if (given) {
        return notHere("The candidates were given without a file");
    }
    request.options.sampledCandidates = countOf(candidates.at("sampled"));
    TRY_ASSIGN(request.candidatesFile, candidates.at("file").text());
    request.options.resamples = countOf(from.at("resamples"));
    TRY_ASSIGN(request.by, from.at("by").text());
    return {};
}

Result<SpecifiedRequest> readRequest(std::string_view text) {
    TRY_ASSIGN(const auto from, JsonTree::parse(text));
    SpecifiedRequest out;
    out.seed = seedOf(from.at("seed"));
    TRY_ASSIGN(const auto models, from.at("models").array());
    for (const JsonTree& model : models) {
        TRY_ASSIGN(auto contestant, contestantOf(model));
        out.request.contestants.push_back(std::move(contestant));
    }
    if (from.has("sweep")) {
        Sweep& sweep = out.request.sweep.emplace();
        TRY_ASSIGN(sweep.of, from.at("sweep").at("of").text());
        TRY_ASSIGN(sweep.knob, from.at("sweep").at("knob").text());
    }
    TRY_ASSIGN(out.request.listFiles, pathsOf(from.at("lists")));
    TRY_ASSIGN(out.request.keptLists, pathsOf(from.at("kept"))); // null in experiments of older versions
    TRY_ASSIGN(out.request.scoreFiles, pathsOf(from.at("scores")));
    TRY_ASSIGN(out.request.predictionFiles, pathsOf(from.at("predictions")));
    out.request.split.seed = out.seed; // files have no split, and a seed all the same
    TRY(readParts(from, out.request));
    TRY(readRuns(from, out.request));
    TRY(readMeasures(from, out.request));
    return out;
}

/// As a POSIX shell reads it as one word.
std::string shellWord(std::string_view text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                       "_-+=:,./@%";
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
        return std::string(text);
    }
    std::string word = "'";
    for (const char letter : text) {
        word += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    }
    return word + "'";
}

/// Grows by one flag after the other.
class Command {
public:
    explicit Command(std::string begin) : m_text(std::move(begin)) {}
    void add(std::string_view flag, std::string_view value) {
        m_text += fmt::format(" {} {}", flag, shellWord(value));
    }
    void add(std::string_view flag) { m_text += fmt::format(" {}", flag); }
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

std::string joined(const auto& values, const auto& textOf) {
    std::string text;
    for (const auto& value : values) {
        text += (text.empty() ? "" : ",") + textOf(value);
    }
    return text;
}

void addParts(const EvaluateRequest& request, Command& command) {
    if (!request.trainFile.empty()) {
        command.add("--train", wholePath(request.trainFile));
        command.add("--test", wholePath(request.testFile));
        if (!request.historyFile.empty()) {
            command.add("--history", wholePath(request.historyFile));
        }
    } else if (!request.foldsFile.empty()) {
        command.add("--folds", wholePath(request.foldsFile));
    } else {
        command.add("--protocol", protocolName(request.split.protocol));
        request.folds > 0 ? command.add("--folds", std::to_string(request.folds))
                          : command.add("--test", fmt::format("{}", request.split.test));
    }
    if (request.repeats > 1) {
        command.add("--repeat", std::to_string(request.repeats));
    }
    if (request.leaveOutUnseen) {
        command.add("--unseen", "leave-out");
    }
    const bool files = !request.trainFile.empty() || !request.foldsFile.empty() ||
                       !request.listFiles.empty() || !request.scoreFiles.empty() ||
                       !request.predictionFiles.empty();
    for (const auto& [role, column] : request.fileMap) {
        if (files) { // the names may have outlived the files
            command.add("--map", fmt::format("{}={}", role, column));
        }
    }
}

void addFilter(const EventFilter& filter, Command& command) {
    if (!filter.signals.empty()) {
        command.add("--signals", joinNames(filter.signals));
    }
    if (filter.from != noTime) {
        command.add("--from", isoTime(filter.from));
    }
    if (filter.until != std::numeric_limits<Time>::max()) {
        command.add("--until", isoTime(filter.until));
    }
    if (filter.minValue) {
        command.add("--min-value", fmt::format("{}", *filter.minValue));
    }
    if (filter.minUserEvents > 0) {
        command.add("--min-user-events", std::to_string(filter.minUserEvents));
    }
    if (filter.minItemEvents > 0) {
        command.add("--min-item-events", std::to_string(filter.minItemEvents));
    }
}

void addMeasures(const EvaluateRequest& request, Command& command) {
    const EvaluationOptions& options = request.options;
    command.add("--k", joined(options.ks, [](std::size_t k) { return std::to_string(k); }));
    if (!options.metrics.empty()) {
        command.add("--metrics",
                    joined(options.metrics, [](const MetricInfo* metric) { return metric->id; }));
    }
    if (options.sampledCandidates > 0) {
        command.add("--candidates", fmt::format("sampled:{}", options.sampledCandidates));
    } else if (!request.candidatesFile.empty()) {
        command.add("--candidates", wholePath(request.candidatesFile));
    }
    if (options.allUsers) {
        command.add("--users", "all");
    }
    if (!request.by.empty()) {
        command.add("--by", request.by == "users" ? request.by : wholePath(request.by));
    }
    if (request.values) {
        command.add("--values");
    }
    if (request.leaks) {
        command.add("--leaks");
    }
    // Of one alone there is nobody whom it loses to another, and the command says so.
    if (request.slices &&
        request.contestants.size() + request.listFiles.size() + request.scoreFiles.size() > 1) {
        command.add("--slices");
    }
    if (!request.validationFile.empty()) {
        command.add("--validation", wholePath(request.validationFile));
    }
}

} // namespace

std::string specificationOf(const EvaluateRequest& request, std::uint64_t seed) {
    JsonWriter json;
    json.beginObject().field("version", 1).field("seed", std::to_string(seed));
    writeContestants(json, request);
    if (request.sweep) {
        json.key("sweep").beginObject().field("of", request.sweep->of);
        json.field("knob", request.sweep->knob).endObject();
    }
    writeParts(json, request);
    writeMeasures(json, request);
    json.endObject();
    return json.text();
}

Result<SpecifiedRequest> requestOf(std::string_view specification) {
    if (specification.empty()) {
        return notHere("What was asked for was not kept by the version that measured it");
    }
    Result<SpecifiedRequest> request = readRequest(specification);
    if (!request && request.error().code != ErrorCode::Unsupported) {
        return Error{ErrorCode::Corrupt, "What the experiment was asked for is damaged",
                     "Set the evaluation up anew", request.error().context};
    }
    return request;
}

/// A point of a sweep that stands alone, with what the data decided for it set by hand.
std::string measuredParams(const Contestant& contestant, std::span<const ModelResult> measured) {
    const auto model = std::ranges::find(measured, contestant.label, &ModelResult::label);
    if (!contestant.sweptFrom || model == measured.end()) {
        return paramsOf(contestant);
    }
    const std::string rules = contestant.rules ? "+" + contestant.rules->name : "";
    return model->params.substr(0, model->params.size() - rules.size());
}

std::string evaluateCommand(const EvaluateRequest& request, std::uint64_t seed,
                            const std::filesystem::path& project, std::span<const ModelResult> measured,
                            std::span<const StoredOutside> kept) {
    Command command("tastescope-cli evaluate " + shellWord(project.string()));
    const std::string swept = sweptValues(request);
    for (const Contestant& contestant : request.contestants) {
        const std::string params = swept.empty() ? measuredParams(contestant, measured)
                                                 : changesOf(*contestant.sweptFrom, contestant.algorithm);
        command.add("--model", contestant.algorithm + (params.empty() ? "" : ":" + params) +
                                   (contestant.rules ? "+" + contestant.rules->json : ""));
        if (!swept.empty()) { // all are this one with one thing moved
            command.add("--sweep", request.sweep->knob + "=" + swept);
            break;
        }
    }
    for (const auto& [name, files] : filesOf(request)) {
        for (const std::filesystem::path& file : *files) {
            const auto copy = std::ranges::find_if(kept, [&](const StoredOutside& lists) {
                return std::filesystem::path(lists.origin) == file;
            });
            const bool judgedCopy = name == "lists" && isKept(request, file) && copy != kept.end();
            command.add(fmt::format("--{}", name), judgedCopy ? "kept:" + copy->name : wholePath(file));
        }
    }
    addParts(request, command);
    addFilter(request.filter, command);
    addMeasures(request, command);
    command.add("--seed", std::to_string(seed));
    return command.text();
}

std::string protocolText(const EvaluateRequest& request) {
    std::string text;
    if (!request.trainFile.empty()) {
        text = fmt::format("files {} and {}", request.trainFile.filename().string(),
                           request.testFile.filename().string());
    } else if (!request.foldsFile.empty()) {
        text = fmt::format("folds of {}", request.foldsFile.filename().string());
    } else if (request.folds > 0) {
        text = fmt::format("{}, {} folds", protocolName(request.split.protocol), request.folds);
    } else if (request.split.protocol == Protocol::LeaveLastOut) {
        text = protocolName(request.split.protocol);
    } else {
        text = fmt::format("{}, {:g} % test", protocolName(request.split.protocol), 100 * request.split.test);
    }
    text += request.repeats > 1 ? fmt::format(", {} seeds", request.repeats) : "";
    text += request.leaveOutUnseen ? ", unseen left out" : "";
    text += request.options.allUsers ? ", lists for all" : "";
    const std::string filter = filterText(request.filter);
    return filter.empty() ? text : text + "; " + filter;
}

} // namespace tastescope
