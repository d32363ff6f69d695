// SPDX-License-Identifier: GPL-3.0-or-later
// Columns that name a thing once more instead of saying something about it: ISBN, addresses, numbers of other
// catalogues, moments of recording. As attributes they would liken nothing and fill every form.
#pragma once

#include "storage/import/planning/sniffer.h"

namespace tastescope {

/// Takes the role from attributes of items and users that look like ids and says in `why` by what: addresses
/// and the patterns of ids (ISBN, UUID, IMDb, e-mail), names such as "work_id" where nearly every item has
/// another value, row numbers, moments that hardly two items share, nearly unique words. Titles, creators,
/// lists, release dates, traits of people and whatever the person mapped stay. A moment of release becomes
/// the release date where the file has none.
void leaveOutIdLike(Sniff& sniff);

} // namespace tastescope
