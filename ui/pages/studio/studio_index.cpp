// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/studio/studio_index.h"

#include "ui/jobs/job_runner.h"
#include "ui/text/format.h"

#include <algorithm>
#include <utility>

namespace tastescope {

StudioIndex::StudioIndex(JobRunner& jobs, QObject* parent) : QObject(parent), m_jobs(jobs) {}

void StudioIndex::forget() {
    if (m_job != 0) {
        m_jobs.cancel(std::exchange(m_job, 0));
    }
    m_source.reset();
    m_graphs.reset();
    m_problem.clear();
}

QString StudioIndex::takeProblem() {
    return std::exchange(m_problem, {});
}

std::shared_ptr<const NeighbourGraphs> StudioIndex::of(const StudioWorld& world) {
    if (m_source != world.source) {
        forget();
        m_source = world.source;
        const bool needed = std::ranges::any_of(
            world.models, [&](const NamedModel& one) { return hasGraph(*one.model, world.graphFrom); });
        if (!needed) {
            m_graphs = std::make_shared<const NeighbourGraphs>();
        }
    }
    if (m_graphs || m_job != 0 || !m_problem.isEmpty()) {
        return m_graphs;
    }
    m_job = m_jobs.start<NeighbourGraphs>(
        tr("Neighbour index for stories of items"),
        [world](const ExecutionContext& context) {
            return neighbourGraphs(world.data, world.models, world.graphFrom, candidatesOfModel, context);
        },
        this,
        [this, source = world.source](Result<NeighbourGraphs> graphs) {
            if (source != m_source) {
                return; // of another world
            }
            m_job = 0;
            if (graphs) {
                m_graphs = std::make_shared<const NeighbourGraphs>(std::move(*graphs));
            } else {
                m_problem = graphs.error().code == ErrorCode::Cancelled ? tr("it was cancelled")
                                                                        : toQString(graphs.error().message);
            }
        });
    return nullptr;
}

} // namespace tastescope

#include "moc_studio_index.cpp"
