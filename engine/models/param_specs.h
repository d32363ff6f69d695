// SPDX-License-Identifier: GPL-3.0-or-later
// Declarations of numeric parameters in one line each. Thread-safe.
#pragma once

#include "engine/models/params/param.h"

#include <cstdint>

namespace tastescope {

/// Logarithmic where the range is positive and spans more than a factor of 20.
ParamSpec wholeParam(const char* name, const char* title, std::int64_t standard, double low, double high,
                     const char* help, bool advanced);
/// Logarithmic where the range is positive.
ParamSpec realParam(const char* name, const char* title, double standard, double low, double high,
                    const char* help, bool advanced);

} // namespace tastescope
