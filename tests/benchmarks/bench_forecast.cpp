// SPDX-License-Identifier: GPL-3.0-or-later
// What each kind was forecast to take on a project's data and what it took, on one thread: seconds of this
// process over how slow the machine is now, so that what else it does hardly counts; and how many epochs were
// trained, where there are any. Arguments: project, then ALGORITHM or ALGORITHM:name=value,name=value (all,
// by their defaults). Exits with 1 when one that takes a quarter of a second or more is forecast wrong by
// more than one and a half times.
#include "engine/base/machine_speed.h"
#include "engine/models/training_forecast.h"
#include "engine/registry/registry.h"
#include "storage/project/project.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

using namespace tastescope;

namespace {

/// Keeps the last point of a training curve.
class LastLoss final : public ProgressSink {
public:
    void report(double, std::string_view) override {}
    void loss(const LossPoint& point) override { m_step = point.step; }
    int step() const { return m_step; }

private:
    int m_step = 0;
};

constexpr double tolerance = 1.5;
constexpr double leastSeconds = 0.25; ///< shorter than this nobody minds

enum class Verdict { Right, Wrong, Failed };

Verdict measure(const Dataset& dataset, const std::string& asked, double slowness) {
    const std::size_t colon = std::min(asked.find(':'), asked.size());
    const AlgorithmInfo* const info = findAlgorithm(asked.substr(0, colon));
    if (!info) {
        fmt::print("There is no algorithm \"{}\"\n", asked.substr(0, colon));
        return Verdict::Failed;
    }
    const auto params =
        ParamSet::parse(info->params, std::string_view(asked).substr(std::min(colon + 1, asked.size())));
    if (!params) {
        fmt::print("{}\n", params.error().text());
        return Verdict::Failed;
    }
    const double forecast = plainForecast(*info, dataset, *params, 1).seconds;
    LastLoss curve;
    ExecutionContext context;
    context.threads = 1;
    context.progress = &curve;
    const std::clock_t begin = std::clock();
    const auto model = info->fit(dataset, *params, context);
    const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / slowness;
    if (!model) {
        fmt::print("{:22}{:10.3f}  {}\n", asked, forecast, model.error().text());
        return Verdict::Failed;
    }
    fmt::print("{:22}{:10.3f}{:10.3f}{:8.2f}{:8}\n", asked, forecast, took, took / forecast, curve.step());
    std::fflush(stdout);
    const bool right = took < leastSeconds || std::max(took / forecast, forecast / took) <= tolerance;
    return right ? Verdict::Right : Verdict::Wrong;
}

} // namespace

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
    const double slowness = machineSlowness();
    fmt::print("this machine takes {:.2f} times what the constants were measured by\n", slowness);
    fmt::print("{:22}{:>10}{:>10}{:>8}{:>8}\n", "", "forecast", "took", "ratio", "epochs");
    std::vector<std::string> asked(words + 2, words + count);
    if (asked.empty()) {
        std::ranges::transform(algorithms(), std::back_inserter(asked), &AlgorithmInfo::id);
    }
    std::size_t wrong = 0;
    for (const std::string& one : asked) {
        const Verdict verdict = measure(**dataset, one, slowness);
        if (verdict == Verdict::Failed) {
            return 1;
        }
        wrong += verdict == Verdict::Wrong ? 1 : 0;
    }
    fmt::print("{} of {} by more than {} times wrong\n", wrong, asked.size(), tolerance);
    return wrong > 0 ? 1 : 0;
}
