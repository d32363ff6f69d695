// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/pipeline/mix_sources.h"

#include "engine/base/name_list.h"
#include "engine/registry/registry.h"
#include "storage/use_cases/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view contentAlgorithm = "content_tfidf";

struct KindName {
    std::string_view word;
    SourceKind kind = SourceKind::Model;
    bool ofModel = true;
};
constexpr std::array<KindName, 7> kindNames{{{"model", SourceKind::Model},
                                             {"neighbours", SourceKind::Neighbours},
                                             {"angle", SourceKind::Angle},
                                             {"items", SourceKind::ItemToItem},
                                             {"popular", SourceKind::Popular, false},
                                             {"new", SourceKind::New, false},
                                             {"random", SourceKind::Random, false}}};

/// A part of the text.
struct Part {
    std::string name; ///< as written, without the quota
    SourceKind kind = SourceKind::Model;
    std::string model{}; ///< empty: the main one, or none is needed
    bool content = false;
    std::optional<std::size_t> quota{};
};

Error unreadable(std::string_view part, std::string remedy) {
    return {ErrorCode::InvalidArgument, fmt::format("\"{:.60}\" is no source", part), std::move(remedy),
            "--sources"};
}

const KindName* kindOf(std::string_view word) {
    const auto found = std::ranges::find(kindNames, word, &KindName::word);
    return found == kindNames.end() ? nullptr : &*found;
}

Result<Part> partOf(std::string_view text) {
    Part part;
    const std::size_t equals = text.rfind('=');
    const std::string_view name = text.substr(0, equals);
    part.name = name;
    if (equals != std::string_view::npos) {
        const std::string_view number = text.substr(equals + 1);
        std::size_t quota = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), quota);
        if (error != std::errc() || end != number.data() + number.size()) {
            return unreadable(text, "Write NAME=QUOTA with a whole number, as popular=100");
        }
        part.quota = quota;
    }
    const std::size_t colon = name.find(':');
    const KindName* kind = kindOf(name.substr(0, colon));
    if (colon != std::string_view::npos && kind != nullptr) {
        part.kind = kind->kind;
        part.model = name.substr(colon + 1);
        if (!kind->ofModel || part.model.empty()) {
            return unreadable(text, kind->ofModel ? "Write the name of a model behind the colon"
                                                  : "This source asks no model");
        }
        return part;
    }
    if (name == "content") {
        part.content = true;
    } else if (kind != nullptr && kind->kind != SourceKind::Model) {
        part.kind = kind->kind;
    } else if (name.empty()) {
        return unreadable(text, "Write NAME or NAME=QUOTA, with commas between");
    } else {
        part.model = name;
    }
    return part;
}

Result<std::vector<Part>> partsOf(std::string_view sources) {
    std::vector<Part> parts;
    for (const std::string& text : cutNames(sources)) {
        TRY_ASSIGN(auto part, partOf(text));
        parts.push_back(std::move(part));
    }
    return parts;
}

/// Sources without a quota share what the others leave, the first ones a place more where it does not come
/// out even.
void shareOut(std::vector<Part>& parts, std::size_t total) {
    std::size_t given = 0;
    std::size_t open = 0;
    for (const Part& part : parts) {
        given += part.quota.value_or(0);
        open += part.quota ? 0 : 1;
    }
    std::size_t left = total > given ? total - given : 0;
    for (Part& part : parts) {
        if (!part.quota) {
            part.quota = (left + open - 1) / open;
            left -= *part.quota;
            --open;
        }
    }
}

bool likensItems(const NamedModel& model) {
    const AlgorithmInfo* info = findAlgorithm(model.algorithm);
    return info == nullptr || info->family != "baselines";
}

