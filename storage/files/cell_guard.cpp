// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files/cell_guard.h"

#include <charconv>
#include <cmath>
#include <cstddef>

namespace tastescope {
namespace {

/// Apostrophes, none of them included, and then something that starts a formula.
bool isFormula(std::string_view cell) {
    const std::size_t at = cell.find_first_not_of('\'');
    return at != std::string_view::npos &&
           std::string_view("=+-@\t\r").find(cell[at]) != std::string_view::npos;
}

bool isNumber(std::string_view cell) {
    if (cell.starts_with('+')) {
        cell.remove_prefix(1);
    }
    double number = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    return error == std::errc() && end == cell.data() + cell.size() && std::isfinite(number);
}

} // namespace

bool needsGuard(std::string_view cell) {
    return isFormula(cell) && !isNumber(cell);
}

std::string_view withoutGuard(std::string_view cell) {
    return cell.size() > 1 && cell.front() == '\'' && needsGuard(cell.substr(1)) ? cell.substr(1) : cell;
}

} // namespace tastescope
