// SPDX-License-Identifier: GPL-3.0-or-later
// An explanation as the inspector shows it: one sentence, bars, chips and axes. Pure, thread-safe.
#pragma once

#include "engine/explain/why.h"
#include "ui/catalogue/catalogue.h"
#include "ui/pages/explore/explore_state.h"

#include <QString>

#include <vector>

namespace tastescope {

struct ReasonBar {
    QString icon; ///< of the past item's signal
    QString title;
    double amount = 0;
};

struct ReasonChip {
    QString text;
    bool shared = false;
    QString tooltip;
};

struct ReasonAxis {
    QString low, high; ///< titles of the items at the two ends
    double person = 0; ///< by the person's largest value on the axes shown, −1..1
    double item = 0;   ///< by the item's largest value: the two vectors need not have one scale
    double product = 0;
};

struct Reason {
    ItemIndex item;
    QString modelName;
    QString algorithm;
    std::size_t rank = 0;
    QString title;
    QString creator;
    QString category;
    int slot = -1;
    QString sentence;
    double score = 0;
    double base = 0;
    std::vector<ReasonBar> bars;
    std::size_t others = 0; ///< past items beyond the bars
    double othersSum = 0;   ///< what they add together: score = base + Σ bars + othersSum
    std::vector<ReasonChip> chips;
    std::vector<ReasonAxis> axes;
    std::size_t dimensions = 0; ///< factors of the model
};

struct ReasonRequest {
    Person person;
    HistoryEdit edit;
    ExploreModel model;
    QString algorithm;
    ItemIndex item;
};

/// What is known of an item whose reason is one sentence.
Reason reasonOf(const Catalogue& catalogue, ItemIndex item, const QString& sentence);
Reason describeReason(const Catalogue& catalogue, const ReasonRequest& request);
/// The words alone, for an explanation at hand.
QString reasonSentence(const Catalogue& catalogue, const std::vector<HistoryRow>& past, const Why& why);

} // namespace tastescope
