// SPDX-License-Identifier: GPL-3.0-or-later
// Hyper-parameter searches on the open project's data, in this run of the program. GUI thread only.
#pragma once

#include "engine/base/result.h"

#include <QObject>

#include <map>
#include <memory>
#include <string>

namespace tastescope {

class OpenProject;
struct SearchRequest;
struct SearchResult;
struct SearchState;
struct SearchTrial;

class ProjectSearches : public QObject {
    Q_OBJECT
public:
    explicit ProjectSearches(OpenProject& project);
    ~ProjectSearches() override;

    /// Searches for settings as a visible job; changed() follows for every trial. What was stored of an equal
    /// search is not measured again, and its trials are there at once. Returns the job's id, 0 while nothing
    /// is open or it may not be changed.
    quint64 start(const SearchRequest& request);
    const SearchState* state(quint64 job) const; ///< null for other jobs
    /// The latest search for this algorithm in this run of the program; 0 = none.
    quint64 newest(const std::string& algorithm) const;

Q_SIGNALS:
    void changed(quint64 job); ///< begun, a trial changed, or ended

private:
    friend class Session;
    void leave();
    /// Forgets what was found on the data before, and stops what searches on it. What has not begun stays: it
    /// takes the data that is there then.
    void dataChanged();
    void trialChanged(quint64 job, const SearchTrial& trial);
    void ended(quint64 job, const Result<SearchResult>& result);
    SearchState* find(quint64 job) const;
    void takeKnown(SearchState& state) const; ///< the trials of the latest equal search

    OpenProject& m_project;
    std::map<quint64, std::unique_ptr<SearchState>> m_searches; ///< by job
};

} // namespace tastescope
