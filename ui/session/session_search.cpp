// SPDX-License-Identifier: GPL-3.0-or-later
// Hyper-parameter searches on the open project's data.
#include "ui/session/session_impl.h"

#include "ui/text/format.h"

#include <QPointer>

#include <cmath>

namespace tastescope {

namespace {

/// The project is held only while something is written: edits go on during the trainings.
Result<SearchResult> searchAndStore(ProjectFile& file, const Dataset& dataset, const SearchRequest& request,
                                    const std::function<void(const SearchTrial&)>& trial,
                                    const ExecutionContext& context) {
    Result<StoredSearch> stored =
        file.use(context, [&](Project& project) { return beginSearch(project, dataset, request); });
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
        const Result<bool> kept = file.use(writing, [&](Project& project) -> Result<bool> {
            TRY(storeTrial(project, *stored, measurement));
            return true;
        });
        return kept ? Result<void>() : Result<void>(kept.error());
    };
    Result<SearchResult> result = runSearch(dataset, request, *known, observer, context);
    if (!result) {
        return result;
    }
    const Result<bool> ended = file.use(context, [&](Project& project) -> Result<bool> {
        TRY(endSearch(project, *stored, *result));
        return true;
    });
    return ended ? std::move(result) : Result<SearchResult>(ended.error());
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

quint64 Session::search(const SearchRequest& request) {
    const AlgorithmInfo* info = findAlgorithm(request.options.algorithm);
    if (!isOpen() || !info) {
        return 0;
    }
    const std::shared_ptr<ProjectFile> file = m_impl->file;
    const QString title = toQString(info->title);
    const auto ticket = std::make_shared<quint64>(0); // filled before any answer can arrive
    // By way of the runner: it waits for its threads before it goes, the session does not.
    const auto heard = [jobs = &m_jobs, self = QPointer<Session>(this), ticket](const SearchTrial& trial) {
        QMetaObject::invokeMethod(
            jobs,
            [self, ticket, trial] {
                if (self) {
                    self->m_impl->trialChanged(*ticket, trial);
                }
            },
            Qt::QueuedConnection);
    };
    const quint64 id = *ticket = m_jobs.start<SearchResult>(
        tr("Search settings of %1").arg(title),
        [file, dataset = m_impl->dataset, request, heard](const ExecutionContext& context) {
            return searchAndStore(*file, *dataset, request, heard, context);
        },
        this,
        [this, ticket, title](Result<SearchResult> result) {
            m_impl->searched(*ticket, result);
            if (!result && result.error().code != ErrorCode::Cancelled) {
                Q_EMIT failed(tr("The search for settings of %1 ended").arg(title),
                              formatError(result.error()));
            }
        },
        [](const SearchResult& result) {
            return formatCounted(result.trials.size(), tr("1 trial"), tr("%1 trials"));
        });
    m_impl->searches.emplace(id, SearchState{request, {}, {}, false});
    Q_EMIT searchChanged(id);
    return id;
}

const SearchState* Session::searchState(quint64 job) const {
    const auto found = m_impl->searches.find(job);
    return found == m_impl->searches.end() ? nullptr : &found->second;
}

quint64 Session::newestSearch(const std::string& algorithm) const {
    quint64 newest = 0;
    for (const auto& [job, state] : m_impl->searches) {
        if (state.request.options.algorithm == algorithm) {
            newest = std::max(newest, job);
        }
    }
    return newest;
}

void Session::Impl::trialChanged(quint64 job, const SearchTrial& trial) {
    const auto found = searches.find(job);
    if (found == searches.end() || trial.number == 0) {
        return; // another project was opened meanwhile
    }
    SearchState& state = found->second;
    if (state.trials.size() < trial.number) {
        state.trials.resize(trial.number);
    }
    state.trials[trial.number - 1] = trial;
    state.best = bestSoFar(state.request, state.trials);
    Q_EMIT q.searchChanged(job);
}

void Session::Impl::searched(quint64 job, const Result<SearchResult>& result) {
    const auto found = searches.find(job);
    if (found == searches.end()) {
        return;
    }
    if (result) {
        found->second.trials = result->trials;
        found->second.best = result->best;
        found->second.complete = result->complete;
    } else {
        for (SearchTrial& trial : found->second.trials) {
            if (trial.status == TrialStatus::Running) {
                trial.status = TrialStatus::Waiting;
            }
        }
    }
    Q_EMIT q.searchChanged(job);
}

} // namespace tastescope
