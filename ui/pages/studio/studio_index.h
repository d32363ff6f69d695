// SPDX-License-Identifier: GPL-3.0-or-later
// The neighbour graphs of what ranks in the rule studio, built when an item's story first asks for them: a
// catalogue must be large to have one, and building takes a minute then. GUI thread only.
#pragma once

#include "ui/pages/studio/studio_work.h"

#include <QObject>

#include <memory>

namespace tastescope {

class JobRunner;

class StudioIndex : public QObject {
    Q_OBJECT
public:
    explicit StudioIndex(JobRunner& jobs, QObject* parent = nullptr);

    /// Null while they are being built, which this begins where it is needed; none of a world whose indexes
    /// are exact. Where building failed or was cancelled it begins anew once takeProblem() has told.
    std::shared_ptr<const NeighbourGraphs> of(const StudioWorld& world);
    QString takeProblem(); ///< why the last building ended without graphs; told once
    void forget();         ///< of the data before

private:
    JobRunner& m_jobs;
    std::shared_ptr<const CandidateSource> m_source; ///< of the world they are of
    std::shared_ptr<const NeighbourGraphs> m_graphs;
    quint64 m_job = 0; ///< that builds; 0: none
    QString m_problem;
};

} // namespace tastescope
