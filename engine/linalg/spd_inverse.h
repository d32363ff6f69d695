// SPDX-License-Identifier: GPL-3.0-or-later
// The inverse of a large symmetric positive definite matrix, in its own memory, on several threads.
//
// One pass over block columns ("one sweep" of Bientinesi, Gunter, van de Geijn 2008; elementwise the sweep
// operator of Goodnight 1979) instead of factorise, invert, multiply: each step inverts one small pivot block
// (by Cholesky, in doubles) and updates the rest by one product of panels, tile by tile. n³ operations, half
// of those of a general inverse, all but a few in matrix products.
#pragma once

#include "engine/base/execution.h"
#include "engine/linalg/square_matrix.h"

namespace tastescope {

enum class InverseOutcome { Done, NotPositiveDefinite, Stopped };

/// Reads the lower triangle (the upper one may hold any finite numbers) and leaves the whole inverse,
/// exactly symmetric. Unless Done, the content is lost. The same bits for any number of threads. Needs two
/// panels of 128 columns beside the matrix; reports its progress.
InverseOutcome invertPositiveDefinite(SquareMatrix& matrix, const ExecutionContext& context);

} // namespace tastescope
