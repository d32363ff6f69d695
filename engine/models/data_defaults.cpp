// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/data_defaults.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>

namespace tastescope {

DataShape shapeOf(const InteractionMatrix& matrix) {
    DataShape shape{0, 0, static_cast<double>(matrix.entryCount())};
    double squares = 0;
    for (std::size_t user = 0; user < matrix.userCount(); ++user) {
        const auto count = static_cast<double>(matrix.countOf(UserIndex(user)));
        shape.people += count > 0 ? 1 : 0;
        squares += count * count;
    }
    for (std::size_t item = 0; item < matrix.itemCount(); ++item) {
        shape.items += matrix.countOf(ItemIndex(item)) > 0 ? 1 : 0;
    }
    for (double* count : {&shape.people, &shape.items, &shape.entries}) {
        *count = std::max(*count, 1.0);
    }
    shape.history = std::max(squares / shape.entries, 1.0);
    return shape;
}

bool hasShortHistories(const DataShape& shape) {
    return shape.perPerson() < shortHistory || shape.history < shortEntryHistory;
}

std::string historyText(const DataShape& shape) {
    return fmt::format("{:.1f} events a person, {:.0f} where an event is", shape.perPerson(), shape.history);
}

double twoDigits(double value) {
    const std::string text = fmt::format("{:.2g}", value);
    double rounded = value;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded;
}

std::vector<DataDefault> dataDefaults(const AlgorithmInfo& algorithm, const Dataset& dataset,
                                      const ParamSet& params) {
    std::vector<DataDefault> all;
    if (algorithm.defaults) {
        // A rule may look at the other parameters: where none is there, all defaults are.
        all = algorithm.defaults(dataset, params.values().empty() ? ParamSet(algorithm.params) : params);
        std::erase_if(all, [&](const DataDefault& one) { return params.given(one.name); });
    }
    return all;
}

ParamSet fittedParams(const AlgorithmInfo& algorithm, const Dataset& dataset, ParamSet params) {
    if (params.values().empty()) {
        params = ParamSet(algorithm.params);
    }
    for (DataDefault& one : dataDefaults(algorithm, dataset, params)) {
        params.setDefault(one.name, std::move(one.value));
    }
    return params;
}

std::vector<ParamSpec> fittedSpecs(const AlgorithmInfo& algorithm, const Dataset& dataset,
                                   const ParamSet& params) {
    std::vector<ParamSpec> specs = algorithm.params;
    for (DataDefault& one : dataDefaults(algorithm, dataset, params)) {
        const auto spec = std::ranges::find(specs, one.name, &ParamSpec::name);
        assert(spec != specs.end() && spec->standard.index() == one.value.index());
        spec->standard = std::move(one.value);
    }
    return specs;
}

} // namespace tastescope
