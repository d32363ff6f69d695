// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/registry/refit.h"

#include "engine/models/factorisation/als/als.h"
#include "engine/models/present_rows.h"

namespace tastescope {

Result<std::shared_ptr<const Recommender>> refit(const AlgorithmInfo& algorithm, const Recommender& before,
                                                 const Dataset& known, const Dataset& grown,
                                                 const ParamSet& params, const ExecutionContext& context) {
    return algorithm.id == alsInfo().id ? onPresentRows(alsAfter(before, known)).fit(grown, params, context)
                                        : algorithm.fit(grown, params, context);
}

} // namespace tastescope
