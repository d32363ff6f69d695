// SPDX-License-Identifier: GPL-3.0-or-later
// Where an item went: which stage has it where, what each rule does to it, and the terms of its score. GUI
// thread only.
#pragma once

#include "engine/data/dataset.h"
#include "engine/pipeline/rerank/story.h"
#include "ui/catalogue/catalogue.h"
#include "ui/pages/studio/studio_work.h"

#include <QDialog>

#include <optional>
#include <utility>
#include <vector>

namespace tastescope {

/// What is said of an item, as plain lines.
struct ItemTale {
    QString title;
    QString subtitle;
    QString whom;                                    ///< whose list it is about; empty: there is but one
    QString verdict;                                 ///< "At place 3, from 12", "Left the list: …"
    std::vector<std::pair<QString, QString>> stages; ///< "Candidates" – "12 of 1,000"
    std::vector<std::pair<QString, QString>> shares; ///< of a learned ranker's score: "Rank by ALS" – "+0.41"
    std::vector<std::pair<QString, QString>> parts; ///< "Without …" – "at 7"
    std::vector<std::pair<QString, QString>> terms; ///< "Relevance" – "0.83"
};

/// `had`: the person has had it. `ranker` names who ranks.
ItemTale taleOf(ItemIndex item, const ItemStages& stages, const ListStory& list, const PreparedPerson& person,
                const RuleSet& rules, const Catalogue& catalogue, const QString& ranker, bool had);

class StoryDialog : public QDialog {
    Q_OBJECT
public:
    explicit StoryDialog(const ItemTale& tale, QWidget* parent = nullptr);
};

} // namespace tastescope