/// What suits the models: shares of the whole, eight parts of which are the main model's.
std::vector<Part> suitableParts(std::span<const NamedModel> models, const Dataset& data, std::size_t total) {
    std::vector<std::pair<Part, double>> weighed;
    const auto add = [&](Part part, double weight) { weighed.emplace_back(std::move(part), weight); };
    const auto nameOf = [](const NamedModel& model) {
        return kindOf(model.name) != nullptr || model.name == "content" ||
                       model.name.find(':') != std::string::npos
                   ? "model:" + model.name
                   : model.name;
    };
    const NamedModel& main = models.front();
    add({nameOf(main), SourceKind::Model, main.name}, 8);
    for (const NamedModel& other : models.subspan(1)) {
        add({nameOf(other), SourceKind::Model, other.name}, 4.0 / static_cast<double>(models.size() - 1));
    }
    // Of the main model the nearest by product are its best once more: by angle they are others.
    const auto withVectors = std::ranges::find_if(
        models, [](const NamedModel& one) { return one.model->itemVectors().rows() > 0; });
    if (withVectors != models.end()) {
        add({withVectors == models.begin() ? "angle" : "angle:" + withVectors->name, SourceKind::Angle,
             withVectors->name},
            2);
    }
    const auto likening = std::ranges::find_if(models, likensItems);
    if (likening != models.end()) {
        add({likening == models.begin() ? "items" : "items:" + likening->name, SourceKind::ItemToItem,
             likening->name},
            2);
    }
    if (data.itemAttributes().categories() != nullptr || data.itemAttributes().tags() != nullptr ||
        data.itemAttributes().creatorCount() > 0) {
        add({"content", SourceKind::Model, "", true}, 2);
    }
    add({"popular", SourceKind::Popular}, 2);
    add({"new", SourceKind::New}, 1);
    add({"random", SourceKind::Random}, 1);
    double all = 0;
    for (const auto& [part, weight] : weighed) {
        all += weight;
    }
    std::vector<Part> parts;
    for (auto& [part, weight] : weighed) {
        part.quota = static_cast<std::size_t>(static_cast<double>(total) * weight / all);
        parts.push_back(std::move(part));
    }
    return parts;
}

/// Attributes as a model: one that is stored, or trained here.
Result<std::shared_ptr<const Recommender>>
contentModel(std::span<const NamedModel> models, const Dataset& data, const ExecutionContext& context) {
    const auto stored = std::ranges::find(models, contentAlgorithm, &NamedModel::algorithm);
    if (stored != models.end()) {
        return stored->model;
    }
    const AlgorithmInfo* info = findAlgorithm(contentAlgorithm);
    TrainRequest request;
    request.algorithm = contentAlgorithm;
    request.params = ParamSet(info->params);
    TRY_ASSIGN(auto fitted, fitModel(data, request, context));
    return std::move(fitted.model);
}

} // namespace

Result<std::vector<std::string>> modelsNamedIn(std::string_view sources) {
    std::vector<std::string> names;
    if (sources.empty()) {
        return names;
    }
    TRY_ASSIGN(const auto parts, partsOf(sources));
    for (const Part& part : parts) {
        if (!part.model.empty() && std::ranges::find(names, part.model) == names.end()) {
            names.push_back(part.model);
        }
    }
    return names;
}

Result<std::vector<SourceSpec>> mixSources(std::string_view sources, std::span<const NamedModel> models,
                                           const Dataset& data, std::size_t total,
                                           const ExecutionContext& context) {
    std::vector<Part> parts;
    if (sources.empty()) {
        parts = suitableParts(models, data, total);
    } else {
        TRY_ASSIGN(parts, partsOf(sources));
        shareOut(parts, total);
    }
    std::vector<SourceSpec> specs;
    for (const Part& part : parts) {
        SourceSpec spec{part.name, part.kind, *part.quota};
        if (part.content) {
            TRY_ASSIGN(spec.model, contentModel(models, data, context));
        } else if (part.kind != SourceKind::Popular && part.kind != SourceKind::New &&
                   part.kind != SourceKind::Random) {
            const auto named = part.model.empty() ? models.begin()
                                                  : std::ranges::find(models, part.model, &NamedModel::name);
            if (named == models.end()) {
                return Error{ErrorCode::NotFound, fmt::format("There is no model \"{:.60}\"", part.model),
                             "Sources are names of stored models, neighbours, angle, items, content, "
                             "popular, new and random",
                             "--sources"};
            }
            spec.model = named->model;
        }
        specs.push_back(std::move(spec));
    }
    return specs;
}

} // namespace tastescope
