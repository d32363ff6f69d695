// SPDX-License-Identifier: GPL-3.0-or-later
// How single values are written into exported files.
#pragma once

#include "engine/base/result.h"
#include "engine/data/interactions.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace tastescope {

/// One CSV field by RFC 4180: quoted when it holds a comma, a quote, a line break or outer blanks.
std::string csvField(std::string_view text);
/// "2026-06-30T12:00:00Z", with milliseconds only where there are some; empty for noTime.
std::string isoTime(Time time);
/// The shortest text that reads back as the same float; empty for NaN.
std::string floatText(float value);

enum class ExportFormat { Csv, Json };
/// By extension, in any case; anything but .csv and .json is an InvalidArgument.
Result<ExportFormat> exportFormat(const std::filesystem::path& path);

} // namespace tastescope
