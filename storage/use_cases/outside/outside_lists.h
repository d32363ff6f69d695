// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of people that were made elsewhere, as a project keeps them: read as `evaluate --lists` reads them,
// judged from the copy, and looked up for one person, with what was wrong in them counted against the data.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/data/dataset.h"
#include "storage/project/outside_store.h"
#include "storage/use_cases/evaluation_lists.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tastescope {

class Project;

struct ReadOutside {
    StoredOutside head; ///< without id; named as the file is
    OutsideLists lists;
};
/// BadInput, with the line, for what is no such file; Cancelled.
Result<ReadOutside> readOutside(const std::filesystem::path& file, const ExecutionContext& context = {});

/// Copies that the project keeps, under their names, of the list files of a request. Corrupt where one is
/// damaged.
Result<ListCopies> keptCopies(const Project& project, const EvaluateRequest& request,
                              const ExecutionContext& context = {});

/// Of rows of a file, but for the users.
struct OutsideCounts {
    std::size_t unknownUsers = 0; ///< rows
    std::size_t unknownItems = 0;
    std::size_t seen = 0; ///< of items that the data has in the person's history
    std::size_t usersWithList = 0;
};

struct OutsideEntry {
    ItemIndex item;
    double score = 0;      ///< NaN where the file has none
    std::size_t place = 0; ///< in the whole list, from 1
    bool seen = false;     ///< in the person's history
};

/// Of the list files of a request those that say `kept:NAME` become the files that the named lists came from,
/// with the copies to judge in their place. NotFound for a name that no lists have; InvalidArgument where the
/// file of one stands beside its copy.
Result<ListCopies> takeKept(const Project& project, EvaluateRequest& request,
                            const ExecutionContext& context = {});

/// Kept lists in the rows of a data set. Immutable, thread-safe.
class OutsideTable {
public:
    /// Cancelled.
    static Result<std::shared_ptr<const OutsideTable>> of(StoredOutside head, const OutsideLists& lists,
                                                          const Dataset& dataset,
                                                          const ExecutionContext& context = {});

    const StoredOutside& head() const { return m_head; }
    const OutsideCounts& counts() const { return m_counts; }
    /// Best first, ties by row of the item as `evaluate` has them; each item that the data knows, once, at
    /// its best place. Empty for people without a list and for those that the data does not have.
    std::span<const OutsideEntry> of(UserIndex user) const;
    /// Places of the list, with those that hold nothing known; 0 for people without a list.
    std::size_t placesOf(UserIndex user) const;

private:
    StoredOutside m_head;
    OutsideCounts m_counts;
    std::vector<std::vector<OutsideEntry>> m_lists; ///< by user of the data
    std::vector<std::size_t> m_places;
};

} // namespace tastescope
