// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/use_cases.h"
#include "storage/use_cases/clock.h"
#include "storage/use_cases/progress.h"

#include <utility>

namespace tastescope {

Result<ImportReport> importFiles(const std::filesystem::path& path, const ImportPlan& plan,
                                 const ExecutionContext& context) {
    const Stopwatch watch;
    std::error_code ignored;
    // The lock is taken before the long reading, so that two imports into one project cannot meet at its end.
    std::unique_ptr<Project> project;
    std::shared_ptr<const Dataset> existing;
    if (std::filesystem::exists(path, ignored)) {
        Result<std::unique_ptr<Project>> opened = Project::open(path, OpenMode::ReadWrite);
        if (!opened) {
            return opened.error();
        }
        project = std::move(*opened);
        if (plan.append) {
            Result<std::shared_ptr<const Dataset>> loaded = project->loadDataset(context);
            if (!loaded) {
                return loaded.error();
            }
            existing = std::move(*loaded);
        }
    }
    PartialProgress reading(context.progress, 0, 0.5);
    ExecutionContext inner = context;
    inner.progress = &reading;
    Result<ImportedData> imported = readFiles(plan, existing.get(), inner);
    if (!imported) {
        return imported.error();
    }
    existing.reset();
    // The data is no longer what a synthetic world's truth describes.
    imported->data.settings.emplace_back("demo", "");
    PartialProgress writing(context.progress, 0.5, 1);
    inner.progress = &writing;
    if (project) {
        if (Result<void> replaced = project->replaceData(imported->data, inner); !replaced) {
            return replaced.error();
        }
    } else if (const auto created = Project::create(path, imported->data, inner); !created) {
        return created.error();
    }
    imported->report.seconds = watch.seconds();
    return std::move(imported->report);
}

} // namespace tastescope
