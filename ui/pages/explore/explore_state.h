// SPDX-License-Identifier: GPL-3.0-or-later
// What the page shows, computed from the data set and the models by pure functions that run in jobs: a
// person, the lists of several models for the (edited) history, and how they agree. No widgets; thread-safe.
#pragma once

#include "engine/base/execution.h"
#include "engine/base/result.h"
#include "engine/explain/what_if.h"
#include "engine/models/recommender.h"
#include "engine/onboarding/fallback.h"
#include "storage/use_cases/outside/outside_lists.h"
#include "ui/catalogue/catalogue.h"
#include "ui/lists/history_model.h"
#include "ui/lists/ranked_list_model.h"
#include "ui/pages/explore/ruled_list.h"

#include <QString>

#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace tastescope {

struct TasteShare {
    int slot = -1;
    QString name;
    double share = 0;
    int percent = 0; ///< the share for reading; those of one person never exceed 100 together
};

/// Shares as whole percentages with the sum of the shares: each is rounded down, then the largest remainders
/// take what is missing, the earlier first of equal ones. Shares are at least 0.
std::vector<int> wholePercents(const std::vector<double>& shares);

/// One user as the left panel shows them.
struct Person {
    UserIndex user;
    QString id;
    QString label;
    History history;              ///< as the models get it: unedited, in item order
    std::vector<HistoryRow> past; ///< the same, newest first
    std::size_t events = 0;
    double days = -1;              ///< between the first and last event; negative without times
    std::vector<TasteShare> taste; ///< categories by share of the positive history, largest first
};
Person describePerson(const Catalogue& catalogue, UserIndex user);

/// "14 months", "3 days", "one day"; empty without times.
QString spanText(double days);

/// How an item is added by hand: as what signal, the weight that makes in the matrix, and the best rating
/// there is where the signal is one.
struct AddedSignal {
    QString signal;
    float weight = 1;
    float rating = std::numeric_limits<float>::quiet_NaN(); ///< NaN = it is none
};
AddedSignal signalForAdding(const Catalogue& catalogue);

/// The past with the edit shown in it: added rows on top (latest first), removed ones marked.
std::vector<HistoryRow> editedPast(const Catalogue& catalogue, const Person& person, const HistoryEdit& edit);

struct ExploreModel {
    qint64 id = 0; ///< as columns have it (column_source.h)
    QString name;
    std::shared_ptr<const Recommender> model{};
    std::shared_ptr<const RuledSource> ruled{};    ///< instead of a model
    std::shared_ptr<const OutsideTable> outside{}; ///< likewise
    const AlgorithmInfo* algorithm = nullptr;      ///< of the model; null: short histories are not spoken of
    std::optional<UserIndex> user{};               ///< whose history it is; nothing: nobody's
};

struct ModelList {
    qint64 model = 0;
    std::vector<RankedRow> rows;
    QString problem{}; ///< why there is no list
    /// What is handed out in place of this list, as the history is too short for the model.
    std::optional<ListSource> instead{};
    QString order{}; ///< of what stands in, and why so; only with `instead`
};

struct Lists {
    std::vector<ModelList> columns;
    bool edited = false;
    /// What stands in for short histories has not been measured: the usual order is shown instead.
    bool orderAwaited = false;
};

/// The top k of every model for the edited history. Waits for nothing that would have to be measured first.
/// Fails only by cancellation.
Result<Lists> computeLists(const Catalogue& catalogue, const std::vector<ExploreModel>& models,
                           const History& history, const HistoryEdit& edit, std::size_t k,
                           const ExecutionContext& context = {});

/// exactly[n − 1]: items that are in exactly n of the lists.
std::vector<std::size_t> agreement(const std::vector<ModelList>& columns);

struct ChangedPlaces {
    std::size_t changed = 0;
    std::size_t places = 0;
};
ChangedPlaces changedPlaces(const std::vector<ModelList>& columns);

} // namespace tastescope
