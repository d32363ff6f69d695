// SPDX-License-Identifier: GPL-3.0-or-later
// Two rankings in one list, and which of them the clicks speak for.
//
// Team draft (Radlinski, Kurup and Joachims 2008): round after round a coin says who goes first, and each
// adds the best of its own that is not there yet; a click counts for who added the item. Balanced (Joachims
// 2002; 2003): one coin says who leads, and every prefix of the list holds as much of the one as of the
// other; counted are the clicks within the shallowest prefixes of both that hold all that was clicked. Where
// clicks depend on the place alone team draft prefers neither (the coin is fair, and teams may be
// exchanged); balanced may prefer one, as its authors say.
//
// Pure functions; thread-safe. Rankings hold an item once.
#pragma once

#include "engine/base/ids.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/experiment/effect.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tastescope {

enum class Interleaving : std::uint8_t { TeamDraft, Balanced };
/// "team", "balanced".
std::string_view interleavingName(Interleaving method);

enum class Team : std::uint8_t { A, B };

struct MixedList {
    std::vector<ItemIndex> items;
    std::vector<Team> teams; ///< who added each; of a balanced list who was asked for it
};

/// At most `length` items; fewer when both rankings end. A ranking that has ended lets the other fill up.
MixedList teamDraft(std::span<const ItemIndex> a, std::span<const ItemIndex> b, std::size_t length,
                    Random& coins);
MixedList balancedList(std::span<const ItemIndex> a, std::span<const ItemIndex> b, std::size_t length,
                       Team leads);

/// +1 for A, -1 for B, 0 for a tie or no click. `clicks` are places of the list.
int creditOfTeams(const MixedList& list, std::span<const std::size_t> clicks);
int creditBalanced(const MixedList& list, std::span<const std::size_t> clicks, std::span<const ItemIndex> a,
                   std::span<const ItemIndex> b);

/// Sessions that spoke for A, for B and for neither.
struct Verdicts {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::uint64_t ties = 0;

    std::uint64_t sessions() const { return a + b + ties; }
};

/// (wins of A + ties / 2) / sessions − 1/2, from −1/2 to 1/2 (Chapelle, Joachims, Radlinski and Yue 2012).
/// The interval is Wald's with one session added to either side (Bonett and Price 2012), which holds where
/// all sessions tie. NaN without sessions.
Estimate preferenceOf(const Verdicts& verdicts, double alpha = 0.05);
/// Two-sided, of wins that fall on either side alike (the sign test, by the normal distribution); 1 for none.
double preferenceP(const Verdicts& verdicts);
/// Sessions after which so large a preference is found with that power; infinite for none.
double sessionsNeeded(const Verdicts& verdicts, double power = 0.8, double alpha = 0.05);

} // namespace tastescope
