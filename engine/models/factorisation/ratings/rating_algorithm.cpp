// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/factorisation/ratings/rating_algorithm.h"

#include <cstdint>

namespace tastescope {

ParamSpec ratingFactorsParam(int standard) {
    return {.name = "factors",
            .title = "Factors",
            .type = ParamType::Integer,
            .standard = std::int64_t{standard},
            .low = 1,
            .high = 512,
            .logarithmic = true,
            .help = "How many hidden traits describe a person and an item."};
}

ParamSpec ratingEpochsParam(int standard) {
    return {.name = "epochs",
            .title = "Epochs",
            .type = ParamType::Integer,
            .standard = std::int64_t{standard},
            .low = 1,
            .high = 1000,
            .logarithmic = true,
            .help = "How often training goes through all ratings."};
}

ParamSpec ratingRegularizationParam(double standard) {
    return {.name = "regularization",
            .title = "Regularisation",
            .type = ParamType::Real,
            .standard = standard,
            .low = 1e-4,
            .high = 10,
            .logarithmic = true,
            .help = "Holds the vectors short, per rating and in units of the ratings' own spread; more of it "
                    "generalises more and fits less."};
}

ParamSpec ratingBiasRegularizationParam(double standard) {
    return {.name = "bias_regularization",
            .title = "Regularisation of biases",
            .type = ParamType::Real,
            .standard = standard,
            .low = 1e-4,
            .high = 10,
            .logarithmic = true,
            .help = "The same for what is typical of a person or an item as such.",
            .advanced = true};
}

ParamSpec ratingLearningRateParam(double standard) {
    return {.name = "learning_rate",
            .title = "Learning rate",
            .type = ParamType::Real,
            .standard = standard,
            .low = 1e-4,
            .high = 0.5,
            .logarithmic = true,
            .help = "How far one rating moves the vectors; too much of it never settles."};
}

ParamSpec ratingDecayParam(double standard) {
    return {.name = "decay",
            .title = "Decay of the rate",
            .type = ParamType::Real,
            .standard = standard,
            .low = 0,
            .high = 10,
            .help = "The learning rate falls as 1 / (1 + decay · epoch); 0 keeps it.",
            .advanced = true};
}

ParamSpec ratingValidationParam() {
    return {.name = "validation",
            .title = "Share held back",
            .type = ParamType::Real,
            .standard = 0.0,
            .low = 0,
            .high = 0.5,
            .help =
                "This share of the ratings is not trained on but chooses the best epoch; 0 trains on all.",
            .advanced = true,
            // A search judges by a validation part of its own: to hold back more only takes data away.
            .searchLow = 0.0,
            .searchHigh = 0.0};
}

} // namespace tastescope
