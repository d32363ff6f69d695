// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/experiments/specification.h"

#include "engine/metrics/metric.h"
#include "engine/registry/registry.h"
#include "storage/export/json_writer.h"
#include "storage/files/json_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tastescope {
namespace {

std::string wholePath(const std::filesystem::path& path) {
    std::error_code ignored;
    const std::filesystem::path whole = std::filesystem::absolute(path, ignored);
    return path.empty() ? std::string() : whole.empty() ? path.string() : whole.lexically_normal().string();
}

/// What somebody set: the rest are defaults, some of which follow from the data.
std::string paramsOf(const Contestant& contestant) {
    const AlgorithmInfo* algorithm = findAlgorithm(contestant.algorithm);
    return algorithm && !contestant.params.values().empty()
               ? contestant.params.textOfChanges(algorithm->params)
               : contestant.params.text();
}

void writeContestants(JsonWriter& json, const EvaluateRequest& request) {
    json.key("models").beginArray();
    for (const Contestant& contestant : request.contestants) {
        json.beginObject().field("label", contestant.label).field("algorithm", contestant.algorithm);
        json.field("params", paramsOf(contestant)).endObject();
    }
    json.endArray().key("lists").beginArray();
    for (const std::filesystem::path& file : request.listFiles) {
        json.value(wholePath(file));
    }
    json.endArray();
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
    json.field("resamples", request.options.resamples);
    json.field("by", request.by == "users" ? request.by : wholePath(request.by));
}

std::uint64_t seedOf(const JsonTree& from) {
    const Result<std::string> text = from.text();
    std::uint64_t seed = 42;
    if (text) {
        std::from_chars(text->data(), text->data() + text->size(), seed);
    }
    return seed;
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
    return contestant;
}

Result<std::vector<std::filesystem::path>> filesOf(const JsonTree& from) {
    std::vector<std::filesystem::path> files;
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

/// A number of things; 0 for what is none.
std::size_t countOf(const JsonTree& from) {
    const Result<std::int64_t> number = from.integer();
    return number && *number > 0 ? static_cast<std::size_t>(*number) : 0;
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
    TRY_ASSIGN(out.request.listFiles, filesOf(from.at("lists")));
    TRY(readParts(from, out.request));
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

std::string joined(const auto& values, const auto& textOf) {
    std::string text;
    for (const auto& value : values) {
        text += (text.empty() ? "" : ",") + textOf(value);
    }
    return text;
}

} // namespace

std::string specificationOf(const EvaluateRequest& request, std::uint64_t seed) {
    JsonWriter json;
    json.beginObject().field("version", 1).field("seed", std::to_string(seed));
    writeContestants(json, request);
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

std::string evaluateCommand(const EvaluateRequest& request, std::uint64_t seed,
                            const std::filesystem::path& project) {
    std::string command = "tastescope-cli evaluate " + shellWord(project.string());
    const auto add = [&](std::string_view flag, std::string_view value) {
        command += fmt::format(" {} {}", flag, shellWord(value));
    };
    for (const Contestant& contestant : request.contestants) {
        const std::string params = paramsOf(contestant);
        add("--model", contestant.algorithm + (params.empty() ? "" : ":" + params));
    }
    for (const std::filesystem::path& file : request.listFiles) {
        add("--lists", wholePath(file));
    }
    if (!request.trainFile.empty()) {
        add("--train", wholePath(request.trainFile));
        add("--test", wholePath(request.testFile));
        if (!request.historyFile.empty()) {
            add("--history", wholePath(request.historyFile));
        }
    } else {
        add("--protocol", protocolName(request.split.protocol));
        add("--test", fmt::format("{}", request.split.test));
    }
    for (const auto& [role, column] : request.fileMap) {
        add("--map", role + "=" + column);
    }
    add("--k", joined(request.options.ks, [](std::size_t k) { return std::to_string(k); }));
    if (!request.options.metrics.empty()) {
        add("--metrics",
            joined(request.options.metrics, [](const MetricInfo* metric) { return metric->id; }));
    }
    if (request.options.sampledCandidates > 0) {
        add("--candidates", fmt::format("sampled:{}", request.options.sampledCandidates));
    } else if (!request.candidatesFile.empty()) {
        add("--candidates", wholePath(request.candidatesFile));
    }
    if (!request.by.empty()) {
        add("--by", request.by == "users" ? request.by : wholePath(request.by));
    }
    if (request.values) {
        command += " --values";
    }
    add("--seed", std::to_string(seed));
    return command;
}

} // namespace tastescope
