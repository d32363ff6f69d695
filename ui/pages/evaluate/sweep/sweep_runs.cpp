// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/sweep/sweep_runs.h"

#include "storage/experiments/current_numbers.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <utility>

namespace tastescope {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("SweepRuns", text);
}

} // namespace

std::vector<std::int64_t> sweepsBeside(const std::vector<RunHead>& runs, const RunHead& shown) {
    std::map<std::pair<std::string, std::string>, std::int64_t> newest;
    if (!shown.request) {
        return {};
    }
    const std::string cut = cutOf(*shown.request);
    for (const RunHead& run : runs) {
        if (run.request && run.request->sweep && run.experiment != shown.experiment &&
            run.dataFingerprint == shown.dataFingerprint && run.request->values == shown.request->values &&
            cutOf(*run.request) == cut) {
            newest[{run.request->sweep->of, run.request->sweep->knob}] = run.experiment;
        }
    }
    std::vector<std::int64_t> found;
    for (const auto& [sweep, experiment] : newest) {
        found.push_back(experiment);
    }
    std::ranges::sort(found);
    return found;
}

QString sweepTitle(const Sweep& sweep) {
    const std::size_t dot = sweep.knob.find('.');
    return tr("%1 by %2")
        .arg(toQString(sweep.of),
             toQString(dot == std::string::npos ? sweep.knob : sweep.knob.substr(dot + 1)));
}

std::int64_t runToShow(const std::vector<RunHead>& runs) {
    const auto plain = std::find_if(runs.rbegin(), runs.rend(),
                                    [](const RunHead& run) { return !run.request || !run.request->sweep; });
    return plain != runs.rend() ? plain->experiment : runs.empty() ? 0 : runs.back().experiment;
}

} // namespace tastescope
