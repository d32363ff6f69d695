// SPDX-License-Identifier: GPL-3.0-or-later
// Points in a plane that keep as much as a plane can of where vectors lie, or of how like things are. For
// pictures of some hundred points: dense and exact. Deterministic; the sign of an axis is that of its
// largest entry.
#pragma once

#include <span>
#include <vector>

namespace tastescope {

struct PlanePoint {
    double x = 0;
    double y = 0;
};

/// The first two principal components (Pearson 1901) of `values`: rows of `dimensions` floats, row-major.
/// Points are centred on their mean. Fewer than two dimensions or points leave coordinates at 0.
std::vector<PlanePoint> principalPlane(std::span<const float> values, std::size_t dimensions);

/// Classical multidimensional scaling (Torgerson 1952) of `likeness`: n × n, 1 = the same, 0 = nothing in
/// common; the squared distance of two points is taken as 2 (1 - likeness). An asymmetric matrix counts with
/// the mean of both directions; the diagonal is taken as 1.
std::vector<PlanePoint> scaledPlane(std::span<const float> likeness, std::size_t count);

} // namespace tastescope
