// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_factors.h"

#include "engine/base/archive.h"
#include "engine/models/model_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>

namespace tastescope {
namespace {

/// Of what is stored about a scale: whatever a rating can be. Squares still fit a double.
constexpr double largest = std::numeric_limits<float>::max();

Result<RatingFactors> loadHead(const ModelArchive& archive, const ModelShape& shape) {
    TRY_ASSIGN(const auto factors, loadCount(archive, "factors", 4096));
    if (factors == 0) {
        return corruptModel("it has no factors");
    }
    const Result<double> offset = loadReal(archive, "offset", -largest, largest);
    const Result<double> deviation = loadReal(archive, "deviation", 1e-30, largest);
    const Result<double> ridge = loadReal(archive, "regularization", 1e-9, 1e9);
    const Result<double> biasRidge = loadReal(archive, "bias_regularization", 1e-9, 1e9);
    for (const Result<double>* number : {&offset, &deviation, &ridge, &biasRidge}) {
        if (!*number) {
            return number->error();
        }
    }
    TRY_ASSIGN(const auto scale, RatingScale::load(archive));
    RatingFactors model;
    model.users = shape.users;
    model.items = shape.items;
    model.factors = factors;
    model.units = {*offset, *deviation};
    model.ridge = *ridge;
    model.biasRidge = *biasRidge;
    model.scale = scale;
    return model;
}

} // namespace

RatingUnits unitsAroundMean(const Ratings& ratings) {
    double squares = 0;
    for (const float value : ratings.matrix.values()) {
        squares += (value - ratings.mean) * (value - ratings.mean);
    }
    const auto count = static_cast<double>(std::max<std::size_t>(ratings.matrix.entryCount(), 1));
    const double deviation = std::sqrt(squares / count);
    // Equal ratings: what is left is the rounding of their mean.
    return {ratings.mean, deviation > 1e-9 * std::abs(ratings.mean) && deviation > 0 ? deviation : 1};
}

std::size_t RatingFactors::bytes() const {
    return sizeof(float) * (userVectors.size() + itemVectors.size() + userBiases.size() + itemBiases.size() +
                            impliedVectors.size() + strangerVector.size());
}

void saveRatingFactors(ModelArchive& archive, std::string_view algorithm, const RatingFactors& model) {
    saveShape(archive, algorithm, {model.users, model.items});
    archive.putNumber("factors", static_cast<double>(model.factors));
    archive.putNumber("offset", model.units.offset);
    archive.putNumber("deviation", model.units.deviation);
    archive.putNumber("regularization", model.ridge);
    archive.putNumber("bias_regularization", model.biasRidge);
    model.scale.save(archive);
    archive.put("user_vectors", std::span<const float>(model.userVectors));
    archive.put("item_vectors", std::span<const float>(model.itemVectors));
    archive.put("user_biases", std::span<const float>(model.userBiases));
    archive.put("item_biases", std::span<const float>(model.itemBiases));
    archive.put("implied_vectors", std::span<const float>(model.impliedVectors));
    archive.put("stranger_vector", std::span<const float>(model.strangerVector));
}

Result<RatingFactors> loadRatingFactors(const ModelArchive& archive, std::string_view algorithm,
                                        const Dataset& dataset, RatingArrays arrays) {
    TRY_ASSIGN(const auto shape, loadShape(archive, algorithm, dataset));
    Result<RatingFactors> model = loadHead(archive, shape);
    if (!model) {
        return model.error();
    }
    struct Array {
        const char* name;
        std::vector<float>* values;
        std::size_t count;
    };
    const std::array<Array, 6> stored{
        {{"user_vectors", &model->userVectors, model->users * model->factors},
         {"item_vectors", &model->itemVectors, model->items * model->factors},
         {"user_biases", &model->userBiases, model->users},
         {"item_biases", &model->itemBiases, model->items},
         {"implied_vectors", &model->impliedVectors, arrays.implied ? model->items * model->factors : 0},
         {"stranger_vector", &model->strangerVector, arrays.stranger ? model->factors : 0}}};
    for (const Array& array : stored) {
        TRY_ASSIGN(auto values, loadFloats(archive, array.name, array.count));
        *array.values = std::move(values);
    }
    return model;
}

} // namespace tastescope
