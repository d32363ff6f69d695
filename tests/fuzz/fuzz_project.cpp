// SPDX-License-Identifier: GPL-3.0-or-later
// A project file of any bytes is opened, read, checked and written to.
#include "storage/experiments/stored_evaluation.h"
#include "storage/project/experiment_store.h"
#include "storage/project/model_store.h"
#include "storage/project/project.h"
#include "storage/project/search_store.h"
#include "storage/project/settings_store.h"
#include "storage/use_cases/check.h"
#include "storage/use_cases/evaluate.h"
#include "storage/use_cases/train.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/storage/storage_test_support.h"
#include "tests/support/use_model.h"

#include <cstdlib>

namespace tastescope::fuzz {
namespace {

const test::TemporaryFolder& folder() {
    static const test::TemporaryFolder made;
    return made;
}

void use(Project& project) {
    static_cast<void>(project.experiments().all().hasValue());
    static_cast<void>(project.experiments().metrics(0).hasValue());
    static_cast<void>(loadEvaluation(project, 0).hasValue());
    static_cast<void>(project.searches().all().hasValue());
    static_cast<void>(project.settings().value("theme").hasValue());
    static_cast<void>(project.provenance().hasValue());
    const auto dataset = project.loadDataset();
    const auto models = project.models().all();
    if (!dataset) {
        static_cast<void>(project.checkIntegrity().hasValue());
        return;
    }
    static_cast<void>(checkProject(project, **dataset).hasValue());
    for (const StoredModel& stored : models ? *models : std::vector<StoredModel>()) {
        if (const auto model = loadModel(project, stored, **dataset)) {
            test::useModel(**model, **dataset);
        }
    }
    if (project.mode() == OpenMode::ReadWrite) {
        static_cast<void>(project.settings().set("theme", "light").hasValue());
    }
}

std::string projectOf(const ProjectData& data, std::initializer_list<const char*> models) {
    const std::filesystem::path file = folder() / "seed.tastescope";
    {
        const auto project = Project::create(file, data);
        const auto dataset =
            project ? (*project)->loadDataset() : Result<std::shared_ptr<const Dataset>>(Error{});
        for (const char* model : models) {
            if (!dataset || !trainModel(**project, **dataset, {model, {}, "", 42})) {
                std::abort();
            }
        }
        EvaluateRequest request;
        request.contestants = {{"popularity", "popularity", {}}};
        request.split = {Protocol::Random, 0.5, 42};
        if (dataset && models.size() > 0 && !evaluateModels(**project, **dataset, request)) {
            std::abort();
        }
    }
    std::string bytes = test::contentOf(file);
    std::filesystem::remove(file);
    return bytes;
}

} // namespace

std::vector<std::string> seeds() {
    return {projectOf(test::sampleData(), {"popularity", "item_knn"}),
            projectOf(test::randomData(20, 15, 150, 3), {"ease", "content_tfidf"}),
            projectOf(ProjectData(), {})};
}

} // namespace tastescope::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tastescope;
    const std::filesystem::path file =
        fuzz::folder().write("p.tastescope", {reinterpret_cast<const char*>(data), size});
    for (const OpenMode mode : {OpenMode::ReadOnly, OpenMode::ReadWrite}) {
        if (const auto project = Project::open(file, mode)) {
            fuzz::use(**project);
        }
    }
    for (const char* end : {"", "-wal", "-shm", "-journal", ".lock"}) {
        std::filesystem::remove(file.string() + end);
    }
    return 0;
}
