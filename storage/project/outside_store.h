// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of people that were made elsewhere: the project keeps a copy of what a file had, under a name.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/id_map.h"
#include "engine/data/interactions.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tastescope {

struct ProjectHandle;

struct OutsidePlace {
    std::uint32_t item = 0; ///< row of OutsideLists::items
    double score = 0;       ///< the best highest; finite
    friend bool operator==(const OutsidePlace&, const OutsidePlace&) = default;
};

/// What a file had, in its own row numbers and its own order.
struct OutsideLists {
    std::shared_ptr<const IdMap> users;
    std::shared_ptr<const IdMap> items;
    std::vector<std::vector<OutsidePlace>> entries; ///< by user
};

struct StoredOutside {
    std::int64_t id = 0;
    std::string name;   ///< unique in the project
    std::string origin; ///< path of the file; unique, too
    Time added = noTime;
    bool scored = false; ///< by scores of the file; else by rank or by the order of its rows
    std::size_t users = 0;
    std::size_t rows = 0;
    std::size_t repeated = 0; ///< rows whose item stands in the user's list already
};

/// The beginning of `name`, of at most `most` bytes; no letter is cut.
std::string shortName(std::string name, std::size_t most);

/// The lists of the open project that hands it out, and valid as long as that is. Not thread-safe.
class OutsideStore {
public:
    explicit OutsideStore(ProjectHandle& handle) : m_handle(handle) {}

    /// In the order in which they were first stored.
    Result<std::vector<StoredOutside>> all() const;
    /// NotFound; Corrupt where what is kept is damaged.
    Result<OutsideLists> lists(std::int64_t id, const ExecutionContext& context = {}) const;
    /// `head` without users; an id, of lists that were removed, is given back to them. What came from the
    /// same file is replaced, and keeps its place and its name; else another list of the name makes it "name
    /// 2". InvalidArgument without a name. The stored row is returned.
    Result<StoredOutside> put(StoredOutside head, const OutsideLists& lists,
                              const ExecutionContext& context = {});
    /// Conflict when another has the name.
    Result<void> rename(std::int64_t id, std::string_view name);
    Result<void> remove(std::int64_t id);

private:
    ProjectHandle& m_handle;
};

} // namespace tastescope
