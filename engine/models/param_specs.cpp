// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/param_specs.h"

namespace tastescope {

ParamSpec wholeParam(const char* name, const char* title, std::int64_t standard, double low, double high,
                     const char* help, bool advanced) {
    return {.name = name,
            .title = title,
            .type = ParamType::Integer,
            .standard = standard,
            .low = low,
            .high = high,
            .logarithmic = low > 0 && high / low > 20,
            .help = help,
            .advanced = advanced};
}

ParamSpec realParam(const char* name, const char* title, double standard, double low, double high,
                    const char* help, bool advanced) {
    return {.name = name,
            .title = title,
            .type = ParamType::Real,
            .standard = standard,
            .low = low,
            .high = high,
            .logarithmic = low > 0,
            .help = help,
            .advanced = advanced};
}

} // namespace tastescope
