// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/index/projection.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace tastescope {
namespace {

using Matrix = Eigen::MatrixXd;
using RowMajorFloats = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Columns of `axes` with the sign that makes their largest entry positive.
void fixSigns(Matrix& axes) {
    for (Eigen::Index axis = 0; axis < axes.cols(); ++axis) {
        Eigen::Index largest = 0;
        axes.col(axis).cwiseAbs().maxCoeff(&largest);
        if (axes(largest, axis) < 0) {
            axes.col(axis) = -axes.col(axis);
        }
    }
}

std::vector<PlanePoint> pointsOf(const Matrix& plane) {
    std::vector<PlanePoint> points(static_cast<std::size_t>(plane.rows()));
    for (Eigen::Index row = 0; row < plane.rows(); ++row) {
        PlanePoint& point = points[static_cast<std::size_t>(row)];
        point.x = plane.cols() > 0 ? plane(row, 0) : 0;
        point.y = plane.cols() > 1 ? plane(row, 1) : 0;
    }
    return points;
}

} // namespace

std::vector<PlanePoint> principalPlane(std::span<const float> values, std::size_t dimensions) {
    if (dimensions == 0 || values.empty()) {
        return {};
    }
    const auto columns = static_cast<Eigen::Index>(dimensions);
    const auto rows = static_cast<Eigen::Index>(values.size() / dimensions);
    Matrix centred = Eigen::Map<const RowMajorFloats>(values.data(), rows, columns).cast<double>();
    centred.rowwise() -= centred.colwise().mean().eval();
    const Matrix scatter = centred.transpose() * centred;
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(scatter); // eigenvalues grow with the column
    Matrix axes = solver.eigenvectors().rightCols(std::min<Eigen::Index>(2, columns)).rowwise().reverse();
    fixSigns(axes);
    return pointsOf(centred * axes);
}

std::vector<PlanePoint> scaledPlane(std::span<const float> likeness, std::size_t count) {
    if (count == 0) {
        return {};
    }
    const auto size = static_cast<Eigen::Index>(count);
    Matrix inner(size, size);
    for (Eigen::Index a = 0; a < size; ++a) {
        for (Eigen::Index b = 0; b < size; ++b) {
            const auto there = static_cast<std::size_t>(a * size + b);
            const auto back = static_cast<std::size_t>(b * size + a);
            const double alike =
                a == b ? 1 : (static_cast<double>(likeness[there]) + static_cast<double>(likeness[back])) / 2;
            inner(a, b) = alike - 1; // minus half the squared distance
        }
    }
    // Double centring turns squared distances into inner products.
    inner.rowwise() -= inner.colwise().mean().eval();
    inner.colwise() -= inner.rowwise().mean().eval();
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(inner);
    const Eigen::Index kept = std::min<Eigen::Index>(2, size);
    Matrix axes = solver.eigenvectors().rightCols(kept).rowwise().reverse();
    fixSigns(axes);
    for (Eigen::Index axis = 0; axis < kept; ++axis) {
        axes.col(axis) *= std::sqrt(std::max(0.0, solver.eigenvalues()(size - 1 - axis)));
    }
    return pointsOf(axes);
}

} // namespace tastescope
