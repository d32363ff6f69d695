// SPDX-License-Identifier: GPL-3.0-or-later
// What was measured on the open project's data. GUI thread only.
#pragma once

#include "storage/project/experiment_store.h"
#include "storage/use_cases/evaluate.h"

#include <QObject>
#include <QSet>

#include <string>
#include <vector>

namespace tastescope {

class OpenProject;
struct EvaluateRequest;

class ProjectExperiments : public QObject {
    Q_OBJECT
public:
    explicit ProjectExperiments(OpenProject& project);

    /// Of the newest stored experiment; empty when nothing was evaluated yet.
    const std::vector<StoredMetric>& metrics() const { return m_metrics; }
    /// How the newest experiment split the data: "per-user, 20 % test"; empty without one.
    QString protocol() const;
    /// Measures as a visible job and keeps the result; metrics() is new then. All randomness comes from the
    /// seed of the request's split. Returns the job's id, 0 while nothing is open.
    quint64 evaluate(const EvaluateRequest& request);

Q_SIGNALS:
    void changed(); ///< an evaluation of the open project was stored

private:
    friend class Session;
    void take(std::vector<StoredMetric> metrics, std::string protocol); ///< what was read
    void leave();

    OpenProject& m_project;
    std::vector<StoredMetric> m_metrics;
    std::string m_protocol; ///< of the experiment the metrics are from
    QSet<quint64> m_jobs;
};

} // namespace tastescope
