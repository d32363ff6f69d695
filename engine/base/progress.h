// SPDX-License-Identifier: GPL-3.0-or-later
// The progress of a part of a whole: one of several steps, models or trials.
#pragma once

#include "engine/base/execution.h"

#include <string>

namespace tastescope {

/// What of a part is shown.
struct PartWords {
    std::string label{};    ///< goes before its steps, as in "ALS: Training"; empty = they stand alone
    bool steps = true;      ///< false: the label alone
    bool withLosses = true; ///< false where the parts' losses are no one curve
};

/// 0..1 of the part becomes begin..end of the whole, so that the whole never falls back; an unknown fraction
/// stays unknown. As thread-safe as the sink of the whole, which must outlive it.
class PartProgress final : public ProgressSink {
public:
    PartProgress(const ExecutionContext& whole, double begin, double end, PartWords words = {});
    PartProgress(const PartProgress&) = delete;
    PartProgress& operator=(const PartProgress&) = delete;

    void report(double fraction, std::string_view step) override;
    void loss(const LossPoint& point) override;

    /// What the part is given instead of the context of the whole. Lives as long as this.
    ExecutionContext context();

private:
    ExecutionContext m_whole;
    double m_begin;
    double m_end;
    PartWords m_words;
};

} // namespace tastescope
