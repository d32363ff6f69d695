// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/models/model_shape.h"

#include <cstdint>
#include <limits>

namespace tastescope {

void saveShape(ModelArchive& archive, std::string_view algorithm, const ModelShape& shape) {
    archive.putText("algorithm", algorithm);
    archive.putNumber("users", static_cast<double>(shape.users));
    archive.putNumber("items", static_cast<double>(shape.items));
}

Result<ModelShape> loadShape(const ModelArchive& archive, std::string_view algorithm,
                             const Dataset& dataset) {
    TRY_ASSIGN(const auto stored, archive.text("algorithm"));
    if (stored != algorithm) {
        return corruptModel("it is of another algorithm");
    }
    constexpr std::size_t limit = std::numeric_limits<std::uint32_t>::max();
    const Result<std::size_t> users = loadCount(archive, "users", limit);
    const Result<std::size_t> items = loadCount(archive, "items", limit);
    if (!users || !items) {
        return users ? items.error() : users.error();
    }
    if (*users > dataset.userCount() || *items > dataset.itemCount()) {
        return Error{ErrorCode::Conflict, "The model was trained on other data", "Train it again", ""};
    }
    return ModelShape{*users, *items};
}

} // namespace tastescope
