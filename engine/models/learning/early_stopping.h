// SPDX-License-Identifier: GPL-3.0-or-later
// The course of a training in epochs: which of them was the best, a copy of it, and when it is time to end.
// A training may hold a part of the data back, to be judged by what it has not seen.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"

#include <limits>
#include <optional>
#include <utility>

namespace tastescope {

/// What an epoch is judged by where nothing is held back.
enum class Unvalidated {
    Newest,       ///< nothing: the last one is taken
    LeastTraining ///< the training loss
};

struct EarlyStoppingOptions {
    int epochs = 0;
    int patience = 0; ///< ends after so many epochs that were not the best; 0 = never
    Unvalidated unvalidated = Unvalidated::Newest;
};

/// Judges epochs by their losses and reports these. Not thread-safe.
class EpochJudge {
public:
    EpochJudge(const EarlyStoppingOptions& options, const ExecutionContext& context)
        : m_options(options)
        , m_context(context) {}

    /// Whether another epoch is to be run; its number is epoch(). None once all are done, patience is at its
    /// end, the losses went astray, somebody stops, or somebody asked to finish after the first.
    bool next();
    /// From 1.
    int epoch() const { return m_epoch; }
    /// Of the epoch under way; true when it is the best so far, the first of equal ones. A loss that is not
    /// finite ends the training and makes no epoch the best; after a stop nothing is judged.
    bool record(double training, std::optional<double> validation);

private:
    EarlyStoppingOptions m_options;
    const ExecutionContext& m_context;
    int m_epoch = 0;
    int m_best = 0;
    double m_loss = std::numeric_limits<double>::infinity();
    bool m_astray = false;
};

/// Runs epochs and returns the state of the best one, or of the start where there is none. Fails only by
/// cancellation.
///   epoch(number) → training loss
///   validate()    → loss of what is held back, if anything is
///   snapshot()    → the state to be kept, a copy
template <typename Epoch, typename Validate, typename Snapshot>
auto bestEpochOf(const EarlyStoppingOptions& options, const ExecutionContext& context, const Epoch& epoch,
                 const Validate& validate, const Snapshot& snapshot) -> Result<decltype(snapshot())> {
    EpochJudge judge(options, context);
    std::optional<decltype(snapshot())> best(snapshot());
    while (judge.next()) {
        const double training = epoch(judge.epoch());
        if (context.stopRequested()) {
            break;
        }
        const std::optional<double> validation = validate();
        if (judge.record(training, validation)) {
            best.reset(); // never two copies at once
            best.emplace(snapshot());
        }
    }
    if (context.stopRequested()) {
        return cancelledError();
    }
    return *std::move(best);
}

} // namespace tastescope
