// SPDX-License-Identifier: GPL-3.0-or-later
// What every trained model can do. Algorithms only score; exclusion, ranking, metrics live outside, once.
#pragma once

#include "engine/base/archive.h"
#include "engine/base/ids.h"
#include "engine/base/scored_item.h"
#include "engine/data/dataset.h"
#include "engine/linalg/vector_view.h"

#include <optional>
#include <span>
#include <vector>

namespace tastescope {

/// What one item of the history adds to a score.
struct Contribution {
    ItemIndex item;
    double amount = 0;
};

/// score = base + Σ contributions (to 1e-4 of the largest term); contributions by |amount| descending, then
/// item.
struct Explanation {
    double score = 0;
    double base = 0; ///< what no single past item accounts for (popularity, bias)
    std::vector<Contribution> contributions;
};

/// Const, thread-safe, always trained. `itemCount()` and `userCount()` are those of the data it was trained
/// on; score spans have itemCount() entries. Scores are finite; an item the model knows nothing about scores
/// lowest or 0. A user or history without any known item gets the model's answer for a stranger (popularity,
/// zeros), never an error. History entries with items >= itemCount() are ignored; so are entries with weight
/// <= 0 unless the algorithm says otherwise.
class Recommender {
public:
    virtual ~Recommender() = default;
    Recommender() = default;
    Recommender(const Recommender&) = delete;
    Recommender& operator=(const Recommender&) = delete;

    virtual std::size_t itemCount() const = 0;
    virtual std::size_t userCount() const = 0;

    /// Scores of all items for a user of the training data.
    virtual void scoreUser(UserIndex user, std::span<float> scores) const = 0;
    /// Scores of all items for an unseen or edited history, without retraining.
    virtual void scoreHistory(std::span<const HistoryEntry> history, std::span<float> scores) const = 0;
    /// Scores of many users, row-major users.size() × itemCount(). The default calls scoreUser a row; models
    /// with vectors make one matrix product of it. Runs on the calling thread.
    virtual void scoreUsers(std::span<const UserIndex> users, std::span<float> scores) const;

    /// Why `item` scores what it scores for this history: the same number scoreHistory gives.
    virtual Explanation explain(std::span<const HistoryEntry> history, ItemIndex item) const = 0;

    /// Likeness of every item to `item`, higher is closer; itself included (callers leave it out).
    virtual void itemSimilarity(ItemIndex item, std::span<float> similarity) const = 0;
    /// Likeness of every user to `user`; the span has userCount() entries.
    virtual void userSimilarity(UserIndex user, std::span<float> similarity) const = 0;

    virtual VectorView itemVectors() const { return {}; }
    virtual VectorView userVectors() const { return {}; }
    /// scoreUser is the inner product of the user's and the item's vector, up to rounding, for every user and
    /// item: lists of many users can then be made without writing scores down.
    virtual bool scoresAreProducts() const { return false; }
    /// Of such a model, the vector that stands for an item it was not trained on; zeros where it is empty.
    virtual std::vector<float> vectorOfUnknownItem() const { return {}; }
    /// The factor vector the model gives to an unseen history; empty where it has none.
    virtual std::vector<float> historyVector(std::span<const HistoryEntry>) const { return {}; }

    /// Scores are ratings on the scale of the training data (unclipped), so that rmse and mae mean something.
    virtual bool predictsRatings() const { return false; }
    /// What such a model says of an item that the training data does not have. Nothing: it has no view, and
    /// the mean of all training ratings stands in.
    virtual std::optional<double> ratingOfUnknownItem(std::span<const HistoryEntry>) const { return {}; }
    /// The same for a user of the training data, where it is known without their history.
    virtual std::optional<double> ratingOfUnknownItemBy(UserIndex) const { return {}; }

    /// Bytes of memory the trained state holds.
    virtual std::size_t bytes() const = 0;
    virtual void save(ModelArchive& archive) const = 0;

    // By item subset, on top of the above (DESIGN §3); models that can do it cheaper override.
    virtual void score(UserIndex user, std::span<const ItemIndex> candidates, std::span<float> out) const;
    virtual void scoreHistory(std::span<const HistoryEntry> history, std::span<const ItemIndex> candidates,
                              std::span<float> out) const;
};

} // namespace tastescope
