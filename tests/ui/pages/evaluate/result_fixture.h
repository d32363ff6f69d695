// SPDX-License-Identifier: GPL-3.0-or-later
// Results that are made up, and the view of them without the page around it.
#pragma once

#include "support/page_fixture.h"
#include "ui/pages/evaluate/results_view.h"
#include "ui/session/project_run.h"

#include <memory>
#include <utility>

namespace tastescope {

inline MetricValue metric(const char* key, double value) {
    MetricValue out;
    out.key = key;
    out.value = value;
    out.low = value - 0.01;
    out.high = value + 0.01;
    out.users = 40;
    return out;
}

/// Shown, of readers. The fixture keeps settings apart.
struct ShownResults : PageFixture {
    explicit ShownResults(std::shared_ptr<ProjectRun> run) {
        view.resize(1240, 780);
        view.setRun(std::move(run), QStringLiteral("readers"));
        view.show();
    }
    ResultsView view;
};

} // namespace tastescope
