// SPDX-License-Identifier: GPL-3.0-or-later
// What each kind was forecast to take on a project's data and what it took, on one thread: seconds of this
// process over how slow the machine is now, so that what else it does hardly counts. Arguments: project, then
// ids of algorithms (all).
#include "engine/base/machine_speed.h"
#include "engine/models/training_forecast.h"
#include "engine/registry/registry.h"
#include "storage/project/project.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

using namespace tastescope;

int main(int count, char** words) {
    if (count < 2) {
        fmt::print("bench_forecast PROJECT [ALGORITHM…]\n");
        return 2;
    }
    const auto project = Project::open(words[1], OpenMode::ReadOnly);
    if (!project) {
        fmt::print("{}\n", project.error().text());
        return 1;
    }
    const auto dataset = (*project)->loadDataset();
    if (!dataset) {
        fmt::print("{}\n", dataset.error().text());
        return 1;
    }
    const std::vector<std::string> asked(words + 2, words + count);
    const double slowness = machineSlowness();
    fmt::print("this machine takes {:.2f} times what the constants were measured by\n", slowness);
    fmt::print("{:22}{:>10}{:>10}{:>8}\n", "", "forecast", "took", "ratio");
    for (const AlgorithmInfo& info : algorithms()) {
        if (!asked.empty() && std::find(asked.begin(), asked.end(), info.id) == asked.end()) {
            continue;
        }
        const ParamSet params(info.params);
        const double forecast = plainForecast(info, **dataset, params, 1).seconds;
        ExecutionContext context;
        context.threads = 1;
        const std::clock_t begin = std::clock();
        const auto model = info.fit(**dataset, params, context);
        const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / slowness;
        if (model) {
            fmt::print("{:22}{:10.3f}{:10.3f}{:8.2f}\n", info.id, forecast, took, took / forecast);
        } else {
            fmt::print("{:22}{:10.3f}  {}\n", info.id, forecast, model.error().text());
        }
        std::fflush(stdout);
    }
    return 0;
}
