// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases/demo.h"

#include "engine/base/progress.h"
#include "engine/registry/registry.h"
#include "storage/project/project.h"
#include "storage/project/settings_store.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <utility>

namespace tastescope {
namespace {

constexpr std::string_view demoKey = "demo";

std::string textOf(const DemoOptions& options) {
    // `now` is left out where it is the default: the default's meaning must survive the round trip.
    return fmt::format(R"({{"users":{},"items":{},"artists":{},"events":{},"seed":"{}"{}}})", options.users,
                       options.items, options.artists, options.events, options.seed,
                       options.now == noTime ? "" : fmt::format(R"(,"now":{})", options.now));
}

std::size_t sizeOf(simdjson::dom::element object, std::string_view key, std::size_t fallback) {
    std::uint64_t value = 0;
    return object[key].get(value) == simdjson::SUCCESS ? value : fallback;
}

} // namespace

Result<std::shared_ptr<const Dataset>> createDemoProject(const std::filesystem::path& path,
                                                         const DemoOptions& options,
                                                         const ExecutionContext& context) {
    // Before the work: a name that is taken should not cost a person the wait.
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
        return Error{ErrorCode::Conflict, "The file exists already", "Choose another name", path.string()};
    }
    PartProgress making(context, 0, 0.6);
    TRY_ASSIGN(auto world, makeDemoWorld(options, making.context()));
    ProjectData data;
    data.parts = world.dataset->parts();
    data.provenance = fmt::format(R"({{"demo":{}}})", textOf(options));
    data.settings.emplace_back(demoKey, textOf(options));
    PartProgress writing(context, 0.6, 1);
    Result<std::unique_ptr<Project>> project = Project::create(path, data, writing.context());
    return project ? Result(world.dataset) : Result<std::shared_ptr<const Dataset>>(project.error());
}

std::vector<TrainRequest> demoModels() {
    std::vector<TrainRequest> requests;
    for (const char* id : {"item_knn", "als", "content_tfidf", "popularity"}) {
        TrainRequest request;
        request.algorithm = id;
        request.params = ParamSet(findAlgorithm(id)->params);
        requests.push_back(std::move(request));
    }
    return requests;
}

Result<std::optional<DemoOptions>> demoOptions(const Project& project) {
    const Result<std::optional<std::string>> text = project.settings().value(demoKey);
    if (!text) {
        return text.error();
    }
    if (!*text || (*text)->empty()) {
        return std::optional<DemoOptions>();
    }
    simdjson::dom::parser parser;
    simdjson::dom::element object;
    if (parser.parse(**text).get(object) != simdjson::SUCCESS || !object.is_object()) {
        return Error{ErrorCode::Corrupt, "The options of the synthetic data are damaged",
                     "Make the demo project again", project.path().filename().string()};
    }
    DemoOptions options;
    options.users = sizeOf(object, "users", options.users);
    options.items = sizeOf(object, "items", options.items);
    options.artists = sizeOf(object, "artists", options.artists);
    options.events = sizeOf(object, "events", options.events);
    std::int64_t now = 0;
    options.now = object["now"].get(now) == simdjson::SUCCESS ? now : noTime;
    // As text, because JSON readers may round numbers over 2^53.
    std::string_view seed;
    if (object["seed"].get(seed) == simdjson::SUCCESS) {
        options.seed = std::strtoull(std::string(seed).c_str(), nullptr, 10);
    }
    return std::optional(options);
}

} // namespace tastescope
