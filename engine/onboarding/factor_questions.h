// SPDX-License-Identifier: GPL-3.0-or-later
// Questions that ask where a person's factors are least known. A stranger's vector is thought normal with the
// spread of everybody's; what they would say of an item is its product with the item's vector, seen with
// noise. Next comes the item of which an answer is expected to say most:
//
//     share of people who have met it · ½ log(1 + variance of its score given the answers / noise)
//
// (Bayesian experimental design: Chaloner and Verdinelli 1995; of factors: Rubens, Kaplan and Sugiyama 2011).
// The noise is the mean variance over what people meet, so that a first answer says as much as it hides.
// "Unknown" says a tenth of what an opinion says. Immutable, thread-safe.
#pragma once

#include "engine/base/ids.h"
#include "engine/data/interaction_matrix.h"
#include "engine/linalg/vector_view.h"
#include "engine/onboarding/answers.h"

#include <optional>
#include <span>
#include <vector>

namespace tastescope {

class FactorQuestions {
public:
    /// Among the `most` items that most people have met. Both views have the same dimensions and a row for
    /// each item and user of `answers`.
    FactorQuestions(const InteractionMatrix& answers, VectorView items, VectorView users,
                    std::size_t most = 500);

    /// Nothing when all have been asked. Ties: the more popular, then the item index.
    std::optional<ItemIndex> next(std::span<const GivenAnswer> answers) const;
    /// What is expected to be learned of each candidate, in their order; -1 of those that were asked.
    std::vector<double> worthOf(std::span<const GivenAnswer> answers) const;
    std::span<const ItemIndex> candidates() const { return m_candidates; }
    /// Variance of a stranger's scores: candidates × candidates, row by row.
    std::span<const double> prior() const { return m_prior; }
    double noise() const { return m_noise; }

private:
    std::vector<ItemIndex> m_candidates; ///< most people first
    std::vector<double> m_met;           ///< share of people
    std::vector<double> m_prior;
    double m_noise = 1;
};

} // namespace tastescope
