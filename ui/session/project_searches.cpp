// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/project_searches.h"

#include "engine/registry/registry.h"
#include "ui/session/open_project.h"
#include "ui/session/parameter_search.h"
#include "ui/text/format.h"

#include <QPointer>

#include <algorithm>
#include <cmath>
#include <vector>

namespace tastescope {

namespace {

/// The project is held only while something is written: edits go on during the trainings.
Result<SearchResult> searchAndStore(ProjectFile& file, const Dataset& dataset, const SearchRequest& request,
                                    const std::function<void(const SearchTrial&)>& trial,
                                    const ExecutionContext& context) {
    Result<StoredSearch> stored =
        file.use(context, [&](Project& project) { return beginSearch(project, dataset, request, context); });
    if (!stored) {
        return stored.error();
    }
    Result<std::vector<TrialMeasurement>> known =
        file.use(context, [&](const Project& project) { return knownTrials(project, *stored); });
    if (!known) {
        return known.error();
    }
    SearchObserver observer;
    observer.trial = trial;
    observer.keep = [&](const TrialMeasurement& measurement) -> Result<void> {
        // A stop that comes now ends the search afterwards; what was measured is kept.
        ExecutionContext writing = context;
        writing.stop = {};
        return storePatiently(file, context, [&] {
            return file.use(writing, [&](Project& project) -> Result<void> {
                return storeTrial(project, *stored, measurement);
            });
        });
    };
    Result<SearchResult> result = runSearch(dataset, request, *known, observer, context);
    if (!result) {
        return result;
    }
    TRY(storePatiently(file, context, [&] {
        return file.use(context, [&](Project& project) { return endSearch(project, *stored, *result); });
    }));
    return result;
}

/// Of a search that ended: nothing is trained any more.
void rest(std::vector<SearchTrial>& trials) {
    for (SearchTrial& trial : trials) {
        if (trial.status == TrialStatus::Running) {
            trial.status = TrialStatus::Waiting;
        }
    }
}

} // namespace

std::optional<std::size_t> bestSoFar(const SearchRequest& request, const std::vector<SearchTrial>& trials) {
    const bool lower = request.options.metric.metric->direction == MetricDirection::Lower;
    std::optional<std::size_t> best;
    for (std::size_t place = 0; place < trials.size(); ++place) {
        const SearchTrial& trial = trials[place];
        if (!std::isfinite(trial.last.value)) {
            continue;
        }
        const auto rank = [lower](const SearchTrial& of) {
            return std::pair(of.rung, lower ? -of.last.value : of.last.value);
        };
        if (!best || rank(trial) > rank(trials[*best])) {
            best = place;
        }
    }
    return best;
}

bool sameSearch(const SearchRequest& one, const SearchRequest& other) {
    const SearchOptions& a = one.options;
    const SearchOptions& b = other.options;
    return a.algorithm == b.algorithm && a.fixed == b.fixed && a.strategy == b.strategy &&
           a.metric.key() == b.metric.key() && a.seed == b.seed && one.protocol == other.protocol &&
           one.test == other.test && one.validation == other.validation && one.values == other.values &&
           one.trainFile == other.trainFile && one.fileMap == other.fileMap;
}

ProjectSearches::ProjectSearches(OpenProject& project) : m_project(project) {}

ProjectSearches::~ProjectSearches() = default;

quint64 ProjectSearches::start(const SearchRequest& request) {
    const AlgorithmInfo* info = findAlgorithm(request.options.algorithm);
    if (!m_project.file || !info) {
        return 0;
    }
    const QString title = toQString(info->title);
    if (!m_project.mayChange(tr("No settings of %1 were searched for").arg(title))) {
        return 0;
    }
    const auto ticket = std::make_shared<quint64>(0); // filled before any answer can arrive
    // By way of the runner: it waits for its threads before it goes, the session does not.
    const auto heard = [jobs = &m_project.jobs, self = QPointer<ProjectSearches>(this),
                        ticket](const SearchTrial& trial) {
        QMetaObject::invokeMethod(
            jobs,
            [self, ticket, trial] {
                if (self) {
                    self->trialChanged(*ticket, trial);
                }
            },
            Qt::QueuedConnection);
    };
    const quint64 id = *ticket = m_project.jobs.start<SearchResult>(
        tr("Search settings of %1").arg(title),
        [file = m_project.file, data = m_project.data, request, heard](const ExecutionContext& context) {
            const std::shared_ptr<const Dataset> dataset = data->get();
            return searchAndStore(*file, *dataset, request, heard, context);
        },
        this,
        [this, ticket, title](Result<SearchResult> result) {
            ended(*ticket, result);
            if (!result && result.error().code != ErrorCode::Cancelled) {
                Q_EMIT m_project.failed(tr("The search for settings of %1 ended").arg(title),
                                        formatError(result.error()));
            }
        },
        [](const SearchResult& result) {
            return formatCounted(result.trials.size(), tr("1 trial"), tr("%1 trials"));
        });
    auto state = std::make_unique<SearchState>(SearchState{request, {}, {}, false});
    takeKnown(*state);
    m_searches.emplace(id, std::move(state));
    Q_EMIT changed(id);
    return id;
}

void ProjectSearches::takeKnown(SearchState& state) const {
    const auto before = std::find_if(m_searches.rbegin(), m_searches.rend(), [&](const auto& one) {
        return sameSearch(one.second->request, state.request);
    });
    if (before == m_searches.rend()) {
        return;
    }
    state.trials = before->second->trials;
    state.trials.resize(std::min(state.trials.size(), state.request.options.trials));
    rest(state.trials);
    state.best = bestSoFar(state.request, state.trials);
}

SearchState* ProjectSearches::find(quint64 job) const {
    const auto found = m_searches.find(job);
    return found == m_searches.end() ? nullptr : found->second.get();
}

const SearchState* ProjectSearches::state(quint64 job) const {
    return find(job);
}

quint64 ProjectSearches::newest(const std::string& algorithm) const {
    quint64 newest = 0;
    for (const auto& [job, state] : m_searches) {
        if (state->request.options.algorithm == algorithm) {
            newest = std::max(newest, job);
        }
    }
    return newest;
}

void ProjectSearches::leave() {
    for (const auto& [job, state] : m_searches) {
        m_project.jobs.cancel(job);
    }
    m_searches.clear();
}

void ProjectSearches::dataChanged() {
    std::vector<QString> stopped;
    std::vector<quint64> gone;
    for (const auto& [job, state] : m_searches) {
        const JobInfo* info = m_project.jobs.info(job);
        if (info && info->state == JobState::Waiting) {
            state->trials.clear(); // of an equal search on the data before
            state->best.reset();
            continue;
        }
        gone.push_back(job);
        if (info && isActive(info->state)) {
            const AlgorithmInfo* algorithm = findAlgorithm(state->request.options.algorithm);
            stopped.push_back(algorithm ? toQString(algorithm->title) : QString());
        }
    }
    for (const quint64 job : gone) {
        m_searches.erase(job);
        m_project.jobs.cancel(job);
    }
    for (const QString& title : stopped) {
        Q_EMIT m_project.notice(tr("The search for settings of %1 ended").arg(title),
                                tr("The data changed. Search again to have settings for what is there now."));
    }
}

void ProjectSearches::trialChanged(quint64 job, const SearchTrial& trial) {
    SearchState* state = find(job);
    if (!state || trial.number == 0) {
        return; // another project or other data came meanwhile
    }
    if (state->trials.size() < trial.number) {
        state->trials.resize(trial.number);
    }
    SearchTrial& known = state->trials[trial.number - 1];
    if (trial.status == TrialStatus::Waiting && known.rung > 0 && known.params == trial.params) {
        return; // measured before: the project has it, and it is told again in a moment
    }
    known = trial;
    state->best = bestSoFar(state->request, state->trials);
    Q_EMIT changed(job);
}

void ProjectSearches::ended(quint64 job, const Result<SearchResult>& result) {
    SearchState* state = find(job);
    if (!state) {
        return;
    }
    if (result) {
        state->trials = result->trials;
        state->best = result->best;
        state->complete = result->complete;
    } else {
        rest(state->trials);
    }
    Q_EMIT changed(job);
}

} // namespace tastescope

#include "moc_project_searches.cpp"
